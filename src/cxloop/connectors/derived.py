"""A source whose rows are brought into another form on their way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from cxloop.listen.raw import RawBatch
from cxloop.ports.source import Source


class Derived(ABC):
    """A source as another one, its rows as `reshaped` makes them, its lines and refusals as they are. See
    ports.source.Source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.path, self.format, self.header = source.path, source.format, source.header
        self.skipped, self.defaults, self.columns = source.skipped, source.defaults, source.columns
        self.layout = source.layout

    @abstractmethod
    def reshaped(self, table: pa.RecordBatch) -> pa.RecordBatch:
        """The same rows in the other form."""

    def sample(self, rows: int = 2_000) -> pa.Table:
        return pa.Table.from_batches(map(self.reshaped, self._source.sample(rows).combine_chunks().to_batches()))

    def rows_estimate(self) -> int | None:
        return self._source.rows_estimate()

    def batches(self) -> Iterator[RawBatch]:
        for raw in self._source.batches():
            yield replace(raw, table=self.reshaped(raw.table))
