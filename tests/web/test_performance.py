"""The page of performance: what it says is what the answer says, and what is marked is on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from cxloop import wiring

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


def test_what_is_marked_appears_and_goes_and_is_taken_back(visit: Any) -> None:
    page = visit("/performance?unit=month", language="ko")
    page.get_by_role("button", name="표시하기").click()
    page.locator("dialog input[name=title]").fill("새해 행사")
    page.locator("dialog input[name=at]").fill("2026-01-25")
    page.locator("dialog").get_by_role("button", name="표시하기").click()
    row = page.locator("tr", has_text="새해 행사")
    row.wait_for()
    assert "2026년 1월 25일" in row.inner_text()
    assert "오전" not in row.inner_text(), "a date is a whole day"
    said = page.locator(".undo")
    assert "완료: 표시하기" in said.inner_text()
    page.keyboard.press("Control+z")
    row.wait_for(state="detached")
    assert "되돌림: 표시하기" in said.inner_text()
    page.get_by_role("button", name="표시하기").click()
    page.locator("dialog input[name=title]").fill("새해 행사")
    page.locator("dialog input[name=at]").fill("2026-01-25")
    page.locator("dialog").get_by_role("button", name="표시하기").click()
    row.get_by_role("button", name="고치기").click()
    page.locator("dialog input[name=at]").fill("2026-01-26")
    page.locator("dialog").get_by_role("button", name="저장").click()
    row.get_by_text("1월 26일").wait_for()
    said.get_by_role("button", name="되돌리기").click()
    row.get_by_text("1월 25일").wait_for()
    row.get_by_role("button", name="삭제").click()
    row.wait_for(state="detached")
    page.keyboard.press("Control+z")
    row.wait_for()
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


@pytest.fixture(scope="module")
def unpaid(workspaces: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A workspace of events without an amount, and with a rating in words."""
    rows = "".join(
        f"c{at},2026-03-{1 + at % 28:02}T09:00:00Z,{['visit', 'order placed'][at % 3 == 0]},{['good', 'bad'][at % 2]}\n"
        for at in range(90)
    )
    log: Path = tmp_path_factory.mktemp("unpaid") / "log.csv"
    log.write_text(f"customer,time,event,satisfaction\n{rows}", "utf-8")
    made = wiring.open(workspaces["main"].folder.parent, "unpaid")
    made.import_(log, customer="customer", times="time", event="event")
    workspaces["unpaid"] = made
    return made


@pytest.mark.parametrize(
    ("language", "amounts", "numbers"),
    [
        ("en", "No event has an amount.", "“satisfaction” holds texts and no numbers"),
        ("ko", "금액이 있는 이벤트가 없습니다.", "“satisfaction” 속성에 숫자가 없고 글자뿐이라"),
    ],
)
def test_of_what_no_event_has_no_number_is_shown(
    visit: Any, unpaid: Any, language: str, amounts: str, numbers: str
) -> None:
    page = visit("/performance?metric=value&metric=csat:satisfaction", workspace="unpaid", language=language)
    cards = page.locator("section.card")
    assert [cards.nth(at).locator("p").inner_text().startswith(said) for at, said in enumerate((amounts, numbers))] == [
        True, True,
    ]  # fmt: skip
    assert page.locator("section.card canvas").count() == 0


def test_money_is_offered_where_some_event_has_an_amount(visit: Any, unpaid: Any) -> None:
    page = visit("/pains", workspace="unpaid", failing=True)
    kinds = page.locator("[data-key=outcome]")
    kinds.select_option("returns")
    assert "such as a mail it sends" in page.locator("form .hint:visible").inner_text()
    assert kinds.locator("option[value=value]").count() == 0
    page.goto("/pains?outcome=value:30")
    page.get_by_text("No event has an amount, so money cannot be measured.").wait_for()
    page.get_by_text("Choose another outcome").wait_for()
    assert kinds.locator("option[value=value]").count() == 1, "what the address says stays"
    page = visit("/pains")
    assert page.locator("[data-key=outcome] option[value=value]").count() == 1


def test_a_metric_is_chosen_from_a_list(visit: Any, unpaid: Any) -> None:
    page = visit("/performance", workspace="unpaid")
    page.get_by_text("Choose metrics").click()
    field = page.locator("input[name=metric]").first
    field.click()
    choices = page.locator("[role=option]")
    choices.filter(has_text="customers who get to “order placed”").first.wait_for()
    assert choices.filter(has_text="money").count() == 0, "no event has an amount"
    field.press_sequentially("how often ord")
    choices.first.get_by_text("count:order placed").wait_for()
    field.press("Enter")
    page.wait_for_url(f"**metric={quote('count:order placed').replace('%20', '+')}**")
    page.get_by_role("heading", name="how often “order placed”").wait_for()
    page = visit("/goals", workspace="unpaid")
    choices = page.locator("[role=option]")
    page.get_by_text("Set a goal").first.click()
    field = page.locator("input[name=metric]:visible")
    field.fill("resolved:45m:visit/order placed")
    field.press("Tab")
    assert field.input_value() == "resolved:45m:visit/order placed", "what is written stays"
    field.click()
    choices.filter(has_text="order placed").first.click()
    assert field.input_value() == "reaches:order placed"
    assert not choices.first.is_visible()
