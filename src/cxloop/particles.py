"""Korean particles after a value: which of two forms follows from the last sound of the value as it is read aloud.

Texts write the place of a particle as `{name:을}`, which stands for the one that fits the value of `name`; the console
reads the same notation and the same rules (`particles.json`).
"""

from __future__ import annotations

import functools
import json
import re
import string
import unicodedata
from importlib import resources
from typing import Any, Final

PLACE: Final = re.compile(r"\{(\w+)(?::([가-힣]+))?\}")
"""A place of a text: a value by its name, or a particle after it."""
_GROUP: Final = re.compile(r"(?<=\S)\s*(\([^()]*\)|\[[^\[\]]*\])$")
_QUOTES: Final = re.compile(r"[\s\"'`“”‘’«»‹›「」『』<>.,!?:;*]+$")
_SILENT: Final = re.compile(_QUOTES.pattern.replace("<>", r"<>()\[\]{}"))
_LATIN: Final = re.compile(r"[A-Za-z]+$")
_SYLLABLES: Final = ("가", "힣")
_FINALS: Final = 28
_RIEUL: Final = 8
_SHORT: Final = 4
"""Letters of a word in capitals that is still read letter by letter."""


def particle(value: object, pair: str) -> str:
    """The particle that follows a value. pair: its form after a consonant, such as `은`; both are written where
    the sound is not known.

    >>> "".join(f"{word}{particle(word, '을')} " for word in ("결제", "“주문”", "PDF", "email", "3", "購入"))
    '결제를 “주문”을 PDF를 email을 3을 購入을(를) '
    >>> particle("서울", "으로"), particle("부산", "으로"), particle("대구", "으로")
    ('로', '으로', '로')
    """
    bare = str(_rules()["pairs"][pair])
    sound = final_of(str(value))
    if sound is None:
        return f"({pair.removesuffix(bare)}){bare}" if pair.endswith(bare) else f"{pair}({bare})"
    return bare if sound == "" or (pair == "으로" and sound == "ㄹ") else pair


def final_of(text: str) -> str | None:
    """The consonant a text ends with when it is read aloud: empty after a vowel, `ㄹ` where it is that one, any other
    for the rest; None where nobody can tell. Quotes, brackets and what stands in brackets at the end are not read.

    >>> final_of("배송(2)"), final_of("CRM") == "", final_of("웹 ") == "", final_of("…")
    ('ㅇ', False, False, None)
    """
    read = _SILENT.sub("", _without_groups(unicodedata.normalize("NFC", text)))
    last = read[-1:]
    if _SYLLABLES[0] <= last <= _SYLLABLES[1]:
        place = (ord(last) - ord(_SYLLABLES[0])) % _FINALS
        return "" if place == 0 else "ㄹ" if place == _RIEUL else "ㅇ"
    if "ㄱ" <= last <= "ㅎ":  # a consonant on its own is called by its name, which ends with it
        return "ㄹ" if last == "ㄹ" else "ㅇ"
    if "ㅏ" <= last <= "ㅣ":
        return ""
    word = _LATIN.search(read)
    signs: dict[str, str] = _rules()["signs"]
    return signs.get(last) if word is None else _of_word(word[0])


def filled(text: str, /, **values: Any) -> str:
    """A text with its places filled, as `str.format` does it, particles included.

    >>> filled("{path}{path:을} {{}}에서 읽습니다", path="주문.csv")
    '주문.csv를 {}에서 읽습니다'
    """
    return _Filling().vformat(text, (), values)


def spelled(text: str) -> str:
    """A text with its particles written in both forms, where no value is known yet.

    >>> spelled("“{path}”{path:을} {format}{format:으로} 읽습니다")
    '“{path}”을(를) {format}(으)로 읽습니다'
    """
    return PLACE.sub(lambda place: particle("", place[2]) if place[2] else place[0], text)


class _Filling(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in _rules()["pairs"]:
            return particle(value, format_spec)
        return str(super().format_field(value, format_spec))


def _without_groups(text: str) -> str:
    """Without what stands in brackets at the end, where something stands before them."""
    while True:
        bare = _QUOTES.sub("", text)
        shorter = _GROUP.sub("", bare)
        if shorter == bare:
            return bare
        text = shorter


def _of_word(word: str) -> str | None:
    """The last sound of a word in Latin letters: short ones in capitals, and those without a vowel, are spelt."""
    small = word.lower()
    rules = _rules()
    if (word.isupper() and len(word) <= _SHORT) or not re.search("[aeiouy]", small):
        return str(rules["letters"].get(small[-1], ""))
    found: str | None = next(sound for ending, sound in rules["words"] if re.search(ending, small))
    return found


@functools.cache
def _rules() -> dict[str, Any]:
    text = (resources.files("cxloop") / "particles.json").read_text(encoding="utf-8")
    rules: dict[str, Any] = json.loads(text)
    return rules
