"""The event table: a Delta Lake table, append-only, the one truth.

Rows are staged as Parquet files in the table's folder, unseen by any reader, and all become visible in one commit; so
an import is whole or not there. A file of an import holds rows of it alone, so that a wrong import is taken back by
removing its files. What is filed comes in many small files, which are put together: no row changes by that.
"""

from __future__ import annotations

import json
import logging
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, CommitProperties, RemoveAction, Transaction, create_table_with_add_actions

from cxloop.errors import Busy
from cxloop.model.event import EVENT_SCHEMA, FILED
from cxloop.ports.event_table import Sealing
from cxloop.stores import files as data
from cxloop.stores.delta_log import ONLY_COMMIT, DeltaLog
from cxloop.stores.faults import faults
from cxloop.stores.files import DataFile, Span, span_of
from cxloop.stores.replacing import replace_file
from cxloop.stores.sealed_files import copies

logger = logging.getLogger("cxloop.events")
_FILING: Final = "cxloop-filing"
_TOGETHER: Final = "cxloop-together"
UNUSED: Final = "_unused.json"
KEPT_MS: Final = 3_600_000
"""How long a file stays after it left the table, for those who still read it."""
_SETTINGS: Final[dict[str, str | None]] = {
    "delta.logRetentionDuration": "interval 10 minutes",
    "delta.deletedFileRetentionDuration": "interval 10 minutes",
}
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
        self.log = DeltaLog(self.folder)

    def version(self) -> int:
        """The version of the table, growing with each commit; -1 where there is none yet."""
        table = self._open()
        return -1 if table is None else int(table.version())

    def rows(self) -> int:
        return sum(rows for _, rows in self.files())

    def _open(self, version: int | None = None) -> DeltaTable | None:
        try:
            with faults(self.folder):
                table = self._newest()
                return table if version in (None, table.version()) else DeltaTable(str(self.folder), version=version)
        except TableNotFoundError:
            return None

    def _newest(self) -> DeltaTable:
        """The table as it is now. To read a long log anew each time takes longer than all else that filing does, so
        each thread keeps a handle and reads what has come since. It is nobody else's: what it has read stays as it was
        read until its thread opens the table again, so that a commit is checked against what the thread has seen."""
        tables, key = _held.__dict__, str(self.folder.absolute())
        table: DeltaTable | None = tables.pop(key, None)
        try:
            if table is None or not self.log.has(table.version()):
                table = DeltaTable(key)
            elif self.log.has(table.version() + 1):
                table.update_incremental()
        except TableNotFoundError:
            raise
        except DeltaError:
            if self.log.mend():
                logger.warning("the power failed while a commit was written: it is set aside, in %s", self.log.folder)
            table = DeltaTable(key)
        while len(tables) >= _MOST_HELD:
            tables.pop(next(iter(tables)), None)
        tables[key] = table
        return table

    def files(self, version: int | None = None) -> list[DataFile]:
        """Data files with their number of rows, in the order of batches and places in them; as of a version."""
        return [] if version == -1 else self._files(self._open(version))

    def _files(self, table: DeltaTable | None) -> list[DataFile]:
        if table is None:
            return []
        actions = pa.table(table.get_add_actions(flatten=True)).select(["path", "num_records"]).to_pylist()
        files = (DataFile(self.folder / action["path"], int(action["num_records"])) for action in actions)
        return sorted(files, key=lambda file: (file.span, file.path))

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
            size = data.write_file(self.folder / path, rows)
        return StagedFile(path, size, len(rows), data.statistics(rows), self.version())

    def staged(self, plain: dict[str, Any]) -> StagedFile:
        return StagedFile(**plain)

    def commit(self, batch: int, parts: Iterable[StagedFile], moment_ms: int) -> None:
        """Makes the staged files of a batch part of the table, all at once; on the disk when this returns. A batch is
        committed at most once."""
        actions = [AddAction(file.path, file.size, {}, moment_ms, True, file.stats) for file in parts if file.rows]
        mark, table = Transaction(_application(batch), 1, moment_ms), self._open()
        if not actions or (table is not None and table.transaction_version(_application(batch)) is not None):
            return
        with faults(self.folder):
            try:
                self._append(table, actions, mark)
            except DeltaError:
                if table is not None or (table := self._open()) is None:
                    raise
                self._append(table, actions, mark)  # somebody else made the table meanwhile
            self.log.sync()

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
            self.settle()
            return
        actions = [AddAction(staged.path, staged.size, {}, moment_ms, True, staged.stats)]
        with faults(self.folder):
            self._append_first(table, actions, Transaction(_FILING, batch, moment_ms))
        self.settle()

    def _append(
        self, table: DeltaTable | None, actions: Sequence[AddAction | RemoveAction], *marks: Transaction
    ) -> None:
        """In one commit; DeltaError where another one came before that it cannot follow.

        Two who make the table at once would both succeed, the library trying again as an append with the same mark; so
        it is told not to try again (measured: of 150 such races 129 doubled the rows, then none).
        """
        schema, bear = Schema.from_arrow(EVENT_SCHEMA), list(marks)
        if table is not None:
            properties = CommitProperties(app_transactions=bear)
            table.create_write_transaction(
                [*actions], "append", schema, commit_properties=properties, post_commithook_properties=ONLY_COMMIT
            )
            return
        alone = CommitProperties(app_transactions=bear, max_commit_retries=0)
        create_table_with_add_actions(
            str(self.folder), schema, [one for one in actions if isinstance(one, AddAction)], "error",
            name="events", configuration=_SETTINGS, commit_properties=alone, post_commithook_properties=ONLY_COMMIT,
        )  # fmt: skip

    def _append_first(
        self, table: DeltaTable | None, actions: Sequence[AddAction | RemoveAction], mark: Transaction
    ) -> None:
        """In one commit; Busy where another one came before that it cannot follow."""
        before = -1 if table is None else int(table.version())
        try:
            self._append(table, actions, mark)
        except DeltaError:
            if self.version() == before:
                raise
            raise Busy(path=self.folder) from None

    def filed(self) -> int:
        """The number of the last filing batch that is in the table; 0 where there is none."""
        table = self._open()
        return 0 if table is None else int(table.transaction_version(_FILING) or 0)

    def settle(self) -> None:
        """Waits until what is in the table is on the disk: the library that commits does not wait, nor may whoever
        committed have lived to do so."""
        with faults(self.folder):
            self.log.sync()

    def committed(self, batch: int) -> bool:
        table = self._open()
        return table is not None and table.transaction_version(_application(batch)) is not None

    def imports(self) -> frozenset[int]:
        return frozenset(int(path.parent.name.rpartition("-")[2]) for path, _ in self.files() if not span_of(path).last)

    def undo(self, batch: int, moment_ms: int) -> int:
        """Takes all rows of a batch out of the table in one commit; the number of rows taken."""
        table = self._open()
        mine = [file for file in self.files() if file.path.parent.name == f"batch-{batch:08d}"]
        if table is None or not mine:
            return 0
        with faults(self.folder):
            self._append(table, self._removals(mine, moment_ms, change=True))
            self.log.sync()
        return sum(file.rows for file in mine)

    def _removals(self, files: Iterable[DataFile], moment_ms: int, change: bool) -> list[RemoveAction]:
        return [
            RemoveAction(str(path.relative_to(self.folder)), change, moment_ms, path.stat().st_size, {})
            for path, _ in files
        ]

    def put_together(self, moment_ms: int) -> int:
        """Makes one file of some small ones of filing, in one commit that changes no row; how many these were, 0 where
        there is nothing to put together. Raises Busy where somebody else did it meanwhile."""
        table = self._open()
        chosen = data.to_put_together(self._files(table))
        if table is not None:
            with faults(self.folder):
                self.log.shorten(table)
        if table is None or not chosen:
            return 0
        if not _SETTINGS.items() <= table.metadata().configuration.items():
            table.alter.set_table_properties(_SETTINGS)
        place = data.place_of(Span(chosen[0].span.first, chosen[-1].span.last), uuid.uuid4().hex[:8])
        with faults(self.folder):
            size, told = data.write_together(self.folder / place, [path for path, _ in chosen])
            removals = self._removals(chosen, moment_ms, change=False)
            actions = [*removals, AddAction(place, size, {}, moment_ms, False, told)]
            self._append_first(table, actions, Transaction(_TOGETHER, int(table.version()), moment_ms))
            self.log.sync()
        return len(chosen)

    def tidy(self, moment_ms: int) -> int:
        """Shortens the log, and deletes files that have not been part of the table for an hour; how many.

        Since when they have not been is noted beside the table. What is staged and not yet committed is no such file.
        """
        table = self._open()
        if table is None:
            return 0
        used, last = {file.path for file in self._files(table)}, int(table.transaction_version(_FILING) or 0)

        def done(path: Path) -> bool:
            filed, batch = span_of(path).last, int(path.parent.name.rpartition("-")[2])
            return filed <= last if filed else table.transaction_version(_application(batch)) is not None

        left = [path for path in self.folder.glob("batch-*/*.parquet") if path not in used and done(path)]
        note = self.folder / UNUSED
        with faults(self.folder):
            self.log.shorten(table)
            known = json.loads(note.read_text("utf-8")) if note.exists() else {}
            since = {name: min(known.get(name, moment_ms), moment_ms) for name in map(self._name, left)}
            gone = [path for path in left if since[self._name(path)] <= moment_ms - KEPT_MS]
            for path in gone:
                path.unlink(missing_ok=True)
                since.pop(self._name(path))
                with suppress(OSError):
                    path.parent.rmdir()
            if since != known:
                replace_file(note, json.dumps(since))
        return len(gone)

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.folder))

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

    def paths(self, sealing: Sealing | None = None) -> list[str]:
        """The files with the rows of now; with a sealing, copies of them without anything personal."""
        files = [path for path, _ in self.files()]
        with faults(self.folder):
            return [
                str(path.absolute()) for path in (files if sealing is None else copies(self.folder, files, sealing))
            ]

    def scan(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """Columns of all rows, in bounded memory."""
        for path, _ in self.files():
            with pq.ParquetFile(path) as file:
                yield from file.iter_batches(batch_size=data.ROW_GROUP, columns=columns)


def _application(batch: int) -> str:
    return f"cxloop-batch-{batch}"
