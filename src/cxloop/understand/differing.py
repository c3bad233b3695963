"""What differs between two groups beyond chance, of everything that was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from cxloop.questions.exact import fisher
from cxloop.questions.intervals import correlated, newcombe, z_test
from cxloop.understand.effect import benjamini_hochberg

SURE: Final = 0.05
"""The false discovery rate: of all that is called a difference, at most this share is none."""
_FEWEST: Final = 8


class Share(NamedTuple):
    """A share in each of two groups: so many of so many. kind, names: what it is of; seconds: of each group, where it
    is a wait; both: the same of those who are in both groups."""

    kind: str
    names: tuple[str, ...]
    a: tuple[int, int]
    b: tuple[int, int]
    period: int | None = None
    seconds: tuple[float, float] | None = None
    both: tuple[int, int] = (0, 0)

    @property
    def everybody(self) -> tuple[int, int]:
        """Of those in either group, nobody counted twice."""
        return self.a[0] + self.b[0] - self.both[0], self.a[1] + self.b[1] - self.both[1]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Who is on both sides. customers: how many customers or cases; allowed: whether intervals and p allow for them,
    else they take the sides for independent; days: that both periods have, None where it is not periods that are
    compared, or where both go on without an end."""

    customers: int = 0
    allowed: bool = True
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: step, edge, wait, channel, funnel, retention, pain; what: its names; period: of retention. a, b: the shares
    of either group, difference: a - b, low, high: its interval, corrected for all that was looked at where it is sure,
    else at 95 %; p, and q after Benjamini and Hochberg; sure: whether q is below 0.05."""

    kind: str
    what: tuple[str, ...]
    a: float
    b: float
    difference: float
    low: float
    high: float
    a_customers: int
    b_customers: int
    p: float
    q: float
    sure: bool
    period: int | None = None
    a_median_seconds: float | None = None
    b_median_seconds: float | None = None


def differing(shares: Sequence[Share]) -> tuple[tuple[Difference, ...], int]:
    """The differences, and how many were looked at: those that could tell anything. First those that are sure, then
    those that may be chance; the largest first in either, whatever its p: many customers make a small difference surer
    than a large one, and no larger.

    Fisher's exact test keeps its level with few customers as
    well; intervals of those that are called differences are at the rate at which they were chosen (Benjamini &
    Yekutieli 2005, “False discovery rate-adjusted multiple confidence intervals”). Where some are in both groups, their
    covariance is allowed for, by a z-test and in the interval.
    """
    tested = [share for share in shares if _can_tell(share)]
    p = np.array([_chance(share) for share in tested])
    q = benjamini_hochberg(p) if len(p) else p
    rate = SURE * max(int((q < SURE).sum()), 1) / max(len(q), 1)
    found = [_difference(*one, rate) for one in zip(tested, p.tolist(), q.tolist(), strict=True)]
    found.sort(key=lambda one: (not one.sure, -abs(one.difference), one.p, one.kind, one.what))
    return tuple(found), len(tested)


def _can_tell(share: Share) -> bool:
    """Whether enough of both kinds are there for chance to be told from a difference, whoever of them is in which
    group: of those in both, nothing of it can be told."""
    hits, total = share.everybody
    apart = (total - share.both[1]) / max(total, 1)
    return min(hits * apart, (total - hits) * apart, share.a[1], share.b[1]) >= _FEWEST


def _chance(share: Share) -> float:
    return z_test(share.a, share.b, share.both) if share.both[1] else fisher(*share.a, *share.b)


def _difference(share: Share, p: float, q: float, rate: float) -> Difference:
    sure = q < SURE
    low, high = newcombe(
        *share.b, *share.a, alpha=rate if sure else SURE, correlation=correlated(share.a, share.b, share.both)
    )
    a, b = (part / whole for part, whole in (share.a, share.b))
    seconds = share.seconds or (None, None)
    return Difference(
        share.kind, share.names, a, b, a - b, low, high, share.a[0], share.b[0], p, q, sure, share.period, *seconds
    )  # fmt: skip
