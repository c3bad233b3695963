"""A link under which somebody outside may read one answer, for a while."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final

from cxloop.trust.keys import hash_of

MOST_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Share:
    """question: as in the API; query: what it was asked with, as an address has it; until_ms: since 1970 UTC; hash: of
    the secret in the link, which is kept nowhere."""

    author: str
    begun: str
    title: str
    question: str
    query: str
    until_ms: int
    hash: str

    def opens(self, secret: str, now_ms: int) -> bool:
        """Whether a link with this secret still opens it; hashes are compared in constant time.

        >>> share = Share("kim", "", "Funnel", "funnel", "step=a", 1000, hash_of("s3cret"))
        >>> share.opens("s3cret", 999), share.opens("s3cret", 1000), share.opens("guess", 0)
        (True, False, False)
        """
        return hmac.compare_digest(self.hash, hash_of(secret)) and now_ms < self.until_ms
