"""The page of performance: what it says is what the answer says, and what is marked is on it."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_it_says_what_the_answer_says(visit: Any, site: Any) -> None:
    answer = site.json("/api/v1/performance?unit=month&by=channel")
    page = visit("/performance?unit=month&by=channel")
    metric = next(one for one in answer["metrics"] if one["unit"] == "share")
    card = page.locator("section.card").nth(answer["metrics"].index(metric))
    card.locator("summary").click()
    rows = card.locator("tbody tr").all_inner_texts()
    assert len(rows) == len(metric["values"])
    last = metric["values"][0]
    assert f"{100 * last['value']:.2f}".rstrip("0").rstrip(".") + "%" in rows[0]
    assert len(card.locator("thead th").all()) == 4 + len(metric["breakdown"])
    assert "결제 장애" in page.inner_text("main")


def test_what_is_marked_appears_and_goes(visit: Any) -> None:
    page = visit("/performance?unit=month", language="ko")
    page.get_by_role("button", name="표시하기").click()
    page.locator("dialog input[name=title]").fill("새해 행사")
    page.locator("dialog input[name=at]").fill("2026-01-25")
    page.locator("dialog").get_by_role("button", name="표시하기").click()
    row = page.locator("tr", has_text="새해 행사")
    row.wait_for()
    assert "2026년 1월 25일" in row.inner_text()
    assert "오전" not in row.inner_text(), "a date is a whole day"
    row.get_by_role("button", name="삭제").click()
    row.wait_for(state="detached")


@pytest.mark.parametrize(
    ("language", "said", "mark"),
    [
        ("en", "In the last periods not all have had 30 days yet", "not complete yet"),
        ("ko", "최근 기간은 아직 모두가 30일을 채우지 못했습니다", "아직 미완료"),
    ],
)
def test_a_period_whose_days_are_not_over_is_no_headline(
    visit: Any, site: Any, language: str, said: str, mark: str
) -> None:
    [metric] = site.json("/api/v1/performance?unit=week&metric=returns:30")["metrics"]
    page = visit("/performance?unit=week&metric=returns:30", language=language)
    card = page.locator("section.card").first
    card.locator("summary").click()
    assert said in card.inner_text()
    assert card.get_by_text(mark).count() == sum(not one["whole"] for one in metric["values"]) > 1


def test_the_question_is_in_the_address(visit: Any) -> None:
    page = visit("/performance")
    page.locator("select[name=unit]").select_option("month")
    page.wait_for_url("**/performance?unit=month**")
    page.get_by_text("Choose metrics").click()
    page.locator("input[name=metric]").first.fill("count:검색")
    page.locator("input[name=metric]").first.press("Tab")
    page.get_by_role("heading", name="how often “검색”").wait_for()
    page.locator("section.card canvas").wait_for()
    page.reload()
    page.get_by_role("heading", name="how often “검색”").wait_for()


def test_a_segment_is_made_and_taken_away(visit: Any) -> None:
    page = visit("/flags")
    page.get_by_text("Add a segment").first.click()
    page.get_by_label("Name", exact=True).fill("주문한 사람")
    page.get_by_label("With these events").fill("주문 완료")
    page.locator("form.writing").get_by_role("button", name="Add a segment").click()
    row = page.locator("tr", has_text="주문한 사람")
    row.wait_for()
    row.get_by_role("button", name="Remove").click()
    row.wait_for(state="detached")
