"""One customer: who it is known as, and how much is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from cxloop.app.journey import journey
from cxloop.listen.identity import Owners, of_customer
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.ports.indexes import Indexes
from cxloop.questions.answer import Answer


class Ground(Protocol):
    """What this stands on; a workspace has it."""

    @property
    def indexes(self) -> Indexes: ...
    @property
    def table(self) -> EventTable: ...
    @property
    def filings(self) -> Filings: ...


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
    found = journey(ground, identifier)
    channels: dict[str, int] = {}
    for event in found.events:
        channels[event.channel or "(none)"] = channels.get(event.channel or "(none)", 0) + 1
    times = [event.time for event in found.events]
    return CustomerAnswer(
        found.customer,
        _identifiers(ground, found),
        len(found.events),
        min(times, default=None),
        max(times, default=None),
        channels,
        found.identity,
    )


def _identifiers(ground: Ground, found: Any) -> tuple[Identifier, ...]:
    own = {(found.kind, found.customer)}
    own |= {("anonymous", one) for one in of_customer(found.customer, Owners(ground.filings.links()[0]).of)}
    return tuple(Identifier(*pair) for pair in sorted(own, key=lambda pair: (pair[0] != found.kind, pair)))
