"""Choosing goes on while what there is to choose comes in late."""

from __future__ import annotations

from typing import Any

import pytest

from cxloop.web.language import translate
from web.choosing import FUNNEL, asked, button, option, step, word
from web.running import settled

pytestmark = pytest.mark.browser


def test_what_is_held_stays_held_when_the_names_come_in_late(visit: Any) -> None:
    page = visit("/")
    late: list[Any] = []
    page.route("**/api/v1/fields*", lambda route: late.append(route))
    settled(page, FUNNEL)
    handles = page.locator(".handle")
    handles.nth(0).press("ArrowDown")
    handles.nth(1).evaluate("(node) => { node.marked = true }")
    for route in late:
        route.continue_()
    page.wait_for_function("() => ![...document.querySelectorAll('.handle')].some((node) => node.marked)")
    assert page.evaluate("[...document.querySelectorAll('.handle')].indexOf(document.activeElement)") == 1


def test_what_is_typed_stays_when_the_names_come_in_late(visit: Any) -> None:
    page = visit("/")
    late: list[Any] = []
    page.route("**/api/v1/fields*", lambda route: late.append(route))
    settled(page, "/funnel")
    step(page, 1).fill("주문")
    option(page, "주문 완료").wait_for()
    for route in late:
        route.continue_()
    page.wait_for_timeout(500)
    option(page, "주문 완료").click()
    assert asked(page) == [("step", "주문 완료")]


def test_what_is_not_yet_known_is_waited_for(visit: Any, site: Any) -> None:
    page = visit("/compare")
    late: list[Any] = []
    for what in ("overview", "segments"):
        page.route(f"**/api/v1/{what}*", lambda route: late.append(route))
    page.goto("/compare")
    page.locator("[data-key=compare] > button").click()
    page.get_by_role("button", name=word("segment", "en"), exact=True).click()
    page.locator("[data-key=compare] .hint", has_text="Looking").wait_for()
    page.keyboard.press("Escape")
    page.locator("[data-key=period] > button").click()
    page.get_by_role("button", name=word("week", "en"), exact=True).click()
    for route in late:
        route.continue_()
    page.wait_for_url("**from=*")
    assert dict(asked(page)) == {"from": "-7d"}, "it needs no date to be known"
    week, whole = (site.json(f"/api/v1/overview{query}")["period"] for query in ("?from=-7d", ""))
    assert week["to"] == whole["to"], "seven days up to the last event, not up to today"


def test_enter_before_the_choices_takes_what_was_typed_when_they_come(visit: Any) -> None:
    page = visit("/funnel")
    step(page, 1).click()
    option(page, "방문").wait_for()
    late: list[Any] = []
    page.route("**/api/v1/next*", lambda route: late.append(route))
    page.route("**/api/v1/values*", lambda route: late.append(route))
    page.keyboard.press("Escape")
    button(page, "filter", "en").click()
    page.keyboard.type("plan")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name=word("values", "en"), exact=True).wait_for()
    page.keyboard.type("fre")
    page.keyboard.press("Enter")
    assert asked(page) == []
    while late:
        late.pop().continue_()
        page.wait_for_timeout(50)
    page.wait_for_url("**where=*")
    assert asked(page) == [("where", 'plan = "free"')]


def test_a_property_whose_name_comes_in_late_leaves_alone_what_is_typed_by_then(visit: Any) -> None:
    page = visit("/")
    late: list[Any] = []
    page.route("**/api/v1/fields*", lambda route: late.append(route))
    settled(page, "/flags")
    page.locator("summary", has_text=translate("en", "flags.add")).click()
    form = page.locator("form[data-draft='flags.add']")
    form.locator("[data-key='rules.add']").click()
    form.locator("[data-key='rules.0.0.property']").fill("country")
    value = form.locator("[data-key='rules.0.0.value']")
    value.fill("K")
    while late:
        late.pop().continue_()
    page.wait_for_timeout(500)
    assert page.evaluate("document.activeElement.dataset.key") == "rules.0.0.value"
    page.keyboard.type("R")
    page.keyboard.press("Tab")
    form.locator(".flag-values .chip", has_text="KR").wait_for()
    page.wait_for_function("() => document.activeElement.dataset.key === 'rules.0.0.remove'")
    page.wait_for_timeout(500)
    assert form.locator("[data-key='rules.0.0.property']").input_value() == "country"
    assert form.locator(".flag-values .chip").all_inner_texts() == ["KR\n×"]
    assert page.evaluate("document.activeElement.dataset.key") == "rules.0.0.remove", "the focus stays where it is"


def test_steps_typed_before_their_counts_are_known_are_all_taken(visit: Any) -> None:
    page = visit(FUNNEL)
    late: list[Any] = []
    page.route("**/api/v1/next*", lambda route: late.append(route))
    step(page, 1).fill("검색")
    page.keyboard.press("Tab")
    step(page, 2).fill("장바구니")
    while late:
        late.pop(0).continue_()
        page.wait_for_timeout(200)
    assert step(page, 2).input_value() == "장바구니"
    page.unroute("**/api/v1/next*")
    page.locator("h1").click()
    for name in ("검색", "장바구니"):
        page.wait_for_function("(name) => new URLSearchParams(location.search).getAll('step').includes(name)", arg=name)
    assert [value for name, value in asked(page) if name == "step"] == ["검색", "장바구니", "주문 완료"]
