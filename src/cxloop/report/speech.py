"""Numbers, dates and sentences as the reader writes them, in Korean or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from cxloop.model.rule import nfc
from cxloop.particles import PLACE, filled, particle
from cxloop.report.called import AS_THEY_CAME, Called
from cxloop.report.parts import Name, Sentence, Unit, text_of
from cxloop.report.texts import TEXTS

Language = Literal["en", "ko"]
NONE: Final = "–"
NOWHERE: Final = "(none)"
"""In answers, the channel or value of what has none."""
_ABSENT: Final = {"": "word.none", NOWHERE: "word.none", "(other)": "word.others"}
"""What stands in answers where a value is none, or one of many."""
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAYS_ALONE: Final = 30 * 86_400
_SPANS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def preferred(environment: Mapping[str, str]) -> Language:
    """The language of whoever runs a program: CXLOOP_LANG, else the system's where it is Korean.

    >>> preferred({"LANG": "ko_KR.UTF-8"}), preferred({"CXLOOP_LANG": "en", "LANG": "ko_KR"}), preferred({})
    ('ko', 'en', 'en')
    """
    names = ("CXLOOP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return "ko" if chosen.lower().startswith("ko") else "en"


@dataclass(frozen=True, slots=True)
class Speech:
    """How to say things: in a language, with times in a zone. short: dates in figures and lengths of time by letters,
    as a terminal has them. called: what people call events and channels in this language."""

    language: Language = "en"
    zone: str = "UTC"
    short: bool = False
    called: Called = AS_THEY_CAME

    def t(self, key: str) -> str:
        """A text by its key."""
        return TEXTS[key][self.language == "ko"]

    def say(self, key: str, **values: Any) -> Sentence:
        """A sentence with its places filled by texts, names and other sentences.

        >>> Speech("en").say("word.of", what=("not ", Name("a")), whole=Name("b"))
        ('not ', Name(text='a'), ' of ', Name(text='b'))
        """
        parts: list[str | Name] = []
        for part in self._parts(key, values):
            if parts and isinstance(part, str) and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
        return tuple(parts)

    def _parts(self, key: str, values: Mapping[str, Any]) -> Iterator[str | Name]:
        text, end = self.t(key), 0
        for place in PLACE.finditer(text):
            yield text[end : place.start()]
            value, end = values[place[1]], place.end()
            inner = value if isinstance(value, tuple) else (value,)
            yield from (particle(text_of(inner), place[2]),) if place[2] else inner
        yield text[end:]

    def line(self, key: str, **values: Any) -> str:
        """The same as one text."""
        return filled(self.t(key), **values)

    def some(self, key: str, number: float) -> str:
        """So many of something, in the form that fits the number.

        >>> Speech("en").some("customer", 1), Speech("ko").some("customer", 1434)
        ('1 customer', '고객 1,434명')
        """
        form = "one" if number == 1 else "other"
        return self.line(f"some.{key}.{form}", count=self.count(number))

    def people(self, number: float, per: str) -> str:
        return self.some("case" if per == "case" else "customer", number)

    def count(self, value: float | None, digits: int = 0) -> str:
        return NONE if value is None else f"{value:,.{digits}f}"

    def number(self, value: float | None) -> str:
        """Three significant digits below a thousand, whole above.

        >>> Speech().number(2.34567), Speech().number(12345.6)
        ('2.35', '12,346')
        """
        if value is None:
            return NONE
        return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"

    def share(self, value: float | None) -> str:
        """A share in per cent; one that is there but would round to nothing says so.

        >>> Speech().share(0.1234), Speech().share(0.00001)
        ('12.3%', '< 0.1%')
        """
        if value is None:
            return NONE
        return "< 0.1%" if 0 < value < 0.0005 else f"{100 * value:.1f}%"

    def points(self, value: float | None) -> str:
        """A difference of two shares, with its sign."""
        return NONE if value is None else self.line("sign.points", value=_signed(100 * value))

    def seconds(self, value: float | None) -> str:
        """A length of time by its two largest units; from thirty days on by days alone.

        >>> Speech("en").seconds(93784), Speech("ko").seconds(93784), Speech("en").seconds(0.2)
        ('1 day 2 hours', '1일 2시간', 'under 1 second')
        >>> Speech("en", short=True).seconds(93784)
        '1d 2h'
        """
        if value is None:
            return NONE
        if 0 < abs(value) < 1:
            return self.line("under.second")
        left = round(abs(value))
        parts: list[str] = []
        for size, unit in _SPANS:
            if left >= size or (size == 1 and not parts):
                parts.append(self._span(unit, left // size))
                left %= size
            elif parts:
                break
        return ("−" if value < 0 else "") + " ".join(parts[: 1 if abs(value) >= _DAYS_ALONE else 2])

    def day(self, text: str | None) -> str:
        """A date, a month, or the day of a moment in the zone; in figures where it is to be short.

        >>> Speech("en").day("2026-08-03"), Speech("ko", "Asia/Seoul").day("2026-08-03T20:00:00Z")
        ('August 3, 2026', '2026년 8월 4일')
        >>> Speech("en").day("2026-08"), Speech("ko").day("2026-08")
        ('August 2026', '2026년 8월')
        """
        if text and not self.short and (found := _MONTH.fullmatch(text)):
            year, month = map(int, found.groups())
            return f"{year}년 {month}월" if self.language == "ko" else f"{_MONTHS[month - 1]} {year}"
        moment = self._moment(text)
        return str(text or NONE) if moment is None else self._day(moment)

    def during(self, begin: str, unit: str) -> str:
        """When something was that goes by a period: a day, the week that begins with it, or a month.

        >>> Speech("en").during("2026-08", "month"), Speech("en").during("2026-08-03", "week")
        ('in August 2026', 'in the week from August 3, 2026')
        """
        return self.line(f"during.{unit}", day=self.day(begin))

    def moment(self, text: str | None) -> str:
        """A day with the time of day in the zone."""
        moment = self._moment(text)
        return str(text or NONE) if moment is None else f"{self._day(moment)} {moment:%H:%M}"

    def value(self, text: str | None) -> str:
        """A value of a field, or what stands in answers for none and for the others.

        >>> Speech("ko").value("(none)"), Speech("en").value("web")
        ('(없음)', 'web')
        """
        key = _ABSENT.get(text or "")
        return text or "" if key is None else self.t(key)

    def written(self, value: Any, unit: Unit) -> str:
        """A value of a table as the reader writes it, composed as typefaces have it."""
        if value is None:
            return NONE
        match unit:
            case "text":
                return nfc(self.value(str(value))) if value != "" else ""
            case "way":
                return nfc(" → ".join(map(str, value)))
            case "effect" | "rating":
                return f"{value:,.2f}"
            case "score":
                return f"{100 * value:+.0f}"
            case "money":
                return self.number(value)
            case "count":
                return self.count(value)
            case _:
                text: str = getattr(self, unit)(value)
                return text

    def _span(self, unit: str, number: int) -> str:
        return self.line(f"short.{unit}", count=self.count(number)) if self.short else self.some(unit, number)

    def _day(self, day: date) -> str:
        if self.short:
            return day.isoformat()[:10]
        if self.language == "ko":
            return f"{day.year}년 {day.month}월 {day.day}일"
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"

    def _moment(self, text: str | None) -> datetime | None:
        try:
            found = datetime.fromisoformat(text or "")
        except ValueError:
            return None
        if len(text or "") <= 10 or found.tzinfo is None:
            return found.replace(tzinfo=UTC)  # a bare date is a day in no zone
        return found.astimezone(ZoneInfo(self.zone))


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):,.1f}"
