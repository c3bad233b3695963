"""Sign-in with an OpenID provider, a real one on this machine: who comes in, and that no forged token does."""

from __future__ import annotations

import base64
import hmac
import json
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import flask
import httpx
import oidc_provider_mock
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock._server import _threaded_server
from oidc_provider_mock._storage import storage

from cxloop import wiring
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.app import accounts
from cxloop.trust.policy import ROLES
from web.conftest import serving
from web.running import Reply, Site

Claims = dict[str, Any]
Forge = Callable[[Claims, RSAKey], str]
CLIENT, OWN = "cxloop console", "k7-Vq2m-9sTx-4hLw"
STRANGER = RSAKey.generate_key(2048, private=True)


@dataclass
class Elsewhere:
    """The provider. forge: puts another ID token in the place of the one it gives."""

    issuer: str = ""
    forge: Forge | None = None
    seen: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    one = Elsewhere()
    people = [
        oidc_provider_mock.User(sub="17", claims={"preferred_username": "지우", "groups": ["staff", "analyst"]}),
        oidc_provider_mock.User(sub="18", claims={"preferred_username": "지우", "groups": ["viewer"]}),
        oidc_provider_mock.User(sub="19", claims={"preferred_username": "stranger", "groups": ["staff"]}),
    ]
    app: Any = oidc_provider_mock.app(user_claims=people)

    @app.after_request
    def forged(response: Any) -> Any:
        if flask.request.path == "/oauth2/token" and response.status_code == 200 and one.forge is not None:
            said = response.get_json()
            key = RSAKey.import_key(storage.jwk.as_dict(is_private=True))
            said["id_token"] = one.forge(_payload(said["id_token"]), key)
            response.set_data(json.dumps(said))
            one.given.append(said["id_token"])
        one.seen.append(flask.request.full_path)
        return response

    with _threaded_server(app) as server:
        one.issuer = f"http://localhost:{server.server_port}"
        yield one


@pytest.fixture(scope="module")
def site(workspaces: dict[str, Any], elsewhere: Elsewhere) -> Iterator[Site]:
    door = wiring.door(workspaces["main"].folder.parent)
    sign_in = SignIn(kept=door.sign_ins)
    provider = wiring.openid(
        {
            "CXLOOP_OIDC_ISSUER": elsewhere.issuer, "CXLOOP_OIDC_CLIENT_ID": CLIENT, "CXLOOP_OIDC_CLIENT_SECRET": OWN,
            "CXLOOP_OIDC_ROLE_CLAIM": "groups",
        }
    )  # fmt: skip
    app = create_app(workspaces, sign_in=sign_in, door=door, provider=provider)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)


def _payload(token: str) -> Claims:
    part = token.split(".")[1]
    plain: Claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return plain


def left(site: Site) -> tuple[str, str]:
    """The address that the browser is sent to, and the cookie it keeps."""
    reply = site.ask("GET", "/sign-in/with")
    assert reply.status == 303
    return reply.headers["location"], reply.headers["set-cookie"].split(";")[0]


def agreed(address: str, subject: str = "17") -> str:
    """What the person at the provider does; the path to come back to."""
    answer = httpx.post(address, data={"sub": subject}, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    back = urllib.parse.urlsplit(answer.headers["location"])
    assert back.path == "/sign-in/callback"
    return f"{back.path}?{back.query}"


def signed_in(site: Site, subject: str = "17") -> Reply:
    address, cookie = left(site)
    return site.ask("GET", agreed(address, subject), {"cookie": cookie})


def own_session(site: Site, subject: str = "17") -> str:
    """The session that somebody gets; http.client keeps the last of several cookies only."""
    address, cookie = left(site)
    answer = httpx.get(site.address + agreed(address, subject), headers={"cookie": cookie}, follow_redirects=False)
    return str(answer.cookies["cxloop_session"])


def test_who_the_provider_vouches_for_comes_in(site: Site, elsewhere: Elsewhere) -> None:
    address, _ = left(site)
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert len(asked["nonce"]) > 40
    assert len(asked["state"]) > 40
    reply = signed_in(site)
    assert (reply.status, reply.headers["location"]) == (303, "/")
    session = site.sign_in.session(own_session(site))
    assert session is not None
    assert (session.account, dict(session.roles)) == ("지우", {"main": "analyst"})


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("/funnel?step=방문&step=주문 완료", "/funnel?step=방문&step=주문 완료"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
    ],
)
def test_whoever_signs_in_comes_to_the_page_that_was_asked_for(site: Site, asked: str, there: str) -> None:
    begun = httpx.get(f"{site.address}/sign-in/with", params={"back": asked}, follow_redirects=False)
    cookies = {one.name: one.value for one in begun.cookies.jar}
    way = agreed(begun.headers["location"])
    come = httpx.get(site.address + way, cookies=cookies, follow_redirects=False)
    assert (come.status_code, urllib.parse.unquote(come.headers["location"])) == (303, there)


def test_people_are_known_by_what_the_provider_calls_them_not_by_a_name_they_choose(site: Site) -> None:
    for subject in ("17", "18", "17"):
        assert signed_in(site, subject).status == 303
    people = [one for one in site.door.accounts.all() if one.issuer]
    assert [(one.subject, dict(one.roles)) for one in people] == [
        ("17", {"main": "analyst"}),
        ("18", {"main": "viewer"}),
    ]
    assert people[0].name == "지우"
    assert people[1].name.startswith("지우+")


def test_without_a_role_nobody_comes_in(site: Site) -> None:
    assert signed_in(site, "19").status == 401
    assert site.door.accounts.named("stranger") is None


def test_a_disabled_account_stays_out(site: Site) -> None:
    signed_in(site, "18")
    name = next(one.name for one in site.door.accounts.all() if one.subject == "18")
    accounts.disable(site.door, name)
    assert signed_in(site, "18").status == 401


def test_a_way_back_works_once_and_only_in_the_browser_that_left(site: Site) -> None:
    address, cookie = left(site)
    back = agreed(address)
    assert site.ask("GET", back).status == 401, "another browser"
    assert site.ask("GET", back, {"cookie": cookie}).status == 401, "and by that it was used up"
    address, cookie = left(site)
    _, another = left(site)
    assert site.ask("GET", agreed(address), {"cookie": another}).status == 401
    assert site.ask("GET", "/sign-in/callback?code=x&state=y", {"cookie": cookie}).status == 401
    assert site.ask("GET", "/sign-in/callback").status == 401


def signed(claims: Claims, key: Any, **header: Any) -> str:
    algorithm = header.get("alg", "RS256")
    return jwt.encode({"alg": "RS256", **header}, claims, key, algorithms=[algorithm])


def raw(claims: Claims, signature: bytes = b"", **header: Any) -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def keyed(claims: Claims, secret: bytes, bits: int = 256, **header: Any) -> str:
    """A token with an HMAC, made by hand, since libraries refuse to take a public key for a secret."""
    head, body, _ = raw(claims, alg=f"HS{bits}", **header).split(".")
    mac = hmac.new(secret, f"{head}.{body}".encode(), f"sha{bits}").digest()
    return ".".join((head, body, base64.urlsafe_b64encode(mac).decode().rstrip("=")))


def own_kid(key: RSAKey) -> str:
    return str(key.as_dict(private=False).get("kid", key.thumbprint()))


def but(**changed: Any) -> Forge:
    """A token with the provider's own signature and other claims; None: without that one."""

    def forge(claims: Claims, key: RSAKey) -> str:
        told = {name: value for name, value in {**claims, **changed}.items() if value is not None}
        return signed(told, key, kid=own_kid(key))

    return forge


NOW = int(time.time())
FORGED: dict[str, Forge] = {
    "alg none": lambda claims, key: raw(claims, alg="none"),
    "alg None": lambda claims, key: raw(claims, alg="None", typ="JWT"),
    "alg NONE, a signature": lambda claims, key: raw(claims, b"x" * 256, alg="NONE"),
    "no alg": lambda claims, key: raw(claims, typ="JWT"),
    "alg null": lambda claims, key: raw(claims, alg=None),
    "RS256 without a signature": lambda claims, key: raw(claims, alg="RS256", kid=own_kid(key)),
    "HS256 with the public key": lambda claims, key: keyed(claims, key.as_pem(private=False)),
    "HS256 with the public key, its kid": lambda claims, key: keyed(
        claims, key.as_pem(private=False), kid=own_kid(key)
    ),
    "HS384 with the public key": lambda claims, key: keyed(claims, key.as_pem(private=False), 384),
    "HS512 with the public key": lambda claims, key: keyed(claims, key.as_der(private=False), 512),
    "HS256 with the client's secret": lambda claims, key: keyed(claims, OWN.encode()),
    "HS256 with nothing, kid of a file": lambda claims, key: keyed(claims, b"", kid="../../../../dev/null"),
    "a stranger's key": lambda claims, key: signed(claims, STRANGER),
    "a stranger's key under the known kid": lambda claims, key: signed(claims, STRANGER, kid=own_kid(key)),
    "a stranger's key, kid of SQL": lambda claims, key: signed(claims, STRANGER, kid="' or 1=1 --"),
    "its own key inside": lambda claims, key: signed(claims, STRANGER, jwk=STRANGER.as_dict(private=False)),
    "its own key elsewhere": lambda claims, key: signed(claims, STRANGER, jku="http://127.0.0.1:9/keys"),
    "its own certificate elsewhere": lambda claims, key: signed(claims, STRANGER, x5u="http://127.0.0.1:9/cert"),
    "its own certificate": lambda claims, key: signed(claims, STRANGER, x5c=["MIIB"]),
    "the right key, but named elsewhere": lambda claims, key: signed(
        claims, key, kid=own_kid(key), jku="http://127.0.0.1:9/keys"
    ),
    "critical extension": lambda claims, key: raw(claims, b"x" * 256, alg="RS256", crit=["b64"], b64=False),
    "RS384 by the right key": lambda claims, key: signed(claims, key, alg="RS384", kid=own_kid(key)),
    "RS512 by the right key": lambda claims, key: signed(claims, key, alg="RS512", kid=own_kid(key)),
    "an access token": lambda claims, key: signed(claims, key, kid=own_kid(key), typ="at+jwt"),
    "other claims, the same signature": lambda claims, key: _swapped(claims, key),
    "a bit of the signature": lambda claims, key: _flipped(but()(claims, key)),
    "cut off": lambda claims, key: but()(claims, key)[:-20],
    "four parts": lambda claims, key: but()(claims, key) + ".x",
    "nothing": lambda claims, key: "",
    "no token": lambda claims, key: "not.a.token",
    "aud of another": but(aud="another client"),
    "aud list of others": but(aud=["a", "b"]),
    "no aud": but(aud=None),
    "aud with others, no azp": but(aud=[CLIENT, "another"], azp=None),
    "azp of another": but(azp="another client"),
    "iss of another": but(iss="http://localhost:1"),
    "no iss": but(iss=None),
    "iss list": but(iss=["http://localhost:1"]),
    "ended": but(exp=NOW - 3600),
    "no exp": but(exp=None),
    "exp as text": but(exp="9999999999"),
    "exp true": but(exp=True),
    "no iat": but(iat=None),
    "iat in the future": but(iat=NOW + 7200),
    "issued yesterday": but(iat=NOW - 86_400),
    "not yet": but(nbf=NOW + 7200),
    "no nonce": but(nonce=None),
    "nonce of another": but(nonce="guessed"),
    "nonce list": but(nonce=["guessed"]),
    "no sub": but(sub=None),
    "empty sub": but(sub=""),
    "sub as a number": but(sub=17),
}


def _swapped(claims: Claims, key: RSAKey) -> str:
    genuine, other = but()(claims, key).split("."), but(sub="18")(claims, key).split(".")
    return ".".join((genuine[0], other[1], genuine[2]))


def _flipped(token: str) -> str:
    place = len(token) - 40
    return token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]


def test_there_are_forty_of_them() -> None:
    assert len(FORGED) >= 40


@pytest.mark.parametrize("name", FORGED)
def test_no_forged_token_lets_anybody_in(site: Site, elsewhere: Elsewhere, name: str) -> None:
    before = [(one.name, dict(one.roles)) for one in site.door.accounts.all()]
    many = len(elsewhere.given)
    elsewhere.forge = FORGED[name]
    try:
        reply = signed_in(site)
    finally:
        elsewhere.forge = None
    assert len(elsewhere.given) == many + 1, "the forged token was given to us"
    assert reply.status == 401
    assert "cxloop_session" not in reply.headers.get("set-cookie", "")
    assert [(one.name, dict(one.roles)) for one in site.door.accounts.all()] == before


def test_the_same_token_unforged_is_believed(site: Site, elsewhere: Elsewhere) -> None:
    """Else the forged ones could be refused for another reason."""
    for forge in (but(), but(azp=CLIENT), but(aud=[CLIENT, "another"], azp=CLIENT), but(nbf=NOW - 60)):
        elsewhere.forge = forge
        try:
            assert signed_in(site).status == 303
        finally:
            elsewhere.forge = None


@pytest.mark.parametrize("name", list(FORGED)[:24])
def test_a_token_is_no_key(site: Site, name: str) -> None:
    key = RSAKey.generate_key(2048, private=True)
    claims = {"iss": "x", "sub": "17", "aud": CLIENT, "exp": NOW + 600, "iat": NOW, "roles": list(ROLES)}
    headers = {"authorization": f"Bearer {FORGED[name](claims, key)}"}
    assert site.ask("GET", "/api/v1/overview", headers).status == 401


def test_new_keys_of_the_provider_are_found(site: Site, elsewhere: Elsewhere) -> None:
    from cxloop.connectors import openid

    provider = site.app.state.openid
    assert signed_in(site).status == 303
    read, described, keys = provider._described
    provider._described = (read - openid._PAUSE_SECONDS - 1, described, openid.KeySet([STRANGER]))
    assert signed_in(site).status == 303
    assert provider._described[0] > read, "they were read again"
    assert len(keys.keys) == len(provider._described[2].keys)


def test_nothing_is_asked_of_an_address_that_a_token_names(site: Site, elsewhere: Elsewhere) -> None:
    known = {"/.well-known/openid-configuration", "/jwks", "/oauth2/token", "/oauth2/authorize"}
    assert {path.partition("?")[0] for path in elsewhere.seen} <= known


def test_a_skipped_signature_check_turns_them_red(
    site: Site, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(site.app.state.openid), "_signed", lambda self, token: _payload(token))
    with pytest.raises(AssertionError):
        test_no_forged_token_lets_anybody_in(site, elsewhere, "a stranger's key")
