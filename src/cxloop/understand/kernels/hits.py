"""Inner loops over the trials of a partition: who is drawn, and who was hit by what together."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def lots_of(starts, time, begins, letters):
    """A lot for each journey, uint64, that depends on nothing but its name, when it began and ended, and how many
    events it has. begins, letters: the names as Arrow keeps them, int64 places in uint8 bytes (UTF-8)."""
    lots = np.empty(len(starts) - 1, np.uint64)
    for journey in range(len(lots)):
        begin, end = starts[journey], starts[journey + 1]
        mixed = np.uint64(0xCBF29CE484222325)
        for place in range(begins[journey], begins[journey + 1]):
            mixed = (mixed ^ np.uint64(letters[place])) * np.uint64(0x100000001B3)
        mixed += np.uint64(end - begin) << np.uint64(52)
        if begin < end:
            mixed += np.uint64(time[begin]) + np.uint64(time[end - 1]) * np.uint64(31)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        lots[journey] = mixed ^ (mixed >> np.uint64(27))
    return lots


@njit(nogil=True, cache=True)
def journeys_of(starts, rows):
    """The journey of each row; rows may come in any order."""
    found = np.empty(len(rows), np.int64)
    journey = 0
    for place in range(len(rows)):
        row = rows[place]
        if not (starts[journey] <= row < starts[journey + 1]):
            journey = np.searchsorted(starts, row, side="right") - 1
        found[place] = journey
    return found


@njit(nogil=True, cache=True)
def lowest(group, lot, groups, size):
    """For each group the places of its `size` lowest lots: int64 (groups, size), -1 where there are fewer."""
    kept = np.full((groups, size), -1, np.int64)
    for place in range(len(group)):
        mine = kept[group[place]]
        at = size
        while at > 0 and (mine[at - 1] < 0 or lot[place] < lot[mine[at - 1]]):
            at -= 1
        if at < size:
            for later in range(size - 1, at, -1):
                mine[later] = mine[later - 1]
            mine[at] = place
    return kept


@njit(nogil=True, cache=True)
def hit_together(journey, finding, findings):
    """Journeys hit by each two findings: int64 (findings, findings). The trials come journey by journey."""
    found = np.zeros((findings, findings), np.int64)
    begin = 0
    while begin < len(journey):
        end = begin
        while end < len(journey) and journey[end] == journey[begin]:
            end += 1
        for left in range(begin, end):
            for right in range(begin, end):
                found[finding[left], finding[right]] += 1
        begin = end
    return found


@njit(nogil=True, cache=True)
def by_time(finding, hit, time, begin, span, findings, bins):
    """Hits and other trials by finding and stretch of time: int64 (2, findings, bins)."""
    found = np.zeros((2, findings, bins), np.int64)
    for trial in range(len(finding)):
        place = min(max((time[trial] - begin) * bins // span, 0), bins - 1)
        found[0 if hit[trial] else 1, finding[trial], place] += 1
    return found


def warm() -> None:
    """Compiles the kernels."""
    starts, time, one = fixed([0, 2], np.int64), fixed([0, 5], np.int64), np.zeros(1, np.int32)
    lots = lots_of(starts, time, fixed([0, 1, 2], np.int64), fixed([97, 98], np.uint8))
    journey = journeys_of(starts, np.zeros(1, np.int64))
    lowest(one, lots, 1, 5)
    hit_together(journey, one, 1)
    by_time(one, np.zeros(1, np.bool_), np.zeros(1, np.int64), np.int64(0), np.int64(5), 1, 60)
