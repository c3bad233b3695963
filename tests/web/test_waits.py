"""Where they wait longest, and what was picked on the map: seen at once, at every width."""

from __future__ import annotations

from typing import Any

import pytest

from web.running import ANSWERED

pytestmark = pytest.mark.browser
HEADING = {"en": "Longest waits", "ko": "가장 오래 기다리는 곳"}
LEAST = {"en": "Customers, at least", "ko": "최소 고객 수"}
LEFT_OUT = {"en": "rarer one", "ko": "그보다 드문"}
NONE = {"en": "none is left out", "ko": "뺀 이동은 없습니다"}
USUAL = {"en": "Usual number", "ko": "기본값으로"}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_few_do_not_lead_the_longest_waits_unless_one_wants_them(visit: Any, site: Any, language: str) -> None:
    told = site.json("/api/v1/paths")["waits"]
    page = visit("/journeys", language=language)
    card = page.locator("section.card", has=page.get_by_role("heading", name=HEADING[language], exact=True))
    field = card.get_by_label(LEAST[language])
    assert field.input_value() == str(told["least"]) == "6"
    field.fill("200")
    field.press("Enter")
    page.wait_for_url("**least=200**")
    page.wait_for_function(ANSWERED)
    rarer = site.json("/api/v1/paths?least=200")["waits"]["rarer"]
    assert rarer > 0
    assert LEFT_OUT[language] in card.inner_text()
    assert f"{rarer}" in card.locator("p").first.inner_text()
    page.reload()
    page.wait_for_function(ANSWERED)
    assert field.input_value() == "200", "the address has it"
    field.fill("1")
    field.press("Enter")
    page.get_by_text(NONE[language]).wait_for()
    card.get_by_role("button", name=USUAL[language]).click()
    page.wait_for_function("() => !location.search.includes('least')")


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (1000, "ko"), (360, "en")])
def test_what_is_picked_in_a_table_is_seen_and_left_for_the_row_again(visit: Any, width: int, language: str) -> None:
    page = visit("/journeys", width=width, language=language)
    row = page.locator("section.card", has_text=HEADING[language]).last.locator("tbody th button").nth(1)
    row.scroll_into_view_if_needed()
    row.click()
    page.wait_for_function("() => document.activeElement.closest('.panel') !== null")
    seen = page.evaluate(
        "() => { const { top, bottom } = document.querySelector('.panel').getBoundingClientRect();"
        " return [top, Math.min(bottom, innerHeight) - Math.max(top, 0)]; }"
    )
    assert -1 <= seen[0] < 450, seen
    assert seen[1] > 300, seen
    page.locator(".panel-head button").click()
    page.wait_for_function("() => document.activeElement.closest('td, th') !== null")
    assert page.evaluate(
        "() => { const { top } = document.activeElement.getBoundingClientRect();"
        " return top >= 0 && top < innerHeight; }"
    )


def test_those_behind_a_transition_are_told_and_sorted_by_their_wait(visit: Any) -> None:
    page = visit("/behind?of=edge&what=방문&what=검색", language="ko")
    page.get_by_label("정렬").select_option(label="오래 기다린 순")
    page.wait_for_url("**sort=wait**")
    page.wait_for_function(ANSWERED)
    assert page.locator("thead th").nth(1).inner_text() == "기다린 시간"
    page.reload()
    page.wait_for_function(ANSWERED)
    assert page.get_by_label("정렬").input_value() == "wait"
    waits = page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert waits[0] != "–"
    assert waits[0] != waits[-1]
    page = visit("/behind?of=step&what=검색")
    assert page.get_by_role("option", name="longest wait first").count() == 0
