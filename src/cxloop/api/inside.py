"""A question that the server asks itself, through the same door and policy as anybody's."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.types import ASGIApp, Message

from cxloop.api.guard import ASKING
from cxloop.trust.policy import Actor


def answer_inside(
    app: ASGIApp, actor: Actor, workspace: str, path: str, query: str, language: str, purpose: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON that a route below /api/v1 answers an actor, for a purpose they stated. It blocks: never call it
    on the event loop."""
    return asyncio.run(_answer(app, (actor, workspace, purpose), f"/api/v1/{path}", query, language))


async def _answer(
    app: ASGIApp, asking: tuple[Actor, str, str | None], path: str, query: str, language: str
) -> tuple[int, dict[str, Any]]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": quote(path).encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept-language", language.encode())], "client": None, "server": None,
        ASKING: asking,
    }  # fmt: skip
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return int(sent[0]["status"]), msgspec.json.decode(body)
