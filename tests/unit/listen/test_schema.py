"""Schemas: what they let differ and what they tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.listen.catalogue import observe
from cxloop.listen.errors import BadSchema
from cxloop.listen.schema import as_seen, of_json, violations
from cxloop.listen.shapes import Row, shapes_of

ORDER = {
    "type": "object",
    "properties": {
        "total": {"type": "number"}, "items": {"type": "integer"}, "plan": {"enum": ["basic", "프로", None]},
        "gift": {"type": ["boolean", "null"]},
    },
    "required": ["total", "coupon"],
    "additionalProperties": False,
}  # fmt: skip


def told(schema: dict[str, Any], *messages: dict[str, Any]) -> set[tuple[str, str, str, int]]:
    holding = {"order": of_json("order", json.dumps(schema))}
    rows = [Row("order", json.dumps(one, ensure_ascii=False), at, at) for at, one in enumerate(messages)]
    found = violations(shapes_of(rows, holding), holding)
    return {(one.property, one.kind, one.found, one.count) for one in found}


def test_what_is_as_it_should_be_is_not_told() -> None:
    good = {"total": 3, "items": 2, "plan": "프로", "gift": None, "coupon": []}
    assert told(ORDER, good, {**good, "total": 2.5, "items": 2.0, "plan": None}) == set()


def test_each_way_of_differing() -> None:
    assert told(ORDER, {"total": "3", "items": 2.5, "plan": "gold", "gift": 1, "colour": {}}) == {
        ("total", "field_type", "string", 1),
        ("items", "field_type", "number", 1),
        ("plan", "field_value", '"gold"', 1),
        ("gift", "field_type", "integer", 1),
        ("colour", "field_unknown", "object", 1),
        ("coupon", "field_missing", "", 1),
    }


def test_values_are_looked_at_in_every_message() -> None:
    """Messages of one shape are told of together, except where their values make a difference."""
    base = {"total": 1, "coupon": 1}
    found = told(ORDER, *({**base, "plan": plan} for plan in ("basic", "gold", "basic", "silver", "프로")))
    assert found == {("plan", "field_value", '"silver"', 2)} or found == {("plan", "field_value", '"gold"', 2)}
    assert told(ORDER, *({**base, "items": n} for n in (1, 2.0, 2.5, 3))) == {("items", "field_type", "number", 1)}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", '{"properties": []}', '{"properties": {"a": 3}}', '{"required": "a"}', '{"required": [1]}',
     '{"additionalProperties": {}}', '{"type": "array"}', '{"properties": {"a": {"type": "text"}}}', '{"$ref": "#/x"}',
     '{"properties": {"a": {"enum": []}}}', '{"properties": {"a": {"pattern": "(a+)+$"}}}', "[" * 5000, "\ud800"],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused(text: str) -> None:
    with pytest.raises(BadSchema):
        of_json("order", text)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "b", "다", "d" * 200]), JSON, max_size=4), min_size=1, max_size=8)
)
def test_what_was_seen_fits_its_own_schema(messages: list[dict[str, Any]]) -> None:
    """A schema fixed from the traffic has nothing against that traffic, and stays what it is in JSON."""
    rows = [Row("e", json.dumps(one), at, at) for at, one in enumerate(messages)]
    schema = as_seen("e", observe(shapes_of(rows)))
    assert of_json("e", schema.to_json()) == schema
    assert violations(shapes_of(rows, {"e": schema}), {"e": schema}) == []
    required = {one.name for one in schema.fields if one.required}
    assert required == {name for name in ("a", "b", "다", "d" * 200) if all(name in one for one in messages)}
