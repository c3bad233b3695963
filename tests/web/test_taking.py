"""Every answer begins with a sentence, says how sure it is, and can be taken along as a file."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest

from cxloop.report.files import FORMATS
from web.running import Site, settled

FUNNEL = urlencode([("step", "방문"), ("step", "결제 시작"), ("step", "주문 완료")])
QUESTIONS = [
    "overview", f"funnel?{FUNNEL}", "paths", "retention", "pains", "performance", "flags", "changes", "opportunities",
    "goals", "lessons", "segments", "imports",  f"edge?{urlencode({'source': '방문', 'target': '검색'})}",
    f"step?{urlencode({'name': '검색'})}", "teams", "marks", "loop",
]  # fmt: skip


def _file(site: Site, question: str, format: str, *, cookie: str, language: str = "en") -> Any:
    mark = "&" if "?" in question else "?"
    path = f"/api/v1/{question}{mark}as={format}&language={language}"
    return site.ask("GET", path, {"cookie": cookie})


@pytest.mark.parametrize("format", FORMATS)
def test_every_answer_comes_as_a_file(site: Site, format: str) -> None:
    cookie = site.signed_in()
    for question in QUESTIONS:
        reply = _file(site, question, format, cookie=cookie)
        assert reply.status == 200, (question, reply.body[:300])
        assert reply.headers["content-disposition"].startswith("attachment"), question
        assert (
            "sandbox" in reply.headers["content-security-policy"]
            or "default-src 'none'" in reply.headers["content-security-policy"]
        )


def test_an_unknown_kind_of_file_is_refused_with_those_there_are(site: Site) -> None:
    reply = _file(site, "overview", "exe", cookie=site.signed_in())
    assert reply.status == 400
    assert "xlsx" in reply.body


def test_whoever_takes_something_along_is_on_record(site: Site) -> None:
    _file(site, "overview", "csv", cookie=site.signed_in())
    assert site.door.audit.newest(1)[0].entry.action == "GET /api/v1/overview as csv"


def test_a_file_hides_the_names_that_the_page_hides(site: Site) -> None:
    question = f"funnel/customers?{FUNNEL}&number=1"
    for role, shown in (("viewer", False), ("analyst", False)):
        reply = _file(site, question, "csv", cookie=site.signed_in(role=role))
        assert ("고객-" in reply.body) is shown, role
    named = _file(site, f"{question}&purpose=check", "csv", cookie=site.signed_in(role="analyst"))
    assert "고객-" in named.body


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "excel", "sure"), [("en", "Excel", "How sure this is"), ("ko", "엑셀", "얼마나 확실한가")]
)
def test_from_the_page_into_a_workbook(visit: Any, language: str, excel: str, sure: str) -> None:
    page = visit(f"/funnel?{FUNNEL}", language=language)
    assert page.locator(".headline").inner_text().count("500") >= 1
    page.locator(".about .known summary").click()
    assert page.get_by_role("heading", name=sure).is_visible()
    page.locator(".about .take summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=excel, exact=True).click()
    path = waiting.value.path()
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert [row[0] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)] == [
        "방문",
        "결제 시작",
        "주문 완료",
    ]
    page.keyboard.press("Escape")


@pytest.mark.browser
def test_the_pages_say_the_same_as_the_files(visit: Any, site: Site) -> None:
    page = visit("/retention")
    told = json.loads(site.ask("GET", "/api/v1/retention?told=1", {"cookie": site.signed_in()}).body)["told"]
    words = "".join(part if isinstance(part, str) else part["name"] for part in told["says"])
    settled(page, "/retention")
    assert page.locator(".headline").inner_text() == words
