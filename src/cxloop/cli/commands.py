"""All commands in the order in which people need them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from cxloop.cli import (
    ask,
    capture,
    change,
    digest,
    learn,
    load,
    loop,
    names,
    performance,
    prototype,
    run,
    saved,
    segment,
    sql,
    trust,
    webhook,
)
from cxloop.cli.options import language_of
from cxloop.cli.session import Session
from cxloop.cli.words import say

_PAGES: Final = {"compare": "differences"}
DATA: Final = Path("cxloop-data")


def command_line(language: str) -> Any:
    """The command line in one language, as the object whose `main` runs it."""
    app = typer.Typer(cls=_Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="help.cxloop")
    app.callback()(_globals)
    for module in (
        load, ask, saved, sql, names, loop, prototype, performance, digest, change, segment, learn, capture, webhook,
        trust, run,
    ):  # fmt: skip
        for name, command in module.COMMANDS.items():
            app.command(name, help=f"help.{name}", epilog="help.global")(command)
    group = typer.main.get_command(app)
    _translate(group, language)
    return group


class _Group(TyperGroup):
    """The commands, also by the names of their pages."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, [_PAGES.get(args[0], args[0]), *args[1:]])


def _globals(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(envvar="CXLOOP_DATA", help="option.data", metavar="DIR")] = None,
    workspace: Annotated[str, typer.Option(help="option.workspace", metavar="NAME")] = "main",
    lang: Annotated[str | None, typer.Option(help="option.lang", envvar="CXLOOP_LANG", metavar="en|ko")] = None,
    engine: Annotated[str, typer.Option(help="option.engine", metavar="threads|dask[:ADDRESS]")] = "threads",
    as_json: Annotated[bool, typer.Option("--json", help="option.json")] = False,
    save: Annotated[Path | None, typer.Option(help="option.save", metavar="FILE")] = None,
    table: Annotated[str | None, typer.Option(help="option.table", metavar="NAME")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="option.debug")] = False,
) -> None:
    language = language_of(["--lang", lang] if lang else [])
    context.obj = Session(
        data or DATA,
        workspace,
        language,
        engine,
        as_json,
        data is not None,
        context.invoked_subcommand or "",
        save,
        table,
    )


def _translate(command: Any, language: str) -> None:
    """Puts words in the place of the catalogue keys that stand as help."""
    for attribute in ("help", "epilog"):
        key = getattr(command, attribute, None)
        if key:
            setattr(command, attribute, say(key, language))
    for parameter in command.params:
        key = getattr(parameter, "help", None)
        if key:
            parameter.help = say(key if "." in key and " " not in key else "option.help", language)
    command.short_help = command.help
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, language)
