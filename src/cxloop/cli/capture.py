"""Commands around live capture: key, quarantine, customer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, get_args

import typer

from cxloop.app.keys import DEFAULT_DAYS, create_key, list_keys, revoke_key
from cxloop.cli import show_capture
from cxloop.cli.session import Session
from cxloop.errors import BadOption, FileBroken, FileMissing
from cxloop.trust.keys import Purpose

NUMBER = typer.Argument(metavar="[N]", help="option.quarantined")


def key(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.key_action", metavar="create|list|revoke")],
    id: Annotated[str | None, typer.Argument(help="option.key_id", metavar="[ID]")] = None,
    purpose: Annotated[str, typer.Option(help="option.purpose", metavar="ingest|flags|rules|read")] = "ingest",
    name: Annotated[str, typer.Option(help="option.key_name", metavar="TEXT")] = "",
    days: Annotated[int, typer.Option(help="option.days", metavar="N", min=1, max=3650)] = DEFAULT_DAYS,
    per_minute: Annotated[int | None, typer.Option(help="option.per_minute", metavar="N", min=1)] = None,
) -> None:
    from cxloop import wiring

    session: Session = context.obj
    workspace = session.open(create=True)
    keys, now_ms = wiring.access(session.data), workspace.now_ms()
    if action == "create":
        if purpose not in get_args(Purpose):
            raise BadOption(option="--purpose", reason=session.say("key.purposes"))
        _ = workspace.state  # from here on the workspace is there
        made = create_key(
            keys, session.workspace, purpose, now_ms, name=name, days=days, per_minute=per_minute,  # type: ignore[arg-type]
        )  # fmt: skip
        session.write_down(f"key create {made.id} {purpose}")
        session.answer(made.to_dict(), show_capture.new_key)
    elif action == "list":
        session.answer(list_keys(keys, session.workspace).to_dict(), show_capture.keys)
    elif action == "revoke" and id is not None:
        revoke_key(keys, session.workspace, id, now_ms)
        session.write_down(f"key revoke {id}")
        session.answer({"revoked": id}, show_capture.revoked)
    else:
        raise BadOption(option="key", reason=session.say("key.usage"))


def quarantine(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.quarantine_action", metavar="list|show|fix|replay|drop")
    ] = "list",
    number: Annotated[int | None, NUMBER] = None,
    message: Annotated[str | None, typer.Option("--message", help="option.message", metavar="JSON")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="option.reason", metavar="CODE")] = None,
    limit: Annotated[int, typer.Option(help="option.limit_refused", metavar="N", min=1)] = 100,
) -> None:
    from cxloop import wiring
    from cxloop.app.quarantine import drop, fix, listed, replay, shown

    session: Session = context.obj
    workspace = session.open()
    answer: Any
    if action == "list":
        answer = listed(workspace, reason=reason, limit=limit)
        session.answer(answer.to_dict(), show_capture.quarantine, workspace)
    elif action == "show" and number is not None:
        session.answer(shown(workspace, number).to_dict(), show_capture.quarantined, workspace)
    elif action == "fix" and number is not None and message is not None:
        session.answer(fix(workspace, number, message).to_dict(), show_capture.quarantined, workspace)
    elif action == "drop" and number is not None:
        session.answer(drop(workspace, number).to_dict(), show_capture.quarantined, workspace)
    elif action == "replay":
        answer = replay(workspace, wiring.journal(session.data), number=number, reason=reason)
        session.answer(answer.to_dict(), show_capture.replayed, workspace)
    else:
        raise BadOption(option="quarantine", reason=session.say("quarantine.usage"))


def catalogue(context: typer.Context) -> None:
    from cxloop.app.catalogue import catalogue as seen

    session: Session = context.obj
    workspace = session.open()
    session.answer(seen(workspace.filings).to_dict(), show_capture.catalogue, workspace)


def schema(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.schema_action", metavar="list|show|fix|end|differences")
    ] = "list",
    event: Annotated[str | None, typer.Argument(help="option.schema_event", metavar="[EVENT]")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="option.schema_file", metavar="FILE")] = None,
    version: Annotated[int | None, typer.Option("--version", help="option.schema_version", metavar="N", min=1)] = None,
) -> None:
    from cxloop.app import schemas

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        session.answer(schemas.schemas(workspace).to_dict(), show_capture.schemas, workspace)
    elif action == "differences":
        session.answer(schemas.differences(workspace, event).to_dict(), show_capture.differences, workspace)
    elif action == "show" and event is not None:
        session.answer(schemas.shown(workspace, event, version).to_dict(), show_capture.schema, workspace)
    elif action == "fix" and event is not None:
        text = None if file is None else written(file)
        session.answer(schemas.fixed(workspace, event, text).to_dict(), show_capture.schema, workspace)
    elif action == "end" and event is not None:
        session.answer(schemas.ended(workspace, event).to_dict(), show_capture.schema, workspace)
    else:
        raise BadOption(option="schema", reason=session.say("schema.usage"))


def written(file: Path) -> str:
    """The text of a file, with or without a byte order mark. Raises FileMissing, FileBroken."""
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise FileMissing(path=file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileBroken(path=file, reason=str(error)) from None


def customer(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(help="option.any_identifier", metavar="IDENTIFIER")],
) -> None:
    from cxloop.app.customer import customer as found

    session: Session = context.obj
    workspace = session.open()
    session.answer(found(workspace, identifier).to_dict(), show_capture.customer, workspace)


COMMANDS: Final = {
    "key": key, "quarantine": quarantine, "catalogue": catalogue, "schema": schema, "customer": customer
}  # fmt: skip
