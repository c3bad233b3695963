"""The console in a browser at a million events: when a page shows something, how long from choosing to the answer, and
how much script a page loads."""

from __future__ import annotations

import gzip
import re
import shutil
import signal
import statistics
import subprocess
from pathlib import Path
from typing import Any, Final

from bench.live import COMMAND, Line
from bench.log import make_log

CONSOLE: Final = "console"
_ROWS: Final = 1_000_000
_MOST_SCRIPT: Final = 350 * 1024
_MOST_PAINT_MS: Final = 1000.0
_MOST_ANSWER_MS: Final = 300.0
_PAGES: Final = (
    "/",
    "/pains",
    "/journeys",
    "/funnel",
    "/retention",
    "/performance",
    "/board",
    "/imports",
    "/names",
    "/sql",
)
_STEPS: Final = ("visit", "search", "category viewed", "product viewed", "cart", "checkout", "payment", "order placed")
_FUNNEL: Final = "/funnel?step=visit&step=product+viewed&step=cart"
_SHOWN: Final = """
(() => {
  const look = () => {
    const answer = document.querySelector('[data-part=answer]');
    if (answer && !answer.hidden && answer.childElementCount && !answer.hasAttribute('aria-busy')) window.shown ??= performance.now();
    else requestAnimationFrame(look);
  };
  look();
})()
"""
"""Notes when the answer of a page is drawn."""
_SCRIPTS: Final = """
() => [...new Set(performance.getEntriesByType('resource').map((one) => one.name).filter((name) => /\\.js(\\?|$)/.test(name)))]
"""
_ANSWERED: Final = """
(ask) => new Promise((done, failed) => {
  setTimeout(() => failed(new Error(`no answer to ${JSON.stringify(ask)}`)), 20000);
  const answer = document.querySelector('[data-part=answer]');
  const begun = performance.now();
  const look = new MutationObserver(() => {
    if (answer.hasAttribute('aria-busy') || answer.hidden) return;
    look.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  });
  look.observe(answer, { childList: true, attributes: true });
  const select = document.querySelector(`select[name="${ask.name}"]`);
  select.value = ask.value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
})
"""


def console(folder: Path, seed: int) -> list[Line]:
    """Chooses in selects and pickers of five pages, each time something that was not asked for yet."""
    from playwright.sync_api import sync_playwright

    log = make_log(folder / "console.parquet", _ROWS, seed).path
    data = folder / "console"
    subprocess.run([str(COMMAND), "--data", str(data), "import", str(log)], check=True, capture_output=True)
    server = subprocess.Popen(
        [str(COMMAND), "--data", str(data), "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        link = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+token=\S+", line)))
        with sync_playwright() as browsers:
            path = shutil.which("chromium") or shutil.which("google-chrome")
            browser = browsers.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page(base_url=link.split("/sign-in")[0], reduced_motion="reduce")
            page.add_init_script(_SHOWN)
            page.goto(link)
            return [*_painted(page), *_interacted(page)]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _painted(page: Any) -> list[Line]:
    weights: dict[str, int] = {}
    loaded: dict[str, int] = {}
    paints: list[float] = []
    shown: dict[str, float] = {}
    for path in _PAGES:
        _settled(page, path)
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        if (at := page.evaluate("window.shown ?? null")) is not None:
            shown[path] = at
        loaded[path] = sum(_weight(page, url, weights) for url in page.evaluate(_SCRIPTS))
    heaviest = max(loaded, key=lambda path: loaded[path])
    worst, last = max(paints), max(shown, key=lambda path: shown[path])
    return [
        Line(
            f"first contentful paint, worst of {len(_PAGES)} pages", f"{worst:.0f} ms (median {statistics.median(paints):.0f})",
            "≤ 1,000 ms", worst <= _MOST_PAINT_MS,
        ),
        Line(
            f"answer drawn, worst of {len(shown)} pages", f"{shown[last]:.0f} ms ({last}; median "
            f"{statistics.median(shown.values()):.0f})", "≤ 1,000 ms", shown[last] <= _MOST_PAINT_MS,
        ),
        Line(
            "script of a page, gzipped, the most", f"{loaded[heaviest] / 1024:.0f} KB ({heaviest})", "≤ 350 KB",
            loaded[heaviest] <= _MOST_SCRIPT,
        ),
    ]  # fmt: skip


def _weight(page: Any, url: str, known: dict[str, int]) -> int:
    """Bytes of a script, gzipped."""
    if url not in known:
        known[url] = len(gzip.compress(page.request.get(url).body()))
    return known[url]


def _interacted(page: Any) -> list[Line]:
    took: list[float] = []
    plan = [
        (_FUNNEL, [("order", "strict"), ("order", "any"), ("window", "1d"), ("window", "30d"), ("window", "90d")]),
        ("/retention", [("unit", "day"), ("unit", "month")]),
        (f"{_FUNNEL}&lacking=order+placed", [("window", "14d"), ("window", "1h")]),
        ("/funnel?step=search&step=cart&step=order+placed", [("order", "strict"), ("window", "1h"), ("window", "365d")]),
    ]  # fmt: skip
    for path, choices in plan:
        _settled(page, path)
        took += [page.evaluate(_ANSWERED, {"name": name, "value": value}) for name, value in choices]
    for first in _STEPS[:5]:
        took += _picked(page, first)
    took.sort()
    high = took[round(0.95 * (len(took) - 1))]
    found = f"{high:.0f} ms (median {statistics.median(took):.0f}, worst {took[-1]:.0f})"
    what = f"from choosing to the answer, p95 of {len(took)} at {_ROWS:,} events"
    return [Line(what, found, "≤ 300 ms", high <= _MOST_ANSWER_MS)]


def _picked(page: Any, first: str) -> list[float]:
    """Adds steps to a funnel one after the other by its picker; from pressing Enter to the answer."""
    _settled(page, f"/funnel?step={first.replace(' ', '+')}&step=payment")
    took = []
    for step in ("order placed", "order shipped", "order delivered"):
        field = page.locator(".adding input[role=combobox]")
        field.fill(step)
        page.locator("[role=option][aria-selected=true], [role=option]").first.wait_for()
        page.wait_for_timeout(400)
        waiting = """() => { window.waited = new Promise((done) => {
          const answer = document.querySelector('[data-part=answer]'); const begun = performance.now();
          const look = new MutationObserver(() => {
            if (answer.hasAttribute('aria-busy')) return;
            look.disconnect(); requestAnimationFrame(() => done(performance.now() - begun)); });
          look.observe(answer, { childList: true, attributes: true }); }); }"""
        page.evaluate(waiting)
        field.press("Enter")
        took.append(page.evaluate("window.waited"))
    return took


def _settled(page: Any, path: str) -> None:
    page.goto(path, wait_until="load")
    page.wait_for_timeout(300)
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.waiting')].some((one) => one.checkVisibility())"
        " && !document.querySelector('[data-part=answer][aria-busy]')",
        timeout=60_000,
    )
