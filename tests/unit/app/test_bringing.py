"""A file that was sent: what is said of it beforehand is what comes in, and nothing half."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app.bringing import Choice, Look, Wanted, bring, look, signed
from cxloop.app.listen import Progress
from cxloop.app.workspace import Workspace
from cxloop.errors import BadOption, ColumnMissing, FileUnknown
from cxloop.listen.errors import ImportCancelled
from cxloop.ports.uploads import Upload

HEADER = "who,at,what,channel\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return wiring.open(tmp_path)


def sent(workspace: Workspace, text: str, name: str = "visits.csv") -> Upload:
    return workspace.sent(name, lambda receiving: receiving.write(text.encode()))


def rows(count: int, begin: int = 0) -> str:
    return HEADER + "".join(
        f"c{at % 7},2026-03-{1 + at % 9:02d} 10:00,step {at % 3},web\n" for at in range(begin, begin + count)
    )


def chosen(seen: Look, **other: Any) -> Choice:
    return Choice(mapping=seen.mapping | other)


def test_what_is_said_is_what_comes_in(workspace: Workspace) -> None:
    upload = sent(workspace, rows(40) + "c1,never,step 1,web\n,2026-03-01,step 1,web\n")
    seen = look(workspace, upload, Choice(mapping=WHOLE))
    assert seen.expected is not None
    said = (seen.expected.events, seen.expected.refused, seen.expected.reasons, seen.expected.whole)
    assert said == (40, 2, {"customer_missing": 1, "time_unreadable": 1}, True)
    report = bring(workspace, [Wanted(upload, chosen(seen))], "kim")
    assert (report.imported, report.refused, report.reasons) == (40, 2, seen.expected.reasons)
    assert signed(workspace) == {"1": "kim"}
    assert workspace.imports()[0]["path"] == "visits.csv", "never where it lies"
    assert look(workspace, upload, Choice()).before == 1


WHOLE: dict[str, Any] = {"customer": "who", "times": [["at", None]], "event": "what", "channel": "channel"}


def test_a_part_that_is_counted_is_said_to_be_one(workspace: Workspace) -> None:
    seen = look(workspace, sent(workspace, rows(500)), Choice(mapping=WHOLE), most=100)
    assert seen.expected is not None
    assert (seen.expected.read, seen.expected.events, seen.expected.whole) == (100, 100, False)


def test_what_cannot_be_told_is_asked_for_and_no_error(workspace: Workspace) -> None:
    upload = sent(workspace, "x,time,z\n" + "anna,2026-01-01,q\nben,2026-01-02,r\n" * 3)
    seen = look(workspace, upload, Choice())
    assert seen.unclear == ("event", "customer")
    assert seen.expected is None
    assert seen.mapping["times"] == [["time", None]], "what can be told is"
    half = look(workspace, upload, chosen(seen, customer="x"))
    assert (half.source, half.unclear) == ("chosen", ("event",))
    whole = look(workspace, upload, chosen(seen, customer="x", event_name="visit"))
    assert whole.expected is not None
    assert whole.expected.events == 6


def test_dates_that_cannot_be_told_are_asked_for(workspace: Workspace) -> None:
    upload = sent(workspace, "customer,time,event\n" + "anna,01-02-03,visit\nben,02-03-04,call\n" * 3)
    seen = look(workspace, upload, Choice())
    assert seen.unclear == ("dates",)
    settled = look(workspace, upload, chosen(seen, dates="day-first"))
    assert settled.unclear == ()


def test_a_column_that_is_made_a_property_is_not_guessed_again(workspace: Workspace) -> None:
    upload = sent(workspace, rows(20).replace("who", "customer", 1).replace("what", "event", 1))
    seen = look(workspace, upload, Choice())
    assert seen.mapping["channel"] == "channel"
    again = look(workspace, upload, chosen(seen, channel=None))
    assert again.mapping["channel"] is None
    bring(workspace, [Wanted(upload, chosen(again))], "kim")
    assert "channel" in workspace.imports()[0]["properties"]


def test_saved_for_the_next_file_and_forgotten_when_asked(workspace: Workspace) -> None:
    first = sent(workspace, rows(20).replace("who", "customer", 1).replace("what", "event", 1))
    bring(workspace, [Wanted(first, chosen(look(workspace, first, Choice()), channel=None))], "kim")
    second = sent(workspace, rows(20, 20).replace("who", "customer", 1).replace("what", "event", 1))
    kept, anew = look(workspace, second, Choice()), look(workspace, second, Choice(anew=True))
    assert (kept.source, kept.mapping["channel"]) == ("saved", None)
    assert (anew.source, anew.mapping["channel"]) == ("guessed", "channel")


def test_again_takes_back_what_came_in_only_if_it_can_be_read(workspace: Workspace) -> None:
    upload = sent(workspace, rows(20))
    bring(workspace, [Wanted(upload, Choice(mapping=WHOLE))], "kim")
    with pytest.raises(ColumnMissing):
        bring(workspace, [Wanted(upload, Choice(mapping=WHOLE | {"event": "gone"}))], "kim", again=[1])
    assert workspace.table.rows() == 20
    bring(workspace, [Wanted(upload, Choice(mapping=WHOLE | {"case": "who"}), "renamed")], "lee", again=[1])
    assert [(one["status"], one["path"]) for one in workspace.imports()] == [
        ("undone", "visits.csv"),
        ("done", "renamed"),
    ]
    assert workspace.table.rows() == 20


def test_cancelled_in_the_second_file_the_first_goes_too(workspace: Workspace) -> None:
    files = [Wanted(sent(workspace, rows(20, at)), Choice(mapping=WHOLE)) for at in (0, 20)]
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        if len([one for one in told if one.stage == "reading"]) == 2:
            raise ImportCancelled()

    with pytest.raises(ImportCancelled):
        bring(workspace, files, "kim", tell)
    assert workspace.table.rows() == 0
    assert [one["status"] for one in workspace.imports()] == ["undone", "failed"]


def test_errors_call_a_file_as_people_do(workspace: Workspace) -> None:
    with pytest.raises(FileUnknown) as unknown:
        look(workspace, sent(workspace, "%PDF-1.4", "report.csv"), Choice())
    assert str(unknown.value).startswith("report.csv ")
    with pytest.raises(BadOption):
        look(workspace, sent(workspace, rows(3)), Choice(mapping=WHOLE | {"zone": "Nowhere/Land"}))
