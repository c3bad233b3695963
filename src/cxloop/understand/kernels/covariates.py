"""Inner loops of comparability: what was known of a journey before each of its events, and what came after."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed

FEATURES = 6
LEVELS = (8, 10, 7, 7, 12, 12)
"""Levels of activity, tenure, visits, repeats, pace, tempo."""
SESSION_GAP_US = 1_800_000_000


@njit(nogil=True, cache=True)
def _log_level(count, top):
    level = 0
    while count > 0 and level < top:
        count >>= 1
        level += 1
    return level


@njit(nogil=True, cache=True)
def _tenure_level(wait):
    level = 0
    seconds = wait / 1e6
    for edge in (1.0, 60.0, 600.0, 3600.0, 21_600.0, 86_400.0, 259_200.0, 604_800.0, 2_592_000.0):
        if seconds >= edge:
            level += 1
    return level


@njit(nogil=True, cache=True)
def history(starts, time, label, labels):
    """Levels (rows, FEATURES) uint8 of what lies before each row: how many events, since when (to the event before),
    visits with more than half an hour between them, repeated events, mean logarithm of the gaps inside visits, and
    of all gaps."""
    levels = np.zeros((len(time), FEATURES), np.uint8)
    done = np.full(labels, -1, np.int64)
    for journey in range(len(starts) - 1):
        begin = starts[journey]
        sessions, repeats, gaps, logs, every = 0, 0, 0, 0.0, 0.0
        for row in range(begin, starts[journey + 1]):
            if row > begin:
                before = row - 1
                if done[label[before]] == journey:
                    repeats += 1
                done[label[before]] = journey
                gap = time[before] - time[before - 1] if before > begin else SESSION_GAP_US + 1
                length = math.log2(gap / 1e6 + 1.0) if before > begin else 0.0
                every += length
                if gap > SESSION_GAP_US:
                    sessions += 1
                else:
                    gaps += 1
                    logs += length
                levels[row, 0] = _log_level(row - begin, 7)
                levels[row, 1] = _tenure_level(time[before] - time[begin])
                levels[row, 2] = min(sessions, 4) if sessions < 6 else (5 if sessions < 10 else 6)
                levels[row, 3] = min(repeats, 3) if repeats < 5 else (4 if repeats < 9 else (5 if repeats < 17 else 6))
                levels[row, 4] = 0 if gaps == 0 else 1 + min(np.int64(logs / gaps), 10)
                levels[row, 5] = 0 if before == begin else 1 + min(np.int64(every / (before - begin) / 2.0), 10)
    return levels


@njit(nogil=True, cache=True)
def counts_before(starts, upto, earlier, top):
    """How many rows flagged in `upto` lie before or at each row in its journey, and flagged in `earlier` before it; at
    most `top`: uint8."""
    found = np.zeros(len(upto), np.uint8)
    for journey in range(len(starts) - 1):
        count = 0
        for row in range(starts[journey], starts[journey + 1]):
            count += upto[row]
            found[row] = min(count, top)
            count += earlier[row]
    return found


@njit(nogil=True, cache=True)
def sums_after(starts, values):
    """The sum of the values of later rows in the journey, for each row."""
    found = np.zeros(len(values), np.float64)
    for journey in range(len(starts) - 1):
        total = 0.0
        for row in range(starts[journey + 1] - 1, starts[journey] - 1, -1):
            found[row] = total
            total += values[row]
    return found


@njit(nogil=True, cache=True)
def first_values(starts, codes):
    """For each row the first non-missing code of its journey up to there; -1 where none came yet. A value that is only
    noted later may be a consequence of what came in between."""
    found = np.full(len(codes), -1, np.int32)
    for journey in range(len(starts) - 1):
        value = np.int32(-1)
        for row in range(starts[journey], starts[journey + 1]):
            if value < 0:
                value = codes[row]
            found[row] = value
    return found


def warm() -> None:
    """Compiles the kernels."""
    starts, time, label = fixed([0, 2], np.int64), fixed([0, 5], np.int64), np.array([0, 1], np.int32)
    history(starts, time, label, 2)
    flags = np.array([True, False])
    counts_before(starts, flags, flags, 2)
    sums_after(starts, np.zeros(2))
    first_values(starts, fixed(label, np.int32))
