"""Fingerprints depend on the content alone; the n-th identical row matches the n-th already there."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.listen.duplicates import Seen, fingerprints
from cxloop.model.event import EVENT_SCHEMA, SOURCE_SCHEMA

MOMENT = 1_767_225_600_000_000
ROW: dict[str, Any] = {
    "occurred": MOMENT, "sent": None, "event": "visit", "customer_kind": "customer", "customer": "anna",
    "identifiers": None, "case_id": None, "channel": None, "owner": None, "due": None, "value": None, "text": None,
    "properties": None, "event_id": None, "sequence": 1,
}  # fmt: skip
OTHER = {
    "occurred": MOMENT + 1, "sent": MOMENT, "event": "Visit", "customer_kind": "e-mail", "customer": "anna ",
    "identifiers": '{"phone":"1"}', "case_id": "c1", "channel": "web", "owner": "eve", "due": MOMENT, "value": 0.0,
    "text": "hello", "properties": '{"a":1}', "event_id": "e1",
}  # fmt: skip


def events(rows: Sequence[dict[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{**ROW, **row} for row in rows], SOURCE_SCHEMA)


def test_the_content_is_every_field_of_the_source_but_its_place() -> None:
    assert set(OTHER) == set(SOURCE_SCHEMA.names) - {"sequence"}


@pytest.mark.parametrize("name", OTHER)
def test_every_field_of_the_content_counts(name: str) -> None:
    plain, changed = fingerprints(events([{}, {name: OTHER[name]}])).tolist()
    assert plain != changed


def test_place_and_time_of_arrival_do_not_count() -> None:
    first, second = events([{}]), events([{"sequence": 99}])
    assert fingerprints(first).tolist() == fingerprints(second).tolist()
    rows = pa.Table.from_batches([second]).to_pylist()
    arrived = pa.RecordBatch.from_pylist([{**rows[0], "received": MOMENT, "batch": 7, "fingerprint": 1}], EVENT_SCHEMA)
    assert fingerprints(arrived).tolist() == fingerprints(first).tolist()


def test_a_text_in_another_field_is_another_event() -> None:
    fields = ("event", "customer", "case_id", "channel", "owner", "text", "event_id")
    found = [int(fingerprints(events([{name: "x"}]))[0]) for name in fields]
    swapped = fingerprints(events([{"channel": "a", "owner": "b"}, {"channel": "b", "owner": "a"}])).tolist()
    moments = fingerprints(events([{"sent": MOMENT}, {"due": MOMENT}])).tolist()
    assert len({*found, *swapped, *moments}) == len(fields) + 4


def test_bytes_count_as_they_came() -> None:
    typed = [{"customer": unicodedata.normalize(form, "검색")} for form in ("NFC", "NFD")]
    assert len(set(fingerprints(events(typed)).tolist())) == 2


def test_zero_is_zero_and_not_missing() -> None:
    plus, minus, missing = fingerprints(events([{"value": 0.0}, {"value": -0.0}, {"value": None}])).tolist()
    assert plus == minus != missing


maybe = st.one_of(st.none(), st.sampled_from(["", "a", "b", "고객", "😀"]))
rows = st.lists(
    st.fixed_dictionaries(
        {
            "occurred": st.integers(MOMENT, MOMENT + 2), "event": st.sampled_from(["visit", "order"]),
            "customer": st.sampled_from(["anna", "ben"]), "channel": maybe, "owner": maybe, "properties": maybe,
            "due": st.one_of(st.none(), st.integers(0, 2)), "value": st.one_of(st.none(), st.sampled_from([0.0, 1.5])),
        }
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=80)
@given(rows, st.lists(st.integers(0, 25), max_size=4), st.randoms(use_true_random=False))
def test_a_fingerprint_does_not_depend_on_what_stands_beside_it(rows: list[Any], cuts: list[int], random: Any) -> None:
    whole = fingerprints(events(rows)).tolist()
    assert [int(fingerprints(events([row]))[0]) for row in rows] == whole, "each alone"
    ends = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    slices = [events(rows).slice(a, b - a) for a, b in itertools.pairwise(ends)]
    assert np.concatenate([fingerprints(part) for part in slices]).tolist() == whole, "in slices"
    names = random.sample(SOURCE_SCHEMA.names, len(SOURCE_SCHEMA.names))
    assert fingerprints(events(rows).select(names)).tolist() == whole, "columns in another order"
    told = [repr(sorted(row.items())) for row in rows]
    same = dict(zip(whole, told, strict=True))
    assert [same[found] for found in whole] == told, "different rows, same fingerprint"


def oracle(before: Sequence[int], file: Sequence[int]) -> list[bool]:
    left = Counter(before)
    fresh = []
    for content in file:
        fresh.append(left[content] <= 0)
        left[content] -= 1
    return fresh


contents = st.lists(st.integers(-3, 5), max_size=30)


@settings(max_examples=200)
@given(st.lists(contents, min_size=1, max_size=5), st.integers(1, 9), st.integers(1, 9))
def test_files_with_twins_against_a_counter(files: list[list[int]], size: int, stored: int) -> None:
    """After each file the table holds each content as often as the file that had it most often."""
    table: list[int] = []
    for file in files:
        seen = Seen(np.array(table[at : at + stored], np.int64) for at in range(0, len(table), stored))
        batches = [np.array(file[at : at + size], np.int64) for at in range(0, len(file), size)]
        fresh = [flag for batch in batches for flag in seen.take(batch).tolist()]
        assert fresh == oracle(table, file)
        table += [content for content, new in zip(file, fresh, strict=True) if new]
    most = Counter[int]()
    for file in files:
        most |= Counter(file)
    assert Counter(table) == most


@pytest.mark.parametrize("empty", [lambda: Seen([]), lambda: Seen([np.empty(0, np.int64)])])
def test_nothing_there_matches_nothing(empty: Callable[[], Seen]) -> None:
    assert empty().take(np.array([1, 1])).tolist() == [True, True]
    assert empty().take(np.empty(0, np.int64)).tolist() == []


def test_extreme_fingerprints() -> None:
    ends = np.array([np.iinfo(np.int64).min, -1, 0, np.iinfo(np.int64).max])
    assert Seen([ends]).take(np.append(ends, ends)).tolist() == [False] * 4 + [True] * 4
