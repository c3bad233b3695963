"""The written tasks of docs/tutorial, walked step by step exactly as they are written.

In a numbered step, **bold** is a control to click, **bold**: `text` a field and what to type or choose in it, *italic*
what must be seen then, and a picture is taken where one stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from web.running import ANSWERED, Site, settled

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHOPS = {"en": "shop", "ko": "shop-ko"}
"""The workspace with names in each language."""
NAMES = ("where-people-wait", "compare-two-channels", "take-it-to-a-meeting")
STEP = re.compile(r"^\d+\. (.*(?:\n(?:   .*|\s*)$)*)", re.MULTILINE)
TOKEN = re.compile(
    r"!\[[^\]]*\]\((?P<picture>[^)]+)\)"
    r"|\*\*(?P<control>[^*]+)\*\*(?:: `(?P<typed>[^`]+)`)?"
    r"|(?<!\*)\*(?P<seen>[^*\n]+)\*(?!\*)"
)
ROLES = ("option", "menuitem", "combobox", "searchbox", "textbox", "button", "link")
PATIENCE = 20_000
"""Milliseconds until what a page names has to be there."""


@dataclass(frozen=True)
class Token:
    """One thing to do or to see. kind: picture, control or seen; typed: what goes into the control."""

    kind: str
    text: str
    typed: str = ""


def page_of(name: str, language: str) -> Path:
    return DOCS / ("ko/tutorial" if language == "ko" else "tutorial") / f"{name}.md"


def steps(name: str, language: str) -> list[list[Token]]:
    """The numbered steps of a task, each as what to do in it."""
    text = page_of(name, language).read_text("utf-8")
    return [[token(found) for found in TOKEN.finditer(step)] for step in STEP.findall(text)]


def token(found: re.Match[str]) -> Token:
    kind = next(kind for kind in ("picture", "control", "seen") if found[kind])
    return Token(kind, found[kind], found["typed"] or "")


@contextmanager
def opened(chromium: Any, site: Site, language: str) -> Iterator[Any]:
    """The console's first page, signed in to the language's shop; small, so that a picture of it can be read."""
    locale = {"en": "en-US", "ko": "ko-KR"}[language]
    context = chromium.new_context(
        viewport={"width": 1000, "height": 720}, locale=locale, base_url=site.address, reduced_motion="reduce",
        timezone_id="Asia/Seoul",
    )  # fmt: skip
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"/sign-in?token={site.sign_in.issue(SHOPS[language], 'admin')}", wait_until="commit")
    settled(page, "/")
    try:
        yield page
    finally:
        context.close()


def walk(page: Any, name: str, language: str, shoot: Callable[[Any, str], None] | None = None) -> None:
    """Does what a page says; fails with the step and the word where it cannot."""
    for number, step in enumerate(steps(name, language), 1):
        for each in step:
            try:
                do(page, each, shoot)
            except Exception as error:
                raise AssertionError(f"{name}, {language}, step {number}: {each}") from error


def do(page: Any, each: Token, shoot: Callable[[Any, str], None] | None) -> None:
    if each.kind == "picture":
        if shoot is not None:
            shoot(page, Path(each.text).name)
    elif each.kind == "seen":
        page.wait_for_function("(text) => document.body.innerText.includes(text)", arg=each.text, timeout=PATIENCE)
        main = page.locator("main")
        found = [*main.get_by_text(each.text, exact=True).all(), *main.get_by_text(each.text).all()]
        shown = [one for one in found if one.is_visible()]
        if shown:
            shown[0].evaluate("(node) => node.scrollIntoView({ block: 'center' })")
    else:
        use(page, control(page, each.text), each.typed)
        page.wait_for_timeout(150)  # the question is asked a moment after the last choice
        page.wait_for_function(ANSWERED)


def use(page: Any, found: Any, typed: str) -> None:
    if typed and found.evaluate("(node) => node.tagName") == "SELECT":
        found.select_option(label=typed)
    elif typed:
        found.fill(typed)
    elif found.evaluate("(node) => node.tagName === 'A' && /[?&]as=/.test(node.search)"):
        with page.expect_download() as download:
            found.click()
        assert download.value.path().stat().st_size > 500
    else:
        found.click()


def control(page: Any, name: str) -> Any:
    """The visible control of that name, as soon as it is there; in an open list, dialog or panel before all else."""
    choices = page.locator("[role=listbox]:visible")
    for _ in range(PATIENCE // 100):
        looking = choices.count() > 0 and choices.first.get_attribute("aria-busy") != "false"
        for place in (
            ()
            if looking
            else (choices, page.locator("dialog[open]"), page.locator("[role=dialog]:visible"), page.locator("body"))
        ):
            if found := within(place, name):
                return found
        page.wait_for_timeout(100)
    raise AssertionError(f"no control is called {name}")


def within(place: Any, name: str) -> Any | None:
    letter = "0-9A-Za-z가-힣"  # a browser's \w knows no Korean
    begins = re.compile(rf"^[^{letter}]*{re.escape(name)}(?![{letter}])")
    named = [place.get_by_role(role, name=name, exact=True) for role in ROLES]
    named += [place.get_by_role(role, name=begins) for role in ROLES]
    named += [place.get_by_title(name, exact=True), place.locator("summary").filter(has_text=name)]
    return next((each for found in named for each in found.all() if each.is_visible()), None)
