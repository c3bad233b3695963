"""Intervals of shares, 95 % where nothing else is said; every estimate carries one."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(successes: int, trials: int, alpha: float = 0.05) -> tuple[float, float]:
    """The interval of a share (Wilson 1927); NaN without trials.

    >>> low, high = wilson(5, 10)
    >>> round(low, 4), round(high, 4)
    (0.2366, 0.7634)
    """
    if trials == 0:
        return float("nan"), float("nan")
    z = -NormalDist().inv_cdf(alpha / 2)
    share, square = successes / trials, z * z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    reach = z / (1 + square / trials) * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def newcombe(
    successes: int, trials: int, other_successes: int, other_trials: int, alpha: float = 0.05, correlation: float = 0.0
) -> tuple[float, float]:
    """The interval of the difference other - first of two shares (Newcombe 1998, method 10); NaN without trials.

    correlation: of both shares, where the same trials count in both (Zou & Donner 2008, “Construction of confidence
    intervals about effect measures”).

    >>> low, high = newcombe(48, 80, 56, 70)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    if trials == 0 or other_trials == 0:
        return float("nan"), float("nan")
    share, other = successes / trials, other_successes / other_trials
    low, high = wilson(successes, trials, alpha)
    other_low, other_high = wilson(other_successes, other_trials, alpha)
    down = _reach(other - other_low, high - share, correlation)
    up = _reach(other_high - other, share - low, correlation)
    return other - share - down, other - share + up


def correlated(first: tuple[int, int], other: tuple[int, int], both: tuple[int, int]) -> float:
    """The correlation of two shares, each so many of so many, some of which count in both.

    >>> correlated((5, 10), (5, 10), (5, 10)), correlated((5, 10), (5, 10), (0, 0))
    (1.0, 0.0)
    """
    (hits, trials), (share, other_share) = both, (part / whole for part, whole in (first, other))
    shared = hits * (1 - share) * (1 - other_share) + (trials - hits) * share * other_share
    spread = sqrt(share * (1 - share) * first[1] * other_share * (1 - other_share) * other[1])
    return min(1.0, shared / spread) if spread else 0.0


def z_test(first: tuple[int, int], other: tuple[int, int], both: tuple[int, int]) -> float:
    """How likely shares so far apart are by chance, two-sided, where some trials count in both; 1 where all do.

    >>> round(z_test((20, 100), (60, 100), (0, 0)), 9), z_test((20, 100), (20, 100), (20, 100))
    (8e-09, 1.0)
    """
    (a, a_all), (b, b_all), (c, c_all) = first, other, both
    whole = (a + b - c) / (a_all + b_all - c_all)
    variance = whole * (1 - whole) * (1 / a_all + 1 / b_all - 2 * c_all / (a_all * b_all))
    if variance <= 0:
        return 1.0
    return 2 * NormalDist().cdf(-abs(b / b_all - a / a_all) / sqrt(variance))


def _reach(one: float, other: float, correlation: float) -> float:
    return sqrt(max(0.0, one * one + other * other - 2 * correlation * one * other))
