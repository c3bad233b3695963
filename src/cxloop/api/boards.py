"""A dashboard as a whole: each tile asks its question, as whoever wants it may ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from fastapi import Request

from cxloop.api.guard import Caller
from cxloop.api.inside import answer_inside
from cxloop.api.routes import declared_for
from cxloop.report.board import Board, Leaf, failed, period_of, tile
from cxloop.report.parts import Report
from cxloop.report.speech import Speech

PREFIX: Final = "/api/v1/"
BOARD: Final = f"{PREFIX}dashboards/{{number}}"
Plain = dict[str, Any]
Asking = Callable[[str, str], tuple[int, Plain]]
"""Status and answer of a question with its query."""


def board_of(answer: Plain, asking: Asking, speech: Speech, notes: Sequence[str]) -> Board:
    """The dashboard of an answer, with what its tiles say now; a tile without one says why. notes: small print."""
    tiles = [_tile(one, asking, speech) for one in answer["tiles"]]
    hidden = speech.t("head.masked") if any(masked for _, masked in tiles) else ""
    periods = [period_of(one, answer, speech) for one in answer["tiles"]]
    leaves = tuple(Leaf(report, period) for (report, _), period in zip(tiles, periods, strict=True))
    return Board(answer["name"], (answer["description"], *notes, hidden), leaves)


def asked_by(request: Request, language: str) -> Asking:
    """Asks as whoever made this request, for the purpose that they stated."""
    caller: Caller = request.state.caller

    def ask(question: str, query: str) -> tuple[int, Plain]:
        if caller.actor is None:
            return 403, {}
        workspace = request.state.workspace
        return answer_inside(request.app, caller.actor, workspace, question, query, language, caller.purpose)

    return ask


def _tile(seen: Plain, asking: Asking, speech: Speech) -> tuple[Report, bool]:
    """What it says, and whether names in it are hidden."""
    asked = parse_qs(seen["asked"])
    query = urlencode({"zone": [speech.zone]} | asked, doseq=True)
    title, question = seen["title"] or seen["name"] or "", seen["question"]
    status, found = asking(question, query)
    if status != 200:
        return failed(title or question, found), False
    declared = declared_for("GET", PREFIX + question)
    path = question if declared is None else declared.path.removeprefix(PREFIX)
    return tile(title, path, speech.called.answer(found), speech, asked), bool(found.get("masked"))
