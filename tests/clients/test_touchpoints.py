"""The reaction button and the inquiry form, as links and on a shop's page, in Chromium against a real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from clients.running import Service, until
from clients.shop import Shop
from cxloop.web.rendering import BUILT
from web.running import AXE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILT / "touch.js").exists(), reason="the console is not built"),
]
Browse = Callable[..., Any]
THANKS = {"ko": "고맙습니다", "en": "Thank you"}
LOCALES = {"ko": "ko-KR", "en": "en-US"}
SEND = {"ko": "보내기", "en": "Send"}
AGAIN = {"ko": "다시 보내기", "en": "Send again"}


def link(service: Service, kind: str, **more: str) -> str:
    return f"{service.address}/touch/{kind}?{urlencode({'key': service.key} | more)}"


def only(service: Service) -> dict[str, Any]:
    until(lambda: len(service.rows()) == 1)
    (row,) = service.rows()
    return row


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_reaction_by_keyboard_alone(service: Service, browse: Browse, language: str) -> None:
    page = browse(locale=LOCALES[language])
    page.goto(link(service, "reaction", question="배송은 어땠나요?", user="고객-1", case="A-1"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("조금 늦었어요")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text(THANKS[language]).wait_for()
    assert page.evaluate("document.querySelector('main div').shadowRoot.activeElement.className") == "thanks"
    row = only(service)
    assert (row["event"], row["customer"], row["case_id"], row["channel"]) == ("reaction given", "고객-1", "A-1", "web")
    assert row["text"] == "조금 늦었어요"
    said = json.loads(row["properties"])
    assert (said["rating"], said["scale"], said["question"]) == (2, 5, "배송은 어땠나요?")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_inquiry(service: Service, browse: Browse, language: str) -> None:
    page = browse(locale=LOCALES[language])
    page.goto(link(service, "inquiry", topics="배송,환불"))
    page.get_by_role("button").click()
    alert = page.get_by_role("alert")
    assert alert.inner_text() == {"ko": "문의 내용을 적어 주세요.", "en": "Please write your question."}[language]
    page.locator("select").select_option("환불")
    page.locator("textarea").fill("언제\n환불되나요?")
    page.locator("input").fill("a@example.com")
    page.get_by_role("button", name=SEND[language]).click()
    page.get_by_text(THANKS[language]).wait_for()
    row = only(service)
    said = json.loads(row["properties"])
    assert (row["event"], row["text"], row["customer_kind"]) == ("inquiry sent", "언제\n환불되나요?", "anonymous")
    assert (said["topic"], said["contact"]) == ("환불", "a@example.com")
    page.get_by_role("button").click()
    assert page.locator("textarea").input_value() == ""


@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_typed_is_lost_whatever_goes_wrong(service: Service, browse: Browse, language: str) -> None:
    page = browse(locale=LOCALES[language])
    page.goto(link(service, "inquiry"))
    page.locator("textarea").fill("환불해 주세요")
    page.context.set_offline(True)
    page.get_by_role("button").click()
    page.get_by_text({"ko": "인터넷에 연결되어", "en": "You are offline"}[language]).wait_for()
    page.context.set_offline(False)
    service.stop(9)
    page.get_by_role("button").click()
    page.get_by_text({"ko": "지금은 보내지 못했습니다", "en": "could not be sent just now"}[language]).wait_for()
    assert page.locator("textarea").input_value() == "환불해 주세요"
    service.start()
    page.get_by_role("button", name=AGAIN[language]).click()
    page.get_by_text(THANKS[language]).wait_for()
    assert only(service)["text"] == "환불해 주세요"


def test_an_answer_that_got_lost_on_its_way_back_does_not_count_twice(service: Service, browse: Browse) -> None:
    page = browse()
    page.goto(link(service, "inquiry"))
    lost: list[int] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/v1/batch", lose)
    page.locator("textarea").fill("환불해 주세요")
    page.get_by_role("button").click()
    page.get_by_text("지금은 보내지 못했습니다").wait_for()
    page.get_by_role("button").click()
    page.get_by_text("고맙습니다").wait_for()
    page.wait_for_timeout(1500)
    assert lost == [200]
    assert len(service.rows()) == 1
    assert service.quarantined() == []


def test_a_key_that_ended_is_said_kindly(service: Service, browse: Browse) -> None:
    page = browse()
    page.goto(link(service, "reaction"))
    page.get_by_role("radio", name="좋음", exact=True).check()
    (known,) = service.run("key", "list")["keys"]
    service.run("key", "revoke", known["id"])
    page.wait_for_timeout(1200)
    page.get_by_role("button").click()
    page.get_by_text("더 이상 의견을 받지 않습니다").wait_for()
    answer = page.goto(link(service, "reaction"))
    assert answer.status == 404
    assert "더 이상 쓸 수 없는 링크" in page.inner_text("main")


def test_pages_stand_on_their_own(service: Service, browse: Browse) -> None:
    """Their own strict policy, no cookie, and what a link says cannot become markup."""
    page = browse()
    answer = page.goto(link(service, "reaction", question='"><script>window.shouted=1</script><b onclick=x>'))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "set-cookie" not in answer.headers
    assert page.evaluate("[window.shouted, document.cookie]") == [None, ""]
    assert '"><script>' in page.locator("legend").inner_text()
    assert page.request.get(f"{service.address}/touch/other", max_redirects=0).status in (401, 404)
    assert page.request.get(f"{service.address}/touch/reaction").status == 404


EMBEDDED = [("reaction", {}), ("reaction", {"scale": "thumbs", "comment": "no"}), ("inquiry", {"into": "#here"})]


@pytest.mark.parametrize(("kind", "more"), EMBEDDED, ids=["faces", "thumbs", "inquiry"])
def test_on_a_page_of_a_shop(service: Service, shop: Shop, browse: Browse, kind: str, more: dict[str, str]) -> None:
    told = " ".join(f'data-{name}="{text}"' for name, text in {"key": service.key, "touch": kind, **more}.items())
    script = f'<script async src="{service.address}/touch.js" {told}></script>'
    snippet = (
        f'<script src="{service.address}/cxloop.js" data-key="{service.key}" data-consent="not-required"></script>'
    )
    shop.page("/", f"<h1>가게</h1>{script}<div id=here></div>", snippet)
    page = browse()
    page.goto("/")
    if kind == "inquiry":
        assert page.locator("#here textarea").count() == 1
        page.locator("textarea").fill("질문")
    elif more:
        page.get_by_role("radio", name="도움이 됐어요").check()
        assert page.locator("textarea").is_hidden()
    else:
        page.get_by_role("radio", name="매우 좋음").check()
    page.get_by_role("button").click()
    page.get_by_text("고맙습니다").wait_for()
    event = "inquiry sent" if kind == "inquiry" else "reaction given"
    until(lambda: event in {row["event"] for row in service.rows()})
    row = next(row for row in service.rows() if row["event"] == event)
    assert row["customer"] == page.evaluate("cxloop.ids().anonymousId")
    if kind == "reaction":
        said = json.loads(row["properties"])
        assert (said["rating"], said["scale"]) == ((2, 2) if more else (5, 5))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_they_are_accessible_and_fit_a_small_screen(
    service: Service, browse: Browse, language: str, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    page = browse(
        locale=LOCALES[language], color_scheme=scheme, viewport={"width": 360, "height": 800}, bypass_csp=True
    )
    for kind, more in (("reaction", {}), ("reaction", {"scale": "thumbs"}), ("inquiry", {})):
        page.goto(link(service, kind, **more))
        assert page.evaluate("document.documentElement.lang") == language
        if kind == "reaction":
            page.locator(".choice").last.click()
        check(page)
        page.get_by_role("button").click()
        if kind == "inquiry":
            check(page)
            page.locator("textarea").fill("질문")
            page.get_by_role("button").click()
        page.get_by_text(THANKS[language]).wait_for()
        check(page)
    page.goto(f"{service.address}/touch/inquiry?key=cxi_gone")
    check(page)


def check(page: Any) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    nodes = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
    assert nodes == []
