"""Mergeable sketches of waits: quantiles with at most 0.8 % relative error, whatever was merged in which order.

A wait in whole microseconds falls into one of 64 bins per power of two, found from the bits of the number alone; zero
has a bin of its own. Counts of bins add up, so merging loses nothing. The idea is that of HDR Histogram (Gil Tene)
and DDSketch (Masson, Rim, Lee: VLDB 2019) with the linear interpolation of the former.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.waits import (
    BIN_BITS,
    add_runs,
    groups_of,
    keys_of,
    merge_runs,
    quantiles_of,
    runs_of,
    value_of,
)

Ints = npt.NDArray[np.int64]
_BINS: Final = (1 << BIN_BITS) - 1
_MOST_LOOSE: Final = 4_000_000  # keys not yet put together: 64 MB
_MOST_RUNS: Final = 64
_MOST_CELLS: Final = 1 << 23


Run = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """Sketches of many groups at once, a group being any whole number from 0 to 2**50.

    runs: pairs of keys (int64, sorted, group << 12 | bin) and counts (int64); only bins that hold something are there.
    Runs are put together late, many at a time.

    >>> waits = Sketches.of(np.array([0, 0, 0, 7]), np.array([1, 2, 3, 60]) * 1_000_000)
    >>> waits.merge(waits).quantiles([0, 7, 8], [0.5]).round(-5).tolist()
    [[2000000.0], [60000000.0], [nan]]
    """

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, groups: npt.ArrayLike, waits_us: npt.ArrayLike) -> Sketches:
        """From a group and a wait in µs each; negative waits stand for none and are left out."""
        keys = keys_of(fixed(groups, np.int64), fixed(waits_us, np.int64))
        if len(keys) == 0:
            return cls()
        if keys.max() < len(keys):  # few groups: counting is quicker than sorting
            counts = np.bincount(keys)
            held = np.flatnonzero(counts)
            return cls(((held, counts[held].astype(np.int64)),))
        return cls((runs_of(fixed(np.sort(keys), np.int64)),))

    def merge(self, other: Sketches) -> Sketches:
        both = Sketches(self.runs + other.runs)
        few = sum(len(keys) for keys, _ in both.runs) <= _MOST_LOOSE and len(both.runs) <= _MOST_RUNS
        return both if few else Sketches((both.run(),))

    def run(self) -> Run:
        """All runs as one."""
        if len(self.runs) == 1:
            return self.runs[0]
        if not self.runs:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        keys, counts = (fixed(np.concatenate(part), np.int64) for part in zip(*self.runs, strict=True))
        groups = np.unique(groups_of(keys))
        bins = int((keys & _BINS).max()) + 1
        if len(groups) * bins <= _MOST_CELLS:
            table: Run = add_runs(keys, counts, fixed(groups, np.int64), bins)
            return table
        half = len(self.runs) // 2
        left, right = Sketches(self.runs[:half]).run(), Sketches(self.runs[half:]).run()
        merged: Run = merge_runs(*(fixed(part, np.int64) for part in (*left, *right)))
        return merged

    def quantiles(self, groups: npt.ArrayLike, shares: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """In µs, shape (groups, shares), linear between ranks; NaN for a group without waits."""
        keys, counts = (fixed(part, np.int64) for part in self.run())
        found: npt.NDArray[np.float64] = quantiles_of(keys, counts, fixed(groups, np.int64), fixed(shares, np.float64))
        return found

    def regrouped(self, groups: npt.ArrayLike) -> Sketches:
        """Group g becomes groups[g]; groups that become the same are merged."""
        keys, counts = self.run()
        moved = np.asarray(groups, np.int64)[keys >> BIN_BITS] << BIN_BITS | keys & _BINS
        distinct, places = np.unique(moved, return_inverse=True)
        sums = np.zeros(len(distinct), np.int64)
        np.add.at(sums, places, counts)
        return Sketches(((distinct, sums),)) if len(distinct) else Sketches()

    def group(self, group: int) -> tuple[npt.NDArray[np.float64], Ints]:
        """The waits (middle of each bin, µs, rising) of one group and how many there are of each."""
        keys, counts = self.run()
        first, stop = np.searchsorted(keys, [group << BIN_BITS, (group + 1) << BIN_BITS])
        waits = np.array([value_of(place) for place in keys[first:stop] & _BINS], np.float64)
        return waits, counts[first:stop]


def held(waits_us: Ints) -> npt.NDArray[np.float64]:
    """The middle of the bin, in µs, into which each wait falls; below 0 for none.

    >>> held(np.array([0, 1000, 1001, -5])).round().tolist()
    [0.0, 1004.0, 1004.0, -1.0]
    """
    found = np.full(len(waits_us), -1.0)
    given = np.flatnonzero(waits_us >= 0)
    keys = keys_of(fixed(np.zeros(len(given)), np.int64), fixed(waits_us[given], np.int64))
    bins, place = np.unique(keys & _BINS, return_inverse=True)
    found[given] = np.array([value_of(one) for one in bins], np.float64)[place]
    return found


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
        return int(sum(counts.sum() for _, counts in self.sketches.runs))

    def merge(self, other: Sketch) -> Sketch:
        return Sketch(self.sketches.merge(other.sketches))

    def quantile(self, share: float) -> float:
        """In µs; NaN where nothing was counted."""
        return float(self.sketches.quantiles([0], [share])[0, 0])

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        found: list[float] = self.sketches.quantiles([0], shares)[0].tolist()
        return found
