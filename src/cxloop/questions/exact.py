"""Whether two shares differ, exactly."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

_WIDE = 45.0
"""Spreads to either side beyond which a table is less likely than anything a float can hold."""


def fisher(first: int, first_of: int, second: int, second_of: int) -> float:
    """Two-sided p of two shares being one (Fisher 1935): all tables with the same sums that are no likelier than this.

    >>> round(fisher(8, 10, 1, 6), 4), fisher(5, 10, 5, 10)
    (0.035, 1.0)
    """
    total, hits = first_of + second_of, first + second
    least, most = max(0, hits - second_of), min(hits, first_of)
    if least == most:
        return 1.0
    mean = first_of * hits / total
    reach = 2 + _WIDE * sqrt(mean * (1 - hits / total) * second_of / max(total - 1, 1))
    values = np.arange(max(least, int(mean - reach)), min(most, int(mean + reach)) + 1, dtype=np.float64)
    if not values[0] <= first <= values[-1]:
        return 0.0
    chances = _ways(first_of, values) + _ways(second_of, hits - values)
    chances = np.exp(chances - chances.max())
    own = chances[int(first - values[0])]
    return float(min(1.0, chances[chances <= own * (1 + 1e-7)].sum() / chances.sum()))


def _ways(of: int, chosen: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The logarithm of the number of ways to choose."""
    from scipy.special import gammaln

    ways: npt.NDArray[np.float64] = gammaln(of + 1) - gammaln(chosen + 1) - gammaln(of - chosen + 1)
    return ways
