"""From the rows of one source to staged parts of the event table: fingerprints, duplicates, resumption."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import pyarrow as pa

from cxloop.listen.case_customers import CaseCustomers, NoCustomer
from cxloop.listen.duplicates import Milestones, Seen, fingerprints
from cxloop.listen.identity import met
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise
from cxloop.listen.raw import RawBatch, Refusal
from cxloop.model.event import EVENT_SCHEMA
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.ports.source import Source
from cxloop.ports.state import ImportRecord, Part, Refused, State

_ROWS_A_PART: Final = 1_000_000
_BYTES_A_PART: Final = 256 << 20
_IN_FLIGHT: Final = 2


class Stager:
    """Stages one source under one import, part by part; each part is synced and remembered before the next counts.

    A part is a run of whole batches of the source, so that a later run skips what the remembered parts cover.
    """

    def __init__(self, table: EventTable, state: State, filings: Filings, record: ImportRecord, now_ms: int) -> None:
        self.table, self.state, self.filings, self.record, self.now_ms = table, state, filings, record, now_ms
        self.parts = state.parts(record.number)
        self.seen = sum(part.imported + part.duplicates for part in self.parts)
        self.first_refusal = next((f"{one.reason}: {one.detail}" for one in state.refused(record.number, 1)), None)
        self.waiting: list[pa.RecordBatch] = []
        self.refused: list[Refusal] = []
        self.properties: set[str] = set()
        self.duplicates = 0
        self.customers: CaseCustomers | None = None
        self.milestones = Milestones(Mapping.from_dict(record.mapping))
        self.writing: deque[tuple[Future[Any], Part, list[Refused]]] = deque()

    @property
    def no_customer(self) -> NoCustomer:
        """The rows of the source that name a case but no customer."""
        return NoCustomer() if self.customers is None else self.customers.rows

    def staged(self) -> list[Any]:
        return [self.table.staged(part.staged) for part in self.state.parts(self.record.number) if part.staged]

    def overtaken(self) -> bool:
        """Whether the table has changed since parts were staged: what was a duplicate then need not be one now."""
        if self.table.committed(self.record.number):
            return False
        return any(part.version != self.table.version() for part in self.staged())

    def run(self, source: Source, mapping: Mapping, tell: Callable[[float, int], None]) -> None:
        if self.table.committed(self.record.number):
            return
        earlier = self._earlier()
        again = earlier is not None or mapping.has_milestones  # batches that are staged already are looked at once more
        self.customers = CaseCustomers(source.batches, mapping)
        if self.parts:
            self.customers.owners()  # rows that were staged before the import was cut off count as well
        done = self.parts[-1].batches if self.parts else 0
        ordinal, place = 0, 0
        with ThreadPoolExecutor(_IN_FLIGHT) as pool:
            for place, raw in enumerate(source.batches(), 1):
                if place <= done and not again:
                    continue
                ordinal = max(ordinal, self.parts[-1].ordinal) if self.parts and not again else ordinal
                events = self._events(raw, mapping, ordinal, keep=place > done)
                ordinal += len(events)
                fresh = self._fresh(events, earlier, count=place > done)
                if place > done:
                    self.seen += len(events)
                    self.waiting.append(fresh)
                    self._flush(pool, place, ordinal, whole=False)
                tell(raw.done, ordinal)
            if place > done:
                self._flush(pool, place, ordinal, whole=True)
            while self.writing:
                self._remember()

    def _earlier(self) -> Seen | None:
        """What the table held before, by content; None where it is empty, and nothing can be a duplicate."""
        if not self.table.rows():
            return None
        return Seen(batch.column(0).to_numpy() for batch in self.table.scan(["fingerprint"]))

    def _events(self, raw: RawBatch, mapping: Mapping, ordinal: int, keep: bool) -> pa.RecordBatch:
        normalised = normalise(raw, mapping)
        if keep:
            refused = normalised.refused
            self.refused += refused
            self.properties |= normalised.properties
            if self.first_refusal is None and refused:
                self.first_refusal = f"{refused[0].reason}: {refused[0].detail} (line {refused[0].line})"
        events = normalised.events
        count = len(events)
        columns = {name: events.column(name) for name in events.schema.names}
        # of the row as it stands: what the rest of its file says of it must not make it another one
        columns["fingerprint"] = pa.array(fingerprints(events, mapping))
        columns |= {} if self.customers is None else self.customers.fill(events)
        columns["sequence"] = pa.array(np.arange(ordinal, ordinal + count))
        columns["received"] = pa.array(np.full(count, self.now_ms * 1000)).cast(EVENT_SCHEMA.field("received").type)
        columns["batch"] = pa.array(np.full(count, self.record.number))
        return pa.record_batch([columns[name] for name in EVENT_SCHEMA.names], schema=EVENT_SCHEMA)

    def _fresh(self, events: pa.RecordBatch, earlier: Seen | None, count: bool) -> pa.RecordBatch:
        if not len(events):
            return events
        fresh = ~self.milestones.again(events)
        if earlier is not None:
            fresh[fresh] = earlier.take(events.column("fingerprint").to_numpy()[fresh])
        self.duplicates += int((~fresh).sum()) if count else 0
        return events if fresh.all() else events.filter(pa.array(fresh))

    def _flush(self, pool: ThreadPoolExecutor, batches: int, ordinal: int, whole: bool) -> None:
        rows, size = sum(len(batch) for batch in self.waiting), sum(batch.nbytes for batch in self.waiting)
        if not whole and rows < _ROWS_A_PART and size < _BYTES_A_PART:
            return
        number = (self.parts[-1].number if self.parts else 0) + 1
        part = Part(number, batches, ordinal, rows, self.duplicates, None, tuple(sorted(self.properties)))
        refused = [Refused(one.line, one.reason, one.detail, one.raw, field=one.field) for one in self.refused]
        content = pa.Table.from_batches(self.waiting, schema=EVENT_SCHEMA)
        self.writing.append((pool.submit(self._stage, number, content), part, refused))
        self.parts.append(part)
        self.waiting, self.refused, self.properties, self.duplicates = [], [], set(), 0
        while len(self.writing) > _IN_FLIGHT:
            self._remember()

    def _stage(self, part: int, content: pa.Table) -> tuple[dict[str, Any], pa.Table]:
        together = met(content, (kind for kind, _ in self.record.mapping["identifiers"]))
        return self.table.stage(self.record.number, part, content).to_dict(), together

    def _remember(self) -> None:
        future, part, refused = self.writing.popleft()
        staged, together = future.result()
        if len(together):
            self.filings.meet(self.record.number, part.number, together)
        kept = Part(part.number, part.batches, part.ordinal, part.imported, part.duplicates, staged, part.properties)
        self.state.add_part(self.record.number, kept, refused)
