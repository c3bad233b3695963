"""Objects within rows, as columns of their own: `{"user": {"id": 7}}` has a column `user.id`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.connectors.derived import Derived
from cxloop.connectors.values import json_column
from cxloop.listen.columns import as_text, is_json
from cxloop.listen.messages import nested_too_deeply
from cxloop.ports.source import Source

_MOST_COLUMNS: Final = 200
_EXTENDED_JSON: Final = ("$date", "$oid", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal")
_TYPED: Final = ("string_value", "int_value", "double_value", "float_value", "bool_value", "set_timestamp_micros")

_Row = dict[str, Any]


def unfolded(source: Source) -> Source:
    """The source with its objects unfolded, level by level; itself where there are none.

    What is unfolded is told from its sample: columns that hold objects, be it JSON, JSON as text, a struct of Parquet,
    or a list of keys with values (`event_params` of Google Analytics). A column with more than 200 different members
    stays as it is, as do lists and a column of text that holds an object now and then. Values that are no objects stay
    in the column itself: what becomes of one depends on no other, so that a file that has grown says the same of its
    earlier rows.
    """
    sample = source.sample()
    folded = {name for name in sample.column_names if _is_of_objects(sample, name, set(source.columns))}
    return _Unfolded(source, frozenset(folded)) if folded else source


class _Unfolded(Derived):
    """folded: the columns whose members become columns."""

    def __init__(self, source: Source, folded: frozenset[str]) -> None:
        super().__init__(source)
        self._folded = folded
        shown = self.sample().column_names
        became = {name: [one for one in shown if one == name or one.startswith(f"{name}.")] for name in folded}
        self.columns = tuple(dict.fromkeys(one for name in source.columns for one in became.get(name, [name])))

    def reshaped(self, table: pa.RecordBatch) -> pa.RecordBatch:
        fields: list[pa.Field] = []
        columns: list[pa.Array] = []
        for field, column in zip(table.schema, table.columns, strict=True):
            built = [(field, column)]
            if field.name in self._folded:
                built = _unfolded(field, column, set(table.schema.names))
            fields += [one for one, _ in built]
            columns += [values for _, values in built]
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def _is_of_objects(sample: pa.Table, name: str, taken: set[str]) -> bool:
    field, column = sample.schema.field(name), sample.column(name)
    if column.null_count == len(column) or not _may_nest(field, column):
        return False
    found: set[str] = set()
    objects = 0
    for _, members in _values(field, column.combine_chunks()):
        objects += members is not None
        found |= {f"{name}{place}" for place in members or {}}
        if len(found) > _MOST_COLUMNS or (found - {name}) & taken:
            return False
    return bool(found) and (not _is_text(field) or 2 * objects > len(column) - _blank(column))


def _may_nest(field: pa.Field, column: pa.ChunkedArray) -> bool:
    if pa.types.is_nested(field.type):
        return True
    text = is_json(field) or _is_text(field)
    return text and bool(pc.any(pc.match_substring_regex(column, r"^\s*[\[{]")).as_py())


def _is_text(field: pa.Field) -> bool:
    return not is_json(field) and (pa.types.is_string(field.type) or pa.types.is_large_string(field.type))


def _blank(column: pa.ChunkedArray) -> int:
    return int(column.null_count + pc.sum(pc.equal(pc.utf8_trim_whitespace(column), "")).as_py())


def _unfolded(field: pa.Field, column: pa.Array, taken: set[str]) -> list[tuple[pa.Field, pa.Array]]:
    rows: list[_Row] = []
    rest: list[Any] = []
    for value, members in _values(field, column):
        fits = members is not None and not taken & {f"{field.name}{place}" for place in members if place}
        rows.append(members if members is not None and fits else {})
        rest.append(rows[-1].get("") if fits else value)
    places = dict.fromkeys(place for row in rows for place in row if place)
    built = [json_column(f"{field.name}{place}", [row.get(place) for row in rows]) for place in places]
    return built if built and all(value is None for value in rest) else [json_column(field.name, rest), *built]


def _values(field: pa.Field, column: pa.Array) -> Iterator[tuple[Any, _Row | None]]:
    """What the column holds, decoded, and its members; of text, what is no object nor a list of pairs stays text."""
    nested, json = pa.types.is_nested(field.type), is_json(field)
    for text in (as_text(column) if nested else column).to_pylist():
        value = msgspec.json.decode(text) if json and text is not None else _decoded(text)
        members = _members(value)
        yield (text if members is None and not nested and not json else value), members


def _decoded(text: str | None) -> Any:
    if text is None or not text.strip():
        return None
    try:
        return text if nested_too_deeply(text.encode()) else msgspec.json.decode(text)
    except (ValueError, msgspec.MsgspecError):
        return text


def _members(value: Any) -> _Row | None:
    """The leaves of an object by their place within it, as `.user.id`; "" is itself. None of what is no object.

    >>> _members({"user": {"id": 7, "tags": ["a"]}, "at": {"$date": "2025-03-01"}})
    {'.user.id': 7, '.user.tags': ['a'], '.at': '2025-03-01'}
    >>> _members([{"key": "page", "value": {"string_value": "/"}}]), _members([1])
    ({'.page': '/'}, None)
    """
    plain = _plain(value)
    held = _of_pairs(plain) if isinstance(plain, list) else plain
    if not isinstance(held, dict):
        return {"": plain} if isinstance(value, dict) else None
    leaves: _Row = {}
    for key, item in held.items():
        for below, leaf in (_members(item) or {"": item}).items():
            if leaf is not None:
                leaves[_free(f".{key}{below}", leaves)] = leaf
    return leaves


def _plain(value: Any) -> Any:
    """A value without what only says its type: MongoDB's `{"$date": …}`, BigQuery's `{"string_value": …}`."""
    if not isinstance(value, dict) or not value:
        return value
    if len(value) == 1 and next(iter(value)) in _EXTENDED_JSON:
        return _plain(next(iter(value.values())))
    if value.keys() <= set(_TYPED):
        return next((value[kind] for kind in _TYPED if value.get(kind) is not None), None)
    return value


def _of_pairs(value: Sequence[Any]) -> _Row | None:
    keyed = next((key for key in ("key", "name") if all(_is_pair(item, key) for item in value)), None)
    if not value or keyed is None:
        return None
    pairs = {item[keyed]: item["value"] for item in value}
    return pairs if len(pairs) == len(value) else None


def _is_pair(item: Any, key: str) -> bool:
    return isinstance(item, dict) and item.keys() == {key, "value"} and isinstance(item[key], str)


def _free(name: str, taken: _Row) -> str:
    numbered = (f"{name} ({number})" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)
