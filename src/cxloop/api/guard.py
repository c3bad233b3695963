"""The door: refuses before any route runs, and puts the security headers on every answer.

In this order: a Host that is not this machine (DNS rebinding), a POST from another origin, a path that is not in the
table of routes, and anybody whom the policy does not let in.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cxloop.api.failures import refused
from cxloop.api.routes import Declared, declared_for
from cxloop.api.sign_in import SignIn
from cxloop.errors import CallerError, CxloopError, UnknownWorkspace
from cxloop.ports.access import Keys
from cxloop.trust.accounts import Session, stated
from cxloop.trust.keys import Key, hash_of
from cxloop.trust.policy import Actor, Decision, decide
from cxloop.web.errors import ForeignHost, ForeignOrigin, NoSuchPage, NotAllowed, NotSignedIn

_COOKIE: Final = "cxloop_session"
ASKING: Final = "cxloop.asking"
"""Where a request of the server's own says who asks, of what workspace and for what; nothing that comes in has it."""
LOCAL_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def cookie_name(request: Request) -> str:
    """Browsers accept the `__Host-` prefix, which ties a cookie to this very host, over https only."""
    return f"__Host-{_COOKIE}" if request.url.scheme == "https" else _COOKIE


class Guard:
    """ASGI middleware around the whole application. hosts: names under which the console may be asked for.

    keys: those of programs; without them, only people come in.
    """

    def __init__(
        self, app: ASGIApp, *, sign_in: SignIn, hosts: frozenset[str] = LOCAL_HOSTS, keys: Keys | None = None
    ) -> None:
        self.app = app
        self.sign_in = sign_in
        self.hosts = hosts
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        declared = declared_for(request.method, scope["path"])
        shielded = _with_headers(send, asset=declared is not None and declared.audience == "asset")
        try:
            caller = await run_in_threadpool(self._caller, request, declared)
            refusal: CxloopError | None = self._refusal(request, declared, caller)
        except CxloopError as error:  # who asks cannot be looked up: nobody comes in
            refusal = error
        if refusal is not None:
            response: Response = refused(request, refusal, declared)
            await response(scope, receive, shielded)
            return
        request.state.session, request.state.workspace = caller.session, caller.workspace
        request.state.caller, request.state.declared = caller, declared
        await self.app(scope, receive, shielded)

    def _caller(self, request: Request, declared: Declared | None) -> Caller:
        """Who asks, by what they show: a program its key, a person a session; whoever shows a key is a program."""
        if own := request.scope.get(ASKING):
            return Caller(declared, own[0], own[1], own[2], program=True)
        text = _bearer(request)
        if text is not None:
            key = key_shown(self.keys, text) if self.keys is not None else None
            actor = None if key is None else Actor(f"key:{key.id}", {key.workspace: "viewer"}, key.purpose)
            wanted = request.query_params.get("workspace") or (key.workspace if key is not None else None)
            return Caller(declared, actor, wanted, program=True)
        session = self.sign_in.session(request.cookies.get(cookie_name(request)))
        if session is None:
            return Caller(declared, None, None)
        purpose = stated(request.query_params.get("purpose")) or session.purpose
        return Caller(declared, session.actor, _workspace(request, declared, session), purpose, session)

    def _refusal(self, request: Request, declared: Declared | None, caller: Caller) -> CallerError | None:
        if _host(request.headers.get("host", "")) not in self.hosts:
            return ForeignHost(host=request.headers.get("host", "")[:200])
        if request.method not in ("GET", "HEAD") and not _by_itself(caller) and not _same_origin(request):
            return ForeignOrigin()
        if declared is None:
            return NotSignedIn() if caller.actor is None else NoSuchPage(page=request.scope["path"][:200])
        why = caller.decision.refused
        if why == "not_signed_in":
            return NotSignedIn()
        if why == "not_allowed":
            return NotAllowed(page=request.scope["path"][:200])
        if why == "unknown_workspace":
            return UnknownWorkspace(workspace=str(caller.workspace)[:200], known=list(caller.workspaces))
        return None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for what: the route, the person or program, the workspace, and what for."""

    declared: Declared | None
    actor: Actor | None
    workspace: str | None
    purpose: str | None = None
    session: Session | None = None
    program: bool = False

    @property
    def decision(self) -> Decision:
        """What the policy says; a route that is not declared is nobody's."""
        if self.declared is None:
            return Decision("not_allowed")
        return decide(self.declared.need, self.actor, self.workspace, self.purpose)

    @property
    def workspaces(self) -> tuple[str, ...]:
        return tuple(self.actor.roles) if self.actor is not None else ()


def _by_itself(caller: Caller) -> bool:
    """Whether no browser sends it along by itself: a program shows its key, a tracker signs what it sends."""
    return caller.program or (caller.declared is not None and caller.declared.audience == "hook")


def key_shown(keys: Keys, text: str) -> Key | None:
    """The key that a text is, if it still opens; looked up each time, so that one that is revoked ends at once."""
    key = keys.by_hash(hash_of(text))
    return key if key is not None and key.opens(text, key.purpose, time.time_ns() // 1_000_000) else None


def _bearer(request: Request) -> str | None:
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else None


def _workspace(request: Request, declared: Declared | None, session: Session) -> str:
    """The workspace asked of: a page keeps to the one it was opened with, whatever another tab has switched to."""
    named = declared is not None and declared.audience == "answer" and request.query_params.get("workspace")
    return named or session.workspace


def _host(header: str) -> str:
    """The host without its port.

    >>> _host("127.0.0.1:8765"), _host("[::1]:80"), _host("evil.example")
    ('127.0.0.1', '[::1]', 'evil.example')
    """
    name, colon, port = header.rpartition(":")
    return name.lower() if colon and port.isdigit() else header.lower()


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return request.headers.get("sec-fetch-site") == "same-origin"
    return urlsplit(origin).netloc == request.headers.get("host") and urlsplit(origin).scheme in ("http", "https")


def _with_headers(send: Send, *, asset: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers["cache-control"] = "no-cache" if asset else "no-store"
        await send(message)

    return sending
