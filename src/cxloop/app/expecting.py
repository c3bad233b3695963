"""What would come in of a file, told from its first rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.app.refused import RefusedRow, summed
from cxloop.app.workspace import Workspace
from cxloop.errors import NoEvents
from cxloop.listen.case_customers import CaseCustomers
from cxloop.listen.duplicates import Milestones
from cxloop.listen.identity import MET, belonging, met
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import CASE, normalise
from cxloop.listen.raw import RawBatch
from cxloop.model.duration import iso
from cxloop.ports.source import Source
from cxloop.questions.answer import Answer

MOST_COUNTED: Final = 100_000
"""Rows that are read to say what would come in."""
_FIRST_REFUSED: Final = 5
_MOST_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class ExpectedStep:
    """An event by its name, and how many of it were met in the rows that were read."""

    event: str
    events: int


@dataclass(frozen=True, slots=True)
class Expected(Answer):
    """What would come in. read: rows that were read for it; whole: whether these are all; about: rows of the whole
    file, as far as that can be told, never fewer than were read. different: names of events; steps: the most frequent
    of them. shared: customers that are here already, null where nobody is. refused: rows; reasons: how many for each;
    first_refused: the first of them. begin, end: of the events, ISO 8601 in UTC."""

    rows: ClassVar[str] = "steps"
    read: int
    whole: bool
    about: int
    events: int
    different: int
    steps: tuple[ExpectedStep, ...]
    customers: int
    shared: int | None
    cases: int
    begin: str | None
    end: str | None
    refused: int
    reasons: dict[str, int]
    first_refused: tuple[RefusedRow, ...]


def expected(workspace: Workspace, source: Source, mapping: Mapping, most: int = MOST_COUNTED) -> Expected:
    """What would come in of a source, by its first rows: whole batches, until there are `most`."""
    count, together, read = _Count(source.path), [MET.empty_table()], list[RawBatch]()
    milestones = Milestones(mapping)
    whole = True
    for raw in source.batches():
        if count.rows >= most:
            whole = False
            break
        taken = replace(raw, table=raw.table.slice(0, most - count.rows), lines=raw.lines[: most - count.rows])
        whole = taken.table.num_rows == raw.table.num_rows
        read.append(taken)
        done = normalise(taken, mapping)
        events = done.events
        if mapping.has_milestones:
            events = events.filter(pa.array(~milestones.again(events)))
        count.met += raw.table.num_rows + len(raw.refused)
        count.done = raw.done
        count.add(taken.table.num_rows + len(raw.refused), events, [*done.refused])
        together.append(met(pa.Table.from_batches([done.events]), [kind for kind, _ in mapping.identifiers]))
    count.join(belonging(pa.concat_tables(together)).select(["kind", "identifier"]))
    if CASE in count.customers:
        owned = CaseCustomers(lambda: read, mapping).owners()["case"]
        count.join(pa.table({"kind": pa.repeat(CASE, len(owned)), "identifier": owned}))
    return count.told(whole, _shared(workspace, count.customers))


def _shared(workspace: Workspace, customers: dict[str, set[str]]) -> int | None:
    """How many of these customers have a journey here; None where nobody has one."""
    try:
        index = workspace.indexes.open("customer")
    except NoEvents:
        return None
    return sum(index.holds(kind, pa.array(sorted(names), pa.string())) for kind, names in customers.items())


@dataclass(slots=True)
class _Count:
    """rows: that were looked at; met: of the batches that were read; done: the share of the file that these are."""

    path: str
    rows: int = 0
    met: int = 0
    done: float = 1.0
    events: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    customers: dict[str, set[str]] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)
    begin: int | None = None
    end: int | None = None
    reasons: list[dict[str, int]] = field(default_factory=list)
    first: list[RefusedRow] = field(default_factory=list)

    def add(self, rows: int, events: pa.RecordBatch, refused: Sequence[Any]) -> None:
        self.rows += rows
        self.events += len(events)
        named = pc.value_counts(events.column("event"))
        self.steps.update({one["values"]: one["counts"] for one in named.to_pylist()})
        kinds = events.column("customer_kind")
        for kind in pc.unique(kinds).to_pylist():
            mine = events.column("customer").filter(pc.equal(kinds, kind))
            self.customers.setdefault(kind, set()).update(pc.unique(mine).to_pylist())
        self.cases.update(pc.unique(events.column("case_id")).drop_null().to_pylist())
        if len(events):
            span = pc.min_max(events.column("occurred").cast(pa.int64())).as_py()
            self.begin = span["min"] if self.begin is None else min(self.begin, span["min"])
            self.end = span["max"] if self.end is None else max(self.end, span["max"])
        self.reasons += [{one.reason: 1} for one in refused]
        more = refused[: _FIRST_REFUSED - len(self.first)]
        self.first += [RefusedRow(one.line, one.reason, one.detail, one.raw, one.field, self.path) for one in more]

    def join(self, others: pa.Table) -> None:
        """Takes those out, by kind and identifier, who turn out to be somebody else."""
        for kind, identifier in zip(*others.to_pydict().values(), strict=True):
            self.customers.get(kind, set()).discard(identifier)

    def told(self, whole: bool, shared: int | None) -> Expected:
        begin, end = (None if one is None else iso(one) for one in (self.begin, self.end))
        about = self.rows if whole else max(self.met, round(self.met / max(self.done, 1e-9)))
        steps = tuple(ExpectedStep(*one) for one in self.steps.most_common(_MOST_STEPS))
        return Expected(
            self.rows, whole, about, self.events, len(self.steps), steps, sum(map(len, self.customers.values())),
            shared, len(self.cases), begin, end, len(self.reasons), summed(self.reasons), tuple(self.first),
        )  # fmt: skip
