"""The pages of `docs/` as the console's help: plain Markdown through the console's own template, no script of theirs.

In the wheel they lie beside this module, in the repository at its root.
"""

from __future__ import annotations

import functools
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.responses import FileResponse, Response

from cxloop.web import rendering
from cxloop.web.errors import NoSuchPage
from cxloop.web.language import Language, language_of

router = APIRouter(include_in_schema=False)
_PACKED: Final = rendering.ROOT / "docs"
FOLDER: Final = _PACKED if _PACKED.is_dir() else rendering.ROOT.parents[2] / "docs"
SHELVES: Final = ("tutorial", "how-to", "concepts", "reference")
"""The folders whose pages the navigation lists, in its order."""
FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `name` is its path without the ending, the same in both languages; `text` is Markdown."""

    name: str
    title: str
    text: str


@functools.cache
def pages(language: Language) -> dict[str, Page]:
    """Every page by its name; in Korean those that are translated, and the English ones else."""
    own = {name: page for name, page in _read(FOLDER).items() if not name.startswith("ko/")}
    return own if language == "en" else own | _read(FOLDER / "ko")


def _read(folder: Path) -> dict[str, Page]:
    found = {}
    for path in sorted(folder.rglob("*.md")):
        name, text = path.relative_to(folder).with_suffix("").as_posix(), path.read_text("utf-8")
        text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
        found[name] = Page(name, text.partition("\n")[0].removeprefix("# "), text)
    return found


def anchor(heading: str) -> str:
    """What a link names a heading by, as the documentation site and GitHub do.

    >>> anchor("Dates and amounts, again"), anchor("한 주 보기")
    ('dates-and-amounts-again', '한-주-보기')
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@functools.cache
def rendered(language: Language, name: str) -> str:
    """A page as HTML. Whatever stands in it as HTML is shown, not run; links to other pages lead to their help.

    >>> '<h1 id="words">' in rendered("en", "concepts/words")
    True
    """
    page = pages(language)[name]
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = reader.parse(page.text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(_plain(tokens[place + 1])))
        for child in token.children or ():
            _lead(child, name)
    html = str(reader.renderer.render(tokens, reader.options, {})).replace("&lt;br&gt;", "<br>")
    html = html.replace("<pre>", '<pre tabindex="0">')  # what is scrolled has to be reached by keyboard
    return html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def _plain(heading: Token) -> str:
    return "".join(child.content for child in heading.children or ())


def _lead(token: Token, name: str) -> None:
    """A link between files becomes one between addresses. Pictures of a translation are those of its original."""
    key = {"link_open": "href", "image": "src"}.get(token.type, "")
    target = str(token.attrs.get(key, ""))
    if not target or target.startswith("#") or re.match(r"[a-z]+:", target):
        return
    path, mark, part = target.partition("#")
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    whole = re.sub(r"^(\.\./)+|^ko/", "", whole)
    token.attrSet(key, f"/help/{whole.removesuffix('.md')}{mark}{part}")


def search(language: Language, words: str) -> list[tuple[Page, str]]:
    """Pages with all of the words, the fullest first, each with the line that shows one of them.

    >>> search("en", "undo import")[0][0].name
    'how-to/import'
    """
    wanted = words.casefold().split()[:8]
    ranked = []
    for page in pages(language).values():
        text = page.text.casefold()
        if wanted and all(word in text for word in wanted):
            titled = sum(word in page.title.casefold() or word in page.name for word in wanted)
            line = next((line for line in page.text.splitlines() if wanted[0] in line.casefold()), page.title)
            ranked.append((-titled, -sum(text.count(word) for word in wanted), page, line.strip("#|-* ")[:200]))
    return [(page, line) for *_, page, line in sorted(ranked, key=lambda row: row[:2])[:FOUND]]


@router.get("/help")
def start(request: Request, q: str = "") -> Response:
    return _shown(request, "index", q[:200])


@router.get("/help/images/{path:path}")
def image(path: str) -> Response:
    """A picture of the pages; nothing but what lies in their folder has a name here."""
    found = {file.relative_to(FOLDER / "images").as_posix(): file for file in (FOLDER / "images").rglob("*.png")}
    if path not in found:
        raise NoSuchPage(page=f"/help/images/{path[:200]}")
    return FileResponse(found[path])


@router.get("/help/{page:path}")
def page(request: Request, page: str) -> Response:
    return _shown(request, page, "")


def _shown(request: Request, name: str, words: str) -> Response:
    language = language_of(request)
    known = pages(language)
    if name not in known:
        raise NoSuchPage(page=f"/help/{name[:200]}")
    shelves = [(shelf, [one for one in known.values() if one.name.startswith(f"{shelf}/")]) for shelf in SHELVES]
    values: dict[str, Any] = {
        "text": rendered(language, name),
        "here": name,
        "shelves": shelves,
        "words": words,
        "found": search(language, words) if words else None,
        "foreign": language == "ko" and not (FOLDER / "ko" / f"{name}.md").is_file(),
        "island": "",
    }
    return rendering.page(request, "help", title="shell.help", **values)
