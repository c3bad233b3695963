"""Schemas of events: fixed as the traffic is or as somebody wrote them, in versions; and what differs from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

import msgspec

from cxloop.errors import Both
from cxloop.listen.catalogue import Observed
from cxloop.listen.errors import BadSchema, UnknownSchema
from cxloop.listen.schema import Schema, as_seen, of_json
from cxloop.model.duration import iso
from cxloop.model.event import FILED, SILENT, event_id
from cxloop.ports.filing import Filings
from cxloop.questions.answer import Answer

_LONGEST_EVENT: Final = 300


class Kept(Protocol):
    """What schemas stand on; a workspace has it."""

    @property
    def filings(self) -> Filings: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class EventSchema(Answer):
    """A version of an event's schema. schema: as JSON Schema; None where this version ended it. fixed: since when, ISO
    8601 in UTC."""

    event: str
    version: int
    fixed: str | None
    schema: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SchemaOf:
    """An event. version: of the schema that holds, None where there is none; violations: messages that differed in the
    most frequent way."""

    event: str
    version: int | None
    fixed: str | None
    violations: int


@dataclass(frozen=True, slots=True)
class SchemaList(Answer):
    """Every event that has come in or has a schema, by name."""

    rows: ClassVar[str] = "events"
    events: tuple[SchemaOf, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Messages that differ from a schema in one way. kind: field_missing, field_type, field_unknown or field_value;
    found: the type or value that was there last, as JSON; event_id: one of them in the event table."""

    event: str
    version: int
    field: str
    kind: str
    found: str
    count: int
    first: str
    last: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Differences(Answer):
    """The most frequent first."""

    rows: ClassVar[str] = "differences"
    differences: tuple[Difference, ...]


def schemas(workspace: Kept) -> SchemaList:
    """Every event, and the schema that holds for it."""
    kept = workspace.filings.schemas
    holding = kept.holding()
    counts: dict[tuple[str, int], int] = {}
    for one in kept.violations():
        counts[one.event, one.version] = max(counts.get((one.event, one.version), 0), one.count)
    seen = {one.event for one in workspace.filings.catalogue() if one.event not in SILENT}
    rows = []
    for event in sorted(seen | holding.keys()):
        schema = holding.get(event)
        if schema is None:
            rows.append(SchemaOf(event, None, None, 0))
        else:
            rows.append(SchemaOf(event, schema.version, iso(schema.fixed_us), counts.get((event, schema.version), 0)))
    return SchemaList(tuple(rows))


def shown(workspace: Kept, event: str, version: int | None = None) -> EventSchema:
    """A version of an event's schema, else the newest. Where it has none: what it would be, fixed now, as version 0."""
    versions = workspace.filings.schemas.versions(event)
    if version is None and not versions:
        return _told(event, 0, _as_seen(workspace, event), None)
    number = len(versions) if version is None else version
    if not 1 <= number <= len(versions):
        raise UnknownSchema(event=event, known=[one.event for one in schemas(workspace).events if one.version])
    found = versions[number - 1]
    return _told(event, number, found, None if found is None else iso(found.fixed_us))


def fixed(workspace: Kept, event: str, text: str | None = None) -> EventSchema:
    """Fixes the schema of an event as its next version: as JSON Schema says, else as its messages have been so far.

    Raises BadSchema, and UnknownSchema where nothing says what it should be.
    """
    if len(event) > _LONGEST_EVENT:
        raise BadSchema(reason=Both("no event has so long a name", "이벤트 이름이 너무 깁니다"))
    schema = _as_seen(workspace, event) if text is None else of_json(event, text)
    now_us = workspace.now_ms() * 1000
    version = workspace.filings.schemas.fix(event, schema.to_json(), now_us)
    return _told(event, version, schema, iso(now_us))


def ended(workspace: Kept, event: str) -> EventSchema:
    """Ends the schema of an event; its versions stay. Raises UnknownSchema."""
    kept = workspace.filings.schemas
    if event not in kept.holding():
        raise UnknownSchema(event=event, known=list(kept.holding()))
    now_us = workspace.now_ms() * 1000
    return _told(event, kept.fix(event, None, now_us), None, iso(now_us))


def differences(workspace: Kept, event: str | None = None) -> Differences:
    """In which ways messages differ from the schemas that hold; of one event, or of all."""
    kept = workspace.filings.schemas
    holding = {name: schema.version for name, schema in kept.holding().items()}
    rows = [
        Difference(
            one.event, one.version, one.property, one.kind, one.found, one.count, iso(one.first_us), iso(one.last_us),
            event_id(FILED + one.batch, one.sequence),
        )
        for one in kept.violations()
        if holding.get(one.event) == one.version and event in (None, one.event)
    ]  # fmt: skip
    return Differences(tuple(sorted(rows, key=lambda one: (-one.count, one.event, one.field, one.kind))))


def _as_seen(workspace: Kept, event: str) -> Schema:
    seen: list[Observed] = [one for one in workspace.filings.catalogue() if one.event == event]
    if not seen:
        raise UnknownSchema(event=event, known=[one.event for one in schemas(workspace).events])
    return as_seen(event, seen)


def _told(event: str, version: int, schema: Schema | None, fixed: str | None) -> EventSchema:
    return EventSchema(event, version, fixed, None if schema is None else msgspec.json.decode(schema.to_json()))
