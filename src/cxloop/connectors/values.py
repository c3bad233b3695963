"""Python values, as a workbook or JSON gives them, as an Arrow column of the narrowest fitting type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
import pyarrow as pa

from cxloop.listen.raw import JSON_TEXT


def json_column(name: str, values: Sequence[Any]) -> tuple[pa.Field, pa.Array]:
    """A column of decoded JSON: of one type where all values have it, else each value as JSON text (see JSON_TEXT).

    >>> json_column("a", [1, None])[1].type, json_column("a", [1, "x"])[1].to_pylist()
    (DataType(int64), ['1', '"x"'])
    """
    kinds = {type(value) for value in values} - {type(None)}
    kind = _arrow_type(kinds)
    if kind is not None:
        try:
            return pa.field(name, kind), pa.array(values, kind)
        except (pa.ArrowInvalid, OverflowError):
            pass
    texts = [None if value is None else msgspec.json.encode(value).decode() for value in values]
    return pa.field(name, pa.string(), metadata=JSON_TEXT), pa.array(texts, pa.string())


def cell_column(name: str, values: Sequence[Any]) -> tuple[pa.Field, pa.Array]:
    """A column of a workbook's cells: typed where all cells are of one type, else text; empty cells are null.

    >>> cell_column("a", [1.0, "x", ""])[1].to_pylist()
    ['1', 'x', None]
    """
    filled = [None if value == "" else value for value in values]
    kinds = {type(value) for value in filled} - {type(None)}
    kind = _arrow_type(kinds)
    if kinds and kinds <= {datetime, date}:
        kind = pa.timestamp("us")
        filled = [datetime(value.year, value.month, value.day) if type(value) is date else value for value in filled]
    if kind is None:
        filled, kind = [None if value is None else _cell_text(value) for value in filled], pa.string()
    return pa.field(name, kind), pa.array(filled, kind)


def _arrow_type(kinds: set[type]) -> pa.DataType | None:
    if not kinds:
        return pa.null()
    if kinds == {str}:
        return pa.string()
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds <= {int, float} else None


def _cell_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return str(value)
