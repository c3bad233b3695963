"""Events and journeys per bin of time, the edges of the bins being given."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def _bin(edges, place, moment):
    """The bin of a moment, not before bin `place`: edges[bin] <= moment < edges[bin + 1]."""
    if moment < edges[place + 1]:
        return place
    return np.searchsorted(edges, moment, side="right") - 1


@njit(nogil=True, cache=True)
def count_bins(starts, time, edges):
    """Rows and distinct journeys per bin; edges int64, one more than bins, and every time lies between them."""
    rows, journeys = np.zeros(len(edges) - 1, np.int64), np.zeros(len(edges) - 1, np.int64)
    for journey in range(len(starts) - 1):
        place, last = 0, -1
        for row in range(starts[journey], starts[journey + 1]):
            place = _bin(edges, place, time[row])
            rows[place] += 1
            if place != last:
                journeys[place] += 1
                last = place
    return rows, journeys


@njit(nogil=True, cache=True)
def first_rows(starts, chosen):
    """The first row of each journey that is chosen (bool per row), -1 for none."""
    first = np.full(len(starts) - 1, -1, np.int64)
    for journey in range(len(starts) - 1):
        for row in range(starts[journey], starts[journey + 1]):
            if chosen[row]:
                first[journey] = row
                break
    return first


@njit(nogil=True, cache=True)
def returns(starts, time, chosen, first, cohort_bin, cohort_place, cohorts, edges, periods):
    """Journeys that came back, per cohort and period: in that period, and for the last time in that period.

    first: row at which each journey's cohort begins (-1: in none); cohort_bin: its bin; cohort_place: its row in the
    matrices of (cohorts, periods + 1). A last return later than `periods` counts at `periods`.
    """
    within = np.zeros((cohorts, periods + 1), np.int64)
    lasting = np.zeros((cohorts, periods + 1), np.int64)
    for journey in range(len(starts) - 1):
        if first[journey] < 0:
            continue
        place, last = cohort_bin[journey], -1
        for row in range(first[journey], starts[journey + 1]):
            if not chosen[row]:
                continue
            place = _bin(edges, place, time[row])
            period = place - cohort_bin[journey]
            if period != last and period <= periods:
                within[cohort_place[journey], period] += 1
            last = period
        if last >= 0:
            lasting[cohort_place[journey], min(last, periods)] += 1
    return within, lasting


def warm() -> None:
    starts, time, edges = fixed([0, 2], np.int64), fixed([0, 1], np.int64), fixed([0, 1, 2], np.int64)
    chosen, zero = fixed([True, True], np.bool_), fixed([0], np.int64)
    count_bins(starts, time, edges)
    returns(starts, time, chosen, fixed(first_rows(starts, chosen), np.int64), zero, zero, 1, edges, 1)
