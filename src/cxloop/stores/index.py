"""The journey index as a reader sees it: one memory-mapped Arrow file a column and partition.

    index/customer/CURRENT               the name of the generation in force, and of its tail: generation-000007#12
    index/customer/generation-000007/    meta.json, p0000/time.arrow, p0000/event.arrow, …
    index/customer/generation-000007/tails/   what came in since: 000012.json, segments, moves

Generations are immutable but for columns added later, and so are tails; a new one comes into force by replacing
CURRENT. A question is asked of one of them from beginning to end, by its address: the folder, `#`, the tail's number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.errors import NoEvents
from cxloop.listen.hashing import Hashes, hash_strings
from cxloop.listen.identity import CUSTOMER
from cxloop.questions.journeys import MISSING_TIME, Codes, Column, Journeys
from cxloop.questions.steps import canonical
from cxloop.stores.hashes import journey_hash, journey_hashes
from cxloop.stores.identity import Identity
from cxloop.stores.tail import Base, Tail, hashes_over, over

KEPT: Final = "kept.arrow"
"""What was worked out about a partition's journeys when they were put together: arrays by name, their notes."""
IDENTITY: Final = "identity.arrow"
TAILS: Final = "tails"
SHARED: Final = ("event", "channel", "owner")
"""Columns whose codes mean the same in every partition."""


_MOST_OPEN: Final = 8
_kept_open: dict[Path, tuple[Any, Index]] = {}
_maps: dict[Path, dict[Any, pa.RecordBatch]] = {}
_keeping: Final = Lock()


class Names(Sequence[str]):
    """Strings of an Arrow file, decoded one at a time."""

    def __init__(self, strings: pa.Array) -> None:
        self.strings = strings

    def __len__(self) -> int:
        return len(self.strings)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [str(item) for item in self.strings[place].to_pylist()]
        return str(self.strings[place].as_py())

    def __arrow_array__(self, type: pa.DataType | None = None) -> pa.Array:
        """As Arrow keeps them, for those who want them all."""
        return self.strings if type is None else self.strings.cast(type)

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self.strings.to_pylist(),)


class Index:
    """One generation of a journey index, open for reading."""

    def __init__(self, folder: Path, number: int = 0) -> None:
        self.folder, self.number = folder, number
        self.address = f"{folder}#{number}" if number else str(folder)
        self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))
        self.tail: Tail | None = None
        if number:
            told = json.loads((folder / TAILS / f"{number:06d}.json").read_text("utf-8"))
            self.meta |= told
            segments, moves = ([folder / TAILS / name for name in told[kind]] for kind in ("segments", "moves"))
            self.tail = Tail(segments, moves, Identity.read(folder / IDENTITY))

    @property
    def _base(self) -> Base:
        """What the tail needs of this; made when it is asked for. Kept, it would hold on to the index that holds it,
        and a hundred tails would lie in memory until somebody looks for garbage."""
        bits, per = int(self.meta["bits"]), str(self.meta["per"])
        return Base(1 << bits, bits, per, self._hashes, self._starts, self._base_column, self._base_names, self._shared)

    @property
    def partitions(self) -> int:
        return int(self.meta["partitions"])

    @property
    def events(self) -> Sequence[str]:
        return tuple(self.meta["event"])

    @property
    def channels(self) -> Sequence[str]:
        return tuple(self.meta["channel"])

    @property
    def owners(self) -> Sequence[str]:
        return tuple(self.meta["owner"])

    @property
    def properties(self) -> Sequence[str]:
        return tuple(self.meta["properties"])

    @property
    def kinds(self) -> Sequence[str]:
        return tuple(self.meta["kind"])

    @property
    def few(self) -> Sequence[str]:
        """The properties that have few values, as a sample tells."""
        return tuple(self.meta["few"])

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.meta["columns"]) | self._named | frozenset(self.meta.get("more_columns", ()))

    @property
    def _named(self) -> frozenset[str]:
        """The columns that the names of the journeys stand for."""
        return frozenset({self.meta["per"]} & {"customer"})

    @property
    def rows(self) -> int:
        return int(self.meta["rows"])

    @property
    def journey_count(self) -> int:
        if self.tail is None:
            return int(self.meta["journeys"])
        return sum(len(hashes_over(self.tail, self._base, part)[0]) for part in range(self.partitions))

    @property
    def period(self) -> tuple[int, int] | None:
        return tuple(self.meta["period"]) if self.meta["period"] else None

    @property
    def table_version(self) -> int:
        return int(self.meta["table_version"])

    @property
    def identity(self) -> str:
        """Which identity map the journeys were put together with: the version of the table at which it became what it
        is, 0 where nobody is known by two names."""
        since = self.meta.get("identity")
        if since is None:  # an index of before does not say
            since = self.table_version if len(self.whose) else 0
        return f"identifiers@{since}"

    def journeys(self, partition: int, columns: Iterable[str]) -> Journeys:
        """Whole journeys of a partition; see Journeys for what the columns hold. Events, channels and owners whose
        names are the same under NFC have one code."""
        wanted = [name for name in columns if name not in self._named]
        found = None if self.tail is None else over(self.tail, self._base, partition, wanted)
        if found is None:
            folder = self.folder / f"p{partition:04d}"
            found = Journeys(
                starts=_numbers(folder / "starts.arrow"),
                time=_numbers(folder / "time.arrow"),
                columns={name: self._base_column(partition, name) for name in wanted},
                names=self._base_names(partition),
                notes=dict(_kept(folder / KEPT)),
            )
        alike = {name: canonical(found.codes(name)) for name in SHARED if name in found.columns}
        return replace(found, columns={**found.columns, **alike})

    def _hashes(self, partition: int) -> Hashes:
        return _numbers(self.folder / f"p{partition:04d}" / "hashes.arrow")

    def _starts(self, partition: int) -> npt.NDArray[np.int64]:
        return _numbers(self.folder / f"p{partition:04d}" / "starts.arrow")

    def _base_names(self, partition: int) -> Names:
        return Names(_mapped(self.folder / f"p{partition:04d}" / "names.arrow"))

    def _base_column(self, partition: int, name: str) -> Column:
        folder, stem = self.folder / f"p{partition:04d}", file_of(name)
        if not (folder / f"{stem}.arrow").exists():  # nothing in the base has it
            return _nothing(name, int(self._starts(partition)[-1]))
        if name in SHARED:
            return Codes(_numbers(folder / f"{stem}.arrow"), self._shared(name))
        values = folder / f"{stem}.values.arrow"
        if values.exists():
            return Codes(_numbers(folder / f"{stem}.arrow"), Names(_mapped(values)))
        return _numbers(folder / f"{stem}.arrow")

    def _shared(self, name: str) -> Sequence[str]:
        return tuple(self.meta[name])

    def kind_of(self, partition: int, journey: int) -> str:
        """The kind of identifier a journey is filed under."""
        hashes = self._hashes(partition)
        if self.tail is not None:
            wanted = hashes_over(self.tail, self._base, partition)[0][journey]
            journey = int(np.searchsorted(hashes, wanted))
            if journey >= len(hashes) or hashes[journey] != wanted:
                return self.tail.kind_of(wanted) if self.meta["per"] == "customer" else "case"
        return str(self.meta["kind"][int(_numbers(self.folder / f"p{partition:04d}" / "kinds.arrow")[journey])])

    @property
    def whose(self) -> Identity:
        """Who belongs to whom."""
        return self.tail.identity if self.tail is not None else Identity.read(self.folder / IDENTITY)

    def find(self, name: str) -> tuple[int, int] | None:
        """Partition and place of the journey of an identifier: its value, or `kind:value`."""
        kinds = list(dict.fromkeys([*self.meta["kind"], *([CUSTOMER, *self.whose.kinds] if len(self.whose) else [])]))
        attempts = [(kind, name) for kind in kinds]
        kind, colon, value = name.partition(":")
        if colon and kind in kinds:
            attempts.append((kind, value))
        for kind, value in attempts:
            hashed = self.whose.resolved(np.array([journey_hash(kind, value)]))[0]
            partition = int(hashed >> np.uint64(64 - self.meta["bits"])) if self.meta["bits"] else 0
            hashes = self._hashes_now(partition)
            place = int(np.searchsorted(hashes, hashed))
            if place < len(hashes) and hashes[place] == hashed:
                return partition, place
        return None

    def holds(self, kind: str, values: pa.Array) -> int:
        hashes = self.whose.resolved(journey_hashes(values, kind))
        bits = self.meta["bits"]
        parts = hashes >> np.uint64(64 - bits) if bits else np.zeros(len(hashes), np.uint64)
        return sum(_there(self._hashes_now(int(part)), hashes[parts == part]) for part in np.unique(parts))

    def _hashes_now(self, partition: int) -> Hashes:
        return self._hashes(partition) if self.tail is None else hashes_over(self.tail, self._base, partition)[0]


def _there(sorted_hashes: Hashes, wanted: Hashes) -> int:
    place = np.searchsorted(sorted_hashes, wanted)
    place[place == len(sorted_hashes)] = 0
    return int((sorted_hashes[place] == wanted).sum()) if len(sorted_hashes) else 0


def file_of(column: str) -> str:
    """The stem of a column's file; names of properties may hold anything, so they are hashed.

    >>> file_of("time"), file_of("property:../../x")[:9]
    ('time', 'property-')
    """
    prefix, colon, name = column.partition(":")
    return f"{prefix}-{int(hash_strings(pa.array([name]))[0]):016x}" if colon else column


def open_index(address: str) -> Index:
    """The generation in force of the index at a folder, or the generation at a folder; NoEvents where there is none."""
    place, _, number = address.partition("#") if "generation-" in Path(address).name else (address, "", "")
    folder = Path(place)
    try:
        if not folder.name.startswith("generation-"):
            name, _, number = (folder / "CURRENT").read_text("utf-8").strip().partition("#")
            folder /= name
        return _opened(folder, int(number or 0))
    except (FileNotFoundError, json.JSONDecodeError):
        raise NoEvents() from None


def _identity(path: Path) -> tuple[int, int]:
    # an index that was deleted and built again has files of the same names
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def _opened(folder: Path, number: int) -> Index:
    """The last one that was opened of each index is kept, and what it has read of its tail: a new one comes with every
    round of filing."""
    known = (folder, number, _identity(folder / "meta.json"))
    with _keeping:
        kept = _kept_open.pop(folder.parent, None)
        if kept is None or kept[0] != known:
            if kept is not None and kept[0][0] != folder:
                _maps.pop(kept[0][0], None)
            kept = (known, Index(folder, number))
        while len(_kept_open) >= _MOST_OPEN:
            _kept_open.pop(next(iter(_kept_open)))
        _kept_open[folder.parent] = kept
    return kept[1]


def _mapped(path: Path) -> pa.Array:
    return _batch(path).column(0)


def _batch(path: Path) -> pa.RecordBatch:
    """What is in a file of a generation, mapped; forgotten with the generation, whose deleted files would else stay on
    the disk."""
    known = (path, _identity(path))
    with _keeping:
        maps = _maps.setdefault(path.parent.parent, {})
        while len(_maps) > 2 * _MOST_OPEN:
            _maps.pop(next(iter(_maps)))
    found = maps.get(known)
    if found is None:
        with pa.memory_map(str(path)) as source:
            found = maps[known] = pa.ipc.open_file(source).get_batch(0)
    return found


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Arrays of any lengths as one file: one row of lists."""
    lists = [pa.LargeListArray.from_arrays([0, len(array)], pa.array(array)) for array in arrays.values()]
    write_batch(path, pa.record_batch(lists, list(arrays)))


def write_batch(path: Path, batch: pa.RecordBatch) -> None:
    """One record batch as a file to be memory-mapped."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _kept(path: Path) -> Mapping[str, npt.NDArray[Any]]:
    if not path.exists():
        return {}
    batch = _batch(path)
    return {name: _array(column.values) for name, column in zip(batch.schema.names, batch.columns, strict=True)}


def _nothing(name: str, rows: int) -> Column:
    """A column without a value."""
    if name == "value":
        return np.full(rows, np.nan)
    if name == "due":
        return np.full(rows, MISSING_TIME)
    return Codes(np.full(rows, -1, np.int32), ())


def _numbers(path: Path) -> npt.NDArray[Any]:
    return _array(_mapped(path))


def _array(array: pa.Array) -> npt.NDArray[Any]:
    kind = np.dtype(array.type.to_pandas_dtype())
    if not len(array):
        return np.empty(0, kind)
    # not Array.to_numpy: it loads pandas, where that is installed, which takes longer than most questions
    return np.frombuffer(array.buffers()[1], kind, len(array), array.offset * kind.itemsize)
