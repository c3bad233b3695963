"""Inner loops of the first look at a log: how steps follow each other, how long they are waited for."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed

WAIT_BINS = 8 * 52
"""Eight bins an octave of microseconds, up to 2^52."""


@njit(nogil=True, cache=True)
def wait_bin(wait):
    """The bin of a wait in microseconds."""
    if wait < 8:
        return max(wait, 0)
    octave = np.int64(math.floor(math.log2(wait)))
    if (np.int64(1) << octave) > wait:
        octave -= 1
    return min((octave - 2) * 8 + ((wait >> (octave - 3)) & 7), WAIT_BINS - 1)


@njit(nogil=True, cache=True)
def look(starts, time, label, channel, labels, channels):
    """Over compact labels (int32 a row, the last label for all rare steps).

    Returns after (labels, labels): transitions, by_channel (labels, channels + 1), visits (labels), journeys
    (labels), begins, ends (labels): journeys that
    begin and end there, waits (labels, channels + 1, bins): of the wait
    before an arrival, follows (labels, labels): x then s at once with s done before, turned (labels, labels): a, b, a,
    bounced: a, b, a, b and bounced_on: of those, again a.
    """
    visits, journeys = np.zeros(labels, np.int64), np.zeros(labels, np.int64)
    begins, ends = np.zeros(labels, np.int64), np.zeros(labels, np.int64)
    waits = np.zeros((labels, channels + 1, WAIT_BINS), np.int32)
    follows = np.zeros((labels, labels), np.int64)
    after = np.zeros((labels, labels), np.int64)
    by_channel = np.zeros((labels, channels + 1), np.int64)
    turned, bounced = np.zeros((labels, labels), np.int64), np.zeros((labels, labels), np.int64)
    bounced_on = np.zeros((labels, labels), np.int64)
    done = np.full(labels, -1, np.int64)
    for journey in range(len(starts) - 1):
        begin, end = starts[journey], starts[journey + 1]
        for row in range(begin, end):
            here = label[row]
            visits[here] += 1
            by_channel[here, channel[row]] += 1
            if row > begin:
                waits[here, channel[row], wait_bin(time[row] - time[row - 1])] += 1
                after[label[row - 1], here] += 1
                if done[here] == journey:
                    follows[label[row - 1], here] += 1
                if row >= begin + 2 and label[row - 2] == here and label[row - 1] != here:
                    turned[here, label[row - 1]] += 1
                    if row >= begin + 3 and label[row - 1] == label[row - 3]:
                        bounced[label[row - 1], here] += 1
                        bounced_on[label[row - 1], here] += row + 1 < end and label[row + 1] == label[row - 1]
            if done[here] != journey:
                done[here] = journey
                journeys[here] += 1
        if end > begin:
            ends[label[end - 1]] += 1
            begins[label[begin]] += 1
    return after, by_channel, visits, journeys, begins, ends, waits, follows, turned, bounced, bounced_on


@njit(nogil=True, cache=True)
def traits(starts, codes, values):
    """Of a dictionary-encoded column: journeys by their value, journeys with a value at once, and
    those of them with only that one. A value that comes later may be a consequence of what came before it."""
    first = np.zeros(values, np.int64)
    filled, constant = 0, 0
    for journey in range(len(starts) - 1):
        if starts[journey] == starts[journey + 1] or codes[starts[journey]] < 0:
            continue
        found, single = codes[starts[journey]], True
        for row in range(starts[journey], starts[journey + 1]):
            if codes[row] >= 0 and codes[row] != found:
                single = False
        filled += 1
        constant += single
        first[found] += 1
    return first, filled, constant


def warm() -> None:
    """Compiles the kernels."""
    starts, time, label = fixed([0, 2], np.int64), fixed([0, 5], np.int64), np.array([0, 1], np.int32)
    look(starts, time, label, label, 2, 2)
    traits(starts, fixed(label, np.int32), 2)
