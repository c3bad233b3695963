"""Names and settings at the command line: written, shown in the reader's language, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxloop import open as opened

COLUMNS = ("--customer", "who", "--time", "when", "--event", "what", "--channel", "where")


@pytest.fixture
def data(cxloop: Any, log: str, tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_text(log, "utf-8")
    assert cxloop("--data", tmp_path / "data", "import", tmp_path / "log.csv", *COLUMNS, "--json").status == 0
    return tmp_path / "data"


def test_display_names_are_for_people(cxloop: Any, data: Path) -> None:
    assert cxloop("--data", data, "label", "set", "visit", "--ko", "방문", "--en", "Came by").status == 0
    assert cxloop("--data", data, "label", "channel", "web", "--ko", "웹", "--kind", "human").status == 0
    korean = cxloop("--data", data, "--lang", "ko", "overview").out
    assert "방문" in korean
    assert "웹" in korean
    assert "visit" not in korean
    assert "kind: – → 사람" in cxloop("--data", data, "--lang", "ko", "label", "history").out
    asked = ("overview", "--where", "channel = 웹", "--compare", "event = visit")
    assert "“방문” 단계를" in cxloop("--data", data, "--lang", "ko", *asked).out
    assert "방문" in cxloop("--data", data, "--lang", "ko", "funnel", "방믄", "search").err
    assert "Came by" in cxloop("--data", data, "--lang", "en", "funnel", "방문", "search").out
    plain = cxloop("--data", data, "funnel", "방문", "search", "--json").json
    assert [one["step"] for one in plain["steps"]] == ["visit", "search"]
    assert plain["lens"] is None


def test_hidden_events_are_said_and_brought_back(cxloop: Any, data: Path) -> None:
    assert cxloop("--data", data, "label", "set", "search", "--hide").status == 0
    shown = cxloop("--data", data, "--lang", "en", "overview").out
    assert "Events hidden: 1" in shown
    assert "search" not in shown
    edits = cxloop("--data", data, "label", "history", "--json").json["edits"]
    assert edits[0]["changed"] == {"hidden": [False, True]}
    assert cxloop("--data", data, "label", "undo", str(edits[0]["number"])).status == 0
    assert "search" in cxloop("--data", data, "overview").out


def test_settings(cxloop: Any, data: Path) -> None:
    assert cxloop("--data", data, "settings", "--currency", "KRW", "--zone", "Asia/Seoul").status == 0
    told = cxloop("--data", data, "settings", "--json").json["settings"]
    assert (told["currency"], told["zone"], told["week_begins"]) == ("KRW", "Asia/Seoul", "mon")
    assert "Asia/Seoul" in cxloop("--data", data, "--lang", "ko", "settings").out


def test_what_cannot_be_is_refused(cxloop: Any, data: Path) -> None:
    for words in (
        ("label", "set", "nothing like it", "--en", "x"), ("label", "what", "visit"), ("label", "undo", "77"),
        ("label", "channel", "web", "--hide"), ("settings", "--zone", "Mars/Olympus"),
    ):  # fmt: skip
        assert cxloop("--data", data, *words).status != 0, words


def test_moments_are_told_in_the_zone_of_the_workspace(cxloop: Any, data: Path, tmp_path: Path) -> None:
    assert "09:00" in cxloop("--data", data, "journey", "anna").out
    assert cxloop("--data", data, "settings", "--zone", "Asia/Seoul").status == 0
    assert cxloop("--data", data, "label", "set", "visit", "--en", "Came by").status == 0
    shown = cxloop("--data", data, "journey", "anna").out
    assert "18:00" in shown
    assert "09:00" not in shown
    assert cxloop("--data", data, "journey", "anna", "--save", tmp_path / "anna.html").status == 0
    assert "18:00" in (tmp_path / "anna.html").read_text("utf-8")
    query = "SELECT min(time) FROM events"
    assert [
        cxloop("--data", data, "sql", query, *more, "--json").json["values"][0][0][11:16]
        for more in ([], ["--zone", "UTC"])
    ] == ["18:00", "09:00"]
    said = opened(data).journey("anna")
    assert "18:00" in said._repr_html_()
    assert "Came by" in said._repr_html_()
    assert said.to_dict()["events"][0]["event"] == "visit"


def test_times_that_name_no_zone_are_of_the_workspaces(cxloop: Any, data: Path, tmp_path: Path) -> None:
    assert cxloop("--data", data, "settings", "--zone", "Asia/Seoul").status == 0

    def begins(name: str, head: str, *more: str) -> str:
        (tmp_path / name).write_text(f"{head}\n{name},2026-01-05 09:00,call\n", "utf-8")
        assert cxloop("--data", data, "import", tmp_path / name, *more, "--json").status == 0
        return str(cxloop("--data", data, "journey", name, "--json").json["events"][0]["time"])[11:16]

    assert begins("first.csv", "customer,time,event") == "00:00"
    assert begins("utc.csv", "customer_id,time,event", "--zone", "UTC") == "09:00"
    assert begins("more.csv", "customer_id,time,event") == "09:00"  # as the one like it
