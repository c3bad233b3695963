"""A table with a column per milestone: an order is paid once, on however many rows and in however many files it is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxloop import wiring
from cxloop.app import bringing, staging
from cxloop.app.bringing import Choice
from cxloop.app.listen import Progress
from cxloop.app.workspace import Workspace

NAMES = ("order", "mail", "ordered_at", "paid_at", "delivered_at", "total", "item")
GIVEN: dict[str, Any] = {
    "customer": "mail", "case": "order", "value": "total",
    "times": ["ordered_at=ordered", "paid_at=paid", "delivered_at=delivered"],
}  # fmt: skip
Line = tuple[str | None, ...]
ORDERS: list[Line] = [
    ("1", "a@x", "2026-01-01", "2026-01-02", None, "30", "hat"),
    ("1", "a@x", "2026-01-01", None, None, None, "cap"),
    ("1", "a@x", "2026-01-01", None, None, None, "cap"),
    ("2", "b@x", "2026-01-01", None, None, "9", "hat"),
    ("2", "c@x", "2026-01-01", None, None, None, "hat"),
]


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return wiring.open(tmp_path / "data")


def file_of(folder: Path, lines: list[Line], name: str = "orders.parquet") -> Path:
    rows = [dict(zip(NAMES, line, strict=True)) for line in lines]
    schema = pa.schema([(one, pa.string()) for one in NAMES])
    pq.write_table(pa.Table.from_pylist(rows, schema), folder / name)
    return folder / name


def there(ws: Workspace) -> Counter[tuple[str, str, float | None]]:
    rows = ws.table.read(["case_id", "event", "value"]).to_pylist()
    return Counter((one["case_id"], one["event"], one["value"]) for one in rows)


ONCE = {("1", "ordered", 30.0): 1, ("1", "paid", None): 1, ("2", "ordered", 9.0): 1, ("2", "ordered", None): 1}


def test_the_lines_of_an_order_are_one_order(tmp_path: Path, ws: Workspace) -> None:
    """Bare lines of the first order tell again what was told; that of another customer is somebody else's."""
    report = ws.import_(file_of(tmp_path, ORDERS), **GIVEN)
    assert there(ws) == ONCE
    assert (report.imported, report.duplicates) == (4, 2)


def test_the_lines_of_an_order_add_up(tmp_path: Path, ws: Workspace) -> None:
    lines: list[Line] = [("1", "a@x", "2026-01-01", "2026-01-02", None, "5", "hat")] * 2
    ws.import_(file_of(tmp_path, [*lines, ("1", "a@x", "2026-01-01", "2026-01-02", None, "7", "cap")]), **GIVEN)
    assert there(ws) == {("1", "ordered", 5.0): 2, ("1", "ordered", 7.0): 1, ("1", "paid", None): 1}


def test_a_newer_export_adds_what_is_new(tmp_path: Path, ws: Workspace) -> None:
    """However the rest of the row has changed, an order that was paid is not paid once more."""
    ws.import_(file_of(tmp_path, ORDERS[:1]), **GIVEN)
    later: Line = ("1", "a@x", "2026-01-01", "2026-01-02", "2026-01-05", "30", "hat, returned")
    report = ws.import_(file_of(tmp_path, [later, *ORDERS[3:4]], "later.parquet"), **GIVEN)
    assert (report.imported, report.duplicates) == (2, 2)
    assert there(ws) == {
        ("1", "ordered", 30.0): 1, ("1", "paid", None): 1, ("1", "delivered", None): 1, ("2", "ordered", 9.0): 1
    }  # fmt: skip


def test_the_preview_says_as_many(tmp_path: Path, ws: Workspace) -> None:
    path = file_of(tmp_path, ORDERS)
    with path.open("rb") as file:
        upload = ws.sent("orders.parquet", lambda receiving: receiving.write(file.read()))
    mapping = {
        "customer": "mail", "case": "order", "value": "total",
        "times": [["ordered_at", "ordered"], ["paid_at", "paid"], ["delivered_at", "delivered"]],
    }  # fmt: skip
    found = bringing.look(ws, upload, Choice(mapping=mapping)).expected
    assert found is not None
    assert found.events == ws.import_(path, **GIVEN).imported


def test_cut_off_and_gone_on_with(tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was told before the import was cut off is remembered when it goes on."""
    monkeypatch.setattr(staging, "_ROWS_A_PART", 1)
    monkeypatch.setattr("cxloop.connectors.parquet._BATCH_ROWS", 2)
    path = file_of(
        tmp_path, [*ORDERS, *[("3", "d@x", f"2026-02-{at:02d}", None, None, None, "x") for at in range(1, 9)], *ORDERS]
    )

    def cut_off(progress: Progress) -> None:
        if progress.rows >= 10:
            raise OSError("no power")

    with pytest.raises(OSError, match="no power"):
        ws.import_(path, **GIVEN, progress=cut_off)
    ws.import_(path, **GIVEN)
    cut = there(ws)
    other = wiring.open(tmp_path / "other")
    other.import_(path, **GIVEN)
    assert cut == there(other)
    assert cut["1", "paid", None] == 1
    assert ws.import_(path, **GIVEN).imported == 0
