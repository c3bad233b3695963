"""Webhooks as tables and sentences."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen

Plain = dict[str, Any]


def webhooks(screen: Screen, plain: Plain) -> None:
    if not plain["webhooks"]:
        screen.line("webhook.none")
        return
    rows = [
        [one["id"], screen.say(f"webhook.way_{one['way']}"), one["url"] or one["path"],
         ", ".join(one["kinds"]) or one["label"] or "–",
         screen.say(f"webhook.state_{one['state']}"), _moment(one["sent"]), _reason(screen, one)]
        for one in plain["webhooks"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "column.webhook_way", "column.webhook_address", "column.webhook_kinds", "column.state",
         "column.webhook_sent", "column.remark"], rows,
    )  # fmt: skip


def webhook(screen: Screen, plain: Plain) -> None:
    if plain["reason"] == "removed":
        screen.line("webhook.removed", id=plain["id"])
        return
    state = screen.say(f"webhook.state_{plain['state']}")
    screen.line(f"webhook.{plain['way']}", **plain | {"kinds": ", ".join(plain["kinds"]), "state": state})
    if plain["label"]:
        screen.line("webhook.label", label=plain["label"])
    if plain["sent"]:
        screen.line("webhook.last", sent=_moment(plain["sent"]))
    if plain["state"] == "retrying":
        screen.line("webhook.failing", n=plain["failures"], reason=_reason(screen, plain), next=_moment(plain["next"]))
    if plain["state"] == "stopped":
        screen.line("webhook.has_stopped", id=plain["id"], reason=_reason(screen, plain))
    if plain["secret"]:
        screen.line("webhook.secret")
        screen.console.print(plain["secret"], markup=False, highlight=False, soft_wrap=True)


def tried(screen: Screen, plain: Plain) -> None:
    if plain["reason"]:
        screen.line("webhook.not_arrived", reason=_reason(screen, plain))
    else:
        screen.line("webhook.arrived", status=plain["status"])


def sent(screen: Screen, plain: Plain) -> None:
    screen.line("webhook.round", **plain)


def _reason(screen: Screen, plain: Plain) -> str:
    return screen.say(f"webhook.reason_{plain['reason']}", status=plain["status"]) if plain["reason"] else ""


def _moment(text: str | None) -> str:
    return (text or "–")[:16].replace("T", " ")
