"""What people have written down in the console's workspaces: a loop that runs, and names that break pages."""

from __future__ import annotations

import json
from typing import Any

from cxloop.app import changes, flags, goals, lessons, marks, names, opportunities, prototypes, segments, teams
from cxloop.change.errors import BadRecord
from cxloop.errors import UnknownStep

FLAG = {
    "state": "ENABLED", "variants": {"new": True, "old": False}, "defaultVariant": "old",
    "targeting": {"bucket": [["new", 50], ["old", 50]]},
}  # fmt: skip


def begin(workspace: Any) -> None:
    """A team, opportunities from a pain point and a note, ideas, a change that runs and one that is planned, a lesson,
    goals."""
    teams.set_team(workspace, "결제팀", "kim", ["결제 시작", "결제 오류"], ["김", "이"])
    pain = workspace.pains().pains[0]
    taken = opportunities.take_up(workspace, "kim", pain=pain.id).id
    opportunities.take_up(workspace, "kim", note="매장에서 쿠폰을 못 찾는다", question="쿠폰을 쉽게 찾게")
    idea = opportunities.add_idea(workspace, taken, "배송비를 먼저 보여 준다", "lee").id
    opportunities.vote(workspace, idea, "park")
    opportunities.comment(workspace, idea, "전화에서도 자주 듣는다", "choi")
    given = {"description": "총액을 먼저 보여 줍니다", "address": "https://example.com/shipping"}
    prototypes.add_prototype(workspace, idea, "배송비 미리 보기", "lee", given)
    flags.put(workspace, json.dumps(FLAG), "kim", "checkout")
    plan = {
        "metric": "reaches:주문 완료", "guardrails": ("count:검색:down",), "flag": "checkout", "arms": ("old", "new"),
        "control": "old", "ends": "2099-12-31", "opportunity": taken, "ideas": (idea,),
    }  # fmt: skip
    aim = goals.add_goal(
        workspace, "열에 아홉은 주문까지", "kim", target=0.9, by_when="2026-12-31",
        given={"metric": "reaches:주문 완료", "days": 9999},
    ).id  # fmt: skip
    share = goals.add_goal(workspace, "시장 점유율", "lee", target=0.2, by_when="2027-01-31", given={}).id
    for day, value in (("2026-01-31", 0.15), ("2026-02-28", 0.17)):
        goals.enter_figure(workspace, share, day, value, "lee")
    made = changes.add_change(workspace, "배송비 먼저", "kim", {**plan, "goal": aim}).id
    changes.start_change(workspace, made, "kim")
    changes.add_change(workspace, "쿠폰함을 위로", "lee", {})
    segments.add_segment(workspace, "검색하는 사람", "kim", having=["검색"])
    segments.add_segment(workspace, "오류 만난 사람", "kim", having=["결제 오류"])
    marks.add_mark(workspace, "결제 장애", "kim", "2026-01-20", until="2026-01-21", sort="incident")
    lessons.add_lesson(workspace, made, "마지막 단계의 놀람이 떠나게 한다", "kim", why="총액이 갑자기 커진다")


def hostile(workspace: Any, called: list[str]) -> None:
    """The same under names that try to break out of a page; some of the events are called so, too."""
    _called(workspace, called)
    for name in [one for one in called if one.strip() and len(one) < 250][::12]:
        try:
            taken = opportunities.take_up(workspace, name, note=name, title=name, question=name, whom=name).id
        except UnicodeEncodeError:
            continue
        idea = opportunities.add_idea(workspace, taken, name, name, name).id
        opportunities.comment(workspace, idea, name, name)
        asked = [{"kind": kind, "text": name} for kind in ("rating", "yes_no", "text")]
        prototypes.add_prototype(workspace, idea, name, name, {"description": name, "questions": asked})
        goal = goals.add_goal(workspace, name, name, target=1, by_when="2026-12-31", given={"team": name}).id
        goals.enter_figure(workspace, goal, "2026-01-31", 0.5, name)
        teams.set_team(workspace, name[:100], name, [name], [name])
        made = changes.add_change(
            workspace, name, name, {"hypothesis": name, "opportunity": taken, "goal": goal, "team": name}
        ).id
        lessons.add_lesson(workspace, made, name, name, name, name)
        marks.add_mark(workspace, name, name, "2026-01-20")
        if len(name) < 100:
            segments.add_segment(workspace, name, name, beta=name)


def _called(workspace: Any, called: list[str]) -> None:
    for name in called[::5]:
        display = {"ko": f"{name[:90]} 이름", "en": f"{name[:90]} name", "description": name[:900], "person": name[:90]}
        try:
            names.set_label(workspace, name, name, display)
        except (BadRecord, UnknownStep):  # nothing that could be kept
            continue
    names.set_channel(workspace, workspace.indexes.open("customer").channels[0], "kim", {"en": called[0][:90]})
