"""Intervals and p-values of a difference: for one look at a time set in advance, and for as many as one likes."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """low and high; the two-sided p of no difference."""

    low: float
    high: float
    p: float


def fixed(difference: float, variance: float, freedom: float, alpha: float = 0.05) -> Interval:
    """For one look: Welch's t, or the normal where `freedom` is infinite.

    >>> found = fixed(1.0, 0.25, math.inf)
    >>> round(found.low, 4), round(found.high, 4), round(found.p, 4)
    (0.02, 1.98, 0.0455)
    """
    from scipy.special import ndtri, stdtr, stdtrit

    error = math.sqrt(variance)
    if error == 0:
        return Interval(difference, difference, 0.0 if difference else 1.0)
    if math.isinf(freedom):
        reach, p = -float(ndtri(alpha / 2)), math.erfc(abs(difference) / error / math.sqrt(2))
    else:
        reach, p = -float(stdtrit(freedom, alpha / 2)), 2 * float(stdtr(freedom, -abs(difference) / error))
    return Interval(difference - reach * error, difference + reach * error, p)


def welch_freedom(a_variance: float, a_freedom: float, b_variance: float, b_freedom: float) -> float:
    """Degrees of freedom of a difference of two means (Welch 1947, Biometrika 34).

    >>> round(welch_freedom(1.0, 9, 1.0, 9), 6)
    18.0
    """
    if a_variance + b_variance == 0:
        return a_freedom + b_freedom
    return (a_variance + b_variance) ** 2 / (a_variance**2 / a_freedom + b_variance**2 / b_freedom)


def sequential(difference: float, variance: float, n: int, planned: int, alpha: float = 0.05) -> Interval:
    """For as many looks as one likes, at any times: an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha,
    Kennedy & Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence sequences", The Annals of
    Statistics 52(6), theorem 2.2), narrowest at `planned` units. n: units of both groups. planned has to be set in
    advance.

    p is the least alpha at which 0 would be outside: valid at any look as well, with the width tuned for `alpha`.

    >>> found = sequential(1.0, 0.01, 10_000, 10_000)
    >>> round(found.low, 3), round(found.high, 3), found.p < 1e-9
    (0.696, 1.304, True)
    """
    error = math.sqrt(variance)
    if error == 0:
        return Interval(difference, difference, 0.0 if difference else 1.0)
    scale = n * _tuning(planned, alpha)
    reach = error * math.sqrt((scale + 1) / scale * (math.log(scale + 1) - 2 * math.log(alpha)))
    standing = (difference / error) ** 2 * scale / (scale + 1)
    p = min(1.0, math.sqrt(scale + 1) * math.exp(-standing / 2))
    return Interval(difference - reach, difference + reach, p)


def _tuning(planned: int, alpha: float) -> float:
    """rho², with which the sequence is narrowest at `planned` units."""
    from scipy.special import lambertw

    return (-float(lambertw(-(alpha**2) / math.e, -1).real) - 1) / planned
