"""Dates that move with the data: the last days, this month; as an address, an option or a saved question has them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_DAYS: Final = re.compile(r"-([1-9]\d{0,4})d")
_MOST_DAYS: Final = 99_999
_MONTHS: Final = {"this-month": (0, 1), "last-month": (-1, 1), "this-quarter": (0, 3), "this-year": (0, 12)}
"""The months from the one that it begins with, and how many there are."""


def days_back(text: str | None) -> int | None:
    """How many days, that of today among them, begin with this one; None where it is no such date.

    >>> days_back("-90d"), days_back("2026-03-01")
    (90, None)
    """
    found = _DAYS.fullmatch((text or "").strip())
    return None if found is None else int(found[1])


def is_relative(text: str | None) -> bool:
    """Whether it says a date only once it is known what day it is."""
    return days_back(text) is not None or (text or "").strip() in _MONTHS


def dated(text: str, today: date, *, end: bool = False) -> str:
    """The date that it is, today being the last day of the data or that of the clock; any other text as it is. end: the
    last day of what it names, not the first.

    >>> dated("-7d", date(2026, 3, 31)), dated("last-month", date(2026, 3, 31), end=True)
    ('2026-03-25', '2026-02-28')
    >>> dated("this-quarter", date(2026, 5, 2)), dated("2026-01-01", date(2026, 5, 2))
    ('2026-04-01', '2026-01-01')
    """
    days = days_back(text)
    if days is not None:
        return str(date.fromordinal(max(1, today.toordinal() + 1 - days)))
    if text.strip() not in _MONTHS:
        return text
    shift, count = _MONTHS[text.strip()]
    month = 12 * today.year + today.month - 1
    begin = month - month % count + shift
    return str(_first(begin + count) - timedelta(1) if end else _first(begin))


def before(begin: str | None, end: str | None) -> tuple[str, str] | None:
    """The days before the last days, as many; None where these are no last days.

    >>> before("-7d", None)
    ('-14d', '-8d')
    """
    days = days_back(begin)
    if days is None or end or 2 * days > _MOST_DAYS:
        return None
    return f"-{2 * days}d", f"-{days + 1}d"


def _first(month: int) -> date:
    year, of = divmod(month, 12)
    return date(year, of + 1, 1)
