"""Keeping an index's tail in step with the event table: cheap, and never in the way of building a new base."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxloop.errors import NoEvents
from cxloop.listen.hashing import Hashes
from cxloop.stores.events import EventTable
from cxloop.stores.files import between, span_of
from cxloop.stores.hashes import journey_hashes
from cxloop.stores.identity import Identity
from cxloop.stores.index import IDENTITY, SHARED, TAILS, Index, open_index
from cxloop.stores.index_build import current, locked
from cxloop.stores.partition_build import digest_of, steps_only
from cxloop.stores.replacing import replace_file

FOLD_SHARE: Final = 0.05
"""A tail longer than this share of its base is folded into a new one."""
FOLD_ROWS: Final = 100_000
"""Shorter tails are left alone."""
_MOST_SEGMENTS: Final = 16
_KEPT_TAILS: Final = 4
_COLUMNS: Final = [
    "occurred", "sequence", "batch", "event", "customer_kind", "customer", "case_id", "channel", "owner", "due",
    "value", "text", "properties", "identifiers", "event_id",
]  # fmt: skip
_DICTIONARIES: Final = ["event", "channel", "owner", "customer_kind"]


def refresh_tail(table: EventTable, address: str, per: str, identity: Identity, properties: Iterable[str] = ()) -> bool:
    """Brings the tail of the index at `address` up to the table's version. False where that takes a new base: where
    there is none, what it holds was changed, or somebody in it turned out to be somebody else than it says."""
    with locked(Path(address), ".tail"):
        try:
            index = open_index(address)
        except NoEvents:
            return False
        version = table.version()
        if index.table_version == version:
            return True
        if not current(index):
            return False
        files, base = table.files(version), Index(index.folder)
        if digest_of(files) != base.meta["files"]:
            return False
        settled = Identity.read(index.folder / IDENTITY)
        moves = identity.beyond(settled)
        if len(moves) and (settled.places(moves.own) >= 0).any():
            return False
        reached = int(index.meta["filed"])
        fresh = [file.path for file in files if file.span.last > reached]
        _Growth(index, base, per).grow(version, fresh, moves, properties)
        return True


def too_long(index: Index) -> bool:
    """Whether a tail should be folded."""
    base = int(Index(index.folder).meta["rows"])
    return index.rows - base > max(FOLD_ROWS, FOLD_SHARE * base)


class _Growth:
    """The next tail of an index."""

    def __init__(self, index: Index, base: Index, per: str) -> None:
        self.index, self.base, self.per = index, base, per
        self.folder = index.folder / TAILS
        self.number = index.number + 1

    def grow(self, version: int, fresh: list[Path], moves: Identity, properties: Iterable[str]) -> None:
        self.folder.mkdir(exist_ok=True)
        meta = self.index.meta
        rows = self._rows(fresh)
        segments = list(meta.get("segments", [])) + self._segment(rows)
        known = self.index.tail.moves if self.index.tail is not None else Identity.nobody()
        new = moves.beyond(known)
        told = {
            "table_version": version,
            "identity": version if len(new) else int(meta["identity"]),
            "filed": max((span_of(path).last for path in fresh), default=int(meta["filed"])),
            "rows": int(meta["rows"]) + len(rows),
            "segments": self._merged(segments),
            "moves": list(meta.get("moves", [])) + self._moved(new),
            "properties": sorted({*meta["properties"], *properties}),
            "more_columns": self._columns(rows, properties),
            "period": _period(meta["period"], rows),
            **{name: _names(meta[name], rows[name]) for name in SHARED},
            "kind": _names(meta["kind"], rows["customer_kind"]) if self.per == "customer" else meta["kind"],
        }
        replace_file(self.folder / f"{self.number:06d}.json", json.dumps(told))
        replace_file(self.index.folder.parent / "CURRENT", f"{self.index.folder.name}#{self.number}")
        self._remove_old()

    def _rows(self, files: list[Path]) -> pa.Table:
        reached = int(self.index.meta["filed"])
        tables = [_plain(steps_only(_read(path, reached), self.per)) for path in files]
        rows = pa.concat_tables(tables) if tables else _plain(_read(None, 0))
        return rows.append_column("own", pa.array(self._own(rows)))

    def _own(self, rows: pa.Table) -> Hashes:
        if self.per == "case":
            return journey_hashes(rows["case_id"], "case") if len(rows) else np.empty(0, np.uint64)
        kinds = rows["customer_kind"].combine_chunks()
        own = np.empty(len(rows), np.uint64)
        for code, kind in enumerate(kinds.dictionary.to_pylist()):
            mine = pc.equal(kinds.indices, code)
            chosen = mine.to_numpy(zero_copy_only=False)
            if chosen.any():
                own[chosen] = journey_hashes(rows["customer"].filter(mine), kind)
        return own

    def _segment(self, rows: pa.Table) -> list[str]:
        if not len(rows):
            return []
        name = f"segment-{self.number:06d}.arrow"
        _write(self.folder / name, rows)
        return [name]

    def _merged(self, segments: list[str]) -> list[str]:
        """Many small segments put together into one; the first, if it is larger than all others, is left alone."""
        if len(segments) < _MOST_SEGMENTS:
            return segments
        sizes = [(self.folder / name).stat().st_size for name in segments]
        kept = 1 if sizes[0] > 4 * sum(sizes[1:]) else 0
        tables = []
        for name in segments[kept:]:
            with pa.memory_map(str(self.folder / name)) as source:
                tables.append(pa.ipc.open_file(source).read_all())
        name = f"merged-{self.number:06d}.arrow"
        _write(self.folder / name, pa.concat_tables(tables).unify_dictionaries().combine_chunks())
        return [*segments[:kept], name]

    def _moved(self, moves: Identity) -> list[str]:
        if not len(moves):
            return []
        name = f"moves-{self.number:06d}.arrow"
        moves.write(self.folder / name)
        return [name]

    def _columns(self, rows: pa.Table, properties: Iterable[str]) -> list[str]:
        new = {f"property:{name}" for name in {*self.index.meta["properties"], *properties}}
        new -= {f"property:{name}" for name in self.base.meta["properties"]}
        new |= {name for name in ("due", "value") if rows[name].null_count < len(rows)}
        return sorted(new | set(self.index.meta.get("more_columns", ())))

    def _remove_old(self) -> None:
        """Tails that nobody asks any more, and segments that no tail left has."""
        told = sorted(self.folder.glob("[0-9]*.json"))
        used: set[str] = set()
        for path in told[-_KEPT_TAILS:]:
            plain = json.loads(path.read_text("utf-8"))
            used |= {*plain["segments"], *plain["moves"]}
        for path in told[:-_KEPT_TAILS]:
            path.unlink(missing_ok=True)
        for path in self.folder.glob("*.arrow"):
            if path.name not in used:
                path.unlink(missing_ok=True)


def _read(path: Path | None, after: int) -> pa.Table:
    """The rows of a file that were filed after a batch."""
    if path is None:
        from cxloop.model.event import EVENT_SCHEMA

        empty = EVENT_SCHEMA.empty_table().select(_COLUMNS)
        for name in _DICTIONARIES:
            place = empty.schema.get_field_index(name)
            empty = empty.set_column(place, name, empty[name].dictionary_encode())
        return empty
    with pq.ParquetFile(path, read_dictionary=_DICTIONARIES) as file:
        rows = file.read(columns=_COLUMNS, use_threads=False).select(_COLUMNS)
    kept = between(path, after)
    return rows if kept is None else rows.filter(kept)


def _plain(rows: pa.Table) -> pa.Table:
    """The same rows, whatever their files say of nulls."""
    return pa.table({name: rows[name] for name in rows.column_names})


def _write(path: Path, rows: pa.Table) -> None:
    rows = rows.unify_dictionaries().combine_chunks()
    fresh = path.with_name(f".{path.name}")
    with pa.OSFile(str(fresh), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)
    os.replace(fresh, path)


def _names(known: list[str], column: pa.ChunkedArray) -> list[str]:
    there = pc.unique(column.cast(pa.string())).drop_null().to_pylist()
    return list(dict.fromkeys([*known, *there]))


def _period(known: Any, rows: pa.Table) -> Any:
    if not len(rows):
        return known
    ends = pc.min_max(rows["occurred"].cast(pa.int64())).as_py()
    low, high = known or (ends["min"], ends["max"])
    return [min(low, ends["min"]), max(high, ends["max"])]
