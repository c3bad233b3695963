"""Compiled loops that turn text in blanks or fixed places into text with a delimiter."""

from __future__ import annotations

import numpy as np
from numba import njit

_TAB, _RETURN, _BLANK, _QUOTE = 9, 13, 32, 34


@njit(nogil=True, cache=True)
def _is_blank(byte):
    return byte in (_BLANK, _TAB)


@njit(nogil=True, cache=True)
def _line(data, at, newline):
    # (first byte that is not blank, end without blanks, end of the line)
    stop = at
    while stop < len(data) and data[stop] != newline:
        stop += 1
    begin, end = at, stop
    while begin < end and _is_blank(data[begin]):
        begin += 1
    while end > begin and (_is_blank(data[end - 1]) or data[end - 1] == _RETURN):
        end -= 1
    return begin, end, stop


@njit(nogil=True, cache=True)
def _field(data, at, end, least):
    # where the field at `at` ends: at a run of at least so many blanks, or behind its closing quote
    if data[at] == _QUOTE:
        p = at + 1
        while p < end:
            if data[p] == _QUOTE:
                if p + 1 == end or _is_blank(data[p + 1]):
                    return p + 1
                p += 1 + (data[p + 1] == _QUOTE)
                continue
            p += 1
    p = at
    while p < end:
        if _is_blank(data[p]):
            after = p
            while after < end and _is_blank(data[after]):
                after += 1
            if after - p >= least or data[p] == _TAB:
                return p
            p = after
            continue
        p += 1
    return end


@njit(nogil=True, cache=True)
def _fields(data, begin, end, least):
    found = 0
    while begin < end:
        begin = _field(data, begin, end, least)
        found += 1
        while begin < end and _is_blank(data[begin]):
            begin += 1
    return found


@njit(nogil=True, cache=True)
def squeeze(data, newline, delimiter, least, joined, out):
    """`data` (uint8) with one delimiter for each run of blanks and tabs between fields; returns the size of `out`.

    least: blanks that a run needs at least, to part two fields. Blanks around a line go; those in quotes stay. joined:
    for each field whether one blank, no delimiter, stands before it, in lines that have as many fields; may be empty.
    """
    at = size = 0
    while at < len(data):
        begin, end, stop = _line(data, at, newline)
        whole = len(joined) > 0 and _fields(data, begin, end, least) == len(joined)
        place = 0
        while begin < end:
            after = _field(data, begin, end, least)
            if place > 0:
                out[size] = _BLANK if whole and joined[place] else delimiter
                size += 1
            for p in range(begin, after):
                out[size] = data[p]
                size += 1
            place += 1
            begin = after
            while begin < end and _is_blank(data[begin]):
                begin += 1
        if stop < len(data):
            out[size] = newline
            size += 1
        at = stop + 1
    return size


@njit(nogil=True, cache=True)
def _wide(byte, wide):
    # how many places a character takes that begins with this byte; none for the bytes that follow
    if byte < 128:
        return 1
    if byte < 192:
        return 0
    return wide if byte >= 224 else 1


@njit(nogil=True, cache=True)
def filled(data, newline, wide, places):
    """Counts, for each place of a line, the lines that hold something there; returns how many lines hold anything.

    wide: places that a Korean or Chinese character takes. What stands beyond the last of `places` is not counted.
    """
    at = lines = 0
    while at < len(data):
        begin, end, stop = _line(data, at, newline)
        lines += end > begin
        place = 0
        for p in range(at, end):
            step = _wide(data[p], wide)
            if not _is_blank(data[p]):
                for one in range(place, min(place + step, len(places))):
                    places[one] += 1
            place += step
        at = stop + 1
    return lines


@njit(nogil=True, cache=True)
def _cut(data, at, end, place, wide, gap, start):
    # where the column that begins at place `start` begins in this line: behind the last blank of the gap before it
    p, best = at, -1
    while p < end and place < start:
        if place >= gap and _is_blank(data[p]):
            best = p + 1
        place += _wide(data[p], wide)
        p += 1
        while p < end and _wide(data[p], wide) == 0:
            p += 1
    if best >= 0:
        return best, place - _places(data, best, p, wide)
    return p, place


@njit(nogil=True, cache=True)
def _places(data, begin, end, wide):
    total = 0
    for p in range(begin, end):
        total += _wide(data[p], wide)
    return total


@njit(nogil=True, cache=True)
def cut(data, newline, delimiter, wide, gaps, starts, out):
    """`data` (uint8) with a delimiter between columns that stand at fixed places; returns the size of `out`.

    gaps, starts: for each column where the gap before it and it itself begin. Blanks around cells go.
    """
    at = size = 0
    while at < len(data):
        begin, end, stop = _line(data, at, newline)
        p, place = at, 0
        columns = len(starts) if end > begin else 0
        for column in range(columns):
            last = column + 1 == columns
            after, after_place = end, 0
            if not last:
                after, after_place = _cut(data, p, end, place, wide, gaps[column + 1], starts[column + 1])
            lo, hi = p, after
            while lo < hi and _is_blank(data[lo]):
                lo += 1
            while hi > lo and _is_blank(data[hi - 1]):
                hi -= 1
            for one in range(lo, hi):
                out[size] = data[one]
                size += 1
            if not last:
                out[size] = delimiter
                size += 1
            p, place = after, after_place
        if stop < len(data):
            out[size] = newline
            size += 1
        at = stop + 1
    return size


def warm() -> None:
    """Compile, or load from the cache, everything above."""
    data, out = np.frombuffer(b"a  b\n", np.uint8), np.zeros(16, np.uint8)
    squeeze(data, 10, 31, 1, np.zeros(2, np.bool_), out)
    filled(data, 10, 1, np.zeros(8, np.int64))
    cut(data, 10, 31, 1, np.array([0, 1]), np.array([0, 3]), out)
