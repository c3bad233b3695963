"""Signatures of webhooks: Standard Webhooks, and those of the trackers that sign in their own way. Pure.

Compared in constant time, over the body as it came; nothing of what is signed is read before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from cxloop.trust.secrets import derived

TOLERANCE_SECONDS: Final = 300
_PREFIX: Final = "whsec_"


def secret_of(key: bytes, workspace: str, hook: str) -> str:
    """The secret of a webhook, which is kept nowhere. key: the folder's, for webhooks.

    >>> secret_of(b"k", "main", "1").startswith("whsec_"), secret_of(b"k", "main", "1") == secret_of(b"k", "main", "2")
    (True, False)
    """
    return _PREFIX + base64.b64encode(derived(key, f"secret\n{workspace}\n{hook}")).decode()


def message_id(key: bytes, workspace: str, kind: str, id: str, version: int) -> str:
    """The same for the same version of a record, however often it is sent."""
    named = f"message\n{workspace}\n{kind}:{id}:{version}"
    return f"msg_{derived(key, named).hex()[:32]}"


def signature(secret: str, id: str, seconds: int, body: bytes) -> str:
    """What stands in `webhook-signature`. seconds: since 1970 UTC, as in `webhook-timestamp`.

    >>> key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    >>> signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(_mac(key, f"{id}.{seconds}.".encode() + body)).decode()


def genuine(secret: str, headers: Mapping[str, str], body: bytes, now_seconds: int) -> bool:
    """Whether whoever sent this knows the secret. headers: with names in lower case.

    Standard Webhooks; GitHub, Jira (`sha256=` and hexadecimal digits), Linear (the digits alone); GitLab, which sends
    the secret itself.
    """
    if "webhook-signature" in headers:
        return _standard(secret, headers, body, now_seconds)
    digits = _mac(secret.encode(), body).hex()
    wanted = {
        "x-hub-signature-256": f"sha256={digits}", "x-hub-signature": f"sha256={digits}", "linear-signature": digits,
        "x-gitlab-token": secret,
    }  # fmt: skip
    return any(_same(headers[name], value) for name, value in wanted.items() if name in headers)


def _standard(secret: str, headers: Mapping[str, str], body: bytes, now_seconds: int) -> bool:
    id, told = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (told.isascii() and told.isdigit() and len(told) < 12) or abs(int(told) - now_seconds) > TOLERANCE_SECONDS:
        return False
    wanted = signature(secret, id, int(told), body)
    return any(_same(one, wanted) for one in headers["webhook-signature"].split(" "))


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode())
