"""Commands around changes: flag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_change
from cxloop.cli.capture import written
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption


def flag(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.flag_action", metavar="list|show|put|on|off|end|history|evaluate")
    ] = "list",
    key: Annotated[str | None, typer.Argument(help="option.flag_key", metavar="[FLAG]")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="option.flag_file", metavar="FILE")] = None,
    version: Annotated[int | None, typer.Option("--version", help="option.flag_version", metavar="N", min=1)] = None,
    context_of: Annotated[str, typer.Option("--context", help="option.flag_context", metavar="JSON")] = "{}",
) -> None:
    from cxloop.app import flags

    session: Session = context.obj
    workspace = session.open(create=action == "put")
    if action == "list":
        session.answer(flags.flags(workspace).to_dict(), show_change.flags, workspace)
    elif action == "put" and file is not None:
        kept = flags.put(workspace, written(file), owner(), key)
        session.answer(kept.to_dict(), show_change.flags, workspace)
    elif key is None:
        raise BadOption(option="flag", reason=session.say("flag.usage"))
    elif action == "show":
        session.answer(flags.flag(workspace, key, version).to_dict(), show_change.flag, workspace)
    elif action == "history":
        session.answer(flags.history(workspace, key).to_dict(), show_change.history, workspace)
    elif action in ("on", "off"):
        session.answer(flags.switch(workspace, key, action == "on", owner()).to_dict(), show_change.flag, workspace)
    elif action == "end":
        session.answer(flags.end(workspace, key, owner()).to_dict(), show_change.flag, workspace)
    elif action == "evaluate":
        found = flags.evaluate(workspace, key, _context(session, context_of))
        session.answer(found.to_dict(), show_change.evaluation, workspace)
    else:
        raise BadOption(option="flag", reason=session.say("flag.usage"))


def _context(session: Session, text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise BadOption(option="--context", reason=session.say("flag.context"))
    return read


COMMANDS: Final[dict[str, Any]] = {"flag": flag}
