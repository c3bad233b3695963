"""Sign-in with an OpenID provider: code flow with PKCE by Authlib, ID tokens checked by joserfc and `trust.openid`.

The provider's addresses come from its own discovery document, over https only, or on this machine; redirects are not
followed, and keys come from there and from nowhere else.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2 import OAuth2Error
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cxloop.errors import Both
from cxloop.trust.errors import SignInFailed
from cxloop.trust.openid import ALGORITHMS, Flow, Settings, Unbelievable, check_claims, check_header

_WAIT_SECONDS: Final = 10.0
_FRESH_SECONDS: Final = 600.0
_PAUSE_SECONDS: Final = 20.0
_SCOPE: Final = "openid profile email"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SILENT: Final = Both("the provider does not answer as it should", "제공자가 제대로 응답하지 않습니다")


class OpenIdProvider:
    """A provider as it describes itself; what it says is kept for ten minutes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._described: tuple[float, dict[str, Any], KeySet] | None = None

    def address(self, flow: Flow, state: str) -> str:
        """Where to send the browser, with the challenge of PKCE."""
        target = self._endpoint("authorization_endpoint")
        with self._client(flow) as client:
            url, _ = client.create_authorization_url(target, state=state, nonce=flow.nonce, code_verifier=flow.verifier)
        return str(url)

    def claims(self, flow: Flow, code: str, now_seconds: int) -> Mapping[str, Any]:
        """The claims of the ID token for a code, all of them checked. Raises SignInFailed."""
        try:
            with self._client(flow) as client:
                token = client.fetch_token(
                    self._endpoint("token_endpoint"), code=code, code_verifier=flow.verifier,
                    grant_type="authorization_code",
                )  # fmt: skip
            return self.believed(str(token.get("id_token") or ""), flow.nonce, now_seconds)
        except (httpx.HTTPError, OAuth2Error, ValueError):
            raise SignInFailed(reason=_SILENT) from None

    def believed(self, token: str, nonce: str, now_seconds: int) -> Mapping[str, Any]:
        """The claims of an ID token. Raises SignInFailed, whatever is wrong with it."""
        try:
            check_header(_header(token))
            claims = self._signed(token)
            check_claims(claims, self.settings, nonce, now_seconds)
        except Unbelievable as error:
            raise SignInFailed(reason=error.reason) from None
        except (JoseError, ValueError, TypeError, KeyError):
            reason = Both("its signature is not the provider's", "제공자의 서명이 아닙니다")
            raise SignInFailed(reason=reason) from None
        return claims

    def _client(self, flow: Flow) -> Any:
        return OAuth2Client(
            self.settings.client_id, self.settings.client_secret, scope=_SCOPE, redirect_uri=flow.redirect,
            code_challenge_method="S256", timeout=_WAIT_SECONDS, follow_redirects=False, trust_env=False,
        )  # fmt: skip

    def _endpoint(self, name: str) -> str:
        return _safe(str(self._description()[1].get(name, "")), self.settings.issuer)

    def _signed(self, token: str) -> dict[str, Any]:
        """The claims that the provider has signed. Its keys are read again where none fits, but not at every try."""
        read, _, keys = self._description()
        try:
            return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError):
            if read > time.monotonic() - _PAUSE_SECONDS:
                raise
        with self._lock:
            self._described = None
        return dict(jwt.decode(token, self._description()[2], algorithms=list(ALGORITHMS)).claims)

    def _description(self) -> tuple[float, dict[str, Any], KeySet]:
        with self._lock:
            if self._described is None or self._described[0] < time.monotonic() - _FRESH_SECONDS:
                self._described = (time.monotonic(), *self._read())
            return self._described

    def _read(self) -> tuple[dict[str, Any], KeySet]:
        issuer = self.settings.issuer
        try:
            with httpx.Client(timeout=_WAIT_SECONDS, follow_redirects=False, trust_env=False) as client:
                found = _json(client, _safe(f"{issuer.rstrip('/')}/.well-known/openid-configuration", issuer))
                if found.get("issuer") != issuer:
                    raise SignInFailed(reason=Both("another provider answers there", "다른 제공자가 응답합니다"))
                keys = _json(client, _safe(str(found.get("jwks_uri", "")), issuer))
            return found, _public(keys)
        except (httpx.HTTPError, JoseError, ValueError, TypeError, KeyError):
            raise SignInFailed(reason=_SILENT) from None


def _json(client: httpx.Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    answer.raise_for_status()
    plain = answer.json()
    if answer.is_redirect or not isinstance(plain, dict):
        raise ValueError(address)
    return plain


def _public(plain: dict[str, Any]) -> KeySet:
    """The provider's keys for signatures; never one that both sides would have to know."""
    keys = [key for key in plain["keys"] if key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": keys})


def _safe(address: str, issuer: str) -> str:
    """An address that may be asked: https, or this machine where the provider itself is on it. Raises SignInFailed."""
    parts, own = urlsplit(address), urlsplit(issuer)
    here = parts.hostname in _LOOPBACK and own.hostname in _LOOPBACK
    if parts.scheme == "https" or (parts.scheme == "http" and here):
        return address
    raise SignInFailed(reason=Both("an address of the provider is not https", "제공자의 주소가 https가 아닙니다"))


def _header(token: str) -> dict[str, Any]:
    if token.count(".") != 2:
        raise ValueError(token[:20])
    found = jws.extract_compact(token.encode()).headers()
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain
