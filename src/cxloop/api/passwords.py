"""Signing in with a name and a password, and setting one."""

from __future__ import annotations

import threading
import unicodedata
from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from cxloop.api.sessions import enter, form_of, local
from cxloop.api.sign_in import Session, SignIn
from cxloop.api.tries import Tries
from cxloop.app.accounts import set_password, with_password
from cxloop.app.door import Door
from cxloop.errors import CallerError
from cxloop.trust.accounts import Account
from cxloop.trust.errors import TooManyTries, WrongPassword
from cxloop.web import rendering
from cxloop.web.errors import NoSuchPage

router = APIRouter(include_in_schema=False)
_BY_NAME: Final = (10, 30.0)
_BY_ADDRESS: Final = (60, 2.0)
_HASHING: Final = threading.Semaphore(2)
"""Each hash takes 32 MiB and a core; the rest waits."""


class Limits:
    """Tries by the name that is tried, and by the address that they come from."""

    def __init__(self) -> None:
        self.by_name, self.by_address = Tries(*_BY_NAME), Tries(*_BY_ADDRESS)

    def take(self, name: str, address: str) -> int:
        return max(self.by_address.take(address), self.by_name.take(name))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begins a session for whoever knows the password, and goes back to the page that asked for it; a wrong one and an
    unknown name are answered alike."""
    form = await form_of(request)
    name = unicodedata.normalize("NFC", form.get("name", ""))[:200]
    back = local(form.get("back", "/"))
    try:
        account = await run_in_threadpool(_checked, request, name, form.get("password", ""))
    except CallerError as error:
        return rendering.sign_in_page(request, failed=error, status=error.http_status, back=back)
    return await run_in_threadpool(_let_in, request, account, back)


@router.get("/password")
def password_page(request: Request) -> Response:
    """Asks for a new password, and for the old one unless a link has just been used."""
    session: Session = request.state.session
    if session.account is None:
        raise NoSuchPage(page="/password")
    return rendering.password_page(request, old_needed=not _by_link(request, session))


@router.post("/password")
async def password(request: Request) -> Response:
    """Sets a password and begins a new session; all others of the account end."""
    session: Session = request.state.session
    if session.account is None:
        raise NoSuchPage(page="/password")
    form = await form_of(request)
    try:
        account = await run_in_threadpool(_changed, request, session, form.get("old", ""), form.get("new", ""))
    except CallerError as error:
        old_needed = not _by_link(request, session)
        return rendering.password_page(request, old_needed=old_needed, failed=error, status=error.http_status)
    return await run_in_threadpool(_let_in, request, account)


def _checked(request: Request, name: str, text: str) -> Account:
    door: Door | None = request.app.state.door
    limits: Limits = request.app.state.limits
    if door is None:
        raise WrongPassword()
    wait = limits.take(name, request.client.host if request.client is not None else "")
    if wait:
        raise TooManyTries(seconds=wait)
    try:
        with _HASHING:
            account = with_password(door, name, text)
    except WrongPassword:
        door.write(f"account:{_known_as(door, name)}", "sign-in refused")
        raise
    limits.by_name.give_back(name)
    return account


def _known_as(door: Door, name: str) -> str:
    """The name tried; of one that nobody has nothing is kept, since people type passwords into the wrong field."""
    return name if door.accounts.named(name) is not None else "unknown"


def _changed(request: Request, session: Session, old: str, new: str) -> Account:
    door: Door = request.app.state.door
    name = session.account or ""
    if not _by_link(request, session):
        _checked(request, name, old)
    with _HASHING:
        set_password(door, name, new)
    door.write(name, "password set")
    account = door.accounts.named(name)
    if account is None:
        raise WrongPassword()
    return account


def _let_in(request: Request, account: Account, back: str = "/") -> Response:
    door: Door = request.app.state.door
    sign_in: SignIn = request.app.state.sign_in
    cookie = sign_in.begin(account)
    if cookie is None:
        failed = WrongPassword()
        return rendering.sign_in_page(request, failed=failed, status=failed.http_status)
    door.write(account.name, "sign-in")
    return enter(request, RedirectResponse(back, status_code=303), cookie)


def _by_link(request: Request, session: Session) -> bool:
    door: Door | None = request.app.state.door
    return door is not None and session.by_link_until_ms >= door.now_ms()
