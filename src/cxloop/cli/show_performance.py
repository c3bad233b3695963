"""What happened, to stand on every chart over time, as a table."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen

Plain = dict[str, Any]


def marks(screen: Screen, plain: Plain) -> None:
    rows = [
        [one["ref"], one["date"] or one["at"][:10], _end(one), screen.say(f"performance.sort_{one['sort']}"),
         one["title"]] for one in plain["marks"]
    ]  # fmt: skip
    screen.table(["column.id", "column.mark_at", "column.mark_until", "column.kind", "column.title"], rows)


def _end(one: Plain) -> str:
    """Its last day; empty where it took no longer than a day."""
    last = None if one["date"] else one["until"]
    return str(one["until_date"] or (last or "")[:10])
