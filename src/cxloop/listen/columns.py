"""Columns of any type as text, and text as the flat arrays that the kernels take."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen import kernels
from cxloop.listen.raw import JSON_TEXT

Layout = tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.bool_]]

_WHOLE_LIMIT = 2.0**53
_FRACTIONS = 1e-5, 1e10  # between these Arrow and JSON write a fraction alike
_WRITTEN_OUT = 1e21  # whole numbers from here on get an exponent

_NOTHING = pa.array(["NULL", "null", "\\N", "NaN", "nan", "#N/A"])


def layout(texts: pa.StringArray) -> Layout:
    """Offsets, data and validity of a string array, read-only so that a kernel is compiled for one type only."""
    rows = len(texts)
    _, offsets_buffer, data_buffer = texts.buffers()
    if rows == 0 or offsets_buffer is None:
        offsets = np.zeros(rows + 1, np.int32)
    else:
        offsets = np.frombuffer(offsets_buffer, np.int32, rows + 1, texts.offset * 4)
    data = np.zeros(0, np.uint8) if data_buffer is None else np.frombuffer(data_buffer, np.uint8)
    valid = (
        np.ones(rows, np.bool_)
        if texts.null_count == 0
        else np.asarray(texts.is_valid().to_numpy(zero_copy_only=False))
    )
    for array in (offsets, data, valid):
        array.flags.writeable = False
    return offsets, data, valid


def is_json(field: pa.Field) -> bool:
    """Whether a text column holds JSON values rather than text."""
    return bool(field.metadata) and (field.metadata or {}).get(b"cxloop") == JSON_TEXT[b"cxloop"]


def chunks_of(table: pa.Table | pa.RecordBatch, name: str) -> list[tuple[pa.Array, bool]]:
    """A column's arrays, each with whether it holds JSON; none where the table lacks the column."""
    if name not in table.schema.names:
        return []
    column, json = table.column(name), is_json(table.schema.field(name))
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return [(chunk, json) for chunk in chunks]


def as_text(column: pa.Array, json: bool = False) -> pa.StringArray:
    """Any column as text: whole numbers without a point, times as ISO 8601, JSON strings without their quotes.

    The text of a value depends on the value alone, not on its neighbours nor on the column's type.

    >>> as_text(pa.array([1001.0, None])).to_pylist()
    ['1001', None]
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode(), json)
    if isinstance(kind, pa.BaseExtensionType):
        return as_text(column.storage, json)
    if json:
        return pa.array([_unquoted(item) for item in column.to_pylist()], pa.string())
    if pa.types.is_string(kind):
        return column
    if pa.types.is_nested(kind):
        return pa.array([None if item is None else json_text(item) for item in column.to_pylist()], pa.string())
    if pa.types.is_floating(kind):
        return _floats(column)
    if pa.types.is_decimal(kind):
        return _decimals(column)
    if pa.types.is_timestamp(kind):
        return moments(column)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array(
            [None if item is None else item.decode("utf-8", "backslashreplace") for item in column.to_pylist()],
            pa.string(),
        )
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    return column.cast(pa.string())


def moments(column: pa.Array) -> pa.StringArray:
    """Times as ISO 8601: with Z where they are absolute, without where they name no zone; no trailing zeros."""
    text = column.cast(pa.timestamp(column.type.unit)).cast(pa.string())
    text = pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1")
    text = pc.replace_substring(pc.utf8_rtrim(text, "."), " ", "T")
    if column.type.tz is None:
        return text
    return pc.binary_join_element_wise(text, "Z", "", null_handling="emit_null")


def _floats(column: pa.Array) -> pa.StringArray:
    column = column.cast(pa.float64())
    size, whole = pc.abs(column), pc.equal(column, pc.floor(column))
    small = pc.and_(whole, pc.less(size, _WHOLE_LIMIT))
    texts = pc.if_else(small, column, None).cast(pa.int64()).cast(pa.string())
    rest = pc.and_(pc.is_finite(column), pc.invert(small))
    if not pc.any(rest).as_py():
        return texts
    usual = pc.and_(pc.greater_equal(size, _FRACTIONS[0]), pc.less(size, _FRACTIONS[1]))
    texts = pc.if_else(pc.and_(rest, usual), column.cast(pa.string()), texts)
    odd = pc.fill_null(pc.and_(rest, pc.invert(usual)), False)
    if not pc.any(odd).as_py():
        return texts
    return pc.replace_with_mask(texts, odd, pa.array(map(json_text, column.filter(odd).to_pylist()), pa.string()))


def _decimals(column: pa.Array) -> pa.StringArray:
    texts = column.cast(pa.string())
    if column.type.scale <= 0:
        return texts
    return pc.utf8_rtrim(pc.replace_substring_regex(texts, r"(\.\d*?)0+$", r"\1"), ".")


def json_text(item: Any) -> str:
    """A value as JSON, whole numbers without a point, times as ISO 8601 as in `moments`.

    >>> json_text({"a": [1.0, 0.5, 1e16]}), json_text(datetime(2024, 3, 5, 15, 5))
    ('{"a":[1,0.5,10000000000000000]}', '"2024-03-05T15:05:00"')
    """
    return msgspec.json.encode(_plain(item), enc_hook=str).decode()


def _plain(item: Any) -> Any:
    if isinstance(item, float):
        return int(item) if item.is_integer() and abs(item) < _WRITTEN_OUT else item
    if isinstance(item, dict):
        return {key: _plain(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_plain(value) for value in item]
    if isinstance(item, datetime):
        text = item.isoformat()
        return text.rstrip("0") if item.microsecond and item.tzinfo is None else text
    return item


def _unquoted(item: str | None) -> str | None:
    if item is None or item == "null":
        return None
    return str(msgspec.json.decode(item)) if item.startswith('"') else item


def shown(table: pa.Table | pa.RecordBatch) -> list[dict[str, Any]]:
    """Rows for people: values as they are, those of mixed columns as text, whole numbers without a fraction."""
    columns = {
        name: [value for chunk, json in chunks_of(table, name) for value in _values(chunk, json)]
        for name in table.schema.names
    }
    return [{name: values[row] for name, values in columns.items()} for row in range(table.num_rows)]


def _values(chunk: pa.Array, json: bool) -> list[Any]:
    values: list[Any] = (as_text(chunk, json) if json else chunk).to_pylist()
    if not pa.types.is_floating(chunk.type):
        return values
    return [int(one) if one is not None and one.is_integer() and abs(one) < _WHOLE_LIMIT else one for one in values]


def without_blanks(texts: pa.StringArray, nothing: bool = False) -> pa.StringArray:
    """Texts of white space alone become null, the others keep every byte. nothing: NULL, NaN and the like as well.

    >>> without_blanks(pa.array(["a ", "  ", "NULL"]), nothing=True).to_pylist()
    ['a ', None, None]
    """
    offsets, data, valid = layout(texts)
    out = np.empty(len(texts), np.bool_)
    if kernels.filled(offsets, data, valid, out) > texts.null_count:
        texts = pc.if_else(pa.array(out), texts, None)
    if nothing and len(texts):
        null = pc.is_in(texts, value_set=_NOTHING)
        if pc.any(null).as_py():
            texts = pc.if_else(null, None, texts)
    return texts
