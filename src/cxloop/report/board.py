"""A dashboard as it is told: its tiles, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cxloop.report.asked import span_of
from cxloop.report.parts import Report
from cxloop.report.speech import Speech
from cxloop.report.telling import tell

BRIEF: Final = 12
"""Rows of the table of a tile."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A tile on its sheet. period: what it is asked for, in words; empty where it has none."""

    report: Report
    period: str


@dataclass(frozen=True, slots=True)
class Board:
    """title: of the dashboard; notes: small print under it; tiles: in their order."""

    title: str
    notes: tuple[str, ...]
    tiles: tuple[Leaf, ...]


def period_of(seen: Mapping[str, Any], board: Mapping[str, Any], speech: Speech) -> str:
    """What period a tile of a dashboard is asked for. seen, board: both as the API gives them.

    >>> seen = {"period": "own", "begin": "-90d", "end": None}
    >>> period_of(seen, {"begin": "2026-03-01", "end": "2026-03-07"}, Speech("en"))
    'Its own period, not that of the dashboard: last 90 days.'
    """
    where = "apart" if board["begin"] or board["end"] else "alone"
    match seen["period"]:
        case "board":
            return speech.line("tile.board", period=span_of(seen["begin"], seen["end"], speech))
        case "own":
            return speech.line(f"tile.own.{where}", period=span_of(seen["begin"], seen["end"], speech))
        case "none" if where == "alone":
            return ""
        case kind:
            return speech.t(f"tile.{kind}.{where}" if kind != "none" else "tile.none")


def tile(title: str, question: str, plain: Mapping[str, Any], speech: Speech, asked: Mapping[str, Any]) -> Report:
    """What stands on a tile: the sentence, the first picture and the first table. title: empty where it has none of its
    own. The rest as `tell` has it.

    >>> tile("Anna", "journey", {"customer": "anna", "events": []}, Speech("en"), {}).title
    'Anna'
    """
    report = tell(question, plain, speech, asked)
    return replace(report, title=title or report.title, charts=report.charts[:1], tables=report.tables[:1])


def failed(title: str, plain: Mapping[str, Any]) -> Report:
    """A tile whose question has no answer. plain: the error, with its message and a hint."""
    words = " ".join(str(plain[name]) for name in ("message", "hint") if plain.get(name))
    return Report(title, (words,))
