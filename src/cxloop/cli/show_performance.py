"""Metrics over time as tables."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.show import headline, pair
from cxloop.cli.words import count, duration, share

Plain = dict[str, Any]


def performance(screen: Screen, plain: Plain) -> None:
    if plain.get("compare"):
        headline(screen, "performance", plain)
    for one in plain["metrics"]:
        _metric(screen, one, one["values"], plain["partial"])
        for group in one["breakdown"]:
            screen.line("performance.group", group=group["value"] or screen.say("performance.unknown"))
            _table(screen, one, group["values"], plain["partial"])
        for name, side in _sides(screen, plain, one["metric"]):
            screen.line("compare.group", group=name)
            _table(screen, one, side["values"], plain["partial"])
    if plain["metrics"]:
        marks(screen, plain)


def _sides(screen: Screen, plain: Plain, metric: str) -> list[tuple[str, Plain]]:
    """A metric of both sides, where two are compared."""
    compare = plain.get("compare")
    if not compare:
        return []
    mine = [next(one for one in side["metrics"] if one["metric"] == metric) for side in compare["answers"]]
    return list(zip(pair(screen, compare["groups"]), mine, strict=True))


def marks(screen: Screen, plain: Plain) -> None:
    rows = [
        [one["ref"], one["at"][:10], (one["until"] or "")[:10], screen.say(f"performance.sort_{one['sort']}"),
         one["title"]] for one in plain["marks"]
    ]  # fmt: skip
    screen.table(["column.id", "column.mark_at", "column.mark_until", "column.kind", "column.title"], rows)


def _metric(screen: Screen, one: Plain, values: list[Plain], partial: bool) -> None:
    aim = None if one["line"] is None else _written(screen, one["unit"], one["line"])
    line = "" if aim is None else screen.say("performance.line", line=aim)
    screen.line("performance.metric", metric=one["metric"], line=line, way=screen.say(f"performance.{one['good']}"))
    _table(screen, one, values, partial)


def _table(screen: Screen, one: Plain, values: list[Plain], partial: bool) -> None:
    unit, last = one["unit"], len(values) - 1
    rows = [
        [row["period"] + (" *" if partial and at == last else ""), _written(screen, unit, row["value"]),
         "–" if row["low"] is None else f"{_written(screen, unit, row['low'])} … {_written(screen, unit, row['high'])}",
         count(row["n"])]
        for at, row in enumerate(values)
    ]  # fmt: skip
    screen.table(["column.period", "#column.mean", "#column.interval", "#column.units"], rows)


def _written(screen: Screen, unit: str, value: float | None) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return share(value)
    if unit == "seconds":
        return duration(value, screen.session.language)
    return f"{100 * value:+.0f}" if unit == "score" else count(value)
