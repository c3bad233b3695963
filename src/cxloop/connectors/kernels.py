"""Compiled loops that split delimited text into records and columns."""

from __future__ import annotations

import numpy as np
from numba import njit

WRONG_COLUMNS, OPEN_QUOTE = 1, 2
LONGEST_RECORD = 4 << 20
"""A quote that is not closed within this many bytes was none: its line is refused and reading goes on with the next."""

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34


@njit(nogil=True, cache=True)
def _ends(data, at, delimiter, newline):
    # a field ends at the delimiter, at the line's end, and before the return that belongs to a line feed
    byte = data[at]
    if byte in (delimiter, newline):
        return True
    return byte == _RETURN and newline == _NEWLINE and at + 1 < len(data) and data[at + 1] == _NEWLINE


@njit(nogil=True, cache=True)
def _quoted(data, at, delimiter, newline, size):
    # (position after the field, begin, end, flag, line breaks inside, closed): flag 1 = to be unescaped
    n = len(data)
    p = at + 1
    doubled = False
    breaks = 0
    while p < n and p - at <= size:
        byte = data[p]
        if byte == _QUOTE:
            if p + 1 < n and data[p + 1] == _QUOTE:
                doubled = True
                p += 2
                continue
            k = p + 1
            while k < n and not _ends(data, k, delimiter, newline):
                k += 1
            if k > p + 1:
                return k, at, k, 2, breaks, True
            if doubled:
                return k, at, k, 1, breaks, True
            return k, at + 1, p, 0, breaks, True
        breaks += byte == newline
        p += 1
    return p, at, p, 0, breaks, False


@njit(nogil=True, cache=True)
def _after_line(data, at, newline):
    while at < len(data):
        if data[at] == newline:
            return at + 1
        at += 1
    return at


@njit(nogil=True, cache=True)
def split(
    data,
    delimiter,
    newline,
    width,
    final,
    line,
    starts,
    ends,
    flags,
    lines,
    counts,
    bad_line,
    bad_begin,
    bad_end,
    bad_why,
    bad_count,
):
    """Split `data` (uint8, read-only) into records; returns (records, refused, bytes consumed, next line).

    newline: 10, or 13 for text that knows no line feed. width: columns a record must have, 0 for any. final: no more
    data follows. line: the 1-based line `data` begins at.
    Field f of record r lies at starts, ends, flags [r * width + f] (one after another where width is 0, counts[r] of
    them). Columns missing at the end are empty. Records with too many columns, or with one only of several, go to
    bad_line, bad_begin, bad_end, bad_why, bad_count instead.
    A quote counts at the beginning of a field only. Blank lines are skipped.
    """
    n = len(data)
    at = 0
    records = fields = refused = 0
    while at < n:
        begin, first_line, first_field = at, line, fields
        malformed = closed = complete = False
        while True:
            if at < n and data[at] == _QUOTE:
                at, lo, hi, flag, breaks, closed = _quoted(data, at, delimiter, newline, LONGEST_RECORD)
                if not closed or (at >= n and not final):
                    break
                malformed = malformed or flag == 2
                line += breaks
                starts[fields], ends[fields], flags[fields] = lo, hi, flag
            else:
                lo = at
                while at < n and data[at] != delimiter and data[at] != newline:
                    at += 1
                closed = True
                hi = at
                if newline == _NEWLINE and lo < at < n and data[at] == _NEWLINE and data[at - 1] == _RETURN:
                    hi -= 1
                starts[fields], ends[fields], flags[fields] = lo, hi, 0
            fields += 1
            if at >= n:
                complete = final
                break
            if data[at] == delimiter:
                at += 1
                continue
            at = _after_line(data, at, newline)
            line += 1
            complete = True
            break
        if not complete and not final and at >= n:
            return records, refused, begin, first_line
        count = fields - first_field
        if not closed or (malformed and line - first_line > 1 and width > 0):
            fields = first_field
            at = _after_line(data, begin, newline)
            line = first_line + 1
            bad_line[refused], bad_begin[refused], bad_end[refused] = first_line, begin, at
            bad_why[refused], bad_count[refused] = OPEN_QUOTE, 0
            refused += 1
            continue
        if (
            count == 1
            and flags[first_field] == 0
            and starts[first_field] == ends[first_field]
            and data[begin] != _QUOTE
        ):
            fields = first_field
            continue
        spare = first_field + width
        while width > 0 and spare < fields and starts[spare] == ends[spare]:
            spare += 1
        if width > 0 and ((count == 1 and width > 1) or spare < fields):
            fields = first_field
            bad_line[refused], bad_begin[refused], bad_end[refused] = first_line, begin, at
            bad_why[refused], bad_count[refused] = WRONG_COLUMNS, count
            refused += 1
            continue
        if width > 0:
            stop = ends[fields - 1]
            while fields < first_field + width:
                starts[fields], ends[fields], flags[fields] = stop, stop, 0
                fields += 1
            fields = first_field + width
        lines[records], counts[records] = first_line, count
        records += 1
    return records, refused, at, line


@njit(nogil=True, cache=True)
def measure(starts, ends, flags, data, width, column, records, offsets):
    """Offsets (int32, records + 1) of one column's text, doubled quotes undone."""
    total = 0
    offsets[0] = 0
    for record in range(records):
        cell = record * width + column
        size = ends[cell] - starts[cell]
        if flags[cell] > 0:
            size = _unescaped_size(data, starts[cell], ends[cell])
        total += size
        offsets[record + 1] = total


@njit(nogil=True, cache=True)
def _unescaped_size(data, begin, end):
    p = begin + 1
    size = 0
    inside = True
    while p < end:
        if inside and data[p] == _QUOTE:
            if p + 1 < end and data[p + 1] == _QUOTE:
                p += 1
            else:
                inside = False
                p += 1
                continue
        size += 1
        p += 1
    return size


@njit(nogil=True, cache=True)
def fill(starts, ends, flags, data, width, column, records, offsets, out):
    """The text of one column into `out` (uint8)."""
    for record in range(records):
        cell = record * width + column
        to = offsets[record]
        if flags[cell] > 0:
            _unescape_into(data, starts[cell], ends[cell], out, to)
        else:
            for at in range(starts[cell], ends[cell]):
                out[to] = data[at]
                to += 1


@njit(nogil=True, cache=True)
def _unescape_into(data, begin, end, out, to):
    # a quoted field, quotes included: doubled ones become one; text after the closing quote stays as it is
    p = begin + 1
    inside = True
    while p < end:
        if inside and data[p] == _QUOTE:
            if p + 1 < end and data[p + 1] == _QUOTE:
                p += 1
            else:
                inside = False
                p += 1
                continue
        out[to] = data[p]
        to += 1
        p += 1


def warm() -> None:
    """Compile, or load from the cache, everything above."""
    data = np.frombuffer(b'a,"b"\n', np.uint8)
    whole = [np.zeros(8, np.int64) for _ in range(9)]
    flags = np.zeros(8, np.uint8)
    starts, ends, lines, counts, *bad = whole
    split(data, 44, 10, 2, True, 1, starts, ends, flags, lines, counts, *bad[:5])
    offsets = np.zeros(2, np.int32)
    measure(starts, ends, flags, data, 2, 1, 1, offsets)
    fill(starts, ends, flags, data, 2, 1, 1, offsets, np.zeros(8, np.uint8))
