"""From evidence to a verified change: opportunity, idea, change, verdict, lesson, thread."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_loop
from cxloop.cli.learn import number
from cxloop.cli.options import scoped
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption

Scope = dict[str, Any]
ID = typer.Argument(metavar="[ID]", help="option.record")


@scoped
def opportunity(
    context: typer.Context,
    scope: Scope,
    action: Annotated[
        str, typer.Argument(help="option.opportunity_action", metavar="list|take|show|set|tell")
    ] = "list",
    id: Annotated[str | None, ID] = None,
    pain: Annotated[str | None, typer.Option(help="option.pain", metavar="PAIN")] = None,
    note: Annotated[str | None, typer.Option(help="option.note", metavar="TEXT")] = None,
    need: Annotated[str | None, typer.Option(help="option.need", metavar="TEXT")] = None,
    event: Annotated[str | None, typer.Option(help="option.event_id", metavar="ID")] = None,
    outcome: Annotated[list[str], typer.Option(help="option.outcome", metavar="OUTCOME")] = [],  # noqa: B006
    title: Annotated[str | None, typer.Option(help="option.title", metavar="TEXT")] = None,
    question: Annotated[str | None, typer.Option(help="option.question", metavar="TEXT")] = None,
    whom: Annotated[str | None, typer.Option(help="option.whom", metavar="TEXT")] = None,
    effort: Annotated[float | None, typer.Option(help="option.effort", metavar="WEEKS")] = None,
    confidence: Annotated[str | None, typer.Option(help="option.confidence", metavar="SHARE%")] = None,
    team: Annotated[str | None, typer.Option(help="option.team", metavar="NAME")] = None,
    state: Annotated[str | None, typer.Option(help="option.opportunity_state", metavar="open|taken|closed")] = None,
) -> None:
    from cxloop.app import opportunities
    from cxloop.app.loop import tell

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        session.answer(opportunities.opportunities(workspace).to_dict(), show_loop.opportunities, workspace)
        return
    if action == "take":
        asked = {**scope, "outcomes": outcome}
        with waiting(session):
            seen = opportunities.take_up(
                workspace, owner(), pain=pain, note=note, need=need, event=event, title=title, question=question,
                whom=whom or "", asked=asked, language=session.language,
            )  # fmt: skip
    elif id is None:
        raise BadOption(option="opportunity", reason=session.say("loop.opportunity_usage"))
    elif action == "show":
        with waiting(session):
            seen = opportunities.opportunity(workspace, id, live=True)
    elif action == "tell" and note is not None:
        seen = tell(workspace, id, owner(), note)
    elif action == "set":
        given = _given(title=title, question=question, whom=whom, effort=effort, team=team, state=state)
        if confidence is not None:
            given["confidence"] = number(session, "--confidence", confidence)
        seen = opportunities.edit_opportunity(workspace, id, owner(), given)
    else:
        raise BadOption(option="opportunity", reason=session.say("loop.opportunity_usage"))
    session.answer(seen.to_dict(), show_loop.opportunity, workspace)


def idea(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.idea_action", metavar="list|add|show|vote|unvote|comment|merge")
    ] = "list",
    id: Annotated[str | None, ID] = None,
    text: Annotated[str | None, typer.Argument(help="option.idea_text", metavar="[TEXT]")] = None,
    detail: Annotated[str, typer.Option(help="option.detail", metavar="TEXT")] = "",
    into: Annotated[str | None, typer.Option(help="option.into", metavar="ID")] = None,
) -> None:
    from cxloop.app import lessons, opportunities

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        session.answer(opportunities.ideas(workspace, id).to_dict(), show_loop.ideas, workspace)
        return
    if id is None:
        raise BadOption(option="idea", reason=session.say("loop.idea_usage"))
    if action == "add" and text is not None:
        seen = opportunities.add_idea(workspace, id, text, owner(), detail)
        near = lessons.lessons(workspace, f"{text} {detail}", 5)
        session.answer({**seen.to_dict(), "similar": near.to_dict()["lessons"]}, show_loop.idea_with_past, workspace)
        return
    if action == "show":
        seen = opportunities.idea(workspace, id)
    elif action in ("vote", "unvote"):
        seen = opportunities.vote(workspace, id, owner(), action == "vote")
    elif action == "comment" and text is not None:
        seen = opportunities.comment(workspace, id, text, owner())
    elif action == "merge" and into is not None:
        seen = opportunities.merge_ideas(workspace, id, into, owner())
    else:
        raise BadOption(option="idea", reason=session.say("loop.idea_usage"))
    session.answer(seen.to_dict(), show_loop.idea, workspace)


def change(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.change_action", metavar="list|add|set|show|start|check|history|decay")
    ] = "list",
    id: Annotated[str | None, typer.Argument(metavar="[ID|TITLE]", help="option.change_id")] = None,
    metric: Annotated[str | None, typer.Option(help="option.change_metric", metavar="METRIC")] = None,
    guardrail: Annotated[list[str], typer.Option(help="option.guardrail", metavar="METRIC")] = [],  # noqa: B006
    target: Annotated[str | None, typer.Option(help="option.change_target", metavar="SHARE%|POINTS")] = None,
    rule: Annotated[str | None, typer.Option(help="option.change_rule", metavar="default|strict")] = None,
    minimum: Annotated[int | None, typer.Option(help="option.minimum", metavar="N", min=2)] = None,
    planned: Annotated[int | None, typer.Option(help="option.planned", metavar="N", min=100)] = None,
    ends: Annotated[str | None, typer.Option(help="option.ends", metavar="DATE")] = None,
    flag: Annotated[str | None, typer.Option(help="option.change_flag", metavar="FLAG")] = None,
    arm: Annotated[list[str], typer.Option(help="option.change_arm", metavar="VARIANT")] = [],  # noqa: B006
    control: Annotated[str | None, typer.Option(help="option.change_control", metavar="VARIANT")] = None,
    window: Annotated[str | None, typer.Option(help="option.change_window", metavar="7d")] = None,
    hours: Annotated[str | None, typer.Option(help="option.hours", metavar="HOURS")] = None,
    per: Annotated[str | None, typer.Option(help="option.per", metavar="customer|case")] = None,
    opportunity: Annotated[str | None, typer.Option(help="option.of_opportunity", metavar="ID")] = None,
    idea: Annotated[list[str], typer.Option(help="option.of_idea", metavar="ID")] = [],  # noqa: B006
    goal: Annotated[str | None, typer.Option(help="option.of_goal", metavar="ID")] = None,
    sort: Annotated[str | None, typer.Option(help="option.sort", metavar="feature|content|process|automation")] = None,
    hypothesis: Annotated[str | None, typer.Option(help="option.hypothesis", metavar="TEXT")] = None,
    team: Annotated[str | None, typer.Option(help="option.team", metavar="NAME")] = None,
    design: Annotated[str | None, typer.Option(help="option.design", metavar="experiment|before_after")] = None,
    concerns: Annotated[str | None, typer.Option(help="option.concerns", metavar="RULE")] = None,
    ticket: Annotated[str | None, typer.Option(help="option.change_ticket", metavar="URL")] = None,
) -> None:
    from cxloop.app import changes, verdicts
    from cxloop.app.decay import decay
    from cxloop.model.duration import seconds

    session: Session = context.obj
    workspace = session.open()
    given = _given(
        metric=metric, rule=rule, minimum=minimum, planned=planned, ends=ends, flag=flag, control=control, hours=hours,
        per=per, opportunity=opportunity, goal=goal, sort=sort, hypothesis=hypothesis, team=team,
        design=design, concerns=concerns, guardrails=tuple(guardrail) or None, arms=tuple(arm) or None,
        ideas=tuple(idea) or None, ticket=ticket,
    )  # fmt: skip
    if control is not None and arm and control not in arm:
        given["arms"] = (control, *arm)
    if target is not None:
        given |= {"target": number(session, "--target", target), "points": not target.rstrip().endswith("%")}
    if window is not None:
        given["window_days"] = seconds(window) / 86_400
    if action == "list":
        session.answer(changes.changes(workspace).to_dict(), show_loop.changes, workspace)
        return
    if action == "check":
        with waiting(session):
            rolled = verdicts.guard(workspace)
        session.answer(rolled.to_dict(), show_loop.rolled_back, workspace)
        return
    if id is None:
        raise BadOption(option="change", reason=session.say("loop.change_usage"))
    if action == "history":
        session.answer(changes.change_history(workspace, id).to_dict(), show_loop.history, workspace)
        return
    if action == "decay":
        with waiting(session):
            lasting = decay(workspace, id)
        session.answer(lasting.to_dict(), show_loop.decay, workspace)
        return
    if action == "add":
        seen = changes.add_change(workspace, id, owner(), given)
    elif action == "set":
        seen = changes.edit_change(workspace, id, owner(), given)
    elif action == "start":
        seen = changes.start_change(workspace, id, owner())
    elif action == "show":
        seen = changes.change(workspace, id)
    else:
        raise BadOption(option="change", reason=session.say("loop.change_usage"))
    session.answer(seen.to_dict(), show_loop.change, workspace)


def verdict(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="option.of_change", metavar="CHANGE")],
    sign: Annotated[str | None, typer.Option(help="option.sign", metavar="keep|roll_back|iterate")] = None,
    outcome: Annotated[
        str | None, typer.Option(help="option.signed_outcome", metavar="met|not_met|harmful|inconclusive")
    ] = None,
    reason: Annotated[str, typer.Option(help="option.sign_reason", metavar="TEXT")] = "",
    by: Annotated[str | None, typer.Option(help="option.explore_by", metavar="FIELD|RULE")] = None,
) -> None:
    from cxloop.app import verdicts
    from cxloop.app.exploration import explore

    session: Session = context.obj
    workspace = session.open()
    if by is not None:
        with waiting(session):
            found = explore(workspace, id, by)
        session.answer(found.to_dict(), show_loop.exploration, workspace)
        return
    with waiting(session):
        if sign is None:
            seen = verdicts.verdict(workspace, id)
        else:
            seen = verdicts.sign(workspace, id, owner(), sign, outcome=outcome, reason=reason)
    session.answer(seen.to_dict(), show_loop.verdict, workspace)


def lesson(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.lesson_action", metavar="list|add|find")] = "list",
    first: Annotated[str | None, typer.Argument(help="option.lesson_first", metavar="[CHANGE|TEXT]")] = None,
    text: Annotated[str | None, typer.Argument(help="option.lesson_text", metavar="[TEXT]")] = None,
    why: Annotated[str, typer.Option(help="option.why", metavar="TEXT")] = "",
    whom: Annotated[str, typer.Option(help="option.lesson_whom", metavar="TEXT")] = "",
) -> None:
    from cxloop.app import lessons

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        session.answer(lessons.lessons(workspace).to_dict(), show_loop.lessons, workspace)
    elif action == "find" and first is not None:
        session.answer(lessons.lessons(workspace, first, 5).to_dict(), show_loop.lessons, workspace)
    elif action == "add" and first is not None and text is not None:
        made = lessons.add_lesson(workspace, first, text, owner(), why, whom)
        session.answer(lessons.LessonList((made,)).to_dict(), show_loop.lessons, workspace)
    else:
        raise BadOption(option="lesson", reason=session.say("loop.lesson_usage"))


def thread(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="option.thread_id", metavar="ID")],
) -> None:
    from cxloop.app.thread import thread as followed

    session: Session = context.obj
    workspace = session.open()
    with waiting(session):
        answer = followed(workspace, id)
    session.answer(answer.to_dict(), show_loop.thread, workspace)


def goal(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.goal_action", metavar="list|add|show|figure")] = "list",
    id: Annotated[str | None, typer.Argument(metavar="[ID|TITLE]", help="option.goal_id")] = None,
    metric: Annotated[str | None, typer.Option(help="option.goal_metric", metavar="METRIC")] = None,
    target: Annotated[str | None, typer.Option(help="option.goal_target", metavar="VALUE|SHARE%")] = None,
    by_when: Annotated[str | None, typer.Option("--by", help="option.goal_by", metavar="DATE")] = None,
    good: Annotated[str | None, typer.Option(help="option.good", metavar="up|down")] = None,
    days: Annotated[float | None, typer.Option(help="option.goal_days", metavar="N", min=1)] = None,
    hours: Annotated[str | None, typer.Option(help="option.hours", metavar="HOURS")] = None,
    per: Annotated[str | None, typer.Option(help="option.per", metavar="customer|case")] = None,
    on: Annotated[str | None, typer.Option(help="option.figure_day", metavar="DATE")] = None,
    value: Annotated[str | None, typer.Option(help="option.figure_value", metavar="VALUE|SHARE%")] = None,
) -> None:
    from cxloop.app import goals

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        with waiting(session):
            every = goals.goals(workspace)
        session.answer(every.to_dict(), show_loop.goals, workspace)
        return
    if id is None:
        raise BadOption(option="goal", reason=session.say("loop.goal_usage"))
    if action == "add" and target is not None and by_when is not None:
        given = _given(metric=metric, good=good, days=days, hours=hours, per=per)
        aim = number(session, "--target", target)
        seen = goals.add_goal(workspace, id, owner(), target=aim, by_when=by_when, given=given)
    elif action == "figure" and on is not None and value is not None:
        seen = goals.enter_figure(workspace, id, on, number(session, "--value", value), owner())
    elif action == "show":
        seen = goals.goal(workspace, id)
    else:
        raise BadOption(option="goal", reason=session.say("loop.goal_usage"))
    session.answer(goals.GoalList((seen,)).to_dict(), show_loop.goals, workspace)


def team(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.team_action", metavar="list|set|met")] = "list",
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="option.team_name")] = None,
    step: Annotated[list[str], typer.Option(help="option.team_step", metavar="STEP")] = [],  # noqa: B006
    member: Annotated[list[str], typer.Option(help="option.team_member", metavar="NAME")] = [],  # noqa: B006
    days: Annotated[float, typer.Option(help="option.team_days", metavar="N", min=1)] = 30,
) -> None:
    from cxloop.app import met, teams

    session: Session = context.obj
    workspace = session.open()
    if action == "met":
        with waiting(session):
            found = met.met(workspace, days)
        session.answer(found.to_dict(), show_loop.met, workspace)
        return
    if action == "set" and name is not None:
        teams.set_team(workspace, name, owner(), step, member)
    elif action != "list":
        raise BadOption(option="team", reason=session.say("loop.team_usage"))
    session.answer(teams.teams(workspace).to_dict(), show_loop.teams, workspace)


def loop(context: typer.Context) -> None:
    from cxloop.app.loop import health

    session: Session = context.obj
    workspace = session.open()
    session.answer(health(workspace).to_dict(), show_loop.health, workspace)


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


COMMANDS: Final[dict[str, Any]] = {
    "opportunity": opportunity, "idea": idea, "change": change, "verdict": verdict, "lesson": lesson, "thread": thread,
    "goal": goal, "team": team, "loop": loop,
}  # fmt: skip
