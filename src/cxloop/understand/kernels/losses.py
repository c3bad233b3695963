"""Inner loops of losses at steps: what comes after what, first arrivals, and who goes on."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def firsts_in_order(starts, label, labels):
    """(labels, labels): journeys in which the first row of one label comes before the first row of another."""
    before = np.zeros((labels, labels), np.int64)
    seen = np.full(labels, -1, np.int64)
    order = np.empty(labels, np.int64)
    for journey in range(len(starts) - 1):
        count = 0
        for row in range(starts[journey], starts[journey + 1]):
            here = label[row]
            if seen[here] != journey:
                seen[here] = journey
                for place in range(count):
                    before[order[place], here] += 1
                order[count] = here
                count += 1
    return before


@njit(nogil=True, cache=True)
def first_arrivals(starts, label, step_of, next_of):
    """First rows of the steps looked at: (rows int64, steps int32, lost bool).

    step_of: int32 by label, the step's number or -1; next_of: int32 by step, the label that those who go on come to.
    """
    steps = 0
    for place in range(len(step_of)):
        steps = max(steps, step_of[place] + 1)
    rows, found, lost = np.empty(1024, np.int64), np.empty(1024, np.int32), np.empty(1024, np.bool_)
    count = 0
    seen, last = np.full(steps + 1, -1, np.int64), np.full(len(step_of), -1, np.int64)
    for journey in range(len(starts) - 1):
        for row in range(starts[journey], starts[journey + 1]):
            last[label[row]] = row
        for row in range(starts[journey], starts[journey + 1]):
            step = step_of[label[row]]
            if step < 0 or seen[step] == journey:
                continue
            seen[step] = journey
            if count == len(rows):
                rows, found, lost = _twice(rows), _twice(found), _twice(lost)
            rows[count], found[count] = row, step
            lost[count] = last[next_of[step]] <= row
            count += 1
    return rows[:count], found[:count], lost[:count]


@njit(nogil=True, cache=True)
def _twice(values):
    more = np.empty(2 * len(values), values.dtype)
    more[: len(values)] = values
    return more


@njit(nogil=True, cache=True)
def near(starts, flags, reach):
    """Whether one of the next `reach` rows in the journey, or the row itself, is flagged."""
    found = np.zeros(len(flags), np.bool_)
    for journey in range(len(starts) - 1):
        last = np.int64(-1)
        for row in range(starts[journey + 1] - 1, starts[journey] - 1, -1):
            if flags[row]:
                last = row
            found[row] = last >= 0 and last - row <= reach
    return found


def warm() -> None:
    """Compiles the kernels."""
    starts, label = fixed([0, 2], np.int64), np.array([0, 1], np.int32)
    firsts_in_order(starts, label, 2)
    first_arrivals(starts, label, np.array([0, -1], np.int32), label[1:])
    near(starts, np.array([False, True]), 2)
