"""Signing in with another system: sent there with a fresh state, nonce and challenge, and let in on the way back."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cxloop.api.sessions import enter, is_https, local
from cxloop.api.sign_in import SignIn
from cxloop.app.door import Door
from cxloop.app.vouched import admitted
from cxloop.errors import Both, CallerError
from cxloop.ports.openid import OpenId
from cxloop.trust.errors import SignInFailed
from cxloop.trust.keys import hash_of
from cxloop.trust.openid import Flow
from cxloop.web import rendering
from cxloop.web.errors import NoSuchPage

router = APIRouter(include_in_schema=False)
_COOKIE: Final = "cxloop_elsewhere"
_BACK: Final = "cxloop_back"
"""The page that was asked for before; whoever changes it in their browser sends themselves to another page."""
_FLOW_SECONDS: Final = 600
_LONGEST_BACK: Final = 1000


@router.get("/sign-in/with")
def leave(request: Request, back: str = "/") -> Response:
    """Sends the browser to the provider; afterwards it goes back to the page that was asked for."""
    door, openid = _parts(request)
    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    redirect = str(request.url.replace(path="/sign-in/callback", query="", fragment=""))
    until = door.now_ms() + _FLOW_SECONDS * 1000
    flow = Flow(hash_of(browser), secrets.token_urlsafe(32), secrets.token_urlsafe(48), redirect, until)
    try:
        response = RedirectResponse(openid.address(flow, state), status_code=303)
    except CallerError as error:
        return rendering.sign_in_page(request, failed=error, status=error.http_status)
    door.flows.add_flow(hash_of(state), flow)
    for name, value in ((_BACK, quote(local(back)[:_LONGEST_BACK])), (_COOKIE, browser)):
        response.set_cookie(
            name, value, max_age=_FLOW_SECONDS, httponly=True, samesite="lax", secure=is_https(request), path="/sign-in"
        )
    return response


@router.get("/sign-in/callback")
def come_back(request: Request, code: str = "", state: str = "") -> Response:
    """Lets in whoever the provider vouches for, in the browser that left from here, once."""
    door, openid = _parts(request)
    sign_in: SignIn = request.app.state.sign_in
    try:
        flow = door.flows.take_flow(hash_of(state), door.now_ms())
        if flow is None or not secrets.compare_digest(flow.browser, hash_of(request.cookies.get(_COOKIE, ""))):
            raise SignInFailed(reason=Both("it was not begun in this browser", "이 브라우저에서 시작하지 않았습니다"))
        claims = openid.claims(flow, code, door.now_ms() // 1000)
        workspaces = openid.settings.workspaces or tuple(request.app.state.workspaces)[:1]
        account = admitted(door, openid.settings, claims, workspaces)
        cookie = sign_in.begin(account)
        if cookie is None:
            raise SignInFailed(reason=Both("no role is meant for you here", "주어진 역할이 없습니다"))
    except CallerError as error:
        return rendering.sign_in_page(request, failed=error, status=error.http_status)
    door.write(account.name, "sign-in with another system")
    back = local(unquote(request.cookies.get(_BACK, "/")))
    response = enter(request, RedirectResponse(back, status_code=303), cookie)
    for name in (_COOKIE, _BACK):
        response.delete_cookie(name, path="/sign-in", httponly=True, samesite="lax", secure=is_https(request))
    return response


def _parts(request: Request) -> tuple[Door, OpenId]:
    door: Door | None = request.app.state.door
    openid: OpenId | None = request.app.state.openid
    if door is None or openid is None:
        raise NoSuchPage(page=request.scope["path"])
    return door, openid
