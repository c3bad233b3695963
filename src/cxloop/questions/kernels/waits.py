"""Log-linear bins of waits, and sorted runs of (key, count) that add up."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed

BIN_BITS = 12
"""A key is group << BIN_BITS | bin."""
_SHIFT = 46  # leaves the exponent and the 6 highest bits of the mantissa: 64 bins per power of two
_ZERO = (1023 << 6) - 1  # so that 1 µs is bin 1 and 0 is bin 0


@njit(nogil=True, cache=True)
def bin_of(wait):
    """The bin of a wait in µs; 0 for none (or a negative one)."""
    if wait <= 0:
        return np.int64(0)
    return (np.float64(wait).view(np.int64) >> np.int64(_SHIFT)) - np.int64(_ZERO)


@njit(nogil=True, cache=True)
def _lowest(place):
    """The lowest whole number of µs in a bin."""
    return np.ceil(np.int64((place + np.int64(_ZERO)) << np.int64(_SHIFT)).view(np.float64))


@njit(nogil=True, cache=True)
def value_of(place):
    """The middle of the whole µs that share a bin."""
    if place <= 0:
        return 0.0
    return (_lowest(place) + _lowest(place + 1) - 1.0) / 2.0


@njit(nogil=True, cache=True)
def keys_of(groups, waits):
    """Keys of the waits that are not negative, unsorted."""
    keys = np.empty(len(waits), np.int64)
    filled = 0
    for row in range(len(waits)):
        if waits[row] >= 0:
            keys[filled] = groups[row] << np.int64(BIN_BITS) | bin_of(waits[row])
            filled += 1
    return keys[:filled].copy()


@njit(nogil=True, cache=True)
def runs_of(ordered):
    """Distinct values of a sorted array and how often each stands there."""
    distinct = 0
    for row in range(len(ordered)):
        if row == 0 or ordered[row] != ordered[row - 1]:
            distinct += 1
    keys = np.empty(distinct, np.int64)
    counts = np.zeros(distinct, np.int64)
    filled = -1
    for row in range(len(ordered)):
        if row == 0 or ordered[row] != ordered[row - 1]:
            filled += 1
            keys[filled] = ordered[row]
        counts[filled] += 1
    return keys, counts


@njit(nogil=True, cache=True)
def merge_runs(left_keys, left_counts, right_keys, right_counts):
    """Two sorted runs as one; counts of the same key add up."""
    keys = np.empty(len(left_keys) + len(right_keys), np.int64)
    counts = np.empty(len(keys), np.int64)
    left = right = filled = 0
    while left < len(left_keys) and right < len(right_keys):  # without branches: which side is next is hard to foresee
        key, other = left_keys[left], right_keys[right]
        from_left, from_right = np.int64(key <= other), np.int64(other <= key)
        keys[filled] = min(key, other)
        counts[filled] = from_left * left_counts[left] + from_right * right_counts[right]
        left += from_left
        right += from_right
        filled += 1
    rest = len(left_keys) - left + len(right_keys) - right
    for place in range(rest):
        from_left = left + place < len(left_keys)
        keys[filled + place] = left_keys[left + place] if from_left else right_keys[right + place]
        counts[filled + place] = left_counts[left + place] if from_left else right_counts[right + place]
    return keys[: filled + rest], counts[: filled + rest]


@njit(nogil=True, cache=True)
def add_runs(keys, counts, groups, bins):
    """Keys and counts of any order as one sorted run, by way of a table of (groups, bins); groups: sorted, all."""
    table = np.zeros((len(groups), bins), np.int64)
    place, filled = 0, 0
    for row in range(len(keys)):
        group = keys[row] >> np.int64(BIN_BITS)
        if groups[place] != group:
            place = np.searchsorted(groups, group)
        cell = keys[row] & np.int64((1 << BIN_BITS) - 1)
        filled += table[place, cell] == 0
        table[place, cell] += counts[row]
    merged, held = np.empty(filled, np.int64), np.empty(filled, np.int64)
    filled = 0
    for place in range(len(groups)):
        for cell in range(bins):
            if table[place, cell]:
                merged[filled] = groups[place] << np.int64(BIN_BITS) | cell
                held[filled] = table[place, cell]
                filled += 1
    return merged, held


@njit(nogil=True, cache=True)
def groups_of(keys):
    """The group of each stretch of keys, in order of appearance; one that comes back is there again."""
    groups = np.empty(len(keys), np.int64)
    filled = 0
    for row in range(len(keys)):
        group = keys[row] >> np.int64(BIN_BITS)
        if filled == 0 or groups[filled - 1] != group:
            groups[filled] = group
            filled += 1
    return groups[:filled].copy()


@njit(nogil=True, cache=True)
def quantiles_of(keys, counts, groups, shares):
    """Quantiles of each group, in µs: linear between ranks, as NumPy's default; NaN for a group without waits."""
    found = np.full((len(groups), len(shares)), np.nan)
    for place in range(len(groups)):
        first = np.searchsorted(keys, groups[place] << np.int64(BIN_BITS))
        stop = np.searchsorted(keys, (groups[place] + np.int64(1)) << np.int64(BIN_BITS))
        total = counts[first:stop].sum()
        if total == 0:
            continue
        for column in range(len(shares)):
            rank = shares[column] * (total - 1)
            below = np.int64(np.floor(rank))
            low = _at_rank(keys, counts, first, stop, below)
            high = _at_rank(keys, counts, first, stop, min(below + 1, total - 1))
            found[place, column] = low + (high - low) * (rank - below)
    return found


@njit(nogil=True, cache=True)
def _at_rank(keys, counts, first, stop, rank):
    passed = np.int64(0)
    for place in range(first, stop):
        passed += counts[place]
        if passed > rank:
            return value_of(keys[place] & np.int64((1 << BIN_BITS) - 1))
    return value_of(keys[stop - 1] & np.int64((1 << BIN_BITS) - 1))


def warm() -> None:
    waits = fixed([1, 2], np.int64)
    value_of(np.int64(bin_of(1)))
    keys, counts = runs_of(fixed(np.sort(keys_of(waits, waits)), np.int64))
    run = fixed(keys, np.int64), fixed(counts, np.int64)
    merge_runs(*run, *run)
    add_runs(*run, fixed(groups_of(run[0]), np.int64), 1 << BIN_BITS)
    quantiles_of(*run, waits, fixed([0.5], np.float64))
