"""JSON Lines, gzipped or not, and files that are one JSON array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from cxloop.connectors.encoding import Bytes, broken_at, sniff
from cxloop.connectors.lines import LineByLine, refused_line
from cxloop.connectors.values import json_column
from cxloop.errors import FileBroken, FileEmpty
from cxloop.listen.mapping import Mapping
from cxloop.listen.messages import nested_too_deeply
from cxloop.listen.raw import Lines, RawBatch, Refusal
from cxloop.ports.source import Layout

_WHOLE_BYTES: Final = 1 << 30
_BATCH_ROWS: Final = 100_000
_CALLS: Final = frozenset({"track", "page", "screen", "identify", "group", "alias"})
_FRAME: Final = frozenset(
    "type event userId anonymousId timestamp originalTimestamp sentAt receivedAt messageId context integrations traits "
    "properties channel version groupId previousId name category writeKey".split()
)
_OF_EVENT: Final = frozenset({"event", "type", "userId", "anonymousId", "timestamp"})

_Row = dict[str, Any]


def unfolded(row: _Row) -> _Row:
    """A tracking call (Segment's shape) with its `properties` as columns of their own, named `properties.x` where x is
    part of the frame. Calls that have no event of their own (page, identify, …) are named by their type.

    >>> unfolded({"type": "track", "event": "Search", "properties": {"results": 0, "name": "q"}})
    {'type': 'track', 'event': 'Search', 'results': 0, 'properties.name': 'q'}
    """
    call = row.get("type") in _CALLS if isinstance(row.get("type"), str) else False
    properties = row.get("properties")
    if not call and not ("event" in row and isinstance(properties, dict)):
        return row
    flat = {key: value for key, value in row.items() if key != "properties" or not isinstance(value, dict)}
    if call and row.get("event") in (None, ""):
        flat["event"] = row["type"]
    if isinstance(properties, dict):
        for key, value in properties.items():
            flat[f"properties.{key}" if key in _FRAME or key in row else key] = value
    return flat


class JsonLines(LineByLine):
    """One JSON object a line; keys become columns. See ports.source.Source.

    Lines that are not an object, or not JSON (NaN, lone surrogates, too deep), are refused.
    """

    format, called = "jsonl", "JSON Lines"

    def nothing(self) -> FileBroken:
        return FileBroken(path=self.path, format=self.called, reason="no line is a JSON object")

    def parted(self, texts: Sequence[bytes], line: int, broken: bool) -> tuple[pa.RecordBatch, Lines, list[Refusal]]:
        rows: list[_Row] = []
        lines: list[int] = []
        refused: list[Refusal] = []
        decode = msgspec.json.Decoder().decode
        for number, text in enumerate(texts, line):
            if not text.strip():
                continue
            try:
                row = decode(text)
                if not isinstance(row, dict):
                    raise ValueError("it is no object")
                if nested_too_deeply(text):
                    raise RecursionError
            except (ValueError, RecursionError, msgspec.MsgspecError) as error:
                refused.append(_refusal(number, text, error, broken))
                continue
            rows.append(unfolded(row))
            lines.append(number)
        return as_table(rows), np.array(lines, np.int64), refused


def _refusal(line: int, text: bytes, error: Exception, broken: bool) -> Refusal:
    reason = "encoding" if broken and broken_at(text) else "json_broken"
    detail = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    return refused_line(line, text, reason, detail)


def as_table(rows: Sequence[_Row]) -> pa.RecordBatch:
    """Rows as columns: the union of their keys, in order of appearance."""
    keys = dict.fromkeys(key for row in rows for key in row)
    built = [json_column(key or "column", [row.get(key) for row in rows]) for key in keys]
    if not built:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
    return pa.RecordBatch.from_arrays([column for _, column in built], schema=pa.schema([field for field, _ in built]))


class JsonArray:
    """A file that is one JSON array of objects, or an object that holds one; small enough to be read whole.

    envelope: the object may be an event of its own, with a list among its properties; then it is FileBroken as well.
    """

    format = "jsonl"
    defaults: Mapping | None = None
    layout = Layout()
    skipped: tuple[str, ...] = ()
    header: bool | None = None

    def __init__(self, path: str, encoding: str | None = None, envelope: bool = False) -> None:
        self.path = path
        encoding = encoding or sniff(path, "JSON")
        self._rows = [unfolded(row) for row in _objects(path, encoding, envelope)]
        if not self._rows:
            raise FileEmpty(path=path)
        self.columns = tuple(as_table(self._rows[:_BATCH_ROWS]).schema.names)

    def sample(self, rows: int = 2_000) -> pa.Table:
        return pa.Table.from_batches([as_table(self._rows[:rows])]).select(
            [name for name in self.columns if any(name in row for row in self._rows[:rows])]
        )

    def rows_estimate(self) -> int | None:
        return len(self._rows)

    def batches(self) -> Iterator[RawBatch]:
        for begin in range(0, len(self._rows), _BATCH_ROWS):
            rows = self._rows[begin : begin + _BATCH_ROWS]
            end = begin + len(rows)
            yield RawBatch(as_table(rows), np.arange(begin + 1, end + 1), (), end / len(self._rows), self.format)


def _objects(path: str, encoding: str, envelope: bool) -> list[_Row]:
    with Bytes(path, "JSON") as source:
        text = source.read(_WHOLE_BYTES + 1)
    if len(text) > _WHOLE_BYTES:
        raise FileBroken(path=path, format="JSON", reason="it is too large for one array; write one object a line")
    try:
        decoded = text.decode(encoding).removeprefix("\ufeff")
        whole = msgspec.json.decode(decoded)
        if nested_too_deeply(decoded.encode()):
            raise RecursionError("it is nested too deeply")
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise FileBroken(path=path, format="JSON", reason=str(error)) from error
    lists = [whole] if isinstance(whole, list) else []
    if isinstance(whole, dict) and not (envelope and len(_OF_EVENT & whole.keys()) > 1):
        lists = [value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    if len(lists) != 1 or not all(isinstance(row, dict) for row in lists[0]):
        raise FileBroken(path=path, format="JSON", reason="it holds no list of objects")
    return list(lists[0])
