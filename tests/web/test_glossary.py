"""The words of the field are the same in both languages, in the documentation, and where a page uses them."""

from __future__ import annotations

import re
from pathlib import Path

from cxloop.web.glossary import table, terms
from cxloop.web.rendering import ROOT

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_both_languages_and_the_documentation_have_the_same_words() -> None:
    assert [one.key for one in terms("en")] == [one.key for one in terms("ko")]
    assert table("en") in (DOCS / "concepts" / "words.md").read_text(encoding="utf-8")
    assert table("ko") in (DOCS / "ko" / "concepts" / "words.md").read_text(encoding="utf-8")


def test_every_word_that_a_page_explains_is_there() -> None:
    paths = [*ROOT.glob("templates/*.html"), *ROOT.glob("islands/**/*.js")]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    used = set(re.findall(r"""\bterm(?:\(t, |\(|: )"([a-z]+)\"""", sources))
    assert len(used) > 12
    assert used <= {one.key for one in terms("en")}
