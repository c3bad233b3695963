"""Groups compared with one of them, the control."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cxloop.learn.statistics.correction import holm
from cxloop.learn.statistics.estimate import Estimate, Shape, estimate, ratio, slope
from cxloop.learn.statistics.intervals import Interval, fixed, sequential, welch_freedom
from cxloop.learn.statistics.moments import Moments, merged
from cxloop.questions.exact import fisher
from cxloop.questions.intervals import newcombe

FEWEST: Final = 10
"""Where fewer units of a group did, or did not, the normal distribution says too much of a share."""
PLANNED: Final = 5_000
"""Units for which sequential intervals are narrowest where nothing was planned: fixed, since nobody may look first."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A group against the control, as a difference of values.

    method: `welch`, `wald` (shares), `newcombe` (shares of few) or `delta` (ratios and cluster-robust means).
    relative: the difference in the control's value; its interval is None where the control's value may be 0. corrected:
    interval and p as wide as the number of groups asks for.
    """

    group: Estimate
    effect: float
    interval: Interval
    sequential: Interval
    corrected: Interval
    relative: float | None
    relative_interval: tuple[float, float] | None
    method: str


def contrasts(
    groups: Sequence[Moments],
    control: int,
    shape: Shape,
    *,
    binary: bool = False,
    alpha: float = 0.05,
    planned: int = PLANNED,
) -> tuple[Estimate, list[Contrast]]:
    """The control's value, and each of the other groups, in their order, against it.

    groups: moments of each, with at least two units. planned: units of two groups for which sequential intervals are to
    be narrowest; decided before anything is looked at.
    """
    pooled = _within(groups)
    theta = slope(shape, pooled)
    centre = ratio(pooled, shape.before, shape.before_under) if theta else 0.0
    base, *others = (
        estimate(found, shape, theta, centre) for found in (groups[control], *groups[:control], *groups[control + 1 :])
    )
    looks = [_Look(base, value, binary and not shape.adjusted, shape.under >= 0) for value in others]
    intervals = [look.at(alpha) for look in looks]
    corrected = holm([interval.p for interval in intervals])
    return base, [
        Contrast(
            look.value,
            look.difference,
            interval,
            look.ever(alpha, planned),
            replace(look.at(alpha / len(looks)), p=p),
            look.difference / abs(base.value) if base.value else None,
            fieller(base, look.value, alpha),
            look.method,
        )
        for look, interval, p in zip(looks, intervals, corrected, strict=True)
    ]


def fieller(base: Estimate, value: Estimate, alpha: float = 0.05) -> tuple[float, float] | None:
    """The interval of value / base - 1 (Fieller 1954, Journal of the Royal Statistical Society B 16); None where the
    base may be 0, so that everything is possible.

    >>> low, high = fieller(Estimate(100, 10.0, 0.01), Estimate(100, 12.0, 0.01))
    >>> round(low, 4), round(high, 4)
    (0.1698, 0.2311)
    """
    z = -fixed(0.0, 1.0, math.inf, alpha).low
    square = base.value**2 - z**2 * base.variance
    if square <= 0:
        return None
    middle = value.value * base.value / square
    inside = middle**2 - (value.value**2 - z**2 * value.variance) / square
    reach = math.sqrt(max(0.0, inside))
    low, high = middle - reach - 1, middle + reach - 1
    return (low, high) if base.value > 0 else (-high, -low)


@dataclass(frozen=True, slots=True)
class _Look:
    """Two values and how they are compared."""

    base: Estimate
    value: Estimate
    share: bool
    ratio: bool

    @property
    def difference(self) -> float:
        return self.value.value - self.base.value

    @property
    def method(self) -> str:
        if self.share:
            few = min(count for one in (self.base, self.value) for count in _did(one))
            return "newcombe" if few < FEWEST else "wald"
        return "delta" if self.ratio else "welch"

    def at(self, alpha: float) -> Interval:
        base, value, method = self.base, self.value, self.method
        if method == "newcombe":
            did, other = _did(base)[0], _did(value)[0]
            low, high = newcombe(did, base.n, other, value.n, alpha)
            return Interval(low, high, fisher(did, base.n, other, value.n))
        if method == "wald":
            variance = sum(one.value * (1 - one.value) / one.n for one in (base, value))
            return fixed(self.difference, variance, math.inf, alpha)
        freedom = welch_freedom(base.variance, base.freedom, value.variance, value.freedom)
        return fixed(self.difference, base.variance + value.variance, freedom, alpha)

    def ever(self, alpha: float, planned: int) -> Interval:
        variance = self.base.variance + self.value.variance
        return sequential(self.difference, variance, self.base.n + self.value.n, planned, alpha)


def _did(one: Estimate) -> tuple[int, int]:
    did = round(one.value * one.n)
    return did, one.n - did


def _within(groups: Sequence[Moments]) -> Moments:
    """All units, each taken as far from its own group's mean as it is, so that an effect is no connection."""
    together = merged(groups)
    products = sum((found.products for found in groups), start=0 * together.products)
    return Moments(together.n, together.mean, products)
