"""The journey index as a reader sees it: one memory-mapped Arrow file a column and partition.

    index/customer/CURRENT               the name of the generation in force
    index/customer/generation-000007/    meta.json, p0000/time.arrow, p0000/event.arrow, …

Generations are immutable but for columns added later; a new one comes into force by replacing CURRENT. A question is
asked of one generation from beginning to end, by the address of that generation's folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.errors import NoEvents
from cxloop.listen.hashing import Hashes, hash_strings
from cxloop.questions.journeys import Codes, Column, Journeys

KEPT: Final = "kept.arrow"
"""What was worked out about a partition's journeys when they were put together: arrays by name, their notes."""
SHARED: Final = ("event", "channel", "owner")
"""Columns whose codes mean the same in every partition."""


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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = str(folder)
        self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))

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
    def few(self) -> Sequence[str]:
        """The properties that have few values, as a sample tells."""
        return tuple(self.meta["few"])

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.meta["columns"]) | self._named

    @property
    def _named(self) -> frozenset[str]:
        """The columns that the names of the journeys stand for."""
        return frozenset({self.meta["per"]} & {"customer"})

    @property
    def rows(self) -> int:
        return int(self.meta["rows"])

    @property
    def journey_count(self) -> int:
        return int(self.meta["journeys"])

    @property
    def period(self) -> tuple[int, int] | None:
        return tuple(self.meta["period"]) if self.meta["period"] else None

    @property
    def table_version(self) -> int:
        return int(self.meta["table_version"])

    @property
    def identity(self) -> str:
        """Which identity map the journeys were put together with."""
        return f"identifiers@{self.table_version}"

    def journeys(self, partition: int, columns: Iterable[str]) -> Journeys:
        """Whole journeys of a partition; see Journeys for what the columns hold."""
        folder = self.folder / f"p{partition:04d}"
        return Journeys(
            starts=_numbers(folder / "starts.arrow"),
            time=_numbers(folder / "time.arrow"),
            columns={name: self._column(folder, name) for name in columns if name not in self._named},
            names=Names(_mapped(folder / "names.arrow")),
            notes=dict(_kept(folder / KEPT)),
        )

    def _column(self, folder: Path, name: str) -> Column:
        stem = file_of(name)
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
        return str(self.meta["kind"][int(_numbers(self.folder / f"p{partition:04d}" / "kinds.arrow")[journey])])

    def find(self, name: str) -> tuple[int, int] | None:
        """Partition and place of the journey of an identifier: its value, or `kind:value`."""
        kinds = list(self.meta["kind"])
        attempts = [(kind, name) for kind in kinds]
        kind, colon, value = name.partition(":")
        if colon and kind in kinds:
            attempts.append((kind, value))
        for kind, value in attempts:
            hashed = journey_hash(kind, value)
            partition = int(hashed >> np.uint64(64 - self.meta["bits"])) if self.meta["bits"] else 0
            hashes = _numbers(self.folder / f"p{partition:04d}" / "hashes.arrow")
            place = int(np.searchsorted(hashes, hashed))
            if place < len(hashes) and hashes[place] == hashed:
                return partition, place
        return None


def journey_hash(kind: str, value: str) -> np.uint64:
    """The number of a customer or case: the hash of its identifier, seeded with the hash of the kind.

    >>> journey_hash("customer", "anna") != journey_hash("case", "anna")
    np.True_
    """
    return np.uint64(journey_hashes(pa.array([value]), kind)[0])


def journey_hashes(values: pa.Array | pa.ChunkedArray, kind: str) -> Hashes:
    """As `journey_hash`, of many; a name is the same however its letters were put together (NFC).

    >>> len(set(journey_hashes(pa.array(["\\uac00", "\\u1100\\u1161"]), "customer").tolist()))
    1
    """
    if not pc.all(pc.string_is_ascii(values)).as_py():
        values = pc.utf8_normalize(values, "NFC")
    return hash_strings(values, kind_seed(kind))


def kind_seed(kind: str) -> int:
    """The seed under which identifiers of a kind are hashed."""
    return int(hash_strings(pa.array([kind]))[0] >> np.uint64(1))


def file_of(column: str) -> str:
    """The stem of a column's file; names of properties may hold anything, so they are hashed.

    >>> file_of("time"), file_of("property:../../x")[:9]
    ('time', 'property-')
    """
    prefix, colon, name = column.partition(":")
    return f"{prefix}-{int(hash_strings(pa.array([name]))[0]):016x}" if colon else column


def open_index(address: str) -> Index:
    """The generation in force of the index at a folder, or the generation at a folder; NoEvents where there is none."""
    folder = Path(address)
    try:
        if not folder.name.startswith("generation-"):
            folder /= (folder / "CURRENT").read_text("utf-8").strip()
        return _opened(folder, _identity(folder / "meta.json"))
    except (FileNotFoundError, json.JSONDecodeError):
        raise NoEvents() from None


def _identity(path: Path) -> tuple[int, int]:
    # an index that was deleted and built again has files of the same names
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


@lru_cache(maxsize=16)
def _opened(folder: Path, identity: tuple[int, int]) -> Index:
    return Index(folder)


def _mapped(path: Path) -> pa.Array:
    return _mapped_file(path, _identity(path))


@lru_cache(maxsize=4096)
def _mapped_file(path: Path, identity: tuple[int, int]) -> pa.Array:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).get_batch(0).column(0)


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Arrays of any lengths as one file: one row of lists."""
    lists = [pa.LargeListArray.from_arrays([0, len(array)], pa.array(array)) for array in arrays.values()]
    write_batch(path, pa.record_batch(lists, list(arrays)))


def write_batch(path: Path, batch: pa.RecordBatch) -> None:
    """One record batch as a file to be memory-mapped."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _kept(path: Path) -> Mapping[str, npt.NDArray[Any]]:
    return _kept_arrays(path, _identity(path)) if path.exists() else {}


@lru_cache(maxsize=1024)
def _kept_arrays(path: Path, identity: tuple[int, int]) -> Mapping[str, npt.NDArray[Any]]:
    with pa.memory_map(str(path)) as source:
        batch = pa.ipc.open_file(source).get_batch(0)
    return {name: _array(column.values) for name, column in zip(batch.schema.names, batch.columns, strict=True)}


def _numbers(path: Path) -> npt.NDArray[Any]:
    return _array(_mapped(path))


def _array(array: pa.Array) -> npt.NDArray[Any]:
    kind = np.dtype(array.type.to_pandas_dtype())
    if not len(array):
        return np.empty(0, kind)
    # not Array.to_numpy: it loads pandas, where that is installed, which takes longer than most questions
    return np.frombuffer(array.buffers()[1], kind, len(array), array.offset * kind.itemsize)
