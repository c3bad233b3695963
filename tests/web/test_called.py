"""What people call events and channels, on pages and in fields: nobody has to know what the data calls them."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from cxloop import wiring
from cxloop.app import names
from cxloop.web.language import translate
from web import logs
from web.choosing import answered, asked, button, option, step
from web.running import settled
from web.test_imports import dropped, started

pytestmark = pytest.mark.browser
EVENTS = {
    "방문": ("ev-visit", "가게 들름", "Came by"), "검색": ("ev-search", "찾아봄", "Looked up"),
    "장바구니": ("ev-cart", "바구니에 담음", "In the basket"), "결제 시작": ("ev-checkout", "계산대", "Till"),
    "결제 오류": ("ev-failed", "결제가 막힘", "Till broke"), "고객센터 문의": ("ev-call", "상담함", "Talked"),
    "주문 완료": ("ev-order", "구매함", "Bought"),
}  # fmt: skip
CHANNELS = {
    "web": ("ch-web", "누리집", "Website"), "app": ("ch-app", "아이폰 앱", "iPhone app"),
    "전화": ("ch-tel", "전화기", "Telephone"),
}  # fmt: skip
RAW = re.compile(r"(?:ev|ch)-\w+|\((?:none|other)\)|[\u1100-\u11ff]")
SHOWN = """() => {
    const main = document.querySelector('main');
    for (const one of main.querySelectorAll('details')) one.open = true;
    const fields = [...main.querySelectorAll('input')].map((one) => one.value);
    const labels = [...main.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label'));
    return [main.innerText, document.title, ...fields, ...labels].join('\\n');
}"""
RULE = 'event = "ev-checkout" and channel = "ch-web"'
ASKED = [
    "/?" + urlencode({"channel": "ch-app", "compare": 'event = "ev-failed"'}),
    "/funnel?" + urlencode([("step", RULE), ("step", "ev-order"), ("where", 'channel != "ch-tel"'),
                            ("having", "ev-search"), ("lacking", "ev-call"), ("breakdown", "channel")]),
    "/journeys?" + urlencode({"compare": 'event = "ev-failed"', "first": "ev-search", "last": "ev-order"}),
    "/compare?" + urlencode([("compare", 'channel = "ch-tel"'), ("step", "ev-visit"), ("step", "ev-order")]),
    "/retention?" + urlencode({"start": "ev-visit", "back": "ev-search"}),
    "/pains?" + urlencode({"outcome": "reaches:ev-order"}),
    "/performance?" + urlencode({"by": "channel"}),
    "/behind?" + urlencode({"of": "channel", "what": "(none)", "by": "event", "group": "ev-order"}),
    "/behind?" + urlencode([("of", "edge"), ("what", "ev-checkout"), ("what", "ev-order")]),
]  # fmt: skip


def name(event: str, language: str) -> str:
    return (EVENTS | CHANNELS)[event][1 if language == "ko" else 2]


@pytest.fixture(scope="module")
def called(workspaces: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The shop as a program writes it down; some visits have no channel."""
    log = tmp_path_factory.mktemp("called") / "shop.jsonl"
    logs.write_shop(log)
    rows = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    for at, row in enumerate(rows):
        row |= {"event": EVENTS[row["event"]][0], "channel": CHANNELS[row.get("channel") or "web"][0]}
        if row["event"] == "ev-visit" and at % 7 == 0:
            row["channel"] = None
    log.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    made = wiring.open(workspaces["main"].folder.parent, "called")
    mapping = {"customer": "customer", "event": "event", "channel": "channel", "value": "value", "case": "case"}
    made.import_(log, times=["time"], **mapping)
    for raw, ko, en in EVENTS.values():
        names.set_label(made, raw, "kim", {"ko": ko, "en": en})
    for raw, ko, en in CHANNELS.values():
        names.set_channel(made, raw, "kim", {"ko": unicodedata.normalize("NFD", ko), "en": en})
    workspaces["called"] = made
    return made


@pytest.fixture
def merged(called: Any) -> Any:
    names.set_label(called, "ev-cart", "kim", {"merged_into": "ev-checkout"})
    return called


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_page_shows_what_only_the_data_calls_so(visit: Any, merged: Any, language: str) -> None:
    page = visit(ASKED[0], workspace="called", language=language)
    for at, address in enumerate(ASKED):
        if at:
            settled(page, address)
        assert page.locator("[data-part=status] .failure").count() == 0, address
        assert RAW.findall(page.evaluate(SHOWN)) == [], address
    settled(page, ASKED[1])
    headline = page.locator(".headline").inner_text()
    assert {"en": "at Till (channel is Website), ", "ko": "계산대 (채널: 누리집) 단계의"}[language] in headline
    settled(page, "/funnel?step=ev-visit&step=ev-order")
    told = page.locator(".headline bdi.name").last
    assert (told.inner_text(), told.get_attribute("title")) == (name("주문 완료", language), "ev-order")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_fields_take_what_people_call_things(visit: Any, called: Any, language: str) -> None:
    call, t = partial(name, language=language), partial(translate, language)
    names.set_label(called, "ev-cart", "kim", {"merged_into": ""})
    names.set_channel(called, "ch-web", "kim", {"kind": "digital"})
    page = visit("/names", workspace="called", language=language, failing=True)
    offered = page.locator("#known-events option").evaluate_all("(all) => all.map((one) => [one.value, one.label])")
    assert [call("결제 시작"), "ev-checkout"] in offered
    history = page.locator("section.card", has=page.locator("h2", has_text=t("labels.history")))
    assert f"– → {t('labels.kind.digital')}" in history.inner_text()
    into = page.locator("table.labels tr", has=page.locator("th", has_text="ev-cart")).locator("[name=merged_into]")
    into.fill(call("결제 시작"))
    into.press("Tab")
    page.locator(".saved button").wait_for()
    labels = {one.event: one.label for one in names.names(called).events}
    assert labels["ev-cart"].merged_into == "ev-checkout"
    assert into.input_value() == call("결제 시작")

    settled(page, "/funnel")
    button(page, "filter", language).click()
    page.keyboard.type(t("field.channel"))
    page.keyboard.press("Enter")
    field = page.locator(".condition .value input")
    for typed, taken in ((call("app"), call("app")), ("ch-web", call("web"))):
        field.fill(typed)
        page.locator(".condition li[role=option] bdi", has_text=taken).wait_for()
        field.press("Enter")
        page.locator(".condition .chip", has_text=taken).wait_for()
    answered(page)
    assert asked(page) == [("channel", "ch-app"), ("channel", "ch-web")]

    settled(page, "/funnel")
    way = ((call("방문"), "방문"), (call("장바구니"), "결제 시작"), ("ev-order", "주문 완료"))
    for number, (typed, taken) in enumerate(way, 1):
        step(page, number, language).fill(typed)
        option(page, call(taken)).wait_for()
        step(page, number, language).press("Enter")
        page.wait_for_function(f"() => new URLSearchParams(location.search).getAll('step').length === {number}")
    assert asked(page) == [("step", "ev-visit"), ("step", "ev-checkout"), ("step", "ev-order")]

    settled(page, f"/funnel?step=ev-visit&step={call('주문 완료')[:-1]}")
    hint = page.locator("[data-part=status] .failure").inner_text()
    assert f'"{call("주문 완료")}"' in hint
    assert "ev-" not in hint

    page.goto("/sql?q=SELECT 1")
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(f"SELECT count(*) FROM events WHERE event = '{call('주문 완료')[:2]}")
    page.locator(".cm-tooltip-autocomplete li", has_text=call("주문 완료")).wait_for()
    page.wait_for_timeout(200)  # the editor takes no Enter for a choice that has only just appeared
    page.keyboard.press("Enter")
    written = "document.querySelector('.sql-editor').shadowRoot.querySelector('.cm-content').innerText"
    assert page.evaluate(written).endswith("WHERE event = 'ev-order'")


def test_what_was_brought_in_hurts_by_its_name(visit: Any, called: Any) -> None:
    names.set_label(called, "ev-cart", "kim", {"merged_into": ""})
    page = visit("/imports", workspace="called", language="ko")
    one = {"customer": "new", "time": "2026-03-20T10:00:00", "event": "ev-visit"}
    dropped(page, ("more.jsonl", json.dumps(one).encode()))
    started(page, "ko")
    page.locator(".found .headline").wait_for()
    assert RAW.findall(page.locator(".found").inner_text()) == []
