"""95 % intervals of shares; every estimate carries one."""

from __future__ import annotations

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); NaN without trials.

    >>> low, high = wilson(5, 10)
    >>> round(low, 4), round(high, 4)
    (0.2366, 0.7634)
    """
    if trials == 0:
        return float("nan"), float("nan")
    share, square = successes / trials, _Z * _Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    reach = _Z / (1 + square / trials) * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def newcombe(successes: int, trials: int, other_successes: int, other_trials: int) -> tuple[float, float]:
    """The 95 % interval of the difference other - first of two shares (Newcombe 1998, method 10); NaN without trials.

    >>> low, high = newcombe(48, 80, 56, 70)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    if trials == 0 or other_trials == 0:
        return float("nan"), float("nan")
    share, other = successes / trials, other_successes / other_trials
    low, high = wilson(successes, trials)
    other_low, other_high = wilson(other_successes, other_trials)
    down = sqrt((other - other_low) ** 2 + (high - share) ** 2)
    up = sqrt((other_high - other) ** 2 + (share - low) ** 2)
    return other - share - down, other - share + up
