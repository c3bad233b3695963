"""Time as a service counts it: only while it is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KOREAN: Final = "월화수목금토일"
_WRITTEN: Final = re.compile(
    r"\s*([a-z월화수목금토일]+)(?:\s*[-~]\s*([a-z월화수목금토일]+))?\s+(\d{1,2}):(\d{2})\s*[-~]\s*(\d{1,2}):(\d{2})(?:\s+(\S+))?\s*"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Open from `opens` to `closes` minutes after midnight on these days (0: Monday), in a time zone, but not on
    holidays.

    >>> hours = BusinessHours.parse("Mon-Fri 09:00-18:00 Asia/Seoul")
    >>> friday, monday = datetime(2026, 11, 27, 8, 30, tzinfo=UTC), datetime(2026, 11, 30, 0, 15, tzinfo=UTC)
    >>> us = [np.array([int(when.timestamp() * 1e6)]) for when in (friday, monday)]
    >>> (hours.between(*us) / 60e6).tolist()
    [45.0]
    """

    days: tuple[int, ...]
    opens: int
    closes: int
    zone: str = "UTC"
    holidays: frozenset[date] = frozenset()

    @classmethod
    def parse(cls, text: str) -> BusinessHours:
        """From `Mon-Fri 09:00-18:00 Asia/Seoul` or `월-금 09:00-18:00`. Raises ValueError."""
        found = _WRITTEN.fullmatch(text.lower())
        if found is None:
            raise ValueError(text)
        first, last, *clock, zone = found.groups()
        begin, end = _day(first), _day(last or first)
        opens, closes = int(clock[0]) * 60 + int(clock[1]), int(clock[2]) * 60 + int(clock[3])
        if not opens < closes <= 1440:
            raise ValueError(text)
        days = tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))
        return cls(days, opens, closes, _zone(text, zone))

    def between(self, begin: Ints, end: Ints) -> Ints:
        """Open microseconds between moments, element by element; negative where the end comes first."""
        if not len(begin):
            return np.empty(0, np.int64)
        low, high = int(min(begin.min(), end.min())), int(max(begin.max(), end.max()))
        opened, closed = _openings(self, low // 86_400_000_000 - 1, high // 86_400_000_000 + 1)
        return _open_until(opened, closed, end) - _open_until(opened, closed, begin)


def _zone(text: str, name: str | None) -> str:
    if name is None:
        return "UTC"
    original = text.strip().rsplit(" ", 1)[-1]
    try:
        return ZoneInfo(original).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(text) from None


def _day(name: str) -> int:
    if name in _KOREAN and len(name) == 1:
        return _KOREAN.index(name)
    if name[:3] not in _DAYS:
        raise ValueError(name)
    return _DAYS.index(name[:3])


@lru_cache(maxsize=64)
def _openings(hours: BusinessHours, first: int, last: int) -> tuple[Ints, Ints]:
    """When it opens and closes, µs, from one day since 1970 to another, one opening more where there would be none."""
    zone, spans = ZoneInfo(hours.zone), []
    for number in range(first, last + 1):
        day = date(1970, 1, 1) + timedelta(days=number)
        if day.weekday() in hours.days and day not in hours.holidays:
            spans.append((_moment(day, hours.opens, zone), _moment(day, hours.closes, zone)))
    pairs = np.array(spans or [(0, 0)], np.int64)
    return pairs[:, 0], pairs[:, 1]


def _moment(day: date, minutes: int, zone: ZoneInfo) -> int:
    at = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    return (at.replace(tzinfo=zone) - _EPOCH) // timedelta(microseconds=1)


def _open_until(opened: Ints, closed: Ints, moment: Ints) -> Ints:
    before = np.concatenate(([0], np.cumsum(closed - opened)))
    place = np.searchsorted(opened, moment, side="right")
    last = np.maximum(place - 1, 0)
    inside = np.where(place > 0, np.minimum(moment, closed[last]) - opened[last], 0)
    total: Ints = before[last] * (place > 0) + np.maximum(inside, 0)
    return total
