"""Names and settings in the console: written in place, seen everywhere, taken back."""

from __future__ import annotations

import functools
import json
import unicodedata
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app import names
from cxloop.web.language import translate
from web import logs
from web.running import Reply, Site, settled


@pytest.fixture(scope="module")
def named(workspaces: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A workspace of its own, so that nobody else's pages change."""
    log = tmp_path_factory.mktemp("named") / "shop.jsonl"
    logs.write_shop(log, customers=80)
    made = wiring.open(workspaces["main"].folder.parent, "named")
    made.import_(log, customer="customer", times=["time"], event="event", channel="channel", value="value")
    workspaces["named"] = made
    return made


@pytest.fixture
def fresh(named: Any) -> Any:
    """As if nobody had written anything."""
    for one in names.names(named).events:
        if one.version:
            names.set_label(named, one.event, "kim", {"ko": "", "en": "", "person": "", "hidden": False, "error": ""})
    names.set_settings(named, "kim", {"currency": "", "zone": "", "week_begins": "mon"})
    return named


def words(language: str) -> Any:
    return functools.partial(translate, language)


def posted(site: Site, role: str, path: str, body: dict[str, Any]) -> Reply:
    headers = {"origin": site.address, "content-type": "application/json", "cookie": site.signed_in("named", role)}
    return site.ask("POST", f"/api/v1/names/{path}", headers, json.dumps(body))


def cell(page: Any, event: str, key: str) -> Any:
    row = page.locator("table.labels tr", has=page.locator("th", has_text=event)).first
    return row.locator(f'[name="{key}"]')


OUTSIDE = """() => [...document.querySelectorAll('.scroll:has(> .labels)')].flatMap((frame) => {
    const { left, right } = frame.getBoundingClientRect();
    return [...frame.querySelectorAll('tbody tr')].flatMap((row) => {
        const places = [...row.querySelectorAll('input, select')].map((one) => [one.name, one.getBoundingClientRect()]);
        const over = (a, b) => a !== b && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        const wrong = ([, one]) => one.left < left || one.right > right || places.some(([, other]) => over(one, other));
        return places.filter(wrong).map(([name]) => name);
    });
})"""
"""Fields that reach out of the frame of their table, or lie over another one."""


def test_makers_write_and_all_read(site: Site, fresh: Any) -> None:
    body = {"event": unicodedata.normalize("NFD", "방문"), "en": "Visit", "hidden": False}
    assert posted(site, "analyst", "event", body).status == 403
    told = json.loads(posted(site, "maker", "event", body).body)["events"][0]
    assert (told["event"], told["label"]["en"], told["version"] > 0) == ("방문", "Visit", True)
    assert posted(site, "maker", "event", {"event": "방문", "more": 1}).status == 400
    assert posted(site, "maker", "event", {"event": "no such event", "en": "x"}).status == 404
    assert posted(site, "maker", "channel", {"channel": "web", "kind": "human"}).status == 200
    assert json.loads(posted(site, "maker", "settings", {"currency": "KRW"}).body)["settings"]["currency"] == "KRW"
    listed = json.loads(site.ask("GET", "/api/v1/names", {"cookie": site.signed_in("named", "viewer")}).body)
    assert next(one["label"]["en"] for one in listed["events"] if one["event"] == "방문") == "Visit"
    history = json.loads(site.ask("GET", "/api/v1/names/history", {"cookie": site.signed_in("named", "viewer")}).body)
    last = history["edits"][0]
    assert last["changed"] == {"currency": ["", "KRW"]}
    assert posted(site, "maker", f"history/{last['number']}/undo", {}).status == 200
    assert posted(site, "maker", "history/99999/undo", {}).status == 404
    assert names.names(fresh).settings.currency == ""
    names.set_channel(fresh, "web", "kim", {"kind": ""})


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_name_is_seen_in_the_funnel_and_on_the_map(visit: Any, fresh: Any, language: str) -> None:
    t, called = words(language), {"en": "Came <b>by</b>", "ko": "가게에 왔다"}[language]
    page = visit("/names", workspace="named", language=language)
    cell(page, "방문", language).fill(called)
    cell(page, "방문", language).press("Enter")
    page.wait_for_selector(f".saved:has-text('{t('labels.saved', what='방문')}')")
    settled(page, "/funnel?step=방문&step=주문 완료")
    step = page.locator("[data-part=answer] bdi.name", has_text=called).first
    assert step.get_attribute("title") == "방문"
    settled(page, f"/funnel?step={called}&step=주문 완료")
    assert page.locator("[data-part=answer] bdi.name", has_text=called).count() > 0
    settled(page, "/journeys")
    assert page.locator(".map g.node", has_text=called[:6]).count() > 0
    settled(page, "/")
    assert page.locator("[data-part=answer]", has_text=called).count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_hidden_event_goes_and_comes_back(visit: Any, fresh: Any, language: str) -> None:
    t = words(language)
    page = visit("/names", workspace="named", language=language, width=360)
    cell(page, "검색", "hidden").check()
    page.wait_for_selector(".saved button")
    settled(page, "/")
    steps = page.locator("[data-part=answer] th bdi.name")
    assert "검색" not in steps.all_text_contents()
    assert t("lens.hidden.one", count="1") in page.locator("[data-part=lens]").inner_text()
    settled(page, "/names")
    page.locator("[data-part=answer] button", has_text=t("labels.undo")).first.click()
    page.wait_for_function("() => document.querySelectorAll('.labels input:checked').length === 0")
    settled(page, "/")
    assert "검색" in page.locator("[data-part=answer] th bdi.name").all_text_contents()
    assert page.locator("[data-part=lens]").is_hidden()


@pytest.mark.browser
def test_what_is_refused_says_so_beside_the_row(visit: Any, fresh: Any) -> None:
    page = visit("/names", workspace="named", failing=True)
    heads = page.locator("table.labels thead").first.locator("th").all_text_contents()
    assert len({*heads}) == len(heads)
    assert page.evaluate(OUTSIDE) == [], "whole, and beside each other"
    cell(page, "방문", "en").fill("주문 완료")
    cell(page, "방문", "en").press("Tab")
    page.wait_for_selector("table.labels td .blamed:not(:empty)")
    assert cell(page, "방문", "en").input_value() == "주문 완료"
    cell(page, "방문", "en").press("Escape")
    assert cell(page, "방문", "en").input_value() == ""
    assert page.locator("table.labels .blamed:not(:empty)").count() == 0
    settled(page, "/names")
    assert cell(page, "방문", "en").input_value() == ""
    cell(page, "방문", "en").fill("Came by")
    settled(page, "/names")
    assert cell(page, "방문", "en").input_value() == "Came by", "typed and not left, it is still there"
    assert page.get_by_text(translate("en", "labels.typed")).count() == 1
    cell(page, "방문", "en").focus()
    page.keyboard.press("Tab")
    page.wait_for_selector(".saved p")
    assert next(one.label.en for one in names.names(fresh).events if one.event == "방문") == "Came by"
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('cxloop.draft'))") == []
    settled(page, "/names")
    assert page.get_by_text(translate("en", "labels.typed")).count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_hidden_step_is_said_to_be_hidden(visit: Any, fresh: Any, language: str) -> None:
    names.set_label(fresh, "검색", "kim", {"hidden": True})
    page = visit("/names", workspace="named", language=language, failing=True)
    offered = page.locator("#known-events option").evaluate_all("(all) => all.map((one) => one.value)")
    assert "방문" in offered
    assert "검색" not in offered
    merged = cell(page, "방문", "merged_into")
    merged.fill("검섹")
    merged.press("Tab")
    said = page.locator("td .blamed:not(:empty)")
    said.wait_for()
    assert "검섹" in said.inner_text()
    assert '"검색"' not in said.inner_text(), "nothing can be seen as what is hidden"
    merged.scroll_into_view_if_needed()
    name, field, told = (one.bounding_box() for one in (page.locator("tbody th", has_text="방문").first, merged, said))
    assert name["x"] >= 0, "the name stays in sight"
    assert name["x"] + name["width"] <= field["x"]
    assert (told["x"] >= field["x"] - 2, told["y"] >= field["y"] + field["height"] - 2) == (True, True)
    assert told["height"] < 150
    merged.press("Escape")
    settled(page, "/funnel?step=방문&step=검색")
    failure = page.locator("[data-part=status] .failure")
    assert failure.locator("code").inner_text() == "hidden_step"
    assert translate(language, "room.names") in failure.inner_text()
    assert failure.locator("a").get_attribute("href") == "/names"
    assert failure.locator("button").count() == 0, "to try again would change nothing"
    page.wait_for_function(
        "() => [...document.querySelectorAll('.step-list .blamed')].some((one) => one.offsetWidth > 200)"
    )
    settled(page, "/names")
    hours = page.locator("[data-part=settings] [name=hours]")
    hours.fill("whenever")
    page.locator("[data-part=settings] button").first.click()
    wrong = page.locator("[data-part=settings] .failure")
    wrong.wait_for()
    assert translate(language, "settings.hours") in wrong.inner_text()
    assert {"en": "Mon-Fri", "ko": "월-금"}[language] in wrong.inner_text()


@pytest.mark.browser
def test_settings_are_kept_and_used(visit: Any, fresh: Any) -> None:
    page = visit("/names", workspace="named")
    form = page.locator("[data-part=settings]")
    form.locator("[name=currency]").select_option("KRW")
    form.locator("[name=zone]").select_option("Asia/Seoul")
    form.locator("[name=week_begins]").select_option("sun")
    form.locator("button").click()
    page.wait_for_selector(".saved p")
    assert form.locator("[name=currency]").input_value() == "KRW"
    settled(page, "/names")
    assert page.locator("html").get_attribute("data-zone") == "Asia/Seoul"
    assert page.locator("[data-part=settings] [name=week_begins]").input_value() == "sun"
    paid = fresh.customers_in(["value > 0"], step=1, limit=1).members[0].customer
    settled(page, f"/journeys/of/{paid}")
    assert "₩" in page.locator("[data-part=answer]").inner_text()
