"""Questions are put together by choosing: everything a page is asked, without typing a rule or a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from web.choosing import FUNNEL, answered, asked, button, option, step, word
from web.logs import hostile_names
from web.running import ANSWERED, AXE, settled

pytestmark = pytest.mark.browser
LANGUAGES = ["en", "ko"]
PAGES = ["/", "/journeys", FUNNEL, "/retention", "/pains", "/performance"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_are_chosen_by_keyboard_with_the_numbers_the_funnel_will_show(visit: Any, language: str) -> None:
    page = visit("/funnel", language=language)
    step(page, 1, language).focus()
    page.keyboard.type("ㅂㅁ")  # 방문 by its initial consonants
    page.wait_for_function("() => document.querySelectorAll('[role=option]').length === 1")
    page.keyboard.press("Enter")
    answered(page)
    assert page.evaluate("document.activeElement.name") == "step"
    page.keyboard.type("주무")  # 주문, half typed
    found = option(page, "주문 완료")
    found.wait_for()
    count = found.locator(".count").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == found.get_attribute("id")
    page.keyboard.press("Enter")
    answered(page)
    assert asked(page) == [("step", "방문"), ("step", "주문 완료")]
    assert count in page.locator(".funnel li").last.locator(".share").inner_text()


def test_nobody_is_no_choice(visit: Any) -> None:
    page = visit(f"/funnel?{urlencode([('step', '주문 완료')])}")
    step(page, 2).click()
    found = option(page, "방문")
    found.wait_for()
    assert found.get_attribute("aria-disabled") == "true"
    found.click(force=True)
    assert asked(page) == [("step", "주문 완료")]
    step(page, 2).press("Escape")
    assert not found.is_visible()


def test_names_typed_on_any_system_are_found(visit: Any) -> None:
    page = visit("/funnel", workspace="hostile")
    step(page, 1).fill("한글")
    found = page.locator("li[role=option]")
    page.wait_for_function("() => document.querySelectorAll('[role=option]').length > 0")
    assert {
        page.evaluate("(text) => text.normalize('NFC')", text.split("\n")[0]) for text in found.all_inner_texts()
    } == {"한글"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_move_by_keyboard_and_by_hand_and_come_back(visit: Any, language: str) -> None:
    page = visit(FUNNEL, language=language)
    begun = asked(page)
    handles = page.locator(".handle")
    handles.nth(0).press("ArrowDown")
    assert [value for _, value in asked(page)] == ["결제 시작", "방문", "주문 완료"]
    assert page.evaluate("[...document.querySelectorAll('.handle')].indexOf(document.activeElement)") == 1
    page.keyboard.press("Control+z")
    assert asked(page) == begun
    handles.nth(0).hover()
    page.mouse.down()
    second = page.locator(".step-list li").nth(1).bounding_box()
    page.mouse.move(second["x"] + 60, second["y"] + 15, steps=4)
    page.mouse.up()
    assert [value for _, value in asked(page)] == ["결제 시작", "방문", "주문 완료"]
    page.locator(".step-list .x").nth(1).click()
    assert [value for _, value in asked(page)] == ["결제 시작", "주문 완료"]
    page.locator(".said").get_by_role("button", name=word("undo", language)).click()
    assert [value for _, value in asked(page)] == ["결제 시작", "방문", "주문 완료"]


def test_a_step_takes_a_condition(visit: Any) -> None:
    page = visit(FUNNEL)
    page.get_by_role("button", name="+ condition").nth(1).click()
    page.get_by_role("combobox", name="Field").click()
    option(page, "plan").click()
    option(page, "pro").click()
    answered(page)
    assert ("step", 'event = "결제 시작" and plan = "pro"') in asked(page)
    page.keyboard.press("Escape")
    assert page.locator(".step-list .chip").all_inner_texts() == ["plan is pro\n×"]
    assert step(page, 2).input_value() == "결제 시작"
    assert "결제 시작 (plan is pro)" in page.locator(".funnel li").nth(1).inner_text()


def test_a_rule_may_still_be_typed(visit: Any) -> None:
    page = visit("/funnel")
    step(page, 1).fill('channel = "web"')
    option(page, "Use as a rule").click()
    assert asked(page) == [("step", 'channel = "web"')]


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_are_chips_that_are_read_changed_and_taken_back(visit: Any, language: str) -> None:
    page = visit("/journeys", language=language)
    button(page, "filter", language).click()
    page.keyboard.type("plan")
    page.keyboard.press("Enter")
    values = page.get_by_role("listbox", name=word("values", language)).get_by_role("option")
    values.filter(has_text="pro").wait_for()
    assert all(int(text.split("\n")[-1]) > 0 for text in values.all_inner_texts())
    option(page, "pro").click()
    page.get_by_role("combobox", name="Or another value" if language == "en" else "또는 다른 값").click()
    option(page, "free").click()
    answered(page)
    assert asked(page) == [("where", 'plan in ("pro", "free")')]
    page.keyboard.press("Escape")
    chip = page.locator(".chip.filter")
    wanted = "plan is pro or free" if language == "en" else "plan: pro 또는 free"
    assert chip.inner_text().startswith(wanted)
    page.reload()
    page.wait_for_function(ANSWERED)
    assert chip.inner_text().startswith(wanted)
    chip.locator(".x").click()
    assert asked(page) == []
    page.locator(".said").get_by_role("button", name=word("undo", language)).click()
    assert asked(page) == [("where", 'plan in ("pro", "free")')]
    button(page, "filter", language).click()
    option(page, word("did", language)).click()
    option(page, "결제 오류").click()
    assert ("having", "결제 오류") in asked(page)
    assert page.locator(".chip.filter").count() == 2


def test_amounts_are_compared_in_words(visit: Any) -> None:
    page = visit(f"/journeys?{urlencode({'where': 'value > 100 and not plan in (free, pro) and plan is present'})}")
    words = page.locator(".chip.filter .chip-text").all_inner_texts()
    assert words == ["amount above 100", "plan is not free or pro", "plan is there"]
    page.locator(".chip.filter .chip-text").first.click()
    page.get_by_label("Comparison").select_option("least")
    assert asked(page)[0][1].startswith("value >= 100 and ")


def test_what_is_no_list_of_conditions_stays_a_rule(visit: Any) -> None:
    rule = 'channel = "web" or plan = "pro"'
    page = visit(f"/journeys?{urlencode({'where': rule})}")
    assert page.locator(".chip.filter code").inner_text() == rule
    page.locator(".chip.filter .chip-text").click()
    assert page.get_by_role("textbox", name="Rule").input_value() == rule


def test_a_named_segment_filters(visit: Any, site: Any) -> None:
    page = visit("/journeys")
    page.get_by_role("button", name="Filter", exact=True).click()
    option(page, "in a segment …").click()
    option(page, "검색하는 사람").click()
    answered(page)
    assert asked(page) == [("segment", "검색하는 사람")]
    assert page.locator(".chip.filter").inner_text().startswith("in segment 검색하는 사람")
    members = site.json("/api/v1/segments")["segments"][0]["members"]
    query = urlencode({"segment": "검색하는 사람"})
    assert site.json(f"/api/v1/overview?{query}")["customers"] == members
    assert 0 < site.json(f"/api/v1/overview?{query}&per=case")["customers"] <= members
    assert site.json(f"/api/v1/overview?{urlencode({'segment': 'nobody knows it'})}")["code"] == "unknown_record"


@pytest.mark.parametrize("language", LANGUAGES)
def test_periods_count_back_from_the_last_event_of_an_old_log(visit: Any, site: Any, language: str) -> None:
    last = site.json("/api/v1/overview")["period"]["to"][:10]
    page = visit("/", language=language)
    button(page, "all", language)
    page.locator("[data-key=period] > button").click()
    panel = page.get_by_role("dialog")
    panel.get_by_text(word("old", language)).wait_for()
    panel.get_by_role("button", name=word("week", language)).click()
    answered(page)
    assert dict(asked(page)) == {"from": "-7d"}, "it moves with the data"
    begin = site.json("/api/v1/overview?from=-7d")["period"]["from"][:10]
    assert date.fromisoformat(begin) >= date.fromisoformat(last) - timedelta(6)
    assert site.json(f"/api/v1/overview?from={begin}") == site.json("/api/v1/overview?from=-7d")
    assert word("week", language) in page.locator("[data-key=period] > button").inner_text()
    page.locator("[data-key=compare] > button").click()
    page.get_by_role("button", name=word("before", language)).click()
    answered(page)
    sides = {"from": "-7d", "compare_from": "-14d", "compare_to": "-8d"}
    assert dict(asked(page)) == sides
    groups = site.json(f"/api/v1/overview?{urlencode(sides)}")["compare"]["groups"]
    assert groups[0] == f"{date.fromisoformat(last) - timedelta(6)} –"
    assert groups[1].endswith(f"– {date.fromisoformat(last) - timedelta(7)}")
    page.locator(".legend").first.wait_for()
    assert word("before", language) in page.locator("[data-key=compare] > button").inner_text()


def test_a_period_is_dragged_on_the_drawing(visit: Any) -> None:
    page = visit("/journeys")
    page.locator("[data-key=period] > button").click()
    box = page.locator(".brush").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20, steps=3)
    page.mouse.up()
    answered(page)
    period = dict(asked(page))
    assert "2026-01-20" < period["from"] < period["to"] < "2026-02-20"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_channel_is_set_against_the_others_and_cases_against_customers(visit: Any, language: str) -> None:
    page = visit("/retention", language=language)
    page.locator("[data-key=compare] > button").click()
    page.get_by_role("button", name=word("channel", language)).click()
    option(page, "app").click()
    answered(page)
    assert asked(page) == [("compare", 'channel = "app"')]
    page.keyboard.press("Escape")
    button(page, "case", language).click()
    answered(page)
    assert ("per", "case") in asked(page)
    assert page.evaluate("document.activeElement.textContent") == word("case", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_segment_is_set_against_the_others_on_every_page(visit: Any, site: Any, language: str) -> None:
    page = visit("/compare", language=language)
    panel = page.locator("[data-key=compare] > button")
    panel.click()
    page.get_by_role("button", name=word("segment", language), exact=True).click()
    page.get_by_role("combobox", name=word("segment_a", language), exact=True).click()
    option(page, "오류 만난 사람").click()
    answered(page)
    assert asked(page) == [("compare", "segment:오류 만난 사람")]
    second = page.get_by_role("combobox", name=word("against", language), exact=True)
    assert second.input_value() == word("others", language)
    second.click()
    option(page, "검색하는 사람").click()
    answered(page)
    assert asked(page) == [("compare", "segment:오류 만난 사람"), ("compare", "segment:검색하는 사람")]
    page.go_back()
    answered(page)
    page.reload()
    answered(page)
    assert word("against_others", language) in panel.inner_text()
    query = urlencode({"compare": "segment:오류 만난 사람"})
    answer = site.json(f"/api/v1/differences?{query}")
    assert page.locator("section.card tbody tr").count() == answer["sure"] > 0
    for address in PAGES:
        settled(page, f"{address}{'&' if '?' in address else '?'}{query}")
        headline = page.locator(".headline").inner_text()
        assert "오류 만난 사람" in headline
        assert word("others", language) in headline
        assert "오류 만난 사람" in page.locator(".legend").first.inner_text()


def test_where_there_are_no_cases_there_is_no_switch(visit: Any) -> None:
    page = visit("/journeys", workspace="hostile")
    page.wait_for_function("() => document.querySelector('[data-key=filter]')")
    assert page.locator("[data-key=per]").count() == 0


def test_back_brings_the_question_its_answer_and_the_place(visit: Any) -> None:
    page = visit(FUNNEL)
    page.evaluate("scrollTo(0, 240)")
    page.wait_for_timeout(200)
    page.evaluate("document.querySelectorAll('.step-list li > .x')[2].click()")
    answered(page)
    asked_again = []
    page.on("request", lambda request: asked_again.append(request.url) if "/api/v1/funnel" in request.url else None)
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.funnel li').length === 3")
    page.wait_for_function("() => Math.abs(scrollY - 240) < 3")
    assert asked_again == []  # it was answered in this visit
    assert step(page, 3).input_value() == "주문 완료"
    page.go_forward()
    page.wait_for_function("() => document.querySelectorAll('.funnel li').length === 2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_old_answer_stays_until_the_new_one_is_there_and_waiting_can_be_ended(visit: Any, language: str) -> None:
    page = visit(FUNNEL, language=language)
    held: list[Any] = []
    page.route("**/api/v1/funnel?**", lambda route: held.append(route))
    page.locator(".step-list .x").last.click()
    page.wait_for_function("() => document.querySelector('[data-part=answer][aria-busy]')")
    assert page.locator(".funnel li").count() == 3
    page.get_by_role("button", name=word("cancel", language), exact=True).click()
    page.get_by_text(word("cancelled", language)).wait_for()
    assert page.locator("[aria-busy]").count() == 0
    assert page.locator(".funnel li").count() == 3
    page.unroute("**/api/v1/funnel?**")
    page.locator(".cancelled button").click()
    page.wait_for_function("() => document.querySelectorAll('.funnel li').length === 2")


def test_the_link_is_copied(visit: Any) -> None:
    page = visit(FUNNEL)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("is copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Funnel of 3 steps, All time, channel is web, per customer"),
        ("ko", "3단계 퍼널, 전체 기간, 채널: web, 고객별"),
    ],
)
def test_a_small_screen_shows_one_line_that_opens(visit: Any, language: str, sentence: str) -> None:
    page = visit(f"{FUNNEL}&channel=web", language=language, width=360)
    line = page.locator(".sentence")
    page.wait_for_function("(text) => document.querySelector('.sentence').textContent === text", arg=sentence)
    assert not step(page, 1, language).is_visible()
    line.click()
    step(page, 1, language).wait_for()
    step(page, 2, language).click()
    page.locator("li[role=option]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def opened(page: Any) -> list[Callable[[], Any]]:
    """What opens each of the panels of a page."""
    line = page.locator(".sentence")
    if line.is_visible() and line.get_attribute("aria-expanded") == "false":
        line.click()
    panels = page.locator("form.choosing .popping > button")
    fields = page.locator("form.choosing input[role=combobox]").filter(visible=True)
    return [
        *(panels.nth(at).click for at in range(panels.count())),
        *(fields.nth(at).click for at in range(fields.count())),
    ]


def serious_in(page: Any, part: str) -> list[Any]:
    found = page.evaluate(f"async () => (await axe.run('{part}', {{resultTypes: ['violations']}})).violations")
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [1280, 640, 360])
def test_what_opens_is_accessible_and_fits(visit: Any, width: int) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    page = visit("/", width=width, language="ko" if width == 360 else "en")
    source = AXE.read_text(encoding="utf-8")
    for path in PAGES if width != 640 else PAGES[2:3]:
        more = urlencode({"where": 'plan = "pro"', "having": "방문"})
        settled(page, f"{path}{'&' if '?' in path else '?'}{more}")
        page.locator("[data-key=per]").wait_for(state="attached")
        page.evaluate(source)
        for number, act in enumerate(opened(page)):
            act()
            page.wait_for_timeout(120)
            if width > 360:  # the same is there, only narrower
                assert serious_in(page, "form.choosing") == [], (path, number)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (path, number)
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")


@pytest.mark.parametrize("csp", [True, False], ids=["csp", "no csp"])
def test_hostile_names_run_in_no_picker_and_no_chip(visit: Any, csp: bool) -> None:
    script = hostile_names()[0]
    page = visit("/journeys", workspace="hostile", csp=csp, failing=True)
    chips = {"channel": script, "where": f'`p {script}` = "{script}"', "having": script, "segment": hostile_names()[12]}
    steps = [("step", script), ("step", f'event = "{script}" and channel = "{script}"')]
    for path in (
        f"/journeys?{urlencode(chips)}",
        f"/funnel?{urlencode([*steps, ('breakdown', script), ('compare', script)])}",
        f"/retention?{urlencode({'start': script, 'back': script, 'first': script, 'last': script})}",
        f"/performance?{urlencode({'by': script, 'segment': script})}",
    ):
        settled(page, path)
        page.locator("[data-key=filter]").wait_for()
        for act in opened(page):
            act()
            page.wait_for_timeout(80)
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        assert page.evaluate("window.shouted") is None, path
        assert page.locator("form.choosing :is(script, img, iframe, style, svg[onload], [onerror])").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    settled(page, "/journeys")
    page.get_by_role("button", name="Filter", exact=True).click()
    option(page, "channel").click()
    option(page, "<script>").click()
    page.keyboard.press("Escape")
    assert "<script>" in page.locator(".chip.filter").first.inner_text()
    assert page.evaluate("window.shouted") is None
