"""Sign-in by a link that works once: the link's token and the session's id are kept as hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from cxloop.api.routes import Role

LINK_SECONDS: Final = 600
SESSION_SECONDS: Final = 12 * 3600
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in: to which workspace, with which role, until when (seconds on the monotonic clock).

    workspaces: all that this session may open, the one it has open among them.
    """

    workspace: str
    role: Role
    until: float
    workspaces: tuple[str, ...] = ()


class SignIn:
    """Links handed out and sessions begun, in the memory of this process: a restart ends them all.

    >>> now = [0.0]
    >>> sign_in = SignIn(clock=lambda: now[0])
    >>> token = sign_in.issue("main")
    >>> cookie = sign_in.redeem(token)
    >>> sign_in.session(cookie).workspace, sign_in.redeem(token)
    ('main', None)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._links: dict[str, Session] = {}
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def issue(self, workspace: str = "main", role: Role = "owner", workspaces: Iterable[str] = ()) -> str:
        """A token for one sign-in within ten minutes: opens `workspace`, and may switch to any of `workspaces`."""
        token = secrets.token_urlsafe(32)
        allowed = tuple(dict.fromkeys((workspace, *workspaces)))
        with self._lock:
            self._forget_old()
            self._links[_hash(token)] = Session(workspace, role, self._clock() + LINK_SECONDS, allowed)
        return token

    def link(self, address: str, workspace: str = "main", role: Role = "owner", workspaces: Iterable[str] = ()) -> str:
        """A link to hand to a person; `address` is the console's, such as http://127.0.0.1:8765."""
        return f"{address.rstrip('/')}/sign-in?token={self.issue(workspace, role, workspaces)}"

    def redeem(self, token: str) -> str | None:
        """Takes the token out of use and gives the session cookie's value; None where it is unknown, used or old."""
        with self._lock:
            found = _find(self._links, _hash(token))
            offer = self._links.pop(found) if found is not None else None
            if offer is None or offer.until < self._clock():
                return None
            self._forget_old()
            name = secrets.token_urlsafe(32)
            self._sessions[_hash(name)] = replace(offer, until=self._clock() + SESSION_SECONDS)
            return f"{name}.{self._signature(name)}"

    def session(self, cookie: str | None) -> Session | None:
        """The session of a cookie's value; None where it is forged, unknown, ended or old."""
        name = self._name(cookie)
        if name is None:
            return None
        with self._lock:
            session = self._sessions.get(_hash(name))
        return session if session is not None and session.until >= self._clock() else None

    def switch(self, cookie: str | None, workspace: str) -> bool:
        """Opens another workspace of this session; False, and nothing changes, where the session may not open it."""
        name = self._name(cookie)
        with self._lock:
            session = self._sessions.get(_hash(name)) if name is not None else None
            if name is None or session is None or workspace not in session.workspaces:
                return False
            self._sessions[_hash(name)] = replace(session, workspace=workspace)
        return True

    def end(self, cookie: str | None) -> None:
        name = self._name(cookie)
        if name is not None:
            with self._lock:
                self._sessions.pop(_hash(name), None)

    def _name(self, cookie: str | None) -> str | None:
        name, _, signature = (cookie or "").partition(".")
        genuine = hmac.compare_digest(signature.encode(), self._signature(name).encode())
        return name if name and genuine else None

    def _signature(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()

    def _forget_old(self) -> None:
        now = self._clock()
        for kept in (self._links, self._sessions):
            for name in [name for name, session in kept.items() if session.until < now]:
                del kept[name]
            while len(kept) >= _MOST:
                del kept[next(iter(kept))]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _find(known: dict[str, Session], wanted: str) -> str | None:
    """Compares with every hash in the same time, so that how long it takes tells nothing about the links there are."""
    found = None
    for candidate in known:
        if secrets.compare_digest(candidate, wanted):
            found = candidate
    return found
