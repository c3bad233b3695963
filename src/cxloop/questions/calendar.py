"""Hours, days, weeks and months of a time zone as bins over microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

UNITS: Final = ("hour", "day", "week", "month")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_US: Final = 3_600_000_000
_LITTLE: Final = 1 / 20
"""A period that lacks no more than this share of itself counts as over."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Consecutive periods: numbers first, first + 1, …; edges: int64 µs, one more than periods, edges[i] <= t <
    edges[i + 1]. A number means the same period in every partition."""

    unit: str
    zone: str
    first: int
    edges: npt.NDArray[np.int64]


@lru_cache(maxsize=256)
def bins_between(unit: str, zone: str, first_us: int, last_us: int, weekday: int = 0) -> Bins:
    """The periods that hold the moments from first_us to last_us, both included.

    weekday: the first one of a week, 0 for Monday, here and below.

    >>> bins = bins_between("day", "Asia/Seoul", 0, 86_400_000_000)
    >>> [label(bins.unit, bins.zone, bins.first + place) for place in range(len(bins.edges) - 1)]
    ['1970-01-01', '1970-01-02']
    """
    first, last = (number_at(unit, zone, moment, weekday) for moment in (first_us, last_us))
    edges = np.array([start_us(unit, zone, number, weekday) for number in range(first, last + 2)], np.int64)
    return Bins(unit, zone, first, edges)


def number_at(unit: str, zone: str, moment_us: int, weekday: int = 0) -> int:
    """The number of the period that holds a moment."""
    if unit == "hour":
        return moment_us // _HOUR_US
    day = (_EPOCH + timedelta(microseconds=moment_us)).astimezone(ZoneInfo(zone)).date()
    if unit == "month":
        return day.year * 12 + day.month - 1
    return day.toordinal() if unit == "day" else (day.toordinal() - 1 - weekday) // 7


def start_us(unit: str, zone: str, number: int, weekday: int = 0) -> int:
    """When a period begins, µs since 1970 UTC; hours are those of UTC."""
    if unit == "hour":
        return number * _HOUR_US
    try:
        day = first_day(unit, number, weekday)
    except ValueError:  # past the calendar's end
        return int(np.iinfo(np.int64).max)
    return (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) - _EPOCH) // timedelta(microseconds=1)


def day_meant(zone: str, moment_us: int) -> int:
    """The last moment that something at `moment_us` may stand for: a day's first moment, for a date without a time of
    day, for all of the day.

    >>> day_meant("UTC", 0), day_meant("UTC", 1)
    (86399999999, 1)
    """
    day = number_at("day", zone, moment_us)
    return moment_us if start_us("day", zone, day) < moment_us else start_us("day", zone, day + 1) - 1


def last_over(unit: str, zone: str, moment_us: int, weekday: int = 0) -> int:
    """The number of the last period that was over, but for a twentieth of it, at a moment; a date without a time of day
    is all of its day.

    >>> day = 86_400_000_000
    >>> [last_over("day", "UTC", moment) for moment in (day - 1, day, day + 1)] == [
    ...     number_at("day", "UTC", moment) for moment in (0, day, 0)]
    True
    """
    number = number_at(unit, zone, moment_us, weekday)
    begin, end = start_us(unit, zone, number, weekday), start_us(unit, zone, number + 1, weekday)
    return number if end - day_meant(zone, moment_us) <= _LITTLE * (end - begin) else number - 1


def first_day(unit: str, number: int, weekday: int = 0) -> date:
    """The first day of a day, a week or a month.

    >>> [first_day("week", number_at("week", "UTC", 0, weekday), weekday).isoformat() for weekday in (0, 6)]
    ['1969-12-29', '1969-12-28']
    """
    if unit == "month":
        return date(number // 12, number % 12 + 1, 1)
    return date.fromordinal(number if unit == "day" else number * 7 + 1 + weekday)


def label(unit: str, zone: str, number: int, weekday: int = 0) -> str:
    """How a period is written: its first day, its month, or its first minute in the zone's time.

    >>> label("month", "UTC", 1970 * 12), label("hour", "Asia/Seoul", 0)
    ('1970-01', '1970-01-01T09:00')
    """
    if unit == "hour":
        moment = _EPOCH + timedelta(microseconds=number * _HOUR_US)
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    day = first_day(unit, number, weekday).isoformat()
    return day[:7] if unit == "month" else day
