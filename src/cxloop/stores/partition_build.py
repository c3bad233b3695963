"""One build of a journey index from the event table, in bounded memory.

Phase 1 reads the table's files and deals their rows out to one spill file a partition, by hash of the journey's
identifier. Phase 2 takes one partition at a time, sorts it by journey, time, batch and sequence, and writes its
columns. A column asked for later (a property, the case, …) goes the same way alone, and lands in the same order.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxloop.listen.hashing import Hashes
from cxloop.listen.identity import CUSTOMER
from cxloop.model.event import SILENT
from cxloop.questions.journeys import MISSING_TIME, Codes, Journeys
from cxloop.stores.events import EventTable
from cxloop.stores.extract import few_valued, filled, property_columns
from cxloop.stores.files import DataFile, between
from cxloop.stores.hashes import journey_hashes
from cxloop.stores.identity import Identity
from cxloop.stores.index import IDENTITY, KEPT, SHARED, Index, file_of, write_arrays, write_batch
from cxloop.stores.kernels.rows import first_rows, journey_starts, order_within, partition_order
from cxloop.stores.replacing import replace_file
from cxloop.stores.spill import Spill

ROWS_A_PARTITION: Final = 1_250_000
FORMAT: Final = 6
"""Raised when an index of before no longer reads the same: it is built anew."""
_CHUNK: Final = 1_048_576
_SEEN: Final = 1 << 22
_SOURCES: Final = {"case": "case_id"}
_TEXTS: Final = frozenset({"case", "customer", "text", "identifiers", "event_id"})
_OPTIONAL: Final = ("due", "value")
_EAGER: Final = 32
"""So many properties with few values are encoded with the index; others when they are asked for."""
Progress = Callable[[float], None]
Keep = Callable[[Journeys], Mapping[str, npt.NDArray[Any]]]


@dataclass
class Build:
    """A build under way.

    index: the generation that gets more columns; None where a new one is made. keep: what to keep of each partition's
    journeys. identity: which identifiers belong to other journeys; since: the version of the table from which on that
    is so, where it was so before. until: the last filed batch in the generation.
    """

    table: EventTable
    folder: Path
    per: str
    index: Index | None = None
    keep: Keep | None = None
    identity: Identity = field(default_factory=Identity.nobody)
    since: int | None = None
    dictionaries: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in (*SHARED, "kind")})
    lock: Lock = field(default_factory=Lock)
    bits: int = 0
    until: int | None = None
    period: list[int] = field(default_factory=list)
    journeys: int = 0
    rows: int = 0

    def run(self, columns: Sequence[str], properties: list[str], progress: Progress) -> None:
        """A whole new generation."""
        version = self.table.version()
        files = self.table.files(version)
        total = sum(rows for _, rows in files)
        self.bits = max(0, int(np.ceil(np.log2(max(total, 1) / ROWS_A_PARTITION))))
        self.folder.mkdir(parents=True, exist_ok=True)
        few = few_valued([path for path, _ in files], properties)
        columns = [*columns, *filled([path for path, _ in files], _OPTIONAL), *self._named(few[:_EAGER])]
        self.identity.write(self.folder / IDENTITY)
        self._pass(files, columns, names=True, progress=progress)
        self._write_meta(
            {
                "format": FORMAT,
                "per": self.per,
                "table_version": version,
                "identity": (self.since or version) if len(self.identity) else 0,
                "files": digest_of(files),
                "filed": max((file.span.last for file in files), default=0),
                "rows": self.rows,
                "journeys": self.journeys,
                "partitions": 1 << self.bits,
                "bits": self.bits,
                "columns": sorted(columns),
                "properties": properties,
                "few": few,
                "period": [min(self.period), max(self.period)] if self.period else None,
                **{name: list(self.dictionaries[name]) for name in (*SHARED, "kind")},
            }
        )

    def add(self, columns: Sequence[str], files: list[DataFile]) -> None:
        """More columns for the generation there is."""
        assert self.index is not None
        self.until = int(self.index.meta["filed"])
        files = [file for file in files if file.span.first <= self.until]
        self.bits = int(self.index.meta["bits"])
        for name in self.dictionaries:
            self.dictionaries[name] = {value: code for code, value in enumerate(self.index.meta[name])}
        self._named(set(self.index.few) & {name.removeprefix("property:") for name in columns})
        self._pass(files, columns, names=False, progress=lambda share: None)
        self._write_meta({**self.index.meta, "columns": sorted(self.index.columns | set(columns))})

    def _named(self, few: Iterable[str]) -> list[str]:
        """The columns of properties with few values, which get one dictionary for all partitions while they are
        built."""
        columns = [f"property:{name}" for name in few]
        self.dictionaries |= {column: {} for column in columns}
        return columns

    def _write_meta(self, meta: dict[str, Any]) -> None:
        replace_file(self.folder / "meta.json", json.dumps(meta, ensure_ascii=True))

    def _pass(self, files: list[DataFile], columns: Sequence[str], names: bool, progress: Progress) -> None:
        spill = Spill(self.folder / ".spill", 1 << self.bits)
        try:
            tasks = [(path, group) for path, _ in files for group in _row_groups(path)]
            with ThreadPoolExecutor(2) as pool:
                seen = np.zeros(_SEEN, np.uint64)
                deals = [pool.submit(self._deal, path, group, columns, names, seen, spill) for path, group in tasks]
                for done, deal in enumerate(deals, 1):
                    deal.result()
                    progress(0.5 * done / len(deals))
                spill.close()
                sorts = [pool.submit(self._sort, part, columns, names, spill) for part in range(1 << self.bits)]
                for done, sort in enumerate(sorts, 1):
                    sort.result()
                    progress(0.5 + 0.5 * done / len(sorts))
        finally:
            with suppress(OSError):  # on a full disk closing fails as well
                spill.close()
            shutil.rmtree(spill.folder, ignore_errors=True)

    def _deal(
        self,
        path: Path,
        groups: list[int],
        columns: Sequence[str],
        names: bool,
        seen: npt.NDArray[np.uint64],
        spill: Spill,
    ) -> None:
        """Rows of some row groups of a file into the partitions' spill files."""
        rows = self._read(path, groups, columns)
        if not len(rows):
            return
        kind, key = ("customer_kind", "customer") if self.per == "customer" else (None, "case_id")
        own, kinds = self._hash(rows, kind, key)
        place = self.identity.places(own)
        hashes = self.identity.resolved(own)
        kinds = kinds if len(self.identity) == 0 else np.where(place >= 0, self._code("kind", CUSTOMER), kinds)
        data: dict[str, Any] = {
            "hash": hashes,
            "time": rows["occurred"].cast(pa.int64()).to_numpy(),
            "sequence": rows["sequence"].to_numpy(),
            "batch": rows["batch"].to_numpy().astype(np.int32),
        }
        data |= {name: self._encode(name, rows) for name in columns if name not in data and not is_property(name)}
        data |= self._properties([name for name in columns if is_property(name)], rows)
        order, starts = partition_order(hashes, self.bits)
        spill.write("rows", pa.table({name: _arrow(values) for name, values in data.items()}), order, starts)
        if names:
            with self.lock:
                first = np.flatnonzero(first_rows(hashes, seen))
            found = pa.table({"hash": hashes[first], "kind": kinds[first], "name": self._names(rows[key], own, first)})
            spill.write("names", found, *partition_order(hashes[first], self.bits))

    def _read(self, path: Path, groups: list[int], columns: Sequence[str]) -> pa.Table:
        wanted = {_source(name) for name in columns} | {"occurred", "sequence", "batch", "event"}
        wanted |= {"customer", "customer_kind"} if self.per == "customer" else {"case_id"}
        with pq.ParquetFile(path, read_dictionary=["event", "channel", "owner", "customer_kind"]) as file:
            rows = file.read_row_groups(groups, columns=sorted(wanted), use_threads=False)
        kept = between(path, until=self.until)
        return steps_only(rows if kept is None else rows.filter(kept), self.per)

    def _hash(self, rows: pa.Table, kind: str | None, key: str) -> tuple[Hashes, npt.NDArray[np.int32]]:
        if kind is None:
            return journey_hashes(rows[key], "case"), np.full(len(rows), self._code("kind", "case"), np.int32)
        kinds = self._encode("kind", rows.rename_columns({kind: "kind"}))
        values = list(self.dictionaries["kind"])
        hashes = np.empty(len(rows), np.uint64)
        for code in np.unique(kinds).tolist():
            mine = kinds == code
            every = bool(mine.all())
            column = rows[key] if every else rows[key].filter(pa.array(mine))
            hashes[slice(None) if every else mine] = journey_hashes(column, values[code])
        return hashes, kinds

    def _names(self, column: pa.ChunkedArray, own: Hashes, rows: npt.NDArray[np.int64]) -> pa.Array:
        """What the journeys of some rows are called: as the customer they belong to."""
        names = column.take(pa.array(rows)).combine_chunks()
        place = self.identity.places(own[rows])
        moved = place >= 0
        if not moved.any():
            return names
        others = self.identity.names.take(pa.array(place[moved])).cast(names.type)
        return pc.replace_with_mask(names, pa.array(moved), others)

    def _code(self, name: str, value: str) -> int:
        with self.lock:
            codes = self.dictionaries[name]
            return codes.setdefault(value, len(codes))

    def _encode(self, name: str, rows: pa.Table) -> Any:
        if name in self.dictionaries:
            return self._codes(name, rows[name].combine_chunks())
        if name == "due":
            return pc.fill_null(rows["due"].cast(pa.int64()), MISSING_TIME).to_numpy()
        if name == "value":
            return pc.fill_null(rows["value"], np.nan).to_numpy()
        return rows[_source(name)]

    def _codes(self, name: str, column: pa.Array) -> npt.NDArray[np.int32]:
        column = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        codes = np.array([self._code(name, value) for value in column.dictionary.to_pylist()] + [-1], np.int32)
        found: npt.NDArray[np.int32] = codes[pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False)]
        return found

    def _properties(self, columns: list[str], rows: pa.Table) -> dict[str, Any]:
        if not columns:
            return {}
        texts = property_columns(rows["properties"], [name.removeprefix("property:") for name in columns])
        return {
            name: self._codes(name, text) if name in self.dictionaries else text
            for name, text in zip(columns, texts, strict=True)
        }

    def _sort(self, partition: int, columns: Sequence[str], names: bool, spill: Spill) -> None:
        """One partition into journeys, and its columns to files."""
        rows = spill.read("rows", partition)
        hashes = rows["hash"].to_numpy() if rows is not None else np.empty(0, np.uint64)
        order = np.argsort(hashes)
        starts = journey_starts(hashes[order])
        folder = self.folder / f"p{partition:04d}"
        folder.mkdir(exist_ok=True)
        if rows is None:
            rows = _no_rows(columns, self.dictionaries)
        time = rows["time"].to_numpy()
        order_within(order, starts, time, rows["batch"].to_numpy(), rows["sequence"].to_numpy())
        if names:
            _write(folder / "starts.arrow", pa.array(starts))
            _write(folder / "time.arrow", pa.array(time[order]))
            unique = hashes[order[starts[:-1]]]
            _write(folder / "hashes.arrow", pa.array(unique))
            self._write_names(folder, unique, spill.read("names", partition))
            with self.lock:
                self.rows += len(order)
                self.journeys += len(unique)
                self.period += [int(time.min()), int(time.max())] if len(time) else []
        for name in columns:
            known = list(self.dictionaries[name]) if is_property(name) and name in self.dictionaries else None
            _write_column(folder, name, rows[name], order, known)
        if names and self.keep is not None:
            event = Codes(rows["event"].to_numpy()[order], list(self.dictionaries["event"]))
            write_arrays(folder / KEPT, self.keep(Journeys(starts, time[order], {"event": event}, ())))

    def _write_names(self, folder: Path, unique: Hashes, found: pa.Table | None) -> None:
        if found is None:
            _write(folder / "names.arrow", pa.array([], pa.string()))
            _write(folder / "kinds.arrow", pa.array([], pa.int32()))
            return
        hashes = found["hash"].to_numpy()
        order = np.argsort(hashes, kind="stable")
        rows = pa.array(order[np.searchsorted(hashes[order], unique)])
        _write(folder / "names.arrow", found["name"].take(rows).combine_chunks().cast(pa.string()))
        _write(folder / "kinds.arrow", found["kind"].take(rows).combine_chunks())


def steps_only(rows: pa.Table, per: str) -> pa.Table:
    """Without the events that say who somebody is; of cases, only those that have one."""
    if per == "case" and rows["case_id"].null_count:
        rows = rows.filter(pc.is_valid(rows["case_id"]))
    names = rows["event"].combine_chunks()
    silent = [place for place, name in enumerate(names.dictionary.to_pylist()) if name in SILENT]
    if not silent:
        return rows
    rows = rows.filter(pc.invert(pc.is_in(names.indices, pa.array(silent, names.indices.type))))
    place = rows.schema.get_field_index("event")
    return rows.set_column(place, "event", rows["event"].cast(pa.string()).dictionary_encode())


def digest_of(files: Iterable[DataFile]) -> str:
    """A name for the imports in the table. What is filed needs none: it only ever grows, and files that are put
    together hold the same rows."""
    paths = (file.path for file in files if not file.span.last)
    return hashlib.sha256("\n".join(sorted(f"{path.parent.name}/{path.name}" for path in paths)).encode()).hexdigest()


def is_property(column: str) -> bool:
    """Whether a column holds a property."""
    return column.startswith("property:")


def _source(column: str) -> str:
    return "properties" if is_property(column) else _SOURCES.get(column, column)


def _arrow(values: Any) -> Any:
    return values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)


def _no_rows(columns: Sequence[str], coded: Container[str]) -> pa.Table:
    kinds = {
        "event": pa.int32(),
        "channel": pa.int32(),
        "owner": pa.int32(),
        "batch": pa.int32(),
        "value": pa.float64(),
    }
    texts = {name: pa.string() for name in columns if name in _TEXTS or is_property(name)}
    texts |= {name: pa.int32() for name in columns if is_property(name) and name in coded}
    fields = {"time": pa.int64(), "sequence": pa.int64(), "batch": pa.int32()}
    fields |= {name: texts.get(name, kinds.get(name, pa.int64())) for name in columns}
    return pa.schema(list(fields.items())).empty_table()


def _write_column(
    folder: Path, name: str, column: pa.ChunkedArray, order: npt.NDArray[np.intp], known: list[str] | None
) -> None:
    """known: the values behind the codes, of a property that has codes already; of those, the ones that occur here are
    written."""
    stem = file_of(name)
    if known is not None:
        codes = column.to_numpy()[order]
        used = np.flatnonzero(np.bincount(codes + 1, minlength=len(known) + 1)[1:])
        place = np.full(len(known) + 1, -1, np.int32)
        place[used] = np.arange(len(used))
        _write(folder / f"{stem}.values.arrow", pa.array([known[code] for code in used], pa.string()))
        _write(folder / f"{stem}.arrow", pa.array(place[codes]))
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        encoded = column.combine_chunks().dictionary_encode()
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
        _write(folder / f"{stem}.values.arrow", encoded.dictionary.cast(pa.string()))
        _write(folder / f"{stem}.arrow", pa.array(codes[order]))
    else:
        _write(folder / f"{stem}.arrow", pa.array(column.to_numpy()[order]))


def _write(path: Path, column: pa.Array | pa.ChunkedArray) -> None:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    write_batch(path, pa.record_batch([column], ["column"]))


def _row_groups(path: Path) -> list[list[int]]:
    """Row groups of a file in runs of about a million rows."""
    with pq.ParquetFile(path) as file:
        meta = file.metadata
        runs: list[list[int]] = []
        size = _CHUNK
        for group in range(meta.num_row_groups):
            if size + meta.row_group(group).num_rows > _CHUNK:
                runs.append([])
                size = 0
            runs[-1].append(group)
            size += meta.row_group(group).num_rows
        return runs
