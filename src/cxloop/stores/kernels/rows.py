"""Inner loops of the index build: rows into partitions, journeys into order."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def partition_order(hashes, bits):
    """Rows grouped by the top `bits` of their hash, order kept: (order int64, starts int64 of 2^bits + 1)."""
    count = 1 << bits
    starts = np.zeros(count + 1, np.int64)
    shift = np.uint64(64 - bits)
    for row in range(len(hashes)):
        starts[(np.int64(hashes[row] >> shift) if bits else 0) + 1] += 1
    for partition in range(count):
        starts[partition + 1] += starts[partition]
    place = starts[:-1].copy()
    order = np.empty(len(hashes), np.int64)
    for row in range(len(hashes)):
        partition = np.int64(hashes[row] >> shift) if bits else 0
        order[place[partition]] = row
        place[partition] += 1
    return order, starts


@njit(nogil=True, cache=True)
def first_rows(hashes, table):
    """Rows whose hash is not yet in the open-addressing `table` (uint64, 0 = free, a power of two long): enters them
    while the table is at most half full; a hash it could not enter counts as new each time."""
    kept = np.zeros(len(hashes), np.bool_)
    mask = np.uint64(len(table) - 1)
    room = len(table) // 2
    for row in range(len(table)):
        if table[row] != 0:
            room -= 1
    for row in range(len(hashes)):
        key = hashes[row] | np.uint64(1)
        slot = (key >> np.uint64(7)) & mask
        while table[slot] != 0 and table[slot] != key:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == 0:
            kept[row] = True
            if room > 0:
                table[slot] = key
                room -= 1
    return kept


@njit(nogil=True, cache=True)
def journey_starts(hashes):
    """Where each run of equal hashes begins, and the end: int64."""
    count = 0
    for row in range(len(hashes)):
        if row == 0 or hashes[row] != hashes[row - 1]:
            count += 1
    starts = np.empty(count + 1, np.int64)
    count = 0
    for row in range(len(hashes)):
        if row == 0 or hashes[row] != hashes[row - 1]:
            starts[count] = row
            count += 1
    starts[count] = len(hashes)
    return starts


@njit(nogil=True, cache=True)
def _comes_after(left, right, time, batch, sequence):
    if time[left] != time[right]:
        return time[left] > time[right]
    if batch[left] != batch[right]:
        return batch[left] > batch[right]
    return sequence[left] > sequence[right]


@njit(nogil=True, cache=True)
def order_within(order, starts, time, batch, sequence):
    """Sorts each journey's slice of `order` by time, batch, sequence, in place (bottom-up merge sort)."""
    longest = 0
    for journey in range(len(starts) - 1):
        longest = max(longest, starts[journey + 1] - starts[journey])
    spare = np.empty(longest, np.int64)
    for journey in range(len(starts) - 1):
        begin, end = starts[journey], starts[journey + 1]
        width = 1
        while width < end - begin:
            for low in range(begin, end, 2 * width):
                middle, high = min(low + width, end), min(low + 2 * width, end)
                if middle >= high or not _comes_after(order[middle - 1], order[middle], time, batch, sequence):
                    continue
                _merge(order, low, middle, high, spare, time, batch, sequence)
            width *= 2


@njit(nogil=True, cache=True)
def _merge(order, low, middle, high, spare, time, batch, sequence):
    size = middle - low
    for place in range(size):
        spare[place] = order[low + place]
    left, right, out = 0, middle, low
    while left < size:
        if right < high and _comes_after(spare[left], order[right], time, batch, sequence):
            order[out] = order[right]
            right += 1
        else:
            order[out] = spare[left]
            left += 1
        out += 1


def warm() -> None:
    """Compiles the kernels with the types the build uses."""
    hashes = np.array([3, 1, 2], np.uint64)
    partition_order(hashes, 0)
    first_rows(hashes, np.zeros(8, np.uint64))
    starts = journey_starts(hashes)
    order_within(np.arange(3), starts, np.zeros(3, np.int64), np.zeros(3, np.int32), np.zeros(3, np.int64))
