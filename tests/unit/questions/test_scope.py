"""Scopes and rules over journeys, against going through them row by row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.model.rule import parse
from cxloop.questions.rules import mask_of
from cxloop.questions.scope import Scope
from oracles.logs import SECOND, TYPED, Log, Row, journeys_of, logs, same

RULES: dict[str, Callable[[str, Row], bool]] = {
    'event = "a"': lambda _, row: row.event == "a",
    f'event = "{TYPED}"': lambda _, row: same(row.event) == TYPED,
    'channel = "call center"': lambda _, row: row.channel == "call center",
    "channel is missing": lambda _, row: row.channel is None,
    'not channel in ("web", "app")': lambda _, row: row.channel not in ("web", "app"),
    'plan != "pro"': lambda _, row: row.plan != "pro",
    'plan = pro and (event = "a" or event = b)': lambda _, row: row.plan == "pro" and row.event in ("a", "b"),
    'customer = "customer 1"': lambda name, _: name == "customer 1",
    'channel contains "WE"': lambda _, row: row.channel == "web",
}
rules = st.sampled_from(sorted(RULES))


@given(logs(), rules)
def test_masks(log: Log, text: str) -> None:
    expected = [RULES[text](name, row) for name, rows in log.items() for row in rows]
    assert mask_of(parse(text), journeys_of(log)).tolist() == expected


@given(
    logs(), st.none() | st.integers(0, 8), st.none() | st.integers(0, 8), st.none() | rules,
    st.lists(rules, max_size=2), st.lists(rules, max_size=1), st.none() | st.tuples(rules, rules),
)  # fmt: skip
def test_scopes(
    log: Log, begin: int | None, end: int | None, where: str | None, having: list[str], lacking: list[str],
    between: tuple[str, str] | None,
) -> None:  # fmt: skip
    scope = Scope(
        begin_us=None if begin is None else begin * SECOND, end_us=None if end is None else end * SECOND,
        where=parse(where) if where else None, having=tuple(map(parse, having)), lacking=tuple(map(parse, lacking)),
        between=(parse(between[0]), parse(between[1])) if between else None,
    )  # fmt: skip
    expected: dict[str, list[int]] = {}
    for name, rows in log.items():
        kept = [row for row in rows if begin is None or row.time >= begin * SECOND]
        kept = [row for row in kept if end is None or row.time < end * SECOND]
        kept = [row for row in kept if where is None or RULES[where](name, row)]
        if not all(any(RULES[text](name, row) for row in kept) for text in having):
            continue
        if any(RULES[text](name, row) for text in lacking for row in kept):
            continue
        if between:
            first = [place for place, row in enumerate(kept) if RULES[between[0]](name, row)]
            last = [place for place, row in enumerate(kept) if RULES[between[1]](name, row)]
            kept = kept[first[0] : last[-1] + 1] if first and last else []
        if kept:
            expected[name] = [row.time for row in kept]
    found = scope.apply(journeys_of(log))
    times = {name: found.time[found.starts[at] : found.starts[at + 1]].tolist() for at, name in enumerate(found.names)}
    assert times == expected


def test_the_whole_scope_copies_nothing() -> None:
    journeys = journeys_of({"anna": [Row(0, "a", None, None)]})
    assert Scope().apply(journeys) is journeys


@pytest.mark.parametrize("rule", ["plan > 3", "plan <= 3"])
def test_a_comparison_with_a_missing_value_does_not_hold(rule: str) -> None:
    assert not mask_of(parse(rule), journeys_of({"anna": [Row(0, "a", None, None)]})).any()


@given(logs(), st.sets(st.integers(0, 8)))
def test_among_keeps_the_journeys_of_those_customers(log: Log, numbers: set[int]) -> None:
    names = frozenset(f"customer {number}" for number in numbers)
    kept, others = (scope.apply(journeys_of(log)) for scope in (Scope(among=names), Scope(apart=names)))
    assert list(kept.names) == [name for name in log if name in names]
    assert list(others.names) == [name for name in log if name not in names]
    assert len(kept.time) == sum(len(rows) for name, rows in log.items() if name in names)
