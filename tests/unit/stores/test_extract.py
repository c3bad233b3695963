"""Members of JSON objects, told the quick way and by Python's own reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cxloop.stores.extract import FEW_VALUES, few_valued, filled, property_columns

NAMES = ["plan", "plan2", "n", "", 'say "hi"', "a\\b", "계획", "x y"]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.sampled_from(NAMES), LEAVES, max_size=3)
OBJECTS = st.none() | st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)


def expected(told: dict[str, Any] | None, name: str) -> str | None:
    value = None if told is None else told.get(name)
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@settings(max_examples=300, deadline=None)
@given(st.lists(OBJECTS, max_size=6), st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")]))
@example([{"n": {"plan": "inside"}}, {"plan": "}"}, {"n": '{"plan":"x"}'}], False, (",", ":"))
def test_the_same_as_a_json_reader_tells(
    told: list[dict[str, Any] | None], plain: bool, marks: tuple[str, str]
) -> None:
    texts = [None if one is None else json.dumps(one, ensure_ascii=plain, separators=marks) for one in told]
    whole = pa.chunked_array([pa.array([*texts[:2]], pa.string()), pa.array([*texts[2:]], pa.string())])
    for name, column in zip(NAMES, property_columns(whole, NAMES), strict=True):
        wanted = [expected(one, name) for one in told]
        if not any(isinstance(one.get(name), list | dict) for one in told if one):
            assert column.to_pylist() == wanted, name
        else:
            for text, other in zip(column.to_pylist(), wanted, strict=True):
                assert (text is None) == (other is None)
                assert text is None or text == other or json.loads(text) == json.loads(str(other))


def test_what_is_no_object_has_no_members_and_the_first_of_two_counts() -> None:
    broken = ['{"plan":"a"', '{"plan" "a"}', "[1]", "", '{"plan":"a","plan":"b"}', '{"plan":null}', "{}", '"plan"']
    (column,) = property_columns(pa.chunked_array([broken]), ["plan"])
    assert column.to_pylist() == [None, None, None, None, "a", None, None, None]


def test_rows_of_a_slice_are_its_own() -> None:
    whole = pa.chunked_array([[f'{{"n":"{place}"}}' for place in range(10)]]).slice(3, 4)
    assert property_columns(whole, ["n"])[0].to_pylist() == ["3", "4", "5", "6"]


def test_few_values_are_told_from_many_and_from_none(tmp_path: Path) -> None:
    for part in range(2):
        rows = [{"few": str(place % 3), "part": str(part), "many": f"{part}-{place}"} for place in range(FEW_VALUES)]
        pq.write_table(pa.table({"properties": [json.dumps(row) for row in rows]}), tmp_path / f"{part}.parquet")
    files = sorted(tmp_path.iterdir())
    assert few_valued(files, ["few", "many", "none", "part"]) == ["few", "part"]


def test_columns_that_hold_something_somewhere(tmp_path: Path) -> None:
    for part, due in enumerate([None, 1]):
        table = pa.table({"due": pa.array([due, None], pa.int64()), "value": pa.nulls(2, pa.float64())})
        pq.write_table(table, tmp_path / f"{part}.parquet")
    assert filled(sorted(tmp_path.iterdir()), ("due", "value")) == ["due"]
