"""The port to what filing remembers: messages seen, messages refused, who was seen with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.listen.catalogue import Observed
from cxloop.listen.identity import Link
from cxloop.listen.schema import Schema, Violation

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that could not come in. number: of this record; batch, request, place: where it came from; raw: the
    message as it came; status: waiting, replayed or dropped."""

    number: int
    batch: int
    request: int
    place: int
    path: str
    reason: str
    detail: str
    message_id: str | None
    received_us: int
    raw: bytes
    status: str = "waiting"


class Schemas(Protocol):
    """What the messages of an event should look like, in versions; and in which ways they have differed."""

    def holding(self) -> dict[str, Schema]:
        """The newest version of every schema that holds, by event."""
        ...

    def versions(self, event: str) -> list[Schema | None]:
        """All versions of an event's schema, from 1 on; None where it was ended."""
        ...

    def fix(self, event: str, text: str | None, fixed_us: int) -> int:
        """Keeps the next version of an event's schema, as JSON Schema; None ends it. The version's number."""
        ...

    def violate(self, batch: int, seen: Sequence[Violation]) -> None:
        """Adds up in which ways the messages of a batch differ from their schemas; can be said twice."""
        ...

    def violations(self) -> list[Violation]:
        """All ways in which messages have differed, of all versions."""
        ...


class Filings(Protocol):
    """What filing remembers of one workspace. All of it can be said twice: a batch that is filed again after a crash
    leaves what it left the first time."""

    @property
    def schemas(self) -> Schemas: ...

    def remember(self, batch: int, ids: Ints, payloads: Ints, day: int) -> tuple[Ints, Ints]:
        """Keeps the messages' ids, hashed. For each, the batch it first came in and the payload it came with then."""
        ...

    def forget(self, before_day: int) -> int:
        """Forgets ids last seen before a day (since 1970 UTC); how many."""
        ...

    def refuse(self, batch: int, rows: Sequence[Quarantined]) -> None:
        """Puts messages into quarantine; numbers are given here."""
        ...

    def refused(self, status: str | None = "waiting", limit: int = 100) -> list[Quarantined]: ...

    def refusal(self, number: int) -> Quarantined | None: ...

    def change_refusal(self, number: int, raw: bytes, status: str) -> None: ...

    def link(self, batch: int, links: Sequence[Link]) -> None:
        """Keeps who was seen with whom, and when first."""
        ...

    def observe(self, batch: int, seen: Sequence[Observed]) -> None:
        """Adds to the catalogue of events what a batch shows."""
        ...

    def catalogue(self) -> list[Observed]:
        """Every event and property seen so far."""
        ...

    def links(self, after: int = -1) -> tuple[list[Link], int]:
        """The first time each pair was seen, of those that batches after this one have changed; and the last batch."""
        ...

    def meet(self, number: int, part: int, rows: pa.Table) -> None:
        """Keeps which identifiers stood together in a part of an import, as rows of `listen.identity.MET`."""
        ...

    def met(self, imports: Collection[int]) -> pa.Table:
        """Which identifiers stood together in these imports, as rows of `listen.identity.MET`."""
        ...

    def unmeet(self, number: int) -> None:
        """Forgets those of an import that was taken back."""
        ...
