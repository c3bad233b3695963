"""Commands about who may come in, and who looked at what: account, audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_trust
from cxloop.cli.session import Session
from cxloop.errors import BadOption, FileMissing

ADDRESS: Final = "http://127.0.0.1:8765"


def account(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.account_action", metavar="create|list|role|disable|link")],
    name: Annotated[str | None, typer.Argument(help="option.account_name", metavar="[NAME]")] = None,
    given: Annotated[str | None, typer.Argument(help="option.role", metavar="[ROLE]")] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="option.role", metavar="viewer|analyst|maker|admin|none")
    ] = None,
    address: Annotated[str, typer.Option(help="option.address", metavar="URL")] = ADDRESS,
) -> None:
    from cxloop.app import accounts

    session: Session = context.obj
    door, wanted = session.door(), role or given
    answer: Any
    if action == "list":
        session.answer(accounts.people(door).to_dict(), show_trust.people)
        return
    if name is None or (action == "role" and wanted is None):
        raise BadOption(option="account", reason=session.say("account.usage"))
    if action in ("create", "link"):
        if action == "create":
            session.open(create=True)
            answer = accounts.create(door, name, session.workspace, wanted or "viewer", address)
        else:
            answer = accounts.link(door, name, address)
        shown = show_trust.invitation
    elif action == "role" and wanted is not None:
        answer, shown = accounts.set_role(door, name, session.workspace, wanted), show_trust.person
    elif action == "disable":
        answer, shown = accounts.disable(door, name), show_trust.person
    else:
        raise BadOption(option="account", reason=session.say("account.usage"))
    session.write_down(" ".join(filter(None, ("account", action, name, wanted))))
    session.answer(answer.to_dict(), shown)


def audit(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.audit_action", metavar="list|verify")] = "list",
    limit: Annotated[int, typer.Option(help="option.limit_audit", metavar="N", min=1)] = 100,
    customer: Annotated[str | None, typer.Option(help="option.audit_customer", metavar="NAME")] = None,
    anchor: Annotated[Path | None, typer.Option(help="option.anchor", metavar="FILE")] = None,
) -> None:
    from cxloop import wiring
    from cxloop.app.audit_log import accesses, verified

    session: Session = context.obj
    door = session.door()
    if action == "list":
        found = accesses(door, limit=limit, customer=customer, workspace=session.workspace)
        session.answer(found.to_dict(), show_trust.accesses)
    elif action == "verify":
        kept = None if anchor is None else wiring.anchor(anchor)
        if anchor is not None and kept is None:
            raise FileMissing(path=anchor)
        whole = verified(door, kept, str(anchor or session.data / wiring.ANCHOR))
        session.answer(whole.to_dict(), show_trust.whole)
    else:
        raise BadOption(option="audit", reason=session.say("audit.usage"))


COMMANDS: Final = {"account": account, "audit": audit}
