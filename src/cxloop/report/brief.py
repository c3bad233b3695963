"""An answer in little, to stand on a tile: what its picture shows in words, and its first table where there is none."""

from __future__ import annotations

from typing import Any, Final

from cxloop.report.drawing import draw
from cxloop.report.lined import lined
from cxloop.report.parts import Report
from cxloop.report.speech import Speech

_ROWS: Final = 6
_COLUMNS: Final = 4


def brief(report: Report, speech: Speech) -> dict[str, Any]:
    """Ready for JSON. pictured: the first chart in words, None where there is none; table: {title, heads, rows} as
    texts, and `numeric`, which columns hold numbers.

    >>> from cxloop.report.parts import Column, Table
    >>> told = brief(Report("Steps", (), tables=(Table("Steps", (Column("n", "count"),), ((1200,),)),)), Speech("en"))
    >>> told["pictured"], told["table"]["rows"], told["table"]["numeric"]
    (None, [['1,200']], [True])
    """
    pictured = draw(report.charts[0], speech).described if report.charts else None
    table = None
    if report.tables and pictured is None:
        table = lined(report.tables[0], speech, report.tables[0].rows[:_ROWS], _COLUMNS)
    return {"title": report.title, "pictured": pictured, "table": table}
