"""A day and its time of day in two columns are one time; durations and other figures are not taken for times of day."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxloop.connectors.files import open_source
from cxloop.listen.guess import guess
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise
from cxloop.listen.settle import settle

CLOCKS = ["09:03:07", "13:05:33", "22:59:01", "00:10:00"]
SPELT = {
    "colons": CLOCKS,
    "digits": [one.replace(":", "") for one in CLOCKS],
    "digits without zeros": ["90307", "130533", "225901", "1000"],
    "korean": ["오전 9:03:07", "오후 1:05:33", "오후 10:59:01", "오전 12:10:00"],
    "noon": ["9:03:07 AM", "1:05:33 PM", "10:59:01 PM", "12:10:00 AM"],
    "spoken": ["9시 3분 7초", "13시 5분 33초", "22시 59분 1초", "0시 10분 0초"],
}
DAYS = {
    "iso": "2025-03-{:02d}",
    "digits": "202503{:02d}",
    "dots": "2025. 3. {}.",
    "korean": "2025년 3월 {}일",
    "american": "03/{:02d}/2025",
}


def table(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return str(path)


def occurred(path: str, mapping: Mapping) -> list[str]:
    source = open_source(path)
    settled = settle(source.sample(), source.batches(), mapping)
    return [
        str(at)[:19]
        for batch in source.batches()
        for at in normalise(batch, settled.mapping).events.column("occurred").to_pylist()
    ]


@pytest.mark.parametrize("clock", SPELT)
@pytest.mark.parametrize("day", DAYS)
def test_spellings(tmp_path: Path, day: str, clock: str) -> None:
    rows = [
        [f"110-{at % 2}", DAYS[day].format(at + 13), SPELT[clock][at], "이체" if at % 2 else "입금"] for at in range(4)
    ]
    path = table(tmp_path / "a.csv", ["계좌번호", "거래일자", "거래시간", "거래구분"], rows)
    assert open_source(path).columns == ("계좌번호", "거래일자", "거래시간", "거래구분")
    mapping = Mapping(customer="계좌번호", times=(("거래일자", None),), event="거래구분")
    assert occurred(path, mapping) == [f"2025-03-{at + 13} {CLOCKS[at]}" for at in range(4)]


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("date", "time"),
        ("Start Date", "Start Time"),
        ("orderdate", "ordertime"),
        ("일자", "접수시각"),
        ("접수일", "시간"),
        ("Date", "start_time"),
    ],
)
def test_names_of_pairs(tmp_path: Path, day: str, clock: str) -> None:
    rows = [[f"u{at}", f"2025-03-{at + 13}", CLOCKS[at], "x"] for at in range(4)]
    path = table(tmp_path / "a.csv", ["user_id", day, clock, "event"], rows)
    source = open_source(path)
    assert guess(source.columns, source.sample(), Mapping(), path).times == ((day, None),)
    assert occurred(path, Mapping(customer="user_id", times=((day, None),), event="event"))[1] == "2025-03-14 13:05:33"


def test_begin_and_end_find_their_own(tmp_path: Path) -> None:
    rows = [[f"u{at}", f"2025-03-{at + 13}", CLOCKS[at], f"2025-04-{at + 13}", CLOCKS[::-1][at]] for at in range(4)]
    path = table(tmp_path / "a.csv", ["user_id", "start_date", "start_time", "end_date", "end_time"], rows)
    mapping = Mapping(customer="user_id", times=(("start_date", "begun"), ("end_date", "ended")))
    assert occurred(path, mapping)[:2] == ["2025-03-13 09:03:07", "2025-04-13 00:10:00"]


def test_one_time_of_day_beside_two_days_is_of_neither(tmp_path: Path) -> None:
    rows = [[f"u{at}", f"2025-03-{at + 13}", f"2025-04-{at + 13}", CLOCKS[at]] for at in range(4)]
    path = table(tmp_path / "a.csv", ["user_id", "접수일자", "처리일자", "시간"], rows)
    mapping = Mapping(customer="user_id", times=(("접수일자", "접수"), ("처리일자", "처리")))
    assert {at[11:] for at in occurred(path, mapping)} == {"00:00:00"}


@pytest.mark.parametrize(
    ("day", "clock", "values"),
    [
        ("통화일자", "통화시간", ["00:03:21", "00:00:09", "00:41:00", "01:02:03"]),  # how long the call took
        ("통화일자", "통화시간", ["201", "9", "2460", "3723"]),  # seconds
        ("통화일자", "통화시간", ["20:15", "19:70", "1:00", "2:00"]),
        ("접수일자", "처리시간", ["09:03", "10:00", "11:00", "12:00"]),  # of something else
        ("date", "hour", ["9", "10", "22", "23"]),
        ("date", "note", ["09:03", "10:00", "11:00", "12:00"]),
    ],
)
def test_what_is_no_time_of_this_day(tmp_path: Path, day: str, clock: str, values: list[str]) -> None:
    rows = [[f"u{at}", f"2025-03-{at + 13}", values[at], "x"] for at in range(4)]
    path = table(tmp_path / "a.csv", ["user_id", day, clock, "event"], rows)
    mapping = Mapping(customer="user_id", times=((day, None),), event="event")
    assert occurred(path, mapping) == [f"2025-03-{at + 13} 00:00:00" for at in range(4)]


def test_days_that_have_a_time_already_stay(tmp_path: Path) -> None:
    rows = [[f"u{at}", f"2025-03-{at + 13} 08:00", CLOCKS[at], "x"] for at in range(4)]
    path = table(tmp_path / "a.csv", ["user_id", "date", "time", "event"], rows)
    assert (
        occurred(path, Mapping(customer="user_id", times=(("date", None),), event="event"))[0] == "2025-03-13 08:00:00"
    )


def test_rows_without_a_time_of_day_and_odd_ones_are_lost_neither(tmp_path: Path) -> None:
    rows = [["u", "2025-03-13", "09:03:07", "x"]] * 60_000
    rows += [["u", "2025-03-13", odd, "x"] for odd in ("", "  ", "정오", "-")] + [
        ["u", "2025-03-13 07:00", "10:00", "x"]
    ]
    path = table(tmp_path / "a.csv", ["user_id", "date", "time", "event"], rows)
    found = occurred(path, Mapping(customer="user_id", times=(("date", None),), event="event"))
    assert found[60_000:] == ["2025-03-13 00:00:00"] * 4 + ["2025-03-13 07:00:00"]
    assert set(found[:60_000]) == {"2025-03-13 09:03:07"}


def test_workbooks_and_parquet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["고객번호", "접수일자", "접수시간", "접수유형"])
    for at in range(4):
        book.active.append([f"K{at}", datetime(2025, 3, 13 + at), time.fromisoformat(CLOCKS[at]), "방문"])
    book.save(tmp_path / "a.xlsx")
    mapping = Mapping(customer="고객번호", times=(("접수일자", None),), event="접수유형")
    wanted = [f"2025-03-{at + 13} {CLOCKS[at]}" for at in range(4)]
    assert occurred(str(tmp_path / "a.xlsx"), mapping) == wanted
    columns = {
        "고객번호": [f"K{at}" for at in range(4)],
        "접수일자": pa.array([datetime(2025, 3, 13 + at) for at in range(4)]).cast(pa.date32()),
        "접수시간": pa.array([time.fromisoformat(one) for one in CLOCKS]),
        "접수유형": ["방문"] * 4,
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert occurred(str(tmp_path / "a.parquet"), mapping) == wanted
