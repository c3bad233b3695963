"""Every field of every answer is classified; what nobody classified, and what looks like a person, is hidden."""

from __future__ import annotations

import dataclasses
import importlib
import typing
from typing import Any

import generate_reference as reference
import pytest

from cxloop.trust.naming import HIDDEN, IDENTIFIERS, KEYED, PERSONAL, PLAIN, masked, masked_text, named, tells


def fields(kind: type, seen: set[type]) -> set[str]:
    if kind in seen:
        return set()
    seen.add(kind)
    hints = typing.get_type_hints(kind)
    found = set()
    for field in dataclasses.fields(kind):
        found.add(str(field.metadata.get("name", field.name)))
        inner = reference.dataclass_in(hints[field.name])
        found |= fields(inner, seen) if inner is not None else set()
    return found


@pytest.mark.parametrize("answer", reference.ANSWERS)
def test_every_field_of_an_answer_is_classified(answer: str) -> None:
    module, kind = reference.ANSWERS[answer]
    asked = fields(getattr(importlib.import_module(module), kind), set())
    assert asked - PLAIN - PERSONAL - IDENTIFIERS - KEYED == set(), "say in trust/naming.py whether it is personal"


def test_no_field_is_of_two_classes() -> None:
    classes = (PLAIN, PERSONAL, IDENTIFIERS, KEYED)
    assert sum(map(len, classes)) == len(frozenset().union(*classes))


def hide(answer: Any) -> Any:
    return masked(answer, lambda name: "~" + name[:1])


def test_what_nobody_classified_is_hidden() -> None:
    assert hide({"favourite": "blue", "shoe": 43, "more": {"a": ["x", None]}}) == {
        "favourite": HIDDEN,
        "shoe": None,
        "more": {"a": [HIDDEN, None]},
    }
    assert hide({"properties": {"plan": "pro", "age": 44}}) == {"properties": {"plan": HIDDEN, "age": None}}
    assert hide({"properties": ["plan", "age"]}) == {"properties": ["plan", "age"]}, "names of properties"


def test_groups_named_after_people_are_not() -> None:
    groups = [{"value": "anna", "steps": [{"customers": 9}]}]
    for by, value in (("customer", "~a"), ("case", "~a"), ("owner", HIDDEN), ("plan", "anna")):
        assert hide({"breakdown_by": by, "breakdown": groups})["breakdown"][0]["value"] == value
    few = [{"value": "anna", "steps": [{"customers": 4}]}]
    assert hide({"breakdown_by": "nickname", "breakdown": few})["breakdown"][0]["value"] == HIDDEN
    assert hide({"breakdown_by": "channel", "breakdown": few})["breakdown"][0]["value"] == "anna"
    assert hide({"group": "owner", "value": "kim", "customers": 40})["value"] == HIDDEN
    assert list(named({"breakdown_by": "customer", "breakdown": groups})) == ["anna"]


def test_identifiers_in_all_their_places() -> None:
    answer = {"identifiers": [{"kind": "email", "value": "a@b.example"}], "customer": "u1", "events": [{"case": "A-1"}]}
    assert hide(answer) == {
        "identifiers": [{"kind": "email", "value": "~a"}], "customer": "~u", "events": [{"case": "~A"}],
    }  # fmt: skip
    assert set(named(answer)) == {"a@b.example", "u1"}
    assert tells(answer)
    assert not tells({"mapping": {"customer": "who", "text": "note"}})


@pytest.mark.parametrize(
    "text",
    ["kim@example.com", "김지우@example.co.kr", "010-1234-5678", "01012345678", "02-123-4567", "+82 10-1234-5678",
     "+44 20 7946 0958", "(02) 123-4567", "a.b+c@mail.example.org"],
)  # fmt: skip
def test_addresses_and_numbers_are_seen(text: str) -> None:
    assert masked_text(f"call {text}!") == f"call {HIDDEN}!"


@pytest.mark.parametrize(
    "text",
    ["2026-03-31", "2026-03-31T09:00:00+09:00", "0.0123456789", "order 20260331-0001", "identifiers@0", "v1.2.3-4567",
     "10.0.0.1", "12:0", "3f0a1b2c-0123-4567-89ab-0123456789ab", "결제 시작"],
)  # fmt: skip
def test_times_numbers_and_names_are_left_alone(text: str) -> None:
    assert masked_text(text) == text


def test_a_group_over_time_that_may_be_one_person_has_no_name() -> None:
    """As a breakdown of a funnel, and so has a segment of a change."""
    groups = [
        {"value": "anna@example.com", "customers": 4, "values": []},
        {"value": "웹", "customers": 5, "values": []},
    ]
    told = masked({"metrics": [{"metric": "value", "breakdown_by": "plan", "breakdown": groups}]}, str.upper)
    assert [one["value"] for one in told["metrics"][0]["breakdown"]] == [HIDDEN, "웹"]
    assert masked({"breakdown_by": "owner", "breakdown": groups[1:]}, str.upper)["breakdown"][0]["value"] == HIDDEN
