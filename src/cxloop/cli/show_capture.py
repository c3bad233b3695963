"""Keys, quarantine and customers as tables and lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.show_import import why_refused
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
         count(one["per_minute"]) if one["per_minute"] else "", _day(one["revoked_ms"]) if one["revoked_ms"] else ""]
        for one in plain["keys"]
    ]  # fmt: skip
    screen.table(
        [
            "column.id",
            "column.purpose",
            "column.name",
            "column.created",
            "column.expires",
            "#column.per_minute",
            "column.revoked",
        ],
        rows,
    )


def revoked(screen: Screen, plain: Plain) -> None:
    screen.line("key.revoked", id=plain["revoked"])


def quarantine(screen: Screen, plain: Plain) -> None:
    if not plain["messages"]:
        screen.line("quarantine.none")
        return
    screen.line("quarantine.first", n=count(plain["waiting"]))
    rows = [
        [str(one["number"]), one["received"][:19].replace("T", " "), why_refused(screen, one["reason"]),
         _detail(screen, one)[:80]]
        for one in plain["messages"]
    ]  # fmt: skip
    screen.table(["#column.number", "column.time", "column.reason", "column.detail"], rows)


def quarantined(screen: Screen, plain: Plain) -> None:
    why, detail = why_refused(screen, plain["reason"]), _detail(screen, plain)
    status = screen.say(f"quarantine.status.{plain['status']}")
    screen.line("quarantine.one", number=plain["number"], status=status, why=f"{why}: {detail}" if detail else why)
    screen.console.print(plain["message"], markup=False, highlight=False, soft_wrap=True)


def _detail(screen: Screen, plain: Plain) -> str:
    """Details are kept in English."""
    return str(plain["detail"]) if screen.session.language == "en" else ""


def replayed(screen: Screen, plain: Plain) -> None:
    screen.line("quarantine.replayed", n=count(plain["replayed"]), still=count(plain["refused"]))


def catalogue(screen: Screen, plain: Plain) -> None:
    if not plain["events"]:
        screen.line("catalogue.none")
        return
    rows = [
        [one["event"], count(one["count"]), one["last"][:19].replace("T", " "),
         ", ".join(f"{field['name']} ({'/'.join(field['types'])})" for field in one["fields"])[:160]]
        for one in plain["events"]
    ]  # fmt: skip
    screen.table(["column.event", "#column.messages", "column.last", "column.properties"], rows)


def schemas(screen: Screen, plain: Plain) -> None:
    if not plain["events"]:
        screen.line("catalogue.none")
        return
    rows = [
        [one["event"], str(one["version"] or ""), (one["fixed"] or "")[:10], count(one["violations"])]
        for one in plain["events"]
    ]
    screen.table(["column.event", "#column.version", "column.fixed", "#column.differ"], rows)


def schema(screen: Screen, plain: Plain) -> None:
    told = {"event": plain["event"], "version": plain["version"], "day": (plain["fixed"] or "")[:10]}
    if plain["schema"] is None:
        screen.line("schema.ended", **told)
        return
    screen.line("schema.version" if plain["version"] else "schema.would", **told)
    text = json.dumps(plain["schema"], ensure_ascii=False, indent=2)
    screen.console.print(text, markup=False, highlight=False, soft_wrap=True)


def differences(screen: Screen, plain: Plain) -> None:
    if not plain["differences"]:
        screen.line("schema.kept")
        return
    rows = [
        [one["event"], one["field"], screen.say(f"difference.{one['kind']}"), one["found"], count(one["count"]),
         one["last"][:19].replace("T", " "), one["event_id"]] for one in plain["differences"]
    ]  # fmt: skip
    screen.table(
        ["column.event", "column.property", "column.difference", "column.found", "#column.messages", "column.last",
         "column.event_id"], rows,
    )  # fmt: skip


def customer(screen: Screen, plain: Plain) -> None:
    screen.line("customer.first", customer=plain["customer"], events=count(plain["events"]))
    rows = [[one["kind"], one["value"]] for one in plain["identifiers"]]
    screen.table(["column.kind", "column.identifier"], rows)


def _day(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")
