"""Saved questions and dashboards as tables."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def saved(screen: Screen, plain: Plain) -> None:
    if not plain["saved"]:
        screen.line("saved.none")
        return
    rows = [
        [one["id"], one["saved"]["name"], _address(one["saved"]), one["saved"]["author"], one["changed"][:10]]
        for one in plain["saved"]
    ]
    screen.table(["#column.number", "column.name", "column.address", "column.by", "column.last_changed"], rows)


def dashboards(screen: Screen, plain: Plain) -> None:
    if not plain["dashboards"]:
        screen.line("dashboard.none")
        return
    rows = [
        [one["id"], one["name"], count(one["count"]), one["author"], one["changed"][:10]] for one in plain["dashboards"]
    ]
    screen.table(["#column.number", "column.name", "#column.tiles", "column.by", "column.last_changed"], rows)


def dashboard(screen: Screen, plain: Plain) -> None:
    if plain["begin"] or plain["end"]:
        screen.line("dashboard.period", begin=plain["begin"] or "", end=plain["end"] or "")
    rows = [[str(at), one["title"] or one["name"] or "", one["address"]] for at, one in enumerate(plain["tiles"], 1)]
    screen.table(["#column.number", "column.name", "column.address"], rows, "dashboard.named")


def _address(one: Plain) -> str:
    return f"{one['page']}?{one['query']}" if one["query"] else str(one["page"])
