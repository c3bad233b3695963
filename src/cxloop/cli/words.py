"""What the command line says, in English and Korean; the texts stand in the catalogue beside this."""

from __future__ import annotations

from cxloop.cli.catalogue import TEXTS
from cxloop.cli.help_texts import HELP
from cxloop.particles import filled


def say(key: str, language: str, **details: object) -> str:
    """A text of the catalogue in `en` or `ko`, its blanks filled.

    >>> say("rate", "en", rate="1,200"), say("rate", "ko", rate="1,200")
    ('1,200 rows/s', '초당 1,200행')
    """
    english, korean = TEXTS.get(key) or HELP[key]
    text = korean if language == "ko" else english
    return filled(text, **details) if details else text


def knows(key: str) -> bool:
    return key in TEXTS or key in HELP


def duration(seconds: float | None, language: str) -> str:
    """A length of time as people say it, by its two largest units.

    >>> duration(93784, "en"), duration(93784, "ko"), duration(0.2, "en"), duration(None, "en")
    ('1d 2h', '1일 2시간', '0s', '–')
    """
    if seconds is None:
        return "–"
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    left = round(left)
    parts: list[str] = []
    for size, name in ((86_400, "unit.d"), (3600, "unit.h"), (60, "unit.m"), (1, "unit.s")):
        if left >= size or (size == 1 and not parts):
            parts.append(f"{left // size:,}{say(name, language)}")
            left %= size
        elif parts:
            break
    return sign + " ".join(parts[:2])


def share(value: float | None) -> str:
    """A share in per cent.

    >>> share(0.1234), share(None)
    ('12.3 %', '–')
    """
    return "–" if value is None else f"{100 * value:.1f} %"


def count(value: float | None) -> str:
    """A number with separators.

    >>> count(1434), count(2.5)
    ('1,434', '2.5')
    """
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def printable(text: str) -> str:
    """A text that cannot steer the terminal: control characters become a visible sign.

    >>> printable("a\\x1b[31mb")
    'a�[31mb'
    """
    return "".join(sign if sign.isprintable() else "�" for sign in text)
