"""Rows set aside by partition while an index is built."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


class Spill:
    """One stream of Arrow batches a partition and kind of content, in a folder of its own."""

    def __init__(self, folder: Path, partitions: int) -> None:
        self.folder, self.partitions = folder, partitions
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.writers: dict[tuple[str, int], Any] = {}
        self.locks = [Lock() for _ in range(partitions)]

    def _path(self, content: str, partition: int) -> str:
        return str(self.folder / f"{content}-{partition:04d}.arrow")

    def write(self, content: str, rows: pa.Table, order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> None:
        rows = rows.take(pa.array(order)) if self.partitions > 1 else rows
        for partition in range(self.partitions):
            part = rows.slice(starts[partition], starts[partition + 1] - starts[partition])
            if len(part):
                with self.locks[partition]:
                    writer = self.writers.get((content, partition))
                    if writer is None:
                        writer = pa.ipc.new_stream(self._path(content, partition), rows.schema)
                        self.writers[content, partition] = writer
                    writer.write_table(part)

    def close(self) -> None:
        for writer in self.writers.values():
            writer.close()
        self.writers = {}

    def read(self, content: str, partition: int) -> pa.Table | None:
        path = self._path(content, partition)
        if not os.path.exists(path):
            return None
        with pa.memory_map(path) as source:
            return pa.ipc.open_stream(source).read_all()
