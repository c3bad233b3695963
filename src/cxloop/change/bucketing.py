"""Who gets which arm: by a hash that never changes, so that an upgrade moves nobody.

Version 1: BLAKE2b (RFC 7693) with a digest of eight bytes, of salt, a zero byte and unit, in UTF-8 and NFC; its highest
53 bits as a whole number, highest byte first, divided by 2^53. A salt of its own for each experiment makes them
independent of each other. Golden values are in the tests; a better hash would be version 2, beside it, for experiments
that start later.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Final

VERSION: Final = 1
_WHOLE: Final = 2.0**53


def bucket(salt: str, unit: str) -> float:
    """Where a unit stands in an experiment, from 0 up to but without 1.

    >>> round(bucket("checkout", "anna"), 6), round(bucket("checkout", "ben"), 6)
    (0.610024, 0.237789)
    """
    if not (salt.isascii() and unit.isascii()):
        salt, unit = unicodedata.normalize("NFC", salt), unicodedata.normalize("NFC", unit)
    text = f"{salt}\0{unit}".encode("utf-8", "surrogatepass")
    return (int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") >> 11) / _WHOLE


def arm_at(place: float, weights: Sequence[float]) -> int:
    """The arm that a place falls into. weights: of each arm, none negative; where the first gets more, none leaves it.

    >>> [arm_at(place, [1, 1, 2]) for place in (0.0, 0.3, 0.9)]
    [0, 1, 2]
    """
    total, end = sum(weights), 0.0
    for arm, weight in enumerate(weights):
        end += weight
        if place * total < end:
            return arm
    return max(arm for arm, weight in enumerate(weights) if weight > 0)
