"""Rows that name a case but no customer: whose they are, where other rows of the same case name exactly one customer.

A row may come before the one that names the customer, and a file does not fit into memory. So nothing is kept of rows
that name their customer: the first row that does not makes for two readings of the file, one for the cases concerned,
one for their customers. A file in which every row names its customer is read once, as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import CASE, who_of
from cxloop.listen.raw import RawBatch

_MOST: Final = 100_000
"""Where more cases than this have such a row, customers are not in the file; none is looked for."""


@dataclass(frozen=True, slots=True)
class NoCustomer:
    """Rows of a file that name a case but no customer. attributed: how many are filed under the one customer that other
    rows of their case name; alone: how many are filed under their case, as a customer of its own."""

    attributed: int = 0
    alone: int = 0

    def __add__(self, other: NoCustomer) -> NoCustomer:
        return NoCustomer(self.attributed + other.attributed, self.alone + other.alone)

    def __bool__(self) -> bool:
        return bool(self.attributed or self.alone)


class CaseCustomers:
    """The customers of cases in one file. batches: reads the file anew."""

    def __init__(self, batches: Callable[[], Iterable[RawBatch]], mapping: Mapping) -> None:
        self._batches, self._mapping = batches, mapping
        self._owners: pa.Table | None = None
        self.rows = NoCustomer()

    def fill(self, events: pa.RecordBatch) -> dict[str, pa.Array]:
        """The columns `customer_kind` and `customer` of some events, with what is known from elsewhere in the file."""
        kinds, customers = events.column("customer_kind"), events.column("customer")
        alone = pc.equal(kinds, CASE)
        if pc.any(alone).as_py() and (owners := self.owners()).num_rows:
            place = pc.if_else(alone, pc.index_in(events.column("case_id"), owners["case"]), None)
            kinds = pc.coalesce(owners["kind"].take(place).combine_chunks(), kinds)
            customers = pc.coalesce(owners["customer"].take(place).combine_chunks(), customers)
        return {"customer_kind": kinds, "customer": customers}

    def owners(self) -> pa.Table:
        """`case`, `kind` and `customer` of the cases that have a row without a customer and exactly one customer."""
        if self._owners is None:
            self._owners = _NOBODY
            if _can_be_elsewhere(self._mapping):
                every, cases = _cases(self._batches(), self._mapping)
                if cases is not None and cases.num_rows:
                    self._owners = _only_customer(self._batches(), self._mapping, cases["case"])
                    found = cases["rows"].filter(pc.is_in(cases["case"], self._owners["case"]))
                    self.rows = NoCustomer(pc.sum(found).as_py() or 0)
                self.rows = NoCustomer(self.rows.attributed, every - self.rows.attributed)
        return self._owners


_NOBODY: Final = pa.table({name: pa.array([], pa.string()) for name in ("case", "kind", "customer")})


def _can_be_elsewhere(mapping: Mapping) -> bool:
    named = mapping.customer is not None or bool(mapping.identifiers)
    return mapping.case is not None and named and CASE not in (mapping.customer_kind, *dict(mapping.identifiers))


def _cases(batches: Iterable[RawBatch], mapping: Mapping) -> tuple[int, pa.Table | None]:
    """How many rows are without a customer; their cases, `case`, each with its `rows`, None where they are too many."""
    every = 0
    known: pa.Table | None = pa.table({"case": pa.array([], pa.string()), "rows": pa.array([], pa.int64())})
    for raw in batches:
        kinds, customers, cases = who_of(raw, mapping)
        counted = cases.filter(pc.and_(pc.equal(kinds, CASE), customers.is_valid())).value_counts()
        every += pc.sum(counted.field("counts")).as_py() or 0
        if known is not None and len(counted):
            more = pa.table({"case": counted.field("values"), "rows": counted.field("counts")})
            summed = pa.concat_tables([known, more]).group_by("case").aggregate([("rows", "sum")])
            known = summed.rename_columns(["case", "rows"]) if summed.num_rows <= _MOST else None
    return every, known


def _only_customer(batches: Iterable[RawBatch], mapping: Mapping, wanted: pa.ChunkedArray) -> pa.Table:
    parts = [_NOBODY]
    for raw in batches:
        kinds, customers, cases = who_of(raw, mapping)
        chosen = pc.and_(pc.is_in(cases, wanted), pc.not_equal(kinds, CASE))
        part = pa.table({"case": cases, "kind": kinds, "customer": customers}).filter(chosen)
        parts.append(part.group_by(part.column_names).aggregate([]))
    every = pa.concat_tables(parts)
    every = every.group_by(every.column_names).aggregate([])
    counted = every.group_by("case").aggregate([("kind", "min"), ("customer", "min"), ("customer", "count")])
    alone = counted.filter(pc.equal(counted["customer_count"], 1))
    return alone.select(["case", "kind_min", "customer_min"]).rename_columns(_NOBODY.column_names).combine_chunks()
