"""Inner loops of the detectors. Each returns a matrix (n, 6) int64: anchor, origin, seen, finding, hit, context.

Trials are taken at the first few arrivals of a journey at a step, and none after the first hit: a customer is counted
as hit once, and who was hit does not come back as a comparison. Of those not hit only a sample is kept: journeys whose
lot (`lots`, float64 by journey, 0 to 1) is below the finding's share (`shares`, float64 by finding).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed

ARRIVALS = 3
"""At most so many trials a journey and finding."""


@njit(nogil=True, cache=True)
def _room(rows, count):
    if count < len(rows):
        return rows
    more = np.empty((2 * len(rows), 6), np.int64)
    more[:count] = rows
    return more


@njit(nogil=True, cache=True)
def _put(rows, count, anchor, origin, seen, finding, hit, context):
    rows = _room(rows, count)
    rows[count, 0] = anchor
    rows[count, 1] = origin
    rows[count, 2] = seen
    rows[count, 3] = finding
    rows[count, 4] = hit
    rows[count, 5] = context
    return rows


@njit(nogil=True, cache=True)
def arrivals(starts, event, finding_of, hits, before, lots, shares):
    """Trials at arrivals at steps with a finding; `hits` (uint8 a row) says which were hit, 2 = not at risk.

    finding_of: int32 by event code, -1 for none. before: the friction lies before the arrival (a wait), so that
    it has shown itself on arrival.
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    findings = 0
    for code in range(len(finding_of)):
        findings = max(findings, finding_of[code] + 1)
    taken, stamp = np.zeros(findings + 1, np.int32), np.full(findings + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        for row in range(starts[journey], starts[journey + 1]):
            finding = finding_of[event[row]]
            if finding < 0 or hits[row] == 2:
                continue
            if stamp[finding] != journey:
                stamp[finding], taken[finding] = journey, 0
            if taken[finding] >= ARRIVALS:
                continue
            hit = hits[row] == 1
            taken[finding] = ARRIVALS if hit else taken[finding] + 1
            context = event[row - 1] if row > starts[journey] else -1
            seen = row if before else min(row + 1, starts[journey + 1] - 1)
            if hit or lots[journey] < shares[finding]:
                rows = _put(rows, count, row, row, seen, finding, hit, context)
                count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def long_waits(starts, time, event, channel, cutoffs, pauses):
    """Whether the wait before each row is long for its step and channel: 1 long, 0 not, 2 nothing to wait for.

    cutoffs, pauses: int64 microseconds (events, channels + 1), the last column for no channel; -1 where there is
    none. Waits over `pauses` are breaks that customers take.
    """
    hits = np.full(len(time), 2, np.uint8)
    for journey in range(len(starts) - 1):
        for row in range(starts[journey] + 1, starts[journey + 1]):
            cutoff = cutoffs[event[row], channel[row]]
            wait = time[row] - time[row - 1]
            if cutoff >= 0 and wait <= pauses[event[row], channel[row]]:
                hits[row] = wait > cutoff
    return hits


@njit(nogil=True, cache=True)
def overdue(starts, time, due, missing):
    """Whether each row is the one that comes after the promised date: 1 late, 0 in time, 2 nothing promised or late
    already before. The promise is the row's own, else the last one made in the journey."""
    hits = np.full(len(time), 2, np.uint8)
    for journey in range(len(starts) - 1):
        promise = missing
        for row in range(starts[journey], starts[journey + 1]):
            if due[row] != missing:
                promise = due[row]
            if promise == missing or row == starts[journey]:
                continue
            if time[row] <= promise:
                hits[row] = 0
            elif time[row - 1] <= promise:
                hits[row] = 1
    return hits


@njit(nogil=True, cache=True)
def escapes(starts, time, event, human, digital, finding_of, contact_of, window, lots, shares):
    """Trials at digital arrivals: is the next event a human contact, within `window` microseconds?

    finding_of: int32 (events, contacts), -1 for none; contact_of: int32 by event code, the contact's column, -1
    for none. Who escaped to one contact is no comparison for another.
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    columns = finding_of.shape[1]
    findings = 0
    for step in range(finding_of.shape[0]):
        for column in range(columns):
            findings = max(findings, finding_of[step, column] + 1)
    taken, stamp = np.zeros(findings + 1, np.int32), np.full(findings + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        begin, end = starts[journey], starts[journey + 1]
        for row in range(begin, end):
            if not digital[row]:
                continue
            escaped = row + 1 < end and human[row + 1] and time[row + 1] - time[row] <= window
            for column in range(columns):
                finding = finding_of[event[row], column]
                hit = escaped and contact_of[event[row + 1]] == column
                if finding < 0 or (escaped and not hit):
                    continue
                if stamp[finding] != journey:
                    stamp[finding], taken[finding] = journey, 0
                if taken[finding] >= ARRIVALS:
                    continue
                taken[finding] = ARRIVALS if hit else taken[finding] + 1
                context = event[row - 1] if row > begin else -1
                if hit or lots[journey] < shares[finding]:
                    rows = _put(rows, count, row, row, row + 1 if hit else row, finding, hit, context)
                    count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def contacts_again(starts, time, event, human, onward, finding_of, apart, window, lots, shares):
    """Trials at human contacts: is there another of the same name, at least `apart` and at most `window` later, and
    before the customer gets on? onward: bool by event code; at such an event, where the journey has it for the first
    time, the matter is settled, and a later contact is about something else.
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    findings = 0
    for code in range(len(finding_of)):
        findings = max(findings, finding_of[code] + 1)
    taken, stamp = np.zeros(findings + 1, np.int32), np.full(findings + 1, -1, np.int64)
    first = np.zeros(len(onward), np.int64)
    for journey in range(len(starts) - 1):
        begin, end = starts[journey], starts[journey + 1]
        for row in range(end - 1, begin - 1, -1):
            first[event[row]] = row
        last = np.int64(-1)
        for row in range(begin, end):
            if not human[row]:
                continue
            same = last >= 0 and time[row] - time[last] < apart
            last = row
            finding = finding_of[event[row]]
            if same or finding < 0:
                continue
            if stamp[finding] != journey:
                stamp[finding], taken[finding] = journey, 0
            if taken[finding] >= ARRIVALS:
                continue
            again = row + 1
            while again < end and (event[again] != event[row] or not human[again] or time[again] - time[row] < apart):
                if onward[event[again]] and first[event[again]] == again:
                    again = end
                again += 1
            hit = again < end and time[again] - time[row] <= window
            taken[finding] = ARRIVALS if hit else taken[finding] + 1
            context = event[row - 1] if row > begin else -1
            if hit or lots[journey] < shares[finding]:
                rows = _put(rows, count, row, row, again if hit else row, finding, hit, context)
                count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def returns(starts, event, first_pair, pair_step, pair_finding, events, lots, shares):
    """Trials of coming back: at an event x, with step s already done in the journey, is the next event s?

    The pairs of x are pair_step[first_pair[x]:first_pair[x + 1]] with pair_finding alongside.
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    done = np.full(events, -1, np.int64)
    findings = 0
    for pair in range(len(pair_finding)):
        findings = max(findings, pair_finding[pair] + 1)
    was_hit = np.full(findings + 1, -1, np.int64)
    taken, stamp = np.zeros(len(pair_step) + 1, np.int32), np.full(len(pair_step) + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        end = starts[journey + 1]
        for row in range(starts[journey], end):
            here = event[row]
            done[here] = journey
            for pair in range(first_pair[here], first_pair[here + 1]):
                finding, step = pair_finding[pair], pair_step[pair]
                if done[step] != journey or was_hit[finding] == journey:
                    continue
                if stamp[pair] != journey:
                    stamp[pair], taken[pair] = journey, 0
                if taken[pair] >= ARRIVALS:
                    continue
                taken[pair] += 1
                hit = row + 1 < end and event[row + 1] == step
                if hit:
                    was_hit[finding] = journey
                if hit or lots[journey] < shares[finding]:
                    rows = _put(rows, count, row, row, min(row + 1, end - 1), finding, hit, here)
                    count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def detours(starts, event, first_pair, pair_by, pair_finding, again, lots, shares):
    """Trials of a way round: at a step s, do the next two events lead over x back to s? again: and the third to x.

    The ways round of s are pair_by[first_pair[s]:first_pair[s + 1]], the x, with pair_finding alongside.
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    taken, stamp = np.zeros(len(pair_by) + 1, np.int32), np.full(len(pair_by) + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        end = starts[journey + 1]
        for row in range(starts[journey], end):
            here = event[row]
            for pair in range(first_pair[here], first_pair[here + 1]):
                if stamp[pair] != journey:
                    stamp[pair], taken[pair] = journey, 0
                if taken[pair] >= ARRIVALS:
                    continue
                shown = row + 3 if again else row + 2
                hit = shown < end and event[row + 1] == pair_by[pair] and event[row + 2] == here
                hit = hit and (not again or event[shown] == pair_by[pair])
                taken[pair] = ARRIVALS if hit else taken[pair] + 1
                context = event[row - 1] if row > starts[journey] else -1
                if hit or lots[journey] < shares[pair_finding[pair]]:
                    rows = _put(rows, count, row, row, shown if hit else row, pair_finding[pair], hit, context)
                    count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def bounces(starts, state, label, finding_of, lots, shares):
    """Trials of ping-pong: `state` (int32: step or owner, -1 unknown) goes from a to b; does it go straight back to a,
    and from there to b again?

    Runs of one state count once. finding_of: int32 (labels, labels): by the label before and at the hand-over, -1 none;
    label is int32 a row. context is the label before.
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    findings = 0
    for left in range(finding_of.shape[0]):
        for right in range(finding_of.shape[1]):
            findings = max(findings, finding_of[left, right] + 1)
    taken, stamp = np.zeros(findings + 1, np.int32), np.full(findings + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        end = starts[journey + 1]
        for row in range(starts[journey] + 1, end):
            before, here = state[row - 1], state[row]
            if before < 0 or here < 0 or before == here:
                continue
            finding = finding_of[label[row - 1], label[row]]
            if finding < 0:
                continue
            if stamp[finding] != journey:
                stamp[finding], taken[finding] = journey, 0
            if taken[finding] >= ARRIVALS:
                continue
            back = row + 1
            while back < end and state[back] == here:
                back += 1
            again = back
            while again < end and state[again] == before:
                again += 1
            hit = again > back and again < end and state[again] == here
            taken[finding] = ARRIVALS if hit else taken[finding] + 1
            if hit or lots[journey] < shares[finding]:
                rows = _put(rows, count, row, row, again if hit else row, finding, hit, label[row - 1])
                count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def failures(starts, event, failed, is_error, passed, base, finding_of, plain, lots, shares):
    """Trials of errors: at an arrival at a step, does it fail (by its own properties, or by the error event after it)?

    is_error: bool by event code; base: int32 by event code, the step an error event stands in for, -1 for none: then it
    belongs to the step before it. passed: bool by event code, contacts that may lie between the two. finding_of:
    int32 (steps, errors + 1): the last column for failure by property; error
    codes are event codes looked up in `plain` (int32 by event code: column, -1 none).
    """
    rows, count = np.empty((1024, 6), np.int64), 0
    columns = finding_of.shape[1]
    findings = 0
    for step in range(finding_of.shape[0]):
        for column in range(columns):
            findings = max(findings, finding_of[step, column] + 1)
    taken, stamp = np.zeros(findings + 1, np.int32), np.full(findings + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        begin, end = starts[journey], starts[journey + 1]
        for row in range(begin, end):
            step, came = event[row], -1
            if is_error[step]:
                if base[step] < 0 or (row > begin and event[row - 1] == base[step]):
                    continue
                came, step = plain[step], base[step]
            else:
                after = row + 1
                while after < end and passed[event[after]] and after <= row + 3:
                    after += 1
                error = event[after] if after < end and is_error[event[after]] else -1
                came = -1 if error < 0 else plain[error] if base[error] < 0 or base[error] == step else -1
            for column in range(columns):
                finding = finding_of[step, column]
                if finding < 0:
                    continue
                if stamp[finding] != journey:
                    stamp[finding], taken[finding] = journey, 0
                if taken[finding] >= ARRIVALS:
                    continue
                hit = failed[row] if column == columns - 1 else column == came
                taken[finding] = ARRIVALS if hit else taken[finding] + 1
                seen = row + 1 if hit and column < columns - 1 and not is_error[event[row]] else row
                context = event[row - 1] if row > begin else -1
                if hit or lots[journey] < shares[finding]:
                    rows = _put(rows, count, row, row, seen, finding, hit, context)
                    count += 1
    return rows[:count]


@njit(nogil=True, cache=True)
def tossed(starts, event, owner, finding_of, lots, shares):
    """Trials of ping-pong between owners: at an event with an owner, does the work go to another and straight
    back, without getting anywhere? That is: the same step comes again, or the other owner has it again at once."""
    rows, count = np.empty((1024, 6), np.int64), 0
    findings = 0
    for code in range(len(finding_of)):
        findings = max(findings, finding_of[code] + 1)
    taken, stamp = np.zeros(findings + 1, np.int32), np.full(findings + 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        end = starts[journey + 1]
        for row in range(starts[journey], end):
            finding, mine = finding_of[event[row]], owner[row]
            if finding < 0 or mine < 0:
                continue
            if stamp[finding] != journey:
                stamp[finding], taken[finding] = journey, 0
            if taken[finding] >= ARRIVALS:
                continue
            back = row + 2 < end and owner[row + 1] >= 0 and owner[row + 1] != mine and owner[row + 2] == mine
            again = back and row + 3 < end and owner[row + 3] == owner[row + 1]
            hit = back and (again or event[row + 2] == event[row])
            taken[finding] = ARRIVALS if hit else taken[finding] + 1
            context = event[row - 1] if row > starts[journey] else -1
            if hit or lots[journey] < shares[finding]:
                rows = _put(rows, count, row, row, row + 2 if hit else row, finding, hit, context)
                count += 1
    return rows[:count]


def warm() -> None:
    """Compiles the kernels with the types the detectors use."""
    starts, time, event = fixed([0, 2], np.int64), fixed([0, 5], np.int64), fixed([0, 1], np.int32)
    label, flags = np.array([0, 1], np.int32), np.array([True, False])
    one, lots = np.array([0, -1], np.int32), np.zeros(1)
    shares = np.ones(4)
    cutoffs = np.zeros((2, 3), np.int64)
    hits = long_waits(starts, time, event, label, cutoffs, cutoffs)
    arrivals(starts, event, one, hits, True, lots, shares)
    overdue(starts, time, time, np.int64(-1))
    escapes(starts, time, event, flags, flags, np.zeros((2, 1), np.int32), one, np.int64(10), lots, shares)
    contacts_again(starts, time, event, flags, flags, one, 1, 10, lots, shares)
    returns(starts, event, np.array([0, 1, 1], np.int64), one[:1], one[:1], 2, lots, shares)
    detours(starts, event, np.array([0, 1, 1], np.int64), one[:1], one[:1], True, lots, shares)
    bounces(starts, label, label, np.zeros((3, 3), np.int32), lots, shares)
    tossed(starts, event, event, one, lots, shares)
    failures(starts, event, flags, fixed(flags, np.bool_), flags, one, np.zeros((2, 2), np.int32), one, lots, shares)
