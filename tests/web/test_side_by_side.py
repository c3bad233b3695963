"""Journeys as films, two journeys beside each other, two groups side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from web.running import AXE
from web.test_asking import answered, asked, option, word

pytestmark = pytest.mark.browser

JOURNEY = "/journeys/of/고객-7"
GROUPS = f"/compare?compare={quote('plan = pro')}"


def events_of(site: Any, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.json(f"/api/v1/journey?name={quote(name)}")["events"]
    return found


def test_a_film_is_stepped_through_by_keyboard(visit: Any, site: Any) -> None:
    events = events_of(site, "고객-7")
    page = visit(JOURNEY)
    said, frames = page.locator(".film-now"), page.locator(".film button")
    assert frames.count() == len(events)
    assert f"1 of {len(events)}:" in said.inner_text()
    page.locator(".film-view").focus()
    page.keyboard.press("ArrowRight")
    assert f"2 of {len(events)}:" in said.inner_text()
    assert f"at={quote(events[1]['id'], safe='')}" in page.url.replace(":", "%3A").replace("http%3A", "http:")
    page.keyboard.press("End")
    assert events[-1]["event"] in said.inner_text()
    assert page.get_by_role("button", name="Next").is_disabled()
    page.reload()
    page.locator(".film-now").wait_for()
    assert f"{len(events)} of {len(events)}:" in said.inner_text()
    page.keyboard.press("Tab")
    page.get_by_label("Time in the journey").fill("0")
    assert f"1 of {len(events)}:" in said.inner_text()


def test_a_film_plays_to_its_end_and_pauses(visit: Any, site: Any) -> None:
    last = events_of(site, "고객-7")[-1]["event"]
    page = visit(JOURNEY, language="ko")
    page.get_by_label("속도").select_option("4")
    page.locator(".film-view").focus()
    page.keyboard.press(" ")
    page.locator(".film-now strong", has_text=last).wait_for()
    page.get_by_role("button", name="재생").wait_for()
    assert page.locator(".film [aria-current]").count() == 1


def test_errors_and_people_stand_out(visit: Any, site: Any) -> None:
    hit = site.json(f"/api/v1/behind?of=edge&what={quote('결제 오류')}&what={quote('고객센터 문의')}&limit=1")
    name = hit["members"][0]["customer"]
    page = visit(f"/journeys/of/{name}")
    assert page.locator(".film button.error").count() == 1
    assert page.locator(".film button.human").count() == 1


def longest_common(a: list[str], b: list[str]) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            table[i + 1][j + 1] = table[i][j] + 1 if a[i] == b[j] else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@pytest.mark.parametrize("other", ["고객-8", "고객-19", "고객-7"])
def test_two_journeys_are_laid_beside_each_other(visit: Any, site: Any, other: str) -> None:
    a, b = ([event["event"] for event in events_of(site, name)] for name in ("고객-7", other))
    both = longest_common(a, b)
    page = visit(JOURNEY)
    page.get_by_label("Another customer").fill(other)
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_url("**beside=**")
    field, button = (page.locator(f"form:has([name=beside]) {one}").first for one in ("input", "button"))
    field.wait_for()
    assert abs(field.bounding_box()["height"] - button.bounding_box()["height"]) < 2
    page.get_by_role("heading", name="Both, step by step").wait_for()
    rows = page.locator("table.aligned tbody tr")
    assert rows.count() == len(a) + len(b) - both
    told = "1 event" if both == 1 else f"{both} events"
    assert f"Both have {told} in the same order; {len(a) - both} events only A has" in page.inner_text("main")


def test_what_differs_comes_first_and_leads_to_its_page(visit: Any, site: Any) -> None:
    answer = site.json(f"/api/v1/differences?compare={quote('having_no = 1')}")
    assert answer["code"] == "unknown_property"
    rule = 'channel = "전화"'
    answer = site.json(f"/api/v1/differences?compare={quote(rule)}")
    assert answer["sure"] > 0
    page = visit(f"/compare?compare={quote(rule)}")
    rows = page.locator("section.card tbody tr")
    assert rows.count() == answer["sure"]
    top = answer["differences"][0]
    told = page.locator(".headline b").all_inner_texts()
    assert told[: len(top["what"])] == top["what"]  # a name at a time, each whole
    assert f"{answer['tested']} things looked at, {answer['sure']} differ" in page.inner_text(".headline")
    rows.first.locator("th a").click()
    page.locator("[data-part=answer]").wait_for()
    assert "compare=" in page.url


def test_escape_closes_the_list_then_the_panel_and_loses_nothing_else(visit: Any) -> None:
    def state(page: Any) -> tuple[int, bool, str]:
        focused = page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent")
        return (
            page.locator("[role=listbox]:visible").count(),
            page.locator("[data-key=compare] .popover").is_visible(),
            focused,
        )

    page = visit("/compare")
    name = word("segment", "en")
    page.locator("[data-key=compare] > button").click()
    page.get_by_role("button", name=name, exact=True).click()
    option(page, "오류 만난 사람").click()
    answered(page)
    kept = asked(page)
    page.get_by_role("combobox", name=word("against", "en"), exact=True).press("ArrowDown")
    page.keyboard.type("검")
    option(page, "검색하는 사람").wait_for()
    page.keyboard.press("Escape")
    assert state(page) == (0, True, word("against", "en"))
    assert page.get_by_role("combobox", name=word("against", "en"), exact=True).input_value() == word("others", "en")
    page.keyboard.press("Escape")
    assert state(page) == (0, False, f"compared with {word('against_others', 'en')}")
    assert asked(page) == kept

    page = visit("/compare", workspace="empty", failing=True)
    page.route("**/api/v1/segments*", lambda route: None)
    page.reload()
    for looking in (True, False):
        page.locator("[data-key=compare] > button").click()
        page.get_by_role("button", name=name, exact=True).click()
        page.locator("[data-key=compare] .hint").filter(has_text="Looking" if looking else "no named").wait_for()
        page.keyboard.press("Escape")
        assert state(page) == (0, False, "Compare with …")
        page.unroute("**/api/v1/segments*")
        page.reload()


def test_nothing_to_compare_says_what_to_do(visit: Any) -> None:
    page = visit("/compare", language="ko")
    assert "비교할 두 그룹이나 두 기간을 고르세요" in page.inner_text("main")


def test_chance_is_told_as_chance(visit: Any) -> None:
    page = visit(GROUPS)
    assert "none differs beyond chance" in page.inner_text(".headline")
    page.get_by_text("more that may be chance").click()
    assert page.locator("details tbody tr").first.is_visible()


PAGES = [GROUPS, f"/compare?compare={quote('channel = 전화')}", f"{JOURNEY}?beside=고객-8"]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", PAGES, ids=["alike", "different", "journeys"])
def test_they_are_accessible_and_fit_a_small_screen(visit: Any, language: str, path: str) -> None:
    page = visit(path, language=language, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("csp", [True, False])
def test_hostile_names_stay_names(visit: Any, site: Any, csp: bool) -> None:
    members = site.json("/api/v1/behind?of=all&limit=2", "hostile")["members"]
    first, second = (quote(one["customer"], safe="") for one in members)
    page = visit(f"/journeys/of?name={first}&beside={second}", workspace="hostile", csp=csp, failing=True)
    page.keyboard.press("End")
    assert page.evaluate("window.shouted") is None
    page = visit("/compare?compare_from=2026-01-05&compare_to=2026-01-15", workspace="hostile", csp=csp)
    assert page.evaluate("window.shouted") is None
