"""What events and channels are called, and how a workspace counts: label, settings."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_names
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption

Text = str | None


def label(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.label_action", metavar="list|set|channel|history|undo")
    ] = "list",
    what: Annotated[Text, typer.Argument(help="option.label_what", metavar="[EVENT|CHANNEL|NUMBER]")] = None,
    ko: Annotated[Text, typer.Option(help="option.label_ko", metavar="NAME")] = None,
    en: Annotated[Text, typer.Option(help="option.label_en", metavar="NAME")] = None,
    description: Annotated[Text, typer.Option(help="option.label_description", metavar="TEXT")] = None,
    person: Annotated[Text, typer.Option(help="option.label_person", metavar="NAME")] = None,
    kind: Annotated[Text, typer.Option(help="option.label_kind", metavar="digital|human|guess")] = None,
    error: Annotated[Text, typer.Option(help="option.label_error", metavar="yes|no|guess")] = None,
    hidden: Annotated[bool | None, typer.Option("--hide/--show", help="option.label_hide")] = None,
    merge_into: Annotated[Text, typer.Option(help="option.label_merge", metavar="EVENT")] = None,
) -> None:
    from cxloop.app import names

    session: Session = context.obj
    workspace = session.open()
    if action == "history":
        session.answer(names.edits(workspace).to_dict(), show_names.edits, workspace, as_called=False)
        return
    if action == "undo" and what is not None and what.isdigit():
        session.write_down(f"label undo {what}")
        undone = names.undo_edit(workspace, int(what), owner())
        session.answer(undone.to_dict(), show_names.edits, workspace, as_called=False)
        return
    shared = {"ko": ko, "en": en, "kind": "" if kind == "guess" else kind}
    own = {
        "description": description, "person": person, "error": "" if error == "guess" else error, "hidden": hidden,
        "merged_into": merge_into,
    }  # fmt: skip
    given = {name: value for name, value in (shared | own).items() if value is not None}
    if action == "set" and what is not None:
        names.set_label(workspace, what, owner(), given)
    elif action == "channel" and what is not None and not given.keys() & own.keys():
        names.set_channel(workspace, what, owner(), given)
    elif action != "list" or what is not None:
        raise BadOption(option="label", reason=session.say("names.usage"))
    with waiting(session):
        every = names.names(workspace)
    session.answer(every.to_dict(), show_names.names, workspace, as_called=False)


def settings(
    context: typer.Context,
    currency: Annotated[Text, typer.Option(help="option.settings_currency", metavar="KRW")] = None,
    zone: Annotated[Text, typer.Option(help="option.settings_zone", metavar="ZONE")] = None,
    week_begins: Annotated[
        Text, typer.Option(help="option.settings_week", metavar="mon|tue|wed|thu|fri|sat|sun")
    ] = None,
    hours: Annotated[Text, typer.Option(help="option.settings_hours", metavar="HOURS")] = None,
    bots: Annotated[Text, typer.Option(help="option.settings_bots", metavar="RULE")] = None,
) -> None:
    from cxloop.app import names
    from cxloop.app.naming import Naming
    from cxloop.questions.answer import plain_value

    session: Session = context.obj
    workspace = session.open()
    told = {"currency": currency, "zone": zone, "week_begins": week_begins, "hours": hours, "bots": bots}
    given = {name: value for name, value in told.items() if value is not None}
    found = names.set_settings(workspace, owner(), given) if given else Naming.of(workspace).settings
    session.answer({"settings": plain_value(found)}, show_names.settings, workspace)


COMMANDS: Final[dict[str, Any]] = {"label": label, "settings": settings}
