"""Commands that run the program itself: serve, demo, warm, version."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

import cxloop
from cxloop.cli import show_run
from cxloop.cli.progress import importing, waiting
from cxloop.cli.session import Session
from cxloop.errors import BadOption, UnknownWorkspace

if TYPE_CHECKING:
    from cxloop.app.workspace import Workspace

DEMO_FOLDER: Final = Path(".demo")
Port = Annotated[int, typer.Option(help="option.port", min=0, max=65535, metavar="N")]
Host = Annotated[str, typer.Option(help="option.host", metavar="ADDRESS")]


def serve(
    context: typer.Context,
    port: Port = 8765,
    host: Host = "127.0.0.1",
    public_host: Annotated[list[str], typer.Option(help="option.public_host", metavar="NAME")] = [],  # noqa: B006
) -> None:
    from cxloop.api.allocators import choose_allocators

    choose_allocators()
    from cxloop.cli.serving import serve_console
    from cxloop.wiring import mend, workspaces

    session: Session = context.obj
    for one in mend(session.data):
        show_run.damaged(session, one)
    names = workspaces(session.data)
    if not names:  # nothing yet: the console itself leads to the first import
        assert session.open(create=True).state
        names = [session.workspace]
    first = session.workspace if session.workspace in names else None
    if first is None and (session.workspace != "main" or not names):
        raise UnknownWorkspace(workspace=session.workspace, known=names)
    opened = {name: session.at(workspace=name).open() for name in names}
    serve_console(session, opened, first or names[0], host, port, public_host)


def demo(
    context: typer.Context,
    port: Port = 8765,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="option.no_serve")] = False,
    seed: Annotated[int, typer.Option(help="option.seed", metavar="N", min=0)] = 7,
    customers: Annotated[int, typer.Option(help="option.customers_simulated", metavar="N", min=1)] = 20_000,
) -> None:
    session: Session = context.obj
    session = session if session.data_given else session.at(data=DEMO_FOLDER)
    opened = _simulated(session, seed, customers)
    if not (session.as_json and not no_serve):
        counts = [{"workspace": name, "events": workspace.table.rows()} for name, workspace in opened.items()]
        session.answer({"data": str(session.data), "simulated": True, "workspaces": counts}, show_run.demo)
    if not no_serve:
        from cxloop.cli.serving import serve_console

        serve_console(session, opened, next(iter(opened)), "127.0.0.1", port)


def _simulated(session: Session, seed: int, customers: int) -> dict[str, Workspace]:
    """The simulation's workspaces: as they are where this very simulation is there already, else made."""
    from cxloop.demo.simulation import WORKSPACES, simulate

    recipe = f"seed {seed}, {customers} customers, {session.language}"
    opened = {name: session.at(workspace=name).open(create=True) for name in WORKSPACES}
    for name, workspace in opened.items():
        if workspace.version() >= 0 and workspace.simulation != recipe:
            raise BadOption(option="--data", reason=session.say("demo.other", folder=session.data, name=name))
    if all(workspace.version() >= 0 for workspace in opened.values()):
        session.note("demo.there", folder=session.data)
        return opened
    session.note("demo.simulating", customers=f"{customers:,}")
    with waiting(session):
        parts = simulate(session.data / "simulated", seed=seed, customers=customers, language=session.language)
    for part in parts:
        workspace = opened[part.workspace]
        workspace.mark_simulated(recipe)
        with importing(session) as progress:
            workspace.import_(part.path, progress=progress, **part.mapping)
    return opened


def warm(context: typer.Context) -> None:
    from cxloop.warm import warm_all

    session: Session = context.obj
    began = time.monotonic()
    with waiting(session):
        modules = warm_all()
    took = round(time.monotonic() - began, 1)
    session.answer({"modules": modules, "seconds": took}, show_run.warm)


def version(context: typer.Context) -> None:
    session: Session = context.obj
    session.answer({"version": cxloop.__version__}, show_run.version)


COMMANDS: Final = {"serve": serve, "demo": demo, "warm": warm, "version": version}
