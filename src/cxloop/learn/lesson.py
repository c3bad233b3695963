"""What was learned from a change, a failed one as well; found again when somebody has the same idea."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_WORD: Final = re.compile(r"[a-z]+|[0-9]+|[가-힣]+|[^\W\d_a-z가-힣]+")
_K1, _B = 1.2, 0.75
_CONCEPT: Final = 3
"""How much a concept weighs beside a word."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """learned: what; outcome: met, not_met, harmful or inconclusive; why; whom: for whom it holds."""

    change: str
    learned: str
    outcome: str
    author: str
    begun: str
    why: str = ""
    whom: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that are about the same thing, Korean and English: what takes the place of a language model.

    english: stems and the concepts of each; korean: words, which are looked for inside of longer ones.
    """

    english: dict[str, tuple[int, ...]] = field(default_factory=dict)
    korean: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[str]) -> Lexicon:
        """From lines, each of them a concept with its words."""
        english: dict[str, list[int]] = {}
        korean: dict[str, list[int]] = {}
        for concept, line in enumerate(lines):
            for word in line.split():
                place = english if word.isascii() else korean
                place.setdefault(_stem(word) if word.isascii() else word, []).append(concept)
        return cls(*({word: tuple(found) for word, found in one.items()} for one in (english, korean)))

    def terms(self, text: str) -> Counter[str]:
        """What a text is about: stems of words, pairs of Hangul syllables, and concepts, which weigh more.

        >>> sorted(Lexicon.of(["buy purchase 구매"]).terms("Purchases 구매자"))
        ['#0', 'purchas', '구매', '매자']
        """
        found: Counter[str] = Counter()
        for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
            if word in _STOP:
                continue
            hangul = "가" <= word[0] <= "힣"
            stem = _stem(word)
            found.update([word[at : at + 2] for at in range(max(1, len(word) - 1))] if hangul else [stem])
            for concept in self._inside(word) if hangul else self.english.get(stem, ()):
                found[f"#{concept}"] += _CONCEPT
        return found

    def _inside(self, word: str) -> set[int]:
        parts = (word[at:end] for at in range(len(word)) for end in range(at + 2, min(len(word), at + 8) + 1))
        return {concept for part in parts for concept in self.korean.get(part, ())}


def similar(query: str, texts: Sequence[str], lexicon: Lexicon, most: int = 5) -> list[tuple[int, float]]:
    """The places of the texts nearest to a query, the nearest first, with a score above 0: BM25 (Robertson & Zaragoza
    2009, "The probabilistic relevance framework") over terms.

    >>> known = Lexicon.of(["checkout payment 결제", "chat 채팅"])
    >>> [place for place, _ in similar("결제를 쉽게", ["Chat at night", "A shorter checkout"], known)]
    [1]
    """
    wanted = lexicon.terms(query)
    counted = [lexicon.terms(text) for text in texts]
    lengths = [sum(one.values()) for one in counted]
    average = sum(lengths) / len(lengths) if lengths else 1.0
    scores = [0.0] * len(texts)
    for term in wanted:
        having = [place for place, one in enumerate(counted) if term in one]
        weight = math.log(1 + (len(texts) - len(having) + 0.5) / (len(having) + 0.5))
        for place in having:
            times = counted[place][term]
            scores[place] += (
                weight * wanted[term] * times * (_K1 + 1)
                / (times + _K1 * (1 - _B + _B * lengths[place] / average))
            )  # fmt: skip
    order = sorted(range(len(texts)), key=lambda place: (-scores[place], place))
    return [(place, scores[place]) for place in order[:most] if scores[place] > 0]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


_ENDINGS: Final = "ations ation ings ing ments ment ers ies ed es er ly s y e".split()
_STOP: Final = frozenset(
    """
    a an the and or of to in on at for with by from is are was were be been it its this that they them their we our you
    your i he she his her as but not no so if then than when what which who how all any each more most can could would
    should will may might do does did done has have had let lets make makes made get gets got into out up down over
    after before while there here just only also too very one two us people customers customer users user
    """.split()
)
