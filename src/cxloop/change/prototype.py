"""An idea that is shown to customers before anything is built, and what they are asked about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from cxloop.change.errors import BadRecord
from cxloop.errors import Both
from cxloop.particles import particle

QuestionKind = Literal["rating", "yes_no", "text"]
QUESTION_KINDS: Final = ("rating", "yes_no", "text")
SEEN, ANSWERED = "Prototype seen", "Prototype answered"
"""The events: somebody opened the page; somebody answered."""
LOWEST, HIGHEST = 1, 5
MOST_QUESTIONS: Final = 7
MOST_INVITED: Final = 5_000
MOST_SAID: Final = 4_000
"""Characters of one answer in words."""
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TAKEN: Final = frozenset(
    "prototype idea text case case_id order_id owner due value total revenue channel email phone".split()
)
"""Properties that mean something else already."""


@dataclass(frozen=True, slots=True)
class Question:
    """key: the property that its answers stand under; text: as the customer reads it; kind: `rating` from 1 to 5,
    `yes_no`, or `text`."""

    key: str
    text: str
    kind: QuestionKind


DEFAULTS: Final[dict[str, tuple[Question, ...]]] = {
    "en": (
        Question("useful", "How useful would this be to you?", "rating"),
        Question("missing", "What is missing?", "text"),
    ),
    "ko": (
        Question("useful", "이것이 얼마나 쓸모 있을까요?", "rating"),
        Question("missing", "부족한 점은 무엇인가요?", "text"),
    ),
}
"""What is asked where nothing else is said, in the customer's language."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may answer. kind: of the identifier, such as `customer` or `anonymous`."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Prototype:
    """What customers are shown of an idea. address: of a mock-up, none where the text says it all; questions: none for
    the usual ones; invited: who may answer, everybody with the link where there is nobody."""

    idea: str
    title: str
    author: str
    begun: str
    description: str = ""
    address: str = ""
    questions: tuple[Question, ...] = ()
    invited: tuple[Invited, ...] = ()
    state: Literal["open", "closed"] = "open"

    def asks(self, language: str = "en") -> tuple[Question, ...]:
        """The questions, the usual ones in `en` or `ko`."""
        return self.questions or DEFAULTS[language]

    def admits(self, one: Invited | None) -> bool:
        """Whether somebody, None for nobody in particular, may answer.

        >>> anna = Invited("customer", "anna")
        >>> open, closed = Prototype("1", "t", "kim", ""), Prototype("1", "t", "kim", "", invited=(anna,))
        >>> open.admits(None), closed.admits(None), closed.admits(anna)
        (True, False, True)
        """
        return not self.invited or one in self.invited


def invited_of(texts: Sequence[str]) -> tuple[Invited, ...]:
    """Each as `kind:value`, a bare value being a customer's; nobody twice. Raises BadRecord.

    >>> invited_of(["anna", "anonymous:a-7", "customer:anna"])
    (Invited(kind='customer', value='anna'), Invited(kind='anonymous', value='a-7'))
    """
    found = dict.fromkeys(_invited(text) for text in texts if text.strip())
    if len(found) > MOST_INVITED:
        reason = Both(f"more than {MOST_INVITED} are invited", f"초대는 {MOST_INVITED}명까지입니다")
        raise BadRecord(field="invited", reason=reason)
    return tuple(found)


def _invited(text: str) -> Invited:
    kind, colon, value = text.strip().partition(":")
    one = Invited(kind.strip(), value.strip()) if colon else Invited("customer", kind)
    if not one.kind or not one.value or len(one.value) > 255 or not text.strip().isprintable():
        raise BadRecord(
            field="invited",
            reason=Both(
                f"“{text[:60]}” is no kind:value", f"“{text[:60]}”{particle(text[:60], '은')} 종류:값이 아닙니다"
            ),
        )
    return one


def questions_of(given: Sequence[Mapping[str, str]]) -> tuple[Question, ...]:
    """Questions as people write them: kind, text, and a key where they like. Raises BadRecord.

    >>> questions_of([{"kind": "yes_no", "text": "Would you pay for it?"}])
    (Question(key='q1', text='Would you pay for it?', kind='yes_no'),)
    """
    if len(given) > MOST_QUESTIONS:
        raise _bad(f"there are more than {MOST_QUESTIONS}", f"{MOST_QUESTIONS}개를 넘습니다")
    made = tuple(_question(place, one) for place, one in enumerate(given, 1))
    if len({one.key for one in made}) < len(made):
        raise _bad("two have the same key", "키가 같은 질문이 있습니다")
    return made


def _question(place: int, given: Mapping[str, str]) -> Question:
    key, text, kind = given.get("key") or f"q{place}", given.get("text", "").strip(), given.get("kind")
    if kind not in QUESTION_KINDS:
        raise _bad(
            f"a question is one of {', '.join(QUESTION_KINDS)}",
            f"질문 종류는 {', '.join(QUESTION_KINDS)} 중 하나입니다",
        )
    if not text or len(text) > 300:
        raise _bad("a question has 1 to 300 signs", "질문은 1자에서 300자까지입니다")
    if not _KEY.fullmatch(key) or key in _TAKEN:
        raise _bad(f"“{key[:40]}” cannot be a key", f"“{key[:40]}”{particle(key[:40], '은')} 키로 쓸 수 없습니다")
    return Question(key, text, kind)  # type: ignore[arg-type]


def _bad(english: str, korean: str) -> BadRecord:
    return BadRecord(field="questions", reason=Both(english, korean))


def address_of(text: str) -> str:
    """An address that a browser may open: http or https, or none. Raises BadRecord.

    >>> address_of(" https://example.com/mock-up "), address_of("")
    ('https://example.com/mock-up', '')
    """
    address = text.strip()
    fine = bool(_ADDRESS.fullmatch(address)) and address.isprintable() and len(address) <= 2000
    if address and not fine:
        raise BadRecord(field="address", reason=Both("it is no http or https address", "http나 https 주소가 아닙니다"))
    return address


def said_of(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, int | str]:
    """What somebody answered, by question; what is no answer to its question is left out.

    >>> questions = questions_of([{"kind": kind, "text": "?"} for kind in QUESTION_KINDS])
    >>> said_of(questions, {"q1": 5, "q2": "yes", "q3": " A list ", "q4": "more"})
    {'q1': 5, 'q2': 'yes', 'q3': 'A list'}
    >>> said_of(questions, {"q1": 6, "q2": True, "q3": "  "})
    {}
    """
    return {one.key: said for one in questions if (said := _said(one.kind, given.get(one.key))) is not None}


def _said(kind: QuestionKind, value: Any) -> int | str | None:
    if kind == "rating":
        return value if type(value) is int and LOWEST <= value <= HIGHEST else None
    if not isinstance(value, str):
        return None
    if kind == "yes_no":
        return value if value in ("yes", "no") else None
    return value.strip()[:MOST_SAID] or None
