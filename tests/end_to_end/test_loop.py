"""The whole loop on one log: pain point, opportunity, ideas, change, exposures, verdict, lesson, and back."""

from __future__ import annotations

import csv
import json
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxloop import wiring
from cxloop.api.guarding import Guarding
from cxloop.app import changes, flags, goals, lessons, opportunities, prototypes, teams, verdicts
from cxloop.app.decay import decay
from cxloop.app.filing_loop import FilingLoop
from cxloop.app.loop import health, tell
from cxloop.app.thread import KINDS, thread
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, Locked, NotReady, Outdated, UnknownRecord, VerdictRefused
from cxloop.errors import UnknownPain, UnknownStep
from cxloop.learn.errors import BadMeasure
from cxloop.model.event import event_id
from cxloop.ports.journal import Request
from end_to_end.conftest import Clock

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
START = BEGIN + timedelta(days=60)
FLAG = {
    "state": "ENABLED", "variants": {"new": True, "old": False}, "defaultVariant": "old",
    "targeting": {"bucket": [["new", 50], ["old", 50]]},
}  # fmt: skip
PLAN = {"metric": "reaches:주문", "flag": "checkout", "arms": ("old", "new"), "control": "old", "ends": "2026-05-31"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in which payments fail, and half of those whose payment fails leave."""
    folder = tmp_path_factory.mktemp("shop")
    rng, rows = np.random.default_rng(4), []
    for customer in range(1500):
        at = BEGIN + timedelta(minutes=int(rng.integers(0, 55 * 1440)))
        failed = rng.random() < 0.3
        steps = ["방문", "장바구니", *(["결제 오류"] if failed else []), "결제"]
        if rng.random() < (0.35 if failed else 0.8):
            steps.append("주문")
        rows += [told(f"이전-{customer}", at + timedelta(minutes=place), step) for place, step in enumerate(steps)]
    opened = wiring.open(folder / "data")
    add(opened, folder, rows)
    opened.overview()
    return folder / "data"


@pytest.fixture
def workspace(clock: Clock, shop: Path, tmp_path: Path) -> Workspace:
    """A copy of the shop for each test."""
    shutil.copytree(shop, tmp_path / "data")
    return wiring.open(tmp_path / "data")


def told(customer: str, at: datetime, event: str, **more: Any) -> dict[str, Any]:
    return {"customer": customer, "time": at.isoformat(), "event": event, **more}


def add(workspace: Workspace, folder: Path, rows: list[dict[str, Any]]) -> None:
    path = folder / f"log-{len(list(folder.glob('log-*')))}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["customer", "time", "event", "flag", "variant", "value"])
        writer.writeheader()
        writer.writerows(rows)
    workspace.import_(path, customer="customer", times="time", event="event", value="value")


def exposed(
    arms: dict[str, float],
    count: int,
    seed: int = 1,
    calls: dict[str, float] | None = None,
    prefix: str = "",
    begin: datetime = START,
) -> list[dict[str, Any]]:
    """Exposures in turn, and what came of them: orders, and calls, at these rates."""
    rng, rows = np.random.default_rng(seed), []
    for customer in range(count):
        arm = list(arms)[customer % len(arms)]
        at = begin + timedelta(hours=1 + customer % 400)
        name = f"{prefix}고객-{customer}"
        rows += [told(name, at, "방문"), told(name, at, "flag exposed", flag="checkout", variant=arm)]
        if rng.random() < (calls or {}).get(arm, 0.0):
            rows.append(told(name, at + timedelta(minutes=4), "전화"))
        if rng.random() < arms[arm]:
            rows.append(told(name, at + timedelta(minutes=9), "주문", value=30))
    return rows


def planned(workspace: Workspace, **more: Any) -> str:
    """A change that has started."""
    if workspace.records.one("flag", "checkout") is None:
        flags.put(workspace, json.dumps(FLAG), "kim", "checkout")
    made = changes.add_change(workspace, "결제 오류를 미리 막기", "kim", {**PLAN, **more}).id
    changes.start_change(workspace, made, "kim")
    return made


def test_from_pain_to_lesson_and_back(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    teams.set_team(workspace, "배송팀", "kim", ["장바구니"])
    teams.set_team(workspace, "결제팀", "kim", ["주문"])
    teams.set_team(workspace, "결제팀", "kim", ["결제", "주문"], ["이"])
    pains = workspace.pains(["reaches:주문"]).pains
    worst = next(one for one in pains if one.step == "결제")
    assert worst.kind == "error"
    taken = opportunities.take_up(workspace, "kim", pain=worst.id, asked={"outcomes": ["reaches:주문"]}, whom="새 고객")
    assert opportunities.take_up(workspace, "lee", pain=worst.id).id == taken.id  # it is taken up once
    assert taken.cost == pytest.approx(worst.cost)
    assert taken.opportunity.team == "결제팀"
    assert [one.team.name for one in teams.teams(workspace).teams] == ["배송팀", "결제팀"]
    assert "“결제”" in taken.opportunity.question
    assert len(taken.opportunity.evidence[0].events) >= 5
    first = opportunities.add_idea(workspace, taken.id, "카드사 점검 시간을 미리 알린다", "lee")
    second = opportunities.add_idea(workspace, taken.id, "점검 시간 안내", "park")
    for who in ("lee", "park", "park"):
        opportunities.vote(workspace, second.id, who)
    opportunities.vote(workspace, first.id, "park")
    opportunities.comment(workspace, first.id, "지난번 전화에서도 들었습니다", "choi")
    merged = opportunities.merge_ideas(workspace, second.id, first.id, "kim")
    assert (merged.votes, merged.voters) == (2, ("park", "lee"))
    assert [one.id for one in opportunities.ideas(workspace).ideas] == [first.id]
    prototypes.add_prototype(workspace, first.id, "점검 시간 안내", "kim")

    made = planned(workspace, opportunity=taken.id, ideas=(first.id,))
    add(workspace, tmp_path, exposed({"old": 0.3, "new": 0.45}, 3000))
    clock.now = START + timedelta(days=20)
    early = verdicts.verdict(workspace, made)
    assert (early.final, early.outcome) in ((False, "met"), (False, "inconclusive"))
    clock.now = START + timedelta(days=40)
    found = verdicts.verdict(workspace, made)
    assert (found.outcome, found.final, found.reason) in (
        ("met", True, "beyond_chance"), ("met", True, "beyond_target"),
    )  # fmt: skip
    arms = {arm.arm: arm for arm in found.analysis.arms}
    bounds = found.judgement.bounds
    assert bounds is not None
    assert bounds.effect == pytest.approx(arms["new"].mean - arms["old"].mean)
    assert bounds.low == pytest.approx(arms["new"].low or 0)
    with pytest.raises(BadRecord):
        verdicts.sign(workspace, made, "kim", "keep", outcome="not_met")
    signed = verdicts.sign(workspace, made, "kim", "keep").signed
    assert signed is not None
    assert (signed.says, signed.outcome, signed.overruled) == ("met", "met", False)
    with pytest.raises(BadRecord):
        verdicts.sign(workspace, made, "lee", "roll_back")
    lesson = lessons.add_lesson(workspace, made, "점검 시간을 미리 알리면 결제를 미룬다", "kim", why="놀라지 않는다")
    assert lesson.lesson.outcome == "met"

    told = health(workspace)
    assert told.days_to_verdict is not None
    assert 45 <= told.days_to_verdict <= 100
    named = {one.name: (one.count, one.of) for one in told.shares}
    assert named == {"with_verdict": (1, 1), "met": (1, 1), "met_gate": (1, 1), "overruled": (0, 1), "told": (0, 1)}
    assert told.to_tell == (taken.id,)
    tell(workspace, taken.id, "kim", "점검 시간을 미리 알립니다")
    assert health(workspace).to_tell == ()

    signals = [node for node in thread(workspace, made).nodes if node.kind == "event"]
    for start in (made, f"opportunity:{taken.id}", f"lesson:{lesson.id}", f"idea:{first.id}", signals[0].id):
        walked = thread(workspace, start)
        assert {node.kind for node in walked.nodes} == set(KINDS) - {"need", "note"}, start
        assert all(node.resolved for node in walked.nodes)
        names = {node.id for node in walked.nodes}
        assert all({link.source, link.target} <= names for link in walked.links)
    assert {node.data["event"] for node in signals} == {"결제"}
    workspace.table.put_together(clock())
    workspace.undo(2)  # the exposures
    still = thread(workspace, made)
    assert [node for node in still.nodes if node.kind == "event"] == signals
    again = thread(workspace, made)
    assert next(node for node in again.nodes if node.kind == "verdict").data["analysis"]["units"] == 3000


def test_what_was_set_in_advance_is_locked(workspace: Workspace) -> None:
    made = changes.add_change(workspace, "t", "kim", {}).id
    for given, reason in (
        ({}, "metric"), ({"metric": "reaches:주문"}, "flag"), ({"flag": "checkout"}, "variants"),
        ({"arms": ("old", "new"), "control": "old"}, "end date"), ({"ends": "2026-04-30"}, "is over"),
    ):  # fmt: skip
        changes.edit_change(workspace, made, "kim", given)
        with pytest.raises(NotReady) as told:
            changes.start_change(workspace, made, "kim")
        assert reason in str(told.value)
    flags.put(workspace, json.dumps(FLAG), "kim", "checkout")
    changes.edit_change(workspace, made, "kim", {"ends": "2026-05-31", "metric": "reaches:주믄"})
    with pytest.raises(UnknownStep):
        changes.start_change(workspace, made, "kim")
    changes.edit_change(workspace, made, "kim", {"metric": "reaches:주문", "target": 0.2})
    changes.start_change(workspace, made, "kim")
    with pytest.raises(NotReady):
        changes.start_change(workspace, made, "kim")
    for given in ({"target": 0.1}, {"metric": "value"}, {"ends": "2027-01-01"}, {"rule": "strict"}, {"minimum": 3}):
        with pytest.raises(Locked):
            changes.edit_change(workspace, made, "kim", given)
    changes.edit_change(workspace, made, "lee", {"team": "web", "target": 0.2})
    history = changes.change_history(workspace, made).versions
    assert history[-1].fields == {"team": [None, "web"]}
    assert (history[-1].by, history[-2].fields["state"]) == ("lee", ["draft", "running"])
    assert changes.change(workspace, made).change.split == {"old": 50, "new": 50}


@pytest.mark.parametrize(
    ("arms", "rule", "outcome", "reason"),
    [
        ({"old": 0.3, "new": 0.3}, "default", "not_met", "below_target"),
        ({"old": 0.3, "new": 0.36}, "default", "not_met", "below_target"),
        ({"old": 0.3, "new": 0.41}, "strict", "inconclusive", "may_be_chance"),
        ({"old": 0.3, "new": 0.5}, "strict", "met", "beyond_target"),
        ({"old": 0.4, "new": 0.3}, "default", "harmful", "worse"),
    ],
)
def test_verdicts(
    workspace: Workspace, clock: Clock, tmp_path: Path, arms: dict[str, float], rule: str, outcome: str, reason: str
) -> None:
    made = planned(workspace, rule=rule)
    add(workspace, tmp_path, exposed(arms, 3000))
    clock.now = START + timedelta(days=40)
    found = verdicts.verdict(workspace, made)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_few_customers_say_nothing_but_harm(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    made = planned(workspace, minimum=1000)
    assert verdicts.verdict(workspace, made).reason == "too_few"
    add(workspace, tmp_path, exposed({"old": 0.1, "new": 0.9}, 600))
    clock.now = START + timedelta(days=40)
    found = verdicts.verdict(workspace, made)
    assert (found.outcome, found.reason, found.final) == ("inconclusive", "too_few", False)
    add(workspace, tmp_path, exposed({"old": 0.95, "new": 0.05}, 900, prefix="더"))
    assert verdicts.verdict(workspace, made).outcome == "harmful"


def test_a_broken_split_is_refused_with_the_reason(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    made = planned(workspace)
    rows = exposed({"old": 0.3, "new": 0.5}, 2000)
    lost = {f"고객-{number}" for number in range(1, 2000, 8)}
    add(workspace, tmp_path, [row for row in rows if row["customer"] not in lost])
    clock.now = START + timedelta(days=20)
    with pytest.raises(VerdictRefused) as told:
        verdicts.verdict(workspace, made)
    assert "split" in str(told.value)
    with pytest.raises(VerdictRefused):
        verdicts.sign(workspace, made, "kim", "keep")
    node = next(one for one in thread(workspace, made).nodes if one.kind == "result")
    assert node.data == {"reason": "verdict_refused"}


def test_customers_who_saw_both_are_refused(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    made = planned(workspace)
    rows = exposed({"old": 0.3, "new": 0.5}, 2000)
    rows += [
        told(f"고객-{number}", START + timedelta(days=18), "flag exposed", flag="checkout", variant="old")
        for number in range(1, 200, 2)
    ]
    add(workspace, tmp_path, rows)
    clock.now = START + timedelta(days=20)
    with pytest.raises(VerdictRefused) as refused:
        verdicts.verdict(workspace, made)
    assert "both" in str(refused.value)


def test_a_broken_guardrail_rolls_the_flag_back_by_itself(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    add(workspace, tmp_path, [told("x", BEGIN, "전화")])
    made = planned(workspace, guardrails=("count:전화:down",))
    other = planned(workspace, guardrails=("avoids:전화",), flag="checkout")
    add(workspace, tmp_path, exposed({"old": 0.3, "new": 0.5}, 3000, calls={"old": 0.05, "new": 0.06}))
    assert verdicts.guard(workspace).changes == ()
    add(workspace, tmp_path, exposed({"old": 0.3, "new": 0.5}, 4000, 5, {"old": 0.05, "new": 0.2}, "더"))
    clock.now = START + timedelta(days=20)
    guarding = Guarding({"main": workspace}, 0.05)
    guarding.start()
    until = time.monotonic() + 30
    while changes.change(workspace, other).change.state == "running" and time.monotonic() < until:
        time.sleep(0.05)
    guarding.end()
    assert {one.change.state for one in changes.changes(workspace).changes} == {"rolled_back"}
    assert flags.flag(workspace, "checkout").state == "DISABLED"
    assert flags.flag(workspace, "checkout").by == verdicts.GUARD
    seen = changes.change(workspace, made)
    assert (seen.change.state, seen.change.note) == ("rolled_back", "guardrail count:전화:down")
    assert verdicts.guard(workspace).changes == ()
    clock.now = START + timedelta(days=60)
    found = verdicts.verdict(workspace, made)
    assert (found.outcome, found.reason) == ("harmful", "guardrail")


@pytest.mark.parametrize(
    ("later", "states", "method"),
    [
        ({"old": 0.3, "new": 0.45}, ("lasts", "lasts"), "experiment"),
        ({"old": 0.3, "new": 0.3}, ("gone", "gone"), "experiment"),
        ({"old": 0.3, "new": 0.36}, ("fading", "fading"), "experiment"),
        ({"new": 0.45}, ("lasts", "lasts"), "level"),
        ({"new": 0.28}, ("gone", "gone"), "level"),
        ({}, ("too_few", "too_few"), None),
    ],
)
def test_whether_the_gain_lasts(
    workspace: Workspace, clock: Clock, tmp_path: Path, later: dict[str, float], states: Any, method: str | None
) -> None:
    made = planned(workspace)
    add(workspace, tmp_path, exposed({"old": 0.3, "new": 0.45}, 3000))
    clock.now = START + timedelta(days=40)
    with pytest.raises(NotReady):
        decay(workspace, made)
    verdicts.sign(workspace, made, "kim", "keep")
    for days in (10, 70) if later else ():
        begin = clock.now + timedelta(days=days)
        add(workspace, tmp_path, exposed(later, 4000 * len(later), days, prefix=f"{days}일 뒤-", begin=begin))
    assert [one.state for one in decay(workspace, made).checks] == ["pending", "pending"]
    clock.now = START + timedelta(days=75)
    assert [one.state for one in decay(workspace, made).checks] == [states[0], "pending"]
    clock.now = START + timedelta(days=131)
    found = decay(workspace, made)
    assert tuple(one.state for one in found.checks) == states
    assert {one.method for one in found.checks} == {method}
    assert found.effect == pytest.approx(0.15, abs=0.04)


def test_a_change_without_a_result_comes_up_by_itself(workspace: Workspace, clock: Clock) -> None:
    made = planned(workspace)
    changes.add_change(workspace, "later", "kim", {})
    assert [one.late for one in changes.changes(workspace).changes] == [False, False]
    clock.now = START + timedelta(days=15)
    changes.add_change(workspace, "now", "kim", {})
    assert health(workspace).waiting == (made,)
    seen = changes.changes(workspace).changes
    assert [(one.id, one.late) for one in seen] == [(made, True), ("2", True), ("3", False)]


def test_goals_stand_above_changes(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    rows, open_at = [], datetime(2026, 4, 6, 0, 0, tzinfo=UTC)  # a Monday, nine in Seoul
    for number in range(200):
        at = open_at + timedelta(days=7 * (number % 3), minutes=number % 40)
        took = timedelta(minutes=30) if number % 10 else timedelta(hours=3)
        rows += [told(f"문의-{number}", at, "접수"), told(f"문의-{number}", at + took, "해결")]
    add(workspace, tmp_path, rows)
    clock.now = datetime(2026, 5, 1, tzinfo=UTC)
    hours = {"metric": "resolved:45m:접수/해결", "hours": "월-금 09:00-18:00 Asia/Seoul"}
    made = goals.add_goal(workspace, "45분 안에 해결", "kim", target=0.85, by_when="2026-12-31", given=hours)
    assert made.value == pytest.approx(0.9)
    assert made.low == pytest.approx(0.9 - 1.97 * (0.09 / 200) ** 0.5, abs=0.003)
    assert (made.reached, made.sure) == (True, True)
    time_taken = {"metric": "resolution:접수/해결"}
    slower = goals.add_goal(workspace, "시간", "kim", target=1800, by_when="2026-06-30", given=time_taken)
    assert slower.value == pytest.approx(0.9 * 1800 + 0.1 * 10_800)
    assert (slower.goal.good, slower.reached) == ("down", False)
    share = goals.add_goal(workspace, "시장 점유율", "lee", target=0.2, by_when="2027-01-31", given={})
    assert (share.value, share.reached) == (None, None)
    for day, value in (("2026-03-31", 0.15), ("2026-01-31", 0.1), ("2026-03-31", 0.21)):
        share = goals.enter_figure(workspace, share.id, day, value, "lee")
    assert (share.value, share.as_of, share.reached) == (0.21, "2026-03-31", True)
    assert share.goal.figures == (("2026-01-31", 0.1), ("2026-03-31", 0.21))
    change = changes.add_change(workspace, "t", "kim", {"goal": made.id}).id
    assert goals.goal(workspace, made.id).changes == (change,)
    assert [one.id for one in goals.goals(workspace).goals] == [slower.id, made.id, share.id]
    with pytest.raises(BadRecord):
        goals.enter_figure(workspace, made.id, "2026-03-31", 1, "lee")
    with pytest.raises(UnknownRecord):
        changes.add_change(workspace, "t", "kim", {"goal": "9"})


def test_evidence_of_other_kinds(workspace: Workspace) -> None:
    note = opportunities.take_up(
        workspace, "kim", note="매장 직원: 쿠폰을 못 찾는 손님이 많다", question="쿠폰을 쉽게 찾게"
    )
    assert note.opportunity.question == "어떻게 하면 쿠폰을 쉽게 찾게 할 수 있을까?"
    need = opportunities.take_up(workspace, "kim", need="선물 포장을 골라 주문하기")
    assert [(one.kind, one.text) for one in need.opportunity.evidence] == [("need", "선물 포장을 골라 주문하기")]
    assert "need" in {node.kind for node in thread(workspace, f"opportunity:{need.id}").nodes}
    event = opportunities.take_up(workspace, "kim", event="1:5")
    assert thread(workspace, f"opportunity:{event.id}").nodes[0].id == "event:1:5"
    sized = opportunities.edit_opportunity(
        workspace, note.id, "kim", {"reach": 100, "effect": -0.1, "value": 50, "effort": 2, "confidence": 0.8}
    )
    assert (sized.cost, sized.priority) == (500, 200)
    assert [one.id for one in opportunities.opportunities(workspace).opportunities] == [note.id, need.id, event.id]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda one: opportunities.take_up(one, "kim", pain="nothing"), UnknownPain),
        (lambda one: opportunities.take_up(one, "kim"), BadRecord),
        (lambda one: opportunities.take_up(one, "kim", note=" "), BadRecord),
        (lambda one: opportunities.take_up(one, "kim", note="x" * 6000), BadRecord),
        (lambda one: opportunities.take_up(one, "kim", event="9:9"), UnknownRecord),
        (lambda one: opportunities.take_up(one, "kim", event="nine"), UnknownRecord),
        (lambda one: opportunities.add_idea(one, "9", "x", "kim"), UnknownRecord),
        (lambda one: opportunities.vote(one, "9", "kim"), UnknownRecord),
        (lambda one: changes.add_change(one, "t", "kim", {"metric": "sales"}), BadMeasure),
        (lambda one: changes.add_change(one, "t", "kim", {"target": 0}), BadRecord),
        (lambda one: changes.add_change(one, "t", "kim", {"rule": "lenient"}), BadRecord),
        (lambda one: changes.add_change(one, "t", "kim", {"hours": "nine to six"}), BadRecord),
        (lambda one: changes.add_change(one, "t", "kim", {"opportunity": "7"}), UnknownRecord),
        (lambda one: changes.add_change(one, "", "kim", {}), BadRecord),
        (lambda one: verdicts.verdict(one, "7"), UnknownRecord),
        (lambda one: verdicts.verdict(one, changes.add_change(one, "t", "kim", {}).id), NotReady),
        (lambda one: lessons.add_lesson(one, "7", "x", "kim"), UnknownRecord),
        (lambda one: thread(one, "change:7"), UnknownRecord),
    ],
)
def test_bad_input(workspace: Workspace, call: Callable[[Workspace], Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        call(workspace)


def test_two_who_edit_at_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = changes.add_change(workspace, "t", "kim", {}).id
    before = workspace.records.one("change", made)
    changes.edit_change(workspace, made, "lee", {"team": "web"})
    monkeypatch.setattr(type(workspace.records), "one", lambda *_: before)
    with pytest.raises(Outdated):
        changes.edit_change(workspace, made, "kim", {"team": "app"})


def test_evidence_stays_what_it_is_when_its_customer_signs_in(workspace: Workspace, tmp_path: Path) -> None:
    """The thread names events, and who they belong to is asked anew."""
    journal, opened = wiring.journal(tmp_path / "data"), lambda name: wiring.open(tmp_path / "data", name)

    def came(**message: Any) -> None:
        body = json.dumps({"batch": [message]}, ensure_ascii=False).encode()
        journal.append([Request("main", "batch", body, int(START.timestamp()) * 1_000_000, "k")])
        FilingLoop(journal, opened).step()

    came(type="track", event="쿠폰을 못 찾음", anonymousId="anon-7", messageId="m1")
    [found] = [
        row for row in workspace.table.read(["event", "batch", "sequence"]).to_pylist() if "쿠폰" in row["event"]
    ]
    name = event_id(found["batch"], found["sequence"])
    taken = opportunities.take_up(workspace, "kim", event=name)
    before = thread(workspace, f"opportunity:{taken.id}")
    assert {event.event for event in workspace.journey("anon-7").events} == {"쿠폰을 못 찾음"}
    came(type="identify", userId="anna", anonymousId="anon-7", messageId="m2")
    assert {event.event for event in workspace.journey("anna").events} == {"쿠폰을 못 찾음"}
    workspace.table.put_together(int(START.timestamp() * 1000))
    after = thread(workspace, f"opportunity:{taken.id}")
    assert (after.links, [one.resolved for one in after.nodes]) == (before.links, [True, True])
    assert [one.data for one in after.nodes if one.kind == "event"] == [
        one.data for one in before.nodes if one.kind == "event"
    ]
