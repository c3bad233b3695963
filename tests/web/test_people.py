"""People with accounts: links, passwords, roles by workspace, purposes; what ends, ends at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cxloop import wiring
from cxloop.api.passwords import _BY_NAME
from cxloop.api.sign_in import SignIn
from cxloop.app import accounts
from cxloop.trust.passwords import fits, hashed
from web.running import AXE, Reply, Site, settled

GOOD = "열두 글자가 넘는 비밀번호"
CUSTOMER = "고객-7"


@pytest.fixture
def anna(site: Site) -> Iterator[str]:
    """An analyst of `main`, without a password yet; her name."""
    name = f"anna{len(site.door.accounts.all())}"
    accounts.create(site.door, name, "main", "analyst", site.address)
    yield name
    accounts.disable(site.door, name)


def posted(site: Site, path: str, cookie: str = "", **fields: str) -> Reply:
    headers = {"origin": site.address, "content-type": "application/x-www-form-urlencoded", "cookie": cookie}
    return site.ask("POST", path, headers, urlencode(fields))


def by_link(site: Site, name: str) -> str:
    path = accounts.link(site.door, name, site.address).link.removeprefix(site.address)
    reply = site.ask("GET", path)
    assert (reply.status, reply.headers["location"]) == (303, "/password")
    return reply.headers["set-cookie"].split(";")[0]


def journey(site: Site, cookie: str, more: str = "", name: str = CUSTOMER) -> tuple[int, str]:
    reply = site.ask("GET", f"/api/v1/journey?name={quote(name)}{more}", {"cookie": cookie})
    return reply.status, reply.body


def test_a_link_of_an_account_works_once_and_sets_a_password(site: Site, anna: str) -> None:
    path = accounts.link(site.door, anna, site.address).link.removeprefix(site.address)
    first, again = site.ask("GET", path), site.ask("GET", path)
    assert (first.status, again.status) == (303, 403)
    cookie = first.headers["set-cookie"].split(";")[0]
    assert posted(site, "/password", cookie, new="short").status == 400
    reply = posted(site, "/password", cookie, new=GOOD)
    assert reply.status == 303
    assert site.ask("GET", "/", {"cookie": cookie}).status == 401, "the session before it has ended"
    fresh = reply.headers["set-cookie"].split(";")[0]
    assert site.ask("GET", "/", {"cookie": fresh}).status == 200
    assert posted(site, "/password", fresh, new=GOOD + "!").status == 401, "the old one is needed now"
    assert posted(site, "/password", fresh, old=GOOD, new=GOOD + "!").status == 303


def test_name_and_password_let_in_and_nothing_else_does(site: Site, anna: str) -> None:
    accounts.set_password(site.door, anna, GOOD)
    reply = posted(site, "/sign-in", name=anna, password=GOOD)
    assert (reply.status, reply.headers["location"]) == (303, "/")
    assert "HttpOnly" in reply.headers["set-cookie"]
    wrong = posted(site, "/sign-in", name=anna, password=GOOD + "x")
    nobody = posted(site, "/sign-in", name="nobody", password=GOOD)
    assert (wrong.status, nobody.status) == (401, 401)
    assert wrong.body == nobody.body
    assert "set-cookie" not in wrong.headers | nobody.headers


def test_a_name_is_tried_only_so_often(site: Site, anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.set_password(site.door, anna, GOOD)
    monkeypatch.setattr(site.app.state.limits.by_name, "_clock", lambda: 0.0)
    replies = [posted(site, "/sign-in", name=anna, password=f"wrong {n}") for n in range(_BY_NAME[0] + 1)]
    assert [reply.status for reply in replies] == [401] * _BY_NAME[0] + [429]
    assert int(replies[-1].headers["retry-after"]) > 0
    assert posted(site, "/sign-in", name=anna, password=GOOD).status == 429
    site.app.state.limits.by_name.give_back(anna)
    assert posted(site, "/sign-in", name=anna, password=GOOD).status == 303


def test_signing_in_gives_a_new_session_and_ends_the_one_before(site: Site, anna: str) -> None:
    accounts.set_password(site.door, anna, GOOD)
    planted = by_link(site, anna)
    reply = posted(site, "/sign-in", planted, name=anna, password=GOOD)
    assert reply.headers["set-cookie"].split(";")[0] != planted
    assert site.ask("GET", "/", {"cookie": planted}).status == 401


def test_sessions_outlive_a_restart_and_are_shared(site: Site, anna: str) -> None:
    cookie = by_link(site, anna)
    other = SignIn(kept=wiring.door(site.app.state.workspaces["main"].folder.parent).sign_ins)
    session = other.session(cookie.partition("=")[2])
    assert session is not None
    assert (session.account, dict(session.roles)) == (anna, {"main": "analyst"})
    other.end(cookie.partition("=")[2])
    assert site.ask("GET", "/", {"cookie": cookie}).status == 401


def test_revocation_is_immediate(site: Site, anna: str) -> None:
    cookie = by_link(site, anna)
    assert site.ask("GET", "/", {"cookie": cookie}).status == 200
    accounts.set_role(site.door, anna, "main", "viewer")
    assert json.loads(journey(site, cookie, "&purpose=complaint")[1])["masked"], "a viewer by the next request"
    accounts.set_role(site.door, anna, "main", "none")
    assert site.ask("GET", "/", {"cookie": cookie}).status == 401
    accounts.set_role(site.door, anna, "main", "analyst")
    assert site.ask("GET", "/", {"cookie": cookie}).status == 200
    path = accounts.link(site.door, anna, site.address).link.removeprefix(site.address)
    accounts.disable(site.door, anna)
    assert site.ask("GET", "/", {"cookie": cookie}).status == 401
    assert site.ask("GET", path).status == 403
    accounts.set_password(site.door, anna, GOOD)
    assert posted(site, "/sign-in", name=anna, password=GOOD).status == 401


def test_a_page_with_answers_of_customers_asks_for_the_purpose_and_the_board_does_not(site: Site, anna: str) -> None:
    cookie = by_link(site, anna)
    asks = {
        path: 'action="/purpose"' in site.ask("GET", path, {"cookie": cookie}).body
        for path in ("/prototypes/1", "/board")
    }
    assert asks == {"/prototypes/1": True, "/board": False}


def test_names_are_masked_until_a_purpose_is_stated(site: Site, anna: str) -> None:
    cookie = by_link(site, anna)
    hidden = journey(site, cookie)[1]
    assert CUSTOMER not in hidden
    assert json.loads(hidden)["masked"]
    name = json.loads(hidden)["customer"]
    assert json.loads(journey(site, cookie, name=name)[1])["customer"] == name, "the masked name opens the same"
    assert CUSTOMER in journey(site, cookie, "&purpose=complaint+17")[1]
    assert CUSTOMER not in journey(site, cookie)[1], "what is said in an address is not remembered"
    assert posted(site, "/purpose", cookie, purpose="complaint 17", back="/journeys").status == 303
    assert CUSTOMER in journey(site, cookie)[1]
    assert "complaint 17" in site.ask("GET", "/journeys", {"cookie": cookie}).body
    posted(site, "/purpose", cookie, purpose=" ")
    assert CUSTOMER not in journey(site, cookie)[1]


def test_a_viewer_never_sees_names(site: Site) -> None:
    cookie = site.signed_in("main", "viewer")
    posted(site, "/purpose", cookie, purpose="curiosity")
    assert CUSTOMER not in journey(site, cookie, "&purpose=curiosity")[1]
    for path in ("/api/v1/pains", "/api/v1/step?name=" + quote("방문"), "/api/v1/imports"):
        body = site.ask("GET", path, {"cookie": cookie}).body
        assert "고객-" not in body, path
        assert "고객-" in site.ask("GET", path, {"cookie": site.signed_in()}).body or "imports" in path, path


def test_every_look_at_customers_is_written_down(site: Site, anna: str) -> None:
    cookie = by_link(site, anna)
    journey(site, cookie, "&purpose=complaint+17")
    one = site.door.audit.newest(1)[0].entry
    assert (one.who, one.action, one.workspace, one.purpose) == (anna, "GET /api/v1/journey", "main", "complaint 17")
    assert one.customers == (site.door.hash_of("main", CUSTOMER),)
    assert not one.masked
    journey(site, cookie)
    assert site.door.audit.newest(1)[0].entry.masked
    steps = "&".join(f"step={quote(name)}" for name in ("방문", "검색"))
    came = site.ask("GET", f"/api/v1/funnel/customers?number=1&limit=7&{steps}", {"cookie": cookie})
    assert len(json.loads(came.body)["members"]) == 7
    assert len(site.door.audit.newest(1)[0].entry.customers) == 7
    before = site.door.audit.newest(1)[0].number
    site.ask("GET", "/api/v1/overview", {"cookie": cookie})
    assert site.door.audit.newest(1)[0].number == before, "counts tell of nobody"
    assert site.door.audit.verify().flaws == ()


def test_what_cannot_be_written_down_is_not_shown(site: Site, anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxloop.errors import DiskFull

    def full(entry: object) -> None:
        raise DiskFull(path="access.db")

    cookie = by_link(site, anna)
    monkeypatch.setattr(site.door.audit, "append", full)
    status, body = journey(site, cookie, "&purpose=x")
    assert (status, CUSTOMER in body) == (507, False)


def test_where_nobody_can_be_looked_up_nobody_comes_in(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxloop.errors import Busy

    def busy(*asked: object) -> None:
        raise Busy(path="access.db")

    cookie = site.signed_in()
    monkeypatch.setattr(site.door.sign_ins, "session", busy)
    monkeypatch.setattr(site.door.keys, "by_hash", busy)
    for headers in ({"cookie": cookie}, {"authorization": "Bearer x"}):
        reply = site.ask("GET", "/api/v1/overview", headers)
        assert (reply.status, '"code":"busy"' in reply.body) == (409, True)
        assert "default-src 'none'" in reply.headers["content-security-policy"]


def serious(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def sticks_out(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1280), ("ko", "dark", 360)])
def test_an_analyst_says_what_for_and_sees_names(visit: Any, language: str, theme: str, width: int) -> None:
    page = visit("/funnel?step=방문&step=검색", role="analyst", language=language, theme=theme, width=width)
    shut = page.evaluate("async (name) => (await fetch(`/api/v1/journey?name=${name}`)).json()", CUSTOMER)["customer"]
    settled(page, f"/journeys/of/{quote(shut)}")
    assert CUSTOMER not in page.inner_text("body")
    masked = page.locator("h1").inner_text()
    assert (serious(page), sticks_out(page) <= 0) == ([], True)
    page.locator("input[name=purpose]").fill("complaint 17")
    page.locator("form[action='/purpose'] button").click()
    page.wait_for_function("(name) => document.querySelector('main')?.innerText.includes(name)", arg=CUSTOMER)
    assert "complaint 17" in page.inner_text("form[action='/purpose']")
    assert (serious(page), sticks_out(page) <= 0) == ([], True)
    page.locator("form[action='/purpose'] button").click()
    page.wait_for_function("(was) => document.querySelector('h1')?.innerText === was", arg=masked)


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "dark", 1280), ("ko", "light", 360)])
def test_signing_in_by_hand(visit: Any, site: Site, anna: str, language: str, theme: str, width: int) -> None:
    page = visit("/", failing=True, language=language, theme=theme, width=width)
    page.goto(accounts.link(site.door, anna, site.address).link)
    page.wait_for_url("**/password")
    assert (serious(page), sticks_out(page) <= 0) == ([], True)
    page.locator("input[name=new]").fill("aaaaaaaaaaaaaa")
    page.locator(".primary").click()
    page.get_by_role("alert").wait_for()
    page.locator("input[name=new]").fill(GOOD)
    page.locator(".primary").click()
    page.wait_for_url(f"{site.address}/")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    page.locator("input[name=name]").fill(anna)
    page.locator("input[name=password]").fill("not the password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert (serious(page), sticks_out(page) <= 0) == ([], True)
    page.locator("input[name=name]").fill(anna)
    page.locator("input[name=password]").fill(GOOD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")


def test_passwords_are_the_same_however_they_are_composed() -> None:
    import unicodedata

    kept = hashed(unicodedata.normalize("NFD", GOOD), bytes(16))
    assert fits(unicodedata.normalize("NFC", GOOD), kept)
    assert GOOD not in kept
    assert kept.startswith("scrypt$15$8$3$")
