"""The event table: a Delta Lake table, append-only, the one truth.

Rows are staged as Parquet files in the table's folder, unseen by any reader, and all become visible in one commit; so
an import is whole or not there. Each file holds rows of one batch only, sorted by time, with statistics, so that a
wrong import is taken back by removing its files and a period is read without the rest.
"""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, CommitProperties, RemoveAction, Transaction, create_table_with_add_actions

from cxloop.errors import Busy
from cxloop.model.event import EVENT_SCHEMA, FILED
from cxloop.stores.faults import faults

_ROW_GROUP: Final = 262_144
_ENCODINGS: Final = {"occurred": "DELTA_BINARY_PACKED", "sequence": "DELTA_BINARY_PACKED"}
_DICTIONARIES: Final = ["event", "customer_kind", "channel", "owner", "case_id", "batch", "received"]
_COMPRESSION: Final = {name: "NONE" if name == "fingerprint" else "ZSTD" for name in EVENT_SCHEMA.names}
_RANGED: Final = ("occurred", "sequence", "batch")
_FILING: Final = "cxloop-filing"
_MOST_HELD: Final = 32
_held = threading.local()


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A Parquet file that is written and synced but not yet part of the table; `path` is relative to it.

    version: of the table as it was then; what was compared with the table was compared with that one.
    """

    path: str
    size: int
    rows: int
    stats: str
    version: int

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "size": self.size, "rows": self.rows, "stats": self.stats, "version": self.version}


class EventTable:
    """The event table at a folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def version(self) -> int:
        """The version of the table, growing with each commit; -1 where there is none yet."""
        table = self._open()
        return -1 if table is None else int(table.version())

    def rows(self) -> int:
        return sum(rows for _, rows in self.files())

    def _open(self, version: int | None = None) -> DeltaTable | None:
        try:
            with faults(self.folder):
                return self._newest() if version is None else DeltaTable(str(self.folder), version=version)
        except TableNotFoundError:
            return None

    def _newest(self) -> DeltaTable:
        """The table as it is now. To read a long log anew each time takes longer than all else that filing does, so
        each thread keeps a handle and reads what has come since. It is nobody else's: what it has read stays as it was
        read until its thread opens the table again, so that a commit is checked against what the thread has seen."""
        tables, key = _held.__dict__, str(self.folder.absolute())
        table: DeltaTable | None = tables.pop(key, None)
        if table is None or not (self.folder / "_delta_log" / f"{table.version():020d}.json").exists():
            table = DeltaTable(key)
        else:
            table.update_incremental()
        while len(tables) >= _MOST_HELD:
            tables.pop(next(iter(tables)), None)
        tables[key] = table
        return table

    def files(self, version: int | None = None) -> list[tuple[Path, int]]:
        """Data files with their number of rows, in the order of batches and places in them; as of a version."""
        table = None if version == -1 else self._open(version)
        if table is None:
            return []
        actions = pa.table(table.get_add_actions(flatten=True)).select(["path", "num_records"]).to_pylist()
        return sorted((self.folder / action["path"], int(action["num_records"])) for action in actions)

    def stage(self, batch: int, part: int, rows: pa.Table, attempt: str = "") -> StagedFile:
        """Writes rows of one batch, sorted by time, to a synced Parquet file that no reader sees yet.

        attempt: tells apart the files of those who may write the same part at the same time.
        """
        rows = rows.select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA)
        times = rows["occurred"].cast(pa.int64()).to_numpy()
        if len(times) > 1 and (np.diff(times) < 0).any():
            rows = rows.take(pa.array(np.argsort(times, kind="stable")))
        path = f"batch-{batch:08d}/part-{part:05d}{attempt and f'-{attempt}'}.parquet"
        if not len(rows):
            return StagedFile(path, 0, 0, "", self.version())
        with faults(self.folder):
            size = _write(self.folder / path, rows)
        return StagedFile(path, size, len(rows), _statistics(rows), self.version())

    def staged(self, plain: dict[str, Any]) -> StagedFile:
        return StagedFile(**plain)

    def commit(self, batch: int, parts: Iterable[StagedFile], moment_ms: int) -> None:
        """Makes the staged files of a batch part of the table, all at once; on the disk when this returns. A batch is
        committed at most once."""
        actions = [AddAction(file.path, file.size, {}, moment_ms, True, file.stats) for file in parts if file.rows]
        mark, table = Transaction(_application(batch), 1, moment_ms), self._open()
        if not actions or (table is not None and table.transaction_version(_application(batch)) is not None):
            return
        before = -1 if table is None else int(table.version())
        with faults(self.folder):
            try:
                self._append(table, actions, mark)
            except DeltaError:
                if table is not None or (table := self._open()) is None:
                    raise
                self._append(table, actions, mark)  # somebody else made the table meanwhile
            self._sync_log(before)

    def file(self, batch: int, rows: pa.Table, moment_ms: int) -> None:
        """Appends the events of a filing batch, in one commit that bears its number; synced when this returns.

        Whoever else files the same batch at the same time writes a file of its own, and one of the two commits: the
        handle that commits has read the last number, and the library refuses a commit that comes after another one
        with a number of filing. Raises Busy then.
        """
        staged = self.stage(FILED + batch, 1, rows, uuid.uuid4().hex[:8])
        if not staged.rows:
            return
        table = self._open()  # nothing may look at the table again between here and the commit
        if table is not None and (table.transaction_version(_FILING) or 0) >= batch:
            (self.folder / staged.path).unlink()
            self.settle(batch)
            return
        actions = [AddAction(staged.path, staged.size, {}, moment_ms, True, staged.stats)]
        with faults(self.folder):
            before = -1 if table is None else int(table.version())
            try:
                self._append(table, actions, Transaction(_FILING, batch, moment_ms))
            except DeltaError:
                if self.version() == before:
                    raise
                raise Busy(path=self.folder) from None
        self.settle(batch, before)

    def _append(self, table: DeltaTable | None, actions: list[AddAction], mark: Transaction) -> None:
        """In one commit; DeltaError where another one came before that it cannot follow.

        Two who make the table at once would both succeed, the library trying again as an append with the same mark; so
        it is told not to try again (measured: of 150 such races 129 doubled the rows, then none).
        """
        schema = Schema.from_arrow(EVENT_SCHEMA)
        if table is not None:
            properties = CommitProperties(app_transactions=[mark])
            table.create_write_transaction(actions, "append", schema, commit_properties=properties)
            return
        alone = CommitProperties(app_transactions=[mark], max_commit_retries=0)
        create_table_with_add_actions(
            str(self.folder), schema, actions, mode="error", commit_properties=alone, name="events"
        )

    def filed(self) -> int:
        """The number of the last filing batch that is in the table; 0 where there is none."""
        table = self._open()
        return 0 if table is None else int(table.transaction_version(_FILING) or 0)

    def settle(self, batch: int, after: int = -1) -> None:
        """Waits until a filing batch is on the disk, and the versions of the table after one: the library that commits
        does not wait, nor may whoever committed have lived to do so."""
        rows = self.folder / f"batch-{FILED + batch:08d}"
        with faults(self.folder):
            for path in (*rows.glob("*"), rows):
                if path.exists():
                    _sync(path)
            self._sync_log(after)

    def _sync_log(self, after: int) -> None:
        """The versions after one, checkpoints too: an empty one would make the table unreadable."""
        log = self.folder / "_delta_log"
        commits = sorted(path for path in log.glob("0*") if path.name[:20] > f"{after:020d}" or after < 0)
        pointer = [log / "_last_checkpoint"] if any("checkpoint" in path.name for path in commits) else []
        for path in (*commits, *pointer, log, self.folder):
            if path.exists():
                _sync(path)

    def committed(self, batch: int) -> bool:
        table = self._open()
        return table is not None and table.transaction_version(_application(batch)) is not None

    def undo(self, batch: int, moment_ms: int) -> int:
        """Takes all rows of a batch out of the table in one commit; the number of rows taken."""
        table = self._open()
        mine = [(path, rows) for path, rows in self.files() if path.parent.name == f"batch-{batch:08d}"]
        if table is None or not mine:
            return 0
        removals = [
            RemoveAction(str(path.relative_to(self.folder)), True, moment_ms, path.stat().st_size, {})
            for path, _ in mine
        ]
        with faults(self.folder):
            before = int(table.version())
            table.create_write_transaction(removals, "append", Schema.from_arrow(EVENT_SCHEMA))
            self._sync_log(before)
        return sum(rows for _, rows in mine)

    def discard(self, batch: int) -> None:
        """Deletes what an import staged and never committed."""
        if self.committed(batch):
            return
        folder = self.folder / f"batch-{batch:08d}"
        if folder.is_dir():
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()

    def read(self, columns: list[str], rows: Any = None) -> pa.Table:
        """Columns of the rows that pass a filter; files and row groups that cannot hold any are not read."""
        paths = [str(path) for path, _ in self.files()]
        if not paths:
            return EVENT_SCHEMA.empty_table().select(columns)
        return pq.ParquetDataset(paths, filters=rows, schema=EVENT_SCHEMA).read(columns=columns)

    def scan(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """Columns of all rows, in bounded memory."""
        for path, _ in self.files():
            with pq.ParquetFile(path) as file:
                yield from file.iter_batches(batch_size=_ROW_GROUP, columns=columns)


def _write(target: Path, rows: pa.Table) -> int:
    """A synced Parquet file; its size in bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        pq.write_table(
            rows,
            file,
            row_group_size=_ROW_GROUP,
            compression=_COMPRESSION,
            compression_level=_levels(),
            use_dictionary=_DICTIONARIES,
            column_encoding=_ENCODINGS,
            write_statistics=True,
            store_schema=False,
        )
        file.flush()
        os.fsync(file.fileno())
    return target.stat().st_size


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _levels() -> dict[str, int]:
    return {name: 1 for name, kind in _COMPRESSION.items() if kind == "ZSTD"}


def _application(batch: int) -> str:
    return f"cxloop-batch-{batch}"


def _statistics(rows: pa.Table) -> str:
    """Statistics of a file as Delta wants them."""
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    for name in _RANGED if len(rows) else ():
        ends = pc.min_max(rows[name]).as_py()
        low[name], high[name] = _plain(ends["min"]), _plain(ends["max"])
    nulls = {name: rows[name].null_count for name in rows.column_names}
    return json.dumps({"numRecords": len(rows), "minValues": low, "maxValues": high, "nullCount": nulls})


def _plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if hasattr(value, "strftime") else value
