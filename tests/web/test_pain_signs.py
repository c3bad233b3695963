"""A pain's effect has one sign on its page, it is taken up once, and bars of shares are of the whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from cxloop.app import opportunities
from cxloop.web.language import translate

pytestmark = pytest.mark.browser


def test_one_sign_and_taken_up_once(visit: Any, site: Any, workspaces: dict[str, Any]) -> None:
    pain = site.json("/api/v1/pains?outcome=duration")["pains"][0]
    page = visit(f"/pains/{pain['id']}?outcome=duration")
    shown = page.locator(".card p.number").inner_text()
    figure = page.locator(".figure", has_text="Effect on").locator("dd").inner_text()
    assert shown[0] == figure[0] == ("+" if pain["effect"] > 0 else "−")
    places = ((".zero", "x1"), (".point", "cx"))
    zero, dot = (float(page.locator(f"svg.interval {name}").get_attribute(at)[:-1]) for name, at in places)
    assert (dot > zero) == (pain["effect"] > 0)
    assert "Right of zero they take longer." in page.inner_text("main")
    take = page.get_by_role("button", name="Take it up as an opportunity")
    take.click()
    link = page.get_by_role("link", name="Taken up. See its card.")
    link.wait_for()
    assert take.count() == 0
    page.reload()
    link.wait_for()
    assert take.count() == 0
    taken = link.get_attribute("href").rpartition("/")[2]
    for language in ("en", "ko"):
        seen = visit(f"/opportunities/{taken}", language=language)
        figures = seen.locator("dl.figures").first.inner_text()
        assert translate(language, "opportunity.priority") in figures
        board = visit("/board", language=language).locator(f"[data-card='opportunity:{taken}']").inner_text()
        assert ("for each week of work" if language == "en" else "작업 1주당") in board or pain["cost"] is None
        assert "seconds" not in board
    opportunities.edit_opportunity(workspaces["main"], taken, "kim", {"state": "closed"})


def test_bars_of_a_breakdown_are_of_the_whole(visit: Any, site: Any) -> None:
    asked = "&".join(f"step={quote(name)}" for name in ("방문", "결제 시작", "주문 완료")) + "&breakdown=plan"
    groups = site.json(f"/api/v1/funnel?{asked}")["breakdown"]
    shares = [step["share"] for group in groups for step in group["steps"][1:] if step["customers"]]
    assert max(shares) < 0.999
    page = visit(f"/funnel?{asked}")
    bars = page.locator("table td .bar i").evaluate_all("(bars) => bars.map((bar) => parseFloat(bar.style.width))")
    assert max(bars) == pytest.approx(100 * max(shares), abs=0.1)


@pytest.mark.parametrize(
    ("language", "decides", "why"),
    [("en", "The q-value decides, not the interval", "they do not fare worse"),
     ("ko", "우연인지는 구간이 아니라 q값으로 정합니다", "더 나쁘지 않음")],
)  # fmt: skip
def test_why_q_says_what_the_interval_does_not(visit: Any, language: str, decides: str, why: str) -> None:
    page = visit(f"/pains?outcome={quote('avoids:주문 완료')}", language=language)
    fold = page.locator("details.card").first
    assert decides in fold.inner_text()
    row = fold.locator("tbody tr", has_text=why).first
    row.locator("a").first.click()
    page.locator("dl.figures").wait_for()
    assert translate(language, "pain.chance.better") in page.locator(".headline").inner_text()


def test_money_lost_says_what_it_is_made_of(visit: Any) -> None:
    page = visit("/pains")
    assert "× all that one who gets there brings" in page.locator(".pains .cost small").first.get_attribute("title")
    page.locator(".about summary").first.click()
    assert "the sum of all amounts there" in page.locator(".about").first.inner_text()


@pytest.mark.parametrize(("language", "to"), [("en", " to "), ("ko", " ~ ")])
def test_intervals_read_as_their_language_has_them(visit: Any, language: str, to: str) -> None:
    page = visit("/pains", language=language)
    heads = page.locator("[data-part=answer] thead th").all_text_contents()
    at = next(at for at, head in enumerate(heads) if translate(language, "pains.col.interval") in head)
    assert to in page.locator("[data-part=answer] tbody tr").first.locator("th, td").nth(at).text_content()
    assert (" ~ " in page.text_content("main")) == (language == "ko")
