"""A prototype shown to customers, in Chromium against a real server that files: who answers, and what counts."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from clients.running import Service
from clients.running import until as waits
from clients.test_touchpoints import check
from cxloop import wiring
from cxloop.app import changes, opportunities, prototypes
from cxloop.app.thread import thread
from cxloop.app.workspace import Workspace
from cxloop.web.rendering import BUILT
from web.running import AXE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILT / "touch.js").exists(), reason="the console is not built"),
]
Browse = Callable[..., Any]
until = partial(waits, seconds=60)
LOUD = '"><script>window.shouted=1</script><img src=x onerror="window.shouted=1">'
ASKS = [
    {"kind": "rating", "text": "얼마나 쓸모 있나요?"},
    {"kind": "yes_no", "text": "사시겠어요?"},
    {"kind": "text", "text": "무엇이 부족한가요?"},
]


@dataclass
class Shown:
    """A prototype of a workspace, and its links: that of each who is invited, or the open one."""

    service: Service
    workspace: Workspace
    id: str
    links: dict[str, str]

    def seen(self) -> dict[str, Any]:
        return prototypes.prototype(self.workspace, self.id).to_dict()

    def post(self, query: dict[str, str], answers: dict[str, Any], event: str = "answered", **more: str) -> int:
        """What the server says to an answer by hand."""
        body = {"event": event, "answers": answers, "id": "by-hand-1", "visit": "visit-by-hand", **more}
        return posted(self.service, query, json.dumps(body))

    def query(self, customer: str = "") -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.links[customer]).query).items()}


def posted(service: Service, query: dict[str, str], body: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.request("POST", f"/touch/prototype?{urlencode(query)}", body.encode())
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def thanked(page: Any, button: str = "보내기|Send") -> None:
    """Sends until it has arrived, as people do where the server is too busy for a moment."""
    again = page.get_by_role("button", name=re.compile("다시 보내기|Send again"))
    page.get_by_role("button", name=re.compile(button)).press("Enter")
    while True:
        page.locator(".thanks").or_(again).first.wait_for()
        if page.locator(".thanks").count():
            return
        again.click()


@pytest.fixture
def show(service: Service) -> Callable[..., Shown]:
    """Shows an idea to customers."""
    workspace, seal = idea_of(service), wiring.door(service.folder).seal

    def shown(title: str = "쿠폰함", invited: Sequence[str] = (), **given: Any) -> Shown:
        id = prototypes.add_prototype(workspace, "1", title, "kim", {**given, "invited": invited}).id
        told = prototypes.links(workspace, id, seal, service.address, service.key)
        own = {one.customer: one.link for one in told.links}
        return Shown(service, workspace, id, own if told.open is None else {"": told.open})

    return shown


def idea_of(service: Service) -> Workspace:
    """The workspace of a service, with an idea in it."""
    workspace = wiring.open(service.folder, service.workspace)
    taken = opportunities.take_up(workspace, "kim", note="쿠폰을 못 찾는다").id
    opportunities.add_idea(workspace, taken, "쿠폰함을 위로", "lee")
    return workspace


def test_invited_customers_answer_and_it_is_evidence(
    service: Service, show: Callable[..., Shown], browse: Browse
) -> None:
    shown = show(
        questions=ASKS, description="첫 화면에\n쿠폰함", address="https://example.com/a?b=1",
        invited=["안나", "customer:ben", "customer:cho"],
    )  # fmt: skip
    told = service.run(*f"prototype links {shown.id} --base {service.address} --key {service.key}".split())
    assert {one["customer"]: one["link"] for one in told["links"]} == shown.links
    assert all("안나" not in link and "%EC%95%88" not in link for link in shown.links.values())
    page = browse()
    page.goto(shown.links["안나"])
    assert page.locator("h1").inner_text() == "쿠폰함"
    link = page.get_by_role("link")
    assert [link.get_attribute(name) for name in ("href", "target", "rel")] == [
        "https://example.com/a?b=1", "_blank", "noopener noreferrer",
    ]  # fmt: skip
    page.get_by_role("button").click()
    page.get_by_text("질문 가운데 하나 이상 답해 주세요.").wait_for()
    page.keyboard.press("ArrowRight")  # the first radio has the focus
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("가격이 안 보여요")
    page.keyboard.press("Tab")
    assert page.get_by_role("button").evaluate("(node) => node === node.getRootNode().activeElement")
    thanked(page)
    assert page.get_by_text("고맙습니다").is_visible()
    for customer, rating in (("ben", 3), ("cho", 4)):
        page = browse(locale="en-US")
        page.goto(shown.links[customer])
        page.get_by_role("radio").nth(rating - 1).check()
        thanked(page)
        assert page.get_by_text("Thank you").is_visible()

    until(lambda: shown.seen()["answered"] == 3)
    seen = service.run("prototype", "show", shown.id)
    assert (seen["invitations"], seen["seen"]) == (3, 3)
    rated, bought, said = seen["questions"]
    assert (rated["n"], rated["mean"], bought["n"], bought["share"], said["n"]) == (3, 4.0, 1, 1.0, 1)
    assert rated["low"] == pytest.approx(4 - 4.303 / 3**0.5, abs=0.001)
    assert rated["high"] == 5.0
    assert bought["low"] == pytest.approx(0.2065, abs=0.0001)
    mine = next(one for one in seen["answers"] if one["customer"] == "안나")
    assert [(one["rating"], one["yes"], one["text"]) for one in mine["said"]] == [
        (5, None, None), (None, True, None), (None, None, "가격이 안 보여요"),
    ]  # fmt: skip

    events = service.run("journey", "안나")["events"]
    assert [one["event"] for one in events] == ["Prototype seen", "Prototype answered"]
    assert (events[1]["id"], events[1]["text"], events[1]["channel"]) == (mine["event"], "가격이 안 보여요", "web")
    assert events[1]["properties"]["q1"] == 5
    assert opportunities.opportunity(shown.workspace, "1").answered == 3
    changes.add_change(shown.workspace, "쿠폰함", "kim", {"opportunity": "1", "ideas": ("1",)})
    for start in ("change:1", f"prototype:{shown.id}", f"event:{mine['event']}", "opportunity:1"):
        walked = thread(shown.workspace, start)
        kinds = [node.kind for node in walked.nodes]
        assert kinds.count("event") == (1 if start.startswith("event") else 3), start
        assert set(kinds) == {"event", "note", "opportunity", "idea", "prototype", "change"}, start
        assert all(node.resolved for node in walked.nodes)


def test_the_usual_questions_to_anybody(service: Service, show: Callable[..., Shown], browse: Browse) -> None:
    shown = show()
    for locale, asks in (("ko-KR", "부족한 점은 무엇인가요?"), ("en-US", "What is missing?")):
        page = browse(locale=locale)
        page.goto(shown.links[""] + "&for=~forged")
        page.get_by_label(asks).fill("A list")
        thanked(page)
    until(lambda: shown.seen()["answered"] == 2)
    assert shown.seen()["invitations"] is None
    rows = [row for row in service.rows() if row["event"] == "Prototype answered"]
    assert {row["customer_kind"] for row in rows} == {"anonymous"}
    assert all(row["customer"].startswith(f"prototype-{shown.id}-") and row["identifiers"] is None for row in rows)


def test_only_those_who_are_invited(service: Service, show: Callable[..., Shown], browse: Browse) -> None:
    shown = show(invited=["customer:anna"])
    other = show(invited=["customer:anna"])
    own = shown.query("anna")
    for wrong in (
        "",
        "anna",
        "customer:anna",
        f"prototype:{shown.id}\ncustomer:anna",
        own["for"][:-2],
        other.query("anna")["for"],
    ):
        page = browse()
        answer = page.goto(f"{service.address}/touch/prototype?{urlencode(own | {'for': wrong})}")
        assert answer.status == 403, wrong
        assert page.locator("script").count() == 0
        assert "받으신 링크를 그대로" in page.inner_text("main")
        assert shown.post(own | {"for": wrong}, {"useful": 5}) == 403, wrong
    elsewhere = Service(service.server, f"{service.workspace}-other")
    for key in ("", "cxi_made_up", elsewhere.key):
        page = browse()
        assert page.goto(f"{service.address}/touch/prototype?{urlencode(own | {'key': key})}").status == 404
        assert shown.post(own | {"key": key}, {"useful": 5}) == 401
    for id in ("9", "x", "1;", f"0{shown.id}", "²"):
        assert shown.post(own | {"prototype": id}, {"useful": 5}) == 401, id
    prototypes.add_prototype(idea_of(elsewhere), "1", "t", "kim", {"invited": ["customer:anna"]})
    assert shown.post(own | {"key": elsewhere.key}, {"useful": 5}) == 403, "a code is of one workspace"
    assert shown.post(own, {"useful": 5}) == 200
    until(lambda: shown.seen()["answered"] == 1)
    assert other.seen()["seen"] == 0
    assert [one["customer"] for one in shown.seen()["answers"]] == ["anna"]
    assert elsewhere.rows() == []


def test_what_is_sent_by_hand(service: Service, show: Callable[..., Shown]) -> None:
    shown = show(questions=ASKS, invited=["customer:anna"])
    own = shown.query("anna")
    for body in (
        "",
        "[]",
        "{}",
        '{"event":"seen"',
        "[" * 5000,
        json.dumps({"event": "seen", "id": "x", "visit": "y" * 9}),
    ):
        assert posted(service, own, body) == 400, body[:40]
    assert posted(service, own, "x" * 40_000) == 413
    for answers in ({}, {"q1": 6}, {"q1": "5"}, {"q1": True}, {"q2": "perhaps"}, {"q3": " "}, {"other": 1}):
        assert shown.post(own, answers) == 400, answers
    assert shown.post(own, {"q1": 2, "userId": "ben", "q9": "x"}, userId="ben", anonymousId="b") == 200
    assert shown.post(own, {"q1": 2, "userId": "ben", "q9": "x"}) == 200, "sent again"
    assert shown.post(own, {"q1": 4}, id="by-hand-2") == 200, "another answer stands in its place"
    until(lambda: shown.seen()["questions"][0]["mean"] == 4)
    assert shown.seen()["answered"] == 1
    assert len(service.rows()) == 2
    assert {row["customer"] for row in service.rows()} == {"anna"}
    assert service.quarantined() == []
    message = {
        "type": "track",
        "event": "Prototype answered",
        "userId": "ben",
        "properties": {"prototype": shown.id, "q1": 1},
    }
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.request("POST", "/v1/batch", json.dumps({"batch": [message], "writeKey": service.key}))
    assert connection.getresponse().status == 200
    until(lambda: len(service.rows()) == 3)
    assert shown.seen()["answered"] == 1, "whoever is not invited does not count"


def test_what_is_over(service: Service, show: Callable[..., Shown], browse: Browse) -> None:
    shown = show()
    page = browse()
    page.goto(shown.links[""])
    prototypes.close_prototype(shown.workspace, shown.id, "kim")
    page.get_by_role("radio").first.check()
    page.get_by_role("button").click()
    page.get_by_text("더 이상 의견을 받지 않습니다").wait_for()
    answer = page.goto(shown.links[""])
    assert answer.status == 410
    assert "의견 받기가 끝났습니다" in page.inner_text("main")


def test_what_people_write_runs_nowhere(service: Service, show: Callable[..., Shown], browse: Browse) -> None:
    shown = show(LOUD, [LOUD], description=LOUD, questions=[{"kind": "text", "text": LOUD}])
    (link,) = shown.links.values()
    page = browse(bypass_csp=True)
    policy = page.goto(link).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert page.locator("h1").inner_text() == LOUD
    page.get_by_label(LOUD).fill(LOUD)
    thanked(page)
    until(lambda: shown.seen()["answered"] == 1)
    service.server.stop()
    signed_in = service.server.start()
    page.goto(signed_in)
    page.request.post(
        f"{service.address}/workspace", form={"workspace": service.workspace}, headers={"origin": service.address}
    )
    page.goto(f"{service.address}/prototypes/{shown.id}")
    page.locator("article").wait_for()
    assert LOUD in page.locator("h1").inner_text()
    page.goto(f"{service.address}/thread?id=prototype:{shown.id}")
    page.locator(".thread").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shouted") is None
    assert page.locator("main script, main img, [onerror]").count() == 0


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_small_screen(
    service: Service, show: Callable[..., Shown], browse: Browse, language: str, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    shown = show(questions=ASKS, description="첫 화면에 쿠폰함", address=f"https://example.com/{'a' * 90}")
    page = browse(
        locale={"ko": "ko-KR", "en": "en-US"}[language], color_scheme=scheme, viewport={"width": 360, "height": 800},
        bypass_csp=True,
    )  # fmt: skip
    page.goto(shown.links[""])
    assert page.evaluate("document.documentElement.lang") == language
    page.get_by_role("button").click()
    page.get_by_role("radio").nth(3).check()
    check(page)
    thanked(page)
    check(page)
    prototypes.close_prototype(shown.workspace, shown.id, "kim")
    page.goto(shown.links[""])
    check(page)
