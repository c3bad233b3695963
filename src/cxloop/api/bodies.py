"""What the hot paths have in common: bodies read whole and within limits, keys, refusals, what browsers ask first."""

from __future__ import annotations

import asyncio
import base64
import binascii
import random
from collections.abc import Callable, Iterable
from typing import Final

from starlette.types import Receive, Scope, Send

from cxloop.trust.keys import Key

FindKey = Callable[[str], Key | None]
"""The key that opens for something, by its text."""
MOST_READING: Final = 128 << 20
"""Bytes of requests that have come in part; above that no more are taken."""
_MOST_SECONDS: Final = 30
_PREFLIGHT_SECONDS: Final = b"7200"


class Refused(Exception):
    """An answer other than 200: its status, a stable code and what is wrong."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after


class Bodies:
    """What reads bodies, and counts what has come of them in part."""

    def __init__(self) -> None:
        self.reading = 0

    def crowded(self) -> bool:
        """Whether so much is coming in that no more is taken."""
        return self.reading > MOST_READING

    async def read(self, receive: Receive, most: int) -> bytes:
        """The body as it was sent: whole, not too large, not too slow. Raises Refused."""
        first = await receive()
        part: bytes = first.get("body", b"")
        if first["type"] == "http.request" and not first.get("more_body") and len(part) <= most:
            return part
        parts, message, size = [], first, 0
        try:
            async with asyncio.timeout(_MOST_SECONDS):
                while True:
                    if message["type"] != "http.request":
                        raise Refused(400, "cut_off", "the request ended early")
                    part = message.get("body", b"")
                    size += len(part)
                    self.reading += len(part)
                    if size > most:
                        raise Refused(413, "too_large", f"a request has at most {most} bytes")
                    if self.crowded():
                        raise busy()
                    parts.append(part)
                    if not message.get("more_body"):
                        return b"".join(parts)
                    message = await receive()
        except TimeoutError:
            raise Refused(408, "too_slow", f"a request has {_MOST_SECONDS} s to come") from None
        finally:
            self.reading -= size


def busy(seconds: int | None = None) -> Refused:
    """Too much comes: what is told to come back, in so many seconds."""
    return Refused(503, "busy", "too much is waiting to be written", seconds or soon())


def soon() -> int:
    """Seconds to wait, drawn by lot so that not all come back at once."""
    return random.randint(1, 5)  # noqa: S311


def key_text(header: bytes) -> str | None:
    """The key in an Authorization header: the user name of Basic, or a bearer's token."""
    kind, _, rest = header.decode("latin-1").partition(" ")
    if kind.lower() == "bearer":
        return rest.strip() or None
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(rest, validate=False).decode("utf-8", "replace").partition(":")[0] or None
    except (binascii.Error, ValueError):
        return None


async def preflight(scope: Scope, send: Send, methods: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Tells a browser that it may send from another site. headers: those of every answer."""
    asked = dict(scope["headers"]).get(b"access-control-request-headers", b"authorization, content-type")
    allowed = [
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", asked),
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": [*headers, *allowed]})
    await send({"type": "http.response.body", "body": b""})
