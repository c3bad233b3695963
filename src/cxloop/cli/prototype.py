"""Prototypes: an idea shown to customers before anything is built."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_prototype
from cxloop.cli.capture import written
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption


def prototype(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.prototype_action", metavar="list|add|set|show|links|close")
    ] = "list",
    id: Annotated[str | None, typer.Argument(metavar="[ID|IDEA]", help="option.prototype_id")] = None,
    title: Annotated[str | None, typer.Argument(help="option.prototype_title", metavar="[TITLE]")] = None,
    description: Annotated[str | None, typer.Option(help="option.prototype_description", metavar="TEXT")] = None,
    address: Annotated[str | None, typer.Option(help="option.prototype_address", metavar="URL")] = None,
    question: Annotated[list[str], typer.Option(help="option.prototype_question", metavar="KIND:TEXT")] = [],  # noqa: B006
    invite: Annotated[list[str], typer.Option(help="option.invite", metavar="KIND:VALUE")] = [],  # noqa: B006
    invite_file: Annotated[Path | None, typer.Option(help="option.invite_file", metavar="FILE")] = None,
    base: Annotated[str | None, typer.Option(help="option.links_base", metavar="URL")] = None,
    key: Annotated[str, typer.Option(help="option.links_key", metavar="KEY")] = "KEY",
) -> None:
    from cxloop.app import prototypes

    session: Session = context.obj
    workspace = session.open()
    names = [*invite, *(written(invite_file).splitlines() if invite_file is not None else ())]
    given: dict[str, Any] = {
        "description": description, "address": address,
        "questions": tuple(map(_question, question)) or None, "invited": tuple(names) or None,
    }  # fmt: skip
    if action == "list":
        with waiting(session):
            every = prototypes.prototypes(workspace, id)
        session.answer(every.to_dict(), show_prototype.prototypes, workspace)
        return
    if id is None:
        raise BadOption(option="prototype", reason=session.say("prototype.usage"))
    if action == "links" and base is not None:
        found = prototypes.links(workspace, id, session.door().seal, base, key)
        session.answer(found.to_dict(), show_prototype.links, workspace)
        return
    if action == "add":
        seen = prototypes.add_prototype(workspace, id, title or "", owner(), given)
    elif action == "set":
        seen = prototypes.edit_prototype(workspace, id, owner(), {**given, "title": title})
    elif action == "close":
        seen = prototypes.close_prototype(workspace, id, owner())
    elif action == "show":
        with waiting(session):
            seen = prototypes.prototype(workspace, id)
    else:
        raise BadOption(option="prototype", reason=session.say("prototype.usage"))
    session.answer(seen.to_dict(), show_prototype.prototype, workspace)


def _question(text: str) -> dict[str, str]:
    """`rating:How useful would it be?` as its kind and its text."""
    kind, _, asks = text.partition(":")
    return {"kind": kind.strip(), "text": asks}


COMMANDS: Final[dict[str, Any]] = {"prototype": prototype}
