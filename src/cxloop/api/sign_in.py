"""Links that sign in once and the sessions they begin: of the token and of the session's id only hashes are kept."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from cxloop.ports.access import SignIns
from cxloop.trust.accounts import OWNER_PURPOSE, Account, Session
from cxloop.trust.keys import hash_of
from cxloop.trust.policy import Role

__all__ = ["LINK_SECONDS", "SESSION_SECONDS", "InMemory", "Session", "SignIn"]
LINK_SECONDS: Final = 600
SESSION_SECONDS: Final = 12 * 3600
_MOST: Final = 10_000


class SignIn:
    """Links handed out and sessions begun. kept: where; else in the memory of this process, and a restart ends them.

    clock: seconds since 1970 UTC.

    >>> now = [0.0]
    >>> sign_in = SignIn(clock=lambda: now[0])
    >>> token = sign_in.issue("main")
    >>> cookie = sign_in.redeem(token)
    >>> sign_in.session(cookie).workspace, sign_in.redeem(token)
    ('main', None)
    """

    def __init__(self, clock: Callable[[], float] = time.time, kept: SignIns | None = None) -> None:
        self._clock = clock
        self._kept: SignIns = InMemory() if kept is None else kept

    def issue(self, workspace: str = "main", role: Role = "admin", workspaces: Iterable[str] = ()) -> str:
        """A token for one sign-in within ten minutes: opens `workspace`, and may switch to any of `workspaces`.

        An admin who comes in by it holds the folder, and need not say what for.
        """
        token = secrets.token_urlsafe(32)
        roles: dict[str, Role] = dict.fromkeys((workspace, *workspaces), role)
        purpose = OWNER_PURPOSE if role == "admin" else None
        self._kept.add_link(hash_of(token), Session(workspace, roles, self._after(LINK_SECONDS), purpose=purpose))
        return token

    def link(self, address: str, workspace: str = "main", role: Role = "admin", workspaces: Iterable[str] = ()) -> str:
        """A link to hand to a person; `address` is the console's, such as http://127.0.0.1:8765."""
        return f"{address.rstrip('/')}/sign-in?token={self.issue(workspace, role, workspaces)}"

    def redeem(self, token: str) -> str | None:
        """Takes the token out of use and gives the session cookie's value; None where it is unknown, used or old."""
        offer = self._kept.take_link(hash_of(token), self._after(0))
        if offer is None:
            return None
        by_link = self._after(LINK_SECONDS) if offer.account else 0
        return self._begin(replace(offer, by_link_until_ms=by_link))

    def begin(self, account: Account) -> str | None:
        """The session cookie's value for somebody who has shown who they are; None for one who may open nothing."""
        if not account.roles or account.disabled_ms is not None:
            return None
        return self._begin(Session(next(iter(account.roles)), account.roles, 0, account.name))

    def session(self, cookie: str | None) -> Session | None:
        """The session of a cookie's value; None where it is forged, unknown, ended or old."""
        return self._kept.session(hash_of(cookie), self._after(0)) if cookie else None

    def switch(self, cookie: str | None, workspace: str) -> bool:
        """Opens another workspace of this session; False, and nothing changes, where the session may not open it."""
        session = self.session(cookie)
        if cookie is None or session is None or workspace not in session.workspaces:
            return False
        self._kept.open_workspace(hash_of(cookie), workspace)
        return True

    def state_purpose(self, cookie: str | None, purpose: str | None) -> None:
        """Remembers what personal fields are looked at for; None: they are hidden again."""
        if cookie:
            self._kept.state_purpose(hash_of(cookie), purpose)

    def end(self, cookie: str | None) -> None:
        """Signs out."""
        if cookie:
            self._kept.end(hash_of(cookie))

    def _begin(self, session: Session) -> str:
        cookie = secrets.token_urlsafe(32)
        self._kept.forget_old(self._after(0))
        self._kept.add_session(hash_of(cookie), replace(session, until_ms=self._after(SESSION_SECONDS)))
        return cookie

    def _after(self, seconds: float) -> int:
        return int((self._clock() + seconds) * 1000)


class InMemory:
    """Links and sessions of a process without a data folder: only its own links sign in, there are no accounts."""

    def __init__(self) -> None:
        self._links: dict[str, Session] = {}
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def add_link(self, hash: str, offer: Session) -> None:
        with self._lock:
            self._put(self._links, hash, offer)

    def take_link(self, hash: str, now_ms: int) -> Session | None:
        with self._lock:
            return _lasting(self._links.pop(hash, None), now_ms)

    def add_session(self, hash: str, session: Session) -> None:
        with self._lock:
            self._put(self._sessions, hash, session)

    def session(self, hash: str, now_ms: int) -> Session | None:
        with self._lock:
            return _lasting(self._sessions.get(hash), now_ms)

    def open_workspace(self, hash: str, workspace: str) -> None:
        with self._lock:
            if hash in self._sessions:
                self._sessions[hash] = replace(self._sessions[hash], workspace=workspace)

    def state_purpose(self, hash: str, purpose: str | None) -> None:
        with self._lock:
            if hash in self._sessions:
                self._sessions[hash] = replace(self._sessions[hash], purpose=purpose)

    def end(self, hash: str) -> None:
        with self._lock:
            self._sessions.pop(hash, None)

    def end_all(self, account: str) -> None:
        with self._lock:
            for kept in (self._links, self._sessions):
                for hash in [hash for hash, session in kept.items() if session.account == account]:
                    del kept[hash]

    def forget_old(self, now_ms: int) -> None:
        with self._lock:
            for kept in (self._links, self._sessions):
                for hash in [hash for hash, session in kept.items() if session.until_ms < now_ms]:
                    del kept[hash]

    def _put(self, kept: dict[str, Session], hash: str, session: Session) -> None:
        while len(kept) >= _MOST:
            del kept[next(iter(kept))]
        kept[hash] = session


def _lasting(session: Session | None, now_ms: int) -> Session | None:
    return session if session is not None and session.until_ms >= now_ms else None
