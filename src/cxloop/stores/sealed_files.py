"""Copies of the event table's files without anything personal in them, for queries that must not see it.

A data file never changes, so its copy is made once, when it is first asked for, and stays as long as the file does.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from cxloop.ports.event_table import Sealing

FOLDER: Final = "sealed"
_CLOSED: Final = ("customer", "case_id")
_HIDDEN: Final = ("event", "channel", "customer_kind")
_PLAIN: Final = ("occurred", "sent", "received", "due", "value", "batch", "sequence")
KEPT: Final = (*_CLOSED, *_HIDDEN, *_PLAIN)
"""The columns of a copy; all others are left out."""
_ROWS: Final = 262_144


def copies(table: Path, files: Sequence[Path], sealing: Sealing) -> list[Path]:
    """One copy of each file, beside the table; copies of files that are gone go as well."""
    key = hashlib.sha256(sealing.close("").encode()).hexdigest()[:12]  # another secret, other names
    folder = table.parent / FOLDER / key
    folder.mkdir(parents=True, exist_ok=True)
    closed: dict[str, str] = {}
    for copy in folder.glob("*.parquet"):
        if not (table / copy.name.replace("~", "/")).exists():
            copy.unlink(missing_ok=True)
    return [_copy(path, folder / str(path.relative_to(table)).replace("/", "~"), sealing, closed) for path in files]


def _copy(source: Path, target: Path, sealing: Sealing, closed: dict[str, str]) -> Path:
    if target.exists():
        return target

    def close(name: str) -> str:
        return closed[name] if name in closed else closed.setdefault(name, sealing.close(name))

    beside = target.with_suffix(f".{uuid.uuid4().hex[:8]}")
    with pq.ParquetFile(source) as file, pq.ParquetWriter(beside, _schema(file), compression="zstd") as writer:
        for batch in file.iter_batches(_ROWS, columns=list(KEPT)):
            changed = {name: _each(batch[name], close) for name in _CLOSED}
            changed |= {name: _each(batch[name], sealing.hide) for name in _HIDDEN}
            columns = [changed.get(name, batch[name]) for name in KEPT if name in batch.schema.names]
            writer.write_batch(pa.record_batch(columns, schema=writer.schema))
    os.replace(beside, target)
    return target


def _schema(file: pq.ParquetFile) -> pa.Schema:
    schema = file.schema_arrow
    texts = {*_CLOSED, *_HIDDEN}
    return pa.schema([pa.field(name, pa.string() if name in texts else schema.field(name).type) for name in KEPT])


def _each(texts: pa.Array, make: Callable[[str], str]) -> pa.Array:
    """What becomes of each text; every different one is made once."""
    found = texts.cast(pa.string()).dictionary_encode()
    made = pa.array([None if text is None else make(text) for text in found.dictionary.to_pylist()], pa.string())
    return made.take(found.indices)
