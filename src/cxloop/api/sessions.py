"""Signing in, signing out, and the two switches: language and colours."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cxloop.api.guard import cookie_name
from cxloop.api.sign_in import SESSION_SECONDS, SignIn
from cxloop.errors import UnknownWorkspace
from cxloop.web import language, rendering, zone

router = APIRouter()
_YEAR: Final = 365 * 86_400
_LONGEST_FORM: Final = 10_000


@router.get("/sign-in")
def sign_in(request: Request, token: str | None = None) -> Response:
    """Without a token, says how to get a link; with one, signs in once."""
    if token is None:
        return rendering.sign_in_page(request)
    door: SignIn = request.app.state.sign_in
    cookie = door.redeem(token)
    if cookie is None:
        return rendering.sign_in_page(request, spent=True, status=403)
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(
        cookie_name(request), cookie, max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=_https(request)
    )
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    door: SignIn = request.app.state.sign_in
    door.end(request.cookies.get(cookie_name(request)))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(cookie_name(request), httponly=True, samesite="lax", secure=_https(request))
    return response


@router.post("/workspace")
async def workspace(request: Request) -> Response:
    """Opens another workspace of this session. Its pages are others, so one starts at the overview."""
    door: SignIn = request.app.state.sign_in
    wanted = parse_qs((await _body(request)).decode("utf-8", "replace")).get("workspace", [""])[0]
    if not door.switch(request.cookies.get(cookie_name(request)), wanted):
        raise UnknownWorkspace(workspace=wanted[:200], known=list(request.state.session.workspaces))
    return RedirectResponse("/", status_code=303)


@router.post("/preferences")
async def preferences(request: Request) -> Response:
    """Keeps the language, the colours or the time zone chosen, and goes back to the page."""
    form = parse_qs((await _body(request)).decode("utf-8", "replace"))
    response = RedirectResponse(local(form.get("back", ["/"])[0]), status_code=303)
    for cookie, field, allowed in (
        (language.COOKIE, "language", language.LANGUAGES),
        (rendering.THEME_COOKIE, "theme", rendering.THEMES),
    ):
        chosen = form.get(field, [""])[0]
        if chosen in allowed:
            response.set_cookie(cookie, chosen, max_age=_YEAR, samesite="lax", secure=_https(request))
    named = form.get("zone", [""])[0]
    if zone.is_zone(named):
        # quoted, since Starlette writes a slash as it is and some proxies do not like that in a cookie
        response.set_cookie(zone.COOKIE, quote(named, safe=""), max_age=_YEAR, samesite="lax", secure=_https(request))
    return response


def local(address: str) -> str:
    """An address within the console, else the overview: a form never sends anybody elsewhere.

    >>> local("/pains?per=case"), local("//evil.example"), local("https://evil.example"), local("/\\\\evil.example")
    ('/pains?per=case', '/', '/', '/')
    """
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return b""
    return body


def _https(request: Request) -> bool:
    return request.url.scheme == "https"
