"""Funnels, against trying every chain of rows."""

from __future__ import annotations

from collections import Counter
from math import inf, isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.errors import BadOption
from cxloop.model.rule import Rule, is_event, parse
from cxloop.testing import journeys_for
from cxloop.understand.funnel import NONE, OTHER, Funnel
from cxloop.understand.members import FunnelMembers
from oracles import funnels
from oracles.logs import TYPED, Log, Row, asked, journeys_of, logs, parts_of, same

STEPS: dict[str, tuple[Rule, Any]] = {
    "a": (is_event("a"), lambda row: row.event == "a"),
    "b": (is_event("b"), lambda row: row.event == "b"),
    "search": (is_event(TYPED), lambda row: same(row.event) == TYPED),
    "a or b": (parse('event in ("a", "b")'), lambda row: row.event in "ab"),
    "web": (parse("channel = web"), lambda row: row.channel == "web"),
    "not a": (parse('not event = "a"'), lambda row: row.event != "a"),
}
placed = st.lists(st.integers(0, 2), min_size=7, max_size=7)
windows = st.one_of(st.none(), st.integers(0, 6))


@st.composite
def asked_funnels(draw: Any, orders: tuple[str, ...] = ("ordered", "strict", "any")) -> tuple[Funnel, list[str]]:
    names = draw(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=4))
    order = draw(st.sampled_from(orders))
    each = draw(st.none() | st.tuples(*[windows] * (len(names) - 1))) if order != "any" else None
    return Funnel(tuple(STEPS[name][0] for name in names), draw(windows), order, each), names


def limits(funnel: Funnel) -> tuple[float, list[float] | None]:
    each = funnel.step_windows
    micro = [inf if limit is None else limit * 1e6 for limit in each] if each is not None else None
    return inf if funnel.window_seconds is None else funnel.window_seconds * 1e6, micro


def chain_of(funnel: Funnel, names: list[str], rows: list[Row]) -> tuple[int, ...]:
    fits = [[STEPS[name][1](row) for name in names] for row in rows]
    window, each = limits(funnel)
    search = funnels.strict if funnel.order == "strict" else funnels.ordered
    return search(rows, fits, window, each)


def furthest_of(funnel: Funnel, names: list[str], rows: list[Row]) -> int:
    if funnel.order == "any":
        fits = [[STEPS[name][1](row) for name in names] for row in rows]
        return funnels.unordered(rows, fits, limits(funnel)[0])
    return len(chain_of(funnel, names, rows))


@given(logs(rows=7), asked_funnels(), placed)
def test_counts_are_those_of_every_chain(log: Log, case: tuple[Funnel, list[str]], where: list[int]) -> None:
    funnel, names = case
    furthest = [furthest_of(funnel, names, rows) for rows in log.values()]
    expected = [sum(reached > step for reached in furthest) for step in range(len(names))]
    answer = asked(funnel, parts_of(log, where), where)
    assert [step.customers for step in answer.steps] == expected
    for step in answer.steps:
        if expected[0]:
            assert step.low <= step.share == step.customers / expected[0] <= step.high
        else:
            assert isnan(step.share)


@given(logs(span=30), asked_funnels(("ordered", "strict")))
def test_waits_are_those_of_the_attempt_that_first_got_furthest(log: Log, case: tuple[Funnel, list[str]]) -> None:
    funnel, names = case
    chains = [(rows, chain_of(funnel, names, rows)) for rows in log.values()]
    answer = asked(funnel, [journeys_of(log)])
    for step in range(1, len(names)):
        waits = [funnels.waits(rows, chain)[step - 1] for rows, chain in chains if len(chain) > step]
        close(answer.steps[step], waits)
    whole = [sum(funnels.waits(rows, chain)) for rows, chain in chains if len(chain) == len(names)]
    close(answer, whole)


def close(found: Any, waits: list[float]) -> None:
    for share, seconds in ((0.5, found.median_seconds), (0.9, found.p90_seconds)):
        if waits:
            assert seconds == pytest.approx(np.quantile(waits, share), rel=0.01)
        else:
            assert isnan(seconds)


@given(logs(), asked_funnels(("ordered", "strict")), st.sampled_from(["channel", "plan"]), placed)
def test_breakdown_takes_the_value_at_the_first_step(
    log: Log, case: tuple[Funnel, list[str]], by: str, where: list[int]
) -> None:
    funnel, names = case
    expected: Counter[tuple[str, int]] = Counter()
    for rows in log.values():
        chain = chain_of(funnel, names, rows)
        for step in range(len(chain)):
            expected[getattr(rows[chain[0]], by) or NONE, step] += 1
    broken = Funnel(funnel.steps, funnel.window_seconds, funnel.order, funnel.step_windows, breakdown=by)
    answer = asked(broken, parts_of(log, where), where)
    found = {
        (group.value, place): step.customers
        for group in answer.breakdown
        for place, step in enumerate(group.steps)
        if step.customers
    }
    assert found == dict(expected)
    assert answer.steps == asked(funnel, [journeys_of(log)]).steps or log == {} or any_nan(answer)


def any_nan(answer: Any) -> bool:
    return any(isnan(step.share) or isnan(step.median_seconds) for step in answer.steps)


def test_the_twenty_largest_values_are_shown_and_the_rest_together() -> None:
    told = {f"{channel} {number}": f"a/c{channel:02} b" for channel in range(30) for number in range(30 - channel)}
    funnel = Funnel((is_event("a"), is_event("b")), breakdown="channel")
    groups = asked(funnel, [journeys_for(told)]).breakdown
    assert [group.value for group in groups] == [*(f"c{channel:02}" for channel in range(20)), OTHER]
    assert groups[-1].steps[1].customers == sum(range(1, 11))
    assert groups[-1].median_seconds == pytest.approx(60, rel=0.01)


def test_a_repeated_step_needs_a_second_event() -> None:
    journeys = journeys_for({"once": "a b", "twice": "a a b", "back": "a b a"})
    assert counts(Funnel((is_event("a"), is_event("a")), order="ordered"), journeys) == [3, 2]
    assert counts(Funnel((is_event("a"), is_event("a")), order="any"), journeys) == [3, 2]
    assert counts(Funnel((is_event("a"), is_event("a")), order="strict"), journeys) == [3, 1]


def test_in_any_order_an_event_is_left_to_the_step_that_has_no_other() -> None:
    journeys = journeys_for({"anna": "b a", "ben": "a a", "carl": "b b", "dora": "a"})
    assert counts(Funnel((STEPS["a or b"][0], is_event("a")), order="any"), journeys) == [4, 2]


def counts(funnel: Funnel, journeys: Any) -> list[int]:
    return [step.customers for step in asked(funnel, [journeys]).steps]


def test_the_window_includes_its_end() -> None:
    journeys = journeys_for({"in time": "a b@60s", "late": "a b@61s"})
    for order in ("ordered", "strict", "any"):
        assert counts(Funnel((is_event("a"), is_event("b")), 60, order), journeys) == [2, 1]


def test_a_later_first_step_opens_a_new_attempt() -> None:
    journeys = journeys_for({"anna": "a a@1d b@1h c@1h"})
    answer = asked(Funnel(tuple(map(is_event, "abc")), 7200), [journeys])
    assert [step.customers for step in answer.steps] == [1, 1, 1]
    assert answer.median_seconds == pytest.approx(7200, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": ()}, {"steps": (is_event("a"),) * 17}, {"order": "some"}, {"step_windows": (1, 2)},
        {"order": "any", "step_windows": (1,)}, {"breakdown": "value"},
    ],
)  # fmt: skip
def test_a_funnel_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadOption):
        Funnel(**{"steps": (is_event("a"), is_event("b")), **wrong})


@given(logs(), asked_funnels(), st.integers(0, 4), st.booleans(), st.integers(0, 4), placed)
def test_members_are_those_counted_and_the_same_ones_however_split(
    log: Log, case: tuple[Funnel, list[str]], step: int, exactly: bool, limit: int, where: list[int]
) -> None:
    funnel, names = case
    step = min(step, len(names))
    reached = {name: furthest_of(funnel, names, rows) for name, rows in log.items()} if log else {}
    wanted = {name for name, furthest in reached.items() if (furthest == step if exactly else furthest >= step)}
    question = FunnelMembers(funnel, step, exactly, limit)
    answer = asked(question, parts_of(log, where), where)
    found = [member.customer for member in answer.members]
    assert answer.customers == len(wanted)
    assert set(found) <= wanted
    assert len(found) == min(limit, len(wanted))
    assert answer == asked(question, [journeys_of(log)])
