"""XES event logs, gzipped or not, read as a stream."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from cxloop.connectors.encoding import Bytes, check_encoding
from cxloop.errors import BadOption, FileBroken, FileEmpty
from cxloop.listen.columns import json_text
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import JSON_TEXT, RawBatch, Refusal, raw_text
from cxloop.ports.source import Layout

_CHUNK_BYTES: Final = 1 << 20
_BATCH_EVENTS: Final = 50_000
_HEAD_EVENTS: Final = 2_000
_CASE: Final = "case:"
_CASE_NAME: Final = "case:concept:name"
_ATTRIBUTES: Final = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})

_DECLARED: Final = re.compile(rb"""^[^<]*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_KINDS: Final = {"int": pa.int64(), "float": pa.float64(), "boolean": pa.bool_()}
_OWN: Final = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1"})
"""Encodings that the parser reads by itself."""

_Cells = dict[str, str | list[str]]


class _Reader:
    """Collects whole traces from expat's calls."""

    def __init__(self, path: str, encoding: str | None = None) -> None:
        self.path, self._encoding = path, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
        self.parser = expat.ParserCreate("utf-8" if encoding else None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity
        self.kinds: dict[str, str] = {}
        self.events: list[_Cells] = []
        self.traces: list[_Cells] = []
        self.trace_of: list[int] = []
        self.ordinals: list[int] = []
        self.strays: list[tuple[int, _Cells]] = []
        self.several: set[str] = set()
        self.is_log = False
        self._trace: _Cells | None = None
        self._event: _Cells | None = None
        self._path: list[str] = []
        self._pending = 0
        self._seen_traces = self._seen_events = 0

    def feed(self, chunk: bytes, final: bool) -> None:
        try:
            if self._decoder is not None:
                chunk = self._decoder.decode(chunk, final).removeprefix("\ufeff").encode("utf-8")
            self.parser.Parse(chunk, final)
        except UnicodeError as error:
            line = self.parser.CurrentLineNumber
            raise FileBroken(path=self.path, format="XES", reason=f"after line {line}: no {self._encoding}") from error
        except expat.ExpatError as error:
            text = expat.ErrorString(error.code)
            raise FileBroken(path=self.path, format="XES", reason=f"line {error.lineno}: {text}") from error

    def take(self) -> tuple[list[_Cells], list[_Cells], list[int]]:
        """The traces that are complete; one still open stays."""
        done = self.ready
        self.ordinals = self.ordinals[done:]
        taken = self.events[:done], self.traces, self.trace_of[:done]
        self.events, self.trace_of = self.events[done:], [0] * self._pending
        self.traces = []
        return taken

    @property
    def ready(self) -> int:
        return len(self.events) - self._pending

    def _entity(self, *_: Any) -> None:
        line = self.parser.CurrentLineNumber
        raise FileBroken(
            path=self.path, format="XES", reason=f"line {line}: it declares entities, which is not allowed"
        )

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if self._trace is None and self._event is None:
            if tag == "trace" or tag.endswith(":trace"):
                self._trace = {}
                self._seen_traces += 1
            elif tag == "event" or tag.endswith(":event"):
                self._begin_event()
            elif tag == "log" or tag.endswith(":log"):
                self.is_log = True
            return
        if tag in _ATTRIBUTES:
            self._attribute(tag, given)
            return
        plain = tag.rpartition(":")[2]
        if plain == "event":
            self._begin_event()
        elif plain in _ATTRIBUTES:
            self._attribute(plain, given)

    def _begin_event(self) -> None:
        self._event, self._path = {}, []
        self._seen_events += 1

    def _attribute(self, tag: str, given: dict[str, str]) -> None:
        path = self._path
        path.append(given.get("key", ""))
        value = given.get("value")
        if value is None:
            return
        name = path[0] if len(path) == 1 else ".".join(path)
        cells = self._event
        if cells is None:
            name, cells = _CASE + name, self._trace
        assert cells is not None
        before = cells.get(name)
        if before is None or len(path) == 1:
            cells[name] = value
        else:  # lists may hold a key several times
            cells[name] = [*before, value] if isinstance(before, list) else [before, value]
            self.several.add(name)
        if self.kinds.setdefault(name, tag) != tag:
            self.kinds[name] = "string"

    def _end(self, tag: str) -> None:
        if self._trace is None and self._event is None:
            return
        if tag in _ATTRIBUTES:
            self._path.pop()
            return
        tag = tag.rpartition(":")[2]
        if tag in _ATTRIBUTES:
            self._path.pop()
        elif tag == "event" and self._event is not None:
            if self._trace is None:
                self.strays.append((self._seen_events, self._event))
                self._event = None
                return
            self.events.append(self._event)
            self.ordinals.append(self._seen_events)
            self.trace_of.append(len(self.traces))
            self._event = None
            self._pending += 1
        elif tag == "trace":
            self._close()

    def _close(self) -> None:
        assert self._trace is not None
        self._trace.setdefault(_CASE_NAME, str(self._seen_traces))
        self.traces.append(self._trace)
        self._trace, self._pending, self._path = None, 0, []


class Xes:
    """One row an event, in the order of the file. See ports.source.Source.

    Columns as in the usual CSV export: the event's attributes by their keys, the trace's with `case:` before it, nested
    ones joined by a dot. A trace without a name is called by its place. Lines count events. Raises FileBroken with the
    line for broken XML and for entity declarations. A key that a list holds several times gives a list of values; an
    event outside of any trace is refused.

    encoding: goes before the one that the file declares.
    """

    format = "xes"
    layout = Layout()
    skipped: tuple[str, ...] = ()
    header: bool | None = None

    def __init__(self, path: str, encoding: str | None = None, batch_events: int = _BATCH_EVENTS) -> None:
        self.path, self._batch_events = path, batch_events
        self._encoding = encoding or _declared(path)
        self._head = next(self._read(_HEAD_EVENTS), None)
        if self._head is None or not self._head.table.num_rows:
            raise FileEmpty(path=path)
        self.columns = tuple(self._head.table.schema.names)
        known = self.columns
        self.defaults: Mapping | None = Mapping(
            case=_CASE_NAME,
            times=(("time:timestamp", None),) if "time:timestamp" in known else (),
            event="concept:name" if "concept:name" in known else None,
            owner="org:resource" if "org:resource" in known else None,
        )

    def sample(self, rows: int = 2_000) -> pa.Table:
        assert self._head is not None
        return pa.Table.from_batches([self._head.table.slice(0, rows)])

    def rows_estimate(self) -> int | None:
        assert self._head is not None
        return max(1, round(int(self._head.table.num_rows) / max(self._head.done, 1e-9)))

    def batches(self) -> Iterator[RawBatch]:
        return self._read(self._batch_events)

    def _read(self, least: int) -> Iterator[RawBatch]:
        reader = _Reader(self.path, self._encoding)
        with Bytes(self.path, "XES") as source:
            while True:
                chunk = source.read(_CHUNK_BYTES)
                reader.feed(chunk, not chunk)
                if reader.ready >= least or (not chunk and (reader.ready or reader.strays)):
                    lines = np.array(reader.ordinals[: reader.ready], np.int64)
                    yield RawBatch(_table(reader), lines, _refused(reader), source.done if chunk else 1.0, self.format)
                if not chunk:
                    break
        if not reader.is_log:
            raise FileBroken(path=self.path, format="XES", reason="it holds no log")


def _declared(path: str) -> str | None:
    """The encoding that a file declares, None where the parser needs no help with it."""
    with Bytes(path, "XES") as source:
        found = _DECLARED.match(source.read(1024))
    if found is None:
        return None
    declared = found[1].decode("latin-1")
    try:
        name = check_encoding(declared)
    except BadOption as error:
        raise FileBroken(path=path, format="XES", reason=f'it declares the encoding "{declared}"') from error
    return None if name in _OWN else name


def _refused(reader: _Reader) -> tuple[Refusal, ...]:
    strays, reader.strays = reader.strays, []
    detail = "the event stands outside of any trace"
    return tuple(Refusal(ordinal, "customer_missing", detail, raw_text(event)) for ordinal, event in strays)


def _table(reader: _Reader) -> pa.RecordBatch:
    events, traces, trace_of = reader.take()
    columns: dict[str, pa.Array] = {}
    fields: list[pa.Field] = []
    places = pa.array(trace_of, pa.int32())
    for name in dict.fromkeys(name for trace in traces for name in trace):
        field, values = _column(reader, name, traces)
        columns[name] = values.take(places)
        fields.append(field)
    for name in dict.fromkeys(name for event in events for name in event):
        own = f"{name} (2)" if name in columns else name
        field, columns[own] = _column(reader, name, events)
        fields.append(field.with_name(own))
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _column(reader: _Reader, name: str, rows: list[_Cells]) -> tuple[pa.Field, pa.Array]:
    values, kind = [row.get(name) for row in rows], reader.kinds.get(name, "string")
    if name in reader.several:
        texts = [None if value is None else json_text(_typed(value, kind)) for value in values]
        return pa.field(name, pa.string(), metadata=JSON_TEXT), pa.array(texts, pa.string())
    column = pa.array(values, pa.string())
    with suppress(pa.ArrowInvalid):
        column = column.cast(_KINDS.get(kind, pa.string()))
    return pa.field(name, column.type), column


def _typed(value: str | list[str], kind: str) -> Any:
    if isinstance(value, list):
        return [_typed(one, kind) for one in value]
    typed = pa.scalar(value)
    with suppress(pa.ArrowInvalid):
        typed = typed.cast(_KINDS.get(kind, pa.string()))
    return typed.as_py()
