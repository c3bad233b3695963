"""The board and what hangs on it: dragged, by keyboard alone, and by several people at once."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from cxloop import wiring
from cxloop.app import changes, flags, goals, opportunities, teams
from cxloop.app.books import CHANGES, GOALS
from cxloop.change.goal import Goal
from cxloop.web.language import translate
from web import logs, looping
from web.running import Site, settled

pytestmark = pytest.mark.browser
PLAN = {
    "metric": "share:검색/방문", "guardrails": ("time:주문 완료", "value"), "flag": "checkout", "arms": ("old", "new"),
    "control": "old", "ends": "2099-12-31", "minimum": 2,
}  # fmt: skip


@pytest.fixture(scope="session")
def board(workspaces: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A workspace of its own, so that nobody else's pages change."""
    log = tmp_path_factory.mktemp("board") / "shop.jsonl"
    logs.write_shop(log, customers=60)
    _exposed(log)
    made = wiring.open(workspaces["main"].folder.parent, "board")
    made.import_(log, customer="customer", times=["time"], event="event", channel="channel", value="value")
    flags.put(made, json.dumps(looping.FLAG), "kim", "checkout")
    workspaces["board"] = made
    return made


def _exposed(log: Path) -> None:
    """Later half of the customers see one variant, half the other, who search, and take longer until they order."""
    rows: list[dict[str, Any]] = []
    for number in range(60):
        day = f"2026-05-{1 + number % 20:02}T09:"
        who = {"customer": f"고객-{number}", "channel": "web"}
        seen = {"flag": "checkout", "variant": ["old", "new"][number % 2]}
        rows.append({**who, **seen, "time": f"{day}00:00", "event": "flag exposed"})
        for minute, event in enumerate(["방문", "검색", "방문", "주문 완료"][: 2 + number % 3], 1):
            rows.append({**who, "time": f"{day}{minute * (2 + number % 2 * 3):02}:00", "event": event})
    with log.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def taken(board: Any) -> Iterator[str]:
    """An opportunity with two ideas, taken up anew; closed when the test ends."""
    found = opportunities.take_up(board, "kim", note="계산대에서 오래 기다린다", question="빨리 계산하게").id
    for title, voters in (("계산대를 늘린다", ("lee", "park")), ("앱으로 계산한다", ("lee", "choi"))):
        idea = opportunities.add_idea(board, found, title, "kim").id
        for voter in voters:
            opportunities.vote(board, idea, voter)
    yield found
    opportunities.edit_opportunity(board, found, "kim", {"state": "closed"})


def words(language: str) -> Any:
    return functools.partial(translate, language)


def card(page: Any, kind: str, id: str) -> Any:
    return page.locator(f'[data-card="{kind}:{id}"]')


def ideas_of(board: Any, opportunity: str) -> dict[str, Any]:
    return {one.idea.title: one for one in opportunities.ideas(board, opportunity).ideas}


def test_a_vote_and_a_comment_are_seen_by_all_and_typing_is_not_lost(visit: Any, board: Any, taken: str) -> None:
    one, other = visit("/board", workspace="board"), visit("/board", workspace="board", language="ko")
    first = ideas_of(board, taken)["계산대를 늘린다"]
    mine, theirs = card(one, "idea", first.id), card(other, "idea", first.id)
    own = card(one, "opportunity", taken)
    own.get_by_text("Add an idea").first.click()
    field = own.locator("form:visible input[name=title]")
    field.press_sequentially("직원이 돌아다니며 계")
    place = one.evaluate("scrollTo(0, 40), scrollY")
    node = field.element_handle()
    theirs.get_by_role("button", name="투표").click()
    mine.get_by_text("▲ 3").wait_for()
    theirs.get_by_text("의견 남기기").first.click()
    theirs.locator("input[name=said]").fill("나도 그렇게 들었다")
    theirs.locator("input[name=said]").press("Enter")
    mine.get_by_text("1 comment").wait_for()
    assert node.evaluate("(node) => node.isConnected && document.activeElement === node")
    assert one.evaluate("scrollY") == place > 0
    field.press_sequentially("산한다")
    field.press("Enter")
    for page in (one, other):
        card(page, "opportunity", taken).locator("bdi", has_text="직원이 돌아다니며 계산한다").wait_for()
    assert field.count() == 0, "the form closes when it has been sent"


def test_what_somebody_has_open_waits_until_it_is_closed(visit: Any, board: Any, taken: str) -> None:
    page = visit("/board", workspace="board")
    idea = ideas_of(board, taken)["앱으로 계산한다"].id
    line = card(page, "idea", idea)
    line.get_by_text("Merge into …").first.click()
    opportunities.add_idea(board, taken, "대기표를 준다", "lee")
    card(page, "opportunity", taken).locator(".ideas > li").nth(2).wait_for()
    assert "대기표를 준다" not in line.locator("select[name=into]").inner_text()
    line.get_by_text("Merge into …").first.click()
    line.locator("select[name=into] option", has_text="대기표를 준다").wait_for(state="attached")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_cards_are_dragged(visit: Any, board: Any, taken: str, language: str) -> None:
    t = words(language)
    draft = changes.add_change(board, "앱 계산", "kim", {}).id
    runs = changes.add_change(board, "계산대 늘리기", "kim", PLAN).id
    changes.start_change(board, runs, "kim")
    page = visit("/board", workspace="board", language=language, failing=True)
    column = {name: page.locator(f"[data-column={name}]") for name in ("planned", "running", "decided")}
    card(page, "opportunity", taken).locator("h3").drag_to(column["running"])
    assert page.locator("[data-part=plan]").is_hidden(), "nothing runs that was not planned"
    card(page, "opportunity", taken).locator("h3").drag_to(column["planned"].locator("h2"))
    plan = page.locator("[data-part=plan]:visible")
    assert plan.locator("select[name=opportunity]").input_value() == taken
    assert plan.locator("input[name=title]").input_value() == "계산대에서 오래 기다린다"
    card(page, "change", draft).locator("h3").drag_to(column["running"].locator("h2"))
    card(page, "change", draft).get_by_text("not_ready").wait_for()
    changes.edit_change(board, draft, "kim", PLAN)
    card(page, "change", draft).locator("h3").drag_to(column["running"].locator("h2"))
    column["running"].locator(f'[data-card="change:{draft}"]').wait_for()
    page.wait_for_function(
        "(text) => document.querySelector('[data-part=moved]').innerText === text",
        arg=t("board.moved.start", title="앱 계산"),
    )
    card(page, "change", runs).locator("h3").drag_to(column["decided"].locator("h2"))
    page.wait_for_url(f"**/changes/{runs}#sign")
    page.locator("[data-part=sign] select[name=decision]").wait_for()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_idea_becomes_part_of_another(visit: Any, board: Any, taken: str, language: str) -> None:
    t = words(language)
    page = visit("/board", workspace="board", language=language)
    known = ideas_of(board, taken)
    gone, stays = (card(page, "idea", known[title].id) for title in ("앱으로 계산한다", "계산대를 늘린다"))
    grip = gone.locator(".name").first
    grip.drag_to(stays)
    page.get_by_role("button", name=t("ask.no")).click()
    assert len(ideas_of(board, taken)) == 2, "not before somebody has said so"
    grip.drag_to(stays)
    page.get_by_role("dialog").get_by_role("button", name=t("board.merge"), exact=True).click()
    stays.get_by_text("▲ 3").wait_for()
    gone.wait_for(state="detached")
    assert ideas_of(board, taken)["계산대를 늘린다"].voters == ("lee", "park", "choi")


def test_everything_by_keyboard_alone(visit: Any, board: Any, taken: str) -> None:
    page = visit("/board", workspace="board", failing=True)
    known = ideas_of(board, taken)
    line = card(page, "idea", known["앱으로 계산한다"].id)
    focused = "document.activeElement.closest('[data-card]')?.dataset.card"

    def go_to(there: Any) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if there.first.evaluate("(node) => node === document.activeElement"):
                return
        raise AssertionError("Tab does not get there")

    go_to(line.get_by_role("button", name="Vote"))
    page.keyboard.press("Enter")
    line.get_by_text("▲ 3").wait_for()
    assert page.evaluate(focused) == f"idea:{known['앱으로 계산한다'].id}", "the focus stays where it was"
    go_to(line.locator("summary", has_text="Comment"))
    page.keyboard.press("Enter")
    go_to(line.locator("input[name=said]"))
    page.keyboard.type("좋아요")
    page.keyboard.press("Enter")
    line.get_by_text("1 comment").wait_for()
    go_to(line.locator("summary", has_text="Merge"))
    page.keyboard.press("Enter")
    go_to(line.locator("select[name=into]"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Enter")
    card(page, "idea", known["계산대를 늘린다"].id).get_by_text("▲ 4").wait_for()
    go_to(card(page, "opportunity", taken).get_by_role("button", name="Move to Planned"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "metric"
    page.keyboard.press("Enter")
    page.locator("[data-column=planned] h3", has_text="계산대에서 오래 기다린다").wait_for()
    made = max(changes.changes(board).changes, key=lambda one: int(one.id))
    assert made.change.opportunity == taken
    start = card(page, "change", made.id).get_by_role("button", name="Move to Running")
    go_to(start)
    page.keyboard.press("Enter")
    card(page, "change", made.id).get_by_text("not_ready").wait_for()
    changes.edit_change(board, made.id, "kim", PLAN)
    page.keyboard.press("Enter")
    page.locator(f'[data-column=running] [data-card="change:{made.id}"]').wait_for()
    page.wait_for_function(f"() => ({focused}) === 'change:{made.id}'")
    go_to(card(page, "change", made.id).get_by_role("button", name="Move to Decided"))
    page.keyboard.press("Enter")
    page.wait_for_url("**#sign")


@pytest.mark.parametrize(("language", "minutes"), [("en", "minutes"), ("ko", "분")])
def test_every_metric_is_shown_in_its_unit(visit: Any, board: Any, language: str, minutes: str) -> None:
    made = changes.add_change(
        board, "단위", "kim", {**PLAN, "guardrails": ("time:주문 완료", "share:주문 완료/방문")}
    ).id
    entry = CHANGES.get(board, changes.start_change(board, made, "kim").id)
    CHANGES.put(board, entry, replace(entry.value, started="2026-04-01T00:00:00Z"), "kim")
    page = visit(f"/changes/{made}", workspace="board", language=language)
    result = page.locator("section.card").first
    effects = [one.inner_text() for one in result.locator(".effect p.number").all()]
    assert len(effects) == 3
    points = words(language)("change.points", value="")
    assert [points in effects[0], minutes in effects[1], points in effects[2]] == [True, True, True], effects
    arms = result.locator("table").first
    values = [one.inner_text() for one in arms.locator("tbody td:nth-child(3)").all()]
    assert len(values) == 2
    assert all(one.endswith("%") for one in values), values
    told = arms.locator("tbody tr", has_text="new").locator("a.counting").nth(1)  # of a share, who it is a share of
    asked = dict(parse_qsl(urlsplit(told.get_attribute("href")).query, keep_blank_values=True))
    assert (asked["of"], asked["who"]) == ("arm", "did")
    told.click()
    page.wait_for_selector("section.card tbody tr")
    assert "단위" in page.inner_text(".headline")
    assert "new" in page.inner_text(".headline")
    page.get_by_role("link", name=words(language)("behind.answer")).click()
    page.wait_for_url(f"**/changes/{made}*")


def test_an_opportunity_is_sized_and_told_of(visit: Any, board: Any, taken: str) -> None:
    page, other = (visit(f"/opportunities/{taken}", workspace="board", language=one) for one in ("en", "ko"))
    page.get_by_text("Set the numbers").click()
    for name, value in (("reach", "200"), ("effect", "-0.1"), ("value", "50"), ("effort", "2"), ("confidence", "40")):
        page.locator(f"form:visible input[name={name}]").fill(value)
    page.locator("form:visible input[name=confidence]").press("Enter")
    page.locator(".figure", has_text=re.compile(r"^Priority\s*200\D")).wait_for()
    other.locator(".figure", has_text=re.compile(r"^우선순위\s*200\D")).wait_for()
    page.get_by_text("Add a score of your own").click()
    page.locator("form:visible input[name=name]").fill("대표의 관심")
    page.locator("form:visible input[name=score]").fill("3")
    page.locator("form:visible input[name=score]").press("Enter")
    other.get_by_text("대표의 관심").wait_for()
    page.get_by_text("Say what they were told").first.click()
    page.locator("form:visible input[name=told]").fill("계산대를 늘렸습니다")
    page.locator("form:visible input[name=told]").press("Enter")
    other.locator("blockquote", has_text="계산대를 늘렸습니다").wait_for()
    assert opportunities.opportunity(board, taken).opportunity.scores == {"대표의 관심": 3.0}


def test_goals_and_teams_are_kept_from_the_page(visit: Any, board: Any, taken: str) -> None:
    page, other = (visit("/goals", workspace="board", language=one) for one in ("en", "ko"))
    page.get_by_text("Set a goal").first.click()
    form = page.locator("form:visible")
    for name, value in (("title", "매장 점유율"), ("target", "20%"), ("by_when", "2027-01-31")):
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=title]").press("Enter")
    other.get_by_role("heading", name="매장 점유율").wait_for()
    made = next(one for one in goals.goals(board).goals if one.goal.title == "매장 점유율")
    assert made.goal.target == 0.2
    card(page, "goal", made.id).get_by_text("Enter a figure").first.click()
    page.locator("form:visible [name=day]").fill("2026-11-30")
    page.locator("form:visible [name=value]").fill("21%")
    page.locator("form:visible [name=value]").press("Enter")
    card(other, "goal", made.id).get_by_text("달성", exact=True).wait_for()
    page.get_by_text("Add a team").first.click()
    for name, value in (("name", "계산팀"), ("steps", "계산, 주문 완료"), ("members", "김, 이")):
        page.locator(f"form:visible [name={name}]").fill(value)
    page.locator("form:visible [name=name]").press("Enter")
    other.get_by_role("heading", name="계산팀").wait_for()
    other.locator("table", has_text="그동안 없음").first.wait_for()
    opportunities.edit_opportunity(board, taken, "kim", {"team": "계산팀"})
    other.get_by_role("link", name="계산대에서 오래 기다린다").wait_for()
    assert [one.team.members for one in teams.teams(board).teams if one.team.name == "계산팀"] == [("김", "이")]


def test_a_goal_that_cannot_be_measured_is_refused_and_hides_no_other(visit: Any, board: Any) -> None:
    page = visit("/goals", workspace="board", failing=True)
    page.get_by_text("Set a goal").first.click()
    form = page.locator("form:visible")
    for name, value in (
        ("title", "없는 단계"),
        ("metric", "reaches:없는 단계"),
        ("target", "90%"),
        ("by_when", "2027-01-31"),
    ):
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=title]").press("Enter")
    form.get_by_text("unknown_step").wait_for()
    assert "없는 단계" not in [one.goal.title for one in goals.goals(board).goals]
    GOALS.add(board, Goal("사라진 단계", "kim", "", 0.9, "2027-01-31", "reaches:사라진 단계"), "kim")
    lost = next(one for one in goals.goals(board).goals if one.goal.title == "사라진 단계")
    assert (lost.value, lost.reason) == (None, "unknown_step")
    card(page, "goal", lost.id).get_by_text("unknown_step").wait_for()


def test_a_lesson_shows_where_others_look(visit: Any, board: Any, site: Site) -> None:
    from cxloop.app import lessons

    made = changes.add_change(board, "배움", "kim", {}).id
    page = visit("/lessons", workspace="board", language="ko")
    lessons.add_lesson(board, made, "기다림은 알려 주면 짧아진다", "kim")
    page.get_by_text("기다림은 알려 주면 짧아진다").wait_for()
    settled(page, "/board")
