"""A table as a reader sees it: texts, with the ends of an interval side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from cxloop.report.parts import NUMERIC, Column, Table
from cxloop.report.speech import NONE, Speech

_UNIT: Final = re.compile(r" [^\W\d_]+$")


def lined(table: Table, speech: Speech, rows: Sequence[Sequence[Any]] | None = None, most: int = 10) -> dict[str, Any]:
    """Ready for JSON: title, heads, numeric (which columns hold numbers) and rows of texts.

    rows: those to show, if not all. most: columns; those without any value do not count and are not shown.

    >>> table = Table("Steps", (Column("n", "count"), Column("none")), ((1200, None),))
    >>> lined(table, Speech("en"))
    {'title': 'Steps', 'heads': ['n'], 'numeric': [True], 'rows': [['1,200']]}
    """
    shown = table.rows if rows is None else rows
    columns = [
        (column, [speech.written(row[at], column.unit) for row in shown if at < len(row)])
        for at, column in enumerate(table.columns)
    ]
    told = [one for one in columns if any(text not in ("", NONE) for text in one[1])]
    kept = _beside(told, speech)[:most]
    return {
        "title": table.title,
        "heads": [column.title for column, _ in kept],
        "numeric": [column.unit in NUMERIC for column, _ in kept],
        "rows": [list(row) for row in zip(*(texts for _, texts in kept), strict=False)],
    }


def _span(low: str, high: str) -> str:
    """From one end to the other, a unit that both have left out: it stands beside the estimate.

    >>> _span("−3.1 points", "+2.0 points"), _span("1h 2m", "3h"), _span("–", "–")
    ('−3.1 … +2.0', '1h 2m … 3h', '–')
    """
    if NONE in (low, high):
        return NONE
    bare = [_UNIT.sub("", text) for text in (low, high)]
    same = low.removeprefix(bare[0]) == high.removeprefix(bare[1])
    return " … ".join(bare if same else (low, high))


def _beside(columns: Sequence[tuple[Column, list[str]]], speech: Speech) -> list[tuple[Column, list[str]]]:
    """The two ends of an interval in one column."""
    low, high = speech.t("word.low"), speech.t("word.high")
    kept: list[tuple[Column, list[str]]] = []
    for column, texts in columns:
        if column.title == high and kept and kept[-1][0].title == low:
            ends = zip(kept.pop()[1], texts, strict=True)
            kept.append((Column(speech.t("word.interval"), column.unit), [_span(*both) for both in ends]))
        else:
            kept.append((column, texts))
    return kept
