"""An import that was cut off goes on where it stopped: every row of the file is there, none twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cxloop
import forked
from cxloop.app.workspace import Workspace
from cxloop.errors import UnknownImport
from faults import cut_off

EVENTS = "cxloop.stores.events:EventTable"
STATE = "cxloop.stores.state:SqlState"
POINTS = {
    "before anything is staged": (f"<{EVENTS}.stage", 1),
    "in the middle of a file": ("<cxloop.stores.files:pq.ParquetWriter.write_table", 3),
    "staged, not remembered": (f"{EVENTS}.stage", 2),
    "first part remembered": (f"{STATE}.add_part", 1),
    "third part remembered": (f"{STATE}.add_part", 3),
    "before the commit": (f"<{EVENTS}.commit", 1),
    "committed, not marked done": (f"<{STATE}.end_import", 1),
    "done, mapping not saved": (f"{STATE}.end_import", 1),
    "while indexing": ("<cxloop.stores.partition_build:Build._sort", 1),
}
COLUMNS = {"customer": "who", "times": ["when"], "event": "what"}
OPTIONS = ["--customer", "who", "--time", "when", "--event", "what", "--json"]
ROWS = 700
Row = tuple[str, ...]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    from cxloop.app import staging
    from cxloop.connectors.delimited import Delimited

    monkeypatch.setattr(staging, "_ROWS_A_PART", staging._ROWS_A_PART)
    monkeypatch.setattr(Delimited.__init__, "__defaults__", Delimited.__init__.__defaults__)
    cut_off.small()


def log(seed: int, count: int = ROWS) -> list[Row]:
    """Lines of a log with many twins and a few that cannot be read."""
    chance = np.random.default_rng(seed)
    lines = []
    for _ in range(count):
        when = "soon" if chance.random() < 0.02 else f"2026-01-{chance.integers(1, 9):02} 09:00"
        lines.append((f"c{chance.integers(12)}", when, f"step {chance.integers(3)}", f"각{chance.integers(2)}"))
    return lines


def write(path: Path, lines: list[Row]) -> Path:
    path.write_text("\n".join(",".join(line) for line in [("who", "when", "what", "note"), *lines]) + "\n", "utf-8")
    return path


def good(lines: list[Row]) -> Counter[Row]:
    return Counter(line for line in lines if line[1] != "soon")


def rows_in(workspace: Workspace) -> list[dict[str, Any]]:
    columns = ["batch", "sequence", "occurred", "customer", "event", "properties"]
    return sorted(workspace.table.read(columns).to_pylist(), key=lambda row: (row["batch"], row["sequence"]))


def lines_in(workspace: Workspace, batch: int | None = None) -> list[Row]:
    """The rows of the table as the file had them, in the order of their places."""
    return [
        (
            row["customer"], row["occurred"].strftime("%Y-%m-%d %H:%M"), row["event"],
            json.loads(row["properties"])["note"],
        )
        for row in rows_in(workspace) if batch in (None, row["batch"])
    ]  # fmt: skip


def run_cut_off(data: Path, file: Path, point: tuple[str, int], sign: int = signal.SIGKILL) -> subprocess.Popen[str]:
    call = [sys.executable, cut_off.__file__, point[0], str(point[1]), str(int(sign))]
    call += ["--data", str(data), "import", str(file), *OPTIONS]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_at(data: Path, file: Path, point: tuple[str, int]) -> forked.Done:
    """The same, killed, where nothing is asked of the process meanwhile."""
    return forked.call(
        cut_off.command, *point, int(signal.SIGKILL), ["--data", str(data), "import", str(file), *OPTIONS]
    )


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again(tmp_path: Path, point: str) -> None:
    lines = log(1)
    file = write(tmp_path / "log.csv", lines)
    killed = killed_at(tmp_path / "data", file, POINTS[point])
    assert (killed.stdout, killed.returncode) == ("", -9)
    workspace = cxloop.open(tmp_path / "data")
    committed = point in ("committed, not marked done", "done, mapping not saved", "while indexing")
    assert workspace.table.rows() == (sum(good(lines).values()) if committed else 0)
    marked = point in ("done, mapping not saved", "while indexing")
    assert [one["status"] for one in workspace.imports()] == ["done" if marked else "running"]
    first = tmp_path / "data" / "main" / "events" / "batch-00000001" / "part-00001.parquet"
    kept = first.stat().st_mtime_ns if point in ("first part remembered", "before the commit") else None

    report = workspace.import_(file, **COLUMNS)
    wanted = good(lines)
    assert lines_in(workspace) == [line for line in lines if line[1] != "soon"], "every row once, in the file's order"
    assert [row["sequence"] for row in rows_in(workspace)] == list(range(sum(wanted.values())))
    came = (0, sum(wanted.values())) if marked else (sum(wanted.values()), 0)
    assert (report.imported, report.duplicates, report.refused) == (*came, ROWS - sum(wanted.values()))
    assert [one["status"] for one in workspace.imports()] == (["done"] * 2 if marked else ["done"])
    assert kept is None or first.stat().st_mtime_ns == kept, "what was remembered is not done again"
    assert workspace.overview().events == sum(wanted.values())
    assert len(workspace.state.refused(report.files[0].number, 999)) == ROWS - sum(wanted.values())
    workspace.undo(report.files[0].number)
    assert workspace.table.rows() == (sum(wanted.values()) if marked else 0)


@pytest.mark.parametrize("point", ["staged, not remembered", "third part remembered", "committed, not marked done"])
def test_killed_beside_an_earlier_import(tmp_path: Path, point: str) -> None:
    """Going on counts what the cut-off run had matched with rows that were there before."""
    earlier, lines = log(1, 300), log(1) + log(2, 150)
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(write(tmp_path / "earlier.csv", earlier), **COLUMNS)
    file = write(tmp_path / "log.csv", lines)
    killed = killed_at(tmp_path / "data", file, POINTS[point])
    assert (killed.stdout, killed.returncode) == ("", -9)
    report = workspace.import_(file, **COLUMNS)
    assert Counter(lines_in(workspace)) == good(earlier) | good(lines)
    fresh = sum((good(lines) - good(earlier)).values())
    assert (report.imported, report.duplicates) == (fresh, sum(good(lines).values()) - fresh)
    again = workspace.import_(file, **COLUMNS)
    assert (again.imported, again.duplicates) == (0, sum(good(lines).values()))


@pytest.mark.parametrize("change", ["another file came in", "the other was undone"])
def test_the_table_changed_in_between(tmp_path: Path, change: str) -> None:
    """What was a duplicate when the run was cut off need not be one now; the import begins again."""
    lines, other = log(1), log(1, 400)
    workspace = cxloop.open(tmp_path / "data")
    file, other_file = write(tmp_path / "log.csv", lines), write(tmp_path / "other.csv", other)
    if change == "the other was undone":
        workspace.import_(other_file, **COLUMNS)
    killed = run_cut_off(tmp_path / "data", file, POINTS["third part remembered"])
    assert (killed.communicate()[0], killed.returncode) == ("", -9)
    if change == "the other was undone":
        workspace.undo(1)
        left: Counter[Row] = Counter()
    else:
        workspace.import_(other_file, **COLUMNS)
        left = good(other)
    report = workspace.import_(file, **COLUMNS)
    assert Counter(lines_in(workspace)) == left | good(lines)
    assert report.imported == sum((good(lines) - left).values())
    assert "running" not in [one["status"] for one in workspace.imports()]
    staged = {path.parent.name for path in (tmp_path / "data").glob("main/events/batch-*/*")}
    assert len(staged) == 2, "what the cut-off run staged is gone"


@pytest.mark.parametrize("point", ["third part remembered", "committed, not marked done"])
def test_a_cut_off_import_can_be_taken_back(tmp_path: Path, point: str) -> None:
    lines = log(1)
    file = write(tmp_path / "log.csv", lines)
    killed_at(tmp_path / "data", file, POINTS[point])
    workspace = cxloop.open(tmp_path / "data")
    workspace.undo(1)
    assert (workspace.table.rows(), [one["status"] for one in workspace.imports()]) == (0, ["undone"])
    with pytest.raises(UnknownImport):
        workspace.undo(1)
    report = workspace.import_(file, **COLUMNS)
    assert (report.imported, report.duplicates) == (sum(good(lines).values()), 0)
    assert Counter(lines_in(workspace)) == good(lines)


@pytest.mark.parametrize("point", ["third part remembered", "while indexing"])
def test_control_c(tmp_path: Path, point: str) -> None:
    lines = log(1)
    file = write(tmp_path / "log.csv", lines)
    stopped = run_cut_off(tmp_path / "data", file, POINTS[point], signal.SIGINT)
    out, err = stopped.communicate(timeout=60)
    assert (out, stopped.returncode) == ("", 130)
    assert "Traceback" not in err
    workspace = cxloop.open(tmp_path / "data")
    report = workspace.import_(file, **COLUMNS)
    assert report.imported + report.duplicates == sum(good(lines).values())
    assert lines_in(workspace) == [line for line in lines if line[1] != "soon"]
    assert workspace.overview().events == sum(good(lines).values())


def test_killed_from_outside_until_it_gets_through(tmp_path: Path) -> None:
    """Killed after longer and longer times, wherever that is; in the end nothing is lost and nothing twice."""
    lines = log(3, 4000)
    file = write(tmp_path / "log.csv", lines)
    for tenths in range(8, 30, 7):
        running = run_cut_off(tmp_path / "data", file, ("json:loads", 10**9))
        time.sleep(tenths / 10)
        running.kill()
        running.communicate()
        if running.returncode == 0:
            break
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(file, **COLUMNS)
    assert lines_in(workspace) == [line for line in lines if line[1] != "soon"]
    assert workspace.overview().events == len(lines_in(workspace))
