"""When the week is told by itself, and what was told."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen

Plain = dict[str, Any]


def schedule(screen: Screen, plain: Plain) -> None:
    plan = plain["plan"]
    if plan is None or not plan["on"]:
        screen.line("digest.off")
    else:
        day = screen.say(f"digest.day.{plan['weekday']}")
        screen.line("digest.on", day=day, hour=f"{plan['hour']}:00", zone=plan["zone"])
    for one in plain["digests"]:
        screen.literal(f"{one['begun'][:10]} {' '.join(one['says'])}")
