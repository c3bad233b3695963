"""Secrets that people choose: whether one is only a placeholder; and keys derived from one secret. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final

SHORTEST: Final = 8
_WORDS: Final = re.compile(
    r"change[\W_]*(me|this|it)|placeholder|example|your[\W_]|default|todo|dummy|replace[\W_]*(me|this)|insert[\W_]|fill[\W_]*in",
    re.IGNORECASE,
)
_WHOLE: Final = frozenset(
    "secret password passwd passw0rd admin administrator root test testing letmein qwerty12 client-secret "
    "clientsecret client_secret topsecret supersecret mysecret my-secret 12345678 123456789 1234567890".split()
)


def is_placeholder(secret: str) -> bool:
    """Whether a secret is one that stands in examples, that anybody would guess, or that is too short to be one.

    >>> [is_placeholder(text) for text in ("changeme", "CHANGE-ME-please", "<secret>", "xxxxxxxxxxxx", "short")]
    [True, True, True, True, True]
    >>> is_placeholder("kV3-8sLq_2mZ7xTn")
    False
    """
    plain = secret.strip()
    framed = plain[:1] in "<{[$%" and plain[-1:] in ">}]%"
    return (
        len(plain) < SHORTEST
        or len(set(plain)) < 4
        or framed
        or plain.casefold() in _WHOLE
        or bool(_WORDS.search(plain))
    )


def derived(secret: bytes, use: str) -> bytes:
    """A key for one use; from it neither the secret nor a key for another use can be told.

    >>> derived(b"s", "audit") == derived(b"s", "names")
    False
    """
    return hmac.new(secret, use.encode(), hashlib.sha256).digest()
