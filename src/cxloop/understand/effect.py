"""The effect on those who were hit, compared with customers like them who had got as far.

Kline (2011), "Oaxaca-Blinder as a reweighting estimator", American Economic Review 101(3): the outcome of those not hit
is regressed on the factors, and the mean prediction for those hit is what would have become of them. It is doubly
robust: right if the outcome is linear in the levels of the factors, or if the odds of being hit are. It was chosen over
strata because strata of eleven and more factors are empty, and over a propensity model because all it needs are counts
and sums by pairs of levels, which add up exactly over partitions and engines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.model.outcome import Outcome

Floats = npt.NDArray[np.float64]
_RIDGE = 1.0
FEWEST = 15
DOUBT = 0.06
"""Standard deviations of the outcome by which a comparison without chance may be off for reasons nobody recorded."""
DOUBT_OF_TIME = 0.15
"""The same for lengths of time: how long a matter takes depends most on what is in it."""


def doubt_of(outcome: Outcome, vague: bool = False) -> float:
    """The doubt about an outcome; twice as much where a friction is told from the usual by its size alone."""
    return (DOUBT_OF_TIME if outcome.kind == "duration" else DOUBT) * (2 if vague else 1)


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the trials of one group: n, Σy, Σy²; Σy by level; trials by pair of levels (upper triangle)."""

    sums: Floats
    by_level: Floats
    pairs: npt.NDArray[np.integer]

    @property
    def count(self) -> int:
        return int(self.sums[0])

    @property
    def levels(self) -> npt.NDArray[np.integer]:
        return np.diagonal(self.pairs)


@dataclass(frozen=True, slots=True)
class Effect:
    """Mean difference over those hit; its standard error; degrees of freedom; among how many it was picked as the most
    striking (p is multiplied by that, after Bonferroni); the p of a further condition that has to hold as well."""

    mean: float
    error: float
    freedom: int
    looks: int = 1
    least_p: float = 0.0

    def interval(self, share: float = 0.95) -> tuple[float, float]:
        from scipy.special import stdtrit

        reach = float(stdtrit(self.freedom, 0.5 + share / 2)) * self.error
        return self.mean - reach, self.mean + reach

    @property
    def p(self) -> float:
        """One-sided: the chance of so bad a mean where being hit does no harm."""
        from scipy.special import stdtr

        alone = float(stdtr(self.freedom, self.mean / self.error)) if self.error > 0 else 1.0
        return max(min(1.0, self.looks * alone), self.least_p)


def effect(hit: Moments, others: Moments, doubt: float = DOUBT) -> Effect | None:
    """The effect on those hit; None where there are too few on either side to say anything, or where
    all had the same outcome. doubt: see DOUBT."""
    n1, n0 = hit.count, others.count
    if n1 < FEWEST or n0 < 2 * FEWEST:
        return None
    mean0, mean1 = others.sums[1] / n0, hit.sums[1] / n1
    used = others.levels > 0
    gram = _full(others.pairs)[np.ix_(used, used)]
    solver = np.linalg.inv(gram + _RIDGE * np.eye(len(gram)))
    centred = others.by_level[used] - mean0 * others.levels[used]
    slope = solver @ centred
    profile = hit.levels[used] / n1
    spread0 = others.sums[2] - n0 * mean0**2
    # the trace of solver @ gram, whose product nobody needs
    rank = max(1, round(len(gram) - _RIDGE * float(np.trace(solver))))
    noise = max(float(spread0 - 2 * slope @ centred + slope @ gram @ slope), 0.0) / max(n0 - rank, 1)
    predicted = mean0 + float(profile @ slope)
    blur = solver @ profile
    error0 = noise * float(blur @ gram @ blur) + noise / n0
    residual = _residual(hit, used, slope, mean0, mean1 - predicted)
    error1 = max(residual, noise) / n1
    if error0 + error1 <= 0.0:
        return None
    unknown = doubt**2 * spread0 / max(n0 - 1, 1)
    return Effect(mean1 - predicted, math.sqrt(error0 + error1 + unknown), max(n1 - 1, 1))


def fares_worse(hit: Moments, firsts: Floats, doubt: float = DOUBT) -> float:
    """p of the hypothesis that those hit fare no worse than journeys do from their first arrival at the step.

    hit: the moments of those hit; firsts: n, Σy, Σy² of the others. One-sided, with the same allowance as an effect.
    """
    from scipy.special import ndtr

    n1, n0 = hit.sums[0], float(firsts[0])
    if n1 < 2 or n0 < 2:
        return 1.0
    mean1, mean0 = hit.sums[1] / n1, firsts[1] / n0
    spread1, spread0 = hit.sums[2] / n1 - mean1**2, firsts[2] / n0 - mean0**2
    error = math.sqrt(max(spread1, spread0, 0.0) / n1 + max(spread0, 0.0) * (1.0 / n0 + doubt**2))
    return float(ndtr((mean1 - mean0) / error)) if error > 0 else 1.0


def _residual(hit: Moments, used: npt.NDArray[np.bool_], slope: Floats, mean0: float, shift: float) -> float:
    """The variance, over those hit, of the outcome around its prediction."""
    n1 = hit.count
    gram = _full(hit.pairs)[np.ix_(used, used)]
    centred = hit.by_level[used] - mean0 * hit.levels[used]
    squares = hit.sums[2] - 2 * mean0 * hit.sums[1] + n1 * mean0**2
    total = float(squares - 2 * slope @ centred + slope @ gram @ slope)
    return max(total - n1 * shift**2, 0.0) / max(n1 - 1, 1)


def _full(pairs: npt.NDArray[np.integer]) -> Floats:
    """The whole symmetric matrix from the triangle that was counted."""
    half = pairs.astype(np.float64)
    whole: Floats = half + half.T - np.diag(np.diagonal(half))
    return whole


def benjamini_hochberg(p: npt.NDArray[np.float64]) -> Floats:
    """q-values (Benjamini & Hochberg 1995): the false discovery rate at which each would just be found.

    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
