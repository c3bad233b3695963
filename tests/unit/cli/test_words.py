"""One catalogue for all words: complete, in both languages, with the same blanks, and nothing in it unused."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path

import pytest

import cxloop
from cxloop.cli.catalogue import TEXTS
from cxloop.cli.help_texts import HELP

CLI = Path(cxloop.__file__).parent / "cli"
CODE = "".join(
    path.read_text("utf-8")
    for path in CLI.glob("*.py")
    if path.name not in ("catalogue.py", "change_texts.py", "loop_texts.py", "prototype_texts.py", "help_texts.py")
)
FAMILIES = (
    "difference.",
    "differences.",
    "flag.",
    "loop.",
    "prototype.",
    "help.",
    "option.",
    "kind.",
    "role.",
    "quarantine.status.",
    "status.",
    "period.",
    "unit.",
    "import.reading",
    "import.indexing",
    "experiment.",
    "before_after.",
)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(TEXTS | HELP))
def test_both_languages_have_the_same_blanks(key: str) -> None:
    english, korean = (TEXTS | HELP)[key]
    assert english.strip()
    assert korean.strip()
    assert blanks(english) == blanks(korean)


def test_every_key_in_the_code_is_there() -> None:
    used = set(re.findall(r'"#?((?:[a-z]+\.)[a-z_0-9.]+)"', CODE))
    asked = {key for key in used if key.split(".")[0] in {name.split(".")[0] for name in TEXTS | HELP}}
    assert asked - set(TEXTS | HELP) == set()


def test_no_key_is_unused() -> None:
    unused = [
        key
        for key in TEXTS | HELP
        if not key.startswith(FAMILIES) and f'"{key}"' not in CODE and f'"#{key}"' not in CODE
    ]
    assert unused == []


def test_refusals_have_the_same_words_as_on_pages() -> None:
    for at, language in enumerate(("en", "ko")):
        pages = json.loads((CLI.parent / "web" / "i18n" / f"{language}.json").read_text("utf-8"))
        told = {key: text for key, text in pages.items() if key.startswith("refusal.")}
        assert {key: texts[at] for key, texts in TEXTS.items() if key.startswith("refusal.")} == told
