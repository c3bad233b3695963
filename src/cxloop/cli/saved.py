"""Questions kept under a name, and dashboards of them: saved, dashboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cxloop.cli import show_loop, show_saved, show_sql
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.cli.show_report import told
from cxloop.errors import BadOption

if TYPE_CHECKING:
    from cxloop.app.workspace import Workspace


def saved(
    context: typer.Context,
    what: Annotated[str | None, typer.Argument(help="option.saved_what", metavar="[NAME|add|remove]")] = None,
    name: Annotated[str | None, typer.Argument(help="option.saved_name", metavar="[NAME]")] = None,
    address: Annotated[str | None, typer.Argument(help="option.saved_address", metavar="[ADDRESS]")] = None,
    description: Annotated[str, typer.Option(help="option.saved_description", metavar="TEXT")] = "",
) -> None:
    from cxloop.app import saved as kept

    session: Session = context.obj
    workspace = session.open()
    if what == "add" and name is not None and address is not None:
        kept.save_question(workspace, name, *_sealed(session, address), owner(), description)
    elif what == "remove" and name is not None and address is None:
        kept.remove_question(workspace, kept.named_question(workspace, name).id, owner())
    elif what is not None and name is None and address is None and what not in ("list", "add", "remove"):
        _ask(session, workspace, what)
        return
    elif what not in (None, "list") or name is not None:
        raise BadOption(option="saved", reason=session.say("saved.usage"))
    session.answer(kept.saved_questions(workspace).to_dict(), show_saved.saved, workspace)


def dashboard(
    context: typer.Context,
    what: Annotated[str | None, typer.Argument(help="option.dashboard_what", metavar="[NAME]")] = None,
) -> None:
    from cxloop.app import dashboards

    session: Session = context.obj
    with waiting(session):
        workspace = session.open()
        one = None if what in (None, "list") else dashboards.dashboard(workspace, str(what))
    if one is not None:
        session.answer(one.to_dict(), show_saved.dashboard, workspace)
    else:
        session.answer(dashboards.dashboards(workspace).to_dict(), show_saved.dashboards, workspace)


def _ask(session: Session, workspace: Workspace, name: str) -> None:
    from cxloop.app.addresses import answer_of, question_of
    from cxloop.app.saved import named_question
    from cxloop.app.sql import customers_in

    with waiting(session):
        known = named_question(workspace, name).saved
        seal, own = session.door().seal, workspace.name
        answer = answer_of(workspace, known.page, known.query, lambda text: seal.open(text, own))
    kind, _, rest = question_of(known.page, known.query).question.partition("/")
    if kind == "sql":
        session.write_down(session.command, customers_in(workspace, answer["values"]))
    session.answer(answer, _shown(kind, bool(rest)), workspace)


def _shown(kind: str, one: bool) -> Callable[..., None]:
    """What shows the answer to a question. one: of a single thing."""
    own: dict[str, Callable[..., None]] = {"verdicts": show_loop.verdict, "sql": show_sql.result}
    return own.get(kind) or told("pains/{pain}" if kind == "pains" and one else kind)


def _sealed(session: Session, address: str) -> tuple[str, str]:
    """Page and query of an address, the name of a customer in it sealed."""
    from cxloop.app.addresses import address_of, sealed

    seal, own = session.door().seal, session.workspace
    return sealed(*address_of(address), lambda name: seal.close(seal.open(name, own), own))


COMMANDS: Final[dict[str, Any]] = {"saved": saved, "dashboard": dashboard}
