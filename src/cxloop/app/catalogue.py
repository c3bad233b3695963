"""The catalogue of events as people read it: each event with its properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxloop.listen.catalogue import Observed
from cxloop.model.duration import iso
from cxloop.model.event import SILENT
from cxloop.ports.filing import Filings
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A property of an event. share: of its messages that have it. example: a value as JSON, cut where it is long."""

    name: str
    types: tuple[str, ...]
    example: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class EventSeen:
    """fields: its properties; first, last: when it was received, ISO 8601 in UTC; count: messages."""

    event: str
    count: int
    first: str
    last: str
    fields: tuple[FieldSeen, ...]


@dataclass(frozen=True, slots=True)
class Catalogue(Answer):
    """The most frequent event first."""

    rows: ClassVar[str] = "events"
    events: tuple[EventSeen, ...]


def catalogue(filings: Filings) -> Catalogue:
    """What the traffic has shown so far."""
    of: dict[str, list[Observed]] = {}
    whole: dict[str, Observed] = {}
    for one in filings.catalogue():
        if one.event in SILENT:
            continue
        if one.property:
            of.setdefault(one.event, []).append(one)
        else:
            whole[one.event] = one
    events = [_event(one, of.get(name, [])) for name, one in whole.items()]
    return Catalogue(tuple(sorted(events, key=lambda one: (-one.count, one.event))))


def _event(whole: Observed, properties: list[Observed]) -> EventSeen:
    seen = [
        FieldSeen(one.property, tuple(sorted(one.types)), one.example, one.count, one.count / max(whole.count, 1))
        for one in sorted(properties, key=lambda one: (-one.count, one.property))
    ]
    return EventSeen(whole.event, whole.count, iso(whole.first_us), iso(whole.last_us), tuple(seen))
