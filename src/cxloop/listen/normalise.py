"""Rows of any source and a mapping → events; rows whose who, what or when cannot be told are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.columns import as_text, is_json, shown, without_blanks
from cxloop.listen.mapping import Mapping
from cxloop.listen.numbers import read_numbers
from cxloop.listen.properties import as_json, json_object
from cxloop.listen.raw import Normalised, RawBatch, Refusal, raw_text
from cxloop.listen.times import read_times
from cxloop.model.event import SOURCE_SCHEMA

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

CASE: Final = "case"
"""The kind under which a row is filed that names a case and no customer."""
_MOMENT = pa.timestamp("us", tz="UTC")
_UNTYPED = ("csv", "excel")  # sources in which NULL and NaN are written as text


@dataclass(frozen=True, slots=True)
class _Shot:
    """One event a row may make: when, whether it does, its name, and that of a column of times that makes it."""

    us: Numbers
    made: Flags
    names: pa.StringArray
    moment: str | None = None


class _Rows:
    """One batch on its way: its columns by part, and the first problem of each row."""

    def __init__(self, raw: RawBatch, mapping: Mapping) -> None:
        self.raw, self.mapping = raw, mapping
        self.count = raw.table.num_rows
        self.problem = np.zeros(self.count, np.int8)
        self.problems: list[tuple[str, str, str | None]] = []

    def column(self, name: str) -> pa.Array:
        index = self.raw.table.schema.get_field_index(name)
        return pa.nulls(self.count, pa.string()) if index < 0 else self.raw.table.column(index)

    def text(self, name: str | None, nothing: bool = False) -> pa.StringArray:
        """A part's column as text, blanks null; `nothing`: NULL and NaN of untyped sources as well."""
        index = -1 if name is None else self.raw.table.schema.get_field_index(name)
        if index < 0:
            return pa.nulls(self.count, pa.string())
        texts = as_text(self.raw.table.column(index), is_json(self.raw.table.schema.field(index)))
        return without_blanks(texts, nothing and self.raw.format in _UNTYPED)

    def moments(self, name: str) -> tuple[Numbers, Flags, Flags]:
        """Microseconds, where they could be read, and where there is something that could not."""
        column = self.column(name)
        index = self.raw.table.schema.get_field_index(name)
        if index >= 0 and (is_json(self.raw.table.schema.field(index)) or pa.types.is_nested(column.type)):
            column = self.text(name)
        us, read = read_times(column, self.mapping.zone, self.mapping.order_of(name), self.raw.format == "excel")
        if read.all():
            return us, read, np.zeros(self.count, np.bool_)
        there = self.text(name, nothing=True).is_valid().to_numpy(zero_copy_only=False)
        return us, read, there & ~read

    def refuse(self, rows: Flags, reason: str, detail: str, column: str | None = None) -> None:
        """The first problem of a row is the one it is refused for."""
        new = rows & (self.problem == 0)
        if new.any():
            self.problems.append((reason, detail, column))
            self.problem[new] = len(self.problems)

    def refusals(self) -> list[Refusal]:
        found = np.flatnonzero(self.problem)
        if not len(found):
            return []
        rows = shown(self.raw.table.take(pa.array(found)))
        return [self._refusal(int(index), row) for index, row in zip(found, rows, strict=True)]

    def _refusal(self, index: int, row: dict[str, object]) -> Refusal:
        reason, detail, column = self.problems[self.problem[index] - 1]
        if column is not None and row.get(column) is not None:
            detail = f"{detail}: {str(row.get(column))[:200]!r}"
        of = {"sheet": self.raw.part} if self.raw.part else {}
        kept = of | {key: value for key, value in row.items() if value is not None}
        return Refusal(int(self.raw.lines[index]), reason, detail, raw_text(kept), column)


def normalise(raw: RawBatch, mapping: Mapping) -> Normalised:
    """Events of SOURCE_SCHEMA, in the order of the source, and the rows that were refused.

    A row is refused whole, and kept as JSON in its refusal, if it names no customer (nor case), no event or no time, or
    if a time, due date or value cannot be read. `sequence` is the row's line; where a row may make several events
    (Mapping.wide) it is line × their number + the event's place.

    >>> table = pa.RecordBatch.from_pydict({"who": ["anna"], "at": ["2024-03-05"], "what": ["buy"], "size": ["M"]})
    >>> mapping = Mapping(customer="who", times=(("at", None),), event="what")
    >>> done = normalise(RawBatch(table, np.array([2])), mapping)
    >>> done.events.column("properties").to_pylist(), done.events.column("sequence").to_pylist()
    (['{"size":"M"}'], [2])
    """
    rows = _Rows(raw, mapping)
    customers, kinds, identifiers = _who(rows)
    rows.refuse(
        _missing(customers), "customer_missing", "no customer and no case is given", mapping.customer or mapping.case
    )
    shots = _shots(rows)
    due, value = _due(rows), _value(rows)
    properties = [name for name in raw.table.schema.names if name not in mapping.named()]
    shared = {
        "customer_kind": kinds,
        "customer": customers,
        "identifiers": identifiers,
        "case_id": rows.text(mapping.case, nothing=True),
        "channel": rows.text(mapping.channel),
        "owner": rows.text(mapping.owner),
        "due": due,
        "value": value,
        "text": rows.text(mapping.text),
        "properties": as_json(raw.table, properties),
        "event_id": rows.text(mapping.id, nothing=True),
    }
    events = _events(rows, shots, shared)
    refused = sorted([*raw.refused, *rows.refusals()], key=lambda refusal: refusal.line)
    return Normalised(events, tuple(refused), frozenset(properties))


def who_of(raw: RawBatch, mapping: Mapping) -> tuple[pa.StringArray, pa.StringArray, pa.StringArray]:
    """Kind and name under which each row is filed, and its case; the name is null where a row names neither."""
    rows = _Rows(raw, mapping)
    customers, kinds, _ = _who(rows)
    return kinds, customers, rows.text(mapping.case, nothing=True)


def _missing(texts: pa.Array) -> Flags:
    if texts.null_count == 0:
        return np.zeros(len(texts), np.bool_)
    return np.asarray(texts.is_null().to_numpy(zero_copy_only=False), np.bool_)


def _who(rows: _Rows) -> tuple[pa.StringArray, pa.StringArray, pa.StringArray]:
    # the customer, else the first other identifier, else the case; the identifiers left over go into a JSON object
    mapping = rows.mapping
    others = [(kind, rows.text(column, nothing=True)) for kind, column in mapping.identifiers]
    candidates = [(mapping.customer_kind, rows.text(mapping.customer, nothing=True)), *others]
    candidates.append((CASE, rows.text(mapping.case, nothing=True)))
    kinds, customers = _kind(candidates[0][0], rows.count), candidates[0][1]
    for kind, texts in candidates[1:]:
        missing = _missing(customers)
        if not missing.any():
            break
        kinds = pc.if_else(pa.array(missing), _kind(kind, rows.count), kinds)
        customers = pc.coalesce(customers, texts)
    left = [(kind, pc.if_else(pc.equal(kinds, kind), None, texts)) for kind, texts in others]
    return customers, kinds, json_object(left, rows.count)


def _kind(kind: str, count: int) -> pa.StringArray:
    return pa.repeat(pa.scalar(kind, pa.string()), count)


def _shots(rows: _Rows) -> list[_Shot]:
    mapping = rows.mapping
    shots = [_named(rows, column, name) for column, name in mapping.times if name is not None]
    plain = [column for column, name in mapping.times if name is None]
    if plain:
        shots.insert(0, _plain(rows, plain))
    made = np.zeros(rows.count, np.bool_)
    for shot in shots:
        made |= shot.made
    rows.refuse(~made, "time_missing", "no time is given", mapping.times[0][0] if mapping.times else None)
    return shots


def _named(rows: _Rows, column: str, name: str) -> _Shot:
    us, read, unreadable = rows.moments(column)
    rows.refuse(unreadable, "time_unreadable", f"{column} is no time between 1900 and 2200", column)
    return _Shot(us, read, _kind(name, rows.count), name)


def _plain(rows: _Rows, columns: Sequence[str]) -> _Shot:
    us, read, unreadable = rows.moments(columns[0])
    for column in columns[1:]:
        more, also, bad = rows.moments(column)
        us, unreadable = np.where(read, us, more), (unreadable | bad) & ~also
        read = read | also
    rows.refuse(unreadable & ~read, "time_unreadable", f"{columns[0]} is no time between 1900 and 2200", columns[0])
    if rows.mapping.event is None:
        return _Shot(us, read, _kind(rows.mapping.event_name or "", rows.count))
    names = rows.text(rows.mapping.event)
    if not rows.mapping.wide:
        rows.refuse(_missing(names), "event_missing", f"{rows.mapping.event} is blank", rows.mapping.event)
    return _Shot(us, read & ~_missing(names), names)


def _due(rows: _Rows) -> pa.Array:
    if rows.mapping.due is None:
        return pa.nulls(rows.count, _MOMENT)
    us, read, unreadable = rows.moments(rows.mapping.due)
    rows.refuse(unreadable, "due_unreadable", f"{rows.mapping.due} is no time between 1900 and 2200", rows.mapping.due)
    return pa.array(us, mask=~read).cast(_MOMENT)


def _value(rows: _Rows) -> pa.Array:
    column = rows.mapping.value
    if column is None:
        return pa.nulls(rows.count, pa.float64())
    values = rows.column(column)
    index = rows.raw.table.schema.get_field_index(column)
    if index >= 0 and is_json(rows.raw.table.schema.field(index)):
        values = rows.text(column)
    numbers, read = read_numbers(values, rows.mapping.decimal)
    if not read.all():
        there = rows.text(column, nothing=True).is_valid().to_numpy(zero_copy_only=False)
        rows.refuse(there & ~read, "value_unreadable", f"{column} is no number", column)
    return pa.array(numbers, mask=~read)


def _events(rows: _Rows, shots: Sequence[_Shot], shared: dict[str, pa.Array]) -> pa.RecordBatch:
    kept = rows.problem == 0
    per_row = len(shots)
    made = []
    values = _values_of(rows, shots, shared["value"])
    for place, (shot, value) in enumerate(zip(shots, values, strict=True)):
        columns = shared | {
            "occurred": pa.array(shot.us).cast(_MOMENT),
            "sent": pa.nulls(rows.count, _MOMENT),
            "event": shot.names,
            "value": value,
            "sequence": pa.array(rows.raw.lines if not rows.mapping.wide else rows.raw.lines * per_row + place),
        }
        batch = pa.RecordBatch.from_arrays([columns[name] for name in SOURCE_SCHEMA.names], names=SOURCE_SCHEMA.names)
        chosen = kept & shot.made
        made.append(batch if chosen.all() else batch.filter(pa.array(chosen)))
    events = made[0] if per_row == 1 else _in_order(made)
    return pa.RecordBatch.from_arrays(events.columns, schema=SOURCE_SCHEMA)


def _values_of(rows: _Rows, shots: Sequence[_Shot], value: pa.Array) -> list[pa.Array]:
    """A row's value at one of its events, so that money counts once."""
    if len(shots) == 1:
        return [value]
    at, open_ = rows.mapping.value_at, np.ones(rows.count, np.bool_)
    values = []
    for shot in shots:
        here = open_ & shot.made & (at is None or at == shot.moment)
        values.append(pc.if_else(pa.array(here), value, None))
        open_ &= ~here
    return values


def _in_order(made: list[pa.RecordBatch]) -> pa.RecordBatch:
    together = pa.Table.from_batches(made).combine_chunks()
    order = pc.sort_indices(together, sort_keys=[("sequence", "ascending")])
    batches = together.take(order).combine_chunks().to_batches()
    return batches[0] if batches else made[0].slice(0, 0)
