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
    successes: int, trials: int, other_successes: int, other_trials: int, alpha: float = 0.05
) -> tuple[float, float]:
    """The interval of the difference other - first of two shares (Newcombe 1998, method 10); NaN without trials.

    >>> low, high = newcombe(48, 80, 56, 70)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    if trials == 0 or other_trials == 0:
        return float("nan"), float("nan")
    share, other = successes / trials, other_successes / other_trials
    low, high = wilson(successes, trials, alpha)
    other_low, other_high = wilson(other_successes, other_trials, alpha)
    down = sqrt((other - other_low) ** 2 + (high - share) ** 2)
    up = sqrt((other_high - other) ** 2 + (share - low) ** 2)
    return other - share - down, other - share + up
