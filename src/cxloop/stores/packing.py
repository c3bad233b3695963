"""Bodies of requests, packed: JSON repeats itself, and a tenth of the bytes is on the disk in a tenth of the time."""

from __future__ import annotations

import struct
from typing import Final

import pyarrow as pa

_PACKED: Final = b"\x01"  # no JSON begins with it
_SHORTEST: Final = 512
_CODEC: Final = pa.Codec("zstd", 1)


def packed(body: bytes) -> bytes:
    """The body as it is stored: a mark, its length and zstd; a short one as it is.

    >>> unpacked(packed(b"[1, 2]" * 1000)) == b"[1, 2]" * 1000, len(packed(b"[1, 2]" * 1000)) < 100
    (True, True)
    """
    if len(body) < _SHORTEST and body[:1] != _PACKED:
        return body
    return _PACKED + struct.pack("<I", len(body)) + bytes(_CODEC.compress(body, asbytes=True))


def unpacked(stored: bytes) -> bytes:
    """The body as it came."""
    if stored[:1] != _PACKED:
        return stored
    (size,) = struct.unpack_from("<I", stored, 1)
    return bytes(_CODEC.decompress(stored[5:], size, asbytes=True))
