"""What an OpenID provider says of a person, and whether to believe it. Pure: the signature is checked beside, by key.

Each claim of an ID token is checked here by name (OpenID Connect Core 3.1.3.7); whatever a token says of how it wants
to be checked counts for nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cxloop.errors import Both
from cxloop.trust.policy import ROLES, Role

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures by a key that only the provider has; none that we could make ourselves."""
LEEWAY_SECONDS: Final = 60
OLDEST_SECONDS: Final = 3600
_HEADERS: Final = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
_TYPES: Final = frozenset({None, "JWT", "jwt", "application/jwt"})


@dataclass(frozen=True, slots=True)
class Flow:
    """A sign-in under way elsewhere. browser: the hash of the cookie of the browser that began it."""

    browser: str
    nonce: str
    verifier: str
    redirect: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach the provider, and what its people may do. role_claim: the claim that names roles; workspaces: those
    that people get a role in, the first one served where none is named."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str | None = None
    default_role: Role | None = None
    workspaces: tuple[str, ...] = ()


class Unbelievable(Exception):
    """Why a token is not believed."""

    def __init__(self, reason: Both) -> None:
        super().__init__(str(reason))
        self.reason = reason


def check_header(header: Mapping[str, Any]) -> None:
    """Raises Unbelievable where a token asks for another algorithm, brings its own key, or asks for something unknown.

    >>> check_header({"alg": "RS256", "kid": "1"})
    >>> check_header({"alg": "none"})
    Traceback (most recent call last):
    cxloop.trust.openid.Unbelievable: its algorithm is not allowed
    """
    if header.get("alg") not in ALGORITHMS:
        raise Unbelievable(Both("its algorithm is not allowed", "허용되지 않는 서명 방식입니다"))
    if header.keys() - _HEADERS or header.get("typ") not in _TYPES:
        raise Unbelievable(Both("its header asks for more than it may", "머리글에 허용되지 않는 항목이 있습니다"))


def check_claims(claims: Mapping[str, Any], settings: Settings, nonce: str, now_seconds: int) -> str:
    """The name the provider has for the person, once every claim is right. Raises Unbelievable."""
    _check_parties(claims, settings)
    _check_times(claims, now_seconds)
    shown = claims.get("nonce")
    if not isinstance(shown, str) or not hmac.compare_digest(shown.encode(), nonce.encode()):
        raise Unbelievable(Both("it belongs to another sign-in", "다른 로그인에 속한 토큰입니다"))
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Unbelievable(Both("it names nobody", "누구인지 적혀 있지 않습니다"))
    return subject


def role_of(claims: Mapping[str, Any], settings: Settings) -> Role | None:
    """The highest of our roles that the claim for roles names, a list or one text; else the default; None: no way in.

    >>> settings = Settings("i", "c", "s", role_claim="groups", default_role="viewer")
    >>> role_of({"groups": ["staff", "analyst", "maker"]}, settings), role_of({"groups": "owner"}, settings)
    ('maker', 'viewer')
    """
    said = claims.get(settings.role_claim) if settings.role_claim else None
    named = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    return next((role for role in reversed(ROLES) if role in named), settings.default_role)


def label_of(claims: Mapping[str, Any], subject: str) -> str:
    """What to call a person: an address that was verified, else the name they prefer, else the provider's.

    >>> label_of({"email": "kim@example.com", "email_verified": False, "preferred_username": "kim"}, "17")
    'kim'
    """
    mail = claims.get("email") if claims.get("email_verified") is True else None
    for said in (mail, claims.get("preferred_username"), subject):
        if isinstance(said, str) and said:
            return said
    return subject


def _check_parties(claims: Mapping[str, Any], settings: Settings) -> None:
    if claims.get("iss") != settings.issuer:
        raise Unbelievable(Both("another provider issued it", "다른 제공자가 발급했습니다"))
    said = claims.get("aud")
    audience = [said] if isinstance(said, str) else said
    if not isinstance(audience, list) or settings.client_id not in audience:
        raise Unbelievable(Both("it is meant for somebody else", "다른 곳에 쓸 토큰입니다"))
    party = claims.get("azp")
    if (len(audience) > 1 or party is not None) and party != settings.client_id:
        raise Unbelievable(Both("it is meant for others as well", "다른 곳에도 쓸 토큰입니다"))


def _check_times(claims: Mapping[str, Any], now: int) -> None:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    begins = _time(claims, "nbf") if claims.get("nbf") is not None else issued
    if expires <= now - LEEWAY_SECONDS or issued < now - OLDEST_SECONDS:
        raise Unbelievable(Both("it has ended", "유효 기간이 지났습니다"))
    if max(issued, begins) > now + LEEWAY_SECONDS:
        raise Unbelievable(Both("it comes from the future", "아직 유효하지 않습니다"))


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise Unbelievable(Both("its times cannot be read", "시각을 읽을 수 없습니다"))
    return value
