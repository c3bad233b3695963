"""The log of a Delta table on a local disk: on the disk before it is relied on, short, and mended after a power cut."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, PostCommitHookProperties

from cxloop.stores.files import sync

ONLY_COMMIT: Final = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""A commit writes no checkpoint and deletes nothing: that waits until what it rests on is on the disk."""
CHECKPOINT_EVERY: Final = 100
_POINTER: Final = "_last_checkpoint"
_COMMIT: Final = re.compile(r"(\d{20})\.json")
_CHECKPOINT: Final = re.compile(r"(\d{20})\.checkpoint.*\.parquet")


class DeltaLog:
    """The log in a table's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "_delta_log"
        self._synced = -1

    def has(self, version: int) -> bool:
        return (self.folder / f"{version:020d}.json").exists()

    def commits(self) -> dict[int, Path]:
        return self._numbered(_COMMIT)

    def checkpoints(self) -> dict[int, Path]:
        return self._numbered(_CHECKPOINT)

    def _numbered(self, name: re.Pattern[str]) -> dict[int, Path]:
        if not self.folder.is_dir():
            return {}
        found = ((name.fullmatch(path.name), path) for path in self.folder.iterdir())
        return {int(told[1]): path for told, path in sorted(found, key=lambda one: one[1]) if told}

    def sync(self) -> None:
        """Waits until every commit so far is on the disk, whoever made it: none may outlive one that it builds on."""
        new = {number: path for number, path in self.commits().items() if number > self._synced}
        for path in (*new.values(), self.folder, self.folder.parent):
            if path.exists():
                sync(path)
        self._synced = max([self._synced, *new])

    def shorten(self, table: DeltaTable) -> bool:
        """Writes a checkpoint where the last one is long ago, and then deletes what is as old as the table's settings
        say and no longer needed; whether it did. The table is as its thread has it."""
        if int(table.version()) < max(self.checkpoints(), default=-1) + CHECKPOINT_EVERY:
            return False
        self.sync()
        table.create_checkpoint()
        for path in (*self.checkpoints().values(), self.folder / _POINTER, self.folder):
            sync(path)
        table.cleanup_metadata()
        return True

    def mend(self) -> bool:
        """Sets aside what a power cut left half written, and whatever was built on it; whether there was anything.

        Nobody was told that any of it is in the table: that waits for `sync`.
        """
        torn = [path for path in self.checkpoints().values() if not _is_parquet(path)]
        pointer = self.folder / _POINTER
        if pointer.exists() and (torn or not _is_json(pointer)):
            torn.append(pointer)
        commits = self.commits()
        first = next((number for number, path in commits.items() if not _is_json(path)), None)
        if first is not None:
            torn += [path for number, path in commits.items() if number >= first]
        for path in torn:
            path.replace(path.with_name(f"torn-{path.name}"))
        return bool(torn)


def _is_parquet(path: Path) -> bool:
    try:
        pq.ParquetFile(path).close()
    except (pa.ArrowException, OSError):
        return False
    return True


def _is_json(path: Path) -> bool:
    try:
        return all(isinstance(json.loads(line), dict) for line in path.read_bytes().splitlines())
    except ValueError:
        return False
