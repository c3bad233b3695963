"""Saved questions and dashboards: what an address asks is what its route answers, and what people do with them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest

from cxloop.app import dashboards, saved
from cxloop.app.addresses import PAGES, answer_of, question_of
from cxloop.understand.dashboard import Tile
from cxloop.web.language import translate
from web.logs import hostile_names
from web.running import AXE, Site, settled

FUNNEL = urlencode([("step", "방문"), ("step", "결제 시작"), ("step", "주문 완료")])
PLAN = 'plan = "pro"'
SEGMENT = "segment:오류 만난 사람"
ADDRESSES = [
    ("/compare", "compare=plan+%3D+pro"),
    ("/compare", "to=2026-01-31&compare_from=2026-02-01"),
    ("/", ""),
    ("/", urlencode({"from": "2026-01-20", "to": "2026-02-20", "channel": "web", "per": "case"})),
    ("/", urlencode({"compare_from": "2026-02-01", "to": "2026-01-31"})),
    ("/funnel", FUNNEL),
    (
        "/funnel",
        f"{FUNNEL}&{urlencode({'step_window': '2h', 'window': 'any', 'order': 'strict', 'breakdown': 'plan'})}",
    ),
    ("/funnel", f"{FUNNEL}&step=&{urlencode({'compare': PLAN, 'where': PLAN})}"),
    ("/funnel", urlencode([("step", "방문"), ("step", "검색"), ("segment", "검색하는 사람"), ("zone", "Asia/Seoul")])),
    ("/journeys", urlencode([("having", "검색"), ("lacking", "결제 오류"), ("channel", "web"), ("channel", "app")])),
    ("/journeys", urlencode({"compare": PLAN})),
    ("/journeys", urlencode({"first": "방문", "last": "결제 시작"})),
    ("/retention", ""),
    ("/retention", urlencode({"unit": "month", "mode": "unbounded", "start": "방문", "back": "검색"})),
    ("/pains", ""),
    ("/pains", urlencode({"outcome": "reaches:주문 완료", "where": PLAN})),
    ("/pains", urlencode({"compare": SEGMENT})),
    ("/pains", urlencode({"to": "2026-02-10", "compare_from": "2026-02-11"})),
    ("/pains/FIRST", ""),
    ("/performance", ""),
    ("/performance", urlencode({"unit": "month", "last": "3", "by": "channel", "metric": "count:검색"})),
    ("/performance", urlencode([("compare", SEGMENT), ("compare", PLAN)])),
    ("/performance", urlencode({"from": "2026-02-11", "compare_to": "2026-02-10"})),
    ("/changes/1", ""),
    ("/journeys/of", urlencode({"name": "고객-7"})),
]
OWN = {"marks", "simulated", "told", "masked", "lens"}
"""What the routes add, or what hangs on the moment."""


def post(site: Site, path: str, body: Any, role: Any = "analyst", workspace: str = "main") -> Any:
    headers = {"cookie": site.signed_in(workspace, role), "origin": site.address, "content-type": "application/json"}
    reply = site.ask("POST", f"/api/v1/{path}", headers, json.dumps(body))
    return reply.status, json.loads(reply.body)


@pytest.fixture(autouse=True)
def clean(workspaces: dict[str, Any]) -> Any:
    yield
    for one in saved.saved_questions(workspaces["main"]).saved:
        saved.remove_question(workspaces["main"], one.id, "kim")
    for line in dashboards.dashboards(workspaces["main"]).dashboards:
        dashboards.remove_dashboard(workspaces["main"], line.id, "kim")


@pytest.mark.parametrize(("page", "query"), ADDRESSES)
def test_an_address_is_answered_as_its_route_answers(
    site: Site, workspaces: dict[str, Any], page: str, query: str
) -> None:
    first = str(site.json("/api/v1/pains")["pains"][0]["id"])
    page = page.replace("FIRST", first)
    asked = question_of(page, query)
    reply = site.json(f"/api/v1/{asked.question}?{asked.query}")
    assert "code" not in reply, reply
    own = json.loads(json.dumps(answer_of(workspaces["main"], page, query)))
    kept = {name: value for name, value in own.items() if name not in OWN}
    assert kept == {name: value for name, value in reply.items() if name not in OWN}
    assert len(kept) > 2


def test_every_page_in_the_table_is_a_page_and_every_question_a_route(site: Site) -> None:
    for page, asking in PAGES.items():
        paths = [route.path for route in _flat(site.app.routes)]
        assert re.sub(r"\{\}", "", page) in {re.sub(r"\{[^}]*\}", "", path) for path in paths}, page
        assert f"/api/v1/{re.sub('{}', '', asking.question)}" in {re.sub(r"\{[^}]*\}", "", path) for path in paths}


def _flat(routes: Any) -> list[Any]:
    from web.test_door import flattened

    return [one for one in flattened(routes) if hasattr(one, "path")]


def test_names_are_unique_and_what_was_deleted_comes_back(site: Site) -> None:
    status, made = post(site, "saved", {"name": "결제", "page": "/funnel", "query": f"{FUNNEL}&saved=9"})
    assert (status, made["saved"]["query"], made["saved"]["author"]) == (200, FUNNEL, made["by"])
    assert post(site, "saved", {"name": " 결제 ", "page": "/"})[0] == 400
    assert post(site, "saved", {"name": "SQL", "page": "/sql", "query": "q=1"})[1]["code"] == "bad_record"
    assert post(site, "saved", {"name": "x", "page": "/"}, role="viewer")[0] == 403
    path = f"saved/{made['id']}"
    assert post(site, path, {"name": "결제 2", "description": "월요일 회의"})[1]["saved"]["query"] == FUNNEL
    assert post(site, path, {"page": "/retention", "query": "unit=month"})[1]["saved"]["page"] == "/retention"
    assert post(site, f"{path}/remove", {})[1]["saved"] == []
    _, other = post(site, "saved", {"name": "결제 2", "page": "/"})
    assert post(site, f"{path}/restore", {})[1]["code"] == "bad_record", "its name was given away"
    post(site, f"saved/{other['id']}/remove", {})
    _, back = post(site, f"{path}/restore", {})
    assert (back["saved"]["name"], back["saved"]["description"], back["saved"]["page"]) == (
        "결제 2", "월요일 회의", "/retention",
    )  # fmt: skip


def test_a_saved_journey_holds_no_name_of_a_customer(site: Site) -> None:
    _, made = post(site, "saved", {"name": "여정", "page": f"/journeys/of/{quote('고객-7')}"})
    assert made["saved"]["page"] == "/journeys/of"
    assert quote("고객-7") not in made["saved"]["query"]
    cookie = {"cookie": site.signed_in(role="viewer")}
    seen = site.ask("GET", f"/api/v1/journey?{made['saved']['query']}", cookie)
    assert seen.status == 200
    assert "고객-7" not in seen.body
    assert site.json(f"/api/v1/journey?{made['saved']['query']}")["customer"] == "고객-7"


def test_tiles_are_pinned_arranged_and_outlive_their_question(site: Site, workspaces: dict[str, Any]) -> None:
    _, question = post(site, "saved", {"name": "결제", "page": "/funnel", "query": f"{FUNNEL}&from=2026-01-01"})
    _, board = post(site, "dashboards", {"name": "주간"})
    path = f"dashboards/{board['id']}"
    _, board = post(site, f"{path}/tiles", {"saved": question["id"]})
    assert board["tiles"][0]["follows"] is False, "what is pinned is shown as it was asked"
    post(site, path, {"tiles": [{"id": "1", "saved": question["id"], "follows": True}]})
    _, board = post(site, f"{path}/tiles", {"page": "/retention", "size": "wide", "follows": False})
    assert [(one["id"], one["name"], one["question"], one["size"]) for one in board["tiles"]] == [
        ("1", "결제", "funnel", "small"), ("2", None, "retention", "wide"),
    ]  # fmt: skip
    assert post(site, f"{path}/tiles", {"saved": "999"})[0] == 404
    assert post(site, f"{path}/tiles", {"page": "/flags"})[0] == 400
    _, board = post(site, path, {"begin": "2026-02-01", "end": "2026-02-28"})
    assert [one["asked"] for one in board["tiles"]] == [f"{FUNNEL}&from=2026-02-01&to=2026-02-28", ""]
    assert [(one["period"], one["begin"]) for one in board["tiles"]] == [("board", "2026-02-01"), ("all", None)]
    assert board["tiles"][0]["address"] == f"/funnel?{FUNNEL}&from=2026-02-01&to=2026-02-28&saved={question['id']}"
    kept = ("id", "title", "page", "query", "saved", "size", "follows")
    turned = [{name: one[name] for name in kept} for one in reversed(board["tiles"])]
    _, board = post(site, path, {"tiles": turned, "begin": None, "end": None, "version": board["version"]})
    assert [one["id"] for one in board["tiles"]] == ["2", "1"]
    assert board["tiles"][1]["asked"] == f"{FUNNEL}&from=2026-01-01", "its own period is still there"
    assert (board["tiles"][1]["period"], board["tiles"][1]["begin"]) == ("own", "2026-01-01")
    assert post(site, path, {"tiles": [], "version": board["version"] - 1})[1]["code"] == "outdated"
    post(site, f"saved/{question['id']}/remove", {})
    gone = dashboards.dashboard(workspaces["main"], board["id"]).tiles[1]
    assert (gone.name, gone.question, gone.asked) == (None, "funnel", f"{FUNNEL}&from=2026-01-01")
    post(site, f"{path}/remove", {})
    assert post(site, f"{path}/restore", {})[1]["tiles"] == json.loads(json.dumps(board["tiles"])) or gone.name is None


def test_what_is_compared_goes_with_the_period(site: Site) -> None:
    march = {"from": "2026-03-01", "to": "2026-03-14"}
    others = {"before": ("2026-02-15", "2026-02-28"), "year": ("2025-03-01", "2025-03-14"),
              "own": ("2026-01-01", "2026-01-31")}  # fmt: skip
    period = {"from": "2026-02-08", "to": "2026-02-14"}
    moved = {"before": ("2026-02-01", "2026-02-07"), "year": ("2025-02-08", "2025-02-14"), "own": others["own"]}
    _, board = post(site, "dashboards", {"name": "주간"})
    for days in others.values():
        query = urlencode(march | dict(zip(("compare_from", "compare_to"), days, strict=True)))
        post(site, f"dashboards/{board['id']}/tiles", {"page": "/journeys", "query": query, "follows": True})
    _, board = post(site, f"dashboards/{board['id']}", {"begin": period["from"], "end": period["to"]})
    for tile, days in zip(board["tiles"], moved.values(), strict=True):
        wanted = period | dict(zip(("compare_from", "compare_to"), days, strict=True))
        assert dict(parse_qsl(tile["asked"])) == wanted
        assert dict(parse_qsl(tile["address"].partition("?")[2])) == wanted


def test_the_ready_made_one_answers_everywhere(site: Site) -> None:
    status, board = post(site, "dashboards", {"ready": True, "name": "이번 주"})
    assert status == 200
    assert board["begin"] == "2026-03-20", "seven days up to the last event of an old log"
    assert [one["question"] for one in board["tiles"]] == ["overview", "pains", "performance", "funnel", "retention"]
    assert [one["period"] for one in board["tiles"]] == ["board", "all", "recent", "board", "all"]
    for one in board["tiles"]:
        told = site.json(f"/api/v1/{one['question']}?{one['asked']}&told=brief")
        assert told["told"]["says"], one
        assert told["told"]["pictured"], one
    assert post(site, "dashboards", {"ready": True, "name": "x"}, workspace="empty")[0] in (400, 404)


SIDES = [("compare", SEGMENT), ("compare", "segment:검색하는 사람")]
COMPARED = {
    "/": "", "/journeys": "", "/funnel": FUNNEL, "/retention": "", "/pains": "", "/compare": "",
    "/performance": urlencode({"metric": "reaches:주문 완료"}),
}  # fmt: skip


def test_a_tile_of_a_comparison_draws_both_sides(site: Site) -> None:
    cookie = {"cookie": site.signed_in()}
    _, board = post(site, "dashboards", {"name": "비교"})
    for page, query in COMPARED.items():
        asked = "&".join(filter(None, (query, urlencode(SIDES))))
        _, board = post(site, f"dashboards/{board['id']}/tiles", {"page": page, "query": asked})
    assert len(board["tiles"]) == len(COMPARED)
    for one in board["tiles"]:
        path = f"/api/v1/{one['question']}?{one['asked']}"
        told = site.json(f"{path}&told=brief")["told"]
        picture = site.ask("GET", f"{path}&as=svg&charts=1&width=400", cookie).body
        page = site.ask("GET", f"{path}&as=html&language=ko", cookie).body
        for name in ("오류 만난 사람", "검색하는 사람"):
            assert f"{name} " in told["pictured"], one
            assert f">{name}<" in picture, one
            assert f">{name}<" in page, one
        sure = json.dumps(told["sure"], ensure_ascii=False)
        assert "are on both sides" in sure, one
        assert "양쪽에 다 들어 있" in page, one


def test_a_picture_fits_its_tile_and_the_dark(site: Site) -> None:
    cookie = {"cookie": site.signed_in()}
    ask = "/api/v1/performance?metric=count:%EA%B2%80%EC%83%89&metric=count:%EB%B0%A9%EB%AC%B8&as=svg"
    plain = site.ask("GET", ask, cookie).body
    small = site.ask("GET", f"{ask}&width=400&charts=1&theme=dark", cookie).body
    assert 'width="440"' in small
    assert "#1a2125" in small
    assert "#ffffff" not in small
    assert "#ffffff" in plain
    assert plain.count("<polyline") > small.count("<polyline")
    assert site.ask("GET", f"{ask}&width=9", cookie).status == 400


def test_marks_stand_on_the_picture_of_the_overview(site: Site) -> None:
    picture = site.ask("GET", "/api/v1/overview?as=svg", {"cookie": site.signed_in()}).body
    assert "결제 장애" in picture
    assert "배송비 먼저" not in picture, "it began after the last event"


def test_a_mark_is_changed_and_comes_back(site: Site) -> None:
    _, found = post(site, "marks", {"title": "설 연휴", "at": "2026-02-16", "until": "2026-02-18"})
    id = next(one["ref"] for one in found["marks"] if one["title"] == "설 연휴").removeprefix("mark:")
    _, found = post(site, f"marks/{id}", {"title": "설날", "until": "", "sort": "release"})
    assert [(one["title"], one["until_date"], one["sort"]) for one in found["marks"] if one["ref"] == f"mark:{id}"] == [
        ("설날", None, "release")
    ]
    assert post(site, f"marks/{id}", {"until": "2026-02-01"})[1]["code"] == "bad_record"
    assert all(one["ref"] != f"mark:{id}" for one in post(site, f"marks/{id}/remove", {})[1]["marks"])
    assert any(one["title"] == "설날" for one in post(site, f"marks/{id}/restore", {})[1]["marks"])
    post(site, f"marks/{id}/remove", {})


WORDS = {
    "en": {
        "save": "Save …", "do": "Save", "close": "Close", "again": "Save changes", "undo": "Undo",
        "pin": "Pin to the dashboard", "delete": "Delete “결제 퍼널”", "saved": "Saved",
        "next": "Show it on a dashboard as well?",
        "later": "Move “결제 퍼널” back",
        "wider": "Make “결제 퍼널” wide", "off": "Remove “결제 퍼널”",
    },
    "ko": {
        "save": "저장 …", "do": "저장", "close": "닫기", "again": "바뀐 내용 저장", "undo": "되돌리기",
        "pin": "대시보드에 고정하기", "delete": "“결제 퍼널” 삭제", "saved": "저장했습니다",
        "next": "대시보드에도 올릴까요?",
        "later": "“결제 퍼널” 뒤로 옮기기",
        "wider": "“결제 퍼널” 넓게", "off": "“결제 퍼널” 빼기",
    },
}  # fmt: skip


def order(page: Any) -> list[str]:
    return [str(name) for name in page.locator(".tile h2").all_inner_texts()]


def pictured(page: Any) -> None:
    """Waits until each of three tiles has its picture: nothing moves any more by itself."""
    page.locator(".tile").nth(2).scroll_into_view_if_needed()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.tile img')].filter((one) => one.naturalWidth > 0).length === 3"
    )


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_saved_opened_changed_saved_again_pinned_and_deleted(visit: Any, language: str) -> None:
    words = WORDS[language]
    page = visit(f"/funnel?{FUNNEL}", language=language)

    def button(name: str) -> Any:
        return page.get_by_role("button", name=name, exact=True)

    button(words["save"]).click()
    assert "방문 → 결제 시작 → 주문 완료" in page.locator("dialog input[name=name]").input_value()
    page.locator("dialog input[name=name]").fill("결제 퍼널")
    page.locator("dialog").get_by_role("button", name=words["do"], exact=True).click()
    page.locator("dialog .next select[name=dashboard]").wait_for()
    assert page.locator("dialog").get_attribute("aria-label") == page.inner_text("dialog h2") == words["saved"]
    assert page.inner_text("dialog .next h3") == words["next"], "what follows is another thing"
    page.locator("dialog select[name=dashboard]").select_option("")
    page.locator("dialog input[name=name]").fill("주간")
    button(words["pin"]).click()
    page.locator("dialog a", has_text="주간").wait_for()
    button(words["close"]).last.click()
    assert "saved=" in page.url
    page.reload()
    page.locator("[data-part=saved-as] b", has_text="결제 퍼널").wait_for()
    assert button(words["again"]).count() == 0, "it is as it was saved"
    button(translate(language, "saved.open_as")).click()
    assert "방문" in page.locator("dialog input[name=name]").input_value(), "not called as the last one"
    page.keyboard.press("Escape")
    page.locator("select[name=window]").select_option("1d")
    button(words["again"]).click()
    page.locator(".undo").get_by_role("button", name=words["undo"]).wait_for()
    button(words["again"]).wait_for(state="detached")
    settled(page, "/saved")
    page.locator(".saved-list a").click()
    page.wait_for_url("**/funnel?*window=1d*")
    settled(page, "/saved")
    page.get_by_role("button", name=words["delete"]).click()
    page.locator(".saved-list").wait_for(state="detached")
    page.locator(".undo").get_by_role("button", name=words["undo"]).click()
    page.locator(".saved-list a", has_text="결제 퍼널").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_arranged_by_keyboard_and_by_hand_and_seen_by_others(
    visit: Any, site: Site, workspaces: dict[str, Any], language: str
) -> None:
    words, main = WORDS[language], workspaces["main"]
    question = saved.save_question(main, "결제 퍼널", "/funnel", FUNNEL, "kim")
    tiles = (Tile("1", "/funnel", FUNNEL, saved=question.id), Tile("2", "/retention"), Tile("3", "/", title="개요들"))
    path = f"/dashboards/{dashboards.add_dashboard(main, '주간', 'kim', tiles=tiles).id}"
    page, other = visit(path, language=language), visit(path, language=language)
    pictured(page)
    tools = page.locator(".tools .actions").locator("> :is(button, details)")
    assert len({(round(box["y"]), round(box["height"])) for box in (one.bounding_box() for one in tools.all())}) == 1, (
        "in one line"
    )
    assert page.locator(".tile img").first.get_attribute("alt").startswith(("Funnel", "퍼널"))
    before = order(page)
    page.get_by_role("button", name=words["later"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("(first) => document.querySelector('.tile h2').innerText !== first", arg=before[0])
    moved = order(page)
    assert moved == [before[1], before[0], before[2]]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == words["later"], "to be pressed again"
    other.wait_for_function("(first) => document.querySelector('.tile h2').innerText === first", arg=moved[0])
    page.keyboard.press("Control+z")
    other.wait_for_function("(first) => document.querySelector('.tile h2').innerText === first", arg=before[0])
    assert order(page) == before
    page.keyboard.press("Enter")
    page.wait_for_function("(first) => document.querySelector('.tile h2').innerText !== first", arg=before[0])
    page.locator(".undo").get_by_role("button", name=words["undo"]).wait_for()
    page.get_by_role("button", name=words["wider"]).click()
    page.locator(".tile.wide", has_text="결제 퍼널").wait_for()
    page.set_viewport_size({"width": 1280, "height": 2200})  # a page that scrolls under a pressed mouse drags nothing
    pictured(page)
    page.locator(".tile header h2").nth(2).drag_to(page.locator(".tile").nth(0))
    page.wait_for_function("() => document.querySelector('.tile h2').innerText === '개요들'")
    page.get_by_role("button", name=words["off"]).click()
    page.locator(".tile", has_text="결제 퍼널").wait_for(state="detached")
    other.locator(".tile", has_text="결제 퍼널").wait_for(state="detached")
    page.locator(".undo").get_by_role("button", name=words["undo"]).click()
    page.locator(".tile.wide", has_text="결제 퍼널").wait_for()
    arranged = order(page)
    settled(page, path)
    assert order(page) == arranged == ["개요들", before[1], "결제 퍼널"]
    page.locator(".tile h2 a", has_text="결제 퍼널").click()
    page.wait_for_url("**/funnel?*saved=*")


@pytest.mark.browser
def test_a_dashboard_is_made_from_the_log_and_its_deletion_undone(visit: Any, workspaces: dict[str, Any]) -> None:
    page = visit("/dashboards", language="ko", failing=True)  # tiles of what is deleted may still be asked for
    page.get_by_role("button", name="만들기").first.click()
    page.wait_for_url("**/dashboards/*")
    page.locator(".tile").nth(4).wait_for()
    assert page.inner_text("h1") == "이번 주에 볼 것"
    page.get_by_role("button", name="삭제", exact=True).click()
    page.get_by_role("button", name="되돌리기").click()
    page.locator(".tile").nth(4).wait_for()
    page.locator("select[name=period]").select_option("30")
    told = page.get_by_text("2026년 2월 25일부터 2026년 3월 26일까지", exact=True)
    told.nth(2).wait_for()
    assert told.count() == 3, "the dashboard, and the two tiles that follow it"
    assert page.get_by_text("대시보드 기간을 따르지 않음: 전체 데이터").count() == 2


@pytest.mark.browser
def test_a_tile_that_fails_says_so_and_the_others_stand(visit: Any, workspaces: dict[str, Any]) -> None:
    tiles = (Tile("1", "/funnel", "step=a&step=b"), Tile("2", "/retention"))
    id = dashboards.add_dashboard(workspaces["main"], "주간", "kim", tiles=tiles).id
    page = visit(f"/dashboards/{id}", failing=True)
    page.locator(".tile .failure").wait_for()
    page.locator(".tile img").wait_for()
    assert page.locator(".tile .failure").count() == 1
    assert "unknown_step" in page.inner_text(".tile .failure")


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/performance?unit=month"])
def test_a_mark_is_set_at_the_point_that_is_clicked(visit: Any, path: str) -> None:
    page = visit(path)
    canvas = page.locator(".chart canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.75)  # beside the points
    day = page.locator("dialog input[name=at]").input_value()
    assert re.fullmatch(r"2026-0[12]-\d\d", day), day
    page.locator("dialog input[name=title]").fill("새 결제")
    page.locator("dialog").get_by_role("button", name="Mark something").click()
    row = page.locator("[data-part=marks] tr", has_text="새 결제")
    row.get_by_role("button", name="Change “새 결제”").click()
    page.locator("dialog input[name=title]").fill("새 결제 화면")
    page.locator("dialog").get_by_role("button", name="Save changes").click()
    row = page.locator("[data-part=marks] tr", has_text="새 결제 화면")
    row.get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")
    page.locator(".undo").get_by_role("button", name="Undo").click()
    row.wait_for()
    row.get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")


@pytest.mark.browser
def test_hostile_names_run_nowhere_and_fit(visit: Any, workspaces: dict[str, Any]) -> None:
    hostile = workspaces["hostile"]
    names = list(dict.fromkeys(one.strip().casefold() for one in hostile_names() if 0 < len(one.strip()) < 90))[::5]
    tiles = [Tile(str(at), "/", title=name) for at, name in enumerate(names[:12])]
    for name in names:
        saved.save_question(hostile, name, "/funnel", urlencode([("step", name), ("step", "b")]), name, name)
    id = dashboards.add_dashboard(hostile, names[0], names[0], description=names[0], tiles=tiles).id
    page = visit("/saved", workspace="hostile", csp=False, width=360, failing=True)
    for path in ("/saved", "/dashboards", f"/dashboards/{id}", "/?saved=1"):
        settled(page, path)
        page.wait_for_timeout(100)
        assert page.evaluate("window.shouted") is None, path
        assert page.locator("main script, main iframe, main [onerror], main [onload]").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    for one in saved.saved_questions(hostile).saved:
        saved.remove_question(hostile, one.id, "kim")
    dashboards.remove_dashboard(hostile, id, "kim")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Any, workspaces: dict[str, Any], theme: str) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    main = workspaces["main"]
    known = saved.save_question(main, "결제 퍼널", "/funnel", FUNNEL, "kim", "월요일 회의").id
    tiles = (Tile("1", "/funnel", FUNNEL), Tile("2", "/journeys"))
    id = dashboards.add_dashboard(main, "주간", "kim", tiles=tiles, days=30).id
    page = visit("/saved", theme=theme)
    for path in ("/saved", "/dashboards", f"/dashboards/{id}", f"/funnel?step=방문&step=검색&saved={known}"):
        settled(page, path)
        page.wait_for_timeout(300)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in serious] == [], path
