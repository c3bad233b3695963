"""Schemas of events: what the messages of an event should look like, in versions. What differs is told, not dropped.

A schema is written as JSON Schema (draft 2020-12), of which it takes `properties` with `type` and `enum`, `required`
and `additionalProperties`; what else may stand there is refused rather than passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import msgspec

from cxloop.errors import Both
from cxloop.listen.catalogue import LONGEST_NAME, TYPES, Observed
from cxloop.listen.errors import BadSchema
from cxloop.listen.shapes import JSON_TYPES, Shape
from cxloop.particles import particle

_REMARKS: Final = frozenset({"$schema", "$id", "title", "description", "type", "$comment", "examples"})
_LONGEST: Final = 120
MOST_BYTES: Final = 100_000


class Broken(NamedTuple):
    """One way in which a message differs. kind: field_missing, field_type, field_unknown or field_value; found: the
    type or the value that was there, as JSON; nothing where it is missing."""

    property: str
    kind: str
    found: str


@dataclass(frozen=True, slots=True)
class Violation:
    """Messages of an event that differ from a version of its schema in one way. found: as in Broken, of the last ones;
    times: when they were received first and last, µs; batch, sequence: of one of them, an event of the table."""

    event: str
    version: int
    property: str
    kind: str
    found: str
    first_us: int
    last_us: int
    count: int
    batch: int = 0
    sequence: int = 0

    def merge(self, later: Violation) -> Violation:
        """Both together."""
        first, last = min(self.first_us, later.first_us), max(self.last_us, later.last_us)
        return replace(later, first_us=first, last_us=last, count=self.count + later.count)


@dataclass(frozen=True, slots=True)
class Field:
    """A property. types: JSON Schema's names, any where empty; values: those allowed, as JSON, any where None."""

    name: str
    types: tuple[str, ...]
    required: bool = False
    values: tuple[str, ...] | None = None

    @property
    def by_value(self) -> bool:
        """Whether the type alone does not tell."""
        return self.values is not None or ("integer" in self.types and "number" not in self.types)

    def broken(self, value: Any) -> Broken | None:
        if self.types and not self._has_type(value):
            return Broken(self.name, "field_type", JSON_TYPES[type(value)])
        if self.values is not None and _json(value) not in self.values:
            return Broken(self.name, "field_value", _json(value)[:_LONGEST])
        return None

    def _has_type(self, value: Any) -> bool:
        if isinstance(value, float) and value.is_integer() and "integer" in self.types:
            return True
        name = JSON_TYPES[type(value)]
        return name in self.types or (name == "integer" and "number" in self.types)


@dataclass(frozen=True, slots=True)
class Schema:
    """One version of an event's schema. open: whether it may have properties besides; fixed_us: since when, µs."""

    event: str
    version: int
    fields: tuple[Field, ...]
    open: bool
    fixed_us: int

    def close_look(self, members: Mapping[str, Any]) -> tuple[bool, ...]:
        """For the properties whose type alone does not tell: whether they are as they should be.

        Messages with the same properties of the same types and the same answer here differ in the same ways.
        """
        return tuple(
            one.broken(members[one.name]) is None for one in self.fields if one.by_value and one.name in members
        )

    def differences(self, members: Mapping[str, Any]) -> Iterator[Broken]:
        """In which ways a message with these properties differs.

        >>> schema = of_json("order", '{"properties": {"total": {"type": "number"}}, "required": ["total"]}')
        >>> list(schema.differences({})), list(schema.differences({"total": 3}))
        ([Broken(property='total', kind='field_missing', found='')], [])
        """
        for one in self.fields:
            if one.name in members:
                found = one.broken(members[one.name])
                if found is not None:
                    yield found
            elif one.required:
                yield Broken(one.name, "field_missing", "")
        if not self.open:
            known = {one.name for one in self.fields}
            yield from (
                Broken(name, "field_unknown", JSON_TYPES[type(value)])
                for name, value in members.items()
                if name not in known
            )

    def to_json(self) -> str:
        """As JSON Schema."""
        properties: dict[str, Any] = {}
        for one in self.fields:
            said: dict[str, Any] = {}
            if one.types:
                said["type"] = one.types[0] if len(one.types) == 1 else list(one.types)
            if one.values is not None:
                said["enum"] = [msgspec.json.decode(value) for value in one.values]
            properties[one.name] = said
        whole = {
            "title": self.event, "type": "object", "properties": properties,
            "required": [one.name for one in self.fields if one.required], "additionalProperties": self.open,
        }  # fmt: skip
        return msgspec.json.encode(whole).decode()


def violations(shapes: Iterable[Shape], schemas: Mapping[str, Schema]) -> list[Violation]:
    """How some messages differ from their events' schemas, by event.

    >>> from cxloop.listen.shapes import Row, shapes_of
    >>> schemas = {"order": of_json("order", '{"required": ["total"]}')}
    >>> [(one.property, one.kind, one.count) for one in violations(shapes_of([Row("order", "", 1, 0)]), schemas)]
    [('total', 'field_missing', 1)]
    """
    found: dict[tuple[str, str, str], Violation] = {}
    for shape in shapes:
        schema = schemas.get(shape.event)
        if schema is None:
            continue
        for one in schema.differences(shape.members):
            name = one.property[:LONGEST_NAME]
            more = Violation(
                shape.event, schema.version, name, one.kind, one.found,
                shape.first_us, shape.last_us, shape.count, 0, shape.sequence,
            )  # fmt: skip
            key = (shape.event, name, one.kind)
            found[key] = found[key].merge(more) if key in found else more
    return list(found.values())


def as_seen(event: str, seen: Sequence[Observed], version: int = 1, fixed_us: int = 0) -> Schema:
    """What an event has looked like so far, as its schema: what was always there is required, nothing else is known.

    >>> whole, city = (Observed("order", name, frozenset({"text"}), "", 0, 0, 9) for name in ("", "to"))
    >>> as_seen("order", [whole, city]).fields
    (Field(name='to', types=('string',), required=True, values=None),)
    """
    whole = max((one.count for one in seen if not one.property), default=0)
    names = {ours: theirs for theirs, ours in TYPES.items() if theirs != "integer"}
    fields = [
        Field(one.property, tuple(sorted(names[kind] for kind in one.types)), one.count >= whole)
        for one in sorted(seen, key=lambda one: one.property)
        if one.property
    ]
    return Schema(event, version, tuple(fields), False, fixed_us)


def of_json(event: str, text: str, version: int = 1, fixed_us: int = 0) -> Schema:
    """A schema as somebody wrote it. Raises BadSchema.

    >>> of_json("order", '{"properties": {"total": {"type": "number"}}, "required": ["total"]}').fields
    (Field(name='total', types=('number',), required=True, values=None),)
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadSchema(reason=Both(f"it has at most {MOST_BYTES} bytes", f"최대 {MOST_BYTES}바이트입니다"))
    try:
        plain = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise BadSchema(reason=Both(f"it is no JSON: {error}", f"JSON이 아닙니다: {error}")) from None
    if not isinstance(plain, dict):
        raise BadSchema(reason=Both("it is no JSON object", "JSON 객체가 아닙니다"))
    _only(plain, _REMARKS | {"properties", "required", "additionalProperties"})
    if plain.get("type", "object") != "object":
        raise BadSchema(reason=Both("an event's properties are an object", "이벤트의 속성은 객체여야 합니다"))
    properties, required = plain.get("properties", {}), plain.get("required", [])
    beside = plain.get("additionalProperties", True)
    if not isinstance(properties, dict) or not all(isinstance(one, dict) for one in properties.values()):
        raise BadSchema(reason=Both("`properties` maps names to schemas", "`properties`는 이름별 스키마여야 합니다"))
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise BadSchema(reason=Both("`required` is a list of names", "`required`는 이름 목록이어야 합니다"))
    if not isinstance(beside, bool):
        raise BadSchema(
            reason=Both("`additionalProperties` is true or false", "`additionalProperties`는 true 또는 false입니다")
        )
    fields = [_field(name, said, name in required) for name, said in properties.items()]
    fields += [Field(name, (), True) for name in dict.fromkeys(required) if name not in properties]
    return Schema(event, version, tuple(fields), beside, fixed_us)


def _field(name: str, said: dict[str, Any], required: bool) -> Field:
    _only(said, _REMARKS | {"enum"})
    types = said.get("type", [])
    types = [types] if isinstance(types, str) else types
    if not isinstance(types, list) or not all(isinstance(one, str) and one in TYPES for one in types):
        known = ", ".join(TYPES)
        raise BadSchema(
            reason=Both(f"the type of “{name}” is one of {known}", f"“{name}”의 type은 {known} 중 하나입니다")
        )
    values = said.get("enum")
    if values is not None and not (isinstance(values, list) and values):
        raise BadSchema(
            reason=Both(f"the `enum` of “{name}” is a list of values", f"“{name}”의 `enum`은 값 목록이어야 합니다")
        )
    allowed = None if values is None else tuple(_json(value) for value in values)
    return Field(name, tuple(types), required, allowed)


def _only(said: dict[str, Any], known: frozenset[str] | set[str]) -> None:
    strange = sorted(said.keys() - known)
    if strange:
        raise BadSchema(
            reason=Both(
                f"`{strange[0]}` cannot be checked here",
                f"`{strange[0]}`{particle(strange[0], '은')} 여기서 검사할 수 없습니다",
            )
        )


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
