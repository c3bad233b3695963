"""One journey as evidence: its events, read from the event table, in the order of the index."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Final, Protocol

import numpy as np
import pyarrow.compute as pc

from cxloop.app.naming import Naming
from cxloop.app.resolve import PER, event_named, one_of
from cxloop.errors import UnknownCustomer
from cxloop.listen.shapes import as_written
from cxloop.model.duration import iso
from cxloop.model.event import event_id
from cxloop.model.label import Meanings
from cxloop.model.rule import nfc
from cxloop.ports.event_table import EventTable
from cxloop.ports.index import JourneyIndex
from cxloop.ports.indexes import Indexes
from cxloop.ports.records import Records
from cxloop.questions.answer import Answer
from cxloop.questions.lens import LeftOut, left_out
from cxloop.understand.failing import says_failed

_COLUMNS: Final = [
    "batch", "sequence", "occurred", "event", "channel", "case_id", "owner", "due", "value", "text", "properties",
]  # fmt: skip
_KEYS: Final = ("batch", "sequence")


class Ground(Protocol):
    """What reading a journey stands on; a workspace has it."""

    @property
    def indexes(self) -> Indexes: ...
    @property
    def table(self) -> EventTable: ...
    @property
    def records(self) -> Records: ...
    @property
    def named(self) -> bool: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class JourneyEvent:
    """id: the name by which evidence points at the event; time, due: ISO 8601 in UTC; notable: `error` where something
    failed, `human` where it took place with a person, else empty."""

    id: str
    time: str
    event: str
    channel: str | None
    case: str | None
    owner: str | None
    due: str | None
    value: float | None
    text: str | None
    properties: dict[str, Any] = field(default_factory=dict)
    notable: str = ""


@dataclass(frozen=True, slots=True)
class JourneyAnswer(Answer):
    """The events of one customer or case, in the order of the index."""

    question: ClassVar[str] = "journey"
    rows: ClassVar[str] = "events"
    customer: str
    per: str
    events: tuple[JourneyEvent, ...]
    kind: str = ""
    identity: str = ""
    lens: LeftOut | None = None


def journey(ground: Ground, identifier: str, per: str = "customer") -> JourneyAnswer:
    """The events of the customer or case with this identifier: its value, or `kind:value`. Those that the workspace
    hides are left out, and merged ones are called what they are seen as; a bot is shown like anybody else.

    Raises UnknownCustomer.
    """
    index = ground.indexes.open(one_of("--per", per, PER), _KEYS)
    found = index.find(identifier)
    if found is None:
        raise UnknownCustomer(customer=identifier, known=())
    journeys = index.journeys(found[0], _KEYS)
    rows = slice(int(journeys.starts[found[1]]), int(journeys.starts[found[1] + 1]))
    keys = list(zip(*(journeys.numbers(name)[rows].tolist() for name in _KEYS), strict=True))
    events, naming = events_of(ground.table, keys), Naming.of(ground)
    told = tuple(seen for key in keys if key in events and (seen := _seen(events[key], naming, index)) is not None)
    lens = naming.lens(index)
    left = None if lens is None else left_out(lens, index.events, 0)
    return JourneyAnswer(journeys.names[found[1]], per, told, index.kind_of(*found), index.identity, left)


def _seen(event: JourneyEvent, naming: Naming, index: JourneyIndex) -> JourneyEvent | None:
    """An event as every answer has it; None where it is hidden."""
    name = nfc(event.event)
    into = event_named(naming.merged[name], index.events) if name in naming.merged else None
    if nfc(into or name) in naming.hidden:
        return None
    called = event if into is None else replace(event, event=into)
    return replace(called, notable=_notable(called, naming.meanings))


def _notable(event: JourneyEvent, meanings: Meanings) -> str:
    told = meanings.failed(event.event)
    if says_failed(event.event) if told is None else told:
        return "error"
    kind = meanings.kind_of(event.channel) if event.channel else "unknown"
    return "human" if kind == "human" or (kind != "digital" and meanings.contact(event.event)) else ""


def events_of(table: EventTable, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], JourneyEvent]:
    """Events by batch and place, as they stand in the event table."""
    keys = list(keys)
    if not keys:
        return {}
    batches, places = (np.unique([key[part] for key in keys]).tolist() for part in (0, 1))
    wanted = pc.field("batch").isin(batches) & pc.field("sequence").isin(places)
    rows = table.read(_COLUMNS, wanted).to_pylist()
    return {(row["batch"], row["sequence"]): _event(row) for row in rows}


def _event(row: dict[str, Any]) -> JourneyEvent:
    return JourneyEvent(
        id=event_id(row["batch"], row["sequence"]), time=_iso(row["occurred"]) or "", event=row["event"],
        channel=row["channel"], case=row["case_id"], owner=row["owner"], due=_iso(row["due"]), value=row["value"],
        text=row["text"], properties=_properties(row["properties"]) if row["properties"] else {},
    )  # fmt: skip


def _properties(text: str) -> dict[str, Any]:
    """The values of an event's properties; one that no reader of the answer could read stays the text it is."""
    try:
        found: dict[str, Any] = json.loads(text)
        json.dumps(found, allow_nan=False)
    except ValueError:  # a number beyond all bounds
        return {name: _value(bytes(raw).decode()) for name, raw in as_written(text).items()}
    return found


def _value(text: str) -> Any:
    try:
        found = json.loads(text)
        json.dumps(found, allow_nan=False)
    except ValueError:
        return text
    return found


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(int(moment.timestamp() * 1_000_000))
