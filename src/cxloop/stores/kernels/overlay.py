"""Inner loop that lays newer rows over a partition's."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def overlay(
    starts, hashes, masked, time, batch, sequence, more_starts, more_hashes, more_time, more_batch, more_sequence
):
    """Journeys of a partition and newer rows, merged: (take, starts, source).

    hashes: of the journeys, ascending; masked: journeys that have moved away. more_*: the newer rows, grouped by hash,
    ascending, each group in the order of a journey. take: for each row of the result a row of the partition, or ~place
    for a newer one; source: for each journey one of the partition, or ~group for one that is new.
    """
    count, groups = len(hashes), len(more_hashes)
    size = len(more_time)
    for journey in range(count):
        if not masked[journey]:
            size += starts[journey + 1] - starts[journey]
    take = np.empty(size, np.int64)
    made, source = np.empty(count + groups + 1, np.int64), np.empty(count + groups, np.int64)
    journey = group = out = number = 0
    while journey < count or group < groups:
        if journey < count and masked[journey]:
            journey += 1
            continue
        made[number] = out
        if group >= groups or (journey < count and hashes[journey] < more_hashes[group]):
            source[number] = journey
            for row in range(starts[journey], starts[journey + 1]):
                take[out] = row
                out += 1
            journey += 1
        elif journey >= count or more_hashes[group] < hashes[journey]:
            source[number] = ~group
            for row in range(more_starts[group], more_starts[group + 1]):
                take[out] = ~row
                out += 1
            group += 1
        else:
            source[number] = journey
            left, right = starts[journey], more_starts[group]
            end, more_end = starts[journey + 1], more_starts[group + 1]
            while left < end or right < more_end:
                if right >= more_end:
                    first = True
                elif left >= end:
                    first = False
                elif time[left] != more_time[right]:
                    first = time[left] < more_time[right]
                elif batch[left] != more_batch[right]:
                    first = batch[left] < more_batch[right]
                else:
                    first = sequence[left] <= more_sequence[right]
                if first:
                    take[out] = left
                    left += 1
                else:
                    take[out] = ~right
                    right += 1
                out += 1
            journey += 1
            group += 1
        number += 1
    made[number] = out
    return take, made[: number + 1].copy(), source[:number].copy()


def warm() -> None:
    """Compiles the kernel with the types a reader uses."""
    starts, hashes = np.array([0, 1]), np.array([1], np.uint64)
    for array in (starts, hashes):
        array.flags.writeable = False
    rows, batch = np.zeros(1, np.int64), np.zeros(1, np.int32)
    rows.flags.writeable = batch.flags.writeable = False
    overlay(starts, hashes, np.zeros(1, np.bool_), rows, batch, rows, starts, hashes, rows, batch, rows)
