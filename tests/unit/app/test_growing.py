"""A file that has grown adds its new rows only, whatever the new rows did to the types of its columns."""

from __future__ import annotations

import decimal
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxloop
from cxloop.connectors.json_lines import JsonLines
from cxloop.connectors.values import cell_column, json_column
from cxloop.listen.columns import as_text, is_json

COLUMNS = {"customer": "who", "times": ["at"], "event": "what"}
Rows = list[dict[str, Any]]


def row(number: int, **more: Any) -> dict[str, Any]:
    return {"who": f"c{number}", "at": f"2024-01-0{1 + number}T10:00:00", "what": "x", **more}


def json_lines(path: Path, rows: Rows) -> Path:
    path.with_suffix(".jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path.with_suffix(".jsonl")


def parquet(path: Path, rows: Rows) -> Path:
    keys = dict.fromkeys(key for row in rows for key in row)
    columns: dict[str, list[Any]] = {key: [row.get(key) for row in rows] for key in keys}
    for key, values in columns.items():
        if len({type(value) for value in values if value is not None} - {int, float}) and not all(
            isinstance(value, str | None) for value in values
        ):
            columns[key] = [None if value is None else str(value) for value in values]
    pq.write_table(pa.table(columns), path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def workbook(path: Path, rows: Rows) -> Path:
    book = openpyxl.Workbook()
    keys = list(dict.fromkeys(key for row in rows for key in row))
    for cells in [keys, *([row.get(key) for key in keys] for row in rows)]:
        book.active.append(cells)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def grown(folder: Path, written: Callable[[Path, Rows], Path], old: list[Any], new: Any) -> tuple[int, int]:
    ws = cxloop.open(folder / "data")
    rows = [row(number, score=value) for number, value in enumerate(old)]
    ws.import_(written(folder / "first", rows), **COLUMNS)
    report = ws.import_(written(folder / "second", [*rows, row(7, score=new)]), **COLUMNS)
    return report.imported, report.duplicates


CHANGES: list[tuple[list[Any], Any]] = [
    ([1, 2], "n/a"), ([1, 2], 2.5), ([1.0, 2.0], 2.5), ([1.0, 2.0], "n/a"), ([10**7, 2], 0.5), ([2**52 + 1, 2], 0.5),
    ([1.5, 2.0], 3), (["1", "2"], 3), ([1e-7, 1.25e15], "n/a"),
]  # fmt: skip


@pytest.mark.parametrize("written", [json_lines, workbook])
@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_a_column_that_changes_its_type(
    tmp_path: Path, written: Callable[[Path, Rows], Path], old: list[Any], new: Any
) -> None:
    assert grown(tmp_path, written, old, new) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new"), [change for change in CHANGES if type(change[0][0]) is not float or type(change[1]) is not str]
)
def test_a_column_of_parquet_that_changes_its_type(tmp_path: Path, old: list[Any], new: Any) -> None:
    """But for fractions that some program has written as text in its own way."""
    assert grown(tmp_path, parquet, old, new) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [([True, False], "x"), (["", "a"], 7), ([2**63 + 5, 2**53 + 1], 0.5), ([{"a": 1.0}, {"a": 2.5}], "x")],
)
def test_more_that_only_json_has(tmp_path: Path, old: list[Any], new: Any) -> None:
    assert grown(tmp_path, json_lines, old, new) == (1, 2)


def test_times_in_cells_beside_text(tmp_path: Path) -> None:
    when = [datetime(2024, 3, 5, 10, 0, 0, 500_000), date(2024, 3, 6)]
    assert grown(tmp_path, workbook, when, "미정") == (1, 2)


def test_a_workbook_that_gets_a_sheet_for_each_month(tmp_path: Path) -> None:
    ws, book = cxloop.open(tmp_path / "data"), openpyxl.Workbook()
    book.remove(book.active)
    found = []
    for month in (1, 2, 3):
        sheet = book.create_sheet(f"{month}월")
        for cells in [("who", "at", "what"), *((f"c{n}", datetime(2024, month, 1 + n), "x") for n in range(9))]:
            sheet.append(cells)
        book.save(tmp_path / "log.xlsx")
        report = ws.import_(tmp_path / "log.xlsx", **COLUMNS)
        found.append((report.imported, report.duplicates))
    assert found == [(9, 0), (9, 9), (9, 18)]


def test_one_customer_in_two_blocks(tmp_path: Path) -> None:
    """Whether a block holds whole numbers, fractions or texts says nothing about who somebody is."""
    path = json_lines(tmp_path / "log", [row(1, id=7.0), row(2, id=7.5), row(3, id="7"), row(4, id=7), row(5, id=1e16)])
    found = set()
    for block in (60, 130, 1 << 20):
        texts = [
            text
            for batch in JsonLines(str(path), block_bytes=block).batches()
            for text in as_text(batch.table.column("id"), is_json(batch.table.schema.field("id"))).to_pylist()
        ]
        found.add(tuple(texts))
    assert found == {("7", "7.5", "7", "7", "10000000000000000")}


numbers = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), st.floats(-1e16, 1e16),
    st.integers(-(10**6), 10**6).map(float),
    st.builds(lambda n, e: n * 10.0**e, st.integers(1, 999), st.integers(-12, 20)),
)  # fmt: skip


@given(st.lists(numbers, min_size=1, max_size=5))
def test_the_text_of_a_number_is_its_own(values: list[float]) -> None:
    alone = [as_text(pa.array([value])).to_pylist()[0] for value in values]
    for made in (json_column("a", values), json_column("a", [*values, "x"]), cell_column("a", [*values, "x"])):
        assert as_text(made[1], is_json(made[0])).to_pylist()[: len(values)] == alone
    floats = [float(value) for value in values]
    assert as_text(pa.array(floats)).to_pylist() == [as_text(pa.array([value])).to_pylist()[0] for value in floats]


def test_decimals_and_wide_numbers() -> None:
    column = pa.array([decimal.Decimal("1.50"), decimal.Decimal("1000.00"), None], pa.decimal128(10, 2))
    assert as_text(column).to_pylist() == ["1.5", "1000", None]
    assert as_text(pa.array([1e17, 2.0**53, 1e20, 1e21, -0.0, float("nan"), 0.1])).to_pylist() == [
        "100000000000000000", "9007199254740992", "100000000000000000000", "1e21", "0", None, "0.1",
    ]  # fmt: skip
