"""The data files of the event table: what they are called, how they are written, which of them belong together.

A file holds rows of one batch, or of a run of batches of filing, in their order; of each batch the rows are sorted by
time. Its name says which batches, so that nothing has to be opened to know it.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxloop.model.event import EVENT_SCHEMA, FILED

ROW_GROUP: Final = 262_144
LARGEST_ROWS: Final = 2_000_000
"""Rows of a file that is put together from others, at most."""
TOGETHER: Final = 16
"""So many files of a size are put together; a row is written again once for each power of it."""
_SMALL_GROUP: Final = 65_536
_ENCODINGS: Final = {"occurred": "DELTA_BINARY_PACKED", "sequence": "DELTA_BINARY_PACKED"}
_DICTIONARIES: Final = ["event", "customer_kind", "channel", "owner", "case_id", "batch", "received"]
_COMPRESSION: Final = {name: "NONE" if name == "fingerprint" else "ZSTD" for name in EVENT_SCHEMA.names}
_LEVELS: Final = {name: 1 for name, kind in _COMPRESSION.items() if kind == "ZSTD"}
_RANGED: Final = ("occurred", "sequence", "batch")
_NAME: Final = re.compile(r"batch-(\d+)(?:-(\d+))?")


class Span(NamedTuple):
    """The batches in a file, the first and the last, as numbers of filing; 0 and 0 of an import's file."""

    first: int
    last: int


class DataFile(NamedTuple):
    """A file of the table, with its number of rows."""

    path: Path
    rows: int

    @property
    def span(self) -> Span:
        return span_of(self.path)


def span_of(path: Path) -> Span:
    """Which batches of filing a file holds.

    >>> span_of(Path("batch-00000003/part-00001.parquet")), span_of(Path("batch-1000000001-1000000016/part-1.parquet"))
    (Span(first=0, last=0), Span(first=1, last=16))
    """
    named = _NAME.fullmatch(path.parent.name)
    if named is None:
        return Span(0, 0)
    first, last = int(named[1]), int(named[2] or named[1])
    return Span(max(first - FILED, 0), max(last - FILED, 0))


def place_of(span: Span, attempt: str) -> str:
    """Where in the table's folder a file of filed batches goes; attempt: tells apart those who may write the same."""
    last = f"-{FILED + span.last:08d}" if span.last != span.first else ""
    return f"batch-{FILED + span.first:08d}{last}/part-00001-{attempt}.parquet"


def to_put_together(files: Iterable[DataFile]) -> list[DataFile]:
    """The next files to be made one, in the order of their batches; none where that is not worth while.

    Neighbours of about the same number of batches, sixteen or more, as many as make a file that is not too large; the
    smallest first. So there are never more than some fifteen files of each size, and no row is written again often.
    """
    filed = sorted((file for file in files if file.span.last), key=lambda file: file.span)
    runs = [list(run) for size, run in groupby(filed, _size) if size is not None]
    for run in sorted(runs, key=lambda run: _size(run[0]) or 0):
        if len(run) >= TOGETHER:
            total = 0
            return [file for file in run if (total := total + file.rows) <= LARGEST_ROWS]
    return []


def _size(file: DataFile) -> int | None:
    """The order of the number of batches in a file; None of one that is large enough."""
    if 2 * file.rows > LARGEST_ROWS:
        return None
    return int(math.log(file.span.last - file.span.first + 1, TOGETHER) + 1e-9)


def between(path: Path, after: int = 0, until: int | None = None) -> pc.Expression | None:
    """What keeps of a file's rows those of filed batches after one and until another; None where all of them are."""
    span = span_of(path)
    kept = []
    if after and span.first <= after:
        kept.append(pc.field("batch") > FILED + after)
    if until is not None and span.last > until:
        kept.append(pc.field("batch") <= FILED + until)
    return None if not kept else kept[0] if len(kept) == 1 else kept[0] & kept[1]


def write_file(target: Path, rows: pa.Table) -> int:
    """A synced Parquet file; its size in bytes."""
    return _written(target, [rows], ROW_GROUP)


def write_together(target: Path, sources: Sequence[Path]) -> tuple[int, str]:
    """One synced file with the rows of others, in bounded memory; its size in bytes, and its statistics."""
    size = _written(target, _portions(sources), _SMALL_GROUP)
    keys = pq.read_table(target, columns=list(_RANGED))
    with pq.ParquetFile(target) as file:
        groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
        nulls = {
            name: sum(group.column(place).statistics.null_count for group in groups)
            for place, name in enumerate(EVENT_SCHEMA.names)
        }
    return size, statistics(keys, nulls)


def _portions(sources: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of files, in their order, in portions of a row group."""
    kept: list[pa.Table] = []
    rows = 0
    for source in sources:
        with pq.ParquetFile(source) as file:
            for batch in file.iter_batches(_SMALL_GROUP, columns=EVENT_SCHEMA.names, use_threads=False):
                kept.append(pa.Table.from_batches([batch]).cast(EVENT_SCHEMA))
                rows += len(batch)
                if rows >= _SMALL_GROUP:
                    yield pa.concat_tables(kept)
                    kept, rows = [], 0
    if kept:
        yield pa.concat_tables(kept)


def _written(target: Path, portions: Iterable[pa.Table], row_group: int) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        with pq.ParquetWriter(
            file,
            EVENT_SCHEMA,
            compression=_COMPRESSION,
            compression_level=_LEVELS,
            use_dictionary=_DICTIONARIES,
            column_encoding=_ENCODINGS,
            write_statistics=True,
            store_schema=False,
        ) as writer:
            for rows in portions:
                writer.write_table(rows, row_group_size=row_group)
        file.flush()
        os.fsync(file.fileno())
    for folder in (target.parent, target.parent.parent):
        sync(folder)
    return target.stat().st_size


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def statistics(rows: pa.Table, nulls: dict[str, int] | None = None) -> str:
    """Statistics of a file as Delta wants them; nulls: by column, where `rows` has not all of them."""
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    for name in _RANGED if len(rows) else ():
        ends = pc.min_max(rows[name]).as_py()
        low[name], high[name] = _plain(ends["min"]), _plain(ends["max"])
    nulls = nulls or {name: rows[name].null_count for name in rows.column_names}
    return json.dumps({"numRecords": len(rows), "minValues": low, "maxValues": high, "nullCount": nulls})


def _plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if hasattr(value, "strftime") else value
