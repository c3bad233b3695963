"""SQL over the web: who may, what is written down of it, and the page."""

from __future__ import annotations

import functools
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from cxloop.app import dashboards, queries
from cxloop.app.addresses import answer_of
from cxloop.web.language import translate
from web.running import AXE, Reply, Site, settled

NAMES = "SELECT DISTINCT customer FROM events WHERE customer IN ('고객-7', '고객-9') ORDER BY 1"


def run(site: Site, query: str, role: str = "analyst", more: str = "") -> Reply:
    headers = {"origin": site.address, "cookie": site.signed_in("main", role), "content-type": "application/json"}
    return site.ask("POST", f"/api/v1/sql{more}", headers, json.dumps({"query": query}))


def test_a_viewer_may_not_and_an_analyst_sees_sealed_names_until_a_purpose_is_stated(site: Site) -> None:
    assert run(site, "SELECT 1", "viewer").status == 403
    assert json.loads(run(site, "SELECT count(*) FROM events").body)["values"][0][0] > 2000
    shut = json.loads(run(site, "SELECT customer FROM journeys LIMIT 1").body)
    assert shut["masked"]
    assert shut["values"][0][0].startswith("~")
    assert json.loads(run(site, NAMES).body)["values"] == []
    assert json.loads(run(site, NAMES, more="?purpose=complaint+17").body)["values"] == [["고객-7"], ["고객-9"]]


def test_the_query_and_whom_it_told_of_are_written_down(site: Site) -> None:
    run(site, NAMES, more="?purpose=complaint+17")
    [mine] = [one.entry for one in site.door.audit.newest(3) if one.entry.action.startswith("SQL")][:1]
    assert mine.action == f"SQL (events): {NAMES}"
    assert set(mine.customers) == {site.door.hash_of("main", name) for name in ("고객-7", "고객-9")}
    assert (mine.purpose, mine.masked) == ("complaint 17", False)
    run(site, "SELECT error(customer) FROM events", more="?purpose=x")
    assert site.door.audit.newest(1)[0].entry.action.startswith("SQL (sql_wrong): SELECT error")
    assert site.door.audit.verify().flaws == ()


def test_what_cannot_be_written_down_is_not_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxloop.errors import DiskFull

    def full(entry: object) -> None:
        raise DiskFull(path="access.db")

    cookie = site.signed_in("main", "analyst")
    monkeypatch.setattr(site.door.audit, "append", full)
    headers = {"origin": site.address, "cookie": cookie, "content-type": "application/json"}
    for query in (NAMES, "SELECT error(customer) FROM events"):
        reply = site.ask("POST", "/api/v1/sql?purpose=x", headers, json.dumps({"query": query}))
        assert (reply.status, "고객-" in reply.body) == (507, False)


def test_a_query_ends_with_whoever_asked(site: Site) -> None:
    import http.client

    body = json.dumps({"query": "SELECT count(*) FROM range(100000000) a, range(100000000) b"})
    headers = {"origin": site.address, "cookie": site.signed_in(), "content-type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("POST", "/api/v1/sql", body, headers)
    places = site.app.state.workspaces["main"].runner._places
    while places._value == 2:  # it has not begun
        time.sleep(0.02)
    connection.close()
    for _ in range(300):  # seen in the audit log, where it stands with how it ended
        told = [one.entry.action for one in site.door.audit.newest(5)]
        if any(action.startswith("SQL (sql_cancelled)") for action in told):
            return
        time.sleep(0.1)
    pytest.fail("it went on")


def text_of(page: Any) -> str:
    return str(page.evaluate("document.querySelector('.sql-editor').shadowRoot.querySelector('.cm-content').innerText"))


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_the_page(visit: Any, site: Site, language: str, width: int) -> None:
    korean = language == "ko"
    word = (lambda english, hangul: hangul) if korean else (lambda english, hangul: english)
    page = visit(f"/sql?{urlencode({'q': 'SELECT 1 AS one, NULL AS nothing'})}", language=language, width=width)
    page.locator("td .null").wait_for()
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT customer, count(*) AS n FROM eve")
    page.locator(".cm-tooltip-autocomplete li", has_text="events").first.wait_for()
    page.wait_for_timeout(200)  # the editor takes no Enter for a choice that has only just appeared
    page.keyboard.press("Enter")
    page.keyboard.type(" WHERE event = '방")
    page.locator(".cm-tooltip-autocomplete li", has_text="방문").wait_for()
    page.wait_for_timeout(200)  # the editor takes no Enter for a choice that has only just appeared
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(" GROUP BY customer ORDER BY n")
    page.keyboard.press("Control+Enter")
    page.locator("select[name=chart]").wait_for()
    assert "WHERE event = '방문' GROUP BY customer" in text_of(page).replace("\n", " ")
    page.select_option("select[name=chart]", "bar")
    page.locator(".chart canvas").wait_for()
    assert "chart=bar" in page.url
    page.reload()
    page.locator(".chart canvas").wait_for()
    page.go_back()
    page.locator("td .null").wait_for()
    page.go_forward()
    page.locator(".chart canvas").wait_for()

    page.get_by_text(word("Save …", "저장…")).click()
    page.locator(".sql input[name=title]").fill(f"채널 {language}")
    page.get_by_role("button", name=word("Save the query", "쿼리 저장")).click()
    card = page.locator(".sql-saved", has_text=f"채널 {language}")
    card.wait_for()
    card.get_by_role("button", name=word("Remove", "삭제")).click()
    page.get_by_role("button", name=word("Undo", "되돌리기")).click()
    card.wait_for()

    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("a draft")
    page.wait_for_function("() => localStorage.getItem('cxloop.sql.main') === 'a draft'")
    page.goto("/sql")
    page.wait_for_function("() => document.querySelector('.sql-editor')?.shadowRoot.textContent.includes('a draft')")


@pytest.mark.browser
def test_mistakes_are_shown_where_they_are_and_a_long_query_is_cancelled(visit: Any) -> None:
    page = visit(f"/sql?{urlencode({'q': 'SELECT 1 FORM x y'})}", failing=True)
    page.locator(".failure").wait_for()
    page.locator(".cm-wrong").wait_for()
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT count(*) FROM range(100000000) a, range(100000000) b")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled.").wait_for()


@pytest.mark.browser
def test_hostile_names_stay_text(visit: Any) -> None:
    query = 'SELECT event, customer AS "<img src=x onerror=alert(1)>", events.channel FROM events'
    for csp in (True, False):
        page = visit("/pains", workspace="hostile", csp=csp, failing=True)
        settled(page, f"/sql?{urlencode({'q': query, 'chart': 'bar'})}")
        assert page.locator("main img").count() == 0
        assert page.evaluate("window.hacked === undefined")


DAYS = (
    "SELECT date_trunc('month', time)::DATE AS month, count(DISTINCT customer) AS people "
    "FROM events GROUP BY 1 ORDER BY 1"
)


def test_a_saved_query_is_read_as_whoever_asks_may_see_it(site: Site, workspaces: dict[str, Any]) -> None:
    main = workspaces["main"]
    whose = queries.save_query(
        main, "누구", "SELECT customer, id FROM events WHERE event = '방문' LIMIT 3", "kim", {}
    ).id
    days = queries.save_query(main, "달마다", DAYS, "kim", {"chart": "line", "x": "month", "y": "people"}).id

    def read(path: str, role: str = "viewer") -> Reply:
        return site.ask("GET", f"/api/v1/sql/{path}", {"cookie": site.signed_in("main", role)})

    shut = json.loads(read(f"{whose}?purpose=x").body)
    assert shut["masked"]
    assert all(row[0].startswith("~") for row in shut["values"])
    shown = json.loads(read(f"{whose}?purpose=complaint+18", "analyst").body)
    assert [row[0][:3] for row in shown["values"]] == ["고객-"] * 3, "what was kept for a viewer is not given to others"
    mine = next(one.entry for one in site.door.audit.newest(4) if one.entry.action.startswith("SQL (events)"))
    assert (mine.purpose, mine.customers != ()) == ("complaint 18", True)
    told = json.loads(read(f"{days}?told=brief").body)["told"]
    assert told["says"] == ["The query gives 3 rows."]
    assert told["pictured"] == "달마다. 2026-01-01: 180; 2026-02-01: 159; 2026-03-01: 162."
    assert read(f"{days}?as=csv").body.count("\n") >= 4
    assert read(f"{days}?as=svg&charts=1").body.startswith("<svg")
    assert answer_of(main, f"/sql/{days}", "")["values"] == json.loads(read(days).body)["values"]
    queries.remove_query(main, days, "kim")
    assert json.loads(read(days).body)["title"] == "달마다", "where it is pinned it goes on"
    assert read("999").status == 404
    queries.remove_query(main, whose, "kim")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_query_is_pinned_and_its_cells_lead_to_journeys(
    visit: Any, workspaces: dict[str, Any], language: str
) -> None:
    word = functools.partial(translate, language)
    main = workspaces["main"]
    text = "SELECT customer, case_id, id, event FROM events WHERE case_id IS NOT NULL ORDER BY time LIMIT 4"
    made = queries.save_query(main, f"누구 {language}", text, "kim", {}).id
    drawn = queries.save_query(main, f"달 {language}", DAYS, "kim", {"chart": "bar", "x": "month", "y": "people"}).id
    page = visit("/sql", language=language)
    card = page.locator(".sql-saved", has_text=f"달 {language}")
    card.get_by_role("button", name=word("saved.pin.of", name=f"달 {language}")).click()
    page.locator("dialog select[name=dashboard]").select_option("")
    page.locator("dialog input[name=name]").fill(f"SQL {language}")
    page.locator("dialog").get_by_role("button", name=word("pin.do")).click()
    page.locator("dialog").get_by_role("link", name=f"SQL {language}").click()
    page.locator(f".tile a[href='/sql/{drawn}'] img").wait_for()
    assert f"달 {language}" in page.inner_text(".tile h2")
    page.locator(".tile h2 a").click()
    page.wait_for_url(f"**/sql/{drawn}")
    page.locator(".chart canvas").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []

    settled(page, f"/sql/{made}")
    row = page.locator("section.card tbody tr").first
    name = row.locator("th").inner_text()
    assert row.locator("a").count() == 3, "customer, case and event"
    addresses = [one.get_attribute("href") for one in row.locator("a").all()]
    assert "per=case" in addresses[1]
    row.locator("a").nth(2).click()
    page.wait_for_selector(".lanes svg")
    assert name in page.inner_text("h1")
    assert page.locator("svg .ring").count() == 1
    page = visit(f"/sql/{made}", language=language, role="viewer", width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("section.card tbody th a").first.inner_text().startswith("~")
    for one in (made, drawn):
        queries.remove_query(main, one, "kim")
    dashboards.remove_dashboard(main, dashboards.dashboard(main, f"SQL {language}").id, "kim")
