"""Texts in which each line is a row of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import pyarrow as pa

from cxloop.connectors.encoding import BLOCK_BYTES, Bytes, sniff, utf8_blocks
from cxloop.errors import CxloopError
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import Lines, RawBatch, Refusal, raw_text
from cxloop.ports.source import Layout


class LineByLine(ABC):
    """A source of one row a line, whatever a line looks like. called: the format in messages. See ports.source.Source.

    Raises what `nothing` gives where no line is a row.
    """

    format: str
    called: str
    defaults: Mapping | None = None
    layout = Layout()
    skipped: tuple[str, ...] = ()
    header: bool | None = None

    def __init__(self, path: str, encoding: str | None = None, block_bytes: int = BLOCK_BYTES) -> None:
        self.path, self._block_bytes = path, block_bytes
        self._encoding = encoding or sniff(path, self.called)
        head = next((batch for batch in self._read(1 << 20) if batch.table.num_rows), None)
        if head is None:
            raise self.nothing()
        self._head = head
        self.columns = tuple(head.table.schema.names)

    @abstractmethod
    def parted(
        self, texts: Sequence[bytes], line: int, broken: bool
    ) -> tuple[pa.RecordBatch, Lines, Sequence[Refusal]]:
        """The rows of some lines, the first of which is number `line`, where they stand, and those that are none.
        broken: whether some bytes are none of the encoding, see utf8_blocks."""

    @abstractmethod
    def nothing(self) -> CxloopError: ...

    def sample(self, rows: int = 2_000) -> pa.Table:
        return pa.Table.from_batches([self._head.table.slice(0, rows)])

    def rows_estimate(self) -> int | None:
        return max(1, round(int(self._head.table.num_rows) / max(self._head.done, 1e-9)))

    def batches(self) -> Iterator[RawBatch]:
        return self._read(self._block_bytes)

    def _read(self, block_bytes: int) -> Iterator[RawBatch]:
        with Bytes(self.path, self.called) as source:
            line = 1
            for block, broken in utf8_blocks(source, self._encoding, block_bytes):
                texts = block.split(b"\n")
                table, lines, refused = self.parted(texts, line, broken)
                line += len(texts) - 1
                if len(lines) or refused:
                    yield RawBatch(table, lines, tuple(refused), source.done, self.format)


def refused_line(line: int, text: bytes, reason: str, detail: str) -> Refusal:
    """A line that is no row, with what is kept of it."""
    return Refusal(line, reason, detail, raw_text(text[:40_000].rstrip(b"\r")))
