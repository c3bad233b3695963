"""Counts per code, variants, and rows at which one step follows another."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def count_codes(starts, codes, values):
    """Rows and distinct journeys per code; the last place, `values`, is for the missing (-1)."""
    count, journeys = np.zeros(values + 1, np.int64), np.zeros(values + 1, np.int64)
    last = np.zeros(values + 1, np.int64)
    for journey in range(len(starts) - 1):
        for row in range(starts[journey], starts[journey + 1]):
            code = codes[row] if codes[row] >= 0 else values
            count[code] += 1
            journeys[code] += last[code] != journey + 1
            last[code] = journey + 1
    return count, journeys


@njit(nogil=True, cache=True)
def hash_journeys(starts, codes, marks):
    """A 64-bit number for the sequence of steps of each journey (int64); 0 for a journey without events.

    marks: int64, what each code goes into it as, and one more for the missing (-1).
    """
    hashes = np.zeros(len(starts) - 1, np.int64)
    for journey in range(len(starts) - 1):
        if starts[journey] == starts[journey + 1]:
            continue
        mixed = np.uint64(0x9E3779B97F4A7C15)
        for row in range(starts[journey], starts[journey + 1]):
            mixed = (mixed ^ np.uint64(marks[codes[row]])) * np.uint64(0xFF51AFD7ED558CCD)
            mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(0xC4CEB9FE1A85EC53)
        hashes[journey] = np.int64(mixed ^ mixed >> np.uint64(29))
    return hashes


@njit(nogil=True, cache=True)
def rows_of_edge(starts, codes, first, second):
    """Rows whose code is in `second` and whose row before, in the same journey, is in `first`; and their journeys.

    first, second: bool, one a code and one more for the missing (-1).
    """
    rows, journeys = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for journey in range(len(starts) - 1):
        for row in range(starts[journey] + 1, starts[journey + 1]):
            if second[codes[row]] and first[codes[row - 1]]:
                rows.append(np.int64(row))
                journeys.append(np.int64(journey))
    return np.array(rows, np.int64), np.array(journeys, np.int64)


def warm() -> None:
    starts, codes = fixed([0, 2], np.int64), fixed([0, 1], np.int32)
    count_codes(starts, codes, 2)
    hash_journeys(starts, codes, fixed([1, 2, 0], np.int64))
    chosen = fixed([True, True, False], np.bool_)
    rows_of_edge(starts, codes, chosen, chosen)
