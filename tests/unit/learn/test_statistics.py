"""Differences between groups against SciPy, and against what each must keep whatever the numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxloop.learn.statistics.contrast import contrasts, fieller
from cxloop.learn.statistics.correction import holm
from cxloop.learn.statistics.estimate import Estimate, Shape
from cxloop.learn.statistics.intervals import sequential
from cxloop.learn.statistics.moments import by_group, merged, moments
from cxloop.learn.statistics.split import split_p

FLOATS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=2, max_size=60), st.integers(1, 5))
def test_moments_of_parts_are_those_of_the_whole(rows: list[tuple[float, float]], parts: int) -> None:
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    whole = moments(columns)
    pieces = merged([moments([column[at::parts] for column in columns]) for at in range(min(parts, len(rows)))])
    assert whole.n == pieces.n == len(rows)
    assert np.allclose(whole.mean, pieces.mean)
    assert np.allclose(whole.covariance, pieces.covariance, rtol=1e-9, atol=1e-6)
    assert np.allclose(whole.covariance, np.cov(columns, ddof=1), rtol=1e-9, atol=1e-6)


def test_a_small_spread_around_a_large_mean_is_kept() -> None:
    values = 1e9 + np.random.default_rng(1).normal(0, 1, 10_000)
    assert float(moments([values]).covariance[0, 0]) == pytest.approx(float(values.var(ddof=1)), rel=1e-6)


def test_means_are_compared_as_scipy_does() -> None:
    rng = np.random.default_rng(2)
    old, new = rng.gamma(1, 20, 900), rng.gamma(1.1, 20, 500)
    _, [found] = contrasts([moments([old]), moments([new])], 0, Shape())
    theirs = stats.ttest_ind(new, old, equal_var=False)
    reach = theirs.confidence_interval(0.95)
    assert found.method == "welch"
    assert (found.interval.low, found.interval.high) == pytest.approx((reach.low, reach.high), rel=1e-9)
    assert found.interval.p == pytest.approx(theirs.pvalue, rel=1e-9)


def test_shares_of_few_are_compared_exactly() -> None:
    old, new = np.repeat([1.0, 0.0], [0, 40]), np.repeat([1.0, 0.0], [3, 37])
    _, [found] = contrasts([moments([old]), moments([new])], 0, Shape(), binary=True)
    assert found.method == "newcombe"
    assert found.interval.low < 0 < found.interval.high
    assert found.interval.p == pytest.approx(stats.fisher_exact([[3, 37], [0, 40]]).pvalue)


def test_a_ratio_of_units_is_as_if_units_were_drawn_again() -> None:
    """The delta method against a bootstrap of whole units, whose rows go together."""
    rng = np.random.default_rng(3)
    rows = rng.poisson(3, 2000) + 1.0
    total = rows * rng.normal(10, 3, 2000)
    _, [found] = contrasts([moments([total, rows]), moments([total + rows, rows])], 0, Shape(0, 1))
    assert found.method == "delta"
    drawn = rng.integers(0, 2000, (2000, 2000))
    again = total[drawn].sum(1) / rows[drawn].sum(1)
    assert math.sqrt(found.group.variance) == pytest.approx(float(again.std()), rel=0.06)
    assert found.effect == pytest.approx(1.0)


def test_what_was_before_narrows_and_does_not_move() -> None:
    ratios, held = [], 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        before, arm = rng.normal(50, 10, 2000), rng.integers(0, 2, 2000)
        after = before + rng.normal(0, 5, 2000) + 0.5 * arm
        groups = by_group(arm, 2, [after, before])
        _, [plain] = contrasts(groups, 0, Shape())
        _, [found] = contrasts(groups, 0, Shape(before=1))
        ratios.append((found.interval.high - found.interval.low) / (plain.interval.high - plain.interval.low))
        held += found.interval.low < 0.5 < found.interval.high
    assert float(np.mean(ratios)) == pytest.approx(math.sqrt(1 - 100 / 125), rel=0.02)
    assert 180 <= held <= 198


def test_a_lift_has_no_interval_where_the_control_may_be_nothing() -> None:
    assert fieller(Estimate(50, 0.1, 0.01), Estimate(50, 0.3, 0.01)) is None
    low, high = fieller(Estimate(50, -10.0, 0.01), Estimate(50, -5.0, 0.01)) or (0, 0)
    assert 0.4 < low < 0.5 < high < 0.6


@given(st.floats(-5, 5), st.integers(10, 10**7), st.integers(100, 10**6))
def test_sequential_interval_and_p_say_the_same(z: float, n: int, planned: int) -> None:
    found = sequential(z, 1.0, n, planned)
    assert (found.low > 0 or found.high < 0) == (found.p < 0.05)
    wider = sequential(z, 1.0, n, planned, alpha=0.01)
    assert wider.low < found.low < found.high < wider.high


def test_the_sequence_is_narrowest_where_it_was_planned() -> None:
    reach = {n: sequential(0.0, 1.0, 10_000, n).high for n in (3_000, 10_000, 30_000)}
    assert reach[10_000] == min(reach.values())


def test_corrections_against_known_ones() -> None:
    assert holm([0.01, 0.02, 0.03, 0.005]) == pytest.approx([0.03, 0.04, 0.04, 0.02])
    assert holm([]) == []


def test_a_split_is_tested_as_scipy_does() -> None:
    theirs = stats.chisquare([480, 530, 90], [500, 500, 100]).pvalue
    assert split_p([480, 530, 90], [5, 5, 1]) == pytest.approx(theirs)
    assert split_p([10, 10, 1], [1, 1, 0]) == 0.0
