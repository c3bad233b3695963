"""CSV, TSV and other delimited text, gzipped or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.connectors import kernels
from cxloop.connectors.encoding import BLOCK_BYTES, Bytes, broken_at, sniff, utf8_blocks
from cxloop.connectors.header import holds_names
from cxloop.connectors.names import column_names, place_names
from cxloop.connectors.parting import MOST_TITLES, columns_of, marks_of, title_rows
from cxloop.connectors.splitting import Marks, Split, split, texts
from cxloop.errors import Both, FileBroken, FileEmpty
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch, Refusal, raw_text
from cxloop.ports.source import Layout

_SAMPLE_BYTES: Final = 1 << 20
_COMPARED_ROWS: Final = 500
_COMPARED_CELLS: Final = 100_000
_MOST_COMPARED: Final = 200
_MOST_COLUMNS: Final = 10_000
_NUMBER: Final = re.compile(r"^[\d.,:/+\-\s]+$")
_WHY: Final = {kernels.OPEN_QUOTE: "a quote is not closed, or goes on after its end"}


class Delimited:
    """A table in a text; every value is text, an empty one is null. See ports.source.Source.

    encoding: None to tell it from the content; header: whether the first line holds the names, None likewise. Titles
    above the header are passed over where they are clearly such. Columns missing at the end of a record are empty;
    records with more columns than the header, and such with bytes that are not of the encoding, are refused. Raises
    FileEmpty where there is no header or no row.
    """

    format = "csv"
    defaults: Mapping | None = None

    def __init__(
        self, path: str, encoding: str | None = None, block_bytes: int = BLOCK_BYTES, *, header: bool | None = None
    ) -> None:
        self.path, self._block_bytes = path, block_bytes
        self._encoding = encoding or sniff(path, "CSV")
        self.layout = Layout(encoding=self._encoding)
        with Bytes(path, "CSV") as source:
            head, self._broken = next(utf8_blocks(source, self._encoding, _SAMPLE_BYTES), (b"", False))
            self._head_share = max(source.done, 1e-9)
        skip, self._marks = marks_of(head, path)
        top = _top(head, skip, self._marks, path, header)
        self._lines_before, self._rows_at, self.skipped = top.lines, top.bytes, top.titles
        self.header, self.columns = top.header, top.columns
        self._head = head

    def sample(self, rows: int = 2_000) -> pa.Table:
        batch = next(self._read(self._block_bytes if rows > 2_000 else _SAMPLE_BYTES), None)
        if batch is None:
            return pa.table({name: pa.array([], pa.string()) for name in self.columns})
        return pa.Table.from_batches([batch.table.slice(0, rows)])

    def rows_estimate(self) -> int | None:
        breaks = self._head.count(self._marks.newline) + 1 - self._lines_before
        return max(1, round(breaks / self._head_share)) if self._head_share < 1 else max(1, breaks)

    def batches(self) -> Iterator[RawBatch]:
        return self._read(self._block_bytes)

    def _read(self, block_bytes: int) -> Iterator[RawBatch]:
        with Bytes(self.path, "CSV") as source:
            rest, line, skip, found, broken = b"", 1 + self._lines_before, self._rows_at, False, False
            for (text, bad), final in _with_end(utf8_blocks(source, self._encoding, block_bytes)):
                text, skip = text[skip:], max(0, skip - len(text))
                rest, broken = rest + self._marks.parted(text), broken or bad
                found_now = split(rest, self._marks, len(self.columns), final, line)
                batch = self._batch(found_now, rest, broken, 1.0 if final else source.done)
                found = found or batch is not None
                if batch is not None:
                    yield batch
                rest, line = rest[found_now.consumed :], found_now.line
                broken = broken and bool(rest)
            if not found:
                raise FileEmpty(path=self.path)

    def _batch(self, found: Split, text: bytes, broken: bool, done: float) -> RawBatch | None:
        width, marks = len(self.columns), self._marks
        refused = _refusals(found, text, width, marks)
        if not len(found.lines) and not refused:
            return None
        kept = np.ones(len(found.lines), np.bool_)
        if broken:
            refused += self._undecodable(found, text, kept)
        written, delimiter = marks.written.decode(), marks.delimiter.decode("latin-1")
        columns = [texts(found, width, column, written, delimiter) for column in range(width)]
        table = pa.RecordBatch.from_arrays(columns, names=list(self.columns))
        lines = found.lines
        if not kept.all():
            table, lines = table.filter(pa.array(kept)), lines[kept]
        return RawBatch(table, np.ascontiguousarray(lines), tuple(sorted(refused, key=_line)), done, self.format)

    def _undecodable(self, split: Split, text: bytes, kept: npt.NDArray[np.bool_]) -> list[Refusal]:
        width, begins = len(self.columns), split.starts[:: len(self.columns)][: len(split.lines)]
        rows = np.unique(np.searchsorted(begins, np.array(broken_at(text), np.int64), side="right") - 1)
        found = []
        for row in rows[rows >= 0].tolist():
            first, last = int(begins[row]), int(split.ends[row * width + width - 1])
            if not broken_at(text[first:last]):
                continue
            kept[row] = False
            raw = raw_text(self._marks.shown(_legible(text[first:last])))
            found.append(Refusal(int(split.lines[row]), "encoding", f"bytes that are not {self._encoding}", raw))
        return found


def _line(refusal: Refusal) -> int:
    return refusal.line


def _with_end(blocks: Iterator[tuple[bytes, bool]]) -> Iterator[tuple[tuple[bytes, bool], bool]]:
    # each block, and whether it is the last
    held = next(blocks, None)
    while held is not None:
        after = next(blocks, None)
        yield held, after is None
        held = after


def _legible(text: bytes) -> str:
    escaped = text.decode("utf-8", "surrogatepass")
    return "".join(f"\\x{ord(char) - 0xDC00:02x}" if 0xDC00 <= ord(char) <= 0xDCFF else char for char in escaped)


def _refusals(split: Split, text: bytes, width: int, marks: Marks) -> list[Refusal]:
    found = []
    for line, begin, end, why, count in zip(*(column.tolist() for column in split.bad), strict=True):
        detail = _WHY.get(why, f"{count} columns where the header has {width}")
        raw = text[begin : min(end, begin + 40_000)].decode("utf-8", "backslashreplace")
        found.append(Refusal(line, "columns_wrong", detail, raw_text(marks.shown(raw).rstrip("\r\n"))))
    return found


@dataclass(frozen=True, slots=True)
class _Top:
    """header: whether there is one. lines, bytes: up to where the rows begin. titles: the text of each line above."""

    columns: tuple[str, ...]
    header: bool
    lines: int
    bytes: int
    titles: tuple[str, ...]


def _top(head: bytes, skip: int, marks: Marks, path: str, said: bool | None) -> _Top:
    body = marks.parted(head[skip:])
    found = split(body, marks, 0, True, 1)
    if not len(found.lines):
        raise FileEmpty(path=path)
    above = title_rows(found.counts, found.filled())
    if (found.counts[:above] == _width(found, above)).any() if said is False else not _names(found.record(above)):
        above = 0
    above = above or _remarks(found)
    first = found.record(above)
    header = _is_header(found, above) if said is None else said
    titles = body[: int(first.starts[0])].decode("utf-8", "backslashreplace").splitlines() if above else []
    shown = tuple(title.strip(f'"\ufeff {marks.delimiter.decode("latin-1")}') for title in titles[:MOST_TITLES])
    end = body.find(marks.newline, int(first.ends[-1])) if header else int(first.starts[0]) - 1 if above else -1
    lines = body[: end + 1].count(marks.newline) if end >= 0 else len(found.lines) if header else 0
    after = len(head) if header and end < 0 else _after_lines(head, skip, lines, marks.newline)
    width = int(first.counts[0]) if header else _width(found, above)
    if width > _MOST_COLUMNS:
        raise FileBroken(path=path, format="CSV", reason=_too_wide(width))
    columns = column_names(first.cells(width)) if header else place_names(width)
    return _Top(columns, header, lines + (1 if skip else 0), after, tuple(title for title in shown if title))


def _remarks(found: Split) -> int:
    """How many records above the table begin with a # and are of another width than the rows."""
    width, above = _width(found, 0), 0
    while above < min(MOST_TITLES, len(found.counts) - 1):
        begin = int(found.starts[int(found.counts[:above].sum())])
        if found.counts[above] == width or found.data[begin] != ord("#"):
            break
        above += 1
    return above


def _too_wide(width: int) -> Both:
    return Both(
        f"it has {width:,} columns, and {_MOST_COLUMNS:,} are the most",
        f"열이 {width:,}개인데 {_MOST_COLUMNS:,}개까지만 됩니다",
    )


def _after_lines(head: bytes, at: int, lines: int, newline: bytes) -> int:
    for _ in range(lines):
        at = head.index(newline, at) + 1
    return at


def _is_header(found: Split, above: int) -> bool:
    first = found.record(above)
    width = int(first.counts[0])
    rows = max(1, min(_COMPARED_ROWS, _COMPARED_CELLS // width))
    below = columns_of(found, width, above + 1, rows, _MOST_COMPARED)
    if below and not below[0]:
        below = columns_of(found, _width(found, above + 1), above + 1, rows, _MOST_COMPARED)
    return holds_names(first.cells(_MOST_COMPARED), below)


def _width(found: Split, above: int) -> int:
    # what most rows have; more than that is told from less by the rows themselves
    counts = found.counts[above : above + _COMPARED_ROWS]
    return int(np.bincount(counts).argmax()) if len(counts) else 1


def _names(header: Split) -> bool:
    # whether these may be names of columns rather than the first row of data
    cells = header.cells(_MOST_COMPARED)
    return len(set(cells)) == len(cells) and not any(_NUMBER.match(cell) for cell in cells)
