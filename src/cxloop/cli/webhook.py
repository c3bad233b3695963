"""Webhooks, out and in."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_webhook
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption


def webhook(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(help="option.webhook_action", metavar="list|add|show|remove|test|resume|send")
    ] = "list",
    what: Annotated[str | None, typer.Argument(help="option.webhook_what", metavar="[URL|ID]")] = None,
    on: Annotated[list[str], typer.Option(help="option.webhook_on", metavar="KIND")] = [],  # noqa: B006
    incoming: Annotated[bool, typer.Option("--in", help="option.webhook_in")] = False,
    label: Annotated[str | None, typer.Option(help="option.webhook_label", metavar="TEXT")] = None,
    secret: Annotated[bool, typer.Option("--secret", help="option.webhook_secret")] = False,
) -> None:
    from cxloop import wiring
    from cxloop.app import sending, webhooks

    session: Session = context.obj
    workspace, post = session.open(), wiring.post(session.data)
    if action == "list":
        session.answer(webhooks.webhooks(workspace).to_dict(), show_webhook.webhooks, workspace)
        return
    if action == "send":
        session.answer(sending.send_round(workspace, post).to_dict(), show_webhook.sent, workspace)
        return
    if action == "add" and incoming and what is None:
        seen = webhooks.add_incoming(workspace, post, owner(), label)
    elif what is None or incoming:
        raise BadOption(option="webhook", reason=session.say("webhook.usage"))
    elif action == "add":
        seen = webhooks.add_webhook(workspace, post, owner(), what, on)
    elif action == "test":
        session.answer(webhooks.test_webhook(workspace, post, what).to_dict(), show_webhook.tried, workspace)
        return
    elif action == "show":
        seen = webhooks.revealed(workspace, post, what) if secret else webhooks.webhook(workspace, what)
    elif action == "remove":
        seen = webhooks.remove_webhook(workspace, what, owner())
    elif action == "resume":
        seen = webhooks.resume_webhook(workspace, what)
    else:
        raise BadOption(option="webhook", reason=session.say("webhook.usage"))
    if seen.secret is not None or action == "remove":
        session.write_down(f"webhook {action} {seen.id}")
    session.answer(seen.to_dict(), show_webhook.webhook, workspace)


COMMANDS: Final[dict[str, Any]] = {"webhook": webhook}
