"""Names above the columns or none: as said, as remembered of files like it, as told from the content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cxloop
from cxloop.app.bringing import Choice, Wanted, bring, look
from cxloop.app.workspace import Workspace
from cxloop.ports.uploads import Upload

ROWS = "anna,2024-01-01,visit\nbo,2024-01-02,visit\nanna,2024-01-03,order\n"
COLUMNS = {"customer": "column_1", "times": "column_2", "event": "column_3"}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return cxloop.open(tmp_path / "data")


def written(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def seen(workspace: Workspace, path: Path, **given: Any) -> tuple[bool, bool, tuple[str, ...]]:
    [reading] = workspace.preview(path, **given)
    return reading.preview.header, reading.preview.saved, reading.preview.columns


def sent(workspace: Workspace, text: str, name: str = "log.csv") -> Upload:
    return workspace.sent(name, lambda receiving: receiving.write(text.encode()))


def test_what_was_said_of_a_file_holds_for_the_next_one_like_it(tmp_path: Path, ws: Workspace) -> None:
    words = "customer,when,event\n" + ROWS
    first = written(tmp_path, words)
    assert seen(ws, first)[0] is True
    report = ws.import_(first, header=False, **COLUMNS)
    assert (report.imported, report.refused) == (3, 1), "the line with names is a row that has no time"
    again = written(tmp_path, "client,at,event\n" + ROWS.replace("2024", "2025"), "next.csv")
    assert seen(ws, again) == (False, True, ("column_1", "column_2", "column_3"))
    assert seen(ws, again, header=True)[::2] == (True, ("client", "at", "event"))
    assert ws.import_(again).files[0].mapping["customer"] == "column_1"
    other = written(tmp_path, "client,at,event,n\n" + ROWS.replace("\n", ",1\n"), "other.csv")
    assert seen(ws, other)[0] is True, "four columns are no file like it"


def test_names_that_look_like_data(tmp_path: Path, ws: Workspace) -> None:
    text = "2023,2024-01-01,2025\n" + ROWS.replace("anna", "1").replace("bo", "2")
    path = written(tmp_path, text)
    assert seen(ws, path)[0] is False
    columns = {"customer": "2023", "times": "2024-01-01", "event": "2025"}
    assert ws.import_(path, header=True, **columns).imported == 3
    assert seen(ws, written(tmp_path, text + "3,2024-02-01,visit\n", "more.csv"))[:2] == (True, True)


def test_columns_without_names_are_remembered_by_what_they_hold(tmp_path: Path, ws: Workspace) -> None:
    ws.import_(written(tmp_path, ROWS), customer="column_3", times="column_2", event="=odd")
    assert seen(ws, written(tmp_path, ROWS.replace("anna", "cy"), "b.csv"))[1]
    assert not seen(ws, written(tmp_path, "2024-01-01,1,2\n2024-01-02,3,4\n", "c.csv"))[1]


def test_each_file_names_its_own_events(tmp_path: Path, ws: Workspace) -> None:
    text = "customer_id,date\na,2024-01-01\nb,2024-01-02\n"
    files = [written(tmp_path, text, name) for name in ("visits.csv", "orders.csv", "export.csv")]
    assert [one.preview.mapping.event_name for one in ws.preview(files)] == ["visits", "orders", "orders"]
    ws.import_(files[0])
    assert ws.preview(files[2])[0].preview.mapping.event_name == "visits", "it says nothing of its own"
    assert ws.preview(files[1])[0].preview.mapping.event_name == "orders"
    ws.import_(written(tmp_path, text + "c,2024-01-05\n", "calls.csv"), event="=phone")
    assert ws.preview(files[1])[0].preview.mapping.event_name == "phone", "what somebody has said stays said"


def test_in_the_browser_it_is_a_choice(ws: Workspace) -> None:
    upload = sent(ws, ROWS)
    told = look(ws, upload, Choice())
    assert (told.header, told.mapping["customer"], told.mapping["header"]) == (False, "column_1", None)
    named = look(ws, upload, Choice(header=True))
    assert (named.header, named.columns, named.expected) == (True, ("anna", "2024-01-01", "visit"), None)
    chosen = {**told.mapping, "header": False}
    bring(ws, [Wanted(upload, Choice(header=False, mapping=chosen))], "lee")
    headed = "who,when,what\n" + ROWS.replace("2024", "2025")
    assert look(ws, sent(ws, headed), Choice()).header is False
    assert look(ws, sent(ws, headed), Choice(anew=True)).header is True
