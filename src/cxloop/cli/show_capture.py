"""Keys, quarantine and customers as tables and lines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def new_key(screen: Screen, plain: Plain) -> None:
    screen.line("key.new", purpose=plain["purpose"], workspace=plain["workspace"], until=(plain["expires"] or "–")[:10])
    screen.console.print(plain["key"], markup=False, highlight=False, soft_wrap=True)
    screen.line("key.once")


def keys(screen: Screen, plain: Plain) -> None:
    if not plain["keys"]:
        screen.line("key.none")
        return
    rows = [
        [one["id"], one["purpose"], one["name"], _day(one["created_ms"]), _day(one["expires_ms"]),
         _day(one["revoked_ms"]) if one["revoked_ms"] else ""] for one in plain["keys"]
    ]  # fmt: skip
    screen.table(
        ["column.id", "column.purpose", "column.name", "column.created", "column.expires", "column.revoked"], rows
    )


def revoked(screen: Screen, plain: Plain) -> None:
    screen.line("key.revoked", id=plain["revoked"])


def quarantine(screen: Screen, plain: Plain) -> None:
    if not plain["messages"]:
        screen.line("quarantine.none")
        return
    screen.line("quarantine.first", n=count(plain["waiting"]))
    rows = [
        [str(one["number"]), one["received"][:19].replace("T", " "), one["reason"], one["detail"][:80]]
        for one in plain["messages"]
    ]
    screen.table(["#column.number", "column.time", "column.reason", "column.detail"], rows)


def quarantined(screen: Screen, plain: Plain) -> None:
    screen.line("quarantine.one", **{name: plain[name] for name in ("number", "reason", "detail", "status")})
    screen.console.print(plain["message"], markup=False, highlight=False, soft_wrap=True)


def replayed(screen: Screen, plain: Plain) -> None:
    screen.line("quarantine.replayed", n=count(plain["replayed"]), still=count(plain["refused"]))


def customer(screen: Screen, plain: Plain) -> None:
    screen.line("customer.first", customer=plain["customer"], events=count(plain["events"]))
    rows = [[one["kind"], one["value"]] for one in plain["identifiers"]]
    screen.table(["column.kind", "column.identifier"], rows)


def _day(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")
