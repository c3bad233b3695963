"""How customers fare over time: performance, mark."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_performance
from cxloop.cli.ask import Compare
from cxloop.cli.options import scoped
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.cli.show_report import told
from cxloop.errors import BadOption

Scope = dict[str, Any]


@scoped
def performance(
    context: typer.Context,
    scope: Scope,
    metrics: Annotated[list[str], typer.Argument(help="option.metrics", metavar="[METRIC]...")] = [],  # noqa: B006
    unit: Annotated[str, typer.Option(help="option.unit", metavar="day|week|month")] = "week",
    last: Annotated[int, typer.Option(help="option.last", metavar="N", min=1)] = 12,
    by: Annotated[str | None, typer.Option(help="option.by", metavar="FIELD|RULE")] = None,
    hours: Annotated[str | None, typer.Option(help="option.hours", metavar="HOURS")] = None,
    compare: Compare = [],  # noqa: B006
) -> None:
    from cxloop.app.performance import performance as over_time

    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        answer = over_time(
            workspace, metrics, unit=unit, last=last, by=by, hours=hours, compare=compare or None, **scope
        )
    session.answer(answer.to_dict(), told("performance"), workspace)


def mark(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.mark_action", metavar="list|add|remove")] = "list",
    what: Annotated[str | None, typer.Argument(help="option.mark_what", metavar="[TITLE|ID]")] = None,
    on: Annotated[str | None, typer.Option(help="option.mark_on", metavar="DATE")] = None,
    until: Annotated[str | None, typer.Option(help="option.mark_until", metavar="DATE")] = None,
    sort: Annotated[str, typer.Option(help="option.mark_sort", metavar="release|incident|other")] = "other",
) -> None:
    from cxloop.app import marks

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        found = marks.marks(workspace)
    elif action == "add" and what is not None and on is not None:
        found = marks.add_mark(workspace, what, owner(), on, until=until, sort=sort)
    elif action == "remove" and what is not None:
        found = marks.remove_mark(workspace, what, owner())
    else:
        raise BadOption(option="mark", reason=session.say("performance.mark_usage"))
    session.answer(found.to_dict(), show_performance.marks, workspace)


COMMANDS: Final[dict[str, Any]] = {"performance": performance, "mark": mark}
