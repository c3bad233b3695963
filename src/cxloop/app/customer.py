"""One customer: who it is known as, and how much is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.app.belonging import belonging_of
from cxloop.app.journey import journey
from cxloop.errors import NoEvents, UnknownCustomer
from cxloop.listen.identity import CUSTOMER
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.ports.indexes import Indexes
from cxloop.ports.records import Records
from cxloop.questions.answer import Answer


class Ground(Protocol):
    """What this stands on; a workspace has it."""

    @property
    def indexes(self) -> Indexes: ...
    @property
    def table(self) -> EventTable: ...
    @property
    def filings(self) -> Filings: ...
    @property
    def records(self) -> Records: ...
    @property
    def named(self) -> bool: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Identifier:
    """A (kind, value) pair that belongs to the customer."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class CustomerAnswer(Answer):
    """first, last: the first and the last event, ISO 8601 in UTC; channels: events in each."""

    rows: ClassVar[str] = "identifiers"
    customer: str
    identifiers: tuple[Identifier, ...]
    events: int
    first: str | None
    last: str | None
    channels: dict[str, int]
    identity: str = ""


def customer(ground: Ground, identifier: str) -> CustomerAnswer:
    """The customer with this identifier: `kind:value`, or the value. Raises UnknownCustomer."""
    owners = belonging_of(ground)
    try:
        found = journey(ground, identifier)
    except (UnknownCustomer, NoEvents):
        named = _named(identifier, owners)
        if named is None:
            raise
        return CustomerAnswer(named, _identifiers(CUSTOMER, named, owners), 0, None, None, {})
    channels: dict[str, int] = {}
    for event in found.events:
        channels[event.channel or "(none)"] = channels.get(event.channel or "(none)", 0) + 1
    times = [event.time for event in found.events]
    return CustomerAnswer(
        found.customer,
        _identifiers(found.kind, found.customer, owners),
        len(found.events),
        min(times, default=None),
        max(times, default=None),
        channels,
        found.identity,
    )


def _named(identifier: str, owners: pa.Table) -> str | None:
    """Somebody who only said who they are: the customer that an identifier belongs to."""
    kind, _, value = identifier.partition(":")
    own = pc.and_(pc.equal(owners["kind"], kind), pc.equal(owners["identifier"], value))
    for chosen in (pc.equal(owners["identifier"], identifier), own):
        found = owners["customer"].filter(chosen)
        if len(found):
            return str(found[0].as_py())
    for name in (identifier, value if kind == CUSTOMER else ""):
        if pc.any(pc.equal(owners["customer"], name)).as_py():
            return name
    return None


def _identifiers(kind: str, customer: str, owners: pa.Table) -> tuple[Identifier, ...]:
    mine = owners.filter(pc.equal(owners["customer"], customer)) if kind == CUSTOMER else owners.slice(0, 0)
    own = {(kind, customer), *zip(mine["kind"].to_pylist(), mine["identifier"].to_pylist(), strict=True)}
    return tuple(Identifier(*pair) for pair in sorted(own, key=lambda pair: (pair[0] != kind, pair)))
