"""From a number to those behind it, into a journey with the events that make it marked, and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from web.running import AXE, settled

pytestmark = pytest.mark.browser

PLACES = [
    ("/", "section.card tbody td:last-child a.counting >> nth=0"),
    ("/journeys", "section.card tbody a.counting >> nth=0"),
    ("/journeys?step=검색", "aside a.counting >> nth=0"),
    ("/retention", "table.heat td .cell a.counting >> nth=1"),
    ("/performance?unit=month&metric=reaches:주문 완료", "td a.counting >> nth=1"),
    ("/performance?unit=month&metric=reaches:주문 완료&by=channel", "td:nth-of-type(4) a.counting >> nth=0"),
    ("/funnel?step=방문&step=검색&breakdown=channel", "section:last-of-type small a.counting >> nth=1"),
    ("/funnel?step=방문&step=검색&compare=channel = web", "section.card td:nth-of-type(3) a.counting >> nth=0"),
    ("/journeys?source=방문&target=검색", "aside details.twin a.counting >> nth=1"),
]
CHARTS = [
    ("/", "en", "of=time"), ("/retention", "ko", "of=cohort"), ("/journeys?source=방문&target=검색", "ko", "of=edge"),
    ("/performance?unit=month&metric=reaches:주문 완료&by=channel", "en", "of=period"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "place"), PLACES, ids=[path for path, _ in PLACES])
def test_a_number_leads_to_as_many_as_it_says(visit: Any, path: str, place: str) -> None:
    page = visit(path, language="ko")
    link = page.locator(place)
    link.wait_for(state="attached")
    for folded in page.locator("details.twin summary").all():
        folded.click()
    told = link.inner_text()
    link.click()
    page.wait_for_url("**/behind?**")
    page.wait_for_selector("section.card tbody tr")
    said = page.inner_text(".headline")
    if not told.endswith("%"):
        assert f"{told}명" in said
    crumb = urlsplit(page.locator(".crumbs a").last.get_attribute("href"))
    assert (crumb.path, parse_qs(crumb.query).get("step")) == (
        urlsplit(path).path,
        parse_qs(urlsplit(path).query).get("step"),
    )
    customer = page.locator("tbody a").first
    name = customer.inner_text()
    listing = page.url
    customer.click()
    page.wait_for_selector(".lanes svg")
    assert name in page.inner_text("h1")
    assert page.locator("svg .ring").count() >= 1
    page.get_by_role("link", name="목록으로 돌아가기").click()
    page.wait_for_selector("section.card tbody tr")
    assert parse_qs(urlsplit(page.url).query) == parse_qs(urlsplit(listing).query)
    page.get_by_role("link", name="답으로 돌아가기").click()
    page.locator("[data-part=answer]").wait_for()
    assert urlsplit(page.url).path == urlsplit(path).path


@pytest.mark.parametrize(("path", "language", "wanted"), CHARTS, ids=[path for path, *_ in CHARTS])
def test_a_point_of_a_chart_leads_there_and_says_so(visit: Any, path: str, language: str, wanted: str) -> None:
    page = visit(path, language=language)
    canvas = page.locator(".chart canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.wait_for_timeout(400)  # the chart has grown
    cursor = "document.querySelector('.chart canvas').parentElement.style.cursor"
    for part in (one / 60 for one in range(3, 60)):
        for down in (one / 24 for one in range(2, 22)):
            page.mouse.move(box["x"] + part * box["width"], box["y"] + down * box["height"])
            if page.evaluate(cursor) == "pointer":
                page.mouse.down()
                page.mouse.up()
                page.wait_for_url("**/behind?**")
                assert wanted in page.url
                page.wait_for_selector("section.card tbody tr")
                return
    pytest.fail("no point can be clicked")


def test_a_pain_point_leads_to_those_it_hits(visit: Any, site: Any) -> None:
    pain = site.json("/api/v1/pains")["pains"][0]
    page = visit(f"/pains/{pain['id']}")
    page.locator("dl.figures a.counting").first.click()
    page.wait_for_selector("section.card tbody tr")
    assert f"{pain['customers']} customers" in page.inner_text(".headline")


def test_the_list_is_turned_and_the_address_has_it(visit: Any) -> None:
    page = visit("/behind?of=all")
    assert page.locator("section.card tbody tr").count() == 50
    first = page.locator("tbody th").first.inner_text()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**offset=50**")
    page.get_by_text("51 to 100 of 500").wait_for()
    second = page.locator("tbody th").first.inner_text()
    page.reload()
    page.wait_for_selector("tbody th")
    assert page.locator("tbody th").first.inner_text() == second
    page.go_back()
    page.locator("tbody th", has_text=first).first.wait_for()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_heads_sort_all_of_them_and_not_the_page_that_is_shown(visit: Any, site: Any, language: str) -> None:
    def listed(page: Any) -> list[str]:
        return [str(name) for name in page.locator("tbody th").all_inner_texts()]

    def sorted_by(sort: str, more: str = "") -> list[str]:
        found = site.json(f"/api/v1/behind?of=all&limit=500&sort={sort}{more}")
        return [one["customer"] for one in found["members"]]

    page = visit("/behind?of=all", language=language)
    heads = page.locator("thead th")
    assert [head.get_attribute("aria-sort") for head in heads.all()] == [None, "none", "none", "none", "descending"]
    assert heads.nth(0).locator("button").count() == 0, "names may be hidden: they sort nothing"
    for way, more in (("descending", ""), ("ascending", "&reverse=true")):
        heads.nth(2).locator("button").press("Enter")
        page.wait_for_url(f"**sort=events{more}")
        page.locator(f"thead th:nth-child(3)[aria-sort={way}]").wait_for()
        assert listed(page) == sorted_by("events", more)[:50]
        assert page.evaluate("document.activeElement.closest('th').dataset.sort") == "events"
    page.locator(".pager button").last.click()
    page.wait_for_url("**offset=50**")
    page.wait_for_function(
        "name => document.querySelector('tbody th').innerText === name", arg=sorted_by("events", more)[50]
    )
    page.reload()
    page.wait_for_selector("tbody th")
    assert listed(page) == sorted_by("events", more)[50:100]
    assert sorted_by("events")[:50] != sorted_by("events", more)[-1:-51:-1], "equals are in the order of their names"
    file = page.locator("[data-part=answer] a[href*='as=csv']").get_attribute("href")
    cookie = {"cookie": site.signed_in()}
    rows = site.ask("GET", f"{file}", cookie).body.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == sorted_by("events", more)


def test_they_become_a_segment(visit: Any, site: Any) -> None:
    page = visit("/behind?of=step&what=결제 오류")
    page.get_by_text("Make this a segment").first.click()
    page.get_by_label("Name").fill("결제 오류 겪음")
    page.get_by_role("button", name="Make the segment").click()
    page.get_by_text("The segment is there:").wait_for()
    made = [one for one in site.json("/api/v1/segments")["segments"] if one["segment"]["name"] == "결제 오류 겪음"]
    assert [one["members"] for one in made] == [
        site.json(f"/api/v1/behind?of=step&what={quote('결제 오류')}")["customers"]
    ]
    page = visit("/behind?of=edge&what=방문&what=검색")
    assert page.get_by_text("Make this a segment").count() == 0
    page = visit("/behind?of=step&what=결제 오류", role="viewer")
    assert page.get_by_text("Make this a segment").count() == 0


def test_viewers_see_no_names(visit: Any, site: Any) -> None:
    cookie = {"cookie": site.signed_in("main", "viewer")}
    reply = site.ask("GET", "/api/v1/behind?of=step&what=%EA%B2%80%EC%83%89&limit=3", cookie)
    assert reply.status == 200
    assert "고객-" not in reply.body
    page = visit("/behind?of=step&what=검색", role="viewer")
    page.locator("tbody a").first.click()
    page.wait_for_selector("svg .ring", state="attached")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", ["/behind?of=step&what=검색", "/journeys/of/고객-7?behind=of%3Dstep%26what%3D검색"])
def test_they_are_accessible_and_fit_a_small_screen(visit: Any, language: str, path: str) -> None:
    page = visit(path, language=language, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_hostile_names_stay_names(visit: Any, site: Any) -> None:
    for csp in (True, False):
        page = visit("/", workspace="hostile", csp=csp, failing=True)
        page.locator("section.card .columns a.counting, .columns .card tbody a.counting").nth(3).click()
        page.wait_for_selector("section.card tbody tr")
        page.locator("tbody a").first.click()
        page.wait_for_selector(".lanes svg")
        assert page.evaluate("window.shouted") is None
        settled(page, "/behind?of=step&what=" + "%3Cscript%3E")
