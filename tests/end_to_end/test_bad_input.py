"""Every mistake gets one clear message with a code and a way out, exit status 2, and nothing half-written."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

Cxloop = Callable[..., Any]
LOG = "who,when,what\nanna,2026-01-05 09:00,visit\nanna,2026-01-05 09:10,checkout\nben,2026-01-06 09:00,visit\n"
COLUMNS = ["--customer", "who", "--time", "when", "--event", "what"]
XES = '<?xml version="1.0"?><log><trace><string key="concept:name" value="1"/><event>'

FILES: dict[str, tuple[str, bytes, list[str], str]] = {
    "missing column": (
        "log.csv",
        LOG.encode(),
        ["--customer", "whom", "--time", "when", "--event", "what"],
        "column_missing",
    ),
    "empty file": ("log.csv", b"", COLUMNS, "file_empty"),
    "only blanks": ("log.csv", b"\n \n\n", COLUMNS, "file_empty"),
    "only a header": ("log.csv", b"who,when,what\n", COLUMNS, "file_empty"),
    "broken XES": ("log.xes", XES.encode() + b"</log>", [], "file_broken"),
    "cut XES": ("log.xes", XES.encode(), [], "file_broken"),
    "cut gzip": ("log.csv.gz", gzip.compress(LOG.encode() * 2000)[:-300], COLUMNS, "file_broken"),
    "broken Parquet": ("log.parquet", b"PAR1" + b"x" * 200, COLUMNS, "file_broken"),
    "broken Excel": ("log.xlsx", b"PK\x03\x04" + b"x" * 200, COLUMNS, "file_broken"),
    "a picture": ("log.png", b"\x89PNG\r\n\x1a\n" + bytes(200), [], "file_unknown"),
    "no readable time": ("log.csv", LOG.replace("2026-01", "soon").encode(), COLUMNS, "nothing_imported"),
    "a zone that is none": ("log.csv", LOG.encode(), [*COLUMNS, "--zone", "Moon/Base"], "bad_option"),
    "an encoding that is none": ("log.csv", LOG.encode(), [*COLUMNS, "--encoding", "cp-moon"], "bad_option"),
    "an identifier without its kind": ("log.csv", LOG.encode(), [*COLUMNS, "--identifier", "who"], "bad_option"),
    "an encoding that is another": ("log.csv", LOG.encode(), [*COLUMNS, "--encoding", "utf-16"], "bad_option"),
    "unclear columns": ("log.csv", b"a,b\n1,x\n2,y\n", [], "times_missing"),
}


def assert_refused(done: Any, code: str) -> None:
    assert (done.status, done.json["error"]["code"]) == (2, code), done.err
    assert done.json["error"]["message"]
    assert done.json["error"]["hint"]
    assert "Traceback" not in done.err
    assert f"[{code}]" in done.err


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_leaves_nothing(cxloop: Cxloop, tmp_path: Path, case: str) -> None:
    name, content, options, code = FILES[case]
    (tmp_path / name).write_bytes(content)
    data = tmp_path / "data"
    assert_refused(cxloop("--data", data, "import", tmp_path / name, *options, "--json"), code)
    assert_refused(cxloop("--data", data, "overview", "--json"), "no_events")
    assert list(data.rglob("*.parquet")) == []


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_leaves_what_was_there(cxloop: Cxloop, tmp_path: Path, case: str) -> None:
    name, content, options, code = FILES[case]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.csv").write_text(LOG, "utf-8")
    data = ("--data", tmp_path / "data")
    assert cxloop(*data, "import", tmp_path / "good.csv", *COLUMNS, "--json").status == 0
    before = cxloop(*data, "overview", "--json").json
    assert_refused(cxloop(*data, "import", tmp_path / name, *options, "--json"), code)
    assert cxloop(*data, "overview", "--json").json == before


QUESTIONS: dict[str, tuple[list[str], str, str]] = {
    "unknown step": (["funnel", "visit", "chekout"], "unknown_step", "checkout"),
    "unknown step in a rule": (["funnel", 'event = "vist"', "checkout"], "unknown_step", "visit"),
    "unknown edge": (["edge", "visit", "chekout"], "unknown_step", "checkout"),
    "unknown step alone": (["step", "vissit"], "unknown_step", "visit"),
    "unknown property": (["funnel", "visit", "plan = 3"], "unknown_property", "event"),
    "unknown property in a filter": (["overview", "--where", "plan is missing"], "unknown_property", "event"),
    "unknown breakdown": (["funnel", "visit", "checkout", "--breakdown", "plan"], "unknown_property", "event"),
    "broken rule": (["overview", "--where", "event = "], "bad_rule", "results"),
    "code as a rule": (["overview", "--where", "__import__('os').system('true')"], "bad_rule", "results"),
    "broken window": (["funnel", "visit", "checkout", "--window", "soon"], "bad_duration", "7d"),
    "broken date": (["overview", "--from", "yesterday"], "bad_period", "2026"),
    "dates the wrong way round": (["overview", "--from", "2026-02-01", "--to", "2026-01-01"], "bad_option", "help"),
    "an empty date": (["overview", "--from", ""], "bad_option", "help"),
    "an empty end": (["funnel", "visit", "checkout", "--to", " "], "bad_option", "help"),
    "an empty rule": (["paths", "--where", ""], "bad_option", "help"),
    "no such order": (["funnel", "visit", "checkout", "--order", "random"], "bad_option", "help"),
    "no such per": (["paths", "--per", "visit"], "bad_option", "help"),
    "no cases": (["paths", "--per", "case"], "no_cases", "--case"),
    "no such unit": (["retention", "--unit", "hour"], "bad_option", "help"),
    "no such customer": (["journey", "nobody"], "unknown_customer", ""),
    "no such import": (["imports", "undo", "9"], "unknown_import", "1"),
    "no such import to see": (["imports", "refused", "9"], "unknown_import", "1"),
    "nothing to do with imports": (["imports", "forget", "1"], "bad_option", "help"),
    "no such engine": (["overview", "--engine", "abacus"], "bad_option", "help"),
    "no such workspace": (["overview", "--workspace", "mian"], "unknown_workspace", "main"),
    "no such outcome": (["pains", "--outcome", "happiness"], "bad_outcome", "reaches"),
    "outcome of an unknown step": (["pains", "--outcome", "reaches:chekout"], "unknown_step", "checkout"),
    "no such command": (["fly"], "usage", "--help"),
    "no such option": (["overview", "--fast"], "usage", "--help"),
    "no steps": (["funnel"], "usage", "--help"),
    "port out of range": (["serve", "--port", "99999"], "usage", "--help"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cxloop import open as open_workspace

    folder = tmp_path_factory.mktemp("bad")
    (folder / "log.csv").write_text(LOG, "utf-8")
    open_workspace(folder / "data").import_(folder / "log.csv", customer="who", times=["when"], event="what")
    return folder / "data"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("case", QUESTIONS)
def test_a_bad_question(cxloop: Cxloop, data: Path, case: str, language: str) -> None:
    arguments, code, hint = QUESTIONS[case]
    done = cxloop("--data", data, "--lang", language, *arguments, "--json")
    assert (done.status, done.json["error"]["code"]) == (2, code), done.err
    assert f"[{code}]" in done.err
    assert "Traceback" not in done.err
    assert hint in done.json["error"]["hint"]


def test_without_json_nothing_is_on_standard_output(cxloop: Cxloop, data: Path) -> None:
    done = cxloop("--data", data, "funnel", "visit", "chekout")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        'Error [unknown_step] There is no step named "chekout".', '  Did you mean "checkout"?',
    ]  # fmt: skip


def test_what_came_in_is_said_without_what_there_is_none_of(cxloop: Cxloop, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    (tmp_path / "more.csv").write_text(LOG + "cleo,soon,visit\n", "utf-8")
    call = ("--data", tmp_path / "data", "--lang", "ko", "import")
    first, second = (cxloop(*call, tmp_path / name, *COLUMNS).out for name in ("log.csv", "more.csv"))
    assert "가져온 이벤트: 3건." in first
    assert "가져온 이벤트: 0건, 거절한 행: 1행, 이미 있던 이벤트: 3건." in second


def test_missing_file(cxloop: Cxloop, tmp_path: Path) -> None:
    assert_refused(cxloop("--data", tmp_path / "data", "import", tmp_path / "none.csv", "--json"), "file_missing")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_later_file_fails_and_what_came_before_is_said(cxloop: Cxloop, tmp_path: Path, language: str) -> None:
    (tmp_path / "good.csv").write_text(LOG, "utf-8")
    (tmp_path / "bad.csv").write_text(LOG.replace("2026-01", "soon"), "utf-8")
    call = ["--lang", language, "--data", tmp_path / "data", "import", tmp_path / "good.csv", tmp_path / "bad.csv"]
    done = cxloop(*call, *COLUMNS, "--json")
    assert_refused(done, "nothing_imported")
    assert done.json["error"]["kept"] == [{"path": str(tmp_path / "good.csv"), "number": 1, "imported": 3}]
    assert "good.csv" in done.err.splitlines()[-1]
    assert cxloop("--data", tmp_path / "data", "overview", "--json").json["events"] == 3


@pytest.mark.parametrize("path", ["", " "])
def test_no_path_at_all(cxloop: Cxloop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Least of all the folder one happens to be in."""
    pq.write_table(pa.table({"who": ["anna"], "when": ["2026-01-05"], "what": ["visit"]}), tmp_path / "log.parquet")
    monkeypatch.chdir(tmp_path)
    assert_refused(cxloop("--data", tmp_path / "data", "import", path, *COLUMNS, "--json"), "file_missing")
    assert not (tmp_path / "data").exists()


def test_one_bad_file_of_two_is_said_before_anything_is_kept(cxloop: Cxloop, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(LOG, "utf-8")
    call = ["--data", tmp_path / "data", "import", tmp_path / "good.csv", tmp_path / "none.csv", *COLUMNS, "--json"]
    assert_refused(cxloop(*call), "file_missing")
    assert not (tmp_path / "data").exists()
