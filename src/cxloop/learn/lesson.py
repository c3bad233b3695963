"""What was learned from a change, a failed one as well; found again when somebody has the same idea."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cxloop.learn.concepts import CONCEPTS

_WORD: Final = re.compile(r"[a-z]+|[0-9]+|[가-힣]+|[^\W\d_a-z가-힣]+")
_K1, _B = 1.2, 0.75


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


def terms(text: str) -> Counter[str]:
    """What a text is about: concepts, stems of words, and pairs of Hangul syllables.

    >>> sorted(terms("Paid checkouts")), sorted(terms("결제"))
    (['#0', 'checkout', 'paid'], ['#0', '결제'])
    """
    found: Counter[str] = Counter()
    for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
        if word in _STOP:
            continue
        if "가" <= word[0] <= "힣":
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
            found.update({_KOREAN[at] for at in _korean_in(word)})
            continue
        stem = _stem(word)
        found[stem] += 1
        concept = _ENGLISH.get(stem)
        if concept is not None:
            found[concept] += 2
    return found


def similar(query: str, texts: Sequence[str], most: int = 5) -> list[tuple[int, float]]:
    """The places of the texts nearest to a query, the nearest first, with a score above 0: BM25 (Robertson & Zaragoza
    2009, "The probabilistic relevance framework") over `terms`.

    >>> [place for place, _ in similar("결제 단계를 줄이자", ["Shorter checkout lost nobody", "Chat at night"])]
    [0]
    """
    wanted = terms(query)
    counted = [terms(text) for text in texts]
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


def _korean_in(word: str) -> list[str]:
    return [one for one in _KOREAN if one in word]


_ENDINGS: Final = "ations ation ings ing ments ment ers ies ed es er ly s y e".split()
_STOP: Final = frozenset(
    """
    a an the and or of to in on at for with by from is are was were be been it its this that they them their we our you
    your i he she his her as but not no so if then than when what which who how all any each more most can could would
    should will may might do does did done has have had let lets make makes made get gets got into out up down over
    after before while there here just only also too very one two us people customers customer users user
    """.split()
)
_ENGLISH: Final = {_stem(word): f"#{place}" for place, words in enumerate(CONCEPTS) for word in words if word.isascii()}
_KOREAN: Final = {word: f"#{place}" for place, words in enumerate(CONCEPTS) for word in words if not word.isascii()}
