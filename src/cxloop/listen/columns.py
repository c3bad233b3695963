"""Columns of any type as text, and text as the flat arrays that the kernels take."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen import kernels
from cxloop.listen.raw import JSON_TEXT

Layout = tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.bool_]]

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
        return pa.array([None if item is None else _encoded(item) for item in column.to_pylist()], pa.string())
    if pa.types.is_floating(kind):
        return _floats(column)
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
    finite = pc.if_else(pc.is_finite(column), column, None)
    if pc.all(pc.and_(pc.equal(finite, pc.floor(finite)), pc.less(pc.abs(finite), 2.0**53))).as_py() in (True, None):
        return finite.cast(pa.int64()).cast(pa.string())
    return finite.cast(pa.string())


def _encoded(item: Any) -> str:
    return msgspec.json.encode(item, enc_hook=str).decode()


def _unquoted(item: str | None) -> str | None:
    if item is None or item == "null":
        return None
    return str(msgspec.json.decode(item)) if item.startswith('"') else item


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
