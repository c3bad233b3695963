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
_FEW_LINES: Final = 3
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
    return 0, _told(_lines(head, _SAMPLE_BYTES, newline), newline)


def _told(sample: bytes, newline: bytes) -> Marks:
    candidates = [Marks(delimiter.encode(), newline) for delimiter in USUAL]
    fits = {marks: _fit(sample, marks) for marks in candidates}
    best = max(candidates, key=lambda marks: fits[marks])
    table = _without_remarks(sample, newline)
    others = [one for one in (_made(table, marks) for marks in _written(table, newline)) if one.proven()]
    others += _blanks(table, newline)
    other = max(others, key=lambda one: one.typed, default=None)
    if fits[best] >= _POOR:
        if other is not None and (other.marks.written == 2 * best.delimiter or _clearer(table, other, best)):
            return other.marks
        return best
    if other is not None:
        return other.marks
    titled = {marks: max(fit, _fit(sample, marks, titles=True)) for marks, fit in fits.items()}
    return max(candidates, key=lambda marks: titled[marks])


def _clearer(sample: bytes, other: _Candidate, usual: Marks) -> bool:
    """Whether other marks tell more of the columns than usual ones that fit as well. Cells that still hold the usual
    mark, such as `anna,2026-01-05`, are no cells, unless it stands in numbers.
    """
    if (other.marks.least and usual.delimiter == b"\t") or other.typed < _made(sample, usual).typed + _CLEARLY:
        return False  # a tab is a blank too, and says more
    whole = split(other.marks.parted(sample), other.marks, 0, True, 1)
    mark = usual.delimiter.decode()
    for column in columns_of(whole, len(other.kinds), min(1, len(whole.counts) - 1), _TYPED_ROWS):
        holding = [cell for cell in column if cell and mark in cell]
        if 2 * len(holding) > len(column) and kind_of(column) != NUMBER:
            return False
    return True


def _without_remarks(sample: bytes, newline: bytes) -> bytes:
    below = sample
    while below.startswith(b"#") and newline in below:
        below = below[below.index(newline) + 1 :]
    return below if below.strip() else sample


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Marks that fit, and what they make of the text: the kind of each column and the share of its cells that hold
    anything. rows: how many there are to tell it from; alike: the share of them that have the usual width.
    """

    marks: Marks
    kinds: tuple[str, ...]
    full: tuple[float, ...]
    rows: int
    alike: float

    @property
    def typed(self) -> float:
        """The share of columns that hold numbers, times or codes."""
        return sum(kind not in (TEXT, NONE) for kind in self.kinds) / max(1, len(self.kinds))

    @property
    def dense(self) -> float:
        """The same, a column that is half empty counted half."""
        full = zip(self.kinds, self.full, strict=True)
        return sum(share for kind, share in full if kind not in (TEXT, NONE)) / max(1, len(self.kinds))

    def proven(self) -> bool:
        """Whether it is a table rather than sentences that happen to be of so many words."""
        if len(self.kinds) < 2 or self.alike < _CONSISTENT:
            return False
        if self.marks.written in _SEPARATORS:
            return True
        telling = [kind for kind in self.kinds if kind not in (TEXT, NONE)]
        return len(telling) == len(self.kinds) if self.rows < 2 else len(telling) >= 2 or TIME in telling


def _made(text: bytes, marks: Marks) -> _Candidate:
    parted = marks.parted(text)
    whole = split(parted, marks, 0, True, 1)
    skip = 1 if len(whole.counts) > 1 else 0
    counts = whole.counts[skip:_TELLING]
    width = _usual(counts)
    columns = columns_of(whole, width, skip, max(1, min(_TYPED_ROWS, _MOST_CELLS // max(1, width))))
    full = tuple(sum(cell is not None for cell in column) / max(1, len(column)) for column in columns)
    alike = float(np.mean(counts == width)) if len(counts) else 0.0
    return _Candidate(marks, tuple(map(kind_of, columns)), full, len(whole.counts), alike)


def _plain(sample: bytes, newline: bytes) -> Marks | None:
    """Marks with a delimiter that the text does not hold."""
    stand_in = next((one for one in _STAND_INS if one not in sample), None)
    return None if stand_in is None else Marks(stand_in, newline)


def _written(sample: bytes, newline: bytes) -> Iterator[Marks]:
    plain = _plain(sample, newline)
    if plain is None:
        return
    runs = Counter(_RUNS.findall(sample[: _SAMPLE_BYTES // 4]))
    for one in dict.fromkeys([*(run for run, _ in runs.most_common(8)), *_RARE]):
        marks = replace(plain, written=one)
        if one in sample and _fit(marks.parted(sample), marks) >= _POOR:
            yield marks


def _blanks(sample: bytes, newline: bytes) -> list[_Candidate]:
    """The table that runs of blanks make of the text, else that of fixed places; none where it is none."""
    plain, lines = _plain(sample, newline), [line.strip() for line in sample.split(newline)]
    filled = [line for line in lines if line][:_TELLING]
    if plain is None or not any(b" " in line or b"\t" in line for line in filled):
        return []
    if times_share(pa.array([line.decode("utf-8", "replace") for line in filled[1:]])) >= _CONSISTENT:
        return []  # one column of moments
    runs = (_made(sample, marks) for marks in _by_runs(sample, plain))
    found = next((one for one in runs if one.proven()), None)
    if found is None:
        fixed = [one for one in (_made(sample, marks) for marks in _fixed(sample, plain)) if one.proven()]
        found = max(fixed, key=lambda one: one.dense, default=None)
    return [] if found is None else [found]


def _by_runs(sample: bytes, plain: Marks) -> Iterator[Marks]:
    for least in (1, 2):
        marks = replace(plain, least=least)
        counts = split(marks.parted(sample), marks, 0, True, 1).counts[:_TELLING]
        below = counts[1:] if len(counts) > 1 else counts
        usual = _usual(below)
        if usual < 2 or float(np.mean(below == usual)) < _CONSISTENT:
            continue
        joined = _joined(sample, marks, usual) if least == 1 else ()
        if counts[0] in (usual, usual - sum(joined)):
            yield replace(marks, joined=joined)


def _joined(sample: bytes, marks: Marks, width: int) -> tuple[bool, ...]:
    """Which columns go on after a blank: a clock after its date, a month after its day."""
    whole = split(marks.parted(sample), marks, 0, True, 1)
    columns = columns_of(whole, width, min(1, len(whole.counts) - 1), _TYPED_ROWS)
    joined, place = [False] * width, 0
    while place < len(columns):
        length = next(
            (size for size in range(_LONGEST_JOIN, 1, -1) if _one_time(columns[place : place + size], size)), 1
        )
        joined[place + 1 : place + length] = [True] * (length - 1)
        place += length
    return tuple(joined) if any(joined) else ()


def _one_time(columns: Sequence[Sequence[str | None]], size: int) -> bool:
    if len(columns) < size or not columns[0] or any(kind_of(column) == TIME for column in columns[1:]):
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


def columns_of(whole: Split, width: int, skip: int, rows: int, most: int = 200) -> list[list[str | None]]:
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
            cells.append(cell.decode("utf-8", "replace").strip('"').replace('""', '"') or None)
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


def _lines(head: bytes, size: int, newline: bytes) -> bytes:
    """Whole lines from the beginning, about so many bytes, a few at least."""
    if head.count(newline, 0, size) < _FEW_LINES:
        return head if len(head) <= size or head.count(newline) <= _FEW_LINES else b"".join(_first(head, newline))
    return head[: head.rindex(newline, 0, size) + 1]


def _first(head: bytes, newline: bytes) -> list[bytes]:
    return [line + newline for line in head.split(newline, _FEW_LINES)[:_FEW_LINES]]
