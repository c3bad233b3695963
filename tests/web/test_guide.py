"""What helps people find their way: the palette, single keys, the words of the field, the tour."""

from __future__ import annotations

from typing import Any

import pytest

from web import logs
from web.running import AXE, settled

pytestmark = pytest.mark.browser


def palette(page: Any, text: str = "") -> Any:
    """Opens the palette by its keys and types into it."""
    page.keyboard.press("Control+k")
    field = page.locator("dialog.palette input")
    field.wait_for()
    page.wait_for_load_state("networkidle")
    if text:
        field.fill(text)
        page.wait_for_function("(text) => document.querySelector('dialog.palette input')?.value === text", arg=text)
    return page.locator("dialog.palette [role=option]")


def serious(page: Any) -> list[str]:
    """What axe finds wrong, at least seriously, with what is shown now."""
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(
    ("language", "typed", "wanted", "lands"),
    [
        ("en", "retent", "Retention", "/retention"),
        ("en", "jrnmp", "Journey map", "/journeys"),
        ("ko", "ㅍㄴ", "퍼널", "/funnel"),
        ("ko", "ㄱㅈ ㅅㅈ", "결제 시작", "/journeys?step="),
        ("en", "쿠폰함", "쿠폰함을 위로", "/changes/2"),
    ],
)
def test_the_palette_finds(visit: Any, language: str, typed: str, wanted: str, lands: str) -> None:
    page = visit("/lessons", language=language)
    found = palette(page, typed)
    found.filter(has_text=wanted).first.wait_for()
    assert wanted in found.first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: lands in url)


def test_the_palette_remembers_places_but_no_customers(visit: Any) -> None:
    page = visit("/lessons")
    palette(page, "고객-7").first.wait_for()
    page.locator("dialog.palette [role=option]").last.click()
    page.wait_for_url("**/journeys/of/*")
    palette(page, "goals")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goals")
    assert palette(page).first.inner_text().startswith("Goals")
    assert page.evaluate("Object.keys(localStorage).map((key) => localStorage[key]).join()").find("고객-7") < 0
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog[open]')")


def test_a_palette_of_hostile_names_on_a_small_screen(visit: Any) -> None:
    page = visit("/lessons", workspace="hostile", width=360, csp=False)
    page.get_by_role("button", name="Search or go to").click()
    page.locator("dialog.palette [role=option]").first.wait_for()
    page.wait_for_load_state("networkidle")
    for name in logs.hostile_names()[:3]:
        page.locator("dialog.palette input").fill(name[:40])
        page.wait_for_timeout(50)
    assert page.evaluate("window.shouted || 0") == 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_single_keys(visit: Any) -> None:
    page = visit("/lessons")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board")
    settled(page, "/journeys")
    page.keyboard.press("?")
    page.get_by_text("from step to step").wait_for()
    assert serious(page) == []
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_timeout(100)
    assert page.locator("dialog[open]").count() == 0
