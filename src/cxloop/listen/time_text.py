"""Spellings of a time that the compiled reader leaves: one text at a time, each different text once."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1)
_MICROSECOND: Final = timedelta(microseconds=1)
_MONTHS: Final = {
    name: number + 1
    for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0, "ut": 0, "kst": 540, "jst": 540, "est": -300, "edt": -240, "cst": -360,
                 "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "cet": 60, "cest": 120}  # fmt: skip

_CLOCK: Final = (
    r"(?:(?P<noon>오전|오후|am|pm|a\.m\.|p\.m\.)\s*)?(?P<hour>\d{1,2})"
    r"(?:\s*[:시]\s*(?P<minute>\d{1,2})?(?:\s*분)?(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?(?:\s*초)?)?)?"
    r"(?:\s*(?P<after>오전|오후|am|pm|a\.m\.|p\.m\.))?"
)
_ZONE: Final = (
    r"(?:\s*(?P<zone>z|utc|gmt|ut|kst|jst|[ecmp][sd]t|cest|cet|(?:utc|gmt)?[+-]\d{2}:?\d{2}(?::\d{2})?|[+-]\d{2}))?"
    r"(?:\s*\([^)]*\))?"
)
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_MONTH: Final = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_REST: Final = rf"(?:(?:\s*,?\s+|\s*t|:)(?:at\s+)?{_CLOCK})?{_ZONE}\s*$"

_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\s*(?P<year>\d{{4}}|\d{{2}}(?=\s*년))\s*[년./-]\s*(?P<month>\d{{1,2}})\s*[월./-]\s*(?P<day>\d{{1,2}})\s*[일.]?\s*(?:\(?[월화수목금토일](?:요일)?\)?)?\s*(?:(?:t|,)?\s*{_CLOCK})?{_ZONE}\s*$",
        rf"^\s*{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s/.-]*{_MONTH}[\s/,.-]*(?P<year>\d{{4}}|\d{{2}}){_REST}",
        rf"^\s*{_WEEKDAY}{_MONTH}[\s/.-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,/.-]+(?P<year>\d{{4}}){_REST}",
        rf"^\s*{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})\s*$",
        rf"^\s*(?P<year>\d{{4}})[\s/.-]+{_MONTH}[\s/.-]+(?P<day>\d{{1,2}}){_REST}",
        rf"^\s*{_WEEKDAY}(?P<one>\d{{1,2}})\s*[./-]\s*(?P<two>\d{{1,2}})\s*[./-]\s*(?P<year>\d{{4}}|\d{{1,2}})\.?{_REST}",
    )
)
FIRST_SERIAL: Final = 2_201
"""Serial days below are years."""
_SERIAL: Final = re.compile(r"^\s*\d{1,7}(\.\d+)?\s*$")


def read_text(text: str, dates: str, excel: bool) -> tuple[int, bool] | None:
    """(microseconds, whether they are absolute rather than local), or None where the text is no time.

    dates: "day-first", "month-first", "year-first", or anything else to leave dates such as 05/03/24 unread. excel:
    bare numbers are days since 1899-12-30.

    >>> read_text("2024년 3월 5일 오후 3:05", "", False) == read_text("5 Mar 2024 3:05 PM", "", False)
    True
    >>> read_text("2024\u1102\u1167\u11ab 3\u110b\u116f\u11af 5\u110b\u1175\u11af", "", False) is not None  # NFD
    True
    >>> read_text("5 March", "", False) is None
    True
    """
    if len(text) > 100:
        return None
    if excel and _SERIAL.match(text):
        return _serial(float(text))
    text = unicodedata.normalize("NFC", text.strip() or text)
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match is not None:
            return _moment(match.groupdict(), dates)
    return _iso(text)


def _iso(text: str) -> tuple[int, bool] | None:
    if text.isdigit() and len(text) != 8:
        return None  # the standard library takes a digit for the mark between date and time
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _microseconds(moment)


def _microseconds(moment: datetime) -> tuple[int, bool]:
    offset = moment.utcoffset()
    naive = moment.replace(tzinfo=None)
    if offset is None:
        return (naive - _EPOCH) // _MICROSECOND, False
    return (naive - _EPOCH - offset) // _MICROSECOND, True


def _serial(days: float) -> tuple[int, bool] | None:
    if not FIRST_SERIAL <= days < 2_958_466:
        return None
    return round((days - 25_569) * 86_400_000) * 1000, False


def _moment(found: dict[str, str | None], dates: str) -> tuple[int, bool] | None:
    date = _date(found, dates)
    if date is None:
        return None
    year, month, day = date
    hour = int(found["hour"] or 0)
    half = (found["noon"] or found["after"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12 and not (half in ("오전", "오후") and hour <= 23):
            return None
        hour = hour % 12 + 12 if half in ("오후", "pm") else (hour % 12 if hour <= 12 else hour)
    fraction = int(f"{found['fraction'] or '0':0<6.6}")
    try:
        moment = datetime(year, month, day, 0, int(found["minute"] or 0), int(found["second"] or 0), fraction)
        if hour > 24:
            return None
        moment += timedelta(hours=hour)
        minutes = _offset(found["zone"])
        return _microseconds(moment if minutes is None else moment.replace(tzinfo=timezone(timedelta(minutes=minutes))))
    except (ValueError, OverflowError):
        return None


def _date(found: dict[str, str | None], dates: str) -> tuple[int, int, int] | None:
    text = found["year"] or ""
    if found.get("name"):
        return _year(text), _MONTHS[str(found["name"]).lower()], int(found["day"] or 0)
    one, two = found.get("one"), int(found.get("two") or 0)
    if one is None:
        return _year(text), int(found["month"] or 0), int(found["day"] or 0)
    if dates == "year-first":
        return (_year(one), two, int(text)) if len(one) == 2 and len(text) < 3 else None
    if len(text) == 1 or dates not in ("day-first", "month-first"):
        return None
    return (_year(text), int(one), two) if dates == "month-first" else (_year(text), two, int(one))


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _offset(zone: str | None) -> int | None:
    # minutes east of Greenwich; None where the text names no zone
    if zone is None:
        return None
    name = zone.lower()
    if name in _ZONES:
        return _ZONES[name]
    signed = name.removeprefix("utc").removeprefix("gmt").replace(":", "")
    minutes = int(signed[1:3]) * 60 + int(signed[3:5] or 0)
    return -minutes if signed[0] == "-" else minutes
