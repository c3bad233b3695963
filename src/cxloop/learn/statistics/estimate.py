"""One number of a group, as a function of its means, with its variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxloop.learn.statistics.moments import Floats, Moments


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the numbers of a metric stand among the columns of its moments; -1: nowhere, and the number is 1 a unit.

    The metric is the mean of `over` divided by that of `under`. `before` and `before_under` are the same from before
    the experiment, which cannot know of it.
    """

    over: int = 0
    under: int = -1
    before: int = -1
    before_under: int = -1

    @property
    def adjusted(self) -> bool:
        return self.before >= 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one group: n units; the value; its variance; degrees of freedom of that."""

    n: int
    value: float
    variance: float

    @property
    def freedom(self) -> int:
        return self.n - 1


def slope(shape: Shape, pooled: Moments) -> float:
    """How much of what a unit did before shows again: theta of CUPED (Deng, Xu, Kohavi & Walker 2013, "Improving the
    sensitivity of online controlled experiments by utilizing pre-experiment data", WSDM).

    pooled: moments within the groups, added up. 0 where nothing was before, or it never varies.
    """
    if not shape.adjusted or pooled.n < 2:
        return 0.0
    now, then = _gradient(pooled, shape.over, shape.under), _gradient(pooled, shape.before, shape.before_under)
    spread = float(then @ pooled.covariance @ then)
    return float(now @ pooled.covariance @ then) / spread if spread > 0 else 0.0


def estimate(found: Moments, shape: Shape, theta: float, centre: float) -> Estimate:
    """The value of a group; ratios by the delta method, so that units may have many rows of their own (Deng, Knoblich &
    Lu 2018, "Applying the delta method in metric analytics", KDD). centre: the value from before, over all groups.

    >>> from cxloop.learn.statistics.moments import moments
    >>> got = estimate(moments([np.array([0.0, 1.0, 1.0, 1.0])]), Shape(), 0.0, 0.0)
    >>> got.value, got.variance
    (0.75, 0.0625)
    """
    gradient = _gradient(found, shape.over, shape.under)
    value = ratio(found, shape.over, shape.under)
    if theta:
        gradient = gradient - theta * _gradient(found, shape.before, shape.before_under)
        value -= theta * (ratio(found, shape.before, shape.before_under) - centre)
    variance = float(gradient @ found.covariance @ gradient) / found.n
    return Estimate(found.n, value, max(0.0, variance))


def ratio(found: Moments, over: int, under: int) -> float:
    """The mean of one column, divided by that of another; NaN where that is 0."""
    if under < 0:
        return float(found.mean[over])
    return float(found.mean[over] / found.mean[under]) if found.mean[under] else float("nan")


def _gradient(found: Moments, over: int, under: int) -> Floats:
    """How `ratio` changes with each mean."""
    gradient = np.zeros(len(found.mean))
    if under < 0:
        gradient[over] = 1.0
    elif found.mean[under]:
        gradient[over] = 1.0 / found.mean[under]
        gradient[under] -= found.mean[over] / found.mean[under] ** 2
    return gradient
