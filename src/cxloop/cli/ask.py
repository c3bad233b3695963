"""The questions: overview, funnel, paths, retention, edge, step, journey, behind, differences, pains."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli.options import scoped
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session
from cxloop.cli.show_report import told

Compare = Annotated[list[str], typer.Option("--compare", help="option.compare", metavar="RULE|segment:NAME")]
Scope = dict[str, Any]


@scoped
def overview(context: typer.Context, scope: Scope, compare: Compare = []) -> None:  # noqa: B006
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.overview(compare=compare or None, **scope)
    session.answer(answer.to_dict(), told("overview"), workspace)


@scoped
def funnel(
    context: typer.Context,
    scope: Scope,
    steps: Annotated[list[str], typer.Argument(help="option.steps", metavar="STEP")],
    order: Annotated[str, typer.Option(help="option.order", metavar="ordered|strict|any")] = "ordered",
    window: Annotated[str, typer.Option(help="option.window", metavar="7d")] = "7d",
    step_window: Annotated[list[str], typer.Option(help="option.step_window", metavar="2h")] = [],  # noqa: B006
    breakdown: Annotated[
        str | None, typer.Option("--breakdown", "--by", help="option.breakdown", metavar="FIELD|RULE")
    ] = None,
    customers: Annotated[int | None, typer.Option(help="option.customers", metavar="N")] = None,
    lost: Annotated[bool, typer.Option("--lost", help="option.lost")] = False,
    limit: Annotated[int, typer.Option(help="option.limit", metavar="N", min=1)] = 100,
    compare: Compare = [],  # noqa: B006
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        options: dict[str, Any] = {"order": order, "window": window, "step_windows": step_window or None, **scope}
        if customers is not None:
            members = workspace.customers_in(steps, step=customers, lost=lost, limit=limit, **options)
        else:
            answer = workspace.funnel(steps, breakdown=breakdown, compare=compare or None, **options)
    if customers is not None:
        session.answer(members.to_dict() | {"step": customers}, told("funnel/customers"), workspace)
    else:
        session.answer(answer.to_dict(), told("funnel"), workspace)


@scoped
def paths(
    context: typer.Context,
    scope: Scope,
    least: Annotated[int | None, typer.Option(help="option.least", metavar="N", min=1)] = None,
    compare: Compare = [],  # noqa: B006
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.paths(compare=compare or None, least=least, **scope)
    session.answer(answer.to_dict(), told("paths"), workspace)


@scoped
def retention(
    context: typer.Context,
    scope: Scope,
    unit: Annotated[str, typer.Option(help="option.unit", metavar="day|week|month")] = "week",
    mode: Annotated[str, typer.Option(help="option.mode", metavar="bracketed|unbounded")] = "bracketed",
    start: Annotated[str | None, typer.Option(help="option.start", metavar="STEP")] = None,
    back: Annotated[str | None, typer.Option(help="option.back", metavar="STEP")] = None,
    compare: Compare = [],  # noqa: B006
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.retention(unit=unit, mode=mode, start=start, back=back, compare=compare or None, **scope)
    session.answer(answer.to_dict(), told("retention"), workspace)


@scoped
def edge(
    context: typer.Context,
    scope: Scope,
    source: Annotated[str, typer.Argument(help="option.edge_from", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="option.edge_to", metavar="TO")],
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.edge(source, target, **scope)
    session.answer(answer.to_dict(), told("edge"), workspace)


@scoped
def step(
    context: typer.Context, scope: Scope, name: Annotated[str, typer.Argument(help="option.step", metavar="STEP")]
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.step(name, **scope)
    session.answer(answer.to_dict(), told("step"), workspace)


def journey(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="option.journey", metavar="CUSTOMER")],
    per: Annotated[str, typer.Option(help="option.per", metavar="customer|case")] = "customer",
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.journey(customer, per=per)
    session.answer(answer.to_dict(), told("journey"), workspace)


@scoped
def behind(
    context: typer.Context,
    scope: Scope,
    of: Annotated[str, typer.Argument(help="option.of", metavar="KIND")],
    what: Annotated[list[str] | None, typer.Argument(help="option.what", metavar="WHAT")] = None,
    number: Annotated[int | None, typer.Option(help="option.behind_number", metavar="N")] = None,
    who: Annotated[str | None, typer.Option(help="option.who", metavar="did|did_not")] = None,
    customer: Annotated[str | None, typer.Option(help="option.behind_customer", metavar="CUSTOMER")] = None,
    sort: Annotated[str, typer.Option(help="option.sort_members", metavar="last|first|times|events|wait")] = "last",
    reverse: Annotated[bool, typer.Option("--reverse", help="option.reverse")] = False,
    limit: Annotated[int, typer.Option(help="option.behind_limit", metavar="N", min=1)] = 100,
    offset: Annotated[int, typer.Option(help="option.offset", metavar="N", min=0)] = 0,
    unit: Annotated[str | None, typer.Option(help="option.unit", metavar="hour|day|week|month")] = None,
    mode: Annotated[str, typer.Option(help="option.mode", metavar="bracketed|unbounded")] = "bracketed",
    start: Annotated[str | None, typer.Option(help="option.start", metavar="STEP")] = None,
    back: Annotated[str | None, typer.Option(help="option.back", metavar="STEP")] = None,
    order: Annotated[str, typer.Option(help="option.order", metavar="ordered|strict|any")] = "ordered",
    window: Annotated[str, typer.Option(help="option.window", metavar="7d")] = "7d",
    step_window: Annotated[list[str], typer.Option(help="option.step_window", metavar="2h")] = [],  # noqa: B006
    metric: Annotated[str | None, typer.Option(help="option.metric_of_period", metavar="METRIC")] = None,
    hours: Annotated[str | None, typer.Option(help="option.hours", metavar="HOURS")] = None,
    outcome: Annotated[list[str], typer.Option(help="option.outcome", metavar="OUTCOME")] = [],  # noqa: B006
    by: Annotated[str | None, typer.Option(help="option.behind_by", metavar="FIELD")] = None,
    group: Annotated[str | None, typer.Option(help="option.behind_group", metavar="VALUE")] = None,
    low: Annotated[float | None, typer.Option(help="option.behind_low", metavar="SECONDS")] = None,
    high: Annotated[float | None, typer.Option(help="option.behind_high", metavar="SECONDS")] = None,
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.behind(
            of, *(what or ()), number=number, who=who, customer=customer, sort=sort, reverse=reverse, limit=limit,
            offset=offset, unit=unit, mode=mode, start=start, back=back, order=order, window=window,
            step_windows=step_window or None, metric=metric, hours=hours, outcomes=outcome, by=by, group=group, low=low,
            high=high, **scope,
        )  # fmt: skip
    session.answer(answer.to_dict(), told("behind"), workspace)


@scoped
def differences(
    context: typer.Context,
    scope: Scope,
    compare: Compare = [],  # noqa: B006
    compare_from: Annotated[str | None, typer.Option(help="option.compare_from", metavar="DATE")] = None,
    compare_to: Annotated[str | None, typer.Option(help="option.compare_to", metavar="DATE")] = None,
    step: Annotated[list[str], typer.Option(help="option.funnel_step", metavar="STEP")] = [],  # noqa: B006
    window: Annotated[str, typer.Option(help="option.window", metavar="7d")] = "7d",
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.differences(
            compare, compare_begin=compare_from, compare_end=compare_to, steps=step, window=window, **scope
        )
    session.answer(answer.to_dict(), told("differences"), workspace)


@scoped
def pains(
    context: typer.Context,
    scope: Scope,
    outcome: Annotated[list[str], typer.Option(help="option.outcome", metavar="OUTCOME")] = [],  # noqa: B006
    compare: Compare = [],  # noqa: B006
) -> None:
    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = workspace.pains(outcome, compare=compare or None, **scope)
    session.answer(answer.to_dict(), told("pains"), workspace)


COMMANDS: Final = {
    "overview": overview,
    "paths": paths,
    "funnel": funnel,
    "retention": retention,
    "edge": edge,
    "step": step,
    "journey": journey,
    "behind": behind,
    "differences": differences,
    "pains": pains,
}
