"""The numbers under which journeys are filed: hashes of identifiers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.hashing import Hashes, hash_strings


def journey_hash(kind: str, value: str) -> np.uint64:
    """The number of a customer or case: the hash of its identifier, seeded with the hash of the kind.

    >>> journey_hash("customer", "anna") != journey_hash("case", "anna")
    np.True_
    """
    return np.uint64(journey_hashes(pa.array([value]), kind)[0])


def journey_hashes(values: pa.Array | pa.ChunkedArray, kind: str) -> Hashes:
    """As `journey_hash`, of many; a name is the same however its letters were put together (NFC).

    >>> len(set(journey_hashes(pa.array(["\\uac00", "\\u1100\\u1161"]), "customer").tolist()))
    1
    """
    if len(values) and not pc.all(pc.string_is_ascii(values)).as_py():
        values = pc.utf8_normalize(values, "NFC")
    return hash_strings(values, kind_seed(kind))


def kind_seed(kind: str) -> int:
    """The seed under which identifiers of a kind are hashed."""
    return int(hash_strings(pa.array([kind]))[0] >> np.uint64(1))
