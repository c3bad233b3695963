"""The follows-graph: every pair of consecutive events of a journey.

An edge is a number, from * names + to. All take: starts int64; time int64 (µs); codes int32, none of them missing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.waits import BIN_BITS, bin_of


@njit(nogil=True, cache=True)
def small_graph(starts, time, codes, names):
    """At most 64 names: per edge count, sum of waits as the bits of a float64, distinct journeys (columns 0 to 2 of an
    int64 matrix, loaded together); then per code distinct journeys, those that begin with it and
    those that end."""
    table = np.zeros((names * names, 4), np.int64)
    numbers, sums = table.ravel(), table.ravel().view(np.float64)
    by_code = np.zeros((3, names), np.int64)
    for journey in range(len(starts) - 1):
        first, stop = starts[journey], starts[journey + 1]
        if first == stop:
            continue
        before, then, mark = np.uint64(codes[first]), time[first], journey + 1
        seen = np.uint64(1) << before
        by_code[1, before] += 1
        for row in range(first + 1, stop):
            code, now = np.uint64(codes[row]), time[row]
            seen |= np.uint64(1) << code
            edge = (before * np.uint64(names) + code) * np.uint64(4)
            numbers[edge] += 1
            sums[edge + np.uint64(1)] += now - then
            numbers[edge + np.uint64(2)] += numbers[edge + np.uint64(3)] != mark
            numbers[edge + np.uint64(3)] = mark
            before, then = code, now
        by_code[2, before] += 1
        for code in range(names):
            by_code[0, code] += np.int64(seen >> np.uint64(code) & np.uint64(1))
    return table, by_code


@njit(nogil=True, cache=True)
def small_waits(starts, time, codes, names, bins):
    """As small_graph, with counts by bin (uint32); column 0 tells as bits which stretches of 64 bins hold something."""
    table, counts = np.zeros((names * names, 4), np.int64), np.zeros((names * names, bins), np.uint32)
    numbers, sums = table.ravel(), table.ravel().view(np.float64)
    by_code = np.zeros((3, names), np.int64)
    for journey in range(len(starts) - 1):
        first, stop = starts[journey], starts[journey + 1]
        if first == stop:
            continue
        before, then, mark = np.uint64(codes[first]), time[first], journey + 1
        seen = np.uint64(1) << before
        by_code[1, before] += 1
        for row in range(first + 1, stop):
            code, now = np.uint64(codes[row]), time[row]
            seen |= np.uint64(1) << code
            cell = before * np.uint64(names) + code
            edge, place = cell * np.uint64(4), np.uint64(bin_of(now - then))
            counts[cell, place] += np.uint32(1)
            numbers[edge] |= np.int64(1) << np.int64(place >> np.uint64(6))
            sums[edge + np.uint64(1)] += now - then
            numbers[edge + np.uint64(2)] += numbers[edge + np.uint64(3)] != mark
            numbers[edge + np.uint64(3)] = mark
            before, then = code, now
        by_code[2, before] += 1
        for code in range(names):
            by_code[0, code] += np.int64(seen >> np.uint64(code) & np.uint64(1))
    return table, by_code, counts


@njit(nogil=True, cache=True)
def dense_graph(starts, time, codes, names):
    """Few names: count, distinct journeys and sum of waits (float64, µs) per edge, as arrays of names * names; then
    count and distinct journeys per code."""
    count, journeys = np.zeros(names * names, np.int64), np.zeros(names * names, np.int64)
    total, last = np.zeros(names * names, np.float64), np.zeros(names * names, np.int64)
    step_count, step_journeys = np.zeros(names, np.int64), np.zeros(names, np.int64)
    step_last = np.zeros(names, np.int64)
    for journey in range(len(starts) - 1):
        before = np.int64(-1)
        for row in range(starts[journey], starts[journey + 1]):
            code = np.int64(codes[row])
            step_count[code] += 1
            step_journeys[code] += step_last[code] != journey + 1  # no branch: what comes next is hard to foresee
            step_last[code] = journey + 1
            if before >= 0:
                edge = before * names + code
                count[edge] += 1
                total[edge] += time[row] - time[row - 1]
                journeys[edge] += last[edge] != journey + 1
                last[edge] = journey + 1
            before = code
    return count, journeys, total, step_count, step_journeys


@njit(nogil=True, cache=True)
def ends_of(starts, codes, names):
    """How many journeys begin and how many end with each code."""
    begins, ends = np.zeros(names, np.int64), np.zeros(names, np.int64)
    for journey in range(len(starts) - 1):
        if starts[journey] < starts[journey + 1]:
            begins[codes[starts[journey]]] += 1
            ends[codes[starts[journey + 1] - 1]] += 1
    return begins, ends


@njit(nogil=True, cache=True)
def longest_span(starts, time):
    """The time from the first to the last event of the longest journey, in µs: no wait is longer."""
    longest = np.int64(0)
    for journey in range(len(starts) - 1):
        if starts[journey] < starts[journey + 1]:
            longest = max(longest, time[starts[journey + 1] - 1] - time[starts[journey]])
    return longest


@njit(nogil=True, cache=True)
def dense_waits(starts, time, codes, names, slots, used, bins):
    """As dense_graph, with how many waits fall into each bin besides, in one go.

    slots: int32 (names * names), all -1. Edges get slots as they appear: the edges by slot; per slot count,
    journeys, sum
    of waits, counts by bin (uint32), and which stretches of 64 bins hold something (bits); then count and journeys per
    code. used: at most so many slots.
    """
    edges, last, journeys = np.empty(used, np.int64), np.full(used, -1, np.int64), np.zeros(used, np.int64)
    total, counts = np.zeros(used, np.float64), np.zeros((used, bins), np.uint32)
    stretches, filled = np.zeros(used, np.uint64), np.int64(0)
    step_count, step_journeys = np.zeros(names, np.int64), np.zeros(names, np.int64)
    step_last = np.full(names, -1, np.int64)
    for journey in range(len(starts) - 1):
        before, then = np.int64(-1), np.int64(0)
        for row in range(starts[journey], starts[journey + 1]):
            code, now = np.int64(codes[row]), time[row]
            step_count[code] += 1
            step_journeys[code] += step_last[code] != journey
            step_last[code] = journey
            if before >= 0:
                slot = np.int64(slots[before * names + code])
                if slot < 0:
                    slot = filled
                    slots[before * names + code], edges[slot] = slot, before * names + code
                    filled += 1
                place = bin_of(now - then)
                counts[slot, place] += np.uint32(1)
                stretches[slot] |= np.uint64(1) << (np.uint64(place) >> np.uint64(6))
                total[slot] += now - then
                journeys[slot] += last[slot] != journey
                last[slot] = journey
            before, then = code, now
    return (
        edges[:filled],
        journeys[:filled],
        total[:filled],
        counts[:filled],
        stretches[:filled],
        step_count,
        step_journeys,
    )


@njit(nogil=True, cache=True)
def runs_of_bins(counts, stretches, edges, order):
    """The bins that hold something, as sorted keys edge << BIN_BITS | bin, their counts, and the count of each edge;
    order: slots by rising edge."""
    filled = np.int64(0)
    for slot in range(len(counts)):
        for first in range(0, counts.shape[1], 64):
            if stretches[slot] >> np.uint64(first >> 6) & np.uint64(1):
                for place in range(first, min(first + 64, counts.shape[1])):
                    filled += counts[slot, place] > 0
    keys, held, sums = np.empty(filled, np.int64), np.empty(filled, np.int64), np.zeros(len(order), np.int64)
    filled = 0
    for rank in range(len(order)):
        slot = order[rank]
        for first in range(0, counts.shape[1], 64):
            if stretches[slot] >> np.uint64(first >> 6) & np.uint64(1):
                for place in range(first, min(first + 64, counts.shape[1])):
                    if counts[slot, place]:
                        keys[filled] = edges[slot] << np.int64(BIN_BITS) | place
                        held[filled] = counts[slot, place]
                        sums[rank] += counts[slot, place]
                        filled += 1
    return keys, held, sums


@njit(nogil=True, cache=True)
def index_edges(starts, codes, names):
    """Many names: the edges there are, as they appear, and the place of each row's edge among them (-1: first row)."""
    size = 1 << 12
    table, owner = np.full(size, -1, np.int64), np.empty(size, np.int64)
    edges = np.empty(size, np.int64)
    places = np.full(len(codes), -1, np.int32)
    known = 0
    for journey in range(len(starts) - 1):
        for row in range(starts[journey] + 1, starts[journey + 1]):
            edge = np.int64(codes[row - 1]) * names + codes[row]
            slot = _slot(table, edge)
            if table[slot] < 0:
                table[slot], owner[slot], edges[known] = edge, known, edge
                known += 1
            places[row] = owner[slot]
            if 2 * known > size:
                size *= 2
                table, owner = np.full(size, -1, np.int64), np.empty(size, np.int64)
                longer = np.empty(size, np.int64)
                longer[:known] = edges[:known]
                edges = longer
                for place in range(known):
                    slot = _slot(table, edges[place])
                    table[slot], owner[slot] = edges[place], place
    return edges[:known].copy(), places


@njit(nogil=True, cache=True)
def _slot(table, edge):
    """Where an edge stands in an open-addressed table, or would."""
    mixed = np.uint64(edge) * np.uint64(0x9E3779B97F4A7C15)
    slot = np.int64((mixed ^ mixed >> np.uint64(32)) & np.uint64(len(table) - 1))
    while table[slot] >= 0 and table[slot] != edge:
        slot = (slot + 1) & (len(table) - 1)
    return slot


@njit(nogil=True, cache=True)
def sparse_edges(starts, time, places, used):
    """As dense_graph, over the edges that index_edges found; without the codes."""
    count, journeys = np.zeros(used, np.int64), np.zeros(used, np.int64)
    total = np.zeros(used, np.float64)
    last = np.zeros(used, np.int64)
    for journey in range(len(starts) - 1):
        for row in range(starts[journey] + 1, starts[journey + 1]):
            edge = places[row]
            count[edge] += 1
            total[edge] += time[row] - time[row - 1]
            journeys[edge] += last[edge] != journey + 1
            last[edge] = journey + 1
    return count, journeys, total


@njit(nogil=True, cache=True)
def edge_keys(starts, time, codes, names):
    """A key edge << BIN_BITS | bin for every pair of consecutive events, unsorted."""
    keys = np.empty(len(codes), np.int64)
    filled = 0
    for journey in range(len(starts) - 1):
        for row in range(starts[journey] + 1, starts[journey + 1]):
            edge = np.int64(codes[row - 1]) * names + codes[row]
            keys[filled] = edge << np.int64(BIN_BITS) | bin_of(time[row] - time[row - 1])
            filled += 1
    return keys[:filled].copy()


def warm() -> None:
    starts, time, codes = fixed([0, 2], np.int64), fixed([0, 1], np.int64), fixed([0, 1], np.int32)
    dense_graph(starts, time, codes, 2)
    small_graph(starts, time, codes, 2)
    small_waits(starts, time, codes, 2, 8)
    ends_of(starts, codes, 2)
    longest_span(starts, time)
    found = dense_waits(starts, time, codes, 2, np.full(4, -1, np.int32), 4, 8)
    runs_of_bins(found[3], found[4], found[0], np.zeros(1, np.int64))
    edges, places = index_edges(starts, codes, 2)
    sparse_edges(starts, time, fixed(places, np.int32), len(edges))
    edge_keys(starts, time, codes, 2)
