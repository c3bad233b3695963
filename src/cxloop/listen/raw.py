"""Rows as a source delivers them, and what could not be taken from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Lines = npt.NDArray[np.int64]

RAW_BYTES = 8192
"""The most of a refused row that is kept."""

JSON_TEXT = {b"cxloop": b"json"}
"""Metadata of a text field whose values are JSON: objects, lists, or values of mixed types."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken.

    line: where it stands in the source, counted as RawBatch.lines. reason: a stable code, one of columns_wrong,
    encoding, json_broken, customer_missing, event_missing, time_missing, time_unreadable, due_unreadable,
    value_unreadable. detail: what exactly, in English. raw: the row as JSON text, at most RAW_BYTES long. field: the
    column that it is about, where it is about one.
    """

    line: int
    reason: str
    detail: str
    raw: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows of a source, in the order of the source.

    table: the rows; text stays text, typed sources keep their types. lines: for each row its 1-based place: the
    physical line at which its record starts (CSV, JSON Lines), the row (Excel, Parquet), the event's ordinal (XES, JSON
    arrays). refused: rows that could not even be split. done: the share of the source read so far, 0 to 1. format: as
    Source.format. part: of which part of the source they are, where lines are counted in each (sheets).
    """

    table: pa.RecordBatch
    lines: Lines
    refused: tuple[Refusal, ...] = ()
    done: float = 0.0
    format: str = "csv"
    part: str = ""


@dataclass(frozen=True, slots=True)
class Normalised:
    """Events of SOURCE_SCHEMA in the order of the source, what was refused, and the names of the properties seen."""

    events: pa.RecordBatch
    refused: tuple[Refusal, ...]
    properties: frozenset[str]


def raw_text(row: object) -> str:
    """A refused row as JSON text, cut to RAW_BYTES: the longest values are shortened first.

    >>> raw_text({"a": "x", "b": None})
    '{"a":"x","b":null}'
    >>> len(raw_text("x" * 100_000)) <= RAW_BYTES
    True
    """
    limit = RAW_BYTES
    while True:
        text = msgspec.json.encode(_shortened(row, limit), enc_hook=str).decode()
        if len(text.encode()) <= RAW_BYTES:
            return text
        if limit < 2:
            return msgspec.json.encode(str(row)[: RAW_BYTES // 8]).decode()
        limit //= 2


def _shortened(value: Any, limit: int) -> Any:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    if isinstance(value, str):
        kept = value if len(value) <= limit else value[:limit] + "…"
        return kept.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {str(_shortened(str(key), limit)): _shortened(item, limit) for key, item in list(value.items())[:limit]}
    if isinstance(value, (list, tuple)):
        return [_shortened(item, limit) for item in value[:limit]]
    return value
