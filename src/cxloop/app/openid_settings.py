"""The settings for signing in with another system, read and checked before the server starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args
from urllib.parse import urlsplit

from cxloop.errors import Both
from cxloop.trust.errors import PlaceholderSecret, SettingMissing, SettingWrong
from cxloop.trust.openid import Settings
from cxloop.trust.policy import Role
from cxloop.trust.secrets import is_placeholder

ISSUER: Final = "CXLOOP_OIDC_ISSUER"
CLIENT: Final = "CXLOOP_OIDC_CLIENT_ID"
OWN: Final = "CXLOOP_OIDC_CLIENT_SECRET"
CLAIM: Final = "CXLOOP_OIDC_ROLE_CLAIM"
DEFAULT: Final = "CXLOOP_OIDC_DEFAULT_ROLE"
WORKSPACES: Final = "CXLOOP_OIDC_WORKSPACES"
_NEEDED: Final = (ISSUER, CLIENT, OWN)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def openid_settings(environment: Mapping[str, str]) -> Settings | None:
    """The settings; None where none of the needed ones is there.

    Raises SettingMissing, SettingWrong and PlaceholderSecret.

    >>> openid_settings({}) is None
    True
    >>> openid_settings({"CXLOOP_OIDC_ISSUER": "https://id.example"})
    Traceback (most recent call last):
    cxloop.trust.errors.SettingMissing: CXLOOP_OIDC_CLIENT_ID is not set.
    """
    said = {name: environment.get(name, "").strip() for name in (*_NEEDED, CLAIM, DEFAULT, WORKSPACES)}
    if not any(said[name] for name in _NEEDED):
        return None
    missing = next((name for name in _NEEDED if not said[name]), None)
    if missing is not None:
        raise SettingMissing(setting=missing, needed=", ".join(_NEEDED))
    if is_placeholder(said[OWN]):
        raise PlaceholderSecret(setting=OWN)
    _check_issuer(said[ISSUER])
    if not said[CLAIM] and not said[DEFAULT]:
        raise SettingMissing(setting=f"{CLAIM} / {DEFAULT}", needed=", ".join((*_NEEDED, CLAIM, DEFAULT)))
    workspaces = tuple(filter(None, (name.strip() for name in said[WORKSPACES].split(","))))
    return Settings(said[ISSUER], said[CLIENT], said[OWN], said[CLAIM] or None, _role(said[DEFAULT]), workspaces)


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise SettingWrong(setting=ISSUER, reason=Both("it has to be https", "https 주소여야 합니다"))


def _role(text: str) -> Role | None:
    roles = get_args(Role)
    if text and text not in roles:
        listed = ", ".join(roles)
        raise SettingWrong(setting=DEFAULT, reason=Both(f"it is one of {listed}", f"{listed} 중 하나여야 합니다"))
    role: Role | None = text or None  # type: ignore[assignment]
    return role
