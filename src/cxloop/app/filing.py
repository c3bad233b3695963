"""Filing: what the journal has accepted becomes events, each exactly once.

One filer at a time works for a workspace. Requests are claimed into a batch of a number that is never used again, and
no other batch is begun before it is ended; what is remembered besides the events is written first and may be written
twice; the events are committed under the batch's number; then the requests leave the journal. Cut off anywhere, the
same batch is filed again and nothing is doubled.

A lease keeps others away, and nothing depends on it: whoever lost it and goes on does what the next one does. Both work
on the same batch, remember the same, and of their commits one is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from opentelemetry import trace

from cxloop.listen.catalogue import observe
from cxloop.listen.filing import Received, Sorted, sort_out
from cxloop.listen.identity import Link
from cxloop.listen.messages import read_batch
from cxloop.listen.schema import violations
from cxloop.listen.shapes import Row, shapes_of
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings, Quarantined
from cxloop.ports.indexes import Indexes
from cxloop.ports.journal import Entry, Journal

KEPT_DAYS: Final = 30
_tracer: Final = trace.get_tracer("cxloop")
_DAY_MS: Final = 86_400_000
_MOST_BYTES: Final = 16 << 20


class Ground(Protocol):
    """What filing stands on; a workspace has it."""

    @property
    def name(self) -> str: ...
    @property
    def table(self) -> EventTable: ...
    @property
    def filings(self) -> Filings: ...
    @property
    def indexes(self) -> Indexes: ...
    def now_ms(self) -> int: ...
    def filing_lease(self) -> AbstractContextManager[bool]: ...


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one batch: events added, duplicates dropped, messages put into quarantine."""

    batch: int
    requests: int
    events: int
    duplicates: int
    refused: int


def file_next(ground: Ground, journal: Journal) -> Filed | None:
    """Files the batch that was begun, else the next one; None where nothing waits. The caller holds the lease."""
    with _tracer.start_as_current_span("cxloop.file") as span:
        filed = _file_next(ground, journal)
        if filed is not None:
            span.set_attribute("cxloop.workspace", ground.name)
            for name in ("batch", "events", "duplicates", "refused"):
                span.set_attribute(f"cxloop.{name}", getattr(filed, name))
        return filed


def _file_next(ground: Ground, journal: Journal) -> Filed | None:
    number, last = _begun(ground, journal)
    if number is None:
        return None
    entries = journal.batch(ground.name, number)
    if not entries:  # ended by another one meanwhile, or lost from a damaged journal
        journal.end(ground.name, number)
        return Filed(number, 0, 0, 0, 0)
    spoilt = [_spoilt(one, number) for one in entries if one.damaged]
    found = sort_out(
        (
            Received(one.number, one.request.path, one.request.body, one.request.received_us)
            for one in entries
            if not one.damaged
        ),
        number,
    )
    day = ground.now_ms() // _DAY_MS
    first, said = ground.filings.remember(number, found.ids, found.payloads, day)
    fresh, reused = _fresh(found, last, first, said)
    ground.filings.refuse(number, [*_refused(found, number), *_reused(found, entries, number, reused), *spoilt])
    ground.filings.link(number, _links(found, reused))
    schemas = ground.filings.schemas
    holding = schemas.holding()
    shapes = shapes_of(_shown(found, fresh), holding)
    ground.filings.observe(number, observe(shapes))
    schemas.violate(number, violations(shapes, holding))
    ground.table.file(number, found.events.filter(pa.array(fresh)), ground.now_ms())
    journal.end(ground.name, number)
    added = int(fresh.sum())
    return Filed(
        number, len(entries), added, len(fresh) - added - len(reused), len(found.refused) + len(reused) + len(spoilt)
    )


def _begun(ground: Ground, journal: Journal) -> tuple[int | None, int]:
    """The batch to file, None where nothing waits, and the last one in the table.

    The table is looked at after the batch was begun: what was begun before is in it then, whoever filed it.
    """
    while True:
        number = journal.claimed(ground.name)
        if number is None:
            number = journal.claim(ground.name, ground.table.filed(), _MOST_BYTES)
        last = ground.table.filed() if number is not None else 0
        if number is None or number > last:
            return number, last
        ground.table.settle()
        journal.end(ground.name, number)


def _shown(found: Sorted, fresh: np.ndarray) -> Iterator[Row]:
    events = found.events.filter(pa.array(fresh))
    received = events.column("received").cast(pa.int64()).to_pylist()
    properties = pc.fill_null(events.column("properties"), "").to_pylist()
    sequences = events.column("sequence").to_pylist()
    return map(Row, events.column("event").to_pylist(), properties, received, sequences)


def _fresh(found: Sorted, last: int, first: np.ndarray, said: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Which messages came for the first time, and which came with an id that said something else before.

    An id whose first batch is later than the last one in the table was remembered and never filed: by this batch, or by
    one that a damaged journal no longer knows.
    """
    earliest = np.zeros(len(found.ids), np.bool_)
    earliest[np.unique(found.ids, return_index=True)[1]] = True
    fresh = (first > last) & earliest
    if fresh.all():
        return fresh, []
    opening = dict(zip(found.ids[fresh].tolist(), found.payloads[fresh].tolist(), strict=True))
    before = np.array(
        [opening.get(id, one) for id, one in zip(found.ids.tolist(), said.tolist(), strict=True)], np.int64
    )
    reused = np.flatnonzero(~fresh & (before != found.payloads)).tolist()
    return fresh, reused


def _links(found: Sorted, reused: list[int]) -> list[Link]:
    """Who was seen with whom; a message in quarantine says nothing of it. Copies do: which came first is chance."""
    unsaid = set(reused)
    return [link for row, link in enumerate(found.links) if link is not None and row not in unsaid]


def _refused(found: Sorted, number: int) -> list[Quarantined]:
    return [
        Quarantined(0, number, one.request, one.place, one.path, one.reason, one.detail, one.message_id,
                    one.received_us, one.raw) for one in found.refused
    ]  # fmt: skip


def _spoilt(one: Entry, number: int) -> Quarantined:
    request, detail = one.request, "the disk handed the request out changed"
    return Quarantined(
        0, number, one.number, 0, request.path, "request_damaged", detail, None, request.received_us, request.body
    )


def _reused(found: Sorted, entries: list[Entry], number: int, rows: list[int]) -> list[Quarantined]:
    requests = {one.number: one.request for one in entries}
    received, ids = found.events["received"].cast(pa.int64()), found.events["event_id"]
    detail = "an earlier message with this id said something else"
    made = []
    for row in rows:
        of, place = found.places[row].tolist()
        path, raw = requests[of].path, read_batch(requests[of].path, requests[of].body).items[place]
        id, moment = ids[row].as_py(), received[row].as_py()
        made.append(Quarantined(0, number, of, place, path, "id_reused", detail, id, moment, bytes(raw)))
    return made
