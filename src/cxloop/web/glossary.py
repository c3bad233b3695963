"""The words of the field: what each means, with an example, in both languages."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources

from cxloop.web.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means. key: the same in all languages."""

    key: str
    word: str
    says: str
    example: str


@functools.cache
def terms(language: Language) -> tuple[Term, ...]:
    """All words in one language, those of the log first, those of the loop after them.

    >>> terms("ko")[0].word
    '이벤트'
    """
    file = resources.files("cxloop.web") / "i18n" / f"glossary.{language}.json"
    return tuple(Term(key, **told) for key, told in json.loads(file.read_text(encoding="utf-8")).items())


def both() -> tuple[tuple[Term, ...], ...]:
    """Each word in every language, side by side."""
    return tuple(zip(*map(terms, LANGUAGES), strict=True))


def table(language: Language) -> str:
    """The words as a table of Markdown: what stands in concepts/words.md of either language."""
    rows = (f"| **{one.word}** | {one.says} |" for one in terms(language))
    head = {"en": "| word | meaning |", "ko": "| 낱말 | 뜻 |"}[language]
    return "\n".join((head, "|---|---|", *rows))
