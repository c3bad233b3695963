"""Links to single answers and dashboards for people outside: the routes that make them, and the page that they open."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from time import monotonic
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from cxloop.api.answers import workspace_of
from cxloop.api.boards import BOARD, PREFIX, Asking, board_of
from cxloop.api.inside import answer_inside
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released
from cxloop.api.remembered import Remembered
from cxloop.api.routes import declared_for
from cxloop.api.taking import notes_of, speech_of
from cxloop.app.post import Post
from cxloop.app.shares import add_share, end_share, opened_share, shares
from cxloop.change.errors import BadRecord
from cxloop.errors import Both
from cxloop.report.page import STYLE, page, pages
from cxloop.report.telling import tell
from cxloop.trust.errors import ShareGone
from cxloop.trust.policy import Actor
from cxloop.web.rendering import failure_page

router = APIRouter(prefix="/api/v1", route_class=Released)
opened = APIRouter(include_in_schema=False)
_OLDEST_SECONDS: Final = 60.0
_STYLE: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-robots-tag": "noindex, nofollow",
}


_SINGLE: Final = Both(
    "only answers that tell of no single customer can be shared", "고객 한 명 한 명을 말하지 않는 답만 나눌 수 있습니다"
)


class NewShare(Given):
    question: Text
    query: Annotated[str, Field(max_length=10_000)] = ""
    title: Text
    days: float = 7


@router.get("/shares")
def share_list(request: Request) -> dict[str, Any]:
    return shares(workspace_of(request)).to_dict()


@router.post("/shares")
def new_share(request: Request, given: NewShare) -> dict[str, Any]:
    """A link to an answer or a dashboard that tells of no single customer; the only place where its secret is told."""
    if not _sharable(given.question):
        raise BadRecord(field="question", reason=_SINGLE)
    post: Post = request.app.state.post
    made = add_share(
        workspace_of(request), given.question, given.query, who(request), title=given.title, days=given.days,
        secret=post.token(),
    )  # fmt: skip
    return made.to_dict()


@router.post("/shares/{number}/remove")
def remove_share(request: Request, number: str) -> dict[str, Any]:
    return end_share(workspace_of(request), number, who(request)).to_dict()


@opened.get("/shared/{workspace}/{number}/{secret}")
def shared(request: Request, workspace: str, number: str, secret: str) -> Response:
    """The answer, or the dashboard, as a page without scripts, as a viewer would see it now; at most a minute old."""
    if workspace not in request.app.state.workspaces:
        raise ShareGone()
    share = opened_share(request.app.state.workspaces[workspace], number, secret)
    speech = speech_of(request, workspace)
    ask = _asking(request, workspace, number, speech.language)
    status, answer = ask(share.question, share.query)
    if status != 200:
        return failure_page(request, answer, status=status)
    declared = declared_for("GET", PREFIX + share.question)
    path = PREFIX + share.question if declared is None else declared.path
    notes = notes_of(request, workspace, answer, speech)
    if path == BOARD:
        board = board_of(answer, ask, speech, notes)
        return HTMLResponse(pages(replace(board, title=share.title), speech), headers=_HEADERS)
    report = tell(path.removeprefix(PREFIX), speech.called.answer(answer), speech, parse_qs(share.query))
    return HTMLResponse(page(report, speech, notes=(share.title, *notes)), headers=_HEADERS)


def _asking(request: Request, workspace: str, number: str, language: str) -> Asking:
    """Asks as a viewer, whatever tells of no single customer."""
    actor = Actor(f"share:{workspace}/{number}", {workspace: "viewer"})
    remembered: Remembered = request.app.state.remembered

    def ask(question: str, query: str) -> tuple[int, dict[str, Any]]:
        if not _sharable(question):
            return 403, {"message": _SINGLE.korean if language == "ko" else _SINGLE}
        minute = int(monotonic() // _OLDEST_SECONDS)
        key = ("share", workspace, number, question, query, language, minute)
        found: tuple[int, dict[str, Any]] = remembered.get(
            key, lambda: answer_inside(request.app, actor, workspace, question, query, language)
        )
        return found

    return ask


def _sharable(question: str) -> bool:
    declared = declared_for("GET", PREFIX + question)
    return declared is not None and declared.data == "aggregate" and declared.role == "viewer"
