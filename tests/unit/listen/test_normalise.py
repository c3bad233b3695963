# ruff: noqa: E501 - tables of examples read better wide
"""Rows become events; nothing is lost, nothing is invented; the same log in two formats is the same log."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.connectors.files import open_source
from cxloop.listen.columns import without_blanks
from cxloop.listen.guess import guess
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise
from cxloop.listen.numbers import decimal_of, read_numbers
from cxloop.listen.raw import Normalised, RawBatch
from cxloop.model.event import SOURCE_SCHEMA

BASIC = Mapping(customer="who", times=(("at", None),), event="what")


def normalised(table: dict[str, Any], mapping: Mapping = BASIC, format: str = "csv") -> Normalised:
    rows = pa.RecordBatch.from_pydict(table)
    return normalise(RawBatch(rows, np.arange(2, rows.num_rows + 2, dtype=np.int64), format=format), mapping)


def column(done: Normalised, name: str) -> list[Any]:
    return list(done.events.column(name).to_pylist())


def test_events_have_the_schema_of_sources() -> None:
    done = normalised({"who": ["a"], "at": ["2024-03-05T10:00:00Z"], "what": ["x"]})
    assert done.events.schema.equals(SOURCE_SCHEMA)
    assert done.events.to_pylist() == [
        {
            "occurred": datetime(2024, 3, 5, 10, tzinfo=UTC), "sent": None, "event": "x", "customer_kind": "customer", "customer": "a", "identifiers": None,
            "case_id": None, "channel": None, "owner": None, "due": None, "value": None, "text": None, "properties": None, "event_id": None, "sequence": 2,
        }
    ]  # fmt: skip
    assert done.properties == frozenset()


def test_each_problem_has_its_reason_and_the_row_is_kept() -> None:
    good = "2024-03-05"
    table = {
        "who": ["a", " ", "NULL", "b", "c", "d", "e", "f"],
        "at": [good, good, good, None, "soon", good, good, good],
        "what": ["x", "x", "x", "x", "x", "\u3000", "x", "x"],
        "until": ["", "", "", "", "", "", "later", ""],
        "paid": ["1.5", "", "", "", "", "", "", "a lot"],
    }
    done = normalised(table, Mapping(customer="who", times=(("at", None),), event="what", due="until", value="paid"))
    assert column(done, "customer") == ["a"]
    assert [(bad.line, bad.reason) for bad in done.refused] == [
        (3, "customer_missing"), (4, "customer_missing"), (5, "time_missing"), (6, "time_unreadable"), (7, "event_missing"), (8, "due_unreadable"), (9, "value_unreadable")
    ]  # fmt: skip
    assert json.loads(done.refused[3].raw) == {"who": "c", "at": "soon", "what": "x", "until": "", "paid": ""}
    assert "soon" in done.refused[3].detail


def test_long_rows_are_cut_in_quarantine() -> None:
    done = normalised({"who": [None], "at": ["2024-03-05"], "what": ["x"], "blob": ["한" * 100_000]})
    assert len(done.refused[0].raw.encode()) <= 8192
    assert json.loads(done.refused[0].raw)["what"] == "x"


def test_the_case_stands_in_for_the_customer() -> None:
    table = {
        "who": ["a", None, None],
        "mail": [None, "m@x", None],
        "ticket": ["t1", "t2", "t3"],
        "at": ["2024-03-05"] * 3,
        "what": ["x"] * 3,
    }
    done = normalised(
        table,
        Mapping(customer="who", identifiers=(("e-mail", "mail"),), case="ticket", times=(("at", None),), event="what"),
    )
    assert list(zip(column(done, "customer_kind"), column(done, "customer"), column(done, "case_id"), strict=True)) == [
        ("customer", "a", "t1"), ("e-mail", "m@x", "t2"), ("case", "t3", "t3")
    ]  # fmt: skip
    alone = normalised(table, Mapping(case="ticket", times=(("at", None),), event="what"))
    assert column(alone, "customer_kind") == ["case"] * 3


def test_identifiers_become_an_object() -> None:
    table = {
        "who": ["a", "b"],
        "mail": ['m"@x', None],
        "phone": ["1", None],
        "at": ["2024-03-05"] * 2,
        "what": ["x"] * 2,
    }
    done = normalised(
        table,
        Mapping(
            customer="who", identifiers=(("e-mail", "mail"), ("phone", "phone")), times=(("at", None),), event="what"
        ),
    )
    assert column(done, "identifiers") == ['{"e-mail":"m\\"@x","phone":"1"}', None]


def test_wide_rows_make_an_event_for_each_date_they_have() -> None:
    table = {
        "lead": ["a", "b", "c", "d"],
        "first": ["2024-03-05", "2024-03-06", None, "2024-03-06"],
        "won": ["2024-04-05", None, None, "soon"],
        "origin": ["ads", "", "x", "y"],
    }
    done = normalised(table, Mapping(customer="lead", times=(("first", "contact"), ("won", "deal"))))
    assert list(zip(column(done, "customer"), column(done, "event"), column(done, "sequence"), column(done, "properties"), strict=True)) == [
        ("a", "contact", 4, '{"origin":"ads"}'), ("a", "deal", 5, '{"origin":"ads"}'), ("b", "contact", 6, None)
    ]  # fmt: skip
    assert [(bad.line, bad.reason) for bad in done.refused] == [(4, "time_missing"), (5, "time_unreadable")]


@pytest.mark.parametrize(
    ("at", "paid"),
    [
        (None, [("asked", 5.0), ("ordered", None), ("won", None), ("ordered", 7.0), ("won", None)]),
        ("won", [("asked", None), ("ordered", None), ("won", 5.0), ("ordered", None), ("won", 7.0)]),
    ],
)
def test_the_money_of_a_wide_row_counts_once(at: str | None, paid: list[Any]) -> None:
    table = {
        "who": ["a", "b"], "what": ["asked", None], "at": ["2024-03-01", None], "sum": ["5", "7"],
        "first": ["2024-03-05", "2024-03-06"], "last": ["2024-04-05", "2024-04-06"],
    }  # fmt: skip
    times = (("at", None), ("first", "ordered"), ("last", "won"))
    done = normalised(table, Mapping(customer="who", times=times, event="what", value="sum", value_at=at))
    assert list(zip(column(done, "event"), column(done, "value"), strict=True)) == paid


def test_the_first_of_several_plain_times_that_can_be_read_counts() -> None:
    table = {
        "who": ["a", "b", "c"],
        "at": ["2024-03-05", None, "soon"],
        "else": ["2024-04-05", "2024-04-06", "2024-04-07"],
    }
    done = normalised(table, Mapping(customer="who", times=(("at", None), ("else", None)), event_name="visit"))
    assert [str(moment)[:10] for moment in column(done, "occurred")] == ["2024-03-05", "2024-04-06", "2024-04-07"]
    assert column(done, "event") == ["visit"] * 3


def test_bytes_are_kept_as_they_came() -> None:
    nfd = "각하"
    done = normalised({"who": [nfd + " "], "at": ["2024-03-05"], "what": [" a\x00b "], 'k"ey': [nfd + '\x01\t"\\\n']})
    assert column(done, "customer") == [nfd + " "]
    assert column(done, "event") == [" a\x00b "]
    assert json.loads(column(done, "properties")[0]) == {'k"ey': nfd + '\x01\t"\\\n'}


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", 'q"', "한"]),
            st.one_of(st.text(st.characters(codec="utf-8"), max_size=12), st.none()),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_properties_are_json(rows: list[dict[str, str | None]]) -> None:
    names = ["a", "b", 'q"', "한"]
    table: dict[str, Any] = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    table |= {"who": ["u"] * len(rows), "at": ["2024-03-05"] * len(rows), "what": ["x"] * len(rows)}
    found = [None if text is None else json.loads(text) for text in column(normalised(table), "properties")]
    assert found == [{name: row[name] for name in names if row.get(name)} or None for row in rows]


def test_typed_properties_keep_their_types() -> None:
    table = {
        "who": [1.0, 2.0], "at": [datetime(2024, 3, 5)] * 2, "what": pa.array(["x", "y"]).dictionary_encode(), "i": [1, 2], "f": [0.1, float("inf")], "b": [True, None],
        "t": pa.array([datetime(2024, 3, 5, 1), None], pa.timestamp("ns")), "l": [[1, 2], None], "n": pa.nulls(2), "d": pa.array(["p", None]).dictionary_encode(),
    }  # fmt: skip
    done = normalised(table, format="parquet")
    assert column(done, "customer") == ["1", "2"]
    assert column(done, "properties") == [
        '{"i":1,"f":0.1,"b":true,"t":"2024-03-05T01:00:00","l":[1,2],"d":"p"}',
        '{"i":2}',
    ]


def test_null_as_text_is_a_name_where_the_source_knows_nulls() -> None:
    assert column(
        normalised({"who": ["NULL"], "at": ["2024-03-05"], "what": ["NULL"]}, format="parquet"), "customer"
    ) == ["NULL"]
    assert column(normalised({"who": ["a"], "at": ["2024-03-05"], "what": ["NULL"]}), "event") == ["NULL"]


def test_empty_and_missing_columns() -> None:
    assert (
        normalised(
            {"who": pa.array([], pa.string()), "at": pa.array([], pa.string()), "what": pa.array([], pa.string())}
        ).events.num_rows
        == 0
    )
    done = normalised({"who": ["a"], "what": ["x"]})
    assert [bad.reason for bad in done.refused] == ["time_missing"]
    assert (
        normalised(
            {"who": ["a"], "at": ["2024-03-05"], "what": ["x"]},
            Mapping(customer="who", times=(("at", None),), event="what", channel="gone"),
        ).events.num_rows
        == 1
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("12,50", 12.5), ("-3", -3), ("(3.5)", -3.5), ("3-", -3), ("₩1,200", 1200), ("1200원", 1200), ("$ 1,234,567", 1234567),
        ("1 234,5", 1234.5), ("1'234.5", 1234.5), ("0,125", 0.125), (".5", 0.5), ("1e3", 1000), ("EUR 5", 5), ("a lot", None), ("", None), ("1,2,x", None), ("--1", None), ("1e999", None), ("-₩500", -500),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: float | None) -> None:
    numbers, known = read_numbers(pa.array([text]))
    assert known.tolist() == [number is not None]
    assert numbers.tolist() == [number or 0.0]


def test_one_mark_for_the_whole_column() -> None:
    texts = pa.array(["1.234", "2.500,75"])
    assert decimal_of(texts) == ","
    assert read_numbers(texts, ",")[0].tolist() == [1234.0, 2500.75]
    assert read_numbers(pa.array(["1,234", "1.5"]), ".")[0].tolist() == [1234.0, 1.5]


def test_blanks_of_every_kind() -> None:
    texts = pa.array(["", " ", "\t\n", "\u00a0", "\u3000\u2003", " x", "\u3000한", None, "\u2013"])
    assert without_blanks(texts).to_pylist() == [None] * 5 + [" x", "\u3000한", None, "\u2013"]


def loaded(path: Path, given: Mapping = Mapping(), **options: Any) -> pa.Table:  # noqa: B008 - frozen
    source = open_source(str(path))
    base = given if source.defaults is None else given.over(source.defaults)
    mapping = guess(source.columns, source.sample(2_000), base)
    done = [normalise(batch, mapping) for batch in source.batches()]
    assert not [bad for part in done for bad in part.refused]
    return pa.Table.from_batches([part.events for part in done])


def test_receipt_is_the_same_log_in_both_formats(reference_data: Path) -> None:
    folder = reference_data / "receipt_coselog"
    one, two = loaded(folder / "receipt.csv.gz"), loaded(folder / "receipt.xes.gz")
    for name in ("occurred", "event", "customer_kind", "customer", "case_id", "channel", "owner", "due"):
        assert one.column(name).equals(two.column(name)), name
    assert one.num_rows == 8577
    assert len(one.column("case_id").unique()) == 1434
    by_case: dict[str, list[str]] = {}
    for case, event in zip(one.column("case_id").to_pylist(), one.column("event").to_pylist(), strict=True):
        by_case.setdefault(case, []).append(event)
    assert len({tuple(steps) for steps in by_case.values()}) == 116


def test_real_files_come_in_whole(reference_data: Path) -> None:
    sessions = loaded(reference_data / "airbnb_sessions" / "airbnb-session-data.txt", Mapping(event_name="session"))
    assert (sessions.num_rows, len(sessions.column("customer").unique())) == (7756, 630)
    leads = reference_data / "olist_leads"
    assert loaded(leads / "olist_marketing_qualified_leads_dataset.csv").num_rows == 8000
    assert loaded(leads / "olist_closed_deals_dataset.csv").num_rows == 842
    complaints = loaded(reference_data / "cfpb_10k" / "cfpb_2023_10k.parquet", Mapping(event_name="complaint"))
    assert (complaints.num_rows, len(complaints.column("case_id").unique())) == (10000, 10000)


def test_loan_applications_come_in_whole(reference_data: Path) -> None:
    log = loaded(reference_data / "bpic2012" / "bpic2012.xes.gz")
    assert log.num_rows == 262_200
    assert len(log.column("case_id").unique()) == 13_087
    assert len(log.column("event").unique()) == 24
    assert log.column("sequence").to_pylist() == list(range(1, 262_201))


def test_batches_of_refusals_alone() -> None:
    empty = RawBatch(pa.RecordBatch.from_pydict({}), np.zeros(0, np.int64))
    for mapping in (BASIC, Mapping(customer="who", times=(("a", "x"), ("b", "y")))):
        assert normalise(empty, mapping).events.num_rows == 0
