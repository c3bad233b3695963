"""The JSON routes of the first stage: what comes in live, the catalogue of events, and quarantine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Body, Request
from starlette.responses import StreamingResponse

from cxloop.api.answers import workspace_of
from cxloop.api.live import Live
from cxloop.api.release import Released
from cxloop.app import quarantine, schemas
from cxloop.app.catalogue import catalogue as catalogued
from cxloop.errors import InternalError
from cxloop.listen.messages import MOST_BYTES
from cxloop.listen.schema import MOST_BYTES as SCHEMA_BYTES

router = APIRouter(prefix="/api/v1", route_class=Released)
streams = APIRouter(prefix="/api/v1")
"""Counts and names of events, as they go by; of customers they tell nothing."""
_EVERY_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 3600


@router.get("/live")
def live(request: Request) -> dict[str, Any]:
    """What came in within the last minute."""
    found: Live | None = request.app.state.live
    return {"live": None} if found is None else {"live": found.seen(request.state.workspace)}


@streams.get("/live/stream")
async def stream(request: Request) -> StreamingResponse:
    """The same each second, as server-sent events, for an hour at most; browsers come back by themselves."""
    found: Live | None = request.app.state.live
    workspace = request.state.workspace

    async def sending() -> AsyncIterator[bytes]:
        for _ in range(int(_LONGEST_SECONDS / _EVERY_SECONDS)):
            if found is None or found.ending or await request.is_disconnected():
                return
            seen = await asyncio.to_thread(found.seen, workspace)
            yield b"data: " + msgspec.json.encode(seen) + b"\n\n"
            await asyncio.sleep(_EVERY_SECONDS)

    return StreamingResponse(sending(), media_type="text/event-stream")


@router.get("/catalogue")
def catalogue(request: Request) -> dict[str, Any]:
    """Every event and property seen so far."""
    return catalogued(workspace_of(request).filings).to_dict()


@router.get("/schemas")
def schema_list(request: Request) -> dict[str, Any]:
    """Every event, and the schema that holds for it."""
    return schemas.schemas(workspace_of(request)).to_dict()


@router.get("/schemas/of")
def schema(request: Request, event: str, version: int | None = None) -> dict[str, Any]:
    """A version of an event's schema, else the newest; where it has none, what it would be now."""
    return schemas.shown(workspace_of(request), event, version).to_dict()


@router.post("/schemas/of")
def fix_schema(
    request: Request, event: str, text: Annotated[str | None, Body(embed=True, max_length=SCHEMA_BYTES)] = None
) -> dict[str, Any]:
    """Fixes the schema of an event as its next version: the JSON Schema given, else as its messages are."""
    return schemas.fixed(workspace_of(request), event, text).to_dict()


@router.post("/schemas/end")
def end_schema(request: Request, event: str) -> dict[str, Any]:
    """Ends the schema of an event; its versions stay."""
    return schemas.ended(workspace_of(request), event).to_dict()


@router.get("/schemas/differences")
def differences(request: Request, event: str | None = None) -> dict[str, Any]:
    """In which ways messages differ from the schemas that hold."""
    return schemas.differences(workspace_of(request), event).to_dict()


@router.get("/quarantine")
def quarantined(request: Request, reason: str | None = None, limit: int = 100) -> dict[str, Any]:
    """Messages that could not come in."""
    return quarantine.listed(workspace_of(request), reason=reason, limit=min(max(limit, 1), 1000)).to_dict()


@router.post("/quarantine/replay")
def replay(request: Request, number: int | None = None, reason: str | None = None) -> dict[str, Any]:
    """Sends messages in again: one, those refused for a reason, or all that wait."""
    journal = _capture(request).journal
    return quarantine.replay(workspace_of(request), journal, number=number, reason=reason).to_dict()


@router.post("/quarantine/{number}/drop")
def drop(request: Request, number: int) -> dict[str, Any]:
    """Takes a message out of the queue; it can be put back."""
    return quarantine.drop(workspace_of(request), number).to_dict()


@router.post("/quarantine/{number}/restore")
def restore(request: Request, number: int) -> dict[str, Any]:
    """Puts a message that was dropped back among those that wait."""
    return quarantine.restore(workspace_of(request), number).to_dict()


@router.post("/quarantine/{number}/fix")
def fix(
    request: Request, number: int, message: Annotated[str, Body(embed=True, max_length=MOST_BYTES)]
) -> dict[str, Any]:
    """Puts another text in the place of a message."""
    return quarantine.fix(workspace_of(request), number, message).to_dict()


def _capture(request: Request) -> Live:
    live: Live | None = request.app.state.live
    if live is None:
        raise InternalError(what="this server captures nothing")
    return live
