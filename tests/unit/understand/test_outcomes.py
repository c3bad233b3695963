"""Each kind of outcome against a plain loop over each journey; unknown where the log or the data cannot tell."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.model.outcome import Outcome
from cxloop.model.rule import is_event, parse
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.kernels.arrays import fixed_columns
from cxloop.understand.outcomes import columns_read, measure, reached, steps_meant

DAY = 86_400_000_000
HALF = DAY // 2
RATINGS = ("3", "4.5", "five", "", "nan", "inf", "-1")
Row = tuple[int, int, float | None, int]
"""Time in half days, event, value, rating's place or -1."""

rows = st.tuples(
    st.integers(0, 12),
    st.integers(0, 2),
    st.one_of(st.none(), st.sampled_from([0.0, 2.5, -1.0, 100.0])),
    st.integers(-1, len(RATINGS) - 1),
)
logs = st.lists(st.lists(rows, min_size=1, max_size=8).map(lambda one: sorted(one, key=lambda row: row[0])), max_size=5)


def journeys_of(log: list[list[Row]]) -> Journeys:
    flat = [row for one in log for row in one]
    journeys = Journeys(
        np.cumsum([0, *map(len, log)]).astype(np.int64),
        np.array([row[0] * HALF for row in flat], np.int64),
        {
            "event": Codes(np.array([row[1] for row in flat], np.int32), ("visit", "order", "call")),
            "value": np.array([np.nan if row[2] is None else row[2] for row in flat], np.float64),
            "property:stars": Codes(np.array([row[3] for row in flat], np.int32), RATINGS),
        },
        [f"customer {place}" for place in range(len(log))],
    )
    return fixed_columns(journeys)


def plain(outcome: Outcome, one: list[Row], at: int, end: int) -> float:
    """One journey's outcome from the event at this place on."""
    time, later = one[at][0] * HALF, one[at + 1 :]
    within = [row for row in later if row[0] * HALF - time <= (outcome.days or 0) * DAY]
    if outcome.kind in ("reaches", "avoids"):
        return float(any(row[1] == 1 for row in later) == (outcome.kind == "reaches"))
    if outcome.kind == "rating":
        return next((float(RATINGS[row[3]]) for row in later if row[3] in (0, 1, 6)), math.nan)
    if outcome.kind == "duration":
        return (time - one[-1][0] * HALF) / 1e6 if one[-1][0] * HALF <= end else math.nan
    if time + (outcome.days or 0) * DAY > end:
        return math.nan
    if outcome.kind == "value":
        return sum(row[2] for row in within if row[2] is not None)
    return float(any(row[0] * HALF - time >= DAY for row in within))


@pytest.mark.parametrize(
    "text",
    ["reaches:order", "avoids:order", "rating:stars", "duration", "returns:2", "returns:1", "value:2", "value:1.5"],
)
@given(log=logs, end=st.integers(0, 14))
def test_as_a_plain_loop_says(text: str, log: list[list[Row]], end: int) -> None:
    outcome, journeys = Outcome.parse(text), journeys_of(log)
    step = is_event("order") if outcome.step else None
    every = np.arange(len(journeys.time), dtype=np.int64)
    found = measure(outcome, step, journeys, every, every, end * HALF)
    expected = [plain(outcome, one, at, end * HALF) for one in log for at in range(len(one))]
    assert found.tolist() == pytest.approx(expected, nan_ok=True)


@given(log=logs, data=st.data())
def test_anchors_come_in_any_order_within_a_journey(log: list[list[Row]], data: Any) -> None:
    journeys = journeys_of(log)
    every = np.arange(len(journeys.time), dtype=np.int64)
    chosen = np.array(data.draw(st.permutations(every.tolist())), np.int64)
    for text in ("duration", "returns:2", "value:2"):
        outcome = Outcome.parse(text)
        whole = measure(outcome, None, journeys, every, every, 14 * HALF)
        some = measure(outcome, None, journeys, chosen, chosen, 14 * HALF)
        assert some.tolist() == pytest.approx(whole[chosen].tolist(), nan_ok=True)


def test_time_runs_from_before_the_friction_began() -> None:
    journeys = journeys_of([[(0, 0, None, -1), (4, 0, None, -1), (6, 1, None, -1)]])
    found = measure(Outcome.parse("duration"), None, journeys, np.array([1]), np.array([0]), 6 * HALF)
    assert found.tolist() == [-3 * 86_400]
    beyond = measure(Outcome.parse("duration"), None, journeys, np.array([1]), np.array([0]), 6 * HALF - 1)
    assert np.isnan(beyond).all()  # a clock that is off


def test_unknown_where_the_log_ends_too_early_and_no_day_sooner() -> None:
    journeys = journeys_of([[(0, 0, 5.0, -1), (2, 0, 7.0, -1)]])
    first = np.array([0])
    for text, known in (("returns:2", 1.0), ("value:2", 7.0)):
        assert measure(Outcome.parse(text), None, journeys, first, first, 2 * DAY).tolist() == [known]
        assert np.isnan(measure(Outcome.parse(text), None, journeys, first, first, 2 * DAY - 1)).all()


def test_ratings_that_are_no_numbers_count_as_missing() -> None:
    journeys = journeys_of([[(0, 0, None, 0), (1, 0, None, 2), (2, 0, None, 5), (3, 0, None, 4), (4, 0, None, 1)]])
    every = np.arange(5, dtype=np.int64)
    found = measure(Outcome.parse("rating:stars"), None, journeys, every, every, 0)
    assert found.tolist() == pytest.approx([4.5, 4.5, 4.5, 4.5, math.nan], nan_ok=True)


def test_what_is_read_and_which_steps_are_the_outcome_itself() -> None:
    rule, events = parse('event = "order" or event = "call"'), ("visit", "order", "call")
    assert columns_read(Outcome.parse("reaches:order"), is_event("order")) == {"event"}
    assert columns_read(Outcome.parse("rating:stars"), None) == {"property:stars"}
    assert columns_read(Outcome.parse("value:7"), None) == {"value"}
    assert columns_read(Outcome.parse("duration"), None) == frozenset()
    assert steps_meant(rule, events) == {"order", "call"}
    assert steps_meant(parse('event = "order" and value > 3'), events) == frozenset()
    assert steps_meant(None, events) == frozenset()
    assert not reached(None, journeys_of([[(0, 1, None, -1)]])).any()
