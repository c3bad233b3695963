"""Webhooks: the JSON routes that look after them, and the one that trackers post to."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from cxloop.api.answers import workspace_of
from cxloop.api.bodies import Bodies, Refused
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released
from cxloop.app import tickets, webhooks
from cxloop.app.post import Post
from cxloop.change.webhook import KINDS
from cxloop.errors import InternalError
from cxloop.ports.workspace import Workspace
from cxloop.trust.errors import BadSignature
from cxloop.trust.signatures import genuine

router = APIRouter(prefix="/api/v1", route_class=Released)
hooks = APIRouter(include_in_schema=False)
MOST_BYTES: Final = 1 << 20
_bodies: Final = Bodies()


class NewWebhook(Given):
    url: Text | None = None
    kinds: list[Literal[KINDS]] = []  # type: ignore[valid-type]  # noqa: RUF012
    label: Text | None = None


def post_of(request: Request) -> Post:
    """What webhooks need."""
    post: Post | None = request.app.state.post
    if post is None:
        raise InternalError(what="there are no webhooks here")
    return post


@router.get("/webhooks")
def webhook_list(request: Request) -> dict[str, Any]:
    return webhooks.webhooks(workspace_of(request)).to_dict()


@router.post("/webhooks")
def add_webhook(request: Request, given: NewWebhook) -> dict[str, Any]:
    """One that sends to `url`, else one for tickets. The secret is told here and nowhere else."""
    workspace, post = workspace_of(request), post_of(request)
    if given.url is None:
        return webhooks.add_incoming(workspace, post, who(request), given.label).to_dict()
    return webhooks.add_webhook(workspace, post, who(request), given.url, given.kinds).to_dict()


@router.post("/webhooks/{number}/remove")
def remove_webhook(request: Request, number: str) -> dict[str, Any]:
    return webhooks.remove_webhook(workspace_of(request), number, who(request)).to_dict()


@router.post("/webhooks/{number}/test")
def test_webhook(request: Request, number: str) -> dict[str, Any]:
    return webhooks.test_webhook(workspace_of(request), post_of(request), number).to_dict()


@router.post("/webhooks/{number}/resume")
def resume_webhook(request: Request, number: str) -> dict[str, Any]:
    return webhooks.resume_webhook(workspace_of(request), number).to_dict()


@hooks.post("/hooks/{workspace}/{number}")
async def hook(request: Request, workspace: str, number: str) -> Response:
    """Nobody is signed in: whoever signs with the webhook's secret is let in, for what the payload asks for."""
    try:
        body = await _bodies.read(request.receive, MOST_BYTES)
    except Refused as refused:
        return JSONResponse({"code": refused.code, "message": refused.message}, refused.status)
    return JSONResponse(await run_in_threadpool(_received, request, workspace, number, body))


def _received(request: Request, name: str, number: str, body: bytes) -> dict[str, Any]:
    """The secret is made from what is asked for, so that a wrong signature costs no look into a database, and tells
    nothing of which webhooks there are."""
    secret = post_of(request).secret(name, number)
    if not genuine(secret, request.headers, body, int(time.time())):
        raise BadSignature()
    known: Mapping[str, Workspace] = request.app.state.workspaces
    if name not in known:
        raise BadSignature()
    return tickets.receive(known[name], number, body).to_dict()
