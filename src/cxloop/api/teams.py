"""The JSON routes of those who do the work: teams, who met customers, and the stream that says when to look again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import StreamingResponse

from cxloop.api.answers import workspace_of
from cxloop.api.live import Live
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released
from cxloop.api.stamps import EVERY_SECONDS, Stamps
from cxloop.app import teams
from cxloop.app.met import DAYS
from cxloop.app.met import met as met_lately

router = APIRouter(prefix="/api/v1", route_class=Released)
streams = APIRouter(prefix="/api/v1")
_LONGEST_SECONDS: Final = 3600
_QUIET_SECONDS: Final = 15
"""After so long without news a comment is sent, so that nothing in between takes the stream for dead."""


class TeamGiven(Given):
    name: Text
    steps: Annotated[tuple[Text, ...], Field(max_length=200)] = ()
    members: Annotated[tuple[Text, ...], Field(max_length=200)] = ()


@router.get("/teams")
def team_list(request: Request) -> dict[str, Any]:
    return teams.teams(workspace_of(request)).to_dict()


@router.post("/teams")
def set_team(request: Request, given: TeamGiven) -> dict[str, Any]:
    made = teams.set_team(workspace_of(request), given.name, who(request), given.steps, given.members)
    return teams.TeamList((made,)).to_dict()


@router.get("/met")
def met(request: Request, days: Annotated[float, Query(gt=0, lt=100_000)] = DAYS) -> dict[str, Any]:
    return met_lately(workspace_of(request), days).to_dict()


@streams.get("/loop/stream")
async def stream(request: Request) -> StreamingResponse:
    """A stamp, as server-sent events, at once and whenever somebody has written something down; for an hour at most."""
    live: Live | None = request.app.state.live
    stamps: Stamps = request.app.state.stamps
    workspace = workspace_of(request)

    async def sending() -> AsyncIterator[bytes]:
        seen, quiet = None, 0.0
        for _ in range(int(_LONGEST_SECONDS / EVERY_SECONDS)):
            now = await asyncio.to_thread(stamps.of, workspace)
            if now != seen or quiet >= _QUIET_SECONDS:
                yield b"data: %d\n\n" % now if now != seen else b":\n\n"
                seen, quiet = now, 0.0
            if live is None or live.ending or await request.is_disconnected():
                return
            quiet += EVERY_SECONDS
            await asyncio.sleep(EVERY_SECONDS)

    return StreamingResponse(sending(), media_type="text/event-stream")
