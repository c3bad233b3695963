"""How far each journey gets through the steps of a funnel, and when.

All three orders take: starts int64; time int64 (µs); codes int32 per row into table uint64, whose bits say which steps
a row stands for; the number of steps; window int64 (µs); step_windows int64, one a step, the first without meaning.
They return per journey: furthest int64 (steps reached, 0 for none), opened int64 (row of the first step of the attempt
counted, -1), waits int64 (journeys, steps) in µs: column k the wait from step k to step k + 1, column 0 the whole, only
where the last step was reached; -1 where there is none.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed

FOREVER = np.iinfo(np.int64).max
_AGES = 1 << 61  # longer than any window
_NEVER = -(1 << 62)  # longer ago than that


@njit(nogil=True, cache=True)
def _note(waits, at, reached, steps):
    """Waits between the moments at which steps were taken."""
    for step in range(1, reached):
        waits[step] = at[step] - at[step - 1]
    if reached == steps:
        waits[0] = at[steps - 1] - at[0]


@njit(nogil=True, cache=True)
def _longest(starts):
    longest = np.int64(0)
    for journey in range(len(starts) - 1):
        longest = max(longest, starts[journey + 1] - starts[journey])
    return longest


@njit(nogil=True, cache=True)
def _rows_of_steps(first, stop, codes, table, rows):
    """Writes the rows that stand for a step to `rows` and says how many: without a branch, for half the time goes into
    foreseeing wrongly which rows do."""
    filled = np.int64(0)
    for row in range(first, stop):
        rows[filled] = row
        filled += table[codes[row]] != 0
    return filled


@njit(nogil=True, cache=True)
def ordered(starts, time, codes, table, steps, window, step_windows, renew):
    """Other events may lie between. renew: a repeated step counts as its latest, as windows per step need it."""
    journeys = len(starts) - 1
    furthest, opened = np.zeros(journeys, np.int64), np.full(journeys, -1, np.int64)
    waits = np.full((journeys, steps), -1, np.int64)
    began = np.empty(steps, np.int64)  # per step: the row that opened the last attempt to get there
    at = np.empty((steps, steps), np.int64)  # per step: when that attempt took each step up to it
    rows = np.empty(_longest(starts) + 1, np.int64)
    for journey in range(journeys):
        began[:] = -1
        reached = 0
        for place in range(_rows_of_steps(starts[journey], starts[journey + 1], codes, table, rows)):
            row = rows[place]
            bits = table[codes[row]]
            now = time[row]
            for step in range(min(reached, steps - 1), 0, -1):  # backwards: one event takes an attempt one step on
                origin = began[step - 1]
                if bits >> np.uint64(step) & np.uint64(1) == 0 or origin < 0 or (origin == began[step] and not renew):
                    continue
                if now - at[step - 1, 0] > window or now - at[step - 1, step - 1] > step_windows[step]:
                    continue
                began[step] = origin
                for taken in range(step):
                    at[step, taken] = at[step - 1, taken]
                at[step, step] = now
                if step == reached:
                    reached += 1
                    opened[journey] = origin
                    _note(waits[journey], at[step], reached, steps)
            if reached == steps and steps > 1:
                break
            if bits & np.uint64(1):
                began[0] = row
                at[0, 0] = now
                if reached == 0:
                    reached = 1
                    opened[journey] = row
                    _note(waits[journey], at[0], reached, steps)
        furthest[journey] = reached
    return furthest, opened, waits


@njit(nogil=True, cache=True)
def one_step_each(starts, time, codes, table, steps, window):
    """As `ordered` where no row stands for several steps and no step has a window of its own: several times as fast.

    Per step only the latest attempt to get there is kept, by when and with which row it began: pair 0 is the row at
    hand, pair k + 1 the attempt at step k; rows that stand for no step read and write pairs of their own. So only rows
    with which a journey gets further than before take a branch; the attempt's way is looked up at the end.
    """
    journeys = len(starts) - 1
    furthest, opened = np.zeros(journeys, np.int64), np.full(journeys, -1, np.int64)
    waits = np.full((journeys, steps), -1, np.int64)
    step_of = np.full(len(table), steps + 1, np.int64)
    for code in range(len(table)):
        for step in range(steps):
            if table[code] >> np.uint64(step) & np.uint64(1):
                step_of[code] = step
    began, came = np.zeros(2 * (steps + 3), np.int64), np.empty(steps, np.int64)
    longest = min(window, _AGES)
    for journey in range(journeys):
        began[::2] = _NEVER
        reached, origin = np.int64(0), np.int64(-1)
        for row in range(starts[journey], starts[journey + 1]):
            step, now = step_of[codes[row]], time[row]
            began[0], began[1] = now, row
            since, source = began[2 * step], began[2 * step + 1]
            in_time = now - since <= longest
            began[2 * step + 2] = since if in_time else began[2 * step + 2]
            began[2 * step + 3] = source if in_time else began[2 * step + 3]
            if in_time & (step >= reached):
                reached, origin = step + 1, source
                if reached == steps:
                    break
        furthest[journey], opened[journey] = reached, origin
        _follow(origin, reached, time, codes, step_of, came)
        _note(waits[journey], came, reached, steps)
    return furthest, opened, waits


@njit(nogil=True, cache=True)
def _furthest_of_four(starts, time, codes, table, steps, window):
    """At most four steps: when the latest attempt at each of the first three began stands in a register, and masks of
    bits stand for conditions: there is no branch to foresee wrongly, which else takes half the time."""
    furthest = np.zeros(len(starts) - 1, np.int64)
    bits = table.astype(np.int64)
    one, two, three, sign = np.int64(1), np.int64(2), np.int64(3), np.int64(63)
    beyond, last = min(window, _AGES) + one, one << np.int64(steps - 1)
    for journey in range(len(furthest)):
        first = second = third = np.int64(_NEVER)
        reached = np.int64(0)
        for row in range(np.uint64(starts[journey]), np.uint64(starts[journey + 1])):
            step, now = bits[codes[row]], time[row]
            to_first = -(step & one)
            to_second = -((step >> one) & one) & ((now - first - beyond) >> sign)
            to_third = -((step >> two) & one) & ((now - second - beyond) >> sign)
            to_fourth = -((step >> three) & one) & ((now - third - beyond) >> sign)
            third ^= (third ^ second) & to_third
            second ^= (second ^ first) & to_second
            first ^= (first ^ now) & to_first
            reached |= (to_first & one) | (to_second & two) | (to_third & np.int64(4)) | (to_fourth & np.int64(8))
            if reached & last:
                break
        while reached:
            furthest[journey] += 1
            reached >>= one
    return furthest


@njit(nogil=True, cache=True)
def furthest_steps(starts, time, codes, table, steps, window):
    """As `one_step_each`, but only how far each journey gets: steps reached, int64 by journey."""
    if steps <= 4:
        return _furthest_of_four(starts, time, codes, table, steps, window)
    furthest = np.zeros(len(starts) - 1, np.int64)
    step_of = np.full(len(table), steps + 1, np.int64)
    for code in range(len(table)):
        for step in range(steps):
            if table[code] >> np.uint64(step) & np.uint64(1):
                step_of[code] = step
    began = np.zeros(steps + 3, np.int64)
    longest = min(window, _AGES)
    for journey in range(len(furthest)):
        began[:] = _NEVER
        reached = np.int64(0)
        for row in range(starts[journey], starts[journey + 1]):
            step, now = step_of[codes[row]], time[row]
            began[0] = now
            since = began[step]
            in_time = now - since <= longest
            began[step + 1] = since if in_time else began[step + 1]
            if in_time & (step >= reached):
                reached = step + 1
                if reached == steps:
                    break
        furthest[journey] = reached
    return furthest


@njit(nogil=True, cache=True)
def _follow(origin, reached, time, codes, step_of, came):
    """When the attempt that began at a row took each step."""
    step, row = 0, origin
    while step < reached:
        if step_of[codes[row]] == step:
            came[step] = time[row]
            step += 1
        row += 1


@njit(nogil=True, cache=True)
def strict(starts, time, codes, table, steps, window, step_windows):
    """Steps follow one another with nothing between."""
    journeys = len(starts) - 1
    furthest, opened = np.zeros(journeys, np.int64), np.full(journeys, -1, np.int64)
    waits = np.full((journeys, steps), -1, np.int64)
    for journey in range(journeys):
        alive = np.uint64(0)  # bit k: an attempt took its step k at the row before
        reached = 0
        for row in range(starts[journey], starts[journey + 1]):
            alive = (alive << np.uint64(1) | np.uint64(1)) & table[codes[row]]
            if alive == 0:
                continue
            for step in range(steps):
                if alive >> np.uint64(step) & np.uint64(1) == 0:
                    continue
                late = step > 0 and time[row] - time[row - 1] > step_windows[step]
                if late or time[row] - time[row - step] > window:
                    alive &= ~(np.uint64(1) << np.uint64(step))
                elif step >= reached:
                    reached = step + 1
                    opened[journey] = row - step
                    _note(waits[journey], time[row - step : row + 1], reached, steps)
            if reached == steps:
                break
        furthest[journey] = reached
    return furthest, opened, waits


@njit(nogil=True, cache=True)
def unordered(starts, time, codes, table, steps, window, overlapping):
    """The first k steps in any order, all within the window; each takes an event of its own.

    overlapping: an event may stand for several steps, so that who takes which has to be matched.
    """
    journeys = len(starts) - 1
    furthest, opened = np.zeros(journeys, np.int64), np.full(journeys, -1, np.int64)
    waits = np.full((journeys, steps), -1, np.int64)
    depth = steps if overlapping else 1
    recent = np.empty((steps, depth), np.int64)  # the last rows for each step, newest first: more are never needed
    taken, came, queue = np.empty(steps, np.int64), np.empty(steps, np.int64), np.empty(steps, np.int64)
    rows = np.empty(_longest(starts) + 1, np.int64)
    for journey in range(journeys):
        recent[:] = -1
        reached = 0
        for index in range(_rows_of_steps(starts[journey], starts[journey + 1], codes, table, rows)):
            row = rows[index]
            bits = table[codes[row]]
            for step in range(steps):
                if bits >> np.uint64(step) & np.uint64(1):
                    for place in range(depth - 1, 0, -1):
                        recent[step, place] = recent[step, place - 1]
                    recent[step, 0] = row
            oldest = time[row] - window if window < FOREVER else -FOREVER
            got = 0
            while got < steps and recent[got, 0] >= 0 and time[recent[got, 0]] >= oldest:
                taken[got] = recent[got, 0]
                got += 1
            if overlapping and got > reached:
                got = _matched(recent, time, oldest, got, taken, came, queue)
            if got > reached:
                reached = got
                order = np.sort(taken[:got])
                opened[journey] = order[0]
                _note(waits[journey], time[order], reached, steps)
                if reached == steps:
                    break
        furthest[journey] = reached
    return furthest, opened, waits


@njit(nogil=True, cache=True)
def _matched(recent, time, oldest, steps, taken, came, queue):
    """How many of the first steps can each have a row of its own, by augmenting paths; `taken` says which rows."""
    taken[:] = -1
    for root in range(steps):
        came[:] = -1
        came[root] = root
        queue[0] = root
        head, tail, found = 0, 1, False
        while head < tail and not found:
            step = queue[head]
            head += 1
            for place in range(recent.shape[1]):
                row = recent[step, place]
                if row < 0 or time[row] < oldest:
                    break
                holder = -1
                for other in range(root):
                    if taken[other] == row:
                        holder = other
                if holder < 0:
                    _hand_over(taken, came, step, row, root)
                    found = True
                    break
                if came[holder] < 0:
                    came[holder] = step
                    queue[tail] = holder
                    tail += 1
        if not found:
            return root
    return steps


@njit(nogil=True, cache=True)
def _hand_over(taken, came, step, row, root):
    """`step` takes `row`; who wanted its old row takes that, back to the root."""
    while True:
        before = taken[step]
        taken[step] = row
        if step == root:
            return
        row, step = before, came[step]


@njit(nogil=True, cache=True)
def single(table):
    """Whether no entry of the table stands for more than one step."""
    for bits in table:  # noqa: SIM110 (a generator does not compile)
        if bits & (bits - np.uint64(1)):
            return False
    return True


@njit(nogil=True, cache=True)
def overlaps(codes, table):
    """Whether any row stands for more than one step."""
    for row in range(len(codes)):
        bits = table[codes[row]]
        if bits & (bits - np.uint64(1)):
            return True
    return False


def warm() -> None:
    starts, time = fixed([0, 2], np.int64), fixed([0, 1], np.int64)
    codes, table = fixed([0, 1], np.int32), fixed([1, 2], np.uint64)
    common = (starts, time, codes, table, 2, int(FOREVER))
    windows = fixed([FOREVER, FOREVER], np.int64)
    ordered(*common, windows, False)
    single(table)
    one_step_each(*common)
    furthest_steps(*common)
    strict(*common, windows)
    unordered(*common, overlaps(codes, table))
