"""Tells what parts the columns of a text: a mark, several characters, runs of blanks, or fixed places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from cxloop.connectors import blank_kernels
from cxloop.connectors.splitting import Counts, Marks, Places, Split, split
from cxloop.errors import FileBroken, FileEmpty
from cxloop.listen.kinds import NONE, NUMBER, TEXT, TIME, kind_of, times_share

USUAL: Final = ",;\t|"
MOST_TITLES: Final = 20
_RARE: Final = (b"^", b"~", b"#", b"\x01", b"\x02", b"\x1e", b"\x1f", "¦".encode(), "¬".encode())
_SEPARATORS: Final = (b"::", b"||", b"|~|", b"~|~", b"^|^", b"~~", b"^^", b";;", b"\x01", b"\x1f", b"\x1e")
"""Nobody writes these in sentences, so that they need no further proof."""
_STAND_INS: Final = (b"\x1f", b"\x1e", b"\x1d", b"\x1c")
_RUNS: Final = re.compile(rb"""[^\w\s"'\x80-\xff]{2,4}""")
_SAMPLE_BYTES: Final = 64 << 10
_TELLING: Final = 500
_TYPED_ROWS: Final = 200
_MOST_CELLS: Final = 50_000
_POOR: Final = 0.5
_CONSISTENT: Final = 0.9
_CLEARLY: Final = 0.25
_WIDEST: Final = 4096
_LONGEST_JOIN: Final = 4


def marks_of(head: bytes, path: str) -> tuple[int, Marks]:
    """Bytes to pass over (a line `sep=;`), and the marks. Raises FileEmpty, FileBroken."""
    if not head.strip():
        raise FileEmpty(path=path)
    if b"\x00" in head[:4096] and head.count(b"\x00", 0, 4096) > 100:
        raise FileBroken(path=path, format="CSV", reason="it is not text")
    newline = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
    if head[:4].lower() == b"sep=" and head[4:5] and head[5:6] in (b"\r", b"\n"):
        return head.index(newline) + 1, Marks(head[4:5], newline)
    return 0, _told(_lines(head, _SAMPLE_BYTES), newline)


def _told(sample: bytes, newline: bytes) -> Marks:
    candidates = [Marks(delimiter.encode(), newline) for delimiter in USUAL]
    fits = {marks: _fit(sample, marks) for marks in candidates}
    best = max(candidates, key=lambda marks: fits[marks])
    table = _without_remarks(sample, newline)
    others = [_Candidate(marks, *_kinds(marks.parted(table), marks)) for marks in _others(table, newline)]
    others = [one for one in others if one.proven()]
    other = max(others, key=lambda one: one.typed, default=None)
    if fits[best] >= _POOR:
        typed = _Candidate(best, *_kinds(sample, best)).typed
        if other is not None and (other.typed >= typed + _CLEARLY or other.marks.written == 2 * best.delimiter):
            return other.marks
        return best
    if other is not None:
        return other.marks
    titled = {marks: max(fit, _fit(sample, marks, titles=True)) for marks, fit in fits.items()}
    return max(candidates, key=lambda marks: titled[marks])


def _without_remarks(sample: bytes, newline: bytes) -> bytes:
    below = sample
    while below.startswith(b"#") and newline in below:
        below = below[below.index(newline) + 1 :]
    return below if below.strip() else sample


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Marks that fit, and what they make of the text. alike: the share of rows of the same width."""

    marks: Marks
    kinds: tuple[str, ...]
    alike: float

    @property
    def typed(self) -> float:
        """The share of columns that hold numbers, times or codes."""
        return sum(kind not in (TEXT, NONE) for kind in self.kinds) / max(1, len(self.kinds))

    def proven(self) -> bool:
        """Whether it is a table rather than sentences that happen to be of so many words."""
        if len(self.kinds) < 2 or self.alike < _CONSISTENT:
            return False
        if self.marks.written in _SEPARATORS:
            return True
        telling = [kind for kind in self.kinds if kind not in (TEXT, NONE)]
        return len(telling) >= 2 or TIME in telling


def _others(sample: bytes, newline: bytes) -> Iterator[Marks]:
    stand_in = next((one for one in _STAND_INS if one not in sample), None)
    if stand_in is None:
        return
    plain = Marks(stand_in, newline)
    runs = Counter(_RUNS.findall(sample[: _SAMPLE_BYTES // 4]))
    written = dict.fromkeys([*(run for run, _ in runs.most_common(8)), *_RARE])
    yield from (
        marks
        for marks in (replace(plain, written=one) for one in written if one in sample)
        if _fit(marks.parted(sample), marks) >= _POOR
    )
    yield from _blanks(sample, plain)


def _blanks(sample: bytes, plain: Marks) -> Iterator[Marks]:
    lines = [line.strip() for line in sample.split(plain.newline)]
    filled = [line for line in lines if line][:_TELLING]
    if len(filled) < 2 or not any(b" " in line or b"\t" in line for line in filled):
        return
    if times_share(pa.array([line.decode("utf-8", "replace") for line in filled[1:]])) >= _CONSISTENT:
        return  # one column of moments
    for least in (1, 2):
        marks = replace(plain, least=least)
        counts = split(marks.parted(sample), marks, 0, True, 1).counts[:_TELLING]
        usual = _usual(counts[1:])
        if usual < 2 or float(np.mean(counts[1:] == usual)) < _CONSISTENT:
            continue
        joined = _joined(sample, marks, usual) if least == 1 else ()
        if counts[0] == usual - sum(joined) or counts[0] == usual:
            yield replace(marks, joined=joined)
    yield from _fixed(sample, plain)


def _joined(sample: bytes, marks: Marks, width: int) -> tuple[bool, ...]:
    """Which columns go on after a blank: a clock after its date, a month after its day."""
    columns = _columns(marks.parted(sample), marks, width, skip=1)
    joined, place = [False] * width, 0
    while place < width:
        length = next(
            (size for size in range(_LONGEST_JOIN, 1, -1) if _one_time(columns[place : place + size], size)), 1
        )
        joined[place + 1 : place + length] = [True] * (length - 1)
        place += length
    return tuple(joined) if any(joined) else ()


def _one_time(columns: Sequence[Sequence[str | None]], size: int) -> bool:
    if len(columns) < size or any(kind_of(column) == TIME for column in columns[1:]):
        return False
    if all(kind_of(column) == NUMBER for column in columns[1:]):
        return False
    whole = [" ".join(cell or "" for cell in cells) for cells in zip(*columns, strict=True)]
    return bool(whole) and times_share(pa.array(whole)) >= _CONSISTENT


def _fixed(sample: bytes, plain: Marks) -> Iterator[Marks]:
    if b"\t" in sample:
        return
    data = np.frombuffer(sample, np.uint8)
    for wide in (1, 2) if not sample.isascii() else (1,):
        places = np.zeros(_WIDEST, np.int64)
        lines = blank_kernels.filled(data, ord(plain.newline), wide, places)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], (places > 0).astype(np.int8), [0]))))
        begins, ends = edges[::2].tolist(), edges[1::2].tolist()
        if lines >= 3 and len(begins) >= 2:
            gaps = (0, *ends[:-1])
            yield replace(plain, places=Places(gaps, tuple(begins), wide))


def _kinds(text: bytes, marks: Marks) -> tuple[tuple[str, ...], float]:
    """The sort of each column below the first row, and the share of rows of the usual width."""
    counts = split(text, marks, 0, True, 1).counts[1:_TELLING]
    width = _usual(counts)
    if width < 2:
        return (), 0.0
    columns = _columns(text, marks, width, skip=1)
    return tuple(kind_of(column) for column in columns), float(np.mean(counts == width))


def _columns(text: bytes, marks: Marks, width: int, skip: int) -> list[list[str | None]]:
    rows = max(1, min(_TYPED_ROWS, _MOST_CELLS // max(1, width)))
    return columns_of(split(text, marks, 0, True, 1), width, skip, rows)


def columns_of(whole: Split, width: int, skip: int, rows: int, most: int = 1000) -> list[list[str | None]]:
    """The cells of records of some width, column by column: at most so many rows and columns, records skipped first."""
    begins = np.concatenate(([0], np.cumsum(whole.counts)[:-1])) if len(whole.counts) else np.zeros(0, np.int64)
    chosen = [place for place in range(skip, len(whole.counts)) if whole.counts[place] == width][:rows]
    raw = whole.data.tobytes() if chosen else b""
    found: list[list[str | None]] = []
    for column in range(min(width, most)):
        cells = []
        for place in chosen:
            at = int(begins[place]) + column
            cell = raw[int(whole.starts[at]) : int(whole.ends[at])]
            cells.append(cell.decode("utf-8", "replace").strip('"') or None)
        found.append(cells)
    return found


def _usual(counts: Counts) -> int:
    return int(np.bincount(counts).argmax()) if len(counts) else 0


def _fit(sample: bytes, marks: Marks, titles: bool = False) -> float:
    # the share of records with as many columns as the first, weighed by their number: one column alone proves nothing
    found = split(sample, marks, 0, True, 1)
    counts = found.counts[title_rows(found.counts, found.filled()) if titles else 0 :]
    if not len(counts) or counts[0] < 2:
        return 0.0
    same = float(np.mean(counts[:_TELLING] == counts[0]))
    return same * same * (1.0 - 0.5 / float(counts[0]))


def title_rows(counts: Counts, filled: Counts) -> int:
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
    if not len(found) or not 0 < found[0] <= MOST_TITLES:
        return 0
    header = int(found[0])
    clear = bool((2 * filled[:header] <= usual).all()) and float(np.mean(sample[header:] == usual)) >= _CONSISTENT
    return header if clear and len(sample) > header + 1 else 0


def _lines(head: bytes, size: int) -> bytes:
    if len(head) <= size:
        return head
    cut = head.rfind(b"\n", 0, size)
    return head[: cut + 1] if cut > 0 else head[:size]
