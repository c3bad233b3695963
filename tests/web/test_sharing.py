"""Links to single answers: what they open, for whom, for how long, and what they never tell."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from cxloop.app import shares
from web.running import Site, settled

FUNNEL = urlencode([("step", "방문"), ("step", "결제 시작"), ("step", "주문 완료")])


def _made(site: Site, question: str = "funnel", query: str = FUNNEL, *, role: Any = "analyst", **more: Any) -> Any:
    body = json.dumps({"question": question, "query": query, "title": "주간 회의", **more})
    headers = {"cookie": site.signed_in(role=role), "origin": site.address, "content-type": "application/json"}
    return site.ask("POST", "/api/v1/shares", headers, body)


def _path(reply: Any) -> str:
    assert reply.status == 200, reply.body
    return str(json.loads(reply.body)["path"])


def test_a_link_shows_one_answer_to_somebody_who_is_not_signed_in(site: Site) -> None:
    reply = site.ask("GET", _path(_made(site)), {"accept-language": "ko"})
    assert reply.status == 200
    assert "단계의 고객 500명 가운데" in reply.body.replace("<bdi>", "").replace("</bdi>", "")
    assert "주간 회의" in reply.body
    assert "script" not in reply.body
    assert reply.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "noindex" in reply.headers["x-robots-tag"]


def test_it_opens_nothing_else(site: Site) -> None:
    path = _path(_made(site))
    start, _, secret = path.rpartition("/")
    tried = (
        f"{start}/{secret}x",
        f"{start}/",
        f"/shared/empty/1/{secret}",
        f"/shared/none/1/{secret}",
        f"{start}0/{secret}",
    )
    assert [site.ask("GET", one).status for one in tried] == [404, 401, 404, 404, 404]
    assert site.ask("GET", f"/api/v1/overview?token={secret}").status == 401


def test_it_ends_when_it_should(site: Site, workspaces: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    path, closed = _path(_made(site, days=1)), _path(_made(site))
    number = closed.split("/")[3]
    headers = {"cookie": site.signed_in(role="analyst"), "origin": site.address, "content-type": "application/json"}
    assert site.ask("POST", f"/api/v1/shares/{number}/remove", headers, "{}").status == 200
    assert site.ask("GET", closed).status == 404
    later = workspaces["main"].now_ms() + 86_400_001
    monkeypatch.setattr(workspaces["main"], "_now_ms", lambda: later)
    assert site.ask("GET", path).status == 404


@pytest.mark.parametrize(
    "question",
    ["journey", "funnel/customers", "catalogue", "imports", "webhooks", "../v1/overview", "shares/1/remove", ""],
)
def test_what_tells_of_single_customers_is_not_shared(site: Site, question: str) -> None:
    assert _made(site, question, "name=x").status in (400, 422)


def test_names_stay_hidden_under_a_link(site: Site) -> None:
    query = urlencode({"source": "방문", "target": "검색"})
    reply = site.ask("GET", _path(_made(site, "edge", query)))
    assert reply.status == 200
    assert "고객-" not in reply.body


def test_only_an_analyst_makes_one_and_days_have_a_limit(site: Site) -> None:
    assert _made(site, role="viewer").status == 403
    assert _made(site, days=91).status == 400
    assert _made(site, days=0).status == 400


def test_the_secret_is_kept_nowhere(site: Site, workspaces: dict[str, Any]) -> None:
    path = _path(_made(site))
    secret = path.rpartition("/")[2]
    assert len(secret) >= 20
    listed = json.dumps(shares.shares(workspaces["main"]).to_dict())
    assert secret not in listed
    assert "hash" not in listed
    for file in workspaces["main"].folder.parent.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes(), file


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "open_it", "make", "close"),
    [("en", "Link for others …", "Make the link", "Done"), ("ko", "다른 사람에게 보낼 링크 …", "링크 만들기", "마침")],
)
def test_made_on_the_page_and_opened_elsewhere(
    visit: Any, chromium: Any, site: Site, language: str, open_it: str, make: str, close: str
) -> None:
    page = visit(f"/funnel?{FUNNEL}", language=language)
    settled(page, f"/funnel?{FUNNEL}")
    page.locator(".about .take summary").click()
    page.get_by_role("button", name=open_it).click()
    page.get_by_role("button", name=make).click()
    address = page.locator(".shared input").input_value()
    page.get_by_role("button", name=close, exact=True).click()
    page.locator("dialog").wait_for(state="detached")
    other = chromium.new_context().new_page()
    other.goto(address)
    assert "방문" in other.inner_text(".says")
    assert other.evaluate("getComputedStyle(document.querySelector('.says')).fontSize") == "18px"
    other.context.close()
