"""Names that came with the data run nowhere and break no page, with the Content Security Policy off as well."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from web.logs import hostile_names
from web.running import Site, settled

pytestmark = pytest.mark.browser
PLANTED = ", ".join(
    f"main {what}"
    for what in (
        "script",
        "img",
        "iframe",
        "style",
        "base",
        "meta",
        "form[action*=evil]",
        "[onerror]",
        "[onload]",
        "[ontoggle]",
    )
)
LINKS = "a[href^='javascript'], a[href*='//evil']"


@pytest.fixture(scope="session")
def paths(site: Site) -> list[str]:
    names = hostile_names()
    top = [row["from"] for row in site.json("/api/v1/paths", "hostile")["edges"][:2]]
    script = names[0]
    pains = f"/pains?{urlencode({'outcome': f'reaches:{script}'})}"
    found = site.json(f"/api/v1{pains}", "hostile")["pains"]
    asked: list[tuple[str, Any]] = [
        ("/journeys", {"step": script}),
        ("/journeys", {"source": top[0], "target": top[1], "channel": script}),
        ("/journeys", {"where": script}),
        ("/funnel", [("step", script), ("step", names[1]), ("breakdown", "channel")]),
        ("/funnel", [("step", script), ("step", "a" * 10_000), ("breakdown", "channel")]),
        ("/retention", {"start": script}),
    ]
    rule = f'channel = "{script}"'
    asked += [
        ("/", {"compare": rule}),
        ("/journeys", {"compare": rule, "zone": script}),
        ("/journeys", {"compare": script, "first": script, "last": names[1]}),
        ("/funnel", [("step", script), ("step", names[1]), ("step_window", script), ("compare", rule)]),
        ("/retention", {"compare": rule}),
        ("/pains", {"outcome": script, "where": script}),
    ]
    odd = (script, "</script><script>", "..", "a\x00b", "\u202etxt.exe", "a" * 10_000)
    asked += [("/journeys/of", {"name": name}) for name in odd]
    first = [pains.replace("?", f"/{quote(row['id'])}?") for row in found[:1]]
    places = [f"/journeys/of/{quote(script, safe='')}", f"/pains/{quote(script, safe='')}"]
    return [
        "/",
        "/imports",
        "/live",
        "/catalogue",
        "/quarantine",
        "/names",
        "/board",
        "/lessons",
        "/flags",
        "/performance",
        f"/performance?{urlencode({'by': rule, 'metric': f'reaches:{script}', 'hours': script})}",
        *(f"/thread?{urlencode({'id': id})}" for id in ("opportunity:1", script)),
        "/changes/3",
        "/opportunities/3",
        f"/opportunities/{quote(script, safe='')}",
        "/goals",
        *(f"/prototypes/{number}" for number in ("1", "2", quote(script, safe=""))),
        f"/changes/{quote(script, safe='')}",
        pains,
        *first,
        *places,
        *(f"{path}?{urlencode(query)}" for path, query in asked),
    ]


@pytest.mark.parametrize("csp", [True, False], ids=["csp", "no csp"])
def test_hostile_names_run_nowhere(visit: Any, paths: list[str], csp: bool) -> None:
    page = visit("/imports", workspace="hostile", language="ko", csp=csp, failing=True)
    for path in paths:
        settled(page, path)
        page.wait_for_timeout(60)
        assert page.evaluate("window.shouted") is None, path
        assert page.locator(PLANTED).count() == 0, path
        assert page.locator(LINKS).count() == 0, path
        assert page.locator("main h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.evaluate("document.title").endswith("cxloop"), path


def test_names_are_shown_as_they_are(visit: Any) -> None:
    page = visit("/", workspace="hostile")
    page.get_by_role("button", name="Show all").last.click()
    text = page.inner_text("main")
    for name in ("{{7*7}}", "${7*7}", "=1+1", "<%=7*7%>", "__proto__"):
        assert name in text, name
