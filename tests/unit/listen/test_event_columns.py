"""Columns that say what happened under names of their own, and those that only look as if they did."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import cxloop
from cxloop.listen.guess import guess, guess_partly
from cxloop.listen.kinds import kind_of
from cxloop.listen.mapping import Mapping
from cxloop.listen.numbers import read_numbers
from cxloop.listen.times import read_times

WAY = ("접수", "처리 중", "보류", "완료")
ROWS = [(case, at) for case in range(30) for at in range(1 + case % 4)]


def table(**more: Any) -> pa.Table:
    """Rows of cases, each of one to four steps; more: a column by its name, its value from case and step."""
    columns = {name.replace("__", " "): [value(case, at) for case, at in ROWS] for name, value in more.items()}
    times = [f"2026-03-{1 + case % 28:02} 1{at}:00" for case, at in ROWS]
    return pa.table({"ticket_no": [f"T{case}" for case, _ in ROWS], "changed_at": times, **columns})


def event_of(rows: pa.Table) -> str | None:
    return guess_partly(rows.column_names, rows, Mapping())[0].event


@pytest.mark.parametrize(
    "name",
    [
        "주문상태",
        "배송 단계",
        "상담유형",
        "접점유형",
        "문의_구분",
        "ticket_status",
        "New Status",
        "requestType",
        "Contact Category",
    ],
)
def test_a_name_that_ends_as_those_of_events_do(name: str) -> None:
    assert event_of(table(**{name: lambda case, at: WAY[at]})) == name


@pytest.mark.parametrize("name", ["상품유형", "회원상태", "현재상태", "product_type", "customer_status", "old_state"])
def test_what_is_of_something_else_is_no_event(name: str) -> None:
    assert event_of(table(**{name: lambda case, at: WAY[at]})) is None


def test_what_stays_the_same_for_a_case_is_no_event() -> None:
    assert event_of(table(ticket_status=lambda case, at: WAY[case % 4])) is None
    assert event_of(table(상담유형=lambda case, at: WAY[case % 3])) is None


@pytest.mark.parametrize("name", ["주문상태", "order_status"])
def test_the_latest_state_of_each_is_no_event(name: str) -> None:
    rows = {
        "order_no": [f"O{number}" for number in range(60)],
        "customer_id": [f"c{number % 20}" for number in range(60)],
        "order_date": [f"2026-03-{1 + number % 28:02}" for number in range(60)],
        name: [WAY[number % 4] for number in range(60)],
    }
    assert event_of(pa.table(rows)) is None


def test_a_name_in_use_goes_first() -> None:
    assert event_of(table(상담유형=lambda case, at: WAY[at], activity=lambda case, at: WAY[-1 - at])) == "activity"


def test_what_is_now_where_each_row_goes_on_from_the_one_before() -> None:
    steps = ("Open", "Doing", "Review", "Done", "Closed")
    pair: dict[str, Any] = {"From": lambda case, at: steps[at], "To": lambda case, at: steps[at + 1]}
    assert event_of(table(**pair)) == "To"
    assert event_of(table(**pair).take(list(range(len(ROWS)))[::-1])) == "To", "the newest first"
    apart: dict[str, Any] = {"From": lambda case, at: steps[at], "To": lambda case, at: steps[(at + case + 2) % 5]}
    assert event_of(table(**apart)) is None


def test_amounts_of_any_kind_but_those_taken_off() -> None:
    for name, taken in (("처리금액", True), ("할인금액", False), ("환불 금액", False)):
        rows = table(activity=lambda case, at: WAY[at], **{name: lambda case, at: f"￦{1 + case},000"})
        assert (guess(rows.column_names, rows, Mapping()).value == name) is taken, name


def test_decomposed_korean_is_read_as_composed() -> None:
    def apart(*texts: str) -> pa.Array:
        return pa.array([unicodedata.normalize("NFD", text) for text in texts])

    composed = pa.array(["2026년 3월 2일 오후 3:05", "2026. 3. 2. 오전 3:05"])
    read = read_times(apart(*composed.to_pylist()))
    assert [part.tolist() for part in read] == [part.tolist() for part in read_times(composed)]
    assert read[1].all()
    assert read_numbers(apart("12,000원"))[0].tolist() == [12000.0]
    assert [kind_of(apart(text).to_pylist()) for text in ("오후 3:05", "2026년 3월 2일", "3원")] == [
        "clock",
        "time",
        "number",
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_call_centre_export_comes_in_as_it_is(tmp_path: Path, form: Any) -> None:
    lines = ["고객번호;접수일시;상담유형;채널;처리금액"]
    lines += [
        f"고객{case};2026년 3월 {1 + case % 28}일 오후 {1 + at}:05;{WAY[at]};{'앱' if at else '콜센터'};￦{case},000"
        for case, at in ROWS
    ]
    (tmp_path / "3월 상담.csv").write_text(unicodedata.normalize(form, "\n".join(lines)), "utf-8")
    workspace = cxloop.open(tmp_path / "data")
    assert workspace.import_(tmp_path / "3월 상담.csv").imported == len(ROWS)
    assert [unicodedata.normalize("NFC", row.step) for row in workspace.overview().steps] == list(WAY)
