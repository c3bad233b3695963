"""The catalogue of events, which builds itself from the traffic: names, properties, types, examples, how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

_TYPES: Final = {
    str: "text", dict: "object", list: "list", bool: "boolean", type(None): "null", int: "number", float: "number",
}  # fmt: skip
_ALIKE: Final[dict[bytes, Any]] = {b'"': "", b"{": {}, b"[": [], b"t": True, b"f": False, b"n": None}
"""By the first sign of a JSON text a value of its sort; all others are numbers."""
_LONGEST: Final = 120
_LONGEST_NAME: Final = 255
_values: Final = msgspec.json.Decoder(dict[str, Any])
_texts: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of an event, or of one of its properties where `property` is not empty. example: a value as JSON;
    times: when it was received first and last, µs."""

    event: str
    property: str
    types: frozenset[str]
    example: str
    first_us: int
    last_us: int
    count: int

    def merge(self, other: Observed) -> Observed:
        """Both together; the later example stays."""
        later = other if other.last_us >= self.last_us else self
        return replace(
            later,
            types=self.types | other.types,
            first_us=min(self.first_us, other.first_us),
            last_us=max(self.last_us, other.last_us),
            count=self.count + other.count,
        )


def observe(rows: Iterable[tuple[str, str, int]]) -> list[Observed]:
    """What some messages show: (event, properties as JSON, received µs) each. A property whose name is longer than 255
    signs stays in its events and is not listed.

    >>> [(one.property, sorted(one.types), one.count) for one in observe([("order", '{"total": 3}', 1)])]
    [('', [], 1), ('total', ['number'], 1)]
    """
    shapes: dict[tuple[Any, ...], _Shape] = {}
    for event, properties, received in rows:
        members = _members(properties)
        key = (event, *members, *map(type, members.values()))
        shape = shapes.get(key)
        if shape is None:
            shapes[key] = _Shape(event, properties, received, received, 1)
        else:
            shape.last_us = received
            shape.count += 1
    seen: dict[tuple[str, str], Observed] = {}
    for shape in shapes.values():
        for one in shape.observed():
            before = seen.get((one.event, one.property))
            seen[one.event, one.property] = (
                one if before is None else replace(before.merge(one), example=before.example)
            )
    return list(seen.values())


@dataclass(slots=True)
class _Shape:
    """Messages that are alike: one name, the same properties of the same types. properties: of the first one."""

    event: str
    properties: str
    first_us: int
    last_us: int
    count: int

    def observed(self) -> Iterator[Observed]:
        span = (self.first_us, self.last_us, self.count)
        yield Observed(self.event, "", frozenset(), "", *span)
        members = _members(self.properties)
        texts = _texts.decode(self.properties) if members else {}
        for name, value in members.items():
            if len(name) <= _LONGEST_NAME:
                example = bytes(texts[name]).decode()[:_LONGEST]
                yield Observed(self.event, name, frozenset((_TYPES[type(value)],)), example, *span)


def _members(properties: str) -> dict[str, Any]:
    if properties[:1] != "{":
        return {}
    try:
        return _values.decode(properties)
    except msgspec.ValidationError:  # a number larger than any that we can read: what sort each is shows all the same
        return {name: _ALIKE.get(bytes(raw)[:1], 0) for name, raw in _texts.decode(properties).items()}
    except RecursionError:  # nested as deeply as nobody reads it
        return {}
