"""What one more journey at the goal is worth, against dictionaries, and its interval by simulation."""

from __future__ import annotations

from statistics import fmean
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.model.rule import is_event
from cxloop.questions.journeys import Codes, Journeys
from cxloop.testing import journeys_from
from cxloop.understand.worth import Brings

ORDER = Brings("reaches:order", is_event("order"))
rows = st.tuples(st.sampled_from(["visit", "order"]), st.sampled_from([None, -2.0, 0.0, 3.5, 20.0]))


def told(people: list[list[tuple[str, float | None]]]) -> Journeys:
    flat = [row for one in people for row in one]
    return Journeys(
        np.cumsum([0, *map(len, people)]), np.arange(len(flat)), names=tuple(map(str, range(len(people)))),
        columns={
            "event": Codes(np.array([event == "order" for event, _ in flat], np.int32), ("visit", "order")),
            "value": np.array([np.nan if value is None else value for _, value in flat]),
        },
    )  # fmt: skip


@given(st.lists(st.lists(rows, min_size=1, max_size=5), max_size=8), st.integers(0, 8))
def test_as_dictionaries_say_it(people: list[list[tuple[str, float | None]]], cut: int) -> None:
    found = ORDER.answer(ORDER.merge(*(ORDER.measure(told(part)) for part in (people[:cut], people[cut:]))))
    orders = [[value for event, value in one if event == "order"] for one in people]
    paid = [[value for value in one if value is not None] for one in orders]
    sums = [sum(one) for one in paid if one]
    if len(sums) < 2 or 2 * sum(map(len, paid)) <= sum(map(len, orders)):
        assert found is None
    else:
        assert found is not None
        assert found.mean == pytest.approx(fmean(sums))
        assert found.journeys == len(sums)
        assert found.low <= found.mean <= found.high


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Customers with some orders of some lines each; what one of them brings is known."""
    rng = np.random.default_rng(11)
    truth, held = 2.0 * 3.0 * np.exp(0.5), 0
    for _ in range(600):
        orders = np.arange(3) < rng.integers(1, 4, (80, 1))
        counts = (rng.geometric(1 / 3.0, (80, 3)) * orders).sum(axis=1)
        amounts = rng.lognormal(0.0, 1.0, counts.sum())
        columns: dict[str, Any] = {
            "customer": np.repeat(np.arange(80).astype(str), counts).tolist(), "value": amounts.tolist(),
            "time_us": np.arange(len(amounts)).tolist(), "event": ["order"] * len(amounts),
        }  # fmt: skip
        found = ORDER.answer(ORDER.measure(journeys_from(columns)))
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 600 <= 0.98
