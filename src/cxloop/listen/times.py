"""Times of every spelling, as microseconds since 1970 UTC.

Read without help: ISO 8601 with or without zone and fraction, dates alone, 2024.03.05 and 2024/3/5, compact dates
(20240305143000), epoch seconds, milli-, micro- and nanoseconds by size, Korean (2024년 3월 5일 오후 3:05), named months
(05-Mar-2024, Tue, 05 Mar 2024 15:05:00 GMT), serial days where the source is Excel. Offsets may differ within a column.

Dates such as 05/03/2024 are read day first or month first as the whole column says: a number above twelve settles it;
failing that, the month is the place with fewer different numbers, because a log that never reaches a thirteenth covers
few months; failing that, month first with slashes, else day first.

Times that name no zone are local to the mapping's zone: of the two in the hour that autumn repeats the earlier; those
in the hour that spring leaves out are moved on by that hour. Times before 1900 or after 2200 are unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen import kernels
from cxloop.listen.columns import as_text, layout
from cxloop.listen.time_text import read_text

Moments = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_ORDERS = {"": 0, DAY_FIRST: 1, MONTH_FIRST: 2}
_FIRST_US = -2_208_988_800_000_000  # 1900-01-01
_END_US = 7_289_654_400_000_000  # 2201-01-01
_EXCEL_EPOCH_DAYS = 25_569  # days from 1899-12-30 to 1970-01-01
_DAY_US = 86_400_000_000
_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}


def _none() -> npt.NDArray[np.int64]:
    return np.zeros(32, np.int64)


@dataclass(slots=True)
class DateTally:
    """How often each number stands first and second in dates like 05/03/2024; addable over batches."""

    first: npt.NDArray[np.int64] = field(default_factory=_none)
    second: npt.NDArray[np.int64] = field(default_factory=_none)
    slashes: bool = False

    def add(self, column: pa.Array) -> None:
        """Count a column of text; columns of other types have no such dates."""
        if not _textual(column.type):
            return
        texts = as_text(column)
        offsets, data, valid = layout(texts)
        kernels.tally_dates(offsets, data, valid, self.first, self.second)
        self.slashes = self.slashes or bool(pc.any(pc.match_substring(texts.slice(0, 1000), "/")).as_py())

    @property
    def needed(self) -> bool:
        """Whether there are such dates at all."""
        return bool(self.first.sum())

    @property
    def settled(self) -> bool:
        """Whether a number above twelve has told which place is the day."""
        return bool(self.first[13:].sum() or self.second[13:].sum())

    def order(self) -> str:
        """`day-first`, `month-first`, or "" where it makes no difference."""
        if not self.needed:
            return ""
        days_first, days_second = int(self.first[13:].sum()), int(self.second[13:].sum())
        if days_first == days_second:
            days_first, days_second = int((self.first > 0).sum()), int((self.second > 0).sum())
        if days_first == days_second:
            return MONTH_FIRST if self.slashes else DAY_FIRST
        return DAY_FIRST if days_first > days_second else MONTH_FIRST


def read_times(column: pa.Array, zone: str = "UTC", dates: str = "", excel: bool = False) -> tuple[Moments, Flags]:
    """Microseconds since 1970 UTC, and which rows could be read; nulls count as not read.

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
        return _numbers(column, valid, excel)
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


def _numbers(column: pa.Array, valid: Flags, excel: bool) -> tuple[Moments, Flags, Flags]:
    if excel:
        return _serials(column.cast(pa.float64()), valid)
    if not pa.types.is_integer(column.type):
        return _fractional(column.cast(pa.float64()), valid)
    if pa.types.is_uint64(column.type):
        column = pc.if_else(pc.less(column, pa.scalar(2**63 - 1, pa.uint64())), column, None)
        valid = column.is_valid().to_numpy(zero_copy_only=False)
    whole = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    size = np.abs(whole)
    valid = valid & (size >= 0)  # the least number has no opposite
    us = np.select(
        [size < 10**11, size < 10**14, size < 10**17], [whole * 1_000_000, whole * 1_000, whole], whole // 1000
    )
    compact = (
        ((size >= 19_000_000) & (size < 22_010_000))
        | ((size >= 19 * 10**10) & (size < 2201 * 10**8))
        | ((size >= 19 * 10**12) & (size < 2201 * 10**10))
    )
    if not compact.any():
        return us, np.ones(len(us), np.bool_), valid
    some = np.flatnonzero(compact)
    dated, absolute, read = _texts(pa.array(whole[some]).cast(pa.string()), "", False)
    us[some] = dated
    kinds = np.ones(len(us), np.bool_)
    kinds[some] = absolute
    valid = valid.copy()
    valid[some] &= read
    return us, kinds, valid


def _fractional(column: pa.Array, valid: Flags) -> tuple[Moments, Flags, Flags]:
    number = column.fill_null(0.0).to_numpy(zero_copy_only=False)
    finite = np.isfinite(number)
    number = np.where(finite, number, 0.0)
    size = np.abs(number)
    factor = np.select([size < 1e11, size < 1e14, size < 1e17], [1e6, 1e3, 1.0], 1e-3)
    us = np.clip(np.round(number * factor), -9e18, 9e18).astype(np.int64)
    return us, np.ones(len(us), np.bool_), valid & finite


def _serials(column: pa.Array, valid: Flags) -> tuple[Moments, Flags, Flags]:
    days = column.fill_null(0.0).to_numpy(zero_copy_only=False)
    plausible = np.isfinite(days) & (days >= 1) & (days < 2_958_466)
    days = np.where(plausible, days, 1.0)
    us = np.round((days - _EXCEL_EPOCH_DAYS) * 86_400_000).astype(np.int64) * 1000
    return us, np.zeros(len(us), np.bool_), valid & plausible


def _texts(texts: pa.StringArray, dates: str, excel: bool) -> tuple[Moments, Flags, Flags]:
    if not dates:
        tally = DateTally()
        tally.add(texts)
        dates = tally.order()
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
