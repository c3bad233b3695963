# ruff: noqa: E501 - tables of examples read better wide
"""Columns without names, told from what is in them; and what the event of a log is called that does not say."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from cxloop.errors import ColumnUnclear
from cxloop.listen.event_names import event_called
from cxloop.listen.guess import guess, guess_partly
from cxloop.listen.mapping import Mapping

Parts = dict[str, object]


def parts(rows: list[list[str | None]], path: str = "data.csv", given: Mapping | None = None) -> Parts:
    columns = {f"column_{place + 1}": [row[place] for row in rows] for place in range(len(rows[0]))}
    blank = Mapping().to_dict()
    found = guess(tuple(columns), pa.table(columns), given or Mapping(), path, nameless=True).to_dict()
    return {part: value for part, value in found.items() if value != blank[part]}


def log(seed: int, by_customer: bool) -> list[list[str]]:
    """Sixty customers: a member's number, a trait, a date in digits, what happened, how many, for how much."""
    chance = random.Random(seed)
    rows = [
        (chance.randrange(60), f"{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}", chance.choice(["search", "cart", "order"]), f"{chance.randint(1, 3)}", f"{chance.random() * 90:.2f}")
        for _ in range(600)
    ]  # fmt: skip
    rows.sort(key=lambda row: row[0] if by_customer else row[1])
    return [[f"{who:05d}", "FM"[who % 2] * 2, f"2024{day}", what, some, cost] for who, day, what, some, cost in rows]


@pytest.mark.parametrize("by_customer", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_a_log_whatever_the_order_of_its_columns_and_rows(seed: int, by_customer: bool) -> None:
    rows, order = log(seed, by_customer), list(range(6))
    random.Random(seed).shuffle(order)
    found = parts([[row[place] for place in order] for row in rows])
    name = {place: f"column_{order.index(place) + 1}" for place in range(6)}
    assert found == {"customer": name[0], "times": [[name[2], None]], "event": name[3], "value": name[5]}


def test_purchases_alone() -> None:
    rows: list[list[str | None]] = [[row[0], row[2], row[4], row[5]] for row in log(1, True)]
    assert parts(rows, "CDNOW_sample.txt") == {
        "customer": "column_1", "times": [["column_2", None]], "event_name": "CDNOW", "value": "column_4",
    }  # fmt: skip
    assert parts(rows, given=Mapping(event_name="order"))["event_name"] == "order"
    assert parts(rows, given=Mapping(customer="column_3"))["customer"] == "column_3"


def test_a_month_is_no_customer() -> None:
    rows: list[list[str | None]] = [[row[2][4:6], row[2], row[0]] for row in log(3, False)]
    assert parts(rows)["customer"] == "column_3"


def test_times_as_written_go_before_numbers() -> None:
    rows: list[list[str | None]] = [
        [f"{1_700_000_000 + at}", f"u{at % 3}@mail.com", f"2024-01-{at + 1:02d} 10:00"] for at in range(20)
    ]
    assert parts(rows) == {
        "customer": "column_2",
        "customer_kind": "e-mail",
        "times": [["column_3", None]],
        "event_name": "event",
    }
    assert parts([row[:2] for row in rows])["times"] == [["column_1", None]]


def test_ratings_sorted_by_who_gave_them() -> None:
    chance = random.Random(2)
    rows: list[list[str | None]] = [
        [f"{who}", f"{chance.randrange(3000)}", f"{chance.randint(1, 5)}", f"{978_300_000 + chance.randrange(10**6)}"]
        for who in range(1, 30)
        for at in range(40)
    ]
    assert parts(rows) == {"customer": "column_1", "times": [["column_4", None]], "event_name": "event"}


def test_no_time_is_said() -> None:
    with pytest.raises(ColumnUnclear):
        parts([["1", "F"], ["2", "M"], ["3", "F"]])
    columns = pa.table({"column_1": ["1", "2", "3"], "column_2": ["F", "M", "F"]})
    assert "time" in guess_partly(columns.column_names, columns, Mapping(), nameless=True)[1]


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("purchases.csv", "purchases"), ("/a/b/store_visits-2024-05.csv.gz", "store visits"), (r"C:\x\Orders (2).xlsx", "Orders"), ("export_final_v2.csv", "event"), ("20240301.txt", "event"),
        ("log.tsv", "event"), ("결제내역_202403.csv", "결제"), ("데이터.csv", "기록"), ("매장 방문.xlsx", "매장 방문"), ("a very long name of a file that says it all.csv", "event"), ("3f9a-77.csv", "event"),
    ],
)  # fmt: skip
def test_events_are_called_by_the_file(path: str, called: str) -> None:
    assert event_called(path) == called


@pytest.mark.parametrize("name", ["date", "time", "timestamp", "created_at", "일시", "등록일"])
def test_a_time_that_says_nothing_gives_no_name(name: str) -> None:
    rows = pa.table(
        {"customer_id": ["a", "a", "b"], name: ["2024-01-01", "2024-01-02", "2024-01-02"], "amount": ["1", "2", "3"]}
    )
    found = guess(rows.column_names, rows, Mapping(), "visits.csv")
    assert (found.times, found.event_name) == (((name, None),), "visits")


def test_times_that_say_what_happened_keep_their_names() -> None:
    rows = pa.table({"customer_id": ["a", "b"], "created_at": ["2024-01-01"] * 2, "shipped_at": ["2024-01-02"] * 2})
    assert guess(rows.column_names, rows, Mapping()).times == (("created_at", "created"), ("shipped_at", "shipped"))
