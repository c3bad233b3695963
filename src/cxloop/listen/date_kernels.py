"""Compiled loop that counts what stands where in dates whose order is not known."""

from __future__ import annotations

import numpy as np
from numba import njit

SLASHES, FILLED, TEN_DIGITS, HOURS, SINGLE_FIRST, SINGLE_LAST = 0, 1, 2, 3, 4, 5
"""Places in `facts`: dates with slashes; texts that are not empty; bare numbers of ten digits, and those of them that
are YYYYMMDDHH; dates whose first, whose last number has one digit."""


@njit(nogil=True, cache=True)
def _number(data, at, end):
    # (value of up to four digits, position after all digits)
    value = 0
    begin = at
    while at < end and 48 <= data[at] <= 57:
        if at - begin < 4:
            value = value * 10 + (data[at] - 48)
        at += 1
    return value, at


@njit(nogil=True, cache=True)
def _blanks(data, at, end):
    while at < end and data[at] == 32:
        at += 1
    return at


@njit(nogil=True, cache=True)
def _date(data, at, end):
    # (digits of the last number, 0 where this is no such date; first, second, last; digits of the first; mark)
    begin = at
    while at < end and not 48 <= data[at] <= 57:
        at += 1
    if at - begin > 20:
        return 0, 0, 0, 0, 0, 0
    a, p = _number(data, at, end)
    wide = p - at
    p = _blanks(data, p, end)
    if wide > 2 or p >= end or data[p] not in (45, 46, 47):
        return 0, 0, 0, 0, 0, 0
    mark = data[p]
    at = _blanks(data, p + 1, end)
    b, p = _number(data, at, end)
    q = _blanks(data, p, end)
    if not 1 <= p - at <= 2 or q >= end or data[q] != mark:
        return 0, 0, 0, 0, 0, 0
    at = _blanks(data, q + 1, end)
    c, p = _number(data, at, end)
    last = p - at
    goes_on = p + 1 < end and data[p] == mark and 48 <= data[p + 1] <= 57
    if last not in (1, 2, 4) or goes_on:
        return 0, 0, 0, 0, 0, 0
    return last, a, b, c, wide, mark


@njit(nogil=True, cache=True)
def _is_hours(data, at):
    # whether ten digits are YYYYMMDDHH
    year, month = _pair(data, at) * 100 + _pair(data, at + 2), _pair(data, at + 4)
    day, hour = _pair(data, at + 6), _pair(data, at + 8)
    return 1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31 and hour < 24


@njit(nogil=True, cache=True)
def _pair(data, at):
    return (data[at] - 48) * 10 + (data[at + 1] - 48)


@njit(nogil=True, cache=True)
def tally_dates(offsets, data, valid, short, long, facts):
    """Count the numbers of dates such as 05/03/24 into `short` (int64, 3 × 100), 05/03/2024 into `long` (2 × 100).

    facts (int64, 6) is counted up as the names above say. The texts are laid out as for `kernels`.
    """
    for row in range(len(valid)):
        begin, end = offsets[row], offsets[row + 1]
        if not valid[row] or end == begin:
            continue
        facts[FILLED] += 1
        _, stop = _number(data, begin, end)
        if stop == end:
            if end - begin == 10:
                facts[TEN_DIGITS] += 1
                facts[HOURS] += _is_hours(data, begin)
            continue
        last, a, b, c, wide, mark = _date(data, begin, end)
        if last == 0:
            continue
        facts[SLASHES] += mark == 47
        facts[SINGLE_FIRST] += wide == 1
        facts[SINGLE_LAST] += last == 1
        if last == 4:
            long[0, a] += 1
            long[1, b] += 1
        else:
            short[0, a] += 1
            short[1, b] += 1
            short[2, c] += 1


def warm() -> None:
    """Compile, or load from the cache, everything above."""
    offsets, data = np.array([0, 10], np.int32), np.frombuffer(b"05/03/2024", np.uint8)
    valid = np.ones(1, np.bool_)
    for array in (offsets, valid):
        array.flags.writeable = False
    counts = np.zeros((3, 100), np.int64), np.zeros((2, 100), np.int64), np.zeros(6, np.int64)
    tally_dates(offsets, data, valid, *counts)
