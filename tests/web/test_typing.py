"""A text typed into a field of choices: taken where it is one of them, kept and said to be none where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from cxloop.web.language import translate
from web.choosing import asked, option, step
from web.running import settled

pytestmark = pytest.mark.browser


def test_a_typed_text_is_taken_when_the_field_is_left(visit: Any) -> None:
    page = visit("/flags")
    page.locator("summary", has_text=translate("en", "flags.add")).click()
    form = page.locator("form[data-draft='flags.add']")
    form.locator("[data-key='rules.add']").click()
    form.locator("[data-key='rules.0.0.property']").fill("country")
    page.keyboard.press("Tab")
    form.locator("[data-key='rules.0.0.value']").wait_for()
    assert page.evaluate("document.activeElement.dataset.key") == "rules.0.0.operator"
    assert form.locator("[data-key='rules.0.0.property']").input_value() == "country"
    form.locator("[data-key='rules.0.0.value']").fill("KR")
    page.keyboard.press("Tab")
    form.locator(".flag-values .chip", has_text="KR").wait_for()
    form.locator("[data-key='rules.0.0.value']").fill("5")
    form.locator("[data-key='description']").click()
    form.locator(".flag-values .chip", has_text="5").wait_for()
    page.wait_for_timeout(50)
    assert page.evaluate("document.activeElement.dataset.key") == "description", "the focus is where it was put"
    form.locator("[data-key='rules.0.0.value']").fill("JP")
    form.locator("[data-key='rules.add']").click()
    form.locator("[data-at='rules.1']").wait_for()
    assert form.locator(".flag-values .chip").all_inner_texts() == ["KR\n×", "5\n×", "JP\n×"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_steps_are_typed_one_after_the_other(visit: Any, language: str) -> None:
    page = visit("/funnel", language=language)
    step(page, 1, language).click()
    page.keyboard.type("방문")
    page.keyboard.press("Tab")
    page.wait_for_url("**step=*")
    page.keyboard.type("주문")
    page.keyboard.press("Tab")
    second = step(page, 2, language)
    said = page.get_by_text(translate(language, "choose.none", text="주문"))
    said.wait_for()
    assert (second.input_value(), second.get_attribute("aria-invalid")) == ("주문", "true"), "one of several: it stays"
    assert second.get_attribute("aria-describedby") == said.get_attribute("id")
    second.focus()
    page.keyboard.press("Escape")
    assert (second.input_value(), said.is_visible()) == ("", False)
    page.keyboard.type("주문 완료")
    page.keyboard.press("Tab")
    page.wait_for_function("() => new URLSearchParams(location.search).getAll('step').length === 2")
    assert asked(page) == [("step", "방문"), ("step", "주문 완료")]
    settled(page, "/funnel?step=방문")
    first = step(page, 1, language)
    first.fill("없는 것")
    page.locator("h1").click()
    assert first.input_value() == "없는 것"
    first.press("Escape")
    assert first.input_value() == "방문"


def test_a_refused_text_stays_while_something_else_is_chosen(visit: Any) -> None:
    page = visit("/funnel?step=방문&step=주문 완료")
    step(page, 2).fill("없는 것")
    page.locator("h1").click()
    said = page.get_by_text(translate("en", "choose.none", text="없는 것"))
    said.wait_for()
    page.locator("select[name=window]").select_option("1d")
    page.wait_for_url("**window=1d*")
    page.locator("[data-part=answer][aria-busy]").wait_for(state="detached")
    assert (step(page, 2).input_value(), said.is_visible()) == ("없는 것", True)
    assert [value for name, value in asked(page) if name == "step"] == ["방문", "주문 완료"]
    step(page, 2).press("Escape")
    assert (step(page, 2).input_value(), said.is_visible()) == ("주문 완료", False)


def test_one_thing_right_after_the_other_counts_as_well(visit: Any) -> None:
    """Before what is typed has been looked up, and while it is being taken."""
    page = visit("/funnel?step=방문&step=검색&step=결제 시작")
    asking: list[Any] = []
    page.route("**/api/v1/next?**", lambda route: asking.append(route))
    step(page, 2).fill("장바구니")
    page.locator(".step-list .x").nth(0).click()
    for one in asking:
        one.continue_()
    page.wait_for_function("() => new URLSearchParams(location.search).getAll('step').includes('장바구니')")
    assert asked(page) == [("step", "장바구니"), ("step", "결제 시작")]
    page.unroute_all()
    step(page, 3).fill("주문 완료")
    option(page, "주문 완료").wait_for()
    page.locator(".step-list .x").nth(0).click()
    page.wait_for_function("() => !location.search.includes(encodeURIComponent('장바구니'))")
    assert asked(page) == [("step", "결제 시작"), ("step", "주문 완료")]
