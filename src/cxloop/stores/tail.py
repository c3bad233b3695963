"""The tail of a journey index: what came in since its base was built, and who has turned out to be somebody else.

A tail is a few immutable files beside the base: segments of newer rows, and identifiers that have moved to another
journey. Readers lay it over each partition: rows of journeys that moved away are masked, and the newer rows and those
that moved here are merged in, in the order of journeys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, NamedTuple, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.hashing import Hashes
from cxloop.listen.identity import CUSTOMER
from cxloop.questions.journeys import MISSING_TIME, Codes, Column, Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.stores.extract import property_columns
from cxloop.stores.identity import Identity
from cxloop.stores.kernels.overlay import overlay

Ints = npt.NDArray[np.int64]
SOURCES: Final = {"case": "case_id"}
_KEYS: Final = ("time", "batch", "sequence")


class Base(NamedTuple):
    """What a tail needs of the base it lies over. bits: partitions are the top bits of hashes; hashes: of a
    partition's journeys; starts: of their rows; column: of a partition, by name; names: of its journeys."""

    partitions: int
    bits: int
    per: str
    hashes: Callable[[int], Hashes]
    starts: Callable[[int], Ints]
    column: Callable[[int, str], Column]
    names: Callable[[int], Sequence[str]]
    shared: Callable[[str], Sequence[str]]


class Newer(NamedTuple):
    """Rows to be laid over a partition, grouped by journey. rows: of the tail; moved: (partition, rows of the base);
    order: of all of these; starts, hashes: the groups; masked: journeys of the partition that moved away."""

    rows: Ints
    moved: list[tuple[int, Ints]]
    order: Ints
    starts: Ints
    hashes: Hashes
    masked: npt.NDArray[np.bool_]


class Tail:
    """The tail in some files. segments: tables of rows with `own`, the hash of the identifier each is filed under;
    moves: identifiers that belong elsewhere than the base has them."""

    def __init__(self, segments: Sequence[Path], moves: Sequence[Path], known: Identity) -> None:
        self._segments, self._moves, self._known = segments, moves, known
        self._columns: dict[str, Column] = {}

    @cached_property
    def moves(self) -> Identity:
        found = Identity.nobody()
        for path in self._moves:
            found = Identity.read(path).over(found)
        return found

    @cached_property
    def identity(self) -> Identity:
        """Who belongs to whom now."""
        return self.moves.over(self._known)

    @cached_property
    def rows(self) -> pa.Table:
        """As they lie in their files: a column is taken into memory when it is asked for, and most never are."""
        tables = [_mapped(path) for path in self._segments]
        return pa.concat_tables(tables) if tables else pa.table({})

    @cached_property
    def hashes(self) -> Hashes:
        """Of the journey of each row, as things stand."""
        if not len(self.rows):
            return np.empty(0, np.uint64)
        return self.identity.resolved(self.rows["own"].to_numpy())

    def newer(self, base: Base, partition: int) -> Newer | None:
        """What lies over a partition; None where nothing does."""
        hashes = base.hashes(partition)
        masked = np.zeros(len(hashes), np.bool_)
        masked[_found(hashes, self.moves.own)] = True
        mine = np.flatnonzero(_partition(self.hashes, base.bits) == partition)
        moved = self._moved(base, partition)
        if not masked.any() and not len(mine) and not moved:
            return None
        hash = np.concatenate([self.hashes[mine], *(np.full(len(rows), to) for _, rows, to in moved)])
        pairs = [(source, rows) for source, rows, _ in moved]
        keys = [_gathered(self, base, mine, pairs, name) for name in ("sequence", "batch", "time")]
        order = np.lexsort((*keys, hash))
        grouped, begins = np.unique(hash[order], return_index=True)
        starts = np.append(begins, len(order)).astype(np.int64)
        return Newer(mine, pairs, order, starts, grouped, masked)

    def _moved(self, base: Base, partition: int) -> list[tuple[int, Ints, np.uint64]]:
        """Journeys of the base that moved into a partition: where they are, their rows, whose they are now."""
        here = np.flatnonzero(_partition(self.moves.to, base.bits) == partition)
        sources = _partition(self.moves.own[here], base.bits)
        found: list[tuple[int, Ints, np.uint64]] = []
        for source in np.unique(sources).tolist():
            mine = here[sources == source]
            hashes, starts = base.hashes(source), base.starts(source)
            places = np.minimum(np.searchsorted(hashes, self.moves.own[mine]), max(len(hashes) - 1, 0))
            for move, place in zip(mine.tolist(), places.tolist(), strict=True):
                if len(hashes) and hashes[place] == self.moves.own[move]:
                    found.append((source, np.arange(starts[place], starts[place + 1]), self.moves.to[move]))
        return found

    def column(self, base: Base, name: str) -> Column:
        """A column over all rows of the tail."""
        if name not in self._columns:
            self._columns[name] = _column(self.rows, name, base)
        return self._columns[name]

    def kind_of(self, journey: np.uint64) -> str:
        """The kind of identifier that a journey is filed under which the base does not have."""
        if (self.identity.to == journey).any():
            return CUSTOMER
        own = np.flatnonzero(self.rows["own"].to_numpy() == journey)
        return str(self.rows["customer_kind"][int(own[0])].as_py())

    def names_of(self, base: Base, hashes: Hashes) -> dict[int, str]:
        """What journeys are called that the base does not have."""
        here = np.flatnonzero(np.isin(self.identity.to, hashes))
        owners = self.identity.names.take(pa.array(here)).to_pylist()
        named = dict(zip(self.identity.to[here].tolist(), owners, strict=True))
        own = self.rows["own"].to_numpy() if len(self.rows) else np.empty(0, np.uint64)
        rows = np.flatnonzero(np.isin(own, hashes))
        key = "customer" if base.per == "customer" else "case_id"
        texts = self.rows[key].take(pa.array(rows)).to_pylist() if len(rows) else []
        return named | dict(zip(own[rows].tolist(), texts, strict=True))


def over(tail: Tail, base: Base, partition: int, columns: Sequence[str]) -> Journeys | None:
    """The journeys of a partition with the tail laid over it; None where nothing lies over it."""
    newer = tail.newer(base, partition)
    if newer is None:
        return None
    time, batch, sequence = (_number_column(base, partition, name) for name in _KEYS)
    more: list[Any] = [_newer_column(tail, base, newer, name) for name in _KEYS]
    take, starts, source = overlay(
        fixed(base.starts(partition), np.int64), fixed(base.hashes(partition), np.uint64), newer.masked,
        fixed(time, np.int64), fixed(batch, np.int32), fixed(sequence, np.int64), fixed(newer.starts, np.int64),
        fixed(newer.hashes, np.uint64), fixed(more[0], np.int64), fixed(more[1], np.int32), fixed(more[2], np.int64),
    )  # fmt: skip
    made = {
        name: _taken(base.column(partition, name), _newer_column(tail, base, newer, name), take) for name in columns
    }
    names = MergedNames(base.names(partition), source, newer.hashes, partial(tail.names_of, base, newer.hashes))
    return Journeys(starts, _numbers(time, more[0], take), made, names)


def hashes_over(tail: Tail, base: Base, partition: int) -> tuple[Hashes, Ints]:
    """The hashes of a partition's journeys with the tail laid over it, ascending; and how many rows each has."""
    newer = tail.newer(base, partition)
    hashes, lengths = base.hashes(partition), np.diff(base.starts(partition))
    if newer is None:
        return hashes, lengths
    every = np.union1d(hashes[~newer.masked], newer.hashes)
    counts = np.zeros(len(every), np.int64)
    counts[np.searchsorted(every, hashes[~newer.masked])] += lengths[~newer.masked]
    counts[np.searchsorted(every, newer.hashes)] += np.diff(newer.starts)
    return every, counts


class MergedNames(Sequence[str]):
    """Names of journeys, some of the base and some of the tail; the latter are looked up when one is asked for."""

    def __init__(self, base: Sequence[str], source: Ints, hashes: Hashes, find: Callable[[], dict[int, str]]) -> None:
        self.base, self.source, self.hashes, self._find = base, source, hashes, find

    @cached_property
    def newer(self) -> dict[int, str]:
        """By the hash of their journey."""
        return self._find()

    def __len__(self) -> int:
        return len(self.source)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = int(self.source[place])
        return self.base[at] if at >= 0 else self.newer[int(self.hashes[~at])]

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


def _partition(hashes: Hashes, bits: int) -> Ints:
    if not bits:
        return np.zeros(len(hashes), np.int64)
    return (hashes >> np.uint64(64 - bits)).astype(np.int64)


def _found(sorted_hashes: Hashes, wanted: Hashes) -> Ints:
    """Places of those that are there."""
    if not len(sorted_hashes) or not len(wanted):
        return np.empty(0, np.int64)
    place = np.minimum(np.searchsorted(sorted_hashes, wanted), len(sorted_hashes) - 1)
    found: Ints = place[sorted_hashes[place] == wanted]
    return found


def _gathered(tail: Tail, base: Base, rows: Ints, moved: list[tuple[int, Ints]], name: str) -> Any:
    """A column of numbers over the tail's rows and the moved ones."""
    parts = [tail.column(base, name)[rows]] if len(rows) else []  # type: ignore[index]
    parts += [base.column(source, name)[some] for source, some in moved]  # type: ignore[index]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _newer_column(tail: Tail, base: Base, newer: Newer, name: str) -> Any:
    parts: list[Column] = [_some(tail.column(base, name), newer.rows)] if len(newer.rows) else []
    parts += [_some(base.column(source, name), rows) for source, rows in newer.moved]
    if not parts:
        parts = [_some(base.column(0, name), np.empty(0, np.int64))]
    joined = parts[0]
    for part in parts[1:]:
        joined = _joined(joined, part)
    return _some(joined, newer.order)


def _some(column: Column, rows: Ints) -> Column:
    return Codes(column.codes[rows], column.values) if isinstance(column, Codes) else column[rows]


def _joined(left: Column, right: Column) -> Column:
    """One column after the other; texts that are the same have one code."""
    if not isinstance(left, Codes) or not isinstance(right, Codes):
        return np.concatenate((left, right))  # type: ignore[arg-type]
    if left.values is right.values:
        return Codes(np.concatenate((left.codes, right.codes)), left.values)
    values, table = _one_dictionary(left.values, right.values)
    return Codes(np.concatenate((left.codes, table[right.codes])), values)


def _one_dictionary(left: Sequence[str], right: Sequence[str]) -> tuple[Sequence[str], npt.NDArray[np.int32]]:
    """All values, those of the left in their places; and the code of each of the right ones, -1 at the end."""
    mine, theirs = pa.array(left, pa.string()), pa.array(right, pa.string())
    place = pc.index_in(theirs, value_set=mine)
    new = theirs.filter(place.is_null())
    table = pc.fill_null(place, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    table[table < 0] = len(mine) + np.arange(len(new))
    values = left if not len(new) else [*mine.to_pylist(), *new.to_pylist()]
    return values, np.append(table, np.int32(-1)).astype(np.int32)


def _taken(base: Column, more: Column, take: Ints) -> Column:
    if not isinstance(base, Codes) or not isinstance(more, Codes):
        found: npt.NDArray[Any] = _numbers(base, more, take)
        return found
    joined = _joined(base, more)
    assert isinstance(joined, Codes)
    return Codes(_numbers(joined.codes[: len(base.codes)], joined.codes[len(base.codes) :], take), joined.values)


def _numbers(base: Any, more: Any, take: Ints) -> Any:
    every = np.concatenate((base, more.astype(base.dtype, copy=False)))
    return every[np.where(take >= 0, take, len(base) + ~take)]


def _number_column(base: Base, partition: int, name: str) -> Any:
    return base.column(partition, name)


def _column(rows: pa.Table, name: str, base: Base) -> Column:
    if name.startswith("property:"):
        return _coded(property_columns(rows["properties"], [name.removeprefix("property:")])[0], None)
    if name in ("event", "channel", "owner"):
        return _coded(_whole(rows, name), base.shared(name))
    if name == "time":
        found: Ints = rows["occurred"].cast(pa.int64()).to_numpy()
        return found
    if name == "due":
        due: Ints = pc.fill_null(rows["due"].cast(pa.int64()), MISSING_TIME).to_numpy()
        return due
    if name == "value":
        value: npt.NDArray[np.float64] = pc.fill_null(rows["value"], np.nan).to_numpy()
        return value
    if name in ("batch", "sequence"):
        numbers: Ints = rows[name].to_numpy()
        return numbers.astype(np.int32) if name == "batch" else numbers
    return _coded(_whole(rows, SOURCES.get(name, name)), None)


def _whole(rows: pa.Table, name: str) -> pa.Array:
    """A column in one piece; texts that are the same have one code."""
    return rows[name].unify_dictionaries().combine_chunks()


def _coded(column: pa.Array, values: Sequence[str] | None) -> Codes:
    encoded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    texts = encoded.dictionary.to_pylist()
    if values is None:
        return Codes(codes, texts)
    place = {value: code for code, value in enumerate(values)}
    table = np.array([*(place.get(text, -1) for text in texts), -1], np.int32)
    return Codes(table[codes], values)


def _mapped(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()
