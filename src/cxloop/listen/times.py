"""Times of every spelling, as microseconds since 1970 UTC.

Read without help: ISO 8601 with or without zone and fraction, dates alone, 2024.03.05 and 2024/3/5, compact dates
(20240305143000), epoch seconds, milli-, micro- and nanoseconds by size, Korean (2024년 3월 5일 오후 3:05), named months
(05-Mar-2024, Tue, 05 Mar 2024 15:05:00 GMT), serial days where the source is Excel. Offsets may differ within a column.

Dates such as 05/03/2024 and 24-03-05 are read in the order that the whole column tells, see `date_order`. Bare numbers
that are neither compact dates nor seconds since 1970 (below 100,000,000) are unreadable.

Times that name no zone are local to the mapping's zone: of the two in the hour that autumn repeats the earlier; those
in the hour that spring leaves out are moved on by that hour. Times before 1900 or after 2200 are unreadable.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen import kernels
from cxloop.listen.columns import as_text, layout
from cxloop.listen.date_order import DAY_FIRST, HOURS, MONTH_FIRST, YEAR_FIRST, DateTally
from cxloop.listen.time_text import FIRST_SERIAL, read_text

Moments = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ORDERS = {
    "": 0,
    DAY_FIRST: kernels.DAY,
    MONTH_FIRST: kernels.MONTH,
    YEAR_FIRST: kernels.YEAR,
    HOURS: kernels.HOURS,
}
_FIRST_US = -2_208_988_800_000_000  # 1900-01-01
_END_US = 7_289_654_400_000_000  # 2201-01-01
_EXCEL_EPOCH_DAYS = 25_569  # days from 1899-12-30 to 1970-01-01
_DAY_US = 86_400_000_000
_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}


def read_times(column: pa.Array, zone: str = "UTC", dates: str = "", excel: bool = False) -> tuple[Moments, Flags]:
    """Microseconds since 1970 UTC, and which rows could be read; nulls count as not read.

    dates: an order of `date_order`, "" to tell it from this very column. excel: bare numbers are serial days.

    >>> us, read = read_times(pa.array(["2024-03-05T15:05:00+09:00", "soon"]))
    >>> us.tolist(), read.tolist()
    ([1709618700000000, 0], [True, False])
    """
    if pa.types.is_dictionary(column.type):
        us, read = read_times(column.dictionary, zone, dates, excel)
        if len(us) == 0:
            return np.zeros(len(column), np.int64), np.zeros(len(column), np.bool_)
        codes = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
        read = read[codes] & column.is_valid().to_numpy(zero_copy_only=False)
        return np.where(read, us[codes], 0), read
    us, absolute, read = _read(column, dates, excel)
    local = read & ~absolute
    if zone != "UTC" and local.any():
        us = np.where(local, to_utc(us, local, zone), us)
    read &= (us >= _FIRST_US) & (us < _END_US)
    return np.where(read, us, 0), read


def is_local(column: pa.Array, dates: str = "", excel: bool = False) -> bool:
    """Whether some of the times in a column name no zone.

    >>> is_local(pa.array(["2024-03-05T15:05:00+09:00"])), is_local(pa.array(["2024-03-05 15:05", None]))
    (False, True)
    """
    if pa.types.is_dictionary(column.type):
        return is_local(column.dictionary, dates, excel)
    _, absolute, read = _read(column, dates, excel)
    return bool((read & ~absolute).any())


def _textual(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _read(column: pa.Array, dates: str, excel: bool) -> tuple[Moments, Flags, Flags]:
    kind = column.type
    valid = column.is_valid().to_numpy(zero_copy_only=False).astype(np.bool_)
    if pa.types.is_timestamp(kind):
        return _timestamps(column), np.full(len(column), kind.tz is not None), valid
    if pa.types.is_date(kind):
        return _timestamps(column.cast(pa.timestamp("ms"))), np.zeros(len(column), np.bool_), valid
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _numbers(column, valid, dates, excel)
    if pa.types.is_null(kind) or pa.types.is_nested(kind) or pa.types.is_boolean(kind):
        return np.zeros(len(column), np.int64), np.zeros(len(column), np.bool_), np.zeros(len(column), np.bool_)
    return _texts(as_text(column), dates, excel)


def _timestamps(column: pa.Array) -> Moments:
    whole = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    if column.type.unit == "ns":
        return np.asarray(whole // 1000, np.int64)
    unit = _UNITS[column.type.unit]
    limit = _END_US // unit
    return np.asarray(np.clip(whole, -limit, limit) * unit, np.int64)


def _numbers(column: pa.Array, valid: Flags, dates: str, excel: bool) -> tuple[Moments, Flags, Flags]:
    if excel:
        return _serials(column.cast(pa.float64()), valid)
    if not pa.types.is_integer(column.type):
        return _fractional(column.cast(pa.float64(), safe=False), valid, dates)
    if pa.types.is_uint64(column.type):
        column = pc.if_else(pc.less(column, pa.scalar(2**63 - 1, pa.uint64())), column, None)
        valid = column.is_valid().to_numpy(zero_copy_only=False)
    if not dates:
        dates = _told(column)
    return _whole(column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), valid, dates)


def _told(column: pa.Array) -> str:
    tally = DateTally()
    tally.add(column)
    return tally.order()


def _whole(whole: Moments, valid: Flags, dates: str) -> tuple[Moments, Flags, Flags]:
    size = np.abs(whole)  # the least number has no opposite and stays below zero
    us = np.select(
        [size < 10**11, size < 10**14, size < 10**17], [whole * 1_000_000, whole * 1_000, whole], whole // 1000
    )
    compact = (
        _between(whole, 8)
        | _between(whole, 12)
        | _between(whole, 14)
        | (_between(whole, 10) if dates == HOURS else np.zeros(len(whole), np.bool_))
    )
    read, absolute = valid & (size >= kernels.LEAST_EPOCH), np.ones(len(us), np.bool_)
    some = np.flatnonzero(compact)
    if len(some):
        us[some], absolute[some], dated = _texts(pa.array(whole[some]).cast(pa.string()), dates or HOURS, False)
        read[some] = valid[some] & dated
    return us, absolute, read


def _between(whole: Moments, digits: int) -> Flags:
    # numbers of so many digits that begin with a year
    return np.asarray((whole >= 19 * 10 ** (digits - 2)) & (whole < 2201 * 10 ** (digits - 4)), np.bool_)


def _fractional(column: pa.Array, valid: Flags, dates: str) -> tuple[Moments, Flags, Flags]:
    number = column.fill_null(0.0).to_numpy(zero_copy_only=False)
    finite = np.isfinite(number)
    number = np.where(finite, number, 0.0)
    size = np.abs(number)
    factor = np.select([size < 1e11, size < 1e14, size < 1e17], [1e6, 1e3, 1.0], 1e-3)
    us = np.clip(np.round(number * factor), -9e18, 9e18).astype(np.int64)
    absolute, read = np.ones(len(us), np.bool_), valid & finite & (size >= kernels.LEAST_EPOCH)
    some = np.flatnonzero(valid & (number == np.floor(number)) & (size < 2**53))
    if len(some):
        whole = pa.array(number[some].astype(np.int64))
        us[some], absolute[some], read[some] = _numbers(whole, np.ones(len(some), np.bool_), dates, False)
    return us, absolute, read


def _serials(column: pa.Array, valid: Flags) -> tuple[Moments, Flags, Flags]:
    days = column.fill_null(0.0).to_numpy(zero_copy_only=False)
    plausible = np.isfinite(days) & (days >= FIRST_SERIAL) & (days < 2_958_466)
    us = np.round((np.where(plausible, days, 1.0) - _EXCEL_EPOCH_DAYS) * 86_400_000).astype(np.int64) * 1000
    absolute, read = np.zeros(len(us), np.bool_), valid & plausible
    some = np.flatnonzero(valid & (days >= 19_000_000) & (days < 2_201 * 10**10) & (days == np.floor(days)))
    if len(some):
        whole = days[some].astype(np.int64)
        dated = np.where(_between(whole, 8) | _between(whole, 12) | _between(whole, 14), whole, 0)
        us[some], absolute[some], read[some] = _whole(dated, np.ones(len(some), np.bool_), "")
    return us, absolute, read


def _texts(texts: pa.StringArray, dates: str, excel: bool) -> tuple[Moments, Flags, Flags]:
    if not dates:
        dates = _told(texts)
    offsets, data, valid = layout(texts)
    us, state = np.empty(len(texts), np.int64), np.empty(len(texts), np.uint8)
    kernels.read_times(offsets, data, valid, _ORDERS[dates], us, state)
    rest = np.flatnonzero(valid & (state == kernels.UNREAD))
    if excel:
        rest = np.flatnonzero(valid)
    if len(rest):
        _read_rest(texts, rest, dates, excel, us, state)
    return us, state == kernels.ABSOLUTE, state != kernels.UNREAD


def _read_rest(
    texts: pa.StringArray, rest: npt.NDArray[np.int64], dates: str, excel: bool, us: Moments, state: Any
) -> None:
    # each different spelling is read once, however many rows carry it
    unique = texts.take(pa.array(rest)).dictionary_encode()
    spelled = [read_text(text, dates, excel) for text in unique.dictionary.to_pylist()]
    codes = unique.indices.to_numpy(zero_copy_only=False)
    missed = excel_state = np.array([0 if item is None else (1 if item[1] else 2) for item in spelled], np.uint8)[codes]
    moments = np.array([0 if item is None else item[0] for item in spelled], np.int64)[codes]
    kept = missed != kernels.UNREAD
    us[rest[kept]], state[rest[kept]] = moments[kept], excel_state[kept]


def to_utc(local_us: Moments, chosen: Flags, zone: str) -> Moments:
    """Local microseconds as UTC; the earlier of two, and moved on by the gap where the clock skipped them.

    >>> noon = np.array([1709640000000000])  # 2024-03-05 12:00
    >>> (noon - to_utc(noon, np.array([True]), "Asia/Seoul")).tolist()
    [32400000000]
    """
    inside = chosen & (local_us > _FIRST_US - _DAY_US) & (local_us < _END_US + _DAY_US)
    local = pa.array(np.where(inside, local_us, 0)).cast(pa.timestamp("us"))
    early = pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="earliest")
    late = pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="latest")
    before, after = early.cast(pa.int64()).to_numpy(), late.cast(pa.int64()).to_numpy()
    skipped = np.flatnonzero(before != after)
    us = np.array(before)
    if len(skipped):
        wall = pc.local_timestamp(early.take(pa.array(skipped))).cast(pa.int64()).to_numpy()
        us[skipped] = local_us[skipped] - (wall - before[skipped])
    return np.where(inside, us, local_us)


def known_zone(zone: str) -> bool:
    """Whether there is such a time zone.

    >>> known_zone("Asia/Seoul"), known_zone("Seoul")
    (True, False)
    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
