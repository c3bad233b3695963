"""API keys: how one looks, how it is kept, whether it opens a door. Pure: secrets and time are passed in."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final, Literal

Purpose = Literal["ingest", "flags", "rules", "read"]
PURPOSES: Final[tuple[Purpose, ...]] = ("ingest", "flags", "rules", "read")
PREFIXES: Final[dict[Purpose, str]] = {"ingest": "cxi", "flags": "cxf", "rules": "cxd", "read": "cxr"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: never its text. Times are milliseconds since 1970 UTC; None: never. per_minute: how many
    messages it lets in a minute; None: as many as come."""

    id: str
    workspace: str
    purpose: Purpose
    name: str
    hash: str
    created_ms: int
    expires_ms: int | None = None
    revoked_ms: int | None = None
    per_minute: int | None = None

    def opens(self, text: str, purpose: Purpose, now_ms: int) -> bool:
        """Whether somebody who shows this text is let in for a purpose now; hashes are compared in constant time.

        >>> key = Key("k1", "main", "ingest", "web", hash_of("cxi_s3cret"), 0, expires_ms=1000)
        >>> key.opens("cxi_s3cret", "ingest", 999), key.opens("cxi_s3cret", "ingest", 1000)
        (True, False)
        """
        mine = hmac.compare_digest(self.hash, hash_of(text))
        ended = self.revoked_ms is not None or (self.expires_ms is not None and self.expires_ms <= now_ms)
        return mine and self.purpose == purpose and not ended


def text_of(purpose: Purpose, secret: str) -> str:
    """The key as it is shown once: its purpose, then the secret.

    >>> text_of("ingest", "s3cret")
    'cxi_s3cret'
    """
    return f"{PREFIXES[purpose]}_{secret}"


def hash_of(text: str) -> str:
    """What is kept of a key's text: SHA-256 is enough, since the secret is random and long."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
