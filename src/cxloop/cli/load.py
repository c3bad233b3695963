"""Bringing logs in and taking them back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cxloop.cli import show_import
from cxloop.cli.progress import importing, waiting
from cxloop.cli.session import Screen, Session, error_console
from cxloop.errors import BadOption

if TYPE_CHECKING:
    from cxloop.app.workspace import Workspace


def import_(
    context: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(help="option.paths", metavar="PATH")] = None,
    customer: Annotated[str | None, typer.Option(help="option.customer", metavar="COL[:KIND]")] = None,
    identifier: Annotated[list[str], typer.Option(help="option.identifier", metavar="KIND=COL")] = [],  # noqa: B006
    case: Annotated[str | None, typer.Option(help="option.case", metavar="COL")] = None,
    time: Annotated[list[str], typer.Option(help="option.time", metavar="COL[=NAME]")] = [],  # noqa: B006
    event: Annotated[str | None, typer.Option(help="option.event", metavar="COL|=NAME")] = None,
    channel: Annotated[str | None, typer.Option(help="option.channel", metavar="COL")] = None,
    owner: Annotated[str | None, typer.Option(help="option.owner", metavar="COL")] = None,
    due: Annotated[str | None, typer.Option(help="option.due", metavar="COL")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="option.id", metavar="COL")] = None,
    value: Annotated[str | None, typer.Option(help="option.value", metavar="COL[=NAME]")] = None,
    text: Annotated[str | None, typer.Option(help="option.text", metavar="COL")] = None,
    zone: Annotated[str | None, typer.Option(help="option.zone_read", metavar="ZONE")] = None,
    dates: Annotated[str | None, typer.Option(help="option.dates", metavar="day-first|month-first|year-first")] = None,
    encoding: Annotated[str | None, typer.Option(help="option.encoding", metavar="NAME")] = None,
    sheet: Annotated[str | None, typer.Option(help="option.sheet", metavar="NAME")] = None,
    header: Annotated[bool | None, typer.Option("--header/--no-header", help="option.header")] = None,
    postgres: Annotated[str | None, typer.Option(help="option.postgres", metavar="URL")] = None,
    query: Annotated[str | None, typer.Option(help="option.query", metavar="SQL")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="option.dry_run")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="option.yes")] = False,
) -> None:
    session: Session = context.obj
    given: dict[str, Any] = {
        "customer": customer, "identifiers": identifier, "case": case, "times": time, "event": event, "id": id_,
        "channel": channel, "owner": owner, "due": due, "value": value, "text": text, "zone": zone,
        "dates": dates, "encoding": encoding, "sheet": sheet, "header": header,
    }  # fmt: skip
    workspace = session.open(create=True)
    paths = _asked(session, workspace, paths or [], postgres, query)
    previews = workspace.preview(paths, **given)
    if dry_run:
        session.answer({"previews": [preview.to_dict() for preview in previews]}, show_import.dry_run)
        return
    if not _agreed(session, previews, ask=not yes):
        session.note("import.declined")
        raise typer.Exit(2)
    with importing(session) as progress:
        report = workspace.import_(paths, progress=progress, **given)
    session.answer(report.to_dict(), show_import.report, workspace)


def _asked(
    session: Session, workspace: Workspace, paths: list[str], postgres: str | None, query: str | None
) -> list[Any]:
    """The files that are named, or the answer of a database in their place."""
    if (postgres is None) != (query is None) or bool(paths) == bool(postgres):
        raise BadOption(option="import", reason=session.say("import.what"))
    if postgres is None or query is None:
        return list(paths)
    from cxloop.wiring import called, queried

    with waiting(session):
        return [workspace.sent(called(postgres), lambda receiving: queried(postgres, query, receiving))]


def _agreed(session: Session, previews: list[Any], *, ask: bool) -> bool:
    """Shows on standard error how the files are read; asks where that is a guess and there is somebody to ask."""
    screen = Screen(session, error_console())
    for preview in previews:
        show_import.preview(screen, preview.to_dict())
    if not ask or not any(preview.unsure for preview in previews) or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    return typer.confirm(session.say("import.confirm"), default=True, err=True)


def imports(
    context: typer.Context,
    action: Annotated[str | None, typer.Argument(help="option.undo", metavar="[undo|refused]")] = None,
    number: Annotated[int | None, typer.Argument(metavar="[N]")] = None,
    limit: Annotated[int, typer.Option(help="option.limit_refused", metavar="N", min=1)] = 100,
) -> None:
    session: Session = context.obj
    workspace = session.open()
    if action is None:
        session.answer({"imports": workspace.imports()}, show_import.imports, workspace)
        return
    if action == "refused" and number is not None:
        session.answer(workspace.refused(number, limit).to_dict(), show_import.refused, workspace)
        return
    if action != "undo" or number is None:
        raise BadOption(option="imports", reason=session.say("imports.usage"))
    session.answer(_undone(workspace, number), show_import.undone, workspace)


def _undone(workspace: Workspace, number: int) -> dict[str, Any]:
    record = workspace.undo(number)
    return {"undone": record["number"], "events": record["imported"]}


COMMANDS: Final = {"import": import_, "imports": imports}
