"""Questions kept under a name, and dashboards of them: saved, dashboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import parse_qs

import typer

from cxloop.cli import show_loop, show_saved, show_sql
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.cli.show_report import told
from cxloop.errors import BadOption, CxloopError

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
    if one is not None and session.save is not None and session.save.suffix.lower() in (".pdf", ".html"):
        _save(session, workspace, one.to_dict(), session.save)
    elif one is not None:
        session.answer(one.to_dict(), show_saved.dashboard, workspace)
    else:
        session.answer(dashboards.dashboards(workspace).to_dict(), show_saved.dashboards, workspace)


def _save(session: Session, workspace: Workspace, plain: dict[str, Any], path: Path) -> None:
    """The whole dashboard in a file, with what each of its tiles says now."""
    from cxloop.app.addresses import address_of
    from cxloop.app.sql import customers_in
    from cxloop.cli.saving import save_board, speech_of
    from cxloop.report.board import failed, tile
    from cxloop.trust.naming import named

    session = session.calling(workspace)
    speech, tiles, seen = speech_of(session), [], set[str]()
    with waiting(session):
        for one in plain["tiles"]:
            title = one["title"] or one["name"] or ""
            try:
                route, answer = _answered(session, workspace, *address_of(one["address"]))
            except CxloopError as error:
                tiles.append(failed(title or one["page"], error.to_dict(session.language)))
                continue
            seen |= set(customers_in(workspace, answer["values"]) if route == _ROUTES["sql"] else named(answer))
            tiles.append(tile(title, route, speech.called.answer(answer), speech, parse_qs(one["asked"])))
    session.write_down(session.command, seen)
    save_board(session, path, plain | ({"simulated": True} if workspace.simulated else {}), tiles)


def _ask(session: Session, workspace: Workspace, name: str) -> None:
    from cxloop.app.saved import named_question
    from cxloop.app.sql import customers_in

    with waiting(session):
        known = named_question(workspace, name).saved
        route, answer = _answered(session, workspace, known.page, known.query)
    if route == _ROUTES["sql"]:
        session.write_down(session.command, customers_in(workspace, answer["values"]))
    own: dict[str, Callable[..., None]] = {_ROUTES["verdicts"]: show_loop.verdict, _ROUTES["sql"]: show_sql.result}
    session.answer(answer, own.get(route) or told(route), workspace)


_ROUTES: Final = {"verdicts": "verdicts/{number}", "sql": "sql/{number}", "pains": "pains/{pain}"}
"""Of questions about a single thing, as the API calls them."""


def _answered(session: Session, workspace: Workspace, page: str, query: str) -> tuple[str, dict[str, Any]]:
    """The question of an address, as the API calls it, and its answer."""
    from cxloop.app.addresses import answer_of, question_of

    seal, own = session.door().seal, workspace.name
    answer = answer_of(workspace, page, query, lambda text: seal.open(text, own))
    kind, _, rest = question_of(page, query).question.partition("/")
    return (_ROUTES[kind] if rest else kind), answer


def _sealed(session: Session, address: str) -> tuple[str, str]:
    """Page and query of an address, the name of a customer in it sealed."""
    from cxloop.app.addresses import address_of, sealed

    seal, own = session.door().seal, session.workspace
    return sealed(*address_of(address), lambda name: seal.close(seal.open(name, own), own))


COMMANDS: Final[dict[str, Any]] = {"saved": saved, "dashboard": dashboard}
