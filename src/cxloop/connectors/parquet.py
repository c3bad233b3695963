"""Parquet: one file, or several read one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cxloop.connectors.names import column_names
from cxloop.errors import FileBroken, FileEmpty
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch
from cxloop.ports.source import Layout

_BATCH_ROWS: Final = 256 << 10
_BATCH_BYTES: Final = 64 << 20


class Parquet:
    """One or more Parquet files, rows counted through all; types stay as they are. See ports.source.Source."""

    format = "parquet"
    defaults: Mapping | None = None
    layout = Layout()
    skipped: tuple[str, ...] = ()
    header: bool | None = None

    def __init__(self, path: str, files: Sequence[str]) -> None:
        self.path, self._files = path, tuple(files)
        metas = [(file, self._open(file)) for file in self._files]
        self._rows = sum(parquet.metadata.num_rows for _, parquet in metas)
        names = [name for _, parquet in metas for name in column_names(parquet.schema_arrow.names)]
        self.columns = tuple(dict.fromkeys(names))
        for _, parquet in metas:
            parquet.close()
        if self._rows == 0:
            raise FileEmpty(path=path)

    def _open(self, file: str) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(file, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise FileBroken(path=file, format="Parquet", reason=str(error).splitlines()[0].rstrip(".")) from error

    def sample(self, rows: int = 2_000) -> pa.Table:
        for batch in self._read(rows):
            return pa.Table.from_batches([batch.table.slice(0, rows)])
        raise FileEmpty(path=self.path)

    def rows_estimate(self) -> int | None:
        return int(self._rows)

    def batches(self) -> Iterator[RawBatch]:
        return self._read(_BATCH_ROWS)

    def _read(self, most: int) -> Iterator[RawBatch]:
        row = 0
        for file in self._files:
            parquet = self._open(file)
            names = list(column_names(parquet.schema_arrow.names))
            for batch in self._batches(parquet, file, min(most, _rows_per_batch(parquet))):
                lines = np.arange(row + 1, row + 1 + batch.num_rows, dtype=np.int64)
                row += batch.num_rows
                table = pa.RecordBatch.from_arrays(batch.columns, schema=_renamed(batch.schema, names))
                yield RawBatch(table, lines, (), row / self._rows, self.format)
            parquet.close()

    def _batches(self, parquet: pq.ParquetFile, file: str, rows: int) -> Iterator[pa.RecordBatch]:
        try:
            for batch in parquet.iter_batches(batch_size=rows):
                if batch.num_rows:
                    yield batch
        except (pa.ArrowException, OSError) as error:
            raise FileBroken(path=file, format="Parquet", reason=str(error).splitlines()[0].rstrip(".")) from error


def _rows_per_batch(parquet: pq.ParquetFile) -> int:
    # from the file's own figures only, so that the batches are the same every time
    meta = parquet.metadata
    size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    per_row = max(1, size // max(1, meta.num_rows))
    return int(max(1_000, min(_BATCH_ROWS, _BATCH_BYTES // per_row)))


def _renamed(schema: pa.Schema, names: Sequence[str]) -> pa.Schema:
    return pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)])
