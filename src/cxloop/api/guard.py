"""The door: refuses before any route runs, and puts the security headers on every answer.

In this order: a Host that is not this machine (DNS rebinding), a POST from another origin, a path that is not in the
table of routes, and anybody without a session of the role the route needs.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cxloop.api.failures import refused
from cxloop.api.routes import Declared, allows, declared_for
from cxloop.api.sign_in import Session, SignIn
from cxloop.errors import (
    CallerError,
    ForeignHost,
    ForeignOrigin,
    NoSuchPage,
    NotAllowed,
    NotSignedIn,
    UnknownWorkspace,
)

_COOKIE: Final = "cxloop_session"
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
    """ASGI middleware around the whole application. hosts: names under which the console may be asked for."""

    def __init__(self, app: ASGIApp, *, sign_in: SignIn, hosts: frozenset[str] = LOCAL_HOSTS) -> None:
        self.app = app
        self.sign_in = sign_in
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        declared = declared_for(request.method, scope["path"])
        session = self.sign_in.session(request.cookies.get(cookie_name(request)))
        refusal = self._refusal(request, declared, session)
        shielded = _with_headers(send, asset=declared is not None and declared.audience == "asset")
        if refusal is not None:
            response: Response = refused(request, refusal, declared)
            await response(scope, receive, shielded)
            return
        request.state.session = session
        request.state.workspace = _workspace(request, declared, session)
        await self.app(scope, receive, shielded)

    def _refusal(self, request: Request, declared: Declared | None, session: Session | None) -> CallerError | None:
        if _host(request.headers.get("host", "")) not in self.hosts:
            return ForeignHost(host=request.headers.get("host", "")[:200])
        if request.method not in ("GET", "HEAD") and not _same_origin(request):
            return ForeignOrigin()
        if session is None and (declared is None or declared.role is not None):
            return NotSignedIn()
        if declared is None:
            return NoSuchPage(page=request.scope["path"][:200])
        if not allows(declared, session.role if session is not None else None):
            return NotAllowed(page=request.scope["path"][:200])
        if session is not None and (wanted := _workspace(request, declared, session)) not in session.workspaces:
            return UnknownWorkspace(workspace=str(wanted)[:200], known=list(session.workspaces))
        return None


def _workspace(request: Request, declared: Declared | None, session: Session | None) -> str | None:
    """The workspace asked of: a page keeps to the one it was opened with, whatever another tab has switched to."""
    if session is None:
        return None
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
                headers[name] = value
            headers["cache-control"] = "no-cache" if asset else "no-store"
        await send(message)

    return sending
