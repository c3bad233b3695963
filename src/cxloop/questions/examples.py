"""A few journeys by name, the same ones whatever the partitions: those whose names hash lowest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from heapq import nsmallest

Examples = tuple[tuple[bytes, str], ...]
"""Hash and name, rising: merging keeps the lowest."""


def examples_of(names: Sequence[str], places: Iterable[int], limit: int) -> Examples:
    """The `limit` names with the lowest hashes, of those at these places.

    >>> [name for _, name in examples_of(["anna", "ben", "carl"], [0, 2], 5)]
    ['carl', 'anna']
    """
    chosen = (names[place] for place in places)
    hashed = ((blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), name) for name in chosen)
    return tuple(nsmallest(limit, hashed))


def merge_examples(left: Examples, right: Examples, limit: int) -> Examples:
    """The lowest of both."""
    return tuple(nsmallest(limit, left + right))
