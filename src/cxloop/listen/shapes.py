"""Messages by their shape: one event, the same properties of the same types. There are few shapes and many messages, so
whatever can be told of a shape is told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import msgspec

_values: Final = msgspec.json.Decoder(dict[str, Any])
as_written: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
"""The members of a JSON object, each value as it is written."""
JSON_TYPES: Final = {
    str: "string", dict: "object", list: "array", bool: "boolean", type(None): "null", int: "integer", float: "number",
}  # fmt: skip
"""What JSON Schema calls the types of values."""
_ALIKE: Final[dict[bytes, Any]] = {b'"': "", b"{": {}, b"[": [], b"t": True, b"f": False, b"n": None}
"""By the first sign of a JSON text a value of its sort; all others are numbers."""


class Row(NamedTuple):
    """A message. properties: as JSON, may be empty; received_us: µs; sequence: its place in the filing batch."""

    event: str
    properties: str
    received_us: int
    sequence: int


class Closer(Protocol):
    """What looks at values as well, where types alone do not tell."""

    def close_look(self, members: Mapping[str, Any]) -> tuple[bool, ...]: ...


@dataclass(slots=True)
class Shape:
    """Messages that are alike. members, properties, sequence: of the first one."""

    event: str
    members: Mapping[str, Any]
    properties: str
    sequence: int
    first_us: int
    last_us: int
    count: int


def shapes_of(rows: Iterable[Row], schemas: Mapping[str, Closer] | None = None) -> list[Shape]:
    """The shapes of some messages, in the order in which they came first. schemas: by event; messages that these look
    upon differently are of different shapes.

    >>> rows = [Row("order", '{"total": 3}', 1, 0), Row("order", '{"total": 4}', 2, 1), Row("order", "", 3, 2)]
    >>> [(one.members, one.count) for one in shapes_of(rows)]
    [({'total': 3}, 2), ({}, 1)]
    """
    found: dict[tuple[Any, ...], Shape] = {}
    schemas = schemas or {}
    for event, properties, received, sequence in rows:
        members = members_of(properties)
        key = (event, *members, *map(type, members.values()))
        if event in schemas:
            key = (*key, *schemas[event].close_look(members))
        shape = found.get(key)
        if shape is None:
            found[key] = Shape(event, members, properties, sequence, received, received, 1)
        else:
            shape.last_us = received
            shape.count += 1
    return list(found.values())


def members_of(properties: str) -> dict[str, Any]:
    """The properties of a message. A number beyond all bounds stands as 0."""
    if properties[:1] != "{":
        return {}
    try:
        return _values.decode(properties)
    except msgspec.ValidationError:  # a number larger than any that we can read: what sort each is shows all the same
        return {name: _ALIKE.get(bytes(raw)[:1], 0) for name, raw in as_written(properties).items()}
