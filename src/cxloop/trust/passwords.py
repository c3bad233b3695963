"""Passwords: which are accepted, how one is kept, whether one fits. Pure: the salt is passed in.

scrypt with 32 MiB and three passes (N = 2^15, r = 8, p = 3), which RFC 7914 describes and OWASP recommends; the
parameters stand in the hash, so that they can be raised for new ones.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 256
SALT_BYTES: Final = 16
_COST, _BLOCK, _PASSES = 15, 8, 3
_BYTES: Final = 32


def acceptable(password: str, name: str) -> bool:
    """Whether it is long enough, and neither the account's name nor a few signs over and over.

    >>> acceptable("correct horse battery", "anna"), acceptable("short", "anna"), acceptable("abababababab", "anna")
    (True, False, False)
    """
    plain = _normal(password)
    return SHORTEST <= len(plain) <= LONGEST and len(set(plain)) >= 5 and name.casefold() != plain.casefold()


def hashed(password: str, salt: bytes) -> str:
    """What is kept of a password."""
    parts = (base64.b64encode(part).decode() for part in (salt, _scrypt(password, salt, _COST, _BLOCK, _PASSES)))
    return "$".join(("scrypt", str(_COST), str(_BLOCK), str(_PASSES), *parts))


NEVER: Final = f"scrypt${_COST}${_BLOCK}${_PASSES}${base64.b64encode(bytes(SALT_BYTES)).decode()}$"
"""A hash that no password fits: compared with where there is no account, so that it takes as long as where there is."""


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; None for no hash takes just as long.

    >>> kept = hashed("correct horse battery", bytes(16))
    >>> fits("correct horse battery", kept), fits("incorrect horse", kept), fits("", None)
    (True, False, False)
    """
    _, cost, block, passes, salt, wanted = (kept or NEVER).split("$")
    found = _scrypt(password[: 4 * LONGEST], base64.b64decode(salt), int(cost), int(block), int(passes))
    return hmac.compare_digest(found, base64.b64decode(wanted))


def _scrypt(password: str, salt: bytes, cost: int, block: int, passes: int) -> bytes:
    memory = 2 * 128 * block * (1 << cost)
    plain = _normal(password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=1 << cost, r=block, p=passes, maxmem=memory, dklen=_BYTES)


def _normal(password: str) -> str:
    """The same however a keyboard composes it: Hangul typed on two systems differs in its code points."""
    return unicodedata.normalize("NFKC", password)
