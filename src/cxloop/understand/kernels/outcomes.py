"""Inner loops of outcomes: what comes after a moment of a journey."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def journey_ends(starts, rows):
    """For each of some rows, in ascending journeys but any order within: the end of its journey."""
    ends = np.empty(len(rows), np.int64)
    journey = 0
    for place in range(len(rows)):
        while journey > 0 and starts[journey] > rows[place]:
            journey -= 1
        while starts[journey + 1] <= rows[place]:
            journey += 1
        ends[place] = starts[journey + 1]
    return ends


@njit(nogil=True, cache=True)
def comes_later(starts, flags):
    """Whether a flagged row comes after each row in its journey."""
    later = np.zeros(len(flags), np.bool_)
    for journey in range(len(starts) - 1):
        found = False
        for row in range(starts[journey + 1] - 1, starts[journey] - 1, -1):
            later[row] = found
            found = found or flags[row]
    return later


@njit(nogil=True, cache=True)
def next_number(starts, numbers):
    """The first number after each row in its journey; NaN where none comes."""
    later = np.full(len(numbers), np.nan)
    for journey in range(len(starts) - 1):
        found = np.nan
        for row in range(starts[journey + 1] - 1, starts[journey] - 1, -1):
            later[row] = found
            if not np.isnan(numbers[row]):
                found = numbers[row]
    return later


@njit(nogil=True, cache=True)
def events_between(time, anchors, ends, low, high):
    """Whether an event lies `low` to `high` microseconds after each anchor, before its journey's end."""
    found = np.zeros(len(anchors), np.float64)
    for place in range(len(anchors)):
        row = anchors[place] + 1
        while row < ends[place] and time[row] - time[anchors[place]] < low:
            row += 1
        found[place] = row < ends[place] and time[row] - time[anchors[place]] <= high
    return found


@njit(nogil=True, cache=True)
def sum_within(time, numbers, anchors, ends, high):
    """The sum of numbers after each anchor within `high` microseconds; NaN counts nothing."""
    total = np.zeros(len(anchors), np.float64)
    for place in range(len(anchors)):
        row = anchors[place] + 1
        while row < ends[place] and time[row] - time[anchors[place]] <= high:
            if not np.isnan(numbers[row]):
                total[place] += numbers[row]
            row += 1
    return total


def warm() -> None:
    """Compiles the kernels."""
    starts, time, rows = fixed([0, 2], np.int64), fixed([0, 5], np.int64), np.array([0], np.int64)
    ends = journey_ends(starts, rows)
    comes_later(starts, np.array([True, False]))
    next_number(starts, np.array([1.0, 2.0]))
    events_between(time, rows, ends, 1, 9)
    sum_within(time, fixed([1.0, 2.0], np.float64), rows, ends, 9)
