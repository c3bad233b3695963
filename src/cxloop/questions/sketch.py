"""Mergeable sketches of waits: quantiles with at most 0.8 % relative error, whatever was merged in which order.

A wait in whole microseconds falls into one of 64 bins per power of two, found from the bits of the number alone; zero
has a bin of its own. Counts of bins add up, so merging loses nothing. The idea is that of HDR Histogram (Gil Tene)
and DDSketch (Masson, Rim, Lee: VLDB 2019) with the linear interpolation of the former.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.waits import BIN_BITS, keys_of, merge_runs, quantiles_of, runs_of, value_of

Ints = npt.NDArray[np.int64]
_BINS = (1 << BIN_BITS) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """Sketches of many groups at once, a group being any whole number from 0 to 2**50.

    keys: int64, sorted, group << 12 | bin; counts: int64, as long. Only bins that hold something are there.

    >>> waits = Sketches.of(np.array([0, 0, 0, 7]), np.array([1, 2, 3, 60]) * 1_000_000)
    >>> waits.merge(waits).quantiles([0, 7, 8], [0.5]).round(-5).tolist()
    [[2000000.0], [60000000.0], [nan]]
    """

    keys: Ints
    counts: Ints

    @classmethod
    def empty(cls) -> Sketches:
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    @classmethod
    def of(cls, groups: npt.ArrayLike, waits_us: npt.ArrayLike) -> Sketches:
        """From a group and a wait in µs each; negative waits stand for none and are left out."""
        keys = np.sort(keys_of(fixed(groups, np.int64), fixed(waits_us, np.int64)))
        return cls(*runs_of(fixed(keys, np.int64)))

    def merge(self, other: Sketches) -> Sketches:
        if not len(self.keys) or not len(other.keys):
            return self if len(self.keys) else other
        runs = (fixed(run, np.int64) for run in (self.keys, self.counts, other.keys, other.counts))
        return Sketches(*merge_runs(*runs))

    def quantiles(self, groups: npt.ArrayLike, shares: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """In µs, shape (groups, shares), linear between ranks; NaN for a group without waits."""
        keys, counts = fixed(self.keys, np.int64), fixed(self.counts, np.int64)
        found: npt.NDArray[np.float64] = quantiles_of(keys, counts, fixed(groups, np.int64), fixed(shares, np.float64))
        return found

    def regrouped(self, groups: npt.ArrayLike) -> Sketches:
        """Group g becomes groups[g]; groups that become the same are merged."""
        keys = np.asarray(groups, np.int64)[self.keys >> BIN_BITS] << BIN_BITS | self.keys & _BINS
        distinct, places = np.unique(keys, return_inverse=True)
        counts = np.zeros(len(distinct), np.int64)
        np.add.at(counts, places, self.counts)
        return Sketches(distinct, counts)

    def group(self, group: int) -> tuple[npt.NDArray[np.float64], Ints]:
        """The waits (middle of each bin, µs, rising) of one group and how many there are of each."""
        first, stop = np.searchsorted(self.keys, [group << BIN_BITS, (group + 1) << BIN_BITS])
        waits = np.array([value_of(place) for place in self.keys[first:stop] & _BINS], np.float64)
        return waits, self.counts[first:stop]


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The sketch of one group.

    >>> sketch = Sketch.of(np.arange(1, 1001))
    >>> sketch.count, abs(sketch.merge(sketch).quantile(0.9) / 900 - 1) < 0.01
    (1000, True)
    """

    sketches: Sketches

    @classmethod
    def of(cls, waits_us: npt.ArrayLike) -> Sketch:
        waits = np.asarray(waits_us, np.int64)
        return cls(Sketches.of(np.zeros(len(waits), np.int64), waits))

    @property
    def count(self) -> int:
        return int(self.sketches.counts.sum())

    def merge(self, other: Sketch) -> Sketch:
        return Sketch(self.sketches.merge(other.sketches))

    def quantile(self, share: float) -> float:
        """In µs; NaN where nothing was counted."""
        return float(self.sketches.quantiles([0], [share])[0, 0])

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        found: list[float] = self.sketches.quantiles([0], shares)[0].tolist()
        return found
