"""Metrics period by period, and effects by segment, against a slow way that is easy to believe."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cxloop.learn.counted import Counted
from cxloop.learn.exposed import EXPOSURES, Exposed, ExposedBy
from cxloop.learn.measure import Measure
from cxloop.learn.periods import Periods
from cxloop.model.rule import parse
from cxloop.model.segment import Segment
from cxloop.questions.business_hours import BusinessHours
from unit.learn.test_exposed import DAY, SINCE, TEXTS, UNTIL, asked, history, journeys_of, one_slowly, shown

EDGES = (5 * DAY, 12 * DAY, 19 * DAY, 40 * DAY)
CALLED = Segment("called", parse('event = "call"'))


def slowly(
    rows: list[dict[str, Any]], text: str, group: Callable[..., str | None], cut: bool
) -> dict[Any, list[list[Any]]]:
    """Of each group and period, the numbers of each unit."""
    found: dict[Any, list[list[Any]]] = {}
    measure = Measure.parse(text)
    for _, journey in itertools.groupby(rows, key=lambda row: row["customer"]):
        own = list(journey)
        for place, (since, until) in enumerate(itertools.pairwise(EDGES)):
            first = next((at for at, row in enumerate(own) if since <= row["time_us"] < until), None)
            if first is None or (measure.name in ("time", "duration") and first > 0 and not cut):
                continue
            goes_on = measure.name in ("returns", "time", "duration") and not cut
            closing = measure.steps[1] if measure.is_episodes else None
            span = [row for row in own[first:] if goes_on or row["time_us"] < until or row["event"] == closing]
            number = one_slowly(measure, span, own[first]["time_us"], EDGES[-1])
            if number is not None:
                found.setdefault(group(own, first), [[] for _ in EDGES[1:]])[place].append(number)
    return found


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize(
    ("by", "group"),
    [
        (None, lambda own, first: None),
        ("owner", lambda own, first: own[first]["owner"]),
        (CALLED, lambda own, first: CALLED.names[not any(row["event"] == "call" for row in own)]),
    ],
)
def test_every_period_is_what_the_slow_way_says(
    text: str, by: Any, group: Callable[..., str | None], cut: bool
) -> None:
    for seed in range(2):
        rows = history(seed, 80)
        question = Periods(asked([text])[0], EDGES, by=by, cut=cut)
        found = question.answer(question.measure(journeys_of(rows)))
        expected = slowly(rows, text, group, cut)
        assert {name for name, each in found.items() if any(one.n for one in each)} == expected.keys()
        for name, periods in expected.items():
            for one, units in zip(found[name], periods, strict=True):
                assert one.n == len(units)
                if units:
                    assert one.mean[0] == pytest.approx(np.mean([over for over, _ in units]), abs=1e-6)
                if units and question.asked.measure.kind == "ratio":
                    assert one.mean[1] == pytest.approx(np.mean([under for _, under in units]))


def test_those_who_came_are_followed_for_their_days() -> None:
    """One who comes on the last day of a period and again three days later has come back."""
    rows = [{"customer": "c", "time_us": at * DAY, "event": "visit"} for at in (11, 14)]
    asking = asked(["returns:3"])[0]
    journeys = journeys_of([{"owner": None, "stars": "none", **row} for row in rows])
    first, second, _ = Periods(asking, EDGES).measure(journeys)[None]
    assert (first.n, first.mean.tolist(), second.n, second.mean.tolist()) == (1, [1.0], 1, [0.0])
    assert Periods(asking, EDGES, cut=True).measure(journeys)[None][0].mean.tolist() == [0.0]
    for cut, count in ((False, 1), (True, 0)):
        assert Counted(asking, *EDGES[:2], EDGES[-1], above=True, cut=cut).rows(journeys).sum() == count


@pytest.mark.parametrize(
    ("text", "had", "over"),
    [
        ("returns:3", 3, True), ("returns:3", 2, False), ("resolved:2d:opened/solved", 2, True),
        ("resolved:2d:opened/solved", 1, False), ("duration", 0, True), ("duration", -1, False),
    ],
)  # fmt: skip
def test_a_period_is_whole_once_all_have_had_their_time(text: str, had: int, over: bool) -> None:
    assert Measure.parse(text).is_over(10 * DAY, (10 + had) * DAY) is over


def test_business_hours_are_had_slower() -> None:
    """Two days of working hours are six days by the clock."""
    hours = BusinessHours.parse("Mon-Sun 09:00-17:00")
    measure = Measure.parse("resolved:2d:opened/solved")
    assert [measure.is_over(10 * DAY, at * DAY, hours) for at in (15, 16)] == [False, True]


def test_periods_of_parts_add_up() -> None:
    rows = history(3, 120)
    cut = next(at for at, row in enumerate(rows) if row["customer"] == "c50")
    for text in TEXTS:
        question = Periods(asked([text])[0], EDGES, by="owner")
        whole = question.measure(journeys_of(rows))
        merged = question.merge(*(question.measure(journeys_of(some)) for some in (rows[:cut], rows[cut:])))
        for name in whole.keys() | merged.keys():
            for one, other in zip(merged[name], whole[name], strict=True):
                assert one.n == other.n
                np.testing.assert_allclose(one.products, other.products, rtol=1e-9, atol=1e-6)


def test_an_episode_belongs_to_the_period_in_which_it_was_opened() -> None:
    rows = [
        {"customer": "c", "time_us": 11 * DAY, "event": "opened"},
        {"customer": "c", "time_us": 13 * DAY, "event": "solved"},
    ]
    question = Periods(asked(["resolution:opened/solved"])[0], EDGES)
    first, second, _ = question.measure(journeys_of([{"owner": None, "stars": "none", **row} for row in rows]))[None]
    assert first.mean.tolist() == [2 * 86_400.0, 1.0]
    assert second.mean.tolist() == [0.0, 0.0]


QUESTION = Exposed("f", ("old", "new"), asked(["count:call:down", "time:order"]), SINCE, UNTIL, seen=EXPOSURES[:2])


def anchors(rows: list[dict[str, Any]]) -> list[tuple[list[dict[str, Any]], int]]:
    """Journeys of one arm, and the place of the first exposure."""
    found = []
    for _, journey in itertools.groupby(rows, key=lambda row: row["customer"]):
        own = list(journey)
        seen = [
            at for at, row in enumerate(own) if shown(row)[0] == "f" and SINCE <= row["time_us"] < UNTIL
        ]  # fmt: skip
        arms = {shown(own[at])[1] for at in seen}
        if len(arms) == 1 and arms <= {"old", "new"}:
            found.append((own, seen[0]))
    return found


def test_segments_are_those_of_before_the_exposure() -> None:
    rows = history(5, 400)
    called, owners = dict.fromkeys(CALLED.names, 0), dict[Any, int]()
    for own, at in anchors(rows):
        called[CALLED.names[not any(row["event"] == "call" for row in own[: at + 1])]] += 1
        owner = next((row["owner"] for row in reversed(own[: at + 1]) if row["owner"]), None)
        owners[owner] = owners.get(owner, 0) + 1
    for by, expected in ((CALLED, called), ("owner", owners)):
        question = ExposedBy(QUESTION, by)
        found = question.answer(question.measure(journeys_of(rows)))
        assert {name: int(one.counts.sum()) for name, one in found.items()} == expected


def test_segments_add_up_to_everybody() -> None:
    rows = history(6, 300)
    question = ExposedBy(QUESTION, "owner")
    cut = next(at for at, row in enumerate(rows) if row["customer"] == "c150")
    merged = question.merge(*(question.measure(journeys_of(some)) for some in (rows[:cut], rows[cut:])))
    whole = QUESTION.measure(journeys_of(rows))
    for metric in range(2):
        for arm in range(2):
            group = sum(one.metrics[metric][arm].n for one in merged.values())
            assert group == whole.metrics[metric][arm].n
    assert sum(one.counts for one in merged.values()).tolist() == whole.counts.tolist()
    assert sum(one.missing[1] for one in merged.values()) == whole.missing[1]
