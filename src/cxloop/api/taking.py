"""An answer told in words, or as a file to take along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, cast, get_args
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from cxloop.api.boards import BOARD, PREFIX, asked_by, board_of
from cxloop.app.naming import Naming
from cxloop.errors import BadOption, Both
from cxloop.report.brief import brief
from cxloop.report.files import FORMATS, Format, Look, file_of, file_of_board, table_of
from cxloop.report.parts import Report
from cxloop.report.speech import Language, Speech
from cxloop.report.telling import tell
from cxloop.web.language import language_of
from cxloop.web.zone import zone_of

WRITTEN: Final = frozenset((f"{PREFIX}sql",))
"""Questions that are too long for an address: they are asked by POST, and their answers taken along so too."""


def wanted(request: Request) -> Format | None:
    """The kind of file that is asked for (`as`); None where it is JSON. Raises BadOption."""
    asked = request.query_params.get("as")
    if asked is None or (request.method != "GET" and request.scope["path"] not in WRITTEN):
        return None
    if asked not in FORMATS:
        reason = Both(f"it is one of {', '.join(FORMATS)}", f"{', '.join(FORMATS)} 중 하나입니다")
        raise BadOption(option="as", reason=reason)
    return asked


def told(request: Request, path: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with its words under `told`, where they are asked for. path: that of the route. With `told=brief` the
    words are the whole answer, with what stands on a tile."""
    wanted = request.query_params.get("told")
    if request.method != "GET" or not wanted:
        return answer
    speech = speech_of(request)
    report = report_of(request, path, answer, speech)
    if wanted == "brief":
        return {"told": report.told() | brief(report, speech), "masked": bool(answer.get("masked"))}
    return {**answer, "told": report.told()}


def taken(request: Request, path: str, answer: dict[str, Any], format: Format) -> Response:
    """The answer as a file, under a name with the question and the day."""
    speech = speech_of(request)
    notes = notes_of(request, request.state.workspace, answer, speech)
    if path == BOARD and format in ("pdf", "html"):
        board = board_of(answer, asked_by(request, speech.language), speech, notes)
        title, made = board.title, file_of_board(board, format, speech)
    else:
        report = report_of(request, path, answer, speech)
        named = table_of(report, request.query_params.get("table")) if format == "csv" else None
        title = report.title if named is None or named.title == report.title else f"{report.title} – {named.title}"
        made = file_of(report, format, speech, notes, look_of(request), request.query_params.get("table"))
    day = datetime.now(UTC).date()
    name = f"cxloop {title} {day}.{format}"
    plain = f"cxloop-{path.removeprefix(PREFIX).partition('/')[0]}-{day}.{format}"
    headers = {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
    return Response(made.content, media_type=made.media_type, headers=headers)


def look_of(request: Request) -> Look:
    """How an SVG is to look: `theme=dark`, `width` in points, `charts` at most. Raises BadOption."""
    query, found = request.query_params, {}
    for name, low, high in (("width", 240, 2000), ("charts", 1, 100)):
        given = query.get(name, str(low))
        if not given.isdecimal() or not low <= int(given) <= high:
            raise BadOption(option=name, reason=Both(f"it is from {low} to {high}", f"{low}에서 {high}까지입니다"))
        found[name] = int(given)
    width, charts = (found[name] if name in query else None for name in ("width", "charts"))
    return Look(width or Look().width, charts, query.get("theme") == "dark")


def report_of(request: Request, path: str, answer: dict[str, Any], speech: Speech) -> Report:
    """The answer of a route as it is told to whoever asks, with what people call events and channels."""
    query = request.query_params
    asked = {name: query.getlist(name) for name in query}
    return tell(path.removeprefix(PREFIX), speech.called.answer(answer), speech, asked)


def speech_of(request: Request, name: str | None = None) -> Speech:
    """In the language and zone of whoever asks, else in the workspace's zone; `language` in the address goes first.
    name: of the workspace, where it is not the caller's."""
    named = request.query_params.get("language")
    language: Language = cast(Language, named) if named in get_args(Language) else language_of(request)
    kept = request.app.state.workspaces.get(name or request.state.workspace)
    if kept is None:
        return Speech(language, zone_of(request, None))
    naming = Naming.of(kept)
    return Speech(language, zone_of(request, naming.settings.zone), called=naming.called(language))


def notes_of(request: Request, name: str, answer: dict[str, Any], speech: Speech) -> tuple[str, ...]:
    """The small print of a file: whose workspace, when it was made, what is simulated or hidden."""
    state = request.app.state
    workspace = state.workspaces.get(name)
    made = speech.line("head.made", day=speech.day(datetime.now(UTC).isoformat()))
    simulated = bool(state.simulated or getattr(workspace, "simulated", False))
    return (
        f"{name} · {made}",
        speech.t("head.simulated") if simulated else "",
        speech.t("head.masked") if answer.get("masked") else "",
    )
