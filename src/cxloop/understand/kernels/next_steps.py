"""Which events journeys have after the steps of a funnel.

Both take what the kernels of a funnel take, and events (int32 per row, -1 where missing) with how many values there
are.
They return how many journeys took all the steps, and per event how many of those have one after them within the window,
int64, one more at the end for the missing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def after_ordered(starts, time, codes, table, steps, window, step_windows, renew, events, values):
    """Other events may lie between; see `questions.kernels.funnel.ordered`. Without steps every event counts."""
    found, last = np.zeros(values + 1, np.int64), np.full(values + 1, -1, np.int64)
    taken = np.int64(0)
    began = np.empty(steps + 1, np.int64)  # per step: when the latest attempt to get there began
    came = np.empty(steps + 1, np.int64)  # and when it took that step
    known = np.empty(steps + 1, np.bool_)
    for journey in range(len(starts) - 1):
        known[:] = False
        whole = steps == 0
        for row in range(starts[journey], starts[journey + 1]):
            now = time[row]
            if steps == 0 or (known[steps - 1] and now - began[steps - 1] <= window):
                event = events[row]
                if last[event] != journey:
                    last[event] = journey
                    found[event] += 1
            if steps == 0:
                continue
            bits = table[codes[row]]
            if bits == 0:
                continue
            for step in range(steps - 1, 0, -1):  # backwards: one event takes an attempt one step on
                if bits >> np.uint64(step) & np.uint64(1) == 0 or not known[step - 1]:
                    continue
                if known[step] and began[step] == began[step - 1] and not renew:
                    continue
                if now - began[step - 1] > window or now - came[step - 1] > step_windows[step]:
                    continue
                began[step], came[step], known[step] = began[step - 1], now, True
            if bits & np.uint64(1):
                began[0], came[0], known[0] = now, now, True
            whole = whole or known[steps - 1]
        taken += whole and starts[journey + 1] > starts[journey]
    return taken, found


@njit(nogil=True, cache=True)
def after_strict(starts, time, codes, table, steps, window, step_windows, events, values):
    """The event directly after the last step."""
    found, last = np.zeros(values + 1, np.int64), np.full(values + 1, -1, np.int64)
    taken = np.int64(0)
    end = np.uint64(steps - 1)
    for journey in range(len(starts) - 1):
        alive = np.uint64(0)  # bit k: an attempt took its step k at the row before
        whole = False
        for row in range(starts[journey], starts[journey + 1]):
            if alive >> end & np.uint64(1) and time[row] - time[row - steps] <= window:
                event = events[row]
                if last[event] != journey:
                    last[event] = journey
                    found[event] += 1
            alive = (alive << np.uint64(1) | np.uint64(1)) & table[codes[row]]
            for step in range(steps):
                if alive >> np.uint64(step) & np.uint64(1) == 0:
                    continue
                late = step > 0 and time[row] - time[row - 1] > step_windows[step]
                if late or time[row] - time[row - step] > window:
                    alive &= ~(np.uint64(1) << np.uint64(step))
            whole = whole or alive >> end & np.uint64(1) == 1
        taken += whole
    return taken, found


def warm() -> None:
    starts, time = fixed([0, 2], np.int64), fixed([0, 1], np.int64)
    codes, table = fixed([0, 1], np.int32), fixed([1, 2], np.uint64)
    window, windows = int(np.iinfo(np.int64).max), fixed([0, 1], np.int64)
    common = (starts, time, codes, table, 2, window, windows)
    after_ordered(*common, False, codes, 2)
    after_strict(*common, codes, 2)
