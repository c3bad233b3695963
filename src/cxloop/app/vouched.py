"""People whom another system vouches for: an account for each, and the role that the system or a default gives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cxloop.app.door import Door
from cxloop.errors import Both
from cxloop.trust.accounts import Account, is_name
from cxloop.trust.errors import SignInFailed
from cxloop.trust.openid import Settings, label_of, role_of


def admitted(door: Door, settings: Settings, claims: Mapping[str, Any], workspaces: tuple[str, ...]) -> Account:
    """The account of whoever the claims are about, made at the first sign-in.

    It is found by provider and subject, never by its name or address, which anybody may choose. A role that a claim
    gives is set at every sign-in; the default one only at the first, so that it can be changed here. Raises
    SignInFailed.
    """
    subject = str(claims["sub"])
    known = door.accounts.vouched(settings.issuer, subject)
    if known is None:
        return _made(door, settings, claims, subject, workspaces)
    if known.disabled_ms is not None:
        raise SignInFailed(reason=Both("the account is disabled", "사용이 중지된 계정입니다"))
    if settings.role_claim:
        door.accounts.set_roles(known.name, {**known.roles, **_roles(settings, claims, workspaces)})
    return door.accounts.vouched(settings.issuer, subject) or known


def _made(
    door: Door, settings: Settings, claims: Mapping[str, Any], subject: str, workspaces: tuple[str, ...]
) -> Account:
    mark = hashlib.sha256(f"{settings.issuer}\n{subject}".encode()).hexdigest()[:8]
    label = label_of(claims, subject)
    roles = _roles(settings, claims, workspaces)
    for name in (label, f"{label[:90]}+{mark}", f"person+{mark}"):
        account = Account(name, door.now_ms(), roles, issuer=settings.issuer, subject=subject)
        if is_name(name) and door.accounts.add(account):
            return account
    raise SignInFailed(reason=Both("no account could be made", "계정을 만들 수 없습니다"))


def _roles(settings: Settings, claims: Mapping[str, Any], workspaces: tuple[str, ...]) -> dict[str, Any]:
    role = role_of(claims, settings)
    if role is None:
        raise SignInFailed(reason=Both("no role is meant for you here", "주어진 역할이 없습니다"))
    return dict.fromkeys(workspaces, role)
