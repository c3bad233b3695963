"""The documentation site: `make docs` builds it into build/site, without a network; a link that leads nowhere fails.

The pages are plain Markdown, read as they are in the repository and in the console's help too; the order of the
navigation stands here alone.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import languages
from sphinx.search.en import SearchEnglish

project = "cxloop"
copyright = "Apache-2.0"
extensions = ["myst_parser"]
exclude_patterns = ["conf.py"]
myst_heading_anchors = 4
myst_enable_extensions = ["strikethrough"]
nitpicky = True
html_theme = "furo"
html_title = "cxloop"
html_static_path: list[str] = []
html_show_sphinx = False
html_copy_source = False
html_search_language = "en"
pygments_style = "friendly"

NAVIGATION = {
    "Start": ["tutorial/*", "how-to/console"],
    "1 · Listen": ["how-to/import", "how-to/capture", "how-to/names"],
    "2 · Understand": ["how-to/ask", "how-to/pains", "how-to/sql", "how-to/dashboards"],
    "4 · Change": ["how-to/changes", "how-to/flags"],
    "5 · Learn": ["how-to/experiments", "how-to/take-along"],
    "Run it": ["how-to/serve", "how-to/access", "how-to/webhooks", "how-to/scale"],
    "Concepts": ["concepts/*"],
    "Reference": ["reference/*"],
    "Facts": ["status", "reliability", "benchmarks", "decisions/index"],
}
"""Caption and pages, in the order of the loop; what no line names comes under *More*. Korean pages: the same order."""
HANGUL = re.compile(r"[가-힣]{3,}")


class Search(SearchEnglish):
    """English, and Korean found by the beginning of a word: 결제를 by 결제."""

    def split(self, input: str) -> list[str]:
        words = super().split(input)
        return words + [word[:end] for word in words if HANGUL.fullmatch(word) for end in range(2, len(word))]


def navigation(app: Sphinx, page: str, source: list[str]) -> None:
    """Puts the navigation at the end of the start page, and the list of decisions at the end of theirs."""
    if page == "decisions/index":
        source[0] += tree("", ["0*"])
    if page == "index":
        every = {each for pages in NAVIGATION.values() for each in pages}
        found = [name for name in sorted(app.project.docnames) if name.startswith("how-to/") and name not in every]
        whole = {**NAVIGATION, "More": found}
        whole["한국어"] = ["ko/index", *(f"ko/{page}" for pages in whole.values() for page in pages)]
        shown = {caption: existing(app, pages) for caption, pages in whole.items()}
        source[0] += "".join(tree(caption, pages) for caption, pages in shown.items() if pages)


def existing(app: Sphinx, pages: list[str]) -> list[str]:
    return [page for page in pages if any(fnmatch(name, page) for name in app.project.docnames)]


def tree(caption: str, pages: list[str]) -> str:
    lines = [":hidden:", ":glob:", *([f":caption: {caption}"] if caption else []), "", *(f"{page}" for page in pages)]
    return "\n\n```{toctree}\n" + "\n".join(lines) + "\n```\n"


def setup(app: Sphinx) -> dict[str, Any]:
    languages["en"] = Search
    app.connect("source-read", navigation)
    return {"parallel_read_safe": True}
