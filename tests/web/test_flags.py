"""The form of a flag: put together by choosing, tried, compared with what is saved, and the same as its JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cxloop.app import flags
from cxloop.web.language import translate
from web.running import AXE, settled

pytestmark = pytest.mark.browser


def choose(page: Any, box: Any, text: str) -> None:
    """Types into a combobox and takes the first choice."""
    box.click()
    box.fill(text)
    box.locator("xpath=following-sibling::ul").locator("[role=option]").first.wait_for()
    box.press("Enter")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_a_flag_is_put_together_by_choosing(visit: Any, workspaces: dict[str, Any], language: str, width: int) -> None:
    main = workspaces["main"]
    page = visit("/flags", language=language, width=width)
    key = f"shipping-{language}"

    def t(name: str, **values: object) -> str:
        return translate(language, f"flags.{name}", **values)

    page.locator("summary", has_text=t("add")).click()
    form = page.locator("form[data-draft='flags.add']")
    form.locator("[data-key='key']").fill(key)
    form.locator("[data-key='description']").fill("배송비를 먼저")
    form.locator("[data-key='variants.0.name']").fill("first")
    form.locator("[data-key='variants.0.name']").press("Tab")
    form.locator("[data-key='rules.add']").click()
    choose(page, form.locator("[data-key='rules.0.0.property']"), "country")
    for country in ("kr", "jp"):
        choose(page, form.locator("[data-key='rules.0.0.value']"), country)
    form.locator("[data-key='rules.0.gives']").select_option(label=t("shares"))
    form.locator("[data-key='rules.0.share.first']").fill("30")
    assert form.get_by_text(t("sum.wrong", sum="80")).is_visible()
    form.get_by_role("button", name=t("look")).click()
    assert form.locator("[data-at='rules.0'] > .blamed").inner_text() == t("wrong.sum")
    form.locator("[data-key='rules.0.share.old']").fill("70")
    form.locator("[data-key='rules.add']").click()
    choose(page, form.locator("[data-key='rules.1.0.property']"), "app.version")
    form.locator("[data-key='rules.1.0.operator']").select_option("version <")
    form.locator("[data-key='rules.1.0.value']").fill("2.1.0")
    form.locator("[data-key='rules.1.gives']").select_option("old")
    form.locator("[data-key='rules.1.up']").click()
    assert page.evaluate("document.activeElement.dataset.key") == "rules.0.down", "at the top it goes no further up"
    form.locator("[data-key='rest.gives']").select_option(label=t("usual"))

    form.locator("summary", has_text=t("try")).click()
    form.locator("[data-try='targetingKey']").fill("anna")
    form.locator("[data-try='app.version']").fill("2.0.9")
    form.get_by_role("button", name=t("try.do")).click()
    form.get_by_text(t("try.rule", number=1)).wait_for()
    form.locator("[data-try='app.version']").fill("3.0.0")
    form.locator("[data-try='country']").fill("jp")
    form.locator("[data-try='country']").press("Enter")
    form.get_by_text(t("try.lot")).wait_for()

    page.reload()  # what was typed is still there
    settled(page, "/flags")
    form.locator("[data-key='rules.1.share.first']").wait_for()
    form.get_by_role("button", name=t("look")).click()
    assert form.locator(".difference .in").count() > 5

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "async () => (await axe.run('.flag-form')).violations.map((one) => one.id + one.nodes[0].html)"
    )
    assert found == []
    form.locator("[data-do=save]").press("Enter")
    card = page.locator(f"[data-card='flag:{key}']")
    card.wait_for()
    made = flags.flag(main, key).definition
    assert made == {
        "state": "ENABLED",
        "variants": {"first": True, "old": False},
        "defaultVariant": "old",
        "targeting": {
            "if": [
                {"sem_ver": [{"var": "app.version"}, "<", "2.1.0"]}, "old",
                {"in": [{"var": "country"}, ["kr", "jp"]]}, {"bucket": [["first", 30], ["old", 70]]},
            ]
        },
        "metadata": {"description": "배송비를 먼저"},
    }  # fmt: skip
    page.locator(".undo").get_by_role("button", name=translate(language, "undo.back")).click()
    card.wait_for(state="detached")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_flag_is_edited_as_form_and_as_json(visit: Any, workspaces: dict[str, Any], language: str) -> None:
    main, key = workspaces["main"], f"price-{language}"
    rules = {"if": [{"in": ["검색하는 사람", {"var": ["segments"]}]}, "high", {"===": [1, {"var": "n"}]}, "low"]}
    text = json.dumps({"state": "ENABLED", "variants": {"high": 2.0, "low": 1.5}, "targeting": rules})

    def t(name: str, **values: object) -> str:
        return translate(language, f"flags.{name}", **values)

    flags.put(main, text, "kim", key)
    page = visit("/flags", language=language, failing=True)
    card = page.locator(f"[data-card='flag:{key}']")
    card.locator("summary", has_text=t("edit")).click()
    form, field = card.locator("form"), card.locator("textarea.json")
    assert field.bounding_box()["width"] > 0.9 * form.bounding_box()["width"]
    assert '{"high": 2.0, "low": 1.5}' in field.input_value(), "numbers stay as they were written"
    form.get_by_role("button", name=t("as_form")).click()
    form.get_by_text(t("no_form")).wait_for()
    field.fill(field.input_value().replace('"targeting":', '"targeting"'))
    form.get_by_text(t("mistake.unexpected")).wait_for()
    field.fill(field.input_value().replace('"targeting"', '"targeting":').replace('"===":', '"====":'))
    form.get_by_role("button", name=t("look")).click()
    form.locator("[data-do=save]").click()
    at = next(number for number, line in enumerate(field.input_value().splitlines(), 1) if '"===="' in line)
    form.locator(".blamed button").click()
    assert form.locator(".blamed button").inner_text().startswith({"en": f"Line {at},", "ko": f"{at}행"}[language])
    marked = "[document.activeElement].map((one) => one.value.slice(one.selectionStart, one.selectionEnd))[0]"
    assert page.evaluate(marked).startswith('[1, {"var": "n"}]')

    field.fill(field.input_value().replace('{"====": [1, {"var": "n"}]}', '{"==": [{"var": "n"}, 1]}'))
    form.get_by_role("button", name=t("as_form")).click()
    assert form.locator("[data-key='rules.0.0.value']").input_value() == "검색하는 사람"
    form.locator("[data-key='otherwise']").select_option("low")
    form.get_by_role("button", name=t("look")).click()
    assert t("says.otherwise", variant="low") not in form.locator(".difference").first.inner_text(), (
        "told where both can be"
    )
    flags.switch(main, key, False, "lee")
    form.locator("[data-do=save]").click()
    form.locator(".failure", has_text="outdated").wait_for()
    page.reload()
    form.locator("[data-key='otherwise']").wait_for()
    form.get_by_role("button", name=t("look")).click()
    form.locator("[data-do=save]").click()
    page.locator(".undo").get_by_role("button").first.wait_for()
    assert flags.flag(main, key).written.count("2.0") == 1
    page.keyboard.press("Control+z")
    page.get_by_text(translate(language, "undo.undone", what=t("edit"))).wait_for()
    flags.end(main, key, "kim")
