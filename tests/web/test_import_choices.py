"""What people choose before files come in: which of them, and whose zone their times are in; and what they are told."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxloop import wiring
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.app.naming import Naming
from cxloop.web.language import Language, translate
from web.conftest import serving
from web.running import Site
from web.test_imports import dropped, ended, started

pytestmark = pytest.mark.browser
NAMES = ("page_view", "purchase")
VISITS = "user_pseudo_id,user_id,event_date,event_name\n" + "".join(
    f"p{at % 6},{f'u{at % 3}' if at % 2 else ''},2026-01-{1 + at % 28:02d} 08:30:00,{NAMES[at % 2]}\n"
    for at in range(60)
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server over a workspace without anything in it."""
    data = tmp_path / "data"
    workspace, door, sign_in = wiring.open(data), wiring.door(data), SignIn()
    app = create_app({"main": workspace}, sign_in=sign_in, door=door)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)
    app.state.importing.end()


def shot(page: Any, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_one_file_is_left_out_and_the_rest_comes_in(site: Site, visit: Any, language: Language) -> None:
    def say(key: str, **values: str) -> str:
        return translate(language, key).format(**values)

    page = visit("/imports", language=language, width=1280 if language == "en" else 360, failing=True)
    odd = "x,y\n" + "red,1\nblue,2\n" * 5
    bad = "2026-02-30 25:00"
    more = VISITS.splitlines()[0] + f"\np1,,{bad},page_view\np2,,,purchase\np3,u9,2026-02-01 08:30:00,purchase\n"
    dropped(
        page, ("ga.csv", VISITS.encode()), ("odd.csv", odd.encode()), ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        ("more.csv", more.encode()),
    )  # fmt: skip
    broken = page.locator("section.card", has_text="photo.png")
    broken.get_by_text(say("bring.left_out")).wait_for()
    shot(page, f"choice-{language}")
    start = page.locator("button.primary", has_text=translate(language, "bring.start"))
    assert start.get_attribute("aria-disabled") == "true", "of one file nobody knows what it is"
    page.get_by_role("button", name=say("bring.leave.of", name="odd.csv")).click()
    page.locator("section.card", has_text="odd.csv").wait_for(state="detached")
    page.locator("button.primary:not([aria-disabled=true])", has_text=translate(language, "bring.start")).wait_for()
    notes = page.locator(".notes").inner_text()
    assert say("bring.local", zone="Asia/Seoul") in notes
    assert say("bring.local.sets") in notes
    assert page.get_by_label(say("bring.role.of", column="user_id")).input_value() == "customer"
    assert page.get_by_label(say("bring.role.of", column="user_pseudo_id")).input_value() == "identifier"
    expect = page.locator(".expect").inner_text()
    assert "2025" not in expect, "days are those of the zone that it is read in"
    assert "page_view" in expect
    assert "more.csv" in page.locator(".expect .refusals").inner_text()
    assert bad in page.locator(".expect mark").all_inner_texts()
    shot(page, f"left-{language}")
    started(page, language)
    ended(page)
    page.locator(".ended .refusals mark", has_text=bad).wait_for()
    shot(page, f"ended-{language}")
    workspace = site.app.state.workspaces["main"]
    assert Naming.of(workspace).settings.zone == "Asia/Seoul"
    assert workspace.overview().to_dict()["period"]["from"].startswith("2025-12-31T23:30"), "half past eight there"
    assert {one["path"] for one in workspace.imports()} == {"ga.csv", "more.csv"}
    page.goto("/imports")
    page.locator("section.reasons mark", has_text=bad).wait_for(
        state="attached"
    )  # the end of the import may stand above
    dropped(page, ("again.csv", VISITS.replace("page_view", "view").encode()))
    page.locator(".expect").get_by_text(say("bring.shared.other", count="6")).wait_for()
    said = page.locator(".expect .headline").inner_text()
    assert say("per.customer.other", count="6") in said, "as many as there are when it is in, and not nine identifiers"
    assert say("bring.local.sets") not in page.locator(".notes").inner_text()
    shot(page, f"again-{language}")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_the_money_of_a_wide_table_counts_where_one_says(
    site: Site, visit: Any, language: Language, width: int
) -> None:
    body = "order_id,customer_id,ordered_at,paid_at,delivered_at,amount\n" + "".join(
        f"{at},c{at % 4},2026-01-{1 + at:02d} 10:00,{f'2026-01-{1 + at:02d} 11:00' if at % 2 else ''},"
        f"2026-02-{1 + at:02d} 10:00,100\n"
        for at in range(20)
    )
    page = visit("/imports", language=language, width=width)
    dropped(page, ("orders.csv", body.encode()))
    page.locator(".expect .headline").wait_for()
    assert page.get_by_label(translate(language, "bring.role.of").format(column="amount")).input_value() == "value"
    choice = page.get_by_label(translate(language, "bring.value_at"))
    choice.wait_for()
    assert choice.locator("option:checked").inner_text() == translate(language, "bring.value_at.first")
    names = choice.locator("option").all_inner_texts()
    choice.select_option(names[2])
    page.locator(".expect:not([aria-busy=true])").wait_for()
    shot(page, f"value-at-{language}")
    started(page, language)
    ended(page)
    workspace = site.app.state.workspaces["main"]
    paid = workspace.sql(
        "SELECT event, sum(value) AS paid FROM events GROUP BY 1 ORDER BY 2 DESC NULLS LAST"
    ).to_pandas()
    assert paid.paid.fillna(0).tolist() == [1000.0, 0, 0], "ten of twenty were paid"
    assert paid.event[0] == names[2]


def test_months_of_a_workbook_come_in_as_one_or_alone(site: Site, visit: Any) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in (1, 2, 3):
        sheet = book.create_sheet(f"{month}월")
        sheet.append(["고객번호", "일시", "접점유형", "채널"])
        for at in range(20 * month):
            sheet.append([f"K{at % 7}", f"2026-0{month}-{1 + at % 28:02d} 10:00", f"접점 {at % 3}", "콜센터"])
    whole = io.BytesIO()
    book.save(whole)
    page = visit("/imports", language="ko")
    dropped(page, ("접점.xlsx", whole.getvalue()))
    page.locator(".expect").get_by_text("이벤트 120건").wait_for()
    choice = page.locator("select[name=sheet]")
    assert choice.locator("option:checked").inner_text() == "열이 같은 시트 함께: 1월, 2월, 3월"
    choice.select_option("2월")
    page.locator(".expect").get_by_text("이벤트 40건").wait_for()
    choice.select_option("")
    page.locator(".expect").get_by_text("이벤트 120건").wait_for()
    shot(page, "months")
    started(page, "ko")
    assert "이벤트 120건이 들어왔습니다" in ended(page)
