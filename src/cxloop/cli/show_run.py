"""What serve, demo, warm and version say."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def ready(screen: Screen, plain: Plain) -> None:
    for workspace in plain["workspaces"]:
        screen.line("serve.ready", workspace=workspace["workspace"], link=workspace["link"])
    screen.line("serve.once")


def demo(screen: Screen, plain: Plain) -> None:
    for part in plain["workspaces"]:
        screen.line("demo.ready", folder=plain["data"], name=part["workspace"], events=count(part["events"]))


def warm(screen: Screen, plain: Plain) -> None:
    screen.line("warm.done", n=len(plain["modules"]), seconds=plain["seconds"])


def version(screen: Screen, plain: Plain) -> None:
    screen.line("version", version=plain["version"])
