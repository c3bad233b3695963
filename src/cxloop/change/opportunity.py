"""A pain point or need that somebody took up, framed as a question, and the ideas that may answer it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from cxloop.particles import filled

EvidenceKind = Literal["pain", "need", "note", "event"]
State = Literal["open", "taken", "closed"]
STATES: Final = ("open", "taken", "closed")
DEFAULT_EFFORT: Final = 1.0
DEFAULT_CONFIDENCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an opportunity rests on, as it was when it was taken up.

    ref: what it is called: a pain's id, an event's id, or nothing for a note. seen: as of when, ISO 8601. frozen: what
    was known then; asked: the options it was asked with, so that it can be asked again. events: ids of events that
    show it, which stay what they are whatever is merged or compacted.
    """

    kind: EvidenceKind
    ref: str
    seen: str
    text: str = ""
    frozen: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opportunity:
    """question: “How might we …?”, no solution. reach: customers in 30 days; effect: on each, in the outcome's unit;
    value: of one unit of the outcome; effort: weeks of a team; confidence: 0 to 1; scores: one's own, by name. told:
    what those who gave the evidence were told of what came of it."""

    title: str
    question: str
    author: str
    begun: str
    evidence: tuple[Evidence, ...] = ()
    step: str | None = None
    whom: str = ""
    reach: float | None = None
    effect: float | None = None
    value: float | None = None
    unit: str = ""
    effort: float = DEFAULT_EFFORT
    confidence: float = DEFAULT_CONFIDENCE
    scores: dict[str, float] = field(default_factory=dict)
    team: str | None = None
    state: State = "open"
    told: str | None = None

    @property
    def cost(self) -> float | None:
        """What it costs now in 30 days: reach × effect × value."""
        if self.reach is None or self.effect is None:
            return None
        return self.reach * abs(self.effect) * (1.0 if self.value is None else self.value)

    @property
    def priority(self) -> float | None:
        """What may be won for each week of work: cost × confidence / effort.

        >>> Opportunity("t", "How might we t?", "kim", "", reach=200, effect=-0.1, value=50, effort=2).priority
        250.0
        """
        return None if self.cost is None else self.cost * self.confidence / self.effort


ASKS: Final[dict[str, tuple[str, str]]] = {
    "error": ("get through “{step}” without an error", "“{step}”{step:을} 오류 없이 마치게"),
    "late": ("have “{step}” when it was promised", "“{step}”{step:을} 약속한 때에 받게"),
    "ping_pong": ("get through “{step}” without being sent to and fro", "“{step}”에서 이리저리 오가지 않게"),
    "repeat_contact": ("have it solved at “{step}” the first time", "“{step}”에서 한 번에 해결되게"),
    "channel_escape": ("finish “{step}” where they began it", "“{step}”{step:을} 시작한 곳에서 마치게"),
    "delay": ("get past “{step}” without waiting", "“{step}”에서 기다리지 않게"),
    "rework": ("get through “{step}” without doing it again", "“{step}”{step:을} 다시 하지 않게"),
    "drop_off": ("go on after “{step}”", "“{step}” 다음으로 나아가게"),
}
"""What customers would rather, by kind of friction, in English and Korean."""


def question_at(kind: str, step: str) -> str:
    """The question that a friction at a step asks, in the language of the step's name.

    >>> question_at("rework", "payment")
    'How might customers get through “payment” without doing it again?'
    >>> question_at("error", "결제")
    '어떻게 하면 고객이 “결제”를 오류 없이 마치게 할 수 있을까?'
    """
    english, korean = ASKS.get(kind, ("get past “{step}”", "“{step}”{step:을} 지나가게"))
    if _is_korean(step):
        return f"어떻게 하면 고객이 {filled(korean, step=step)} 할 수 있을까?"
    return f"How might customers {english.format(step=step)}?"


def question_of(text: str) -> str:
    """A text as a question that leaves the answer open.

    >>> question_of("pay without an account"), question_of("How might we help?"), question_of("어떻게 하면 줄일까?")
    ('How might we pay without an account?', 'How might we help?', '어떻게 하면 줄일까?')
    >>> question_of("로그인 없이 결제하게")
    '어떻게 하면 로그인 없이 결제하게 할 수 있을까?'
    """
    told = text.strip().rstrip("?.").strip()
    if text.strip().endswith("?"):
        return f"{told}?"
    return f"어떻게 하면 {told} 할 수 있을까?" if _is_korean(told) else f"How might we {told}?"


def _is_korean(text: str) -> bool:
    return any("가" <= sign <= "힣" for sign in unicodedata.normalize("NFC", text))


@dataclass(frozen=True, slots=True)
class Idea:
    """A possible answer to an opportunity. merged: the idea it has become part of."""

    opportunity: str
    title: str
    author: str
    begun: str
    description: str = ""
    state: Literal["open", "chosen", "dropped", "merged"] = "open"
    merged: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about an idea or an opportunity."""

    about: str
    said: str
    author: str
    begun: str
