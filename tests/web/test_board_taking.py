"""A dashboard is taken along whole: a sheet for each tile, as whoever takes it may see it."""

from __future__ import annotations

import functools
import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cxloop.api import sharing
from cxloop.app import dashboards, names, queries
from cxloop.understand.dashboard import Tile
from cxloop.web.language import translate
from web.choosing import answered
from web.running import Site

WHO = "SELECT customer, count(*) AS n FROM events WHERE event = '방문' GROUP BY 1 ORDER BY 1 LIMIT 3"


@pytest.fixture(scope="module")
def board(workspaces: dict[str, Any]) -> str:
    main = workspaces["main"]
    query = queries.save_query(main, "누구", WHO, "kim", {"chart": "bar", "x": "customer", "y": "n"}).id
    tiles = (
        Tile("1", "/retention", title="다시 온 고객"),
        Tile("2", f"/sql/{query}"),
        Tile("3", "/pains/nothing", title="없는 것"),
        Tile("4", "/"),
        Tile("5", "/", query="from=-90d", title="석 달", follows=False),
    )
    return dashboards.add_dashboard(main, "들고 가기", "kim", description="매주", tiles=tiles, days=30).id


def test_it_is_taken_along_as_whoever_asks_may_see_it(site: Site, board: str) -> None:
    def take(format: str, role: str, more: str = "") -> Any:
        path = f"/api/v1/dashboards/{board}?as={format}&language=ko{more}"
        return site.ask("GET", path, {"cookie": site.signed_in("main", role)})

    shut = take("html", "viewer")
    assert shut.status == 200
    assert shut.headers["content-disposition"].startswith("attachment")
    heads = re.findall("<h2>(.*?)</h2>", shut.body)
    assert [heads[0], heads[1], heads[2], len(heads)] == ["다시 온 고객", "누구", "없는 것", 5]
    sections = shut.body.split("<section>")
    assert len(sections) == 6
    told = ["기간: 2026", "기간이 없는 내용", "기간: 2026", "기간: 2026", "자체 기간으로 계산: 최근 90일"]
    assert [words in section for words, section in zip(told, sections[1:], strict=True)] == [True] * 5
    assert "기간: 2026" not in sections[0], "not one period over tiles that have others"
    assert "매주" in shut.body
    assert "고객-" not in shut.body
    assert "고객의 이름은 가렸습니다." in shut.body
    assert "고객-" in take("html", "analyst", "&purpose=complaint+19").body
    told = [one.entry for one in site.door.audit.newest(12) if one.entry.purpose == "complaint 19"]
    assert any(one.customers for one in told)
    assert any(one.action == "GET /api/v1/dashboards/{number} as html" for one in told)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_from_its_page_into_a_pdf(visit: Any, board: str, language: str) -> None:
    page = visit(f"/dashboards/{board}", language=language, failing=True)
    page.locator(".take summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=translate(language, "dashboard.take.pdf")).click()
    made = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename.startswith("cxloop 들고 가기")
    assert len(re.findall(rb"/Type /Page\b", made)) == 5


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_pinned_question_is_shown_as_it_was_asked(
    visit: Any, site: Site, workspaces: dict[str, Any], language: str
) -> None:
    t = functools.partial(translate, language)
    steps = urlencode([("step", "방문"), ("step", "주문 완료"), ("breakdown", "channel")])
    made = dashboards.add_dashboard(workspaces["main"], f"핀 {language}", "kim", days=7)
    page = visit(f"/funnel?{steps}", language=language)
    page.locator("[data-key=period] > button").click()
    page.get_by_role("dialog").get_by_role("button", name=t("period.90d")).click()
    page.wait_for_url("**from=-90d*")
    answered(page)
    page.locator(".take summary").click()
    tables = page.locator(".take a[href*='as=csv']")
    assert tables.count() > 1, "one for each table, the breakdown among them"
    with page.expect_download() as waiting:
        tables.nth(1).click()
    assert "(" in Path(waiting.value.path()).read_text("utf-8-sig").splitlines()[0], "seconds in the head"
    page.get_by_role("button", name=t("saved.open")).click()
    page.locator("dialog input[name=name]").fill(f"석 달 {language}")
    page.locator("dialog").get_by_role("button", name=t("saved.save"), exact=True).click()
    page.locator("dialog .next select[name=dashboard]").select_option(made.id)
    page.locator("dialog").get_by_role("button", name=t("pin.do"), exact=True).click()
    page.locator("dialog .next a").click()
    page.wait_for_url("**/dashboards/*")
    tile = page.locator(".tile")
    own = t("tile.period.own.apart", period=t("period.90d"))
    tile.get_by_text(own).wait_for()
    picture = tile.locator("img")
    picture.wait_for()
    assert "web" in picture.get_attribute("alt"), "with its breakdown"
    assert "from=-90d" in picture.get_attribute("src").replace("%2D", "-")
    tile.get_by_role("button", name=t("tile.follow", name=f"석 달 {language}")).click()
    tile.get_by_text(own).wait_for(state="detached")
    assert "-90d" not in dashboards.dashboard(workspaces["main"], made.id).tiles[0].asked


def shared(site: Site, board: str) -> str:
    body = json.dumps({"question": f"dashboards/{board}", "title": "월요일 회의"})
    headers = {"cookie": site.signed_in(role="analyst"), "origin": site.address, "content-type": "application/json"}
    made = site.ask("POST", "/api/v1/shares", headers, body)
    assert made.status == 200, made.body
    return str(json.loads(made.body)["path"])


def test_a_link_to_it_opens_for_those_outside(site: Site, board: str) -> None:
    opened = site.ask("GET", shared(site, board), {"accept-language": "ko"})
    assert opened.status == 200
    heads = re.findall("<h2>(.*?)</h2>", opened.body)
    assert (opened.body.count("<h1>월요일 회의</h1>"), heads[0], heads[1], len(heads)) == (1, "다시 온 고객", "누구", 5)
    assert "script" not in opened.body
    assert "고객-" not in opened.body, "what tells of single customers stays shut"
    assert "고객 한 명 한 명을 말하지 않는 답만" in opened.body.split("<section>")[2]
    assert "매주" in opened.body


def test_a_link_shows_what_is_so_now(
    site: Site, workspaces: dict[str, Any], board: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared(site, board)
    begun = time.monotonic()
    monkeypatch.setattr(sharing, "monotonic", lambda: begun)
    before = site.ask("GET", path).body
    dashboards.edit_dashboard(workspaces["main"], board, "kim", {"description": "이제 매달"})
    assert site.ask("GET", path).body == before, "within the same minute it is not worked out again"
    monkeypatch.setattr(sharing, "monotonic", lambda: begun + 60)
    assert "이제 매달" in site.ask("GET", path).body


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_link_is_made_on_its_page(visit: Any, chromium: Any, board: str, language: str) -> None:
    t = functools.partial(translate, language)
    page = visit(f"/dashboards/{board}", language=language, failing=True)
    page.locator(".take summary").click()
    page.get_by_role("button", name=t("share.open")).click()
    page.get_by_text(t("share.line.dashboard")).wait_for()
    page.get_by_role("button", name=t("share.make"), exact=True).click()
    address = page.locator(".shared input").input_value()
    other = chromium.new_context().new_page()
    other.goto(address)
    assert other.locator("section").count() == 5
    assert other.inner_text("h1") == "들고 가기"
    other.context.close()


def test_what_is_told_is_in_the_zone_of_the_workspace(site: Site, workspaces: dict[str, Any]) -> None:
    main = workspaces["main"]
    made = dashboards.add_dashboard(main, "시간대", "kim", tiles=(Tile("1", "/journeys/of/고객-7"),)).id
    journey = "/api/v1/journey?name=고객-7&told=yes&zone="
    names.set_settings(main, "kim", {"zone": "Asia/Seoul"})
    try:
        utc, seoul = (site.json(quote(journey + zone, safe="/?=&"))["told"]["says"] for zone in ("UTC", "Asia/Seoul"))
        assert utc != seoul
        assert site.json(quote(journey.removesuffix("&zone="), safe="/?=&"))["told"]["says"] == seoul
        taken = site.ask("GET", f"/api/v1/dashboards/{made}?as=html", {"cookie": site.signed_in("main")}).body
        times = [re.findall(r"\d\d:\d\d", str(says))[0] for says in (utc, seoul)]
        assert [time in taken for time in times] == [False, True]
    finally:
        names.set_settings(main, "kim", {"zone": ""})
