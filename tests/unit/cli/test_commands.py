"""The commands on a small log: JSON alone on standard output, words on standard error, in two languages."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

Cxloop = Callable[..., Any]

QUESTIONS = {
    "overview": ["overview"],
    "paths": ["paths"],
    "paths compared": ["paths", "--compare", 'device = "phone"'],
    "funnel": ["funnel", "visit", "search", "order"],
    "funnel by": ["funnel", "visit", "search", "--breakdown", "channel"],
    "funnel compared": ["funnel", "visit", "search", "--compare", 'channel = "web"', "--compare", 'channel = "app"'],
    "funnel customers": ["funnel", "visit", "search", "--customers", "2"],
    "retention": ["retention", "--unit", "day"],
    "edge": ["edge", "visit", "search"],
    "step": ["step", "search"],
    "journey": ["journey", "anna"],
    "imports": ["imports"],
    "refused": ["imports", "refused", "1"],
    "version": ["version"],
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_json_stands_alone(cxloop: Cxloop, shop: Path, question: str) -> None:
    done = cxloop("--data", shop, *QUESTIONS[question], "--json")
    assert done.status == 0, done.err
    assert isinstance(done.json, dict)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_words_in_both_languages(cxloop: Cxloop, shop: Path, question: str, language: str) -> None:
    done = cxloop("--data", shop, "--lang", language, *QUESTIONS[question])
    assert done.status == 0, done.err
    hangul = any("가" <= sign <= "힣" for sign in done.out)
    assert hangul == (language == "ko") or question == "version"


def test_overview(cxloop: Cxloop, shop: Path) -> None:
    answer = cxloop("--data", shop, "overview", "--json").json
    assert (answer["customers"], answer["events"], answer["refused"], answer["imports"]) == (3, 7, 1, 1)
    assert [row["channel"] for row in answer["channels"]] == ["web", "app", "phone"]
    assert {row["channel"]: row["kind"] for row in answer["channels"]}["phone"] == "human"
    assert answer["period"] == {"from": "2026-01-05T09:00:00Z", "to": "2026-01-12T08:00:00Z"}
    assert answer["simulated"] is False


def test_funnel(cxloop: Cxloop, shop: Path) -> None:
    answer = cxloop("--data", shop, "funnel", "visit", "search", 'event = "order" and device = "phone"', "--json").json
    assert [step["customers"] for step in answer["steps"]] == [3, 2, 1]
    assert answer["window_seconds"] == 7 * 86_400
    assert answer["per"] == "customer"
    assert answer["identity"]
    soon = cxloop("--data", shop, "funnel", "visit", "search", "order", "--window", "2h", "--json").json
    assert [step["customers"] for step in soon["steps"]] == [3, 2, 0]


def test_who_came_as_far(cxloop: Cxloop, shop: Path) -> None:
    answer = cxloop("--data", shop, "funnel", "visit", "search", "--customers", "2", "--json").json
    assert [member["customer"] for member in answer["members"]] == ["anna", "ben"]


def test_two_groups_side_by_side(cxloop: Cxloop, shop: Path) -> None:
    answer = cxloop("--data", shop, "funnel", "visit", "search", "--compare", 'channel = "web"', "--json").json
    first, second = answer["compare"]["answers"]
    assert [step["customers"] for step in first["steps"]] == [2, 1]
    assert [step["customers"] for step in second["steps"]] == [1, 1]
    assert answer["compare"]["groups"] == ['channel = "web"', 'not (channel = "web")']


def test_a_named_segment_is_asked_of_and_set_against_the_others(cxloop: Cxloop, shop: Path) -> None:
    assert cxloop("--data", shop, "segment", "add", "Searchers", "--with", "search").status == 0
    within = cxloop("--data", shop, "overview", "--segment", "Searchers", "--json").json
    both = cxloop("--data", shop, "overview", "--compare", "segment:Searchers", "--json").json
    first, second = both["compare"]["answers"]
    assert within["customers"] == first["customers"] == 2
    assert first["customers"] + second["customers"] == both["customers"] == 3
    told = cxloop("--data", shop, "--lang", "ko", "paths", "--compare", "segment:Searchers").out
    assert "“Searchers” 고객 2명, 나머지 고객 1명" in told
    assert "“Searchers” 고객 2명, 나머지 고객 1명을 비교했습니다." in told
    for question in (["overview"], ["funnel", "visit", "search"], ["retention"], ["pains"], ["performance"]):
        told = cxloop("--data", shop, *question, "--compare", "segment:Searchers").out
        assert "too few to tell how “Searchers” and the others differ." in told
    unknown = cxloop("--data", shop, "pains", "--compare", "segment:Finders", "--json")
    assert unknown.status != 0
    assert "[unknown_record] There is no segment Finders." in unknown.err


@pytest.mark.parametrize(
    ("options", "customers"),
    [
        (["--from", "2026-01-06"], 2),
        (["--to", "2026-01-05"], 2),
        (["--where", 'channel = "web"'], 2),
        (["--with", "order"], 1),
        (["--without", "search"], 1),
        (["--between", "visit", "order"], 1),
    ],
)
def test_scope(cxloop: Cxloop, shop: Path, options: list[str], customers: int) -> None:
    assert cxloop("--data", shop, "overview", *options, "--json").json["customers"] == customers


def test_journey_shows_the_events_as_they_came(cxloop: Cxloop, shop: Path) -> None:
    answer = cxloop("--data", shop, "journey", "anna", "--json").json
    assert [event["event"] for event in answer["events"]] == ["visit", "search", "order"]
    assert answer["events"][0]["properties"] == {"device": "phone"}
    assert answer["events"][0]["channel"] == "web"


def test_globals_may_stand_anywhere(cxloop: Cxloop, shop: Path) -> None:
    assert cxloop("overview", "--json", "--data", shop, "--workspace", "main").json["events"] == 7


def test_data_folder_from_the_environment(cxloop: Cxloop, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXLOOP_DATA", str(shop))
    monkeypatch.setenv("CXLOOP_LANG", "ko")
    done = cxloop("overview")
    assert done.status == 0
    assert "고객" in done.out


def test_refused_rows_can_be_seen(cxloop: Cxloop, shop: Path) -> None:
    answer = cxloop("--data", shop, "imports", "refused", "1", "--json").json
    assert (answer["number"], answer["refused"], answer["reasons"]) == (1, 1, {"time_unreadable": 1})
    [row] = answer["first"]
    assert (row["line"], row["reason"]) == (9, "time_unreadable")
    assert json.loads(row["row"])["who"] == "dora"
    assert "dora" in cxloop("--data", shop, "imports", "refused", "1").out
    korean = cxloop("--data", shop, "--lang", "ko", "imports", "refused", "1").out
    assert korean.count("시각을 읽을 수 없음") == 2
    assert "time_unreadable" not in korean
    assert "is no time between" not in korean
    assert f"{row['field']}: {json.loads(row['row'])[row['field']]}" in korean, "the value that is wrong is named"


def test_what_came_without_a_channel_is_said_in_korean(cxloop: Cxloop, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "who,when,what,where\nanna,2026-01-05,visit,\nben,2026-01-05,visit,web\n", "utf-8"
    )
    named = ("--customer", "who", "--time", "when", "--event", "what", "--channel", "where")
    cxloop("--data", tmp_path / "data", "import", tmp_path / "log.csv", *named)
    said = cxloop("--data", tmp_path / "data", "--lang", "ko", "overview").out
    assert "(없음)" in said
    assert "(none)" not in said


def test_comparing_goes_by_the_name_of_its_page_too(cxloop: Cxloop, shop: Path) -> None:
    asked = ("--compare", "channel = web", "--json")
    assert cxloop("--data", shop, "compare", *asked).json == cxloop("--data", shop, "differences", *asked).json


def test_what_is_too_wide_for_a_table_is_told_row_by_row(cxloop: Cxloop, shop: Path) -> None:
    wide = cxloop("--data", shop, "sql", "SELECT * FROM events LIMIT 2").out
    assert "Row 2" in wide
    assert "import_number" in wide
    assert "…" not in wide
    narrow = cxloop("--data", shop, "sql", "SELECT event, customer FROM events LIMIT 2").out
    assert "Row 1" not in narrow


def test_the_first_refused_rows_are_shown_after_an_import(cxloop: Cxloop, tmp_path: Path) -> None:
    lines = ["anna,2026-01-05,visit", *["ben,soon,visit"] * 5, ",2026-01-05,visit", "a,b,c,d"]
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("\n".join(["who,when,what", *lines]), "utf-8")
    call = [
        "import",
        tmp_path / "one.csv",
        tmp_path / "two.csv",
        "--customer",
        "who",
        "--time",
        "when",
        "--event",
        "what",
    ]
    report = cxloop("--data", tmp_path / "json", *call, "--json").json
    assert report["reasons"] == {"time_unreadable": 10, "columns_wrong": 2, "customer_missing": 2}
    assert [row["line"] for row in report["files"][1]["first_refused"]] == [3, 4, 5]
    said = cxloop("--data", tmp_path / "text", *call).out
    assert "soon" in said
    assert "imports refused 2" in said
    answer = cxloop("--data", tmp_path / "text", "imports", "refused", "2", "--limit", "2", "--json").json
    assert (answer["refused"], len(answer["first"])) == (7, 2)


def test_import_counts_previews_and_undoes(cxloop: Cxloop, tmp_path: Path, log: str, named: tuple[str, ...]) -> None:
    (tmp_path / "log.csv").write_text(log, "utf-8")
    call = ["--data", tmp_path / "data", "import", tmp_path / "log.csv", *named]
    assert cxloop(*call, "--dry-run", "--json").json["previews"][0]["mapping"]["customer"] == "who"
    first = cxloop(*call, "--json")
    assert {name: first.json[name] for name in ("imported", "refused", "duplicates")} == {
        "imported": 7, "refused": 1, "duplicates": 0,
    }  # fmt: skip
    assert "who" in first.err
    again = cxloop(*call, "--json").json
    assert (again["imported"], again["duplicates"]) == (0, 7)
    assert cxloop("--data", tmp_path / "data", "imports", "undo", "1", "--json").json == {"undone": 1, "events": 7}
    gone = cxloop("--data", tmp_path / "data", "overview", "--json")
    assert (gone.status, gone.json["error"]["code"]) == (2, "no_events")


def test_a_look_creates_nothing(cxloop: Cxloop, tmp_path: Path, log: str, named: tuple[str, ...]) -> None:
    (tmp_path / "log.csv").write_text(log, "utf-8")
    assert cxloop("--data", tmp_path / "data", "import", tmp_path / "log.csv", *named, "--dry-run").status == 0
    assert not (tmp_path / "data").exists()


def test_twins_are_kept(cxloop: Cxloop, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("who,when,what\n" + "a,2026-01-01,visit\n" * 3, "utf-8")
    call = [
        "--data",
        tmp_path / "d",
        "import",
        tmp_path / "log.csv",
        "--customer",
        "who",
        "--time",
        "when",
        "--event",
        "what",
    ]
    assert cxloop(*call, "--json").json["imported"] == 3
    assert cxloop(*call, "--json").json["duplicates"] == 3


def test_workspaces_are_apart(cxloop: Cxloop, shop: Path) -> None:
    done = cxloop("--data", shop, "--workspace", "other", "overview", "--json")
    assert (done.status, done.json["error"]["code"]) == (2, "unknown_workspace")
    assert "main" in done.json["error"]["hint"]
    assert not (shop / "other").exists()


@pytest.mark.parametrize("name", ["../other", "", ".", "a/b"])
def test_a_workspace_stays_in_its_folder(cxloop: Cxloop, shop: Path, name: str) -> None:
    done = cxloop("--data", shop, "--workspace", name, "overview", "--json")
    assert (done.status, done.json["error"]["code"]) == (2, "bad_option")


def test_an_unsigned_terminal_cannot_be_steered(cxloop: Cxloop, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text(
        json.dumps({"who": "a", "when": "2026-01-01", "what": "\x1b[31mred"}) + "\n", "utf-8"
    )
    names = ["--customer", "who", "--time", "when", "--event", "what"]
    assert cxloop("--data", tmp_path / "d", "import", tmp_path / "log.jsonl", *names).status == 0
    for question in (["overview"], ["paths"], ["funnel", "\x1b[31mred"], ["step", "\x1b[31mred"], ["step", "gone"]):
        done = cxloop("--data", tmp_path / "d", *question)
        assert "red" in done.out + done.err
        assert "\x1b" not in done.out + done.err


def test_no_prompt_without_a_terminal(cxloop: Cxloop, tmp_path: Path, log: str) -> None:
    (tmp_path / "log.csv").write_text(log.replace("who,when,what,where", "customer,time,event,channel"), "utf-8")
    done = cxloop("--data", tmp_path / "d", "import", tmp_path / "log.csv", "--json")
    assert (done.status, done.json["imported"]) == (0, 7)


def test_system_language(cxloop: Cxloop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "CXLOOP_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert "도움말" in cxloop("--help").out or "콘솔" in cxloop("--help").out
    assert os.environ["LANG"] == "ko_KR.UTF-8"


def test_days_of_a_zone(cxloop: Cxloop, shop: Path) -> None:
    evening = ("overview", "--from", "2026-01-05", "--to", "2026-01-05", "--json")
    assert cxloop("--data", shop, *evening).json["events"] == 5
    assert cxloop("--data", shop, *evening, "--zone", "Pacific/Auckland").json["events"] == 2
    wrong = cxloop("--data", shop, *evening, "--zone", "Moon/Base")
    assert (wrong.status, wrong.json["error"]["code"]) == (2, "bad_option")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_fault_of_ours_has_status_1(cxloop: Cxloop, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    from cxloop.cli import run

    def faulty(context: typer.Context) -> None:
        raise ValueError("two and two are five")

    monkeypatch.setitem(run.COMMANDS, "version", faulty)
    done = cxloop("version", "--json", "--lang", language)
    assert (done.status, done.json["error"]["code"]) == (1, "internal")
    assert "two and two are five" in done.err
    assert "Traceback" not in done.err
    assert "Traceback" in cxloop("version", "--json", "--debug").err
