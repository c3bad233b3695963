"""What serve, demo, warm and version say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxloop.cli.session import Screen, Session
from cxloop.cli.words import count
from cxloop.errors import Both

if TYPE_CHECKING:
    from cxloop.ports.damage import Damage

Plain = dict[str, Any]


def ready(screen: Screen, plain: Plain) -> None:
    for workspace in plain["workspaces"]:
        screen.line("serve.ready", workspace=workspace["workspace"], link=workspace["link"])
    screen.line("serve.once")


def damaged(session: Session, one: Damage) -> None:
    """On standard error, before anything else is said."""
    lost = ", ".join(f"{name} {n}" for name, n in one.lost.items())
    reason = one.reason.korean if isinstance(one.reason, Both) and session.language == "ko" else one.reason
    session.note("serve.damaged", path=one.path, reason=reason, kept=one.kept, rows=count(sum(one.rows.values())))
    if lost:
        session.note("serve.damaged.rows", lost=lost)
    if one.pages:
        session.note("serve.damaged.log", n=count(one.pages))


def demo(screen: Screen, plain: Plain) -> None:
    for part in plain["workspaces"]:
        screen.line("demo.ready", folder=plain["data"], name=part["workspace"], events=count(part["events"]))


def warm(screen: Screen, plain: Plain) -> None:
    screen.line("warm.done", n=len(plain["modules"]), seconds=plain["seconds"])


def version(screen: Screen, plain: Plain) -> None:
    screen.line("version", version=plain["version"])
