"""The catalogue of events, which builds itself from the traffic: names, properties, types, examples, how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

_TYPES: Final = {'"': "text", "{": "object", "[": "list", "t": "boolean", "f": "boolean", "n": "null"}
_LONGEST: Final = 120
_LONGEST_NAME: Final = 255
_members: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


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


def observe(rows: Iterable[tuple[str, bytes, int]]) -> list[Observed]:
    """What some messages show: (event, properties as JSON, received µs) each. A property whose name is longer than 255
    signs stays in its events and is not listed.

    >>> [(one.property, sorted(one.types), one.count) for one in observe([("order", b'{"total": 3}', 1)])]
    [('', [], 1), ('total', ['number'], 1)]
    """
    seen: dict[tuple[str, str], list[object]] = {}
    for event, properties, received in rows:
        _count(seen, (event, ""), "", received)
        if properties[:1] == b"{":
            for name, value in _members.decode(properties).items():
                if len(name) <= _LONGEST_NAME:
                    _count(seen, (event, name), value, received)
    return [_observed(key, entry) for key, entry in seen.items()]


def _count(seen: dict[tuple[str, str], list[object]], key: tuple[str, str], value: object, received: int) -> None:
    entry = seen.get(key)
    if entry is None:
        entry = seen[key] = [set(), value, received, received, 0]
    first = memoryview(value)[:1].tobytes() if isinstance(value, msgspec.Raw) else b""
    entry[0].add(first)  # type: ignore[attr-defined]
    entry[3] = received
    entry[4] += 1  # type: ignore[operator]


def _observed(key: tuple[str, str], entry: list[object]) -> Observed:
    firsts, value, first_us, last_us, count = entry
    types = {_TYPES.get(first.decode(), "number") for first in firsts if first}  # type: ignore[attr-defined]
    example = bytes(value).decode()[:_LONGEST] if isinstance(value, msgspec.Raw) else ""
    return Observed(*key, frozenset(types), example, int(first_us), int(last_us), int(count))  # type: ignore[call-overload]
