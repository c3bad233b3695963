"""What a company hands out to its customers: scripts for its own pages, and the reaction and inquiry pages.

Open to everybody, from anywhere, without a cookie: what they can do is what an ingest key can, and that is to send.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from cxloop.api.bodies import FindKey
from cxloop.api.routes import handed_out
from cxloop.web import touchpoints
from cxloop.web.language import Language, preferred
from cxloop.web.rendering import BUILT

_HOST: Final = re.compile(r"[\w.\-\[\]:]{1,255}")
_CORS: Final = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
_STYLE: Final = base64.b64encode(hashlib.sha256(touchpoints.STYLE.encode()).digest()).decode()
_PAGE: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; "
    f"style-src 'sha256-{_STYLE}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
Answer = tuple[int, bytes, dict[str, str]]


class HandedOut:
    """ASGI middleware: answers the routes that are handed out, passes everything else on.

    key_for: the key that opens for ingest, by its text.
    """

    def __init__(self, app: ASGIApp, *, key_for: FindKey) -> None:
        self.app, self.key_for = app, key_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = handed_out(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if declared is None:
            await self.app(scope, receive, send)
            return
        if declared.audience == "asset":
            answer = _script(scope)
        elif declared.audience == "answer":
            answer = self._settings(scope)
        else:
            answer = self._page(scope)
        await send_answer(send, scope, *answer)

    def _settings(self, scope: Scope) -> Answer:
        """What the Segment script for browsers asks first: where to send to."""
        text = scope["path"].split("/")[3]
        if self.key_for(text) is None:
            return 401, msgspec.json.encode({"code": "bad_key"}), _CORS | {"content-type": "application/json"}
        host = Headers(scope=scope).get("host", "")
        told: dict[str, Any] = {"apiKey": text, "protocol": scope["scheme"], "unbundledIntegrations": []}
        if _HOST.fullmatch(host):
            told["apiHost"] = f"{host}/v1"
        plain = {"integrations": {"Segment.io": told}, "plan": {}, "edgeFunction": {}, "metrics": {"sampleRate": 0}}
        headers = _CORS | {"content-type": "application/json", "cache-control": "no-store"}
        return 200, msgspec.json.encode(plain), headers

    def _page(self, scope: Scope) -> Answer:
        asked, language = asked_of(scope)
        kind = scope["path"].rpartition("/")[2]
        if self.key_for(asked.get("key", "")) is None:
            return page_of(404, touchpoints.sorry(language, "gone"), language)
        return page_of(200, touchpoints.page(kind, language, asked), language)


def asked_of(scope: Scope) -> tuple[dict[str, str], Language]:
    """What the address of a page says, and the language it is wanted in."""
    asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    return asked, preferred(asked.get("language") or Headers(scope=scope).get("accept-language", ""))


def page_of(status: int, html: str, language: Language) -> Answer:
    """A page under the policy of what is handed out."""
    more = {"content-type": "text/html; charset=utf-8", "content-language": language, "vary": "accept-language"}
    return status, html.encode(), _PAGE | more


def _script(scope: Scope) -> Answer:
    """A script under an address that stays, checked anew when the browser's copy is five minutes old."""
    try:
        body = (BUILT / scope["path"].lstrip("/")).read_bytes()
    except FileNotFoundError:
        return 503, b"", _CORS
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = _CORS | {"etag": tag, "cache-control": "public, max-age=300"}
    if Headers(scope=scope).get("if-none-match") == tag:
        return 304, b"", headers
    return 200, body, headers | {"content-type": "text/javascript; charset=utf-8"}


async def send_answer(send: Send, scope: Scope, status: int, body: bytes, headers: dict[str, str]) -> None:
    """A whole answer; to HEAD without its body."""
    told = {"x-content-type-options": "nosniff", "content-length": str(len(body))} | headers
    raw = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
