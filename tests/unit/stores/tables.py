"""Event tables for tests: rows told as tuples, real Parquet files and commits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cxloop.listen.duplicates import fingerprints
from cxloop.model.event import EVENT_SCHEMA
from cxloop.stores.events import EventTable

DAY = 86_400_000_000


def rows_of(batch: int, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Events with everything filled in that a row does not name; its place is its sequence."""
    told = [
        {
            "occurred": 0, "event": "visit", "customer_kind": "customer", "customer": "anna", "sequence": place,
            "received": 0, "batch": batch, "fingerprint": 0, **row,
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip
    table = pa.Table.from_pylist(told, EVENT_SCHEMA)
    prints = [pa.array(fingerprints(part)) for part in table.to_batches()]
    where = EVENT_SCHEMA.get_field_index("fingerprint")
    return table.set_column(where, EVENT_SCHEMA.field(where), pa.chunked_array(prints, pa.int64()))


def table_with(folder: Path, *batches: Iterable[dict[str, Any]], parts: int = 1) -> EventTable:
    """A table at a folder with these batches, numbered from 1, each committed by itself in so many files."""
    table = EventTable(folder)
    for batch, told in enumerate(batches, 1):
        add(table, batch, told, parts)
    return table


def add(table: EventTable, batch: int, told: Iterable[dict[str, Any]], parts: int = 1) -> None:
    rows = rows_of(batch, told)
    size = max(1, -(-len(rows) // parts))
    staged = [table.stage(batch, 1 + at // size, rows.slice(at, size)) for at in range(0, max(1, len(rows)), size)]
    table.commit(batch, staged, 0)


def random_rows(seed: int, count: int, customers: int = 40, ties: int = 30) -> list[dict[str, Any]]:
    """Rows with many ties in time, cases for some, several channels and properties in no order at all."""
    chance = np.random.default_rng(seed)
    return [
        {
            "occurred": int(chance.integers(ties)) * DAY, "event": f"step {chance.integers(5)}",
            "customer_kind": ["customer", "e-mail"][int(chance.random() < 0.2)],
            "customer": f"c{chance.integers(customers)}",
            "case_id": None if chance.random() < 0.3 else f"k{chance.integers(customers)}",
            "channel": [None, "web", "전화"][int(chance.integers(3))], "owner": [None, "eve"][int(chance.integers(2))],
            "value": None if chance.random() < 0.5 else float(chance.integers(9)),
            "due": None if chance.random() < 0.5 else int(chance.integers(9)) * DAY,
            "text": None if chance.random() < 0.5 else f"said {chance.integers(99)}",
            "properties": None if chance.random() < 0.2 else f'{{"n":{chance.integers(7)},"plan":"p{seed}"}}',
        }
        for _ in range(count)
    ]  # fmt: skip
