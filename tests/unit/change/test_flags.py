"""Flags against flagd's published scenarios, JSON Logic against what JavaScript does, and odd definitions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.change.flags.flags import Flags
from cxloop.change.flags.logic import Compiler, RuleBroken
from cxloop.change.flags.operators import OPERATORS

TYPES = {"Boolean": bool, "String": str, "Integer": int, "Float": float, "Object": dict}
NOW = 1_700_000_000


def flags_of(written: Any) -> Flags:
    return Flags({"flags": {"f": written}}, lambda: NOW)


def test_published_scenarios(reference_data: Path) -> None:
    """All but those of fractional's first generation."""
    folder = reference_data / "flagd_evaluator"
    flags = Flags(json.loads((folder / "flags.json").read_text()), lambda: NOW)
    cases = [case for case in json.loads((folder / "cases.json").read_text()) if "@fractional-v1" not in case["tags"]]
    assert len(cases) == 120
    for case in cases:
        found = flags.resolve(case["flag"], TYPES[case["type"]](case["fallback"]), case["context"])
        told = {"value": found.value, "reason": found.reason, "error_code": found.code}
        assert {key: told[key] for key in told if key in case} == {key: case[key] for key in told if key in case}, case


@pytest.mark.parametrize(
    ("rule", "data", "value"),
    [
        ({"==": [1, "1"]}, {}, True),
        ({"===": [1, "1"]}, {}, False),
        ({"!=": [None, 0]}, {}, True),
        ({"!==": [1, 1.0]}, {}, False),
        ({"!": [[]]}, {}, True),
        ({"!!": ["0"]}, {}, True),
        ({"or": [0, "", "yes"]}, {}, "yes"),
        ({"and": [1, "", "yes"]}, {}, ""),
        ({"<": [1, {"var": "x"}, 3]}, {"x": 2}, True),
        ({"<=": ["a", "b"]}, {}, True),
        ({">": ["10", 9]}, {}, True),
        ({">=": [1, "x"]}, {}, False),
        ({"max": [1, "3", 2]}, {}, 3),
        ({"min": []}, {}, None),
        ({"+": ["1.5", 2]}, {}, 3.5),
        ({"-": [5]}, {}, -5),
        ({"*": [2, 3, "4"]}, {}, 24),
        ({"/": [7, 2]}, {}, 3.5),
        ({"/": [7, 0]}, {}, None),
        ({"%": [-7, 3]}, {}, -1),
        ({"in": ["Spring", "Springfield"]}, {}, True),
        ({"in": ["1", [1, 2]]}, {}, False),
        ({"cat": ["a", 1.0, True, None]}, {}, "a1true"),
        ({"substr": ["jsonlogic", -5]}, {}, "logic"),
        ({"substr": ["jsonlogic", 4, -2]}, {}, "log"),
        ({"merge": [1, [2, 3]]}, {}, [1, 2, 3]),
        ({"missing": ["a", "b"]}, {"a": 1}, ["b"]),
        ({"missing_some": [1, ["a", "b"]]}, {"a": 1}, []),
        ({"map": [{"var": "xs"}, {"*": [{"var": ""}, 2]}]}, {"xs": [1, 2]}, [2, 4]),
        ({"filter": [{"var": "xs"}, {">": [{"var": ""}, 1]}]}, {"xs": [1, 2]}, [2]),
        ({"reduce": [{"var": "xs"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]}, {"xs": [1, 2]}, 3),
        ({"all": [{"var": "xs"}, {"var": ""}]}, {"xs": []}, False),
        ({"some": [{"var": "xs"}, {"==": [{"var": "a"}, 1]}]}, {"xs": [{"a": 1}]}, True),
        ({"none": [{"var": "xs"}, {"var": ""}]}, {}, True),
        ({"var": ["a.b.1", "no"]}, {"a": {"b": [1, 2]}}, 2),
        ({"var": ["a.c", "no"]}, {"a": {}}, "no"),
        ({"var": {"var": "which"}}, {"which": "x", "x": 5}, 5),
        ({"if": [0, 1, "", 2, 3]}, {}, 3),
        ({"if": []}, {}, None),
        ({"starts_with": [{"var": "s"}, "가나"]}, {"s": "가나다"}, True),
        ({"sem_ver": ["1.0.0-rc.2", "<", "1.0.0-rc.10"]}, {}, True),
        ({"a": 1, "b": 2}, {}, {"a": 1, "b": 2}),
    ],
)
def test_rules_are_as_in_javascript(rule: Any, data: Any, value: Any) -> None:
    found = Compiler(more=OPERATORS).rule(rule)(data)
    assert (found, type(found)) == (value, type(value))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*"ab", "var", "==", "fractional", "sem_ver", "map", "if", "+", "substr"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON, st.dictionaries(st.sampled_from(["a", "b", "targetingKey"]), JSON))
def test_whatever_the_rule_and_the_data_somebody_gets_an_answer(rule: Any, data: dict[str, Any]) -> None:
    flags = flags_of({"state": "ENABLED", "variants": {"a": 1, "b": 2}, "defaultVariant": "a", "targeting": rule})
    found = flags.resolve("f", 7, data)
    assert found.value in (1, 2, 7)
    assert (found.reason == "ERROR") == (found.code is not None)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ([], ""),
        ({"state": "ENABLED"}, "variants"),
        ({"state": "ON", "variants": {"a": 1}}, "state"),
        ({"state": "ENABLED", "variants": {"a": 1}, "defaultVariant": "b"}, "defaultVariant"),
        ({"state": "ENABLED", "variants": {"a": 1}, "targeting": {"if": [{"nope": 1}, "a"]}}, "targeting.if[0].nope"),
        ({"state": "ENABLED", "variants": {"a": 1}, "targeting": {"==": [1]}}, "targeting.=="),
        ({"state": "ENABLED", "variants": {"a": 1}, "targeting": {"fractional": []}}, "targeting.fractional"),
        (
            {"state": "ENABLED", "variants": {"a": 1}, "targeting": {"fractional": [["a", 1, 2]]}},
            "targeting.fractional[0]",
        ),
        ({"state": "ENABLED", "variants": {"a": 1}, "targeting": [1]}, "targeting"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place_and_leaves_others_alone(written: Any, place: str) -> None:
    fine = {"state": "ENABLED", "variants": {"on": True}, "defaultVariant": "on"}
    flags = Flags({"flags": {"bad": written, "fine": fine}}, lambda: NOW)
    assert [where for where, _ in flags.problems] == [f"flags.bad.{place}".rstrip(".")]
    found = flags.resolve("bad", "mine", {})
    assert (found.value, found.code) == ("mine", "PARSE_ERROR")
    assert flags.value("fine", False, {})


def test_rules_that_refer_to_themselves_or_go_too_deep_are_refused() -> None:
    with pytest.raises(RuleBroken, match="refers to itself"):
        Compiler({"a": {"if": [{"$ref": "a"}, 1]}}).rule({"$ref": "a"})
    deep: Any = 1
    for _ in range(3_000):
        deep = {"!": [deep]}
    with pytest.raises(RuleBroken, match="too deep"):
        Compiler().rule(deep)


def test_a_rule_knows_the_time_and_its_own_name() -> None:
    written = {"state": "ENABLED", "variants": {"a": "a", "b": "b"}, "defaultVariant": "a"}
    late = {**written, "targeting": {"if": [{">": [{"var": "$flagd.timestamp"}, NOW - 1]}, "b"]}}
    assert flags_of(late).value("f", "", {}) == "b"
    named = {**written, "targeting": {"if": [{"==": [{"var": "$flagd.flagKey"}, "f"]}, "b"]}}
    assert flags_of(named).value("f", "", {}) == "b"


def test_shares_are_as_they_were_written() -> None:
    variants = {"a": "a", "b": "b", "c": "c"}
    written = {"state": "ENABLED", "variants": variants, "targeting": {"fractional": [["a", 10], ["b", 30], ["c", 60]]}}
    flags = flags_of(written)
    got = [flags.value("f", "", {"targetingKey": f"u{at}"}) for at in range(20_000)]
    assert [got.count(name) / 20_000 for name in "abc"] == pytest.approx([0.1, 0.3, 0.6], abs=0.012)
