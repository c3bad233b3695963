"""Sums from which every comparison of groups can be made, and which add up: over partitions, machines and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from cxloop.learn.statistics.kernels import sums_by_group
from cxloop.questions.kernels.arrays import fixed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Of n units and k numbers of each: their means (k) and sums of products of deviations from them (k × k).

    Sums of squares would lose digits where a mean is large beside its spread (Chan, Golub & LeVeque 1983, "Algorithms
    for computing the sample variance", The American Statistician 37(3)).

    >>> together = moments([np.array([1.0, 2.0])]).merge(moments([np.array([6.0])]))
    >>> together.n, together.mean.tolist(), together.covariance.tolist()
    (3, [3.0], [[7.0]])
    """

    n: int
    mean: Floats
    products: Floats

    @property
    def covariance(self) -> Floats:
        """k × k, unbiased; zeros for fewer than two units."""
        return self.products / max(1, self.n - 1)

    def merge(self, other: Moments) -> Moments:
        """Both together."""
        if not self.n or not other.n:
            return self if self.n else other
        n, apart = self.n + other.n, other.mean - self.mean
        return Moments(
            n,
            self.mean + apart * (other.n / n),
            self.products + other.products + np.outer(apart, apart) * (self.n * other.n / n),
        )


def moments(columns: Sequence[Floats]) -> Moments:
    """Of units that are one group."""
    return by_group(np.zeros(len(columns[0]), np.int64), 1, columns)[0]


def by_group(group: npt.NDArray[np.integer], groups: int, columns: Sequence[Floats]) -> list[Moments]:
    """Of each group. group: of each unit, 0 to `groups` - 1, or below 0 for those left out; columns: k arrays with one
    finite number a unit.

    >>> [one.mean.tolist() for one in by_group(np.array([0, 1, 1, -1]), 3, [np.array([1.0, 2.0, 4.0, 9.0])])]
    [[1.0], [3.0], [0.0]]
    """
    rows = columns[0][None, :] if len(columns) == 1 else np.stack(columns)
    shift = np.nan_to_num(rows.mean(axis=1)) if rows.shape[1] else np.zeros(len(rows))
    n, sums, products = sums_by_group(fixed(group, np.int64), groups, fixed(rows, np.float64), fixed(shift, np.float64))
    means = sums / np.maximum(n, 1)[:, None]
    products -= n[:, None, None] * means[:, :, None] * means[:, None, :]
    own = np.einsum("gkk->gk", products)
    np.maximum(own, 0.0, out=own)
    means += np.where(n[:, None] > 0, shift, 0.0)
    return [Moments(int(n[at]), means[at], products[at]) for at in range(groups)]


def merged(parts: Sequence[Moments]) -> Moments:
    """All together.

    >>> merged([moments([np.array([1.0])]), moments([np.array([3.0])])]).n
    2
    """
    return reduce(Moments.merge, parts)
