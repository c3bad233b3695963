"""Answers as files: every question in every format and both languages, whatever the names in it are."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from cxloop import wiring
from cxloop.app.performance import performance
from cxloop.errors import BadOption
from cxloop.report.board import Board, Leaf
from cxloop.report.cells import csv_of, xlsx_of
from cxloop.report.drawing import draw
from cxloop.report.files import FORMATS, file_of, file_of_board, table_of
from cxloop.report.page import page
from cxloop.report.paper import _Sheet, pdf
from cxloop.report.parts import Chart, Column, Name, Report, Series, Table
from cxloop.report.shapes import Stroke, label_fitted
from cxloop.report.speech import Speech
from cxloop.report.telling import tell
from web import logs

FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1;1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "=HYPERLINK(\"http://x\")",
    "{=1+1}", "'=1+1", "\n=1+1", "=1+1;=2+2", '"=1+1', "=WEBSERVICE(\"http://127.0.0.1\")",
]  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Answers of a small shop, by question."""
    folder = tmp_path_factory.mktemp("report")
    logs.write_shop(folder / "shop.jsonl")
    ws = wiring.open(folder / "data")
    ws.import_(
        folder / "shop.jsonl", customer="customer", times=["time"], event="event", channel="channel", case="case",
        value="value",
    )  # fmt: skip
    steps, compare = ["방문", "결제 시작", "주문 완료"], 'plan = "pro"'
    members = ws.customers_in(steps, step=2)
    pains = ws.pains().to_dict()
    found = {
        "overview": ws.overview(), "funnel": ws.funnel(steps, breakdown="plan", compare=compare),
        "funnel/customers": members, "paths": ws.paths(compare=compare), "retention": ws.retention(compare=compare),
        "edge": ws.edge("방문", "검색"), "step": ws.step("검색"), "performance": performance(ws),  # type: ignore[arg-type]
        "journey": ws.journey(members.to_dict()["members"][0]["customer"]),
    }  # fmt: skip
    plain = {name: answer.to_dict() for name, answer in found.items()}
    return plain | {"pains": pains, "pains/{pain}": {**pains, "pain": pains["pains"][0]}}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_answer_in_every_format(answers: dict[str, dict[str, Any]], language: Any) -> None:
    speech = Speech(language, "Asia/Seoul")
    for question, plain in answers.items():
        report = tell(question, plain, speech)
        files = {format: file_of(report, format, speech, ("shop",)).content for format in FORMATS}
        assert files["pdf"].startswith(b"%PDF"), question
        assert files["pdf"].count(b"/Type /Page\n") == 1, question  # one sheet
        assert files["png"].startswith(b"\x89PNG"), question
        ElementTree.fromstring(files["svg"])
        assert "{" not in files["html"].decode().partition("</style>")[2], question
        rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
        assert len(rows) == 1 + len(report.tables[0].rows), question
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
        assert [sheet.max_row - 1 for sheet in book.worksheets[1:]] == [len(table.rows) for table in report.tables]


def test_retention_of_a_log_that_ends_within_its_first_week(answers: dict[str, dict[str, Any]]) -> None:
    young = [{**row, "returned": [None], "shares": [None]} for row in answers["retention"]["cohorts"][-1:]]
    plain = {**answers["retention"], "cohorts": young, "curve": [], "compare": None}
    speech = Speech("en")
    report = tell("retention", plain, speech)
    assert "too short" in "".join(map(str, report.says))
    assert all(file_of(report, format, speech, ("shop",)).content for format in FORMATS)
    once = tell("retention", {**plain, "curve": answers["retention"]["curve"][:2]}, speech)
    assert "back after 1 week." in "".join(map(str, once.says))
    assert once.sure


def test_a_workbook_has_the_very_numbers(answers: dict[str, dict[str, Any]]) -> None:
    speech = Speech("en")
    report = tell("funnel", answers["funnel"], speech)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(report, speech))).worksheets[2]  # the first is what differs
    for row, step in zip(sheet.iter_rows(min_row=2, values_only=True), answers["funnel"]["steps"], strict=True):
        assert row[:3] == (step["step"], step["customers"], pytest.approx(step["share"]))
        if step["median_seconds"] is not None:
            assert row[6].total_seconds() == pytest.approx(step["median_seconds"], abs=0.001)


def _hostile(text: str) -> Report:
    table = Table(text, (Column(text), Column("n", "count")), ((text, 1), (text, None)))
    bars = Chart("bars", text, (text, "b"), (Series(text, (1.0, 2.0)), Series("x", (0.0, None))), "count")
    lines = Chart("lines", text, (text, "b"), (Series(text, (0.1, 0.2)),), "share", 0.3, ((0, text),))
    return Report(text, ("It is ", Name(text)), ((text,),), (), (), (bars, lines), (table,))


def test_hostile_names_stay_text_in_every_file() -> None:
    speech = Speech("ko")
    for text in [*logs.hostile_names(), *FORMULAS]:
        report = _hostile(text)
        files = {format: file_of(report, format, speech, (text,)).content for format in ("csv", "xlsx", "svg", "html")}
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(files["svg"]).iter()}
        assert tags <= {"svg", "title", "rect", "polyline", "polygon", "text"}, text
        for made in (files["html"].decode(), files["svg"].decode()):
            assert "<script" not in made.lower()
            assert "onerror=" not in made.replace("&", "").lower().replace("onerror=&", "") or "<img" not in made
        openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    for text in logs.hostile_names()[::10]:
        for format in ("pdf", "png"):
            assert file_of(_hostile(text), format, speech, (text,)).content  # type: ignore[arg-type]


def test_html_loads_and_runs_nothing(answers: dict[str, dict[str, Any]]) -> None:
    speech = Speech("en")
    for question, plain in answers.items():
        made = page(tell(question, plain, speech), speech)
        assert not any(word in made for word in ("<script", "http://", "https://", "<link", "@import", "src=")), (
            question
        )


def test_no_cell_is_a_formula_in_libreoffice(tmp_path: Path) -> None:
    """Both kinds of files opened by LibreOffice and written as its own: every cell with a text is text."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    rows = tuple((text, number) for number, text in enumerate([*FORMULAS, "plain", "방문"]))
    report = Report("t", ("s",), tables=(Table("=1+1", (Column("=2+2"), Column("n", "count")), rows),))
    (tmp_path / "a.xlsx").write_bytes(xlsx_of(report, Speech("en")))
    (tmp_path / "b.csv").write_bytes(csv_of(report.tables[0], Speech("en")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(tmp_path / "a.xlsx"), str(tmp_path / "b.csv")], check=True, capture_output=True, timeout=180
    )
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    for name in ("a.ods", "b.ods"):
        content = zipfile.ZipFile(tmp_path / name).read("content.xml")
        cells = list(ElementTree.fromstring(content).iter(f"{table}table-cell"))
        assert len(cells) >= 2 * len(rows), name
        assert [cell for cell in cells if cell.get(f"{table}formula")] == [], name


def _report() -> Report:
    steps = tuple(f"T{number:02} Determine whether the confirmation of receipt is complete" for number in range(3))
    columns = (Column("Step"), Column("Half within", "seconds"), Column("Before"), Column("After"))
    rows = tuple((step, wait, step, step) for step, wait in zip(steps, (60, -90, 5), strict=True))
    waits = Table("Waits", columns, rows)
    wide = Table("Cohorts", tuple(Column(f"week {at}", "share") for at in range(12)), ((0.5,) * 12,) * 40)
    return Report("Journeys", ("Two tables.",), tables=(waits, wide))


def test_any_table_of_an_answer_comes_as_csv_with_units_in_its_heads() -> None:
    report = _report()
    first, second = (file_of(report, "csv", Speech("en"), table=name).content.decode("utf-8-sig") for name in ("", "2"))
    assert first.splitlines()[0] == "Step,Half within (seconds),Before,After"
    assert second.splitlines()[0].startswith("week 0,")
    assert table_of(report, "cohorts") is report.tables[1]
    with pytest.raises(BadOption, match="Waits, Cohorts"):
        table_of(report, "steps")


def test_times_of_a_column_are_all_numbers_in_a_workbook() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(_report(), Speech("ko"))))["Waits"]
    cells = [sheet.cell(row, 2) for row in (2, 3, 4)]
    assert [cell.value * 3600 for cell in cells] == pytest.approx([60, -90, 5])
    assert {cell.number_format for cell in cells} == {'#,##0.0 "h"'}


@pytest.mark.parametrize(("language", "sign"), [("en", "pp"), ("ko", "%p")])
def test_percentage_points_in_a_workbook_have_the_sign_of_its_language(language: Any, sign: str) -> None:
    report = Report("Differences", ("One.",), tables=(Table("Sides", (Column("By", "points"),), ((0.031,),)),))
    cell = openpyxl.load_workbook(io.BytesIO(xlsx_of(report, Speech(language))))["Sides"].cell(2, 1)
    assert (cell.value, cell.number_format) == (pytest.approx(3.1), f'0.0" {sign}"')


def test_what_is_cut_on_paper_is_said_and_cells_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    speech, report = Speech("en"), _report()
    made = page(report, speech)
    assert "3 more columns are in the table files." in made
    assert "10 more rows are in the table files." in made
    board = Board("Week", (), (Leaf(report, "Period: last 7 days."),))
    told = file_of_board(board, "html", speech).content.decode()
    assert "28 more rows are on the page of this question." in told
    assert "table files" not in told
    words: list[str] = []
    put = _Sheet.put
    monkeypatch.setattr(
        _Sheet, "put", lambda sheet, x, y, text, *more: (words.append(text), put(sheet, x, y, text, *more))
    )
    pdf(report, speech)
    assert not [text for text in words if text.endswith("…")]
    assert "complete" in " ".join(words).split(), "a long cell goes on in the next line"
    assert "3 more columns are in the table files." in words
    file_of_board(board, "pdf", speech)
    assert "Period: last 7 days." in words


def test_labels_that_begin_alike_are_told_apart_and_a_picture_without_a_chart_says_what_there_is() -> None:
    report = _report()
    steps = [row[0] for row in report.tables[0].rows]
    labels = [f"{steps[0]} → {steps[1]}", f"{steps[0]} → {steps[2]}"]
    assert len({label_fitted(label, 260) for label in labels}) == 2
    chart = Chart("bars", "Most travelled", tuple(labels), (Series("customers", (3.0, 2.0)),), "count")
    assert len({shape.text for shape in draw(chart, Speech("en")).shapes if getattr(shape, "x", 1) == 0}) == 2
    drawn = file_of(report, "svg", Speech("en")).content.decode()
    assert "Two tables." in drawn
    assert "T02 Deter" in drawn


def test_lines_to_what_may_still_change_are_broken() -> None:
    values = (1.0, 2.0, None, 4.0, 5.0, 6.0)
    chart = Chart("lines", "n", tuple("abcdef"), (Series("x", values, open=(True, *[False] * 4, True)),), "number")
    strokes = [one for one in draw(chart, Speech("en")).shapes if isinstance(one, Stroke) and one.width == 2]
    assert [(one.dashed, len(one.points)) for one in strokes] == [(True, 2), (False, 2), (True, 2)]
    assert strokes[1].points[-1] == strokes[2].points[0]
    plain = Chart("lines", "n", tuple("abcdef"), (Series("x", values),), "number")
    strokes = [one for one in draw(plain, Speech("en")).shapes if isinstance(one, Stroke) and one.width == 2]
    assert [(one.dashed, len(one.points)) for one in strokes] == [(False, 2), (False, 3)]
