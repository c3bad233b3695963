"""A step in a series: what it must say whatever the noise, and what cannot be asked."""

from __future__ import annotations

import numpy as np
import pytest

from cxloop.learn.statistics.series import step


def test_a_season_and_a_trend_are_no_step() -> None:
    place = np.arange(140)
    values = (
        20 + 0.3 * place + np.array([0, 5, 9, 2, -4, -8, 1])[place % 7] + np.random.default_rng(3).normal(0, 1, 140)
    )
    assert step(values, 98, season=7).p > 0.05
    assert step(values, 98, season=7, trend=False).p < 0.05  # left out, the trend looks like one


def test_the_same_series_and_seed_say_the_same() -> None:
    values = np.random.default_rng(4).normal(0, 1, 60)
    assert step(values, 40, seed=1) == step(values, 40, seed=1)
    assert step(1000 * values + 5, 40, seed=1).p == step(values, 40, seed=1).p


def test_a_series_without_noise_has_nothing_to_compare_with() -> None:
    with pytest.raises(ValueError, match="no noise"):
        step(np.full(40, 3.0), 30)


@pytest.mark.parametrize(("count", "change", "season"), [(40, 10, 0), (40, 38, 0), (60, 20, 12)])
def test_too_little_before_or_after(count: int, change: int, season: int) -> None:
    with pytest.raises(ValueError, match="too little"):
        step(np.random.default_rng(5).normal(0, 1, count), change, season=season)


def test_dates_at_which_nothing_happened_count_too() -> None:
    """A level that jumps now and then by itself: the step at the change is one of many."""
    rng = np.random.default_rng(6)
    values = np.repeat(rng.normal(0, 4, 15), 12) + rng.normal(0, 0.5, 180)
    found = step(values, 168, trend=False)
    assert found.placebo_p is not None
    assert not found.beyond_chance
