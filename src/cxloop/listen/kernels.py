"""Compiled loops over Arrow's text layout: reading times, writing JSON, finding blanks.

All take `offsets` (int32, rows + 1), `data` (uint8), `valid` (bool, rows), C-contiguous and read-only, as
`columns.layout` gives them; what they write to is passed in.
"""

from __future__ import annotations

import numpy as np
from numba import njit

UNREAD, ABSOLUTE, NAIVE = 0, 1, 2
DAY, MONTH, YEAR, HOURS = 1, 2, 3, 4
"""What comes first in dates such as 05/03/24 and 24-03-05; HOURS: bare numbers of ten digits are YYYYMMDDHH."""
LEAST_EPOCH = 100_000_000
"""Bare numbers below are no seconds since 1970 (they would be before March 1973) but years, days or something else."""


@njit(nogil=True, cache=True)
def _days(year, month, day):
    # days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, chrono-compatible date algorithms)
    y = year - 1 if month <= 2 else year
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468


@njit(nogil=True, cache=True)
def _month_days(year, month):
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@njit(nogil=True, cache=True)
def _number(data, at, end, most):
    # (value, position after it): up to `most` digits from `at`
    value = 0
    begin = at
    while at < end and at - begin < most and 48 <= data[at] <= 57:
        value = value * 10 + (data[at] - 48)
        at += 1
    return value, at


@njit(nogil=True, cache=True)
def _separator(byte):
    return byte in (45, 46, 47)


@njit(nogil=True, cache=True)
def _date(data, at, end, order):
    # (ok, year, month, day, position): four digits of a year first, or in the order given (DAY, MONTH, YEAR)
    a, p = _number(data, at, end, 4)
    if p >= end or not _separator(data[p]):
        return False, 0, 0, 0, at
    mark = data[p]
    b, q = _number(data, p + 1, end, 2)
    if q == p + 1 or q >= end or data[q] != mark:
        return False, 0, 0, 0, at
    if p - at == 4:
        c, r = _number(data, q + 1, end, 2)
        return r > q + 1 and not (r < end and 48 <= data[r] <= 57), a, b, c, r
    if order == 0 or p == at or p - at > 2:
        return False, 0, 0, 0, at
    c, r = _number(data, q + 1, end, 4)
    if r < end and 48 <= data[r] <= 57:
        return False, 0, 0, 0, at
    if order == YEAR:
        a += 2000 if a < 70 else 1900
        return p - at == 2 and 1 <= r - q - 1 <= 2, a, b, c, r
    if order == HOURS:
        return False, 0, 0, 0, at
    if r - q - 1 == 2:
        c += 2000 if c < 70 else 1900
    elif r - q - 1 != 4:
        return False, 0, 0, 0, at
    if order == DAY:
        return True, c, b, a, r
    return True, c, a, b, r


@njit(nogil=True, cache=True)
def _clock(data, at, end):
    # (ok, microseconds of the day, position); 24:00 and a leap second run over into what follows
    h, p = _number(data, at, end, 2)
    if p == at or p >= end or data[p] != 58:
        return False, 0, at
    m, q = _number(data, p + 1, end, 2)
    if q - p != 3 or m > 59:
        return False, 0, at
    s, us = 0, 0
    if q < end and data[q] == 58:
        s, r = _number(data, q + 1, end, 2)
        if r - q != 3 or s > 60:
            return False, 0, at
        q = r
        if q + 1 < end and data[q] in (46, 44) and 48 <= data[q + 1] <= 57:
            q += 1
            scale = 100000
            while q < end and 48 <= data[q] <= 57:
                us += (data[q] - 48) * scale
                scale //= 10
                q += 1
    noon = q
    if noon < end and data[noon] == 32:
        noon += 1
    if noon + 2 <= end and data[noon + 1] in (77, 109) and data[noon] in (65, 97, 80, 112):
        if h < 1 or h > 12:
            return False, 0, at
        h = h % 12 + (12 if data[noon] in (80, 112) else 0)
        q = noon + 2
    if h > 24 or (h == 24 and (m > 0 or s > 0 or us > 0)):
        return False, 0, at
    return True, (h * 3600 + m * 60 + s) * 1000000 + us, q


@njit(nogil=True, cache=True)
def _zone(data, at, end):
    # (ok, offset in microseconds) of what must be Z, UTC, GMT or ±HH[[:]MM[[:]SS]]
    if data[at] == 32:
        at += 1
    if at >= end:
        return False, 0
    if at + 1 == end and data[at] in (90, 122):
        return True, 0
    if at + 3 == end and (
        (data[at] == 85 and data[at + 1] == 84 and data[at + 2] == 67)
        or (data[at] == 71 and data[at + 1] == 77 and data[at + 2] == 84)
    ):
        return True, 0
    if data[at] not in (43, 45):
        return False, 0
    sign = 1 if data[at] == 43 else -1
    total = 0
    unit = 3600
    p = at + 1
    while unit >= 1:
        v, q = _number(data, p, end, 2)
        if q - p != 2 or (unit < 3600 and v > 59) or v > 99:
            return False, 0
        total += v * unit
        if q == end:
            return total <= 86400, sign * total * 1000000
        p = q + 1 if data[q] == 58 else q
        unit //= 60
    return False, 0


@njit(nogil=True, cache=True)
def _digits(data, at, end, order):
    # (state, microseconds) of a bare number: compact date, or seconds … nanoseconds since 1970, by its size
    begin = at + 1 if data[at] == 45 else at
    value, p = _number(data, begin, end, 19)
    count = p - begin
    if count == 0 or (count == 19 and data[begin] > 55):
        return UNREAD, 0
    fraction, scale = 0.0, 0.1
    if p < end:
        if data[p] != 46 or count > 16:
            return UNREAD, 0
        p += 1
        while p < end and 48 <= data[p] <= 57:
            fraction += (data[p] - 48) * scale
            scale *= 0.1
            p += 1
        if p < end:
            return UNREAD, 0
    elif begin == at and (count in (8, 12, 14) or (count == 10 and order == HOURS)):
        ok, us = _compact(value, count)
        if ok:
            return NAIVE, us
    if value < LEAST_EPOCH:
        return UNREAD, 0
    us = _epoch(value, fraction)
    return ABSOLUTE, -us if begin > at else us


@njit(nogil=True, cache=True)
def _compact(value, count):
    # YYYYMMDD, YYYYMMDDhh, YYYYMMDDhhmm, YYYYMMDDhhmmss
    scale = 10 ** (count - 8)
    clock = value % scale * 10 ** (14 - count)
    value //= scale
    year, month, day = value // 10000, value // 100 % 100, value % 100
    h, m, s = clock // 10000, clock // 100 % 100, clock % 100
    if not (1900 <= year <= 2200 and 1 <= month <= 12 and h < 24 and m < 60 and s < 60):
        return False, 0
    if day < 1 or day > _month_days(year, month):
        return False, 0
    return True, (_days(year, month, day) * 86400 + h * 3600 + m * 60 + s) * 1000000


@njit(nogil=True, cache=True)
def _epoch(value, fraction):
    if value < 100_000_000_000:
        return value * 1000000 + np.int64(round(fraction * 1000000.0))
    if value < 100_000_000_000_000:
        return value * 1000 + np.int64(round(fraction * 1000.0))
    if value < 100_000_000_000_000_000:
        return value
    return value // 1000


@njit(nogil=True, cache=True)
def _moment(data, at, end, order):
    ok, year, month, day, p = _date(data, at, end, order)
    if not ok:
        return _digits(data, at, end, order)
    if month < 1 or month > 12 or day < 1 or day > _month_days(year, month):
        return UNREAD, 0
    us = _days(year, month, day) * 86400 * 1000000
    if p == end:
        return NAIVE, us
    if data[p] in (32, 84, 116):
        good, clock, p = _clock(data, p + 1, end)
        if not good:
            return UNREAD, 0
        us += clock
        if p == end:
            return NAIVE, us
    else:
        return UNREAD, 0
    good, offset = _zone(data, p, end)
    if not good:
        return UNREAD, 0
    return ABSOLUTE, us - offset


@njit(nogil=True, cache=True)
def read_times(offsets, data, valid, order, us, state):
    """Microseconds since 1970 into `us` (int64), UNREAD … NAIVE into `state` (uint8). order: DAY … HOURS, 0 unknown."""
    for row in range(len(valid)):
        state[row] = UNREAD
        us[row] = 0
        begin, end = offsets[row], offsets[row + 1]
        if valid[row] and end > begin and end - begin < 64:
            state[row], us[row] = _moment(data, begin, end, order)


@njit(nogil=True, cache=True)
def _space(data, at, end):
    # bytes of the white space at `at`, 0 where there is none
    byte = data[at]
    if byte == 32 or 9 <= byte <= 13:
        return 1
    if byte == 0xC2 and at + 1 < end and data[at + 1] == 0xA0:
        return 2
    if byte == 0xE3 and at + 2 < end and data[at + 1] == 0x80 and data[at + 2] == 0x80:
        return 3
    if byte == 0xE2 and at + 2 < end and data[at + 1] == 0x80 and 0x80 <= data[at + 2] <= 0x8A:
        return 3
    return 0


@njit(nogil=True, cache=True)
def filled(offsets, data, valid, out):
    """Whether a text holds anything but white space, into `out` (bool); returns how many do not."""
    blank = 0
    for row in range(len(valid)):
        out[row] = False
        at, end = offsets[row], offsets[row + 1]
        if valid[row] and at < end and 32 < data[at] < 128:
            out[row] = True
            continue
        while valid[row] and at < end:
            step = _space(data, at, end)
            if step == 0:
                out[row] = True
                break
            at += step
        blank += not out[row]
    return blank


@njit(nogil=True, cache=True)
def _escaped(byte):
    if byte > 31 and byte != 34 and byte != 92:
        return 1
    if byte in (34, 92) or 8 <= byte <= 10 or 12 <= byte <= 13:
        return 2
    return 6 if byte < 32 else 1


@njit(nogil=True, cache=True)
def json_sizes(offsets, data, valid, quoted, key_size, sizes):
    """Add to `sizes` (int64) the bytes that `"key":value,` takes in each row that has a value."""
    for row in range(len(valid)):
        if not valid[row]:
            continue
        begin, end = offsets[row], offsets[row + 1]
        size = end - begin
        if quoted:
            size = 2
            for at in range(begin, end):
                size += _escaped(data[at])
        sizes[row] += key_size + size + 1


@njit(nogil=True, cache=True)
def _write_escaped(byte, out, to):
    size = _escaped(byte)
    if size == 1:
        out[to] = byte
        return to + 1
    out[to] = 92
    if size == 2:
        short = byte
        if byte == 8:
            short = 98
        elif byte == 9:
            short = 116
        elif byte == 10:
            short = 110
        elif byte == 12:
            short = 102
        elif byte == 13:
            short = 114
        out[to + 1] = short
        return to + 2
    out[to + 1] = 117
    out[to + 2] = 48
    out[to + 3] = 48
    out[to + 4] = 48 + (byte >> 4)
    low = byte & 15
    out[to + 5] = 48 + low if low < 10 else 87 + low
    return to + 6


@njit(nogil=True, cache=True)
def json_write(offsets, data, valid, quoted, key, cursor, out):
    """Write `"key":value,` at `cursor` (int64, moved on) into `out` (uint8)."""
    for row in range(len(valid)):
        if not valid[row]:
            continue
        to = cursor[row]
        for byte in key:
            out[to] = byte
            to += 1
        if quoted:
            out[to] = 34
            to += 1
        for at in range(offsets[row], offsets[row + 1]):
            byte = data[at]
            if quoted and (byte < 32 or byte == 34 or byte == 92):
                to = _write_escaped(byte, out, to)
            else:
                out[to] = byte
                to += 1
        if quoted:
            out[to] = 34
            to += 1
        out[to] = 44
        cursor[row] = to + 1


@njit(nogil=True, cache=True)
def json_close(begins, sizes, out):
    """Set the braces: `{` at each begin, `}` over the last comma; rows with sizes 0 have none."""
    for row in range(len(sizes)):
        if sizes[row] > 0:
            out[begins[row]] = 123
            out[begins[row] + sizes[row] - 1] = 125


def warm() -> None:
    """Compile, or load from the cache, everything above."""
    offsets, data = np.array([0, 10], np.int32), np.frombuffer(b"2024-03-05", np.uint8)
    valid = np.ones(1, np.bool_)
    for array in (offsets, valid):
        array.flags.writeable = False
    read_times(offsets, data, valid, 1, np.zeros(1, np.int64), np.zeros(1, np.uint8))
    filled(offsets, data, valid, np.zeros(1, np.bool_))
    sizes, out = np.zeros(1, np.int64), np.zeros(64, np.uint8)
    for quoted in (True, False):
        json_sizes(offsets, data, valid, quoted, 4, sizes)
        json_write(offsets, data, valid, quoted, data, np.zeros(1, np.int64), out)
    json_close(np.zeros(1, np.int64), np.ones(1, np.int64), out)
