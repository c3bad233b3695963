"""The week in one answer: digest."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_digest
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.cli.show_report import told
from cxloop.errors import BadOption


def digest(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.digest_action", metavar="show|weekly|stop|list")] = "show",
    day: Annotated[str, typer.Option(help="option.digest_day", metavar="monday|…|sunday")] = "monday",
    hour: Annotated[int, typer.Option(help="option.digest_hour", metavar="0-23", min=0, max=23)] = 9,
    zone: Annotated[str | None, typer.Option(help="option.zone", metavar="ZONE")] = None,
) -> None:
    from cxloop.app.digest import digest as the_week
    from cxloop.app.digest import plan_digest, schedule

    session: Session = context.obj.at(zone=zone)
    workspace = session.open()
    if action == "show":
        with waiting(session):
            answer = the_week(workspace, zone=zone)
        session.answer(answer.to_dict(), told("digest"), workspace)
        return
    if action == "list":
        found = schedule(workspace)
    elif action in ("weekly", "stop"):
        found = plan_digest(
            workspace, owner(), weekday=day, hour=hour, zone=zone, language=session.language, on=action == "weekly"
        )
    else:
        raise BadOption(option="digest", reason=session.say("digest.usage"))
    session.answer(found.to_dict(), show_digest.schedule, workspace)


COMMANDS: Final[dict[str, Any]] = {"digest": digest}
