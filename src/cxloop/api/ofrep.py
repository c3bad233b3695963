"""Flags for programs and browsers: the OpenFeature Remote Evaluation Protocol (OFREP 0.3).

One flag, or all with an ETag; and a stream that says when to ask again. Whatever is wrong, the answer is one that the
providers turn into the caller's own default.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any, Final
from urllib.parse import parse_qs, quote

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from cxloop.api.bodies import Bodies, FindKey, Refused, busy, key_text, preflight
from cxloop.api.routes import DEFINITIONS, EVALUATE, FLAG_STREAM
from cxloop.app.flag_service import FlagSet, Happened
from cxloop.change.flags.flag import Resolution
from cxloop.ports.journal import Request
from cxloop.ports.workspace import Workspace
from cxloop.trust.quota import Quotas

logger = logging.getLogger("cxloop.api")
MOST_BYTES: Final = 64 * 1024
_ROUND_SECONDS: Final = 0.5
_MEMBERS_SECONDS: Final = 2.0
_BEAT_SECONDS: Final = 15.0
_LONGEST_SECONDS: Final = 3600
_MOST_STREAMS: Final = 2_000
_INACTIVITY_SECONDS: Final = 120
_BATCH: Final = 500
_STATUS: Final = {"FLAG_NOT_FOUND": 404}
_CORS: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag, retry-after"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]
_JSON: Final = (b"content-type", b"application/json")
Append = Callable[[list[Request]], None]


class FlagServing:
    """The flags of all workspaces, kept up to date beside the answers, and what happens with them written down.

    opened: a workspace by its name. append: writes to the journal. then: called after that.
    """

    def __init__(self, opened: Callable[[str], Workspace], append: Append, then: Callable[[], None]) -> None:
        self._opened, self._append, self._then = opened, append, then
        self.sets = dict[str, FlagSet]()
        self.streams = 0
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="flags", daemon=True)
        self._members = threading.Thread(target=self._run_members, name="segments", daemon=True)

    @property
    def ending(self) -> bool:
        return self._ending.is_set()

    def start(self) -> None:
        self._thread.start()
        self._members.start()

    def of(self, workspace: str) -> FlagSet:
        """The flags of a workspace, loaded when they are first asked for."""
        with self._lock:
            found = self.sets.get(workspace)
            if found is None:
                found = self.sets[workspace] = FlagSet(self._opened(workspace))
            return found

    def leave(self) -> None:
        """Ends the streams that are open."""
        self._ending.set()

    def end(self) -> None:
        """Writes down what is not written yet, and stops."""
        self.leave()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        self.round()

    def round(self) -> None:
        """Takes in what has changed of the flags, and keeps what was drawn and has happened since."""
        for name, one in list(self.sets.items()):
            try:
                one.renew()
            except Exception as error:  # the flags stay as they are; the next round tries again
                logger.error("the flags of %s could not be read", name, exc_info=error)
            drawn, happened = one.lots.taken()
            try:
                one.workspace.assignments.keep(drawn)
                drawn = []
                self._write(name, happened)
            except Exception as error:
                logger.error("what flags gave in %s could not be kept", name, exc_info=error)
                one.lots.put_back(drawn, happened)

    def _write(self, workspace: str, happened: Sequence[Happened]) -> None:
        if not happened:
            return
        now_us = time.time_ns() // 1000
        batches = [happened[at : at + _BATCH] for at in range(0, len(happened), _BATCH)]
        told = [msgspec.json.encode({"batch": [one.message() for one in batch]}) for batch in batches]
        self._append([Request(workspace, "batch", body, now_us, "flags") for body in told])
        self._then()

    def look(self) -> None:
        """Takes in who is in the segments that flags ask for."""
        for name, one in list(self.sets.items()):
            try:
                one.renew_members()
            except Exception as error:  # the segments stay as they are; the next look tries again
                logger.error("the segments of %s could not be counted", name, exc_info=error)

    def _run(self) -> None:
        while not self._ending.wait(_ROUND_SECONDS):
            self.round()

    def _run_members(self) -> None:
        while not self._ending.wait(_MEMBERS_SECONDS):
            self.look()


class Ofrep:
    """ASGI middleware: answers the paths of OFREP itself, passes everything else on.

    key_for: the key that opens for flags, by its text; rules_for: the one that opens for their definitions.
    """

    def __init__(self, app: ASGIApp, *, key_for: FindKey, rules_for: FindKey, serving: FlagServing) -> None:
        self.app, self.key_for, self.rules_for, self.serving = app, key_for, rules_for, serving
        self.bodies, self.quotas = Bodies(), Quotas()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith("/ofrep/v1/"):
            await self.app(scope, receive, send)
            return
        key = path.removeprefix(EVALUATE).removeprefix("/")
        try:
            if scope["method"] == "OPTIONS":
                await preflight(scope, send, b"POST, GET, OPTIONS", _CORS)
            elif path == FLAG_STREAM and scope["method"] == "GET":
                await self._stream(scope, receive, send)
            elif path == DEFINITIONS and scope["method"] == "GET":
                await self._definitions(scope, send)
            elif not (path == EVALUATE or path.startswith(EVALUATE + "/")):
                raise Refused(404, "FLAG_NOT_FOUND", "there is nothing at this address")
            elif scope["method"] != "POST":
                raise Refused(405, "GENERAL", "post to this address")
            else:
                await self._evaluate(key, scope, receive, send)
        except Refused as refused:
            wait = [] if refused.retry_after is None else [(b"retry-after", str(refused.retry_after).encode())]
            told = {"key": key, "errorCode": refused.code, "errorDetails": refused.message}
            await _answer(send, refused.status, msgspec.json.encode(told), *wait)

    async def _evaluate(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        shown = _shown(scope)
        found = await self._set(shown)
        context = _context(await self._body(receive))
        if key:
            status, told = _told_of(key, found.evaluate(key, context))
            await _answer(send, status, msgspec.json.encode(told))
            return
        body = msgspec.json.encode(self._every(found, context, shown))
        tag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        await _answer_new(scope, send, tag, body)

    def _every(self, found: FlagSet, context: Mapping[str, Any], key: str) -> dict[str, Any]:
        stream = {
            "type": "sse",
            "endpoint": {"requestUri": f"{FLAG_STREAM}?key={quote(key)}"},
            "inactivityDelaySec": _INACTIVITY_SECONDS,
        }
        flags = [_told_of(name, one)[1] for name, one in found.every(context)]
        return {"flags": flags, "metadata": {"version": found.version}, "eventStreams": [stream]}

    async def _definitions(self, scope: Scope, send: Send) -> None:
        """All flags as they are written, and whether they have changed since."""
        found = await self._set(_shown(scope), self.rules_for)
        await _answer_new(scope, send, f'"{found.version}"'.encode(), found.written)

    async def _set(self, text: str, key_for: FindKey | None = None) -> FlagSet:
        key = (key_for or self.key_for)(text)
        if key is None:
            raise Refused(401, "GENERAL", "the key is unknown, has ended or is for something else")
        wait = self.quotas.take(key, 1, time.monotonic())
        if wait > 0:
            raise Refused(429, "GENERAL", "the key has asked as often as it may", ceil(wait))
        found = self.serving.sets.get(key.workspace)
        return found if found is not None else await asyncio.to_thread(self.serving.of, key.workspace)

    async def _body(self, receive: Receive) -> bytes:
        try:
            return await self.bodies.read(receive, MOST_BYTES)
        except Refused as refused:
            raise Refused(refused.status, "GENERAL", refused.message, refused.retry_after) from None

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Says when flags have changed, for an hour at most; browsers come back by themselves."""
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        found = await self._set(asked.get("key", [""])[0] or _shown(scope))
        if self.serving.streams >= _MOST_STREAMS:
            raise Refused(503, "GENERAL", "too many listen", busy().retry_after)
        self.serving.streams += 1
        gone = asyncio.ensure_future(_gone(receive))
        try:
            headers = [*_CORS, (b"content-type", b"text/event-stream")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await _say(send, b": flags\n\n")
            seen, beat, end = (found.version, found.moved), time.monotonic(), time.monotonic() + _LONGEST_SECONDS
            while not (gone.done() or self.serving.ending) and time.monotonic() < end:
                await asyncio.wait([gone], timeout=_ROUND_SECONDS / 2)
                if (found.version, found.moved) != seen:
                    seen, beat = (found.version, found.moved), time.monotonic()
                    data = msgspec.json.encode({"type": "refetchEvaluation", "etag": f'"{seen[0]}.{seen[1]}"'})
                    await _say(send, b"id: " + uuid.uuid4().hex.encode() + b"\ndata: " + data + b"\n\n")
                elif time.monotonic() - beat > _BEAT_SECONDS:
                    beat = time.monotonic()
                    await _say(send, b": still here\n\n")
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.serving.streams -= 1
            gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})


def _shown(scope: Scope) -> str:
    """The key that a program shows."""
    headers = dict(scope["headers"])
    return headers.get(b"x-api-key", b"").decode("latin-1") or key_text(headers.get(b"authorization", b"")) or ""


def _context(body: bytes) -> dict[str, Any]:
    """The evaluation context; an empty body has none."""
    try:
        read = msgspec.json.decode(body) if body.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Refused(400, "PARSE_ERROR", str(error)[:200]) from None
    context = read.get("context", {}) if isinstance(read, dict) else None
    if not isinstance(context, dict):
        raise Refused(400, "INVALID_CONTEXT", "the context is no object")
    return context


def _told_of(key: str, found: Resolution) -> tuple[int, dict[str, Any]]:
    """Status and answer. Without a value the caller takes its own default."""
    if found.code is not None:
        told = {"key": key, "errorCode": found.code, "errorDetails": found.message, "metadata": found.metadata}
        return _STATUS.get(found.code, 400), told
    value = {} if found.variant is None else {"value": found.value}
    told = {"key": key, "reason": found.reason, "variant": found.variant or "", "metadata": found.metadata}
    return 200, {**told, **value}


async def _answer_new(scope: Scope, send: Send, tag: bytes, body: bytes) -> None:
    """An answer, unless the asker has it already."""
    given: bytes = dict(scope["headers"]).get(b"if-none-match", b"")
    if tag in [each.strip().removeprefix(b"W/") for each in given.split(b",")]:
        await _answer(send, 304, b"", (b"etag", tag))
    else:
        await _answer(send, 200, body, (b"etag", tag))


async def _answer(send: Send, status: int, body: bytes, *more: tuple[bytes, bytes]) -> None:
    kind = [] if status == 304 else [_JSON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*_CORS, *kind, *more]})
    await send({"type": "http.response.body", "body": body})
