"""Capture: the Segment tracking API. A 2xx means that the request is on the disk.

The paths, limits and habits of the clients are those of the public specification and of what was captured from them.
No redirects, whatever the content type says; cross-origin requests are allowed, since a write key can only write.
"""

from __future__ import annotations

import time
import zlib
from math import ceil
from typing import Any, Final

import msgspec
from opentelemetry import trace
from starlette.types import ASGIApp, Receive, Scope, Send

from cxloop.api.bodies import Bodies, FindKey, Refused, busy, key_text, preflight, soon
from cxloop.api.group_commit import Full, GroupCommit, Unwritten
from cxloop.api.routes import CAPTURE
from cxloop.api.traffic import Traffic
from cxloop.listen.messages import MOST_ITEMS, Refusal, read_batch, read_item
from cxloop.ports.journal import Request
from cxloop.trust.quota import Quotas

MOST_BYTES: Final = 500 * 1024
# RudderStack's clients fill a batch to 4 MB and compress it; those for Node count characters, three bytes in Korean.
_MOST_BYTES_PLAIN: Final = 4 << 20
_MOST_BYTES_POSTHOG: Final = 5 << 20
_CORS: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after"),
    (b"x-content-type-options", b"nosniff"),
]
_tracer: Final = trace.get_tracer("cxloop")


class Capture:
    """ASGI middleware: answers the paths of capture itself, passes everything else on.

    key_for: the key that opens for ingest, by its text. journal: where accepted requests are kept.
    traffic: what counts them. quotas: how much each key lets in.
    """

    def __init__(
        self, app: ASGIApp, *, key_for: FindKey, journal: GroupCommit, traffic: Traffic, quotas: Quotas
    ) -> None:
        self.bodies, self.quotas = Bodies(), quotas
        self.app, self.key_for, self.journal, self.traffic = app, key_for, journal, traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = CAPTURE.get(scope["path"]) if scope["type"] == "http" else None
        if path is None:
            await self.app(scope, receive, send)
            return
        try:
            if scope["method"] == "OPTIONS":
                await preflight(scope, send, b"POST, OPTIONS", _CORS)
                return
            if scope["method"] != "POST":
                raise Refused(405, "method_not_allowed", "post to this address")
            if self.crowded():
                raise busy()
            span = _tracer.start_span("cxloop.capture")
            try:
                answer = await self._capture(path, scope, receive)
            finally:
                span.end()
            await _answer(send, 200, *_told(answer))
        except Refused as refused:
            self.traffic.away(refused.code)
            await _answer(send, refused.status, *told(refused))

    def crowded(self) -> bool:
        """Whether what comes now is too much."""
        return self.bodies.crowded() or self.journal.crowded()

    async def _capture(self, path: str, scope: Scope, receive: Receive) -> dict[str, Any]:
        headers = dict(scope["headers"])
        posthog = scope["path"].startswith("/batch")
        sent = await self.bodies.read(receive, _MOST_BYTES_POSTHOG if posthog else MOST_BYTES)
        body = _plain(sent, _MOST_BYTES_POSTHOG if posthog else _MOST_BYTES_PLAIN)
        try:
            batch = read_batch(path, body)
        except ValueError as error:
            raise Refused(400, "bad_json", str(error)[:200]) from None
        key = self.key_for(key_text(headers.get(b"authorization", b"")) or batch.key or "")
        if key is None:
            raise Refused(401, "bad_key", "the write key is unknown, has ended or is for something else")
        if len(batch.items) > MOST_ITEMS:
            raise Refused(400, "too_many", f"a batch has at most {MOST_ITEMS} messages")
        wait = self.quotas.take(key, len(batch.items), time.monotonic())
        if wait > 0:
            raise Refused(429, "quota", "the key has let in as many messages as it may", ceil(wait) + soon() - 1)
        checked = [read_item(path, raw) for raw in batch.items]
        try:
            await self.journal.add(Request(key.workspace, path, body, time.time_ns() // 1000, key.id))
        except Full:
            raise busy() from None
        except Unwritten:
            raise Refused(503, "unwritten", "the journal cannot be written", soon()) from None
        self.traffic.came(key.workspace, checked)
        refused = [
            {"index": place, "messageId": one.message_id, "code": one.reason, "message": one.detail}
            for place, one in enumerate(checked)
            if isinstance(one, Refusal)
        ]
        if not refused:
            return {"success": True}
        return {"success": True, "accepted": len(checked) - len(refused), "refused": refused}


def _plain(body: bytes, most: int) -> bytes:
    """The body decompressed, by what it is rather than by what its headers say."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        reader = zlib.decompressobj(31)
        found = reader.decompress(body, most + 1)
    except zlib.error:
        raise Refused(400, "bad_gzip", "the compressed body is damaged") from None
    if len(found) > most:
        raise Refused(413, "too_large", f"a request has at most {most} bytes, decompressed")
    if not reader.eof:
        raise Refused(400, "bad_gzip", "the compressed body is cut off")
    return found


def told(refused: Refused) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body that say so."""
    headers, body = _told({"success": False, "code": refused.code, "message": refused.message})
    if refused.retry_after is not None:
        headers.append((b"retry-after", str(refused.retry_after).encode()))
    return headers, body


def _told(plain: dict[str, Any]) -> tuple[list[tuple[bytes, bytes]], bytes]:
    body = msgspec.json.encode(plain)
    return [*_CORS, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())], body


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
