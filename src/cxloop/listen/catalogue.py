"""The catalogue of events, which builds itself from the traffic: names, properties, types, examples, how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cxloop.listen.shapes import JSON_TYPES, Shape, as_written

TYPES: Final = {
    "string": "text", "number": "number", "integer": "number", "boolean": "boolean", "object": "object",
    "array": "list", "null": "null",
}  # fmt: skip
"""JSON Schema's names of types, and the catalogue's."""
_LONGEST: Final = 120
LONGEST_NAME: Final = 255


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


def observe(shapes: Iterable[Shape]) -> list[Observed]:
    """What some messages show. A property whose name is longer than 255 signs stays in its events and is not listed.

    >>> from cxloop.listen.shapes import Row, shapes_of
    >>> shapes = shapes_of([Row("order", '{"total": 3}', 1, 0)])
    >>> [(one.property, sorted(one.types), one.count) for one in observe(shapes)]
    [('', [], 1), ('total', ['number'], 1)]
    """
    seen: dict[tuple[str, str], Observed] = {}
    for shape in shapes:
        for one in _observed(shape):
            before = seen.get((one.event, one.property))
            seen[one.event, one.property] = (
                one if before is None else replace(before.merge(one), example=before.example)
            )
    return list(seen.values())


def _observed(shape: Shape) -> Iterator[Observed]:
    span = (shape.first_us, shape.last_us, shape.count)
    yield Observed(shape.event, "", frozenset(), "", *span)
    texts = as_written(shape.properties) if shape.members else {}
    for name, value in shape.members.items():
        if len(name) <= LONGEST_NAME:
            example = bytes(texts[name]).decode()[:_LONGEST]
            yield Observed(shape.event, name, frozenset((TYPES[JSON_TYPES[type(value)]],)), example, *span)
