"""Prototypes: an idea shown to chosen customers before anything is built, and what they answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from cxloop.app.books import IDEAS, PROTOTYPES, Entry, worded
from cxloop.app.door import Seal
from cxloop.app.prototype_answers import Summary, answers_of, summaries
from cxloop.change.errors import BadRecord
from cxloop.change.prototype import Invited, Prototype, Question, address_of, invited_of, questions_of
from cxloop.errors import Both
from cxloop.model.duration import iso
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

PAGE: Final = "/touch/prototype"


@dataclass(frozen=True, slots=True)
class PrototypeSeen(Answer):
    """A prototype. invitations: how many were invited, None where everybody with the link may answer; seen: by how
    many; answered: how many did; questions: what was asked and what came of it, an empty text being one of the usual
    ones; answers: of each, the newest first, where they were asked for."""

    id: str
    version: int
    idea: str
    title: str
    description: str
    address: str
    state: str
    author: str
    begun: str
    invitations: int | None
    seen: int
    answered: int
    questions: tuple[QuestionTold, ...]
    answers: tuple[AnswerTold, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionTold:
    """A question. n: how many answered it; mean: of a rating, 1 to 5; share: of those who said yes; low, high: the 95 %
    interval of either, as far as there can be one."""

    key: str
    question: str
    kind: str
    n: int
    mean: float | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """What one customer answered. event: the id of the event that says so; time: ISO 8601 in UTC."""

    event: str
    customer: str
    kind: str
    time: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to one question, as the question is: a rating, yes or no, or a text."""

    key: str
    rating: int | None = None
    yes: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class PrototypeList(Answer):
    """The newest first; without the single answers."""

    rows: ClassVar[str] = "prototypes"
    prototypes: tuple[PrototypeSeen, ...]


@dataclass(frozen=True, slots=True)
class LinkTold:
    """The link of one customer: whoever has it answers as that customer."""

    customer: str
    kind: str
    link: str


@dataclass(frozen=True, slots=True)
class PrototypeLinks(Answer):
    """Where the page is. open: the link for everybody, None where only those who are invited may answer."""

    rows: ClassVar[str] = "links"
    id: str
    open: str | None
    links: tuple[LinkTold, ...]


def add_prototype(
    workspace: Workspace, idea: str, title: str, by: str, given: Mapping[str, Any] | None = None
) -> PrototypeSeen:
    """Shows an idea to customers. given: description, address, questions (kind, text, key), invited (`kind:value`).

    Raises UnknownRecord, BadRecord.
    """
    about = IDEAS.get(workspace, idea)
    made = Prototype(about.id, worded("title", title or about.value.title), by, iso(workspace.now_ms() * 1000))
    return _seen(workspace, PROTOTYPES.add(workspace, replace(made, **_checked(given or {})), by))


def edit_prototype(workspace: Workspace, id: str, by: str, given: Mapping[str, Any]) -> PrototypeSeen:
    """Other words, another list, or its end; questions as long as nobody has answered.

    Raises UnknownRecord, BadRecord, Outdated.
    """
    entry = PROTOTYPES.get(workspace, id)
    fields = _checked(given)
    asked = fields.get("questions", entry.value.questions)
    if asked != entry.value.questions and answers_of(workspace, [entry])[entry.id].answers:
        raise BadRecord(field="questions", reason=Both("somebody has answered them", "이미 답변이 있습니다"))
    return _seen(workspace, PROTOTYPES.put(workspace, entry, replace(entry.value, **fields), by))


def close_prototype(workspace: Workspace, id: str, by: str) -> PrototypeSeen:
    """Ends it: who opens the page is thanked. Raises UnknownRecord, Outdated."""
    return edit_prototype(workspace, id, by, {"state": "closed"})


def prototypes(workspace: Workspace, idea: str | None = None) -> PrototypeList:
    """All of them, or those of one idea. Raises UnknownRecord."""
    about = None if idea is None else IDEAS.get(workspace, idea).id
    entries = [one for one in PROTOTYPES.all(workspace) if about in (None, one.value.idea)]
    told = answers_of(workspace, entries)
    return PrototypeList(tuple(_told(one, told[one.id]) for one in reversed(entries)))


def prototype(workspace: Workspace, id: str) -> PrototypeSeen:
    """One of them with every answer. Raises UnknownRecord."""
    entry = PROTOTYPES.get(workspace, id)
    told = answers_of(workspace, [entry])[entry.id]
    answers = tuple(
        AnswerTold(one.event, one.customer, one.kind, one.time, tuple(_said(each, one.said) for each in asked))
        for one in reversed(told.answers)
        if (asked := [each for each in entry.value.asks() if each.key in one.said])
    )
    return replace(_told(entry, told), answers=answers)


def links(workspace: Workspace, id: str, seal: Seal, base: str, key: str = "KEY") -> PrototypeLinks:
    """A link for each who is invited, else the one for everybody. base: the server as customers reach it; key: an
    ingest key, which is kept nowhere and so has to be given. Raises UnknownRecord, BadRecord."""
    entry = PROTOTYPES.get(workspace, id)
    page = f"{address_of(worded('base', base)).rstrip('/')}{PAGE}"
    own = f"{page}?{urlencode({'key': key, 'prototype': entry.id})}"
    made = tuple(
        LinkTold(one.value, one.kind, f"{own}&{urlencode({'for': code_of(seal, workspace.name, entry.id, one)})}")
        for one in entry.value.invited
    )
    return PrototypeLinks(entry.id, None if made else own, made)


def code_of(seal: Seal, workspace: str, id: str, one: Invited) -> str:
    """The code by which somebody answers one prototype; it tells nothing, and nobody else can make one."""
    return seal.close(f"prototype:{id}\n{one.kind}:{one.value}", workspace)


def invited_by(seal: Seal, workspace: str, id: str, code: str) -> Invited | None:
    """Whom a code stands for; None where it is none of this prototype."""
    opened = seal.open(code, workspace)
    about, _, name = opened.partition("\n")
    kind, _, value = name.partition(":")
    # a text that is no code comes back as it is: whoever writes one in plain opens nothing
    fits = opened != code and about == f"prototype:{id}" and bool(value)
    return Invited(kind, value) if fits else None


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in given.items() if value is not None}
    if fields.get("state", "open") not in ("open", "closed"):
        raise BadRecord(field="state", reason=Both("it is open or closed", "open이나 closed여야 합니다"))
    checks: dict[str, Callable[[Any], Any]] = {
        "title": lambda text: worded("title", text),
        "description": lambda text: worded("description", text, 5000) if text.strip() else "",
        "address": address_of, "questions": questions_of, "invited": invited_of, "state": str,
    }  # fmt: skip
    return {name: checks[name](value) for name, value in fields.items()}


def _seen(workspace: Workspace, entry: Entry[Prototype]) -> PrototypeSeen:
    return _told(entry, answers_of(workspace, [entry])[entry.id])


def _told(entry: Entry[Prototype], told: Summary) -> PrototypeSeen:
    one = entry.value
    asked = zip(one.asks(), summaries(one.asks(), [each.said for each in told.answers]), strict=True)
    questions = tuple(
        QuestionTold(each.key, each.text if one.questions else "", each.kind, *found) for each, found in asked
    )
    return PrototypeSeen(
        entry.id, entry.version, one.idea, one.title, one.description, one.address, one.state, one.author, one.begun,
        len(one.invited) or None, told.seen, len(told.answers), questions,
    )  # fmt: skip


def _said(question: Question, said: Mapping[str, Any]) -> Said:
    value = said[question.key]
    if question.kind == "rating":
        return Said(question.key, rating=value)
    return Said(question.key, yes=value == "yes") if question.kind == "yes_no" else Said(question.key, text=value)
