"""The three written tasks can be done by their text alone, in both languages, on the simulated shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.demo.simulation import simulate_shop
from web import tasks
from web.conftest import serving
from web.running import Site

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "ko")


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with shop_site(tmp_path_factory.mktemp("tasks"), 6_000) as site:
        yield site


@contextmanager
def shop_site(folder: Path, customers: int) -> Iterator[Site]:
    """The demonstration's shop with names in each language, served."""
    opened = {name: wiring.open(folder / "data", name) for name in tasks.SHOPS.values()}
    for language, name in tasks.SHOPS.items():
        made = simulate_shop(folder / language, seed=7, customers=customers, language=language)
        opened[name].import_(made.path, **made.mapping)
    door, post = wiring.door(folder / "data"), wiring.post(folder / "data")
    sign_in = SignIn(kept=door.sign_ins)
    app = create_app(opened, sign_in=sign_in, door=door, post=post, simulated=True)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", tasks.NAMES)
def test_a_task_can_be_done_as_it_is_written(shops: Site, chromium: Any, name: str, language: str) -> None:
    with tasks.opened(chromium, shops, language) as page:
        tasks.walk(page, name, language)


@pytest.mark.parametrize("name", tasks.NAMES)
def test_both_languages_have_the_same_steps(name: str) -> None:
    english, korean = (tasks.steps(name, language) for language in LANGUAGES)
    assert len(english) >= 5
    assert [[token.kind for token in step] for step in english] == [[token.kind for token in step] for step in korean]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", tasks.NAMES)
def test_every_picture_is_there_and_small(name: str, language: str) -> None:
    page = tasks.page_of(name, language)
    pictures = [
        page.parent / token.text for step in tasks.steps(name, language) for token in step if token.kind == "picture"
    ]
    assert pictures
    assert [one for one in pictures if not one.is_file() or one.stat().st_size > 200_000] == []


def test_a_task_that_has_gone_stale_is_found(shops: Site, chromium: Any, tmp_path: Path, monkeypatch: Any) -> None:
    text = tasks.page_of("compare-two-channels", "en").read_text("utf-8").replace("**Funnel**", "**Funnels**")
    (tmp_path / "compare-two-channels.md").write_text(text, "utf-8")
    monkeypatch.setattr(tasks, "page_of", lambda name, language: tmp_path / f"{name}.md")
    monkeypatch.setattr(tasks, "PATIENCE", 300)
    with tasks.opened(chromium, shops, "en") as page, pytest.raises(AssertionError, match="step 1"):
        tasks.walk(page, "compare-two-channels", "en")
