"""Nothing on a page is hard-coded: every text is in both catalogues, and no island builds markup from text."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest

from cxloop.app.thread import KINDS as THREAD
from cxloop.app.verdicts import DECISIONS
from cxloop.change.change import RULES, State
from cxloop.learn import measure
from cxloop.learn.verdict import OUTCOMES, judge
from cxloop.understand.pains import KINDS
from cxloop.web.language import catalogue
from cxloop.web.rendering import ROOT

TEMPLATES = sorted((ROOT / "templates").glob("*.html"))
ISLANDS = sorted([*(ROOT / "islands").rglob("*.js"), *(ROOT / "snippet").rglob("*.js")])
UNSAFE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|DOMParser|srcdoc"
    r"|document\.write|\beval\b|new Function|\bFunction\("
)
KEY = re.compile(r"""\b(?:t|say|has|counted|form)\(\s*["'`]([a-z_0-9]+(?:\.[a-z_0-9]+)+)["'`]""")


def test_both_catalogues_have_the_same_keys_and_places() -> None:
    english, korean = catalogue("en"), catalogue("ko")
    assert list(english) == list(korean)
    places = re.compile(r"\{\w+\}")
    for key, text in english.items():
        assert set(places.findall(text)) == set(places.findall(korean[key])), key


def test_korean_is_korean() -> None:
    """Names, commands and bare patterns aside, each text has Hangul in it."""
    plain = {"brand", "language.en", "time.to", "sign.points", "change.points", "scope.where.hint"}
    plain |= {"sign_in.command", "condition.is", "take.csv.of", "list.three"}
    assert {key for key, text in catalogue("ko").items() if not re.search("[가-힣]", text)} == plain


def test_there_are_words_for_every_finding() -> None:
    """All kinds of friction, all outcomes, customers and cases: the keys that a page puts together."""
    known = catalogue("en")
    for kind in KINDS:
        assert f"kind.{kind}" in known
        for per in ("", ".case"):
            assert {f"who.{kind}{per}.one", f"who.{kind}{per}.other"} <= set(known), kind
    for outcome in ("reaches", "avoids", "returns", "value", "rating", "duration"):
        assert {f"outcome.{outcome}", f"cost.{outcome}"} <= set(known)
        for per in ("", ".case"):
            assert {f"what.{outcome}{per}.worse", f"what.{outcome}{per}.better"} <= set(known), outcome


def test_there_are_words_for_every_record() -> None:
    """All metrics, verdicts, reasons, states, decisions and kinds of nodes: the keys that a page puts together."""
    known = catalogue("en")
    said = re.findall(r"^\| `([a-z]+)", measure.__doc__ or "", re.MULTILINE)
    assert len(said) > 8
    for text in re.findall(r"`([a-z]+)[:`]", (measure.__doc__ or "").split("`:up`")[0]):
        assert f"measure.{text}" in known, text
    reasons = re.findall(r'told\("[a-z_]+", "([a-z_]+)"\)', inspect.getsource(judge))
    assert len(reasons) > 5
    assert {f"verdict.reason.{one}" for one in reasons} <= set(known)
    assert {f"verdict.{one}" for one in OUTCOMES} | {f"decision.{one}" for one in DECISIONS} <= set(known)
    assert {f"thread.{one}" for one in THREAD} | {f"change.rule.{one}" for one in RULES} <= set(known)
    assert {f"state.{one}" for one in get_args(State)} <= set(known)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_word(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", text)
    attributes = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    assert re.findall(r"[^\W\d_]+", " ".join([shown, *attributes])) == []


@pytest.mark.parametrize("island", ISLANDS, ids=lambda path: path.name)
def test_islands_build_no_markup_from_text(island: Path) -> None:
    assert UNSAFE.findall(island.read_text(encoding="utf-8")) == []


def test_every_key_used_is_there_and_every_text_is_used() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *ISLANDS, *ROOT.glob("*.py")])
    known = catalogue("en")
    used = set(KEY.findall(sources))
    missing = {key for key in used if key not in known and f"{key}.other" not in known and f"{key}.one" not in known}
    assert missing == set()
    prefixes = tuple(match for match in re.findall(r"""["'`]([a-z_]+\.(?:[a-z_]+\.)*)(?:\$\{|["'`] ~)""", sources))
    literal = set(re.findall(r"""["'`]([a-z_0-9]+(?:\.[a-z_0-9]+)*)["'`]""", sources))
    idle = {
        key
        for key in known
        if key not in literal and re.sub(r"\.(one|other)$", "", key) not in literal and not key.startswith(prefixes)
    }
    assert idle == set()
