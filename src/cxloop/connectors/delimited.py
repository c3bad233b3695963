"""CSV, TSV and other delimited text, gzipped or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.connectors import kernels
from cxloop.connectors.encoding import BLOCK_BYTES, Bytes, broken_at, sniff, utf8_blocks
from cxloop.connectors.names import column_names
from cxloop.errors import FileBroken, FileEmpty
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch, Refusal, raw_text

_DELIMITERS: Final = ",;\t|"
_SAMPLE_BYTES: Final = 1 << 20
_TELLING: Final = 500
_MOST_TITLES: Final = 20
_POOR: Final = 0.5
_CONSISTENT: Final = 0.9
_NUMBER: Final = re.compile(r"^[\d.,:/+\-\s]+$")
_WHY: Final = {kernels.OPEN_QUOTE: "a quote is not closed, or goes on after its end"}


@dataclass(frozen=True, slots=True)
class _Marks:
    """What ends a field and what ends a line, one byte each."""

    delimiter: bytes
    newline: bytes = b"\n"


@dataclass(frozen=True, slots=True)
class _Split:
    """What the kernel found in one block: fields by place, and the records it refused."""

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    flags: npt.NDArray[np.uint8]
    lines: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    bad: tuple[npt.NDArray[np.int64], ...]
    consumed: int
    line: int


def _split(text: bytes, marks: _Marks, width: int, final: bool, line: int) -> _Split:
    data = np.frombuffer(text, np.uint8)
    records, delimiters = text.count(marks.newline) + 2, text.count(marks.delimiter)
    # each record with a delimiter may be filled up to the width; what is not written to takes no memory
    fields = records + delimiters + min(records, delimiters) * width
    starts, ends, flags = np.empty(fields, np.int64), np.empty(fields, np.int64), np.empty(fields, np.uint8)
    lines, counts = np.empty(records, np.int64), np.empty(records, np.int64)
    bad = tuple(np.empty(records, np.int64) for _ in range(5))
    found, refused, consumed, after = kernels.split(
        data, ord(marks.delimiter), ord(marks.newline), width, final, line, starts, ends, flags, lines, counts, *bad
    )
    kept = tuple(column[:refused] for column in bad)
    return _Split(data, starts, ends, flags, lines[:found], counts[:found], kept, consumed, after)


def _texts(split: _Split, width: int, column: int) -> pa.StringArray:
    records = len(split.lines)
    offsets = np.empty(records + 1, np.int32)
    kernels.measure(split.starts, split.ends, split.flags, split.data, width, column, records, offsets)
    out = np.empty(offsets[-1], np.uint8)
    kernels.fill(split.starts, split.ends, split.flags, split.data, width, column, records, offsets, out)
    present = offsets[1:] > offsets[:-1]
    bitmap = None if present.all() else pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.StringArray.from_buffers(records, pa.py_buffer(offsets), pa.py_buffer(out), bitmap)


class Delimited:
    """A delimited file with a header; every value is text, an empty one is null. See ports.source.Source.

    encoding: None to tell it from the content. Titles above the header are passed over where they are clearly such.
    Columns missing at the end of a record are empty; records with more columns than the header, and such with bytes
    that are not of the encoding, are refused. Raises FileEmpty where there is no header or no row.
    """

    format = "csv"
    defaults: Mapping | None = None

    def __init__(self, path: str, encoding: str | None = None, block_bytes: int = BLOCK_BYTES) -> None:
        self.path, self._block_bytes = path, block_bytes
        self.encoding = encoding or sniff(path, "CSV")
        with Bytes(path, "CSV") as source:
            head, self._broken = next(utf8_blocks(source, self.encoding, _SAMPLE_BYTES), (b"", False))
            self._head_share = max(source.done, 1e-9)
        self._skip, self._marks = _preamble(head, path)
        header = _header(head, self._skip, self._marks, path)
        self._lines_before, self._rows_at, self.skipped = header.lines, header.bytes, header.titles
        self.columns = column_names(header.names)
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
            for (text, bad), final in _with_end(utf8_blocks(source, self.encoding, block_bytes)):
                text, skip = text[skip:], max(0, skip - len(text))
                rest, broken = rest + text, broken or bad
                split = _split(rest, self._marks, len(self.columns), final, line)
                batch = self._batch(split, rest, broken, 1.0 if final else source.done)
                found = found or batch is not None
                if batch is not None:
                    yield batch
                rest, line = rest[split.consumed :], split.line
                broken = broken and bool(rest)
            if not found:
                raise FileEmpty(path=self.path)

    def _batch(self, split: _Split, text: bytes, broken: bool, done: float) -> RawBatch | None:
        refused = _refusals(split, text, len(self.columns))
        if not len(split.lines) and not refused:
            return None
        width = len(self.columns)
        kept = np.ones(len(split.lines), np.bool_)
        if broken:
            refused += self._undecodable(split, text, kept)
        columns = [_texts(split, width, column) for column in range(width)]
        table = pa.RecordBatch.from_arrays(columns, names=list(self.columns))
        lines = split.lines
        if not kept.all():
            table, lines = table.filter(pa.array(kept)), lines[kept]
        return RawBatch(table, np.ascontiguousarray(lines), tuple(sorted(refused, key=_line)), done, self.format)

    def _undecodable(self, split: _Split, text: bytes, kept: npt.NDArray[np.bool_]) -> list[Refusal]:
        width, begins = len(self.columns), split.starts[:: len(self.columns)][: len(split.lines)]
        rows = np.unique(np.searchsorted(begins, np.array(broken_at(text), np.int64), side="right") - 1)
        found = []
        for row in rows[rows >= 0].tolist():
            first, last = int(begins[row]), int(split.ends[row * width + width - 1])
            if not broken_at(text[first:last]):
                continue
            kept[row] = False
            raw = raw_text(_legible(text[first:last]))
            found.append(Refusal(int(split.lines[row]), "encoding", f"bytes that are not {self.encoding}", raw))
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


def _refusals(split: _Split, text: bytes, width: int) -> list[Refusal]:
    found = []
    for line, begin, end, why, count in zip(*(column.tolist() for column in split.bad), strict=True):
        detail = _WHY.get(why, f"{count} columns where the header has {width}")
        raw = text[begin : min(end, begin + 40_000)].decode("utf-8", "backslashreplace")
        found.append(Refusal(line, "columns_wrong", detail, raw_text(raw.rstrip("\r\n"))))
    return found


def _preamble(head: bytes, path: str) -> tuple[int, _Marks]:
    """Bytes to pass over (a line `sep=;`), and the marks."""
    if not head.strip():
        raise FileEmpty(path=path)
    if b"\x00" in head[:4096] and head.count(b"\x00", 0, 4096) > 100:
        raise FileBroken(path=path, format="CSV", reason="it is not text")
    newline = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
    if head[:4].lower() == b"sep=" and head[4:5] and head[5:6] in (b"\r", b"\n"):
        return head.index(newline) + 1, _Marks(head[4:5], newline)
    candidates = [_Marks(delimiter.encode(), newline) for delimiter in _DELIMITERS]
    fits = {marks: _fit(head, marks) for marks in candidates}
    if max(fits.values()) < _POOR:
        fits = {marks: max(fit, _fit(head, marks, titles=True)) for marks, fit in fits.items()}
    return 0, max(candidates, key=lambda marks: fits[marks])


def _fit(head: bytes, marks: _Marks, titles: bool = False) -> float:
    # the share of records with as many columns as the first, weighed by their number: one column alone proves nothing
    split = _split(_lines(head, 64 << 10), marks, 0, True, 1)
    counts = split.counts[title_rows(split.counts, _filled(split)) if titles else 0 :]
    if not len(counts) or counts[0] < 2:
        return 0.0
    same = float(np.mean(counts[:500] == counts[0]))
    return same * same * (1.0 - 0.5 / float(counts[0]))


def _filled(split: _Split) -> npt.NDArray[np.int64]:
    """How many fields of each record hold anything."""
    total = int(split.counts.sum())
    if not total:
        return np.zeros(0, np.int64)
    begins = np.concatenate(([0], np.cumsum(split.counts)[:-1]))
    return np.add.reduceat((split.ends[:total] > split.starts[:total]).astype(np.int64), begins)


def title_rows(counts: npt.NDArray[np.int64], filled: npt.NDArray[np.int64]) -> int:
    """How many records stand above the header: titles and remarks, which fill at most half of the columns that the
    header and nearly all after it have.

    >>> title_rows(np.array([1, 1, 4, 4, 4]), np.array([1, 1, 4, 4, 3])), title_rows(np.array([3, 4]), np.array([3, 4]))
    (2, 0)
    """
    sample = counts[:_TELLING]
    if len(sample) < 3:
        return 0
    usual = int(np.bincount(sample, minlength=3)[2:].argmax()) + 2
    found = np.flatnonzero((sample == usual) & (filled[:_TELLING] == usual))
    if not len(found) or not 0 < found[0] <= _MOST_TITLES:
        return 0
    header = int(found[0])
    clear = bool((2 * filled[:header] <= usual).all()) and float(np.mean(sample[header:] == usual)) >= _CONSISTENT
    return header if clear and len(sample) > header + 1 else 0


def _lines(head: bytes, size: int) -> bytes:
    if len(head) <= size:
        return head
    cut = head.rfind(b"\n", 0, size)
    return head[: cut + 1] if cut > 0 else head[:size]


@dataclass(frozen=True, slots=True)
class _Header:
    """names: as they stand. lines, bytes: up to the header's end. titles: the text of each line above it."""

    names: Sequence[str]
    lines: int
    bytes: int
    titles: tuple[str, ...]


def _header(head: bytes, skip: int, marks: _Marks, path: str) -> _Header:
    body = head[skip:]
    split = _split(body, marks, 0, True, 1)
    if not len(split.lines):
        raise FileEmpty(path=path)
    above = title_rows(split.counts, _filled(split))
    if above and not _names(_record(split, above)):
        above = 0
    header = _record(split, above)
    end = body.find(marks.newline, int(header.ends[-1]))
    after = len(body) if end < 0 else end + 1
    titles = body[: int(header.starts[0])].decode("utf-8", "backslashreplace").splitlines() if above else []
    shown = tuple(title.strip(f'"\ufeff {marks.delimiter.decode("latin-1")}') for title in titles[:_MOST_TITLES])
    lines = body[:after].count(marks.newline) + (1 if skip else 0)
    return _Header(_cells(header), lines, skip + after, tuple(title for title in shown if title))


def _names(header: _Split) -> bool:
    # whether these may be names of columns rather than the first row of data
    cells = _cells(header)
    return len(set(cells)) == len(cells) and not any(_NUMBER.match(cell) for cell in cells)


def _cells(record: _Split) -> list[str]:
    width = int(record.counts[0])
    cells = (_texts(record, width, column).cast(pa.binary())[0].as_py() for column in range(width))
    return [(cell or b"").decode("utf-8", "replace") for cell in cells]  # in the wrong encoding it need not be text


def _record(split: _Split, place: int) -> _Split:
    begin = int(split.counts[:place].sum())
    end = begin + int(split.counts[place])
    fields: dict[str, Any] = {name: getattr(split, name)[begin:end] for name in ("starts", "ends", "flags")}
    lines, counts = split.lines[place : place + 1], split.counts[place : place + 1]
    return _Split(split.data, lines=lines, counts=counts, bad=split.bad, consumed=0, line=1, **fields)
