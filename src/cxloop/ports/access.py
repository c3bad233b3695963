"""The ports to what says who may come in: keys of programs, accounts of people, and who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from cxloop.trust.accounts import Account, Session
from cxloop.trust.keys import Key
from cxloop.trust.policy import Role


class Keys(Protocol):
    """The API keys of a data folder; only hashes are kept."""

    def add(self, key: Key) -> None: ...

    def by_hash(self, hash: str) -> Key | None:
        """The key whose text has this hash, revoked and expired ones too."""
        ...

    def of(self, workspace: str) -> list[Key]: ...

    def revoke(self, workspace: str, id: str, moment_ms: int) -> bool:
        """Ends a key at once; False where there is none of this id that has not ended."""
        ...


class Accounts(Protocol):
    """The people of a data folder, each with a role for every workspace that is theirs."""

    def add(self, account: Account) -> bool:
        """False, and nothing changes, where the name is taken."""
        ...

    def named(self, name: str) -> Account | None: ...

    def vouched(self, issuer: str, subject: str) -> Account | None:
        """Who signs in with another system, by what that system calls them."""
        ...

    def all(self) -> list[Account]: ...

    def set_roles(self, name: str, roles: Mapping[str, Role]) -> None:
        """Puts these in the place of the roles there were."""
        ...

    def set_password(self, name: str, hash: str) -> None: ...

    def disable(self, name: str, moment_ms: int) -> None:
        """Ends an account, its links and its sessions at once."""
        ...


class SignIns(Protocol):
    """Links handed out and sessions begun, by the hashes of their secrets.

    A session of an account always has the roles that the account has now, and none where it is disabled.
    """

    def add_link(self, hash: str, offer: Session) -> None: ...

    def take_link(self, hash: str, now_ms: int) -> Session | None:
        """What a link offers, once; None where it is unknown, used or old."""
        ...

    def add_session(self, hash: str, session: Session) -> None: ...

    def session(self, hash: str, now_ms: int) -> Session | None: ...

    def open_workspace(self, hash: str, workspace: str) -> None: ...

    def state_purpose(self, hash: str, purpose: str | None) -> None: ...

    def end(self, hash: str) -> None: ...

    def end_all(self, account: str) -> None:
        """Ends the links and sessions of an account."""
        ...

    def forget_old(self, now_ms: int) -> None:
        """Removes what has ended."""
        ...
