"""Lengths of time and moments as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cxloop.errors import BadDuration, BadPeriod

MICROSECONDS: Final = 1_000_000
DAY_US: Final = 86_400 * MICROSECONDS
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def seconds(text: str | float) -> float:
    """A length of time in seconds, from `45m`, `12h`, `7d`, `2w`, `1d12h` or a bare number of seconds.

    >>> seconds("7d"), seconds("1d12h"), seconds(90)
    (604800.0, 129600.0, 90.0)
    """
    if isinstance(text, int | float):
        if not 0 <= text < 1e12:
            raise BadDuration(duration=text)
        return float(text)
    compact = text.strip().lower().replace(" ", "")
    if re.fullmatch(r"\d{1,12}(\.\d+)?", compact):
        return float(compact)
    if not re.fullmatch(r"(\d{1,9}(\.\d+)?[smhdw])+", compact):
        raise BadDuration(duration=text)
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+(?:\.\d+)?)([smhdw])", compact))


def moment_us(text: str, zone: str = "UTC", *, end: bool = False) -> int:
    """Microseconds since 1970 UTC of a date or time; a bare date as an end means the end of that day.

    >>> moment_us("1970-01-02") == DAY_US, moment_us("1970-01-01", end=True) == DAY_US
    (True, True)
    """
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadPeriod(moment=text) from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(zone))
    if end and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        when = when + timedelta(days=1) if when.date() < date.max else when.replace(hour=23, minute=59, second=59)
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def iso(time_us: int) -> str:
    """A moment as ISO 8601 in UTC, to the second.

    >>> iso(DAY_US)
    '1970-01-02T00:00:00Z'
    """
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(time_us))).strftime("%Y-%m-%dT%H:%M:%SZ")
