"""Identifiers that stand on the same rows of a file belong together, what several customers share belongs to none, and
taking the import back takes that back too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cxloop
from cxloop.app.customer import customer
from cxloop.app.workspace import Workspace
from cxloop.errors import UnknownCustomer
from cxloop.listen.identity import Link

GIVEN: dict[str, Any] = {
    "customer": "user_id", "identifiers": ["anonymous=device", "phone=phone"], "times": ["at"], "event": "what",
}  # fmt: skip
ROWS = """user_id,device,phone,at,what
,d1,,2026-01-01 09:00,visit
anna,d1,070-1,2026-01-02 09:00,sign in
ben,d1,02-999,2026-01-03 09:00,sign in
cleo,,02-999,2026-01-04 09:00,call
,,070-1,2026-01-05 09:00,call
,,02-999,2026-01-06 09:00,call
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return cxloop.open(tmp_path / "data")


def file(folder: Path, text: str = ROWS, name: str = "log.csv") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def known(workspace: Workspace, identifier: str) -> set[tuple[str, str]]:
    return {(one.kind, one.value) for one in customer(workspace, identifier).identifiers}


def steps(workspace: Workspace, identifier: str) -> list[str]:
    return [one.event for one in workspace.journey(identifier).events]


def test_a_device_and_a_phone_lead_to_the_customer(tmp_path: Path, workspace: Workspace) -> None:
    workspace.import_(file(tmp_path), **GIVEN)
    assert steps(workspace, "anna") == ["visit", "sign in", "call"], "by the device and by the phone of her own"
    assert steps(workspace, "phone:070-1") == steps(workspace, "d1") == steps(workspace, "anna")
    assert known(workspace, "phone:070-1") == {("customer", "anna"), ("anonymous", "d1"), ("phone", "070-1")}
    assert workspace.overview().customers == 4, "the shared phone is nobody's: anna, ben, cleo and 02-999"
    assert steps(workspace, "02-999") == ["call"]
    told = workspace.sql("select identifier_kind, identifier, customer from aliases order by 1").values
    assert told == (("anonymous", "d1", "anna"), ("phone", "070-1", "anna"))
    counted = "select customer, count(*) from events where customer = 'anna' group by 1"
    assert workspace.sql(counted).values == (("anna", 3),)


def test_a_later_file_tells_whose_a_phone_is_and_taking_it_back_untells_it(
    tmp_path: Path, workspace: Workspace
) -> None:
    given = {**GIVEN, "identifiers": ["phone=phone"]}
    head = "user_id,phone,at,what\n"
    workspace.import_(file(tmp_path, head + ",070-1,2026-01-01 09:00,call\ncleo,1,2026-01-01,visit\n"), **given)
    assert workspace.overview().identity.startswith("identifiers@"), workspace.overview().identity
    first = workspace.overview().identity
    number = workspace.import_(file(tmp_path, head + "anna,070-1,2026-01-02,buy\n", "b.csv"), **given).files[0].number
    assert (workspace.overview().customers, steps(workspace, "anna")) == (2, ["call", "buy"])
    second = workspace.overview().identity
    assert second != first
    workspace.import_(file(tmp_path, head + "anna,,2026-01-03,buy\n", "c.csv"), **given)
    assert workspace.overview().identity == second, "nobody has turned out to be somebody else"
    sharing = workspace.import_(file(tmp_path, head + "dora,070-1,2026-01-04,buy\n", "d.csv"), **given).files[0].number
    assert steps(workspace, "070-1") == ["call"], "two share it now"
    workspace.undo(sharing)
    assert steps(workspace, "070-1") == ["call", "buy", "buy"]
    workspace.undo(number)
    assert steps(workspace, "070-1") == ["call"]
    assert steps(workspace, "anna") == ["buy"]


def test_nothing_is_said_to_be_merged_where_nothing_was(tmp_path: Path, workspace: Workspace) -> None:
    given = {"customer": "who", "times": ["at"], "event": "what"}
    for day in (1, 2):
        workspace.import_(file(tmp_path, f"who,at,what\nanna,2026-01-0{day},visit\n", f"{day}.csv"), **given)
    assert workspace.overview().identity == "identifiers@0"


def test_an_index_of_before_is_asked_until_there_is_another(tmp_path: Path, workspace: Workspace) -> None:
    workspace.import_(file(tmp_path), **GIVEN)
    [path] = (workspace.folder / "index" / "customer").glob("generation-*/meta.json")
    known = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({name: value for name, value in known.items() if name != "identity"}), "utf-8")
    assert workspace.overview().identity == f"identifiers@{workspace.version()}"


def test_what_was_seen_live_and_what_a_file_says_come_together(tmp_path: Path, workspace: Workspace) -> None:
    workspace.filings.link(1, [Link("d1", "zoe", 0), Link("d2", "anna", 1)])
    workspace.import_(file(tmp_path), **GIVEN)
    assert "visit" in steps(workspace, "zoe"), "she was seen with the device before anna was"
    assert ("anonymous", "d2") in known(workspace, "anna")
    with pytest.raises(UnknownCustomer):
        workspace.journey("d9")


def test_what_was_cut_off_after_it_was_remembered_is_remembered_once(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = type(workspace.table).commit

    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(type(workspace.table), "commit", full)
    with pytest.raises(OSError, match="no space"):
        workspace.import_(file(tmp_path), **GIVEN)
    assert len(workspace.filings.met(frozenset({1}))) == 5
    monkeypatch.setattr(type(workspace.table), "commit", commit)
    workspace.import_(file(tmp_path), **GIVEN)
    assert len(workspace.filings.met(frozenset({1}))) == 5
    assert steps(workspace, "anna") == ["visit", "sign in", "call"]


def test_two_columns_of_a_kind_lead_to_the_same_customer(tmp_path: Path, workspace: Workspace) -> None:
    given = {**GIVEN, "identifiers": ["phone=device", "phone=phone"]}
    rows = "user_id,device,phone,at,what\nanna,1,2,2026-01-01,buy\n,2,,2026-01-02,call\n,1,,2026-01-03,call\n"
    workspace.import_(file(tmp_path, rows), **given)
    assert steps(workspace, "anna") == ["buy", "call", "call"]


def test_many_rows_of_the_same_people_are_put_together(tmp_path: Path, workspace: Workspace) -> None:
    rows = "\n".join(f"u{n % 3},d{n % 5},,2026-01-02 09:00:{n % 60:02},visit" for n in range(300))
    workspace.import_(file(tmp_path, f"user_id,device,phone,at,what\n{rows}\n"), **GIVEN)
    found = workspace.filings.met(workspace.table.imports())
    assert len(found) == 15
