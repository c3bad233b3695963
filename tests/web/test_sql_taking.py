"""The result of a query that was not saved is taken along, and bars have their names."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest

from cxloop.ports.sql import USUAL
from cxloop.web.language import translate
from web.running import Reply, Site

NAMES = "SELECT DISTINCT customer, 1 AS n FROM events WHERE event = '방문' ORDER BY 1 LIMIT 3"
DRAWN = """() => {
  window.drawn = [];
  const plain = CanvasRenderingContext2D.prototype.fillText;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...all) {
    window.drawn = []; // drawn anew
    return clear.apply(this, all);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const wide = this.measureText(text).width;
    const at = this.getTransform().transformPoint(new DOMPoint(x, y));
    const left = at.x - wide * ({ center: 0.5, right: 1, end: 1 }[this.textAlign] ?? 0);
    window.drawn.push({ text, left, right: left + wide, y: Math.round(at.y) });
    return plain.apply(this, arguments);
  };
}"""


def take(site: Site, format: str, role: str, query: str = NAMES, more: str = "", **drawn: Any) -> Reply:
    headers = {"origin": site.address, "cookie": site.signed_in("main", role), "content-type": "application/json"}
    return site.ask("POST", f"/api/v1/sql?as={format}{more}", headers, json.dumps({"query": query, **drawn}))


def test_no_more_is_taken_along_than_the_page_shows(site: Site) -> None:
    for format in ("csv", "html", "svg"):
        assert take(site, format, "viewer").status == 403
        shut = take(site, format, "analyst", chart="bar", x="customer", y="n")
        assert (shut.status, shut.headers["content-disposition"][:10]) == (200, "attachment"), format
        assert "고객-" not in shut.body, format
    assert take(site, "csv", "analyst").body.count("~") == 3
    assert "고객-" in take(site, "csv", "analyst", more="&purpose=complaint+17").body
    told = [one.entry for one in site.door.audit.newest(2)]
    assert {one.action for one in told} == {f"SQL (events): {NAMES}", "POST /api/v1/sql as csv"}
    assert all(one.purpose == "complaint 17" for one in told)
    assert take(site, "exe", "analyst").status == 400
    cut = take(site, "csv", "analyst", "SELECT * FROM range(5000)")
    assert cut.body.count("\n") - 1 == USUAL.rows, "as many as on the page"


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_result_is_taken_along_without_being_saved(visit: Any, language: str) -> None:
    query = "SELECT event AS 무엇, count(*) AS 몇 FROM events GROUP BY 1 ORDER BY 2 DESC"
    page = visit(f"/sql?{urlencode({'q': query, 'chart': 'bar', 'x': '무엇', 'y': '몇'})}", language=language)
    page.locator(".take summary").click()
    files = {}
    for format in ("xlsx", "svg", "pdf"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=translate(language, f"take.{format}"), exact=True).click()
        files[format] = Path(waiting.value.path()).read_bytes()
        assert waiting.value.suggested_filename.endswith(f".{format}")
        page.locator(".take summary").click()
    assert files["pdf"].startswith(b"%PDF")
    assert "방문" in files["svg"].decode()
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[1]
    assert next(sheet.iter_rows(values_only=True)) == ("무엇", "몇")
    page.select_option("select[name=chart]", "")
    page.locator(".take summary").click()
    page.locator(".take summary").click()
    assert not page.locator("[data-format=svg]").is_visible(), "there is no picture"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "bars", "all_shown"), [(1280, 9, True), (1280, 70, False), (360, 12, False)])
def test_bars_have_all_their_names_where_they_fit(visit: Any, width: int, bars: int, all_shown: bool) -> None:
    name = "if(range = 0, '고객센터 문의', '아주 긴 이름을 가진 분류 항목 번호 ' || range)"
    query = f"SELECT {name} AS name, range + 1 AS n FROM range({bars})"
    page = visit("/sql", width=width)
    page.add_init_script(f"({DRAWN})()")
    page.goto(f"/sql?{urlencode({'q': query, 'chart': 'bar'})}")
    page.locator(".chart canvas").wait_for()
    page.wait_for_function("window.drawn.some((one) => one.text.endsWith('…'))")
    low = page.evaluate("Math.max(...window.drawn.map((one) => one.y))")
    under = [one for one in page.evaluate("window.drawn") if one["y"] > low - 6 and one["text"][:2] in ("아주", "고객")]
    shown = sorted(under, key=lambda one: one["left"])
    assert (len(shown) == bars) is all_shown
    assert len(shown) >= 2
    assert all(one["right"] < other["left"] for one, other in pairwise(shown))
    assert all(one["text"].endswith("…") for one in shown[1:])
    assert shown[0]["text"] == "고객센터 문의", "what fits is whole"
    assert page.locator("tbody th").nth(1).inner_text() == "아주 긴 이름을 가진 분류 항목 번호 1"
