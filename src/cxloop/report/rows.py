"""The rows of a query as they are told: a table, drawn the way it was saved or is drawn on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cxloop.report.parts import Chart, Column, Report, Sentence, Series, Table, Unit
from cxloop.report.speech import Speech

Plain = Mapping[str, Any]
_MOST_BARS: Final = 24
_KINDS: Final[dict[str, Any]] = {"line": "lines", "bar": "bars"}
_UNITS: Final[tuple[tuple[str, Unit], ...]] = (
    ("INT", "count"), ("DOUBLE", "number"), ("FLOAT", "number"), ("DECIMAL", "number"), ("TIMESTAMP", "moment"),
    ("DATE", "day"),
)  # fmt: skip
"""How values are written, by what the type's name begins with; `BIGINT` and the like end so."""


def rows(plain: Plain, speech: Speech) -> Report:
    """How many there are, and whether that is all. title, chart, x, y: those of a saved query, where it is one."""
    title, fields = str(plain.get("title") or speech.t("title.sql")), plain["fields"]
    table = Table(title, tuple(Column(one["name"], _unit(one["type"])) for one in fields), _values(plain))
    says = speech.say("rows.says", rows=speech.some("row", len(plain["values"])))
    left: tuple[Sentence, ...] = (speech.say(f"rows.cut.{plain['cut']}"),) if plain["cut"] else ()
    return Report(title, says, left_out=left, charts=_charts(plain, title), tables=(table,))


def _unit(type: str) -> Unit:
    if "[" in type:
        return "text"
    return next((unit for name, unit in _UNITS if type.startswith(name) or type.endswith(name)), "text")


def _values(plain: Plain) -> tuple[tuple[Any, ...], ...]:
    numeric = [_unit(one["type"]) in ("count", "number") for one in plain["fields"]]

    def cell(value: Any, number: bool) -> Any:
        return value if value is None or (number and isinstance(value, int | float)) else str(value)

    return tuple(tuple(map(cell, row, numeric)) for row in plain["values"])


def _charts(plain: Plain, title: str) -> tuple[Chart, ...]:
    """The saved chart; pairs, and columns that the rows no longer have, are told as a table."""
    names = [one["name"] for one in plain["fields"]]
    kind, x, y = _KINDS.get(plain.get("chart") or ""), plain.get("x", ""), plain.get("y", "")
    if kind is None or x not in names or y not in names or len(plain["values"]) < 2:
        return ()
    drawn: Sequence[Sequence[Any]] = plain["values"][: _MOST_BARS if kind == "bars" else None]
    values = tuple(_number(row[names.index(y)]) for row in drawn)
    if not any(value is not None for value in values):
        return ()
    labels = tuple(str(row[names.index(x)])[:40].replace("T00:00:00", "") for row in drawn)
    return (Chart(kind, title, labels, (Series(y, values),), "number"),)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
