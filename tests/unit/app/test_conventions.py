"""What one file's dates and amounts tell, and what of it the next file with the same columns takes over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cxloop
from cxloop.app.workspace import Workspace
from cxloop.errors import BadOption


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return cxloop.open(tmp_path / "data")


def bring(ws: Workspace, path: Path, *dates: str, **given: Any) -> tuple[int, int]:
    lines = [f"u{number},{date},x" for number, date in enumerate(dates)]
    path.write_text("\n".join(["user_id,time,event", *lines]) + "\n", "utf-8")
    report = ws.import_(path, **given)
    return report.imported, report.refused


def moments(ws: Workspace) -> list[str]:
    return sorted(str(moment)[:10] for moment in ws.table.read(["occurred"])["occurred"].to_pylist())


def test_a_guess_does_not_outlive_its_file(tmp_path: Path, ws: Workspace) -> None:
    assert bring(ws, tmp_path / "january.csv", "05/03/2024") == (1, 0)
    assert moments(ws) == ["2024-05-03"]
    ws.undo(1)
    assert bring(ws, tmp_path / "february.csv", "25/03/2024", "06/03/2024") == (2, 0)
    assert moments(ws) == ["2024-03-06", "2024-03-25"]
    assert bring(ws, tmp_path / "march.csv", "07/04/2024") == (1, 0)
    assert moments(ws)[-1] == "2024-04-07", "what was certain is remembered"
    assert bring(ws, tmp_path / "april.csv", "08/04/2024", "04/25/2024") == (2, 0)
    assert moments(ws)[-1] == "2024-08-04", "and gives way to a file that says otherwise"


def test_the_order_can_be_said(tmp_path: Path, ws: Workspace) -> None:
    assert bring(ws, tmp_path / "a.csv", "05/03/2024", dates="day-first") == (1, 0)
    assert bring(ws, tmp_path / "b.csv", "06/03/2024") == (1, 0)
    assert moments(ws) == ["2024-03-05", "2024-03-06"]
    assert bring(ws, tmp_path / "c.csv", "24/03/25", dates="year-first") == (1, 0)
    assert moments(ws)[-1] == "2024-03-25"
    with pytest.raises(BadOption, match="--dates"):
        bring(ws, tmp_path / "d.csv", "24/03/25", dates="first")


def test_a_guess_is_said_before_it_is_kept(tmp_path: Path, ws: Workspace) -> None:
    (tmp_path / "a.csv").write_text("user_id,time,event\na,05/03/2024,x\n", "utf-8")
    [reading] = ws.preview(tmp_path / "a.csv", customer="user_id", times=["time"], event="event")
    assert reading.unsure
    assert reading.to_dict()["guessed"] == [{"column": "time", "dates": "month-first"}]
    [reading] = ws.preview(tmp_path / "a.csv", customer="user_id", times=["time"], event="event", dates="day-first")
    assert (reading.unsure, reading.to_dict()["guessed"]) == (False, [])


def test_the_decimal_mark_is_the_files_own(tmp_path: Path, ws: Workspace) -> None:
    files = {"a": ["1.234", "12,50"], "b": ["1,234", "12.50"], "c": ["1.234"]}
    values = {}
    for name, amounts in files.items():
        lines = [f"u;2024-01-0{day};{name};{amount}" for day, amount in enumerate(amounts, 1)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["user_id;time;event;amount", *lines]) + "\n", "utf-8")
        ws.import_(tmp_path / f"{name}.csv")
        table = ws.table.read(["event", "value"]).to_pylist()
        values[name] = sorted(row["value"] for row in table if row["event"] == name)
    assert values == {"a": [12.5, 1234.0], "b": [12.5, 1234.0], "c": [1.234]}
