"""The site is whole, Korean pages go with their English ones, and the console's help shows pages and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import build_docs
import pytest

from cxloop.demo.names import KOREAN
from cxloop.web import documentation as documentation

DOCS = Path(__file__).resolve().parents[2] / "docs"
KO = sorted((DOCS / "ko").rglob("*.md"))


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


def commands(page: Path) -> list[str]:
    """The `cxloop` lines of a page, without what is piped or remarked, and without a language."""
    text = page.read_text("utf-8").replace(" --lang ko", "")
    lines = re.findall(r"^(?:\$ )?(cxloop .+?)(?: \| .*| +#.*)?$", text, re.MULTILINE)
    return [line.strip() for line in lines]


def in_english(line: str) -> str:
    english = {korean: name for name, korean in KOREAN.items()}
    for korean in sorted(english, key=len, reverse=True):
        line = re.sub(rf"(?<![가-힣]){korean}(?![가-힣])", english[korean], line)
    return line


@pytest.mark.parametrize("page", KO, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_korean_page_has_an_english_one_with_the_same_commands(page: Path) -> None:
    original = DOCS / page.relative_to(DOCS / "ko")
    assert original.is_file()
    assert re.search("[가-힣]", page.read_text("utf-8"))
    there = {line.replace('"', "") for line in commands(original)}
    assert {in_english(line).replace('"', "") for line in commands(page)} - there == set()
    if "tutorial" in page.parts:
        assert len(commands(page)) == len(commands(original))


def test_what_must_be_there_in_korean() -> None:
    names = {path.relative_to(DOCS / "ko").as_posix() for path in KO}
    assert {"index.md", "tutorial/first-pain-point.md", "how-to/import.md", "how-to/ask.md"} <= names


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_link_of_the_help_leads_to_a_page_and_a_heading(language: str) -> None:
    known = documentation.pages(language)  # type: ignore[arg-type]
    texts = {name: documentation.rendered(language, name) for name in known}  # type: ignore[arg-type]
    for name, html in texts.items():
        for path, _, part in re.findall(r'href="/help/([^"#]*)(#([^"]*))?"', html):
            assert path in known, (name, path)
            assert not part or f'id="{part}"' in texts[path], (name, path, part)
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
