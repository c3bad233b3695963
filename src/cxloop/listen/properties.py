"""The columns that play no part, as one JSON object a row."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.errors import InternalError
from cxloop.listen import kernels
from cxloop.listen.columns import Layout, as_text, is_json, layout

_BLANK = pa.array(["null", '""'])

_Member = tuple[np.ndarray[tuple[int], np.dtype[np.uint8]], Layout, bool]


def as_json(table: pa.RecordBatch, columns: Sequence[str]) -> pa.StringArray:
    """One JSON object a row with `columns` as keys, in that order; nulls are left out, a row without any is null.

    Numbers and truth values of typed sources stay such, times become ISO 8601, nested values stay nested.

    >>> rows = pa.RecordBatch.from_pydict({"a": ['say "hi"', None], "b": [1, None]})
    >>> as_json(rows, ["a", "b"]).to_pylist()
    ['{"a":"say \\\\"hi\\\\"","b":1}', None]
    """
    rows = table.num_rows
    if not columns or rows == 0:
        return pa.nulls(rows, pa.string())
    return _joined([_member(table, column) for column in columns], rows)


def json_object(members: Sequence[tuple[str, pa.StringArray]], rows: int) -> pa.StringArray:
    """The same from named text columns."""
    if not members or rows == 0:
        return pa.nulls(rows, pa.string())
    return _joined([(_key(name), layout(texts), True) for name, texts in members], rows)


def _key(name: str) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    key = np.frombuffer(msgspec.json.encode(name.encode("utf-8", "backslashreplace").decode()) + b":", np.uint8)
    key.flags.writeable = False
    return key


def _member(table: pa.RecordBatch, column: str) -> _Member:
    field, values = table.schema.field(column), table.column(column)
    kind = field.type
    if is_json(field):
        return _key(column), layout(pc.if_else(pc.is_in(values, value_set=_BLANK), None, values)), False
    quoted = not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
    )
    if pa.types.is_nested(kind) and not pa.types.is_dictionary(kind):
        quoted = False
    texts = as_text(values)
    if pa.types.is_string(kind):
        texts = _without_empty(texts)
    return _key(column), layout(texts), quoted


def _without_empty(texts: pa.StringArray) -> pa.StringArray:
    empty = pc.equal(pc.binary_length(texts), 0)
    return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts


def _joined(members: list[_Member], rows: int) -> pa.StringArray:
    sizes = np.zeros(rows, np.int64)
    for key, (offsets, data, valid), quoted in members:
        kernels.json_sizes(offsets, data, valid, quoted, len(key), sizes)
    sizes += sizes > 0
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    if ends[-1] >= 2**31:
        raise InternalError(what="a batch of rows is larger than 2 GB")
    out = np.empty(ends[-1], np.uint8)
    cursor = ends[:-1] + 1
    for key, (offsets, data, valid), quoted in members:
        kernels.json_write(offsets, data, valid, quoted, key, cursor, out)
    kernels.json_close(ends[:-1], sizes, out)
    present = sizes > 0
    bitmap = None if present.all() else pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.StringArray.from_buffers(rows, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(out), bitmap)
