"""Signing in with a link, signing out, the workspace, the purpose, and the two switches: language and colours."""

from __future__ import annotations

from functools import partial
from typing import Final
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from cxloop.api.guard import cookie_name
from cxloop.api.sign_in import SESSION_SECONDS, SignIn
from cxloop.app.door import Door
from cxloop.errors import UnknownWorkspace
from cxloop.trust.accounts import stated
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
    session = door.session(cookie)
    mine = session is not None and session.account is not None
    return enter(request, RedirectResponse("/password" if mine else "/", status_code=303), cookie)


def enter(request: Request, response: Response, cookie: str) -> Response:
    """The response with a new session in it; the one that the browser had before ends, so that nobody can plant one."""
    door: SignIn = request.app.state.sign_in
    door.end(request.cookies.get(cookie_name(request)))
    response.set_cookie(
        cookie_name(request), cookie, max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=is_https(request)
    )
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    door: SignIn = request.app.state.sign_in
    door.end(request.cookies.get(cookie_name(request)))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(cookie_name(request), httponly=True, samesite="lax", secure=is_https(request))
    return response


@router.post("/workspace")
async def workspace(request: Request) -> Response:
    """Opens another workspace of this session. Its pages are others, so one starts at the overview."""
    door: SignIn = request.app.state.sign_in
    wanted = (await form_of(request)).get("workspace", "")
    if not door.switch(request.cookies.get(cookie_name(request)), wanted):
        raise UnknownWorkspace(workspace=wanted[:200], known=list(request.state.session.workspaces))
    return RedirectResponse("/", status_code=303)


@router.post("/purpose")
async def purpose(request: Request) -> Response:
    """Remembers what the names and texts of customers are looked at for; an empty one hides them again."""
    door: SignIn = request.app.state.sign_in
    form = await form_of(request)
    said = stated(form.get("purpose"))
    await run_in_threadpool(door.state_purpose, request.cookies.get(cookie_name(request)), said)
    kept: Door | None = request.app.state.door
    if kept is not None:
        caller = request.state.caller
        action = "purpose stated" if said else "purpose withdrawn"
        await run_in_threadpool(partial(kept.write, caller.actor.name, action, caller.workspace, purpose=said))
    return RedirectResponse(local(form.get("back", "/")), status_code=303)


@router.post("/preferences")
async def preferences(request: Request) -> Response:
    """Keeps the language, the colours or the time zone chosen, and goes back to the page."""
    form = await form_of(request)
    response = RedirectResponse(local(form.get("back", "/")), status_code=303)
    for cookie, field, allowed in (
        (language.COOKIE, "language", language.LANGUAGES),
        (rendering.THEME_COOKIE, "theme", rendering.THEMES),
    ):
        chosen = form.get(field, "")
        if chosen in allowed:
            response.set_cookie(cookie, chosen, max_age=_YEAR, samesite="lax", secure=is_https(request))
    named = form.get("zone", "")
    if zone.is_zone(named):
        # quoted, since Starlette writes a slash as it is and some proxies do not like that in a cookie
        response.set_cookie(zone.COOKIE, quote(named, safe=""), max_age=_YEAR, samesite="lax", secure=is_https(request))
    return response


def local(address: str) -> str:
    """An address within the console, else the overview: a form never sends anybody elsewhere.

    >>> local("/pains?per=case"), local("//evil.example"), local("https://evil.example"), local("/\\\\evil.example")
    ('/pains?per=case', '/', '/', '/')
    """
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that was posted, the first of each name; none where it is too long."""
    fields = parse_qs((await _body(request)).decode("utf-8", "replace"))
    return {name: values[0] for name, values in fields.items()}


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return b""
    return body


def is_https(request: Request) -> bool:
    """Whether a cookie may be tied to https."""
    return request.url.scheme == "https"
