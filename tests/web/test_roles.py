"""What a role may not do is not shown to it, and the page says who may; nothing that is shown is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cxloop.api.routes import ROUTES
from cxloop.app import dashboards
from cxloop.understand.dashboard import Tile
from cxloop.web.allowed import closed
from cxloop.web.language import translate
from cxloop.web.rendering import ROOT
from web.running import settled
from web.test_pages import PAGES

pytestmark = pytest.mark.browser
ISLANDS = ROOT / "islands"
MAY = (ISLANDS / "core" / "may.js").read_text("utf-8")
TASKS = dict(re.findall(r'^  "([a-z_.]+)": "([^"]+)",$', MAY, re.MULTILINE))
CALL = re.compile(r"""\b(?:acting|writing|moveButton)\((?:[\w.= "'?]*\? )?"([a-z_.]+)"(?: : "([a-z_.]+)")?""")
AMBIGUOUS = {"change.save"}
"""A text on forms of several tasks, each of which names its own."""


def test_every_task_has_its_route() -> None:
    routes = {row.path.removeprefix("/api/v1/") for row in ROUTES if row.path.startswith("/api/v1/")}
    assert len(TASKS) > 40
    assert set(TASKS.values()) <= routes
    for path in ISLANDS.rglob("*.js"):
        text = path.read_text("utf-8")
        asked = {key for found in CALL.findall(text) for key in found if key}
        asked |= set(re.findall(r'task: "([a-z_.]+)"', text))
        if "/may.js" in text:
            asked |= set(re.findall(r'\b(?:only|may)\("([a-z_.]+)"', text))
        assert asked - AMBIGUOUS <= set(TASKS), path.name
        assert text.count('writing("change.save"') == len(re.findall(r"\btask: \"", text)) or path.name == "settings.js"


@pytest.mark.parametrize(("role", "language"), [("viewer", "ko"), ("analyst", "en")])
def test_no_page_offers_what_is_refused(visit: Any, site: Any, role: Any, language: str) -> None:
    """Every page is walked, everything on it that can be unfolded is, and nothing of it was refused."""
    pain = str(site.json("/api/v1/pains")["pains"][0]["id"])
    page = visit("/", role=role, language=language)
    refused: list[str] = []
    page.on("response", lambda reply: refused.append(reply.url) if reply.status == 403 else None)
    told = translate(language, "may.not", role=role, needed="\0").split("\0")[0 if language == "en" else 1]
    said = set()
    for name, path in PAGES.items():
        address = path.replace("FIRST", pain)
        if name == "sign_in" or address.partition("?")[0] in closed(role):
            continue
        settled(page, address)
        page.evaluate("document.querySelectorAll('main details:not([hidden])').forEach((one) => (one.open = true))")
        shown = page.evaluate(
            "[...document.querySelectorAll('[data-refused]')].filter((one) => one.checkVisibility()).length"
        )
        assert shown == 0, name
        if page.locator("[data-refused]").count() or name == "imports":
            assert told in page.inner_text("[data-part=may]"), name
            said.add(name)
    assert refused == []
    assert {"board", "change", "flags", "imports"} <= said
    assert (page.locator("nav a[href='/sql']").count() == 0) == (role == "viewer")


def test_a_viewer_still_has_ideas_and_votes_and_is_told_why_there_is_no_more(visit: Any) -> None:
    page = visit("/board", role="viewer", failing=True)
    page.locator(".ideas button[aria-label]").first.wait_for()
    assert (
        page.get_by_text("Add an idea").first.is_visible() or page.locator("form[data-draft='board.add_idea']").count()
    )
    assert page.get_by_role("button", name="Close", exact=True).count() == 0
    assert "analyst or maker" in page.inner_text("[data-part=may]")
    assert "needs the role analyst" in page.inner_text("#rooms")
    page.goto("/sql")
    assert "not_allowed" in page.inner_text("main")
    page = visit("/board", role="maker")
    page.locator(".ideas button[aria-label]").first.wait_for()
    assert page.locator("[data-part=may]").is_hidden()


def test_a_viewer_reads_a_dashboard_and_names_and_changes_nothing(visit: Any, workspaces: dict[str, Any]) -> None:
    made = dashboards.add_dashboard(workspaces["main"], "주간", "kim", tiles=(Tile("1", "/"),))
    page = visit(f"/dashboards/{made.id}", role="viewer")
    page.locator(".tile").wait_for()
    assert page.locator(".tile-tools").count() == 0
    settled(page, "/names")
    assert page.locator("main table.labels input:enabled, main form.writing :enabled:visible").count() == 0
    dashboards.remove_dashboard(workspaces["main"], made.id, "kim")
