"""Korean and English: the catalogues, and which of the two a request wants."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final, Literal, cast

from starlette.requests import HTTPConnection

from cxloop.errors import CxloopError
from cxloop.particles import PLACE, particle

Language = Literal["en", "ko"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ko")
COOKIE: Final = "cxloop_language"


@functools.cache
def catalogue(language: Language) -> dict[str, str]:
    """Every text of the console in one language, by its key."""
    text = (resources.files("cxloop.web") / "i18n" / f"{language}.json").read_text(encoding="utf-8")
    return cast(dict[str, str], json.loads(text))


def translate(language: Language, key: str, **values: object) -> str:
    """One text with its places filled; a missing key raises KeyError, so that no page ever shows one.

    >>> translate("ko", "stage.listen")
    '듣기'
    """
    return PLACE.sub(functools.partial(_placed, values), catalogue(language)[key])


def _placed(values: Mapping[str, object], place: re.Match[str]) -> str:
    name, pair = place.groups()
    if name not in values:
        return place[0]
    return particle(values[name], pair) if pair else str(values[name])


def language_of(request: HTTPConnection) -> Language:
    """The language chosen with the switch, else the browser's first that there is, else English."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return preferred(request.headers.get("accept-language", ""))


_FIELDS: Final = {
    "zone": "settings.zone",
    "hours": "settings.hours",
    "currency": "settings.currency",
    "week_begins": "settings.week_begins",
    "ko": "labels.ko",
    "en": "labels.en",
    "merged_into": "labels.merged_into",
}
"""What pages call an option or a field that an error is about; others go by their own names."""


def told_on_pages(error: CxloopError, language: Language) -> dict[str, Any]:
    """An error in the words of pages: code, message and hint. One about an argument of a command, whose name is written
    in capitals, has no field on them."""

    def called(name: str) -> str:
        return "" if name.isupper() else translate(language, _FIELDS[name]) if name in _FIELDS else name

    return error.for_pages(language, called)


def preferred(header: str) -> Language:
    """The best of our languages by an Accept-Language header.

    >>> preferred("fr, ko-KR;q=0.8, en;q=0.5"), preferred("de"), preferred("en;q=0.2, ko;q=0")
    ('ko', 'en', 'en')
    """
    best: Language = "en"
    weight = 0.0
    for part in header.split(",")[:20]:
        name, _, quality = part.strip().partition(";")
        try:
            q = float(quality.replace(" ", "").removeprefix("q=")) if quality else 1.0
        except ValueError:
            continue
        short = name.strip().lower()[:2]
        if short in LANGUAGES and q > weight:
            best, weight = short, q
    return best
