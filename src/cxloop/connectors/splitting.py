"""How columns are parted in a text, and the text split by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.connectors import blank_kernels, kernels

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Columns at fixed places: where the gap before each begins, and it itself. wide: places of a Korean character."""

    gaps: tuple[int, ...]
    starts: tuple[int, ...]
    wide: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What ends a field and what ends a line, one byte each.

    Where columns are parted by something else, the text gets the delimiter first, see `parted`. written: the characters
    it stands for. least: blanks that a run needs to part two columns, 0 where blanks do not; joined: the columns of
    such a text that go on after a blank (a date and its time). places: columns of fixed width.
    """

    delimiter: bytes
    newline: bytes = b"\n"
    written: bytes = b""
    least: int = 0
    joined: tuple[bool, ...] = ()
    places: Places | None = None

    def parted(self, text: bytes) -> bytes:
        """Whole lines of the file as `split` takes them, line for line."""
        if self.written:
            return text.replace(self.written, self.delimiter)
        if not self.least and self.places is None:
            return text
        data, ends = np.frombuffer(text, np.uint8), (ord(self.newline), ord(self.delimiter))
        if self.places is None:
            out = np.empty(len(data), np.uint8)
            size = blank_kernels.squeeze(data, *ends, self.least, np.array(self.joined, np.bool_), out)
        else:
            gaps, starts = np.array(self.places.gaps), np.array(self.places.starts)
            out = np.empty(len(data) + (text.count(self.newline) + 1) * len(starts), np.uint8)
            size = blank_kernels.cut(data, *ends, self.places.wide, gaps, starts, out)
        return out[:size].tobytes()

    def shown(self, text: str) -> str:
        """A row as it stood in the file, or much like it."""
        as_it_stands = not (self.written or self.least or self.places)
        return text if as_it_stands else text.replace(self.delimiter.decode(), self.written.decode() or " ")


@dataclass(frozen=True, slots=True)
class Split:
    """What the kernel found in one block: fields by place, and the records it refused."""

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    flags: npt.NDArray[np.uint8]
    lines: npt.NDArray[np.int64]
    counts: Counts
    bad: tuple[npt.NDArray[np.int64], ...]
    consumed: int
    line: int

    def filled(self) -> Counts:
        """How many fields of each record hold anything."""
        total = int(self.counts.sum())
        if not total:
            return np.zeros(0, np.int64)
        begins = np.concatenate(([0], np.cumsum(self.counts)[:-1]))
        return np.add.reduceat((self.ends[:total] > self.starts[:total]).astype(np.int64), begins)

    def record(self, place: int) -> Split:
        """One record of a text that was split without a width."""
        begin = int(self.counts[:place].sum())
        end = begin + int(self.counts[place])
        fields: dict[str, Any] = {name: getattr(self, name)[begin:end] for name in ("starts", "ends", "flags")}
        lines, counts = self.lines[place : place + 1], self.counts[place : place + 1]
        return Split(self.data, lines=lines, counts=counts, bad=self.bad, consumed=0, line=1, **fields)

    def cells(self, most: int) -> list[str]:
        """The texts of the first record, at most so many."""
        width = int(self.counts[0])
        cells = (texts(self, width, column).cast(pa.binary())[0].as_py() for column in range(min(width, most)))
        # in the wrong encoding it need not be text
        return [(cell or b"").decode("utf-8", "replace") for cell in cells]


def split(text: bytes, marks: Marks, width: int, final: bool, line: int) -> Split:
    """Whole lines, parted already, as records of `width` columns (0: of any). See kernels.split."""
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
    return Split(data, starts, ends, flags, lines[:found], counts[:found], kept, consumed, after)


def texts(split: Split, width: int, column: int, written: str = "", delimiter: str = "") -> pa.StringArray:
    """One column; empty cells are null. written: what the delimiter stands for, where a quoted cell holds it."""
    records = len(split.lines)
    offsets = np.empty(records + 1, np.int32)
    kernels.measure(split.starts, split.ends, split.flags, split.data, width, column, records, offsets)
    out = np.empty(offsets[-1], np.uint8)
    kernels.fill(split.starts, split.ends, split.flags, split.data, width, column, records, offsets, out)
    present = offsets[1:] > offsets[:-1]
    bitmap = None if present.all() else pa.py_buffer(np.packbits(present, bitorder="little"))
    found = pa.StringArray.from_buffers(records, pa.py_buffer(offsets), pa.py_buffer(out), bitmap)
    return pc.replace_substring(found, delimiter, written) if written and (out == ord(delimiter)).any() else found
