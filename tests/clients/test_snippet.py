"""Our browser snippet in Chromium, on a page of another origin under a strict CSP, against a real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from clients import checks
from clients.running import NFD, Service, until
from clients.shop import Shop
from cxloop.web.rendering import BUILT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILT / "cxloop.js").exists(), reason="the console is not built"),
]
Browse = Callable[..., Any]
LARGEST_BYTES = 6 * 1024
BODY = """
<h1>가게</h1>
<button id=cart>장바구니에 <b>담기</b></button>
<button id=dead>아무 일도 없는 단추</button>
<a id=next href="/next?q=운동화">다음</a>
<div id=plain>그냥 글</div>
<form id=order name=주문서 action="/"><input type=hidden name=title><input type=hidden name=id>
<label>카드 번호 <input name=card></label><label>메모 <textarea name=memo></textarea></label>
<input type=password name=secret><button>주문</button></form>
<form role=search action="/next"><input name=word type=search aria-label=검색어><button>찾기</button></form>
<p id=out></p>
"""
ALIVE = "document.getElementById('cart').onclick = () => document.getElementById('out').append('담음 ');"


def opening(shop: Shop, service: Service, **data: str) -> None:
    told = {"key": service.key, "consent": "not-required"} | data
    attributes = " ".join(f'data-{name}="{value}"' for name, value in told.items())
    head = f'<script src="{service.address}/cxloop.js" {attributes}></script>'
    shop.script("/shop.js", ALIVE)
    shop.page("/", BODY, head + "<script src=/shop.js defer></script>")
    shop.page("/next", "<h1>다음</h1>", head)
    shop.page("/empty", "<h1>빈 곳</h1>")


def names(service: Service) -> list[str]:
    return [row["event"] for row in service.rows()]


def waiting(page: Any) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('cxloop.~')).length"))


def said(service: Service, event: str) -> list[dict[str, Any]]:
    rows = sorted(service.rows(), key=lambda row: row["occurred"])
    return [json.loads(row["properties"]) for row in rows if row["event"] == event]


def test_it_stays_small() -> None:
    assert (BUILT / "cxloop.js").stat().st_size <= LARGEST_BYTES


def test_it_may_be_put_on_any_page(service: Service, shop: Shop, browse: Browse) -> None:
    page = browse()
    answer = page.request.get(f"{service.address}/cxloop.js")
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "set-cookie" not in answer.headers
    again = page.request.get(f"{service.address}/cxloop.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status == 304


def test_what_a_visitor_does(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    page = browse()
    page.goto("/?utm_source=메일&email=a@example.com")
    page.click("#cart")
    page.click("#dead")
    page.wait_for_timeout(2300)
    box = page.locator("#plain").bounding_box()
    for _ in range(4):
        page.mouse.click(box["x"] + 5, box["y"] + 5, delay=10)
    page.locator("#order").click(position={"x": 1, "y": 1})
    page.fill("input[name=card]", "9999-0000")
    page.fill("textarea", "아무도 읽지 않을 말")
    page.fill("input[name=secret]", "비밀번호")
    page.evaluate("history.pushState({}, '', '/상품/1234567')")
    page.wait_for_timeout(100)
    page.fill("[type=search]", "운동화 " + NFD)
    page.press("[type=search]", "Enter")
    page.wait_for_url("**/next?word=*")
    page.goto("/next?q=" + "슬리퍼")
    page.reload()
    until(lambda: names(service).count("searched") == 2 and names(service).count("Viewed /next Page") == 3)
    rows = sorted(service.rows(), key=lambda row: row["occurred"])
    assert len({row["customer"] for row in rows}) == 1
    assert {row["channel"] for row in rows} == {"web"}
    assert {row["customer_kind"] for row in rows} == {"anonymous"}
    views = [row["event"] for row in rows if row["event"].startswith("Viewed")]
    assert views == ["Viewed / Page", "Viewed /상품/* Page", *["Viewed /next Page"] * 3]
    first = next(json.loads(row["properties"]) for row in rows if row["event"] == "Viewed / Page")
    assert (first["path"], first["title"], first["utm_source"]) == ("/", "가게", "메일")
    clicks = said(service, "clicked")
    assert clicks[0] == {"tag": "button", "name": "장바구니에 담기", "id": "cart", "path": "/"}
    assert said(service, "dead clicked") == [
        {"tag": "button", "name": "아무 일도 없는 단추", "id": "dead", "path": "/"}
    ]
    assert said(service, "rage clicked") == [{"tag": "div", "id": "plain", "path": "/"}]
    assert said(service, "form abandoned") == [{"form": "주문서", "fields": 3, "last": "secret", "path": "/"}]
    assert [one["query"] for one in said(service, "searched")] == ["운동화 " + NFD, "슬리퍼"]
    stayed = [one for one in said(service, "stayed on page") if one["path"] == "/"]
    assert stayed[0]["seconds"] >= 2
    whole = (service.folder / "journal.db").read_bytes().decode("utf-8", "replace") + json.dumps(
        rows, default=str, ensure_ascii=False
    )
    for secret in ("9999-0000", "아무도 읽지", "비밀번호", "a@example.com"):
        assert secret not in whole


def test_a_form_that_was_sent_is_not_abandoned(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    shop.page("/next", "<h1>고맙습니다</h1>")
    page = browse()
    page.goto("/")
    page.fill("input[name=card]", "1")
    page.click("#order button")
    page.wait_for_url("**/?*card=*")
    until(lambda: names(service).count("Viewed / Page") == 2)
    page.wait_for_timeout(1500)
    assert "form abandoned" not in names(service)


def test_who_signs_in_keeps_the_history_of_the_visitor(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    page = browse()
    page.goto("/")
    page.evaluate(
        "cxloop('identify', '고객-1', {email: 'a@example.com'}); cxloop('track', '주문 완료', {revenue: 12000})"
    )
    until(lambda: "주문 완료" in names(service))
    row = next(row for row in service.rows() if row["event"] == "주문 완료")
    assert (row["customer_kind"], row["customer"], row["value"]) == ("customer", "고객-1", 12000)
    anonymous = page.evaluate("cxloop.ids().anonymousId")
    assert ("anonymous", anonymous) in checks.names(service.customer("고객-1"))
    page.evaluate("cxloop('identify', '고객-2')")
    assert page.evaluate("cxloop.ids().anonymousId") != anonymous  # the same browser, somebody else
    page.evaluate("cxloop('reset')")
    assert page.evaluate("cxloop.ids().userId") is None


def test_nothing_is_lost_while_offline(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    page = browse()
    page.goto("/")
    until(lambda: names(service) == ["Viewed / Page"])
    page.context.set_offline(True)
    page.evaluate("for (let n = 0; n < 250; n += 1) cxloop('track', '주문', {번호: n, 문구: '운동화 '.repeat(50)})")
    page.wait_for_timeout(1500)
    assert waiting(page) == 250
    page.context.set_offline(False)
    until(lambda: page.evaluate("1") and names(service).count("주문") == 250)
    page.wait_for_timeout(500)
    assert waiting(page) == 0
    rows = [row for row in service.rows() if row["event"] == "주문"]
    in_order = sorted(rows, key=lambda row: (row["batch"], row["sequence"]))
    assert [json.loads(row["properties"])["번호"] for row in in_order] == list(range(250))


def test_what_a_page_could_not_send_the_next_one_sends(service: Service, shop: Shop, browse: Browse) -> None:
    """The server is killed, the page is left, the server comes back: everything once, the beacon at the end too."""
    opening(shop, service)
    page = browse()
    page.goto("/")
    until(lambda: names(service) == ["Viewed / Page"])
    service.stop(9)
    page.evaluate("for (let n = 0; n < 40; n += 1) cxloop('track', '주문', {번호: n})")
    page.goto("/empty")
    service.start()
    assert names(service).count("주문") == 0
    page.goto("/next")
    until(lambda: names(service).count("주문") == 40 and names(service).count("Viewed /next Page") == 1)
    page.wait_for_timeout(1500)
    assert sorted(one["번호"] for one in said(service, "주문")) == list(range(40))
    assert len(said(service, "stayed on page")) == 1
    assert waiting(page) == 0


def test_the_end_of_a_visit_arrives_though_nobody_comes_back(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    page = browse()
    page.goto("/")
    page.evaluate("cxloop('track', '마지막 말')")
    page.goto("/empty")
    until(lambda: {"마지막 말", "stayed on page"} <= set(names(service)))


def test_a_wrong_key_is_not_asked_again_and_nothing_is_thrown_away(
    service: Service, shop: Shop, browse: Browse
) -> None:
    opening(shop, service, key="cxi_wrong")
    page = browse()
    answers: list[int] = []
    page.on("response", lambda one: answers.append(one.status) if one.url.endswith("/v1/batch") else None)
    page.goto("/")
    page.wait_for_timeout(2500)
    assert answers == [401]
    assert waiting(page) == 1
    opening(shop, service)
    page.goto("/next")
    until(lambda: {"Viewed / Page", "Viewed /next Page"} <= set(names(service)))


def test_before_consent_nothing_is_kept_or_sent(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service, consent="required")
    page = browse()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/v1/batch") else None)
    page.goto("/")
    page.click("#cart")
    page.evaluate("cxloop('track', '동의 전')")
    page.wait_for_timeout(1500)
    assert sent == []
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    page.evaluate("cxloop('consent', 'granted')")
    until(lambda: page.evaluate("1") and {"Viewed / Page", "동의 전"} <= set(names(service)))
    assert "clicked" not in names(service)
    page.goto("/next")  # consent holds on the next page
    until(lambda: "Viewed /next Page" in names(service))
    page.evaluate("cxloop('consent', 'denied'); cxloop('track', '거부 뒤')")
    page.wait_for_timeout(1500)
    assert page.evaluate("localStorage.length") == 0
    assert "거부 뒤" not in names(service)


def test_a_refusal_holds_where_consent_is_not_required(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    page = browse()
    page.goto("/")
    until(lambda: names(service) == ["Viewed / Page"])
    page.evaluate("cxloop('consent', 'denied')")
    page.goto("/next")
    page.evaluate("cxloop('track', '거부 뒤')")
    page.wait_for_timeout(1500)
    assert names(service) == ["Viewed / Page"]
    assert page.evaluate("Object.keys(localStorage)") == ["cxloop.consent"]


SIGNALS = {
    "Do Not Track": "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})",
    "Global Privacy Control": "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})",
}


@pytest.mark.parametrize("signal", list(SIGNALS))
def test_browsers_that_ask_not_to_be_tracked_are_not(service: Service, shop: Shop, browse: Browse, signal: str) -> None:
    opening(shop, service)
    page = browse()
    page.add_init_script(SIGNALS[signal])
    page.goto("/")
    page.evaluate("cxloop('consent', 'granted'); cxloop('track', '몰래')")
    page.wait_for_timeout(1500)
    assert page.evaluate("localStorage.length") == 0
    assert service.rows() == []
    opening(shop, service, dnt="ignore")
    page.goto("/")
    until(lambda: names(service) == ["Viewed / Page"])


def test_calls_made_before_the_script_came_are_heard(service: Service, shop: Shop, browse: Browse) -> None:
    opening(shop, service)
    stub = "window.cxloop = window.cxloop || function () { (cxloop.q = cxloop.q || []).push(arguments); };"
    shop.script("/stub.js", stub + "cxloop('track', '이른 말');")
    told = f'data-key="{service.key}" data-consent="not-required"'
    script = f'<script src="{service.address}/cxloop.js" {told} async></script>'
    shop.page("/", "<h1>가게</h1>", "<script src=/stub.js></script>" + script)
    page = browse()
    page.goto("/")
    until(lambda: {"Viewed / Page", "이른 말"} == set(names(service)))
