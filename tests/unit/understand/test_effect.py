"""Effects against plain least squares, and by simulation: honest intervals, honest p, power; onset as well."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, false_discovery_control

from cxloop.model.outcome import Outcome
from cxloop.understand import effect as module
from cxloop.understand.effect import DOUBT, FEWEST, Effect, Moments, benjamini_hochberg, doubt_of, effect
from cxloop.understand.kernels.trials import accumulate
from cxloop.understand.onset import onset

SIZES = (4, 5, 3)
OFFSETS = np.concatenate(([0], np.cumsum(SIZES)[:-1]))
WIDTH = sum(SIZES)


def moments(levels: Any, y: Any) -> Moments:
    """One group's sums, by the kernel that the passes use. levels: (trials, factors), counted through."""
    block = np.zeros(len(y), np.int32)
    sums, by_level, pairs = accumulate(block, levels.astype(np.int16), y.astype(np.float64), 1, WIDTH)
    return Moments(sums[0], by_level[0], pairs[0].astype(np.int64))


def draw(rng: np.random.Generator, count: int, harm: float, binary: bool = False) -> tuple[Any, Any, Any]:
    """Levels, who was hit, outcomes: some levels both raise the outcome and the odds of being hit."""
    levels = np.stack([rng.integers(0, size, count) for size in SIZES], axis=1)
    slopes = [np.linspace(-1, 1, size) for size in SIZES]
    lift = sum(slope[levels[:, place]] for place, slope in enumerate(slopes))
    hit = rng.random(count) < 1 / (1 + np.exp(1.2 - 0.7 * lift))
    if binary:
        y = (rng.random(count) < np.clip(0.5 + 0.12 * lift + harm * hit, 0, 1)).astype(float)
    else:
        y = 2.0 + lift + harm * hit + rng.normal(0, 1, count)
    return levels + OFFSETS, hit, y


def both(levels: Any, hit: Any, y: Any) -> tuple[Moments, Moments]:
    return moments(levels[hit], y[hit]), moments(levels[~hit], y[~hit])


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_sums_are_those_of_plain_loops(seed: int, blocks: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(0, 300))
    levels, _, y = draw(rng, count, 0.0)
    block = rng.integers(-1, blocks, count).astype(np.int32)
    sums, by_level, pairs = accumulate(block, levels.astype(np.int16), y, blocks, WIDTH)
    for each in range(blocks):
        mine = np.zeros((int((block == each).sum()), WIDTH))
        np.put_along_axis(mine, levels[block == each], 1.0, axis=1)
        own = y[block == each]
        assert sums[each] == pytest.approx([len(own), own.sum(), (own**2).sum()])
        assert by_level[each] == pytest.approx(mine.T @ own)
        assert (pairs[each] == np.triu(mine.T @ mine)).all()


def test_more_trials_than_are_counted_at_once() -> None:
    levels, _, y = draw(np.random.default_rng(3), 20_000, 0.0)
    found = moments(levels, y)
    design = np.zeros((len(y), WIDTH))
    np.put_along_axis(design, levels, 1.0, axis=1)
    assert (found.pairs == np.triu(design.T @ design)).all()
    assert found.by_level == pytest.approx(design.T @ y)


@pytest.mark.parametrize("seed", range(5))
def test_the_effect_is_what_least_squares_predicts_for_those_hit(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RIDGE", 1e-7)
    levels, hit, y = draw(np.random.default_rng(seed), 2_000, -0.3)
    design = np.zeros((len(y), WIDTH))
    np.put_along_axis(design, levels, 1.0, axis=1)
    slope = np.linalg.lstsq(design[~hit], y[~hit], rcond=None)[0]
    expected = float((y[hit] - design[hit] @ slope).mean())
    found = effect(*both(levels, hit, y), doubt=0.0)
    assert found is not None
    assert found.mean == pytest.approx(expected, abs=1e-6)
    naive = y[hit].mean() - y[~hit].mean()
    assert naive - expected > 0.2, "who is hit is better off to begin with"


@pytest.mark.parametrize("seed", range(3))
def test_the_ridge_hardly_matters(seed: int) -> None:
    levels, hit, y = draw(np.random.default_rng(seed), 20_000, -0.3)
    found = effect(*both(levels, hit, y))
    assert found is not None
    assert found.mean == pytest.approx(-0.3, abs=0.06)


@pytest.mark.parametrize("binary", [False, True])
def test_intervals_hold_the_true_effect(binary: bool) -> None:
    rng, runs = np.random.default_rng(11), 400
    held = held_without_doubt = 0
    means, errors = [], []
    for _ in range(runs):
        pair = both(*draw(rng, 600, -0.15, binary))
        plain = effect(*pair, doubt=0.0)
        assert plain is not None
        means.append(plain.mean)
        errors.append(plain.error)
        low, high = plain.interval()
        held_without_doubt += low <= -0.15 <= high
        low, high = effect(*pair).interval()  # type: ignore[union-attr]
        held += low <= -0.15 <= high
    assert held >= 0.93 * runs
    assert np.std(means) < 1.05 * np.mean(errors) < 1.3 * np.std(means)
    assert binom.ppf(0.005, runs, 0.94) <= held_without_doubt <= binom.ppf(0.9999, runs, 0.965)


def test_those_hit_may_fare_far_more_differently_than_the_others() -> None:
    rng, runs = np.random.default_rng(12), 300
    found = []
    for _ in range(runs):
        levels, hit, y = draw(rng, 800, -0.15)
        found.append(effect(*both(levels, hit, y + hit * rng.normal(0, 4, len(y))), doubt=0.0))
    means, errors = np.array([(each.mean, each.error) for each in found if each is not None]).T
    assert errors.mean() == pytest.approx(means.std(), rel=0.12)


def test_p_is_uniform_where_nothing_is_wrong_and_careful_with_doubt() -> None:
    rng, runs = np.random.default_rng(5), 500
    pairs = [both(*draw(rng, 400, 0.0, binary=True)) for _ in range(runs)]
    plain = np.array([effect(*pair, doubt=0.0).p for pair in pairs])  # type: ignore[union-attr]
    careful = np.array([effect(*pair).p for pair in pairs])  # type: ignore[union-attr]
    for level in (0.01, 0.05, 0.2):
        assert (plain < level).mean() * runs <= binom.ppf(0.999, runs, level)
        assert (careful < level).sum() <= (plain < level).sum()
    assert (plain < 0.5).mean() == pytest.approx(0.5, abs=0.08)


def test_harm_is_found_and_good_is_not_taken_for_harm() -> None:
    rng = np.random.default_rng(6)
    found = [effect(*both(*draw(rng, 3_000, -0.4))).p < 0.01 for _ in range(50)]  # type: ignore[union-attr]
    assert sum(found) >= 48
    helped = [effect(*both(*draw(rng, 3_000, 0.4))).p > 0.9 for _ in range(20)]  # type: ignore[union-attr]
    assert all(helped)


@pytest.mark.parametrize(
    ("hits", "others", "told"), [(FEWEST, 2 * FEWEST, True), (FEWEST - 1, 999, False), (99, 2 * FEWEST - 1, False)]
)
def test_too_few_on_either_side(hits: int, others: int, told: bool) -> None:
    rng = np.random.default_rng(2)
    groups = [draw(rng, count, 0.0) for count in (hits, others)]
    assert (effect(*(moments(levels, y) for levels, _, y in groups)) is not None) is told


@pytest.mark.parametrize("same", [0.0, 1.0, -86_400.0])
def test_all_alike_says_nothing(same: float) -> None:
    levels, hit, y = draw(np.random.default_rng(2), 500, 0.0)
    assert effect(*both(levels, hit, np.full_like(y, same))) is None


def test_levels_seen_on_one_side_only_break_nothing() -> None:
    levels, hit, y = draw(np.random.default_rng(4), 3_000, -0.5)
    levels[hit & (levels[:, 2] == WIDTH - 1), 2] = WIDTH - 2
    levels[~hit & (levels[:, 2] == WIDTH - 2), 2] = WIDTH - 1
    found = effect(*both(levels, hit, y))
    assert found is not None
    assert np.isfinite([found.mean, found.error, found.p]).all()


def test_looks_multiply_p_and_leave_the_interval_alone() -> None:
    one, many = Effect(-1.0, 0.4, 100), Effect(-1.0, 0.4, 100, looks=7)
    assert many.p == pytest.approx(7 * one.p)
    assert many.interval() == one.interval()
    assert Effect(5.0, 0.1, 100, looks=7).p == 1.0


def test_lengths_of_time_are_doubted_more() -> None:
    assert doubt_of(Outcome.parse("duration")) > doubt_of(Outcome.parse("reaches:order")) == DOUBT


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values(p: list[float]) -> None:
    assert benjamini_hochberg(np.array(p)) == pytest.approx(false_discovery_control(p, method="bh"))


def test_no_q_values_of_nothing() -> None:
    assert benjamini_hochberg(np.empty(0)).tolist() == []


def drawn(rng: np.random.Generator, rates: Any, size: float = 30.0) -> tuple[Any, Any]:
    trials = rng.poisson(np.broadcast_to(size, np.shape(rates)))
    return rng.binomial(trials, rates), trials


@pytest.mark.parametrize("begin", [12, 30, 50])
def test_a_change_is_dated_within_a_stretch_or_two(begin: int) -> None:
    rng = np.random.default_rng(begin)
    rates = np.where(np.arange(60) < begin, 0.05, 0.2)
    found = [onset(*drawn(rng, rates)) for _ in range(100)]
    assert sum(each is not None and abs(each - begin) <= 2 for each in found) >= 90


@pytest.mark.parametrize("size", [3.0, 30.0, np.linspace(1, 200, 60)])
def test_what_was_always_there_seldom_gets_a_date(size: Any) -> None:
    rng = np.random.default_rng(9)
    assert sum(onset(*drawn(rng, np.full(60, 0.08), size)) is not None for _ in range(400)) <= 20


def test_a_pain_that_fades_has_no_beginning() -> None:
    rng = np.random.default_rng(1)
    assert onset(*drawn(rng, np.where(np.arange(60) < 30, 0.3, 0.05))) is None


@pytest.mark.parametrize("hits", [[], [3], [0, 0, 0], [5, 5, 5]])
def test_too_little_to_date(hits: list[int]) -> None:
    assert onset(np.array(hits, np.int64), np.full(len(hits), 5)) is None
