"""Experiments and series by simulation, in short form; `make truth` has the long one. Seeds are fixed, and the bars as
wide as chance allows at this size."""

from __future__ import annotations

import pytest

from truth.no_step import alarms, held
from truth.nothing_changed import WORLDS, simulated, splits
from truth.score import at_least, at_most


@pytest.mark.parametrize("metric", WORLDS)
def test_nothing_changed(metric: str) -> None:
    found = simulated(metric, runs=240, units=2_000, looks=10, seed=1)
    assert found.fixed_wrong <= at_most(found.runs, 0.05)
    assert found.ever_wrong <= at_most(found.runs, 0.05)
    assert found.held >= at_least(found.runs_with, 0.95)
    assert found.found >= at_least(found.runs_with, 0.8)


def test_looking_again_and_again_without_care_is_wrong_more_often() -> None:
    """The test of the sequential intervals can fail: the usual ones would."""
    from truth.nothing_changed import Tally, _looked_at, np

    wrong, rng = 0, np.random.default_rng(1)
    for _ in range(120):
        seen = _looked_at(WORLDS["mean, normal"], rng, 2_000, 20, 0.0)
        wrong += any(not one.interval.low <= 0 <= one.interval.high for one in seen)
    assert wrong > at_most(120, 0.05)
    assert Tally().merge(Tally(runs=1)).runs == 1


def test_splits() -> None:
    fair, broken = splits(1_000, 2)
    assert fair <= at_most(1_000, 0.001)
    assert broken >= at_least(1_000, 0.9)


def test_series_in_which_nothing_happened() -> None:
    assert alarms(range(160)) <= at_most(160, 0.05)


def test_series_in_which_something_did() -> None:
    holding, finding = held(range(80))
    assert holding >= at_least(80, 0.95)
    assert finding >= 40
