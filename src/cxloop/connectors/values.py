"""Python values, as a workbook or JSON gives them, as an Arrow column of the narrowest fitting type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from cxloop.listen.columns import json_text
from cxloop.listen.raw import JSON_TEXT


def json_column(name: str, values: Sequence[Any]) -> tuple[pa.Field, pa.Array]:
    """A column of decoded JSON: of one type where all values have it, else each value as JSON text (see JSON_TEXT).

    >>> json_column("a", [1, None])[1].type, json_column("a", [1, "x"])[1].to_pylist()
    (DataType(int64), ['1', '"x"'])
    """
    kinds = {type(value) for value in values} - {type(None)}
    kind = _arrow_type(kinds)
    if kind is not None and not (kind == pa.float64() and _too_large(values)):
        try:
            return pa.field(name, kind), pa.array(values, kind)
        except (pa.ArrowInvalid, OverflowError):
            pass
    return _as_json(name, values)


def _too_large(values: Sequence[Any]) -> bool:
    # whole numbers that would lose digits among fractions
    return any(type(value) is int and abs(value) > 2**53 for value in values)


def _as_json(name: str, values: Sequence[Any]) -> tuple[pa.Field, pa.Array]:
    texts = [None if value is None else json_text(value) for value in values]
    return pa.field(name, pa.string(), metadata=JSON_TEXT), pa.array(texts, pa.string())


def cell_column(name: str, values: Sequence[Any]) -> tuple[pa.Field, pa.Array]:
    """A column of a workbook's cells: typed where all cells are of one type, else JSON text; empty cells are null.

    >>> cell_column("a", [1.0, "x", ""])[1].to_pylist()
    ['1', '"x"', None]
    """
    filled = [None if value == "" else _cell(value) for value in values]
    kinds = {type(value) for value in filled} - {type(None)}
    kind = pa.timestamp("us") if kinds == {datetime} else _arrow_type(kinds)
    return _as_json(name, filled) if kind is None else (pa.field(name, kind), pa.array(filled, kind))


def _cell(value: Any) -> Any:
    if type(value) is date:
        return datetime(value.year, value.month, value.day)
    if isinstance(value, time):
        return value.isoformat()
    return str(value.total_seconds()) if isinstance(value, timedelta) else value


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
