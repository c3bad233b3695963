"""A file that was sent: what is said of it beforehand is what comes in, and nothing half."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxloop import wiring
from cxloop.app.bringing import Choice, Look, Wanted, bring, look, signed
from cxloop.app.listen import Progress
from cxloop.app.names import edits, undo_edit
from cxloop.app.naming import Naming
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


def test_the_events_are_listed_and_who_is_here_already_is_counted(workspace: Workspace) -> None:
    seen = look(workspace, sent(workspace, rows(50)), Choice(mapping=WHOLE))
    assert seen.expected is not None
    assert seen.expected.shared is None, "nobody is here"
    assert [(one.event, one.events) for one in seen.expected.steps] == [("step 0", 17), ("step 1", 17), ("step 2", 16)]
    workspace.import_(rows_in(workspace, rows(4)), customer="who", times=["at"], event="what")
    again = look(workspace, sent(workspace, rows(50)), Choice(mapping=WHOLE)).expected
    assert again is not None
    assert (again.customers, again.shared, again.different) == (7, 4, 3)


def rows_in(workspace: Workspace, text: str) -> Path:
    path = workspace.folder.parent / "before.csv"
    path.write_text(text, "utf-8")
    return path


def test_identifiers_on_one_row_are_one_customer_beforehand(workspace: Workspace) -> None:
    text = "user_id,device_id,at,event\n,d1,2026-01-01,a\nu1,d1,2026-01-02,b\n,d2,2026-01-02,b\n"
    seen = look(workspace, sent(workspace, text), Choice())
    assert seen.expected is not None
    assert seen.expected.customers == 2
    bring(workspace, [Wanted(sent(workspace, text), chosen(seen))], "kim")
    assert workspace.overview().customers == 2


def test_rows_without_a_customer_count_as_the_customer_of_their_case(workspace: Workspace) -> None:
    text = "case,customer,at,event\nk1,,2026-01-01,a\nk1,anna,2026-01-02,b\nk2,,2026-01-02,a\nk3,ben,2026-01-03,a\n"
    seen = look(workspace, sent(workspace, text), Choice())
    assert seen.expected is not None
    assert seen.expected.customers == 3
    bring(workspace, [Wanted(sent(workspace, text), chosen(seen))], "kim")
    assert workspace.overview().customers == 3


def test_a_total_is_never_smaller_than_what_was_read(workspace: Workspace) -> None:
    events = "".join(
        f'<trace><string key="concept:name" value="{n}"/><event><string key="concept:name" value="a"/>'
        f'<date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event></trace>'
        for n in range(300)
    )
    upload = sent(workspace, f"<log>{' ' * (2 << 20)}{events}</log>", "log.xes")
    seen = look(workspace, upload, Choice(), most=100)
    assert seen.expected is not None
    assert (seen.expected.read, seen.expected.whole, seen.local) == (100, False, False)
    assert (seen.rows_estimate or 0) >= 300


def test_times_without_a_zone_are_of_the_browsers_until_the_workspace_has_one(workspace: Workspace) -> None:
    seoul = Choice(usual="Asia/Seoul")
    seen = look(workspace, sent(workspace, rows(9)), seoul)
    assert (seen.mapping["zone"], seen.local, seen.sets_zone) == ("Asia/Seoul", True, True)
    assert look(workspace, sent(workspace, rows(9)), Choice(usual="Mars/Olympus")).mapping["zone"] == "UTC"
    absolute = HEADER + "anna,2026-03-01T10:00:00+01:00,a,web\nben,2026-03-02T10:00:00Z,b,web\n"
    told = look(workspace, sent(workspace, absolute), seoul)
    assert (told.mapping["zone"], told.local, told.sets_zone) == ("UTC", False, False)
    who = {"customer": "who", "event": "what"}
    number = bring(workspace, [Wanted(sent(workspace, rows(9)), chosen(seen, **who))], "kim").files[0].number
    assert Naming.of(workspace).settings.zone == "Asia/Seoul"
    assert edits(workspace).edits[0].by == "kim"
    paris = chosen(seen, **who, zone="Europe/Paris")
    bring(workspace, [Wanted(sent(workspace, rows(9)), paris)], "kim", again=[number])
    assert Naming.of(workspace).settings.zone == "Europe/Paris", "it was the only one, and read wrongly"
    undo_edit(workspace, edits(workspace).edits[0].number, "kim")
    assert Naming.of(workspace).settings.zone == "Asia/Seoul"
    other = look(workspace, sent(workspace, "person_id,at,event\n1,2026-01-01,a\n"), Choice(usual="America/New_York"))
    assert (other.mapping["zone"], other.sets_zone) == ("Asia/Seoul", False)
    bring(workspace, [Wanted(sent(workspace, rows(3, 90)), paris)], "kim")
    assert Naming.of(workspace).settings.zone == "Asia/Seoul", "only the first import sets it"


def test_a_refused_row_names_its_file_and_column(workspace: Workspace) -> None:
    upload = sent(workspace, rows(9) + "c1,never,step 1,web\n,2026-03-01,step 1,web\nc1,2026-03-01,,web\n")
    seen = look(workspace, upload, Choice(mapping=WHOLE))
    assert seen.expected is not None
    told = [(one.path, one.line, one.field) for one in seen.expected.first_refused]
    assert told == [("visits.csv", 11, "at"), ("visits.csv", 12, "who"), ("visits.csv", 13, "what")]
    number = bring(workspace, [Wanted(upload, chosen(seen))], "kim").files[0].number
    assert [(one.path, one.line, one.field) for one in workspace.refused(number).first] == told


def test_a_log_of_cases_alone_speaks_of_cases(workspace: Workspace) -> None:
    text = "case_id,at,event\n1,2026-01-01,a\n1,2026-01-02,b\n2,2026-01-02,b\n"
    workspace.import_(rows_in(workspace, text))
    assert [answer.per for answer in (workspace.overview(), workspace.funnel(["a", "b"]), workspace.pains())] == [
        "case"
    ] * 3
    workspace.import_(rows_in(workspace, rows(3)), customer="who", times=["at"], event="what")
    assert workspace.overview().per == "customer"


def test_another_sheet_of_the_same_workbook_is_another_table(workspace: Workspace) -> None:
    book = openpyxl.Workbook()
    for name, what in (("calls", "call"), ("visits", "visit")):
        sheet = book.create_sheet(name)
        sheet.append(["customer", "when", what, "times"])
        for at in range(1, 9 if name == "visits" else 8):
            sheet.append([f"u{at}", f"2026-01-0{at} 10:00", what, 2])
    whole = io.BytesIO()
    book.save(whole)
    upload = workspace.sent("log.xlsx", lambda receiving: receiving.write(whole.getvalue()))
    calls = look(workspace, upload, Choice(sheet="calls"))
    assert [row["times"] for row in calls.first] == ["2"] * 7, "a whole number in a workbook is whole"
    bring(workspace, [Wanted(upload, replace(chosen(calls), sheet="calls"))], "anna")
    assert look(workspace, upload, Choice(sheet="calls")).before == 1
    visits = look(workspace, upload, Choice(sheet="visits"))
    assert visits.before is None
    assert bring(workspace, [Wanted(upload, replace(chosen(visits), sheet="visits"))], "anna").imported == 8
