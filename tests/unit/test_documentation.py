"""The site is whole, Korean pages go with their English ones, and the console's help shows pages and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import build_docs
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cxloop.demo.names import KOREAN
from cxloop.web import documentation as documentation
from cxloop.web.language import catalogue
from cxloop.web.rooms import HELP

DOCS = Path(__file__).resolve().parents[2] / "docs"
KO = sorted((DOCS / "ko").rglob("*.md"))
WRITTEN = ("tutorial", "how-to", "concepts")
TWINS = sorted(path.relative_to(DOCS).as_posix() for folder in WRITTEN for path in (DOCS / folder).rglob("*.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert build_docs.build(DOCS, folder / "site", folder / "marks") == 0
    return folder / "site"


def test_the_site_needs_no_network_and_finds_korean(site: Path) -> None:
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    assert len(pages) > 40
    loaded = r"<(?:script|link|img)[^>]*(?:src|href)=\"(?:https?:)?//[^\"]+\""
    assert [found for page in pages for found in re.findall(loaded, page)] == []
    index = json.loads((site / "searchindex.js").read_text("utf-8").removeprefix("Search.setIndex(").removesuffix(")"))
    assert {"결제", "불편", "되돌리", "funnel"} <= set(index["terms"])


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(DOCS / "conf.py", tmp_path / "docs")
    lost = "# Start\n\n[a](gone.md) [b](other.md#gone) [c](#gone) ![d](gone.png) [e](other.md#there)\n"
    (tmp_path / "docs" / "index.md").write_text(lost, "utf-8")
    (tmp_path / "docs" / "other.md").write_text("---\norphan: true\n---\n# Other\n\n## There\n", "utf-8")
    assert build_docs.build(tmp_path / "docs", tmp_path / "site", tmp_path / "marks") != 0
    said = [line for line in capfd.readouterr().err.splitlines() if "index.md:3:" in line]
    assert len(said) == 4


def parsed(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))


def outline(page: Path) -> list[str]:
    """Headings by their level, rows of tables, and code, in order: what a translation leaves as it is."""
    found = []
    for token in parsed(page):
        if token.type in ("heading_open", "tr_open"):
            found.append(token.tag)
        elif token.type in ("fence", "code_block"):
            found += code(token)
    return found


def code(block: Token) -> list[str]:
    """Its lines without remarks and quotes, names of the simulation in English; of a terminal's, the commands alone."""
    lines = [re.sub(r"(?:^|\s+)(?:#|//) .*$", "", line) for line in block.content.splitlines()]
    if block.info == "console":
        lines = [re.sub(r" \| .*", "", line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]
    return [in_english(line.replace(" --lang ko", "")).replace('"', "") for line in lines]


def in_english(line: str) -> str:
    english = {korean: name for name, korean in KOREAN.items()}
    for korean in sorted(english, key=len, reverse=True):
        line = re.sub(rf"(?<![가-힣]){korean}(?![가-힣])", english[korean], line)
    return line


def spans(page: Path, opening: str = "") -> list[str]:
    """What stands in a page as code within sentences; with an opening token, what stands between it and its end."""
    found: list[str] = []
    for token in parsed(page):
        inside = False
        for child in token.children or ():
            if child.type == "code_inline" and not opening:
                found.append(child.content)
            elif child.type == opening:
                inside = True
                found.append("")
            elif opening and child.type == opening.replace("_open", "_close"):
                inside = False
            elif inside:
                found[-1] += child.content or " "
    return found


@pytest.mark.parametrize("name", TWINS)
def test_a_page_and_its_korean_twin_have_the_same_headings_tables_and_code(name: str) -> None:
    page, twin = DOCS / name, DOCS / "ko" / name
    assert re.match("# .*[가-힣]", twin.read_text("utf-8"))
    assert outline(twin) == outline(page)
    if not name.startswith("tutorial/"):  # where what is typed in is in the reader's language
        assert set(spans(twin)) ^ set(spans(page)) == set()


@pytest.mark.parametrize("page", TWINS + [f"ko/{name}" for name in TWINS])
def test_no_mark_of_emphasis_is_left_in_a_sentence(page: str) -> None:
    """`**…**` closes before a Korean particle only where no sign stands before it: not in `**저장 …**을`."""
    texts = [child.content for token in parsed(DOCS / page) for child in token.children or () if child.type == "text"]
    assert [text for text in texts if "*" in text] == []


def test_no_korean_page_is_without_an_english_one() -> None:
    assert [name for path in KO if not (DOCS / (name := path.relative_to(DOCS / "ko"))).is_file()] == []


@pytest.mark.parametrize("name", [name for name in TWINS if name.startswith("how-to/")])
def test_korean_pages_call_controls_what_the_console_calls_them(name: str) -> None:
    known = {re.sub(r"\{\w+\}", "…", text) for text in catalogue("ko").values()}
    assert set(spans(DOCS / "ko" / name, "em_open")) - known == set()


def test_the_help_of_every_room_is_there_in_korean() -> None:
    korean = documentation.pages("ko")
    assert [room for room, name in HELP.items() if not re.search("[가-힣]", korean[name].title)] == []
    assert korean["status"].title == documentation.pages("en")["status"].title


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_link_of_the_help_leads_to_a_page_and_a_heading(language: str) -> None:
    known = documentation.pages(language)  # type: ignore[arg-type]
    texts = {name: documentation.rendered(language, name) for name in known}  # type: ignore[arg-type]
    for name, html in texts.items():
        for path, _, part in re.findall(r'href="/help/([^"#]*)(#([^"]*))?"', html):
            assert path in known, (name, path)
            assert not part or f'id="{unquote(part)}"' in texts[path], (name, path, part)
        for path in re.findall(r'src="/help/images/([^"]*)"', html):
            assert (DOCS / "images" / path).is_file(), (name, path)


def test_html_in_a_page_is_shown_and_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = documentation.Page(
        "bad", "Bad", "# Bad\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html,z)\n"
    )
    monkeypatch.setattr(documentation, "pages", lambda language: {"bad": bad})
    html = documentation.rendered.__wrapped__("en", "bad")
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_korean_words_are_found() -> None:
    assert documentation.search("ko", "되돌리기 파일")[0][0].name == "how-to/import"
    assert documentation.search("en", "zzzz") == []
