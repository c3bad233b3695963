"""People who sign in: made, given roles, shown a link, disabled; and whether a password is theirs."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import ClassVar, Final, get_args

from cxloop.app.door import Door
from cxloop.errors import BadOption, Both
from cxloop.model.duration import iso
from cxloop.particles import particle
from cxloop.questions.answer import Answer
from cxloop.trust.accounts import Account, Session, is_name
from cxloop.trust.errors import AccountExists, UnknownAccount, WeakPassword, WrongPassword
from cxloop.trust.keys import hash_of
from cxloop.trust.passwords import SALT_BYTES, acceptable, fits, hashed
from cxloop.trust.policy import Role

LINK_MS: Final = 600_000
NO_ROLE: Final = "none"


@dataclass(frozen=True, slots=True)
class Person(Answer):
    """An account. roles: by workspace; password: whether one is set; disabled: since when, ISO 8601 in UTC."""

    rows: ClassVar[str] = "roles"
    account: str
    roles: dict[str, str]
    password: bool
    disabled: str | None
    issuer: str | None


@dataclass(frozen=True, slots=True)
class People(Answer):
    """All accounts of the data folder, the oldest first."""

    rows: ClassVar[str] = "accounts"
    accounts: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Invitation(Answer):
    """A link that signs an account in once and lets it set a password; expires: ISO 8601 in UTC."""

    account: str
    roles: dict[str, str]
    link: str
    expires: str


def create(door: Door, name: str, workspace: str, role: str, address: str) -> Invitation:
    """A new account with a role in one workspace, and its first link. Raises AccountExists."""
    if not is_name(name):
        reason = Both(
            f"“{name}” cannot be the name of an account", f"“{name}”{particle(name, '은')} 계정 이름이 될 수 없습니다"
        )
        raise BadOption(option="NAME", reason=reason)
    if not door.accounts.add(Account(name, door.now_ms(), {workspace: _role(role)})):
        raise AccountExists(account=name)
    return link(door, name, address)


def people(door: Door) -> People:
    """Everybody who may sign in, disabled ones too."""
    return People(tuple(_person(account) for account in door.accounts.all()))


def set_role(door: Door, name: str, workspace: str, role: str) -> Person:
    """Gives an account another role in a workspace, from its next request on; `none` takes it away. UnknownAccount."""
    account = known(door, name)
    others = {place: given for place, given in account.roles.items() if place != workspace}
    door.accounts.set_roles(name, others if role == NO_ROLE else {**others, workspace: _role(role)})
    return _person(known(door, name))


def disable(door: Door, name: str) -> Person:
    """Ends an account, and its links and sessions at once. Raises UnknownAccount."""
    known(door, name)
    door.accounts.disable(name, door.now_ms())
    return _person(known(door, name))


def link(door: Door, name: str, address: str) -> Invitation:
    """A link that signs in once within ten minutes. address: the console's. Raises UnknownAccount."""
    account = known(door, name)
    if account.disabled_ms is not None or not account.roles:
        raise UnknownAccount(account=name, known=[])
    token, until = secrets.token_urlsafe(32), door.now_ms() + LINK_MS
    offer = Session(next(iter(account.roles)), account.roles, until, account.name)
    door.sign_ins.add_link(hash_of(token), offer)
    target = f"{address.rstrip('/')}/sign-in?token={token}"
    return Invitation(name, dict(account.roles), target, iso(until * 1000))


def with_password(door: Door, name: str, password: str) -> Account:
    """The account that name and password belong to. Raises WrongPassword, as slowly for a name that nobody has."""
    account = door.accounts.named(name)
    usable = account is not None and account.disabled_ms is None
    kept = account.password if account is not None and usable else None
    if not fits(password, kept) or account is None:
        raise WrongPassword()
    return account


def set_password(door: Door, name: str, password: str) -> None:
    """Puts a password in the place of the one there was, and ends the account's other sessions. Raises WeakPassword."""
    if not acceptable(password, name):
        raise WeakPassword()
    door.accounts.set_password(name, hashed(password, os.urandom(SALT_BYTES)))
    door.sign_ins.end_all(name)


def known(door: Door, name: str) -> Account:
    """The account of this name. Raises UnknownAccount."""
    account = door.accounts.named(name)
    if account is None:
        raise UnknownAccount(account=name, known=[each.name for each in door.accounts.all()])
    return account


def _role(text: str) -> Role:
    roles = get_args(Role)
    if text not in roles:
        listed = ", ".join(roles)
        raise BadOption(option="--role", reason=Both(f"it is one of {listed}", f"{listed} 중 하나입니다"))
    role: Role = text  # type: ignore[assignment]
    return role


def _person(account: Account) -> Person:
    ended = account.disabled_ms
    return Person(
        account.name, dict(account.roles), account.password is not None, None if ended is None else iso(ended * 1000),
        account.issuer,
    )  # fmt: skip
