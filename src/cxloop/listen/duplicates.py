"""Recognising a row that came in before, without losing twins.

The n-th row of a file with some content matches the n-th row with that content already there; so identical rows within
a file are all kept, and the same file again adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.listen.hashing import hash_json, hash_numbers, hash_strings

_CONTENT = (
    "event",
    "customer_kind",
    "customer",
    "identifiers",
    "case_id",
    "channel",
    "owner",
    "text",
    "properties",
    "event_id",
)


_NOTHING = np.uint64(0)


def fingerprints(events: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """A hash of each event's content: everything its source said, but not when and with which file it came.

    A sum of salted column hashes in which a missing value counts nothing, so that it does not depend on which rows
    stand beside it. events: columns as in SOURCE_SCHEMA; int64, one a row.
    """
    total = np.zeros(len(events), np.uint64)
    for name in ("occurred", "sent", "due", "value"):
        column = events.column(name)
        if column.null_count < len(column):
            words = _words(column) ^ _salt(name).view(np.int64)
            total += np.where(column.is_valid().to_numpy(zero_copy_only=False), hash_numbers(words), _NOTHING)
    for name in _CONTENT:
        column = events.column(name)
        if column.null_count < len(column):
            hashes = (hash_json if name == "properties" else hash_strings)(column, int(_salt(name)))
            total += (
                np.where(column.is_valid().to_numpy(zero_copy_only=False), hashes, _NOTHING)
                if column.null_count
                else hashes
            )
    return total.view(np.int64)


def _words(column: pa.Array) -> npt.NDArray[np.int64]:
    if pa.types.is_floating(column.type):
        return np.ascontiguousarray(column.fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0).view(np.int64)
    words: npt.NDArray[np.int64] = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return words


def _salt(name: str) -> np.uint64:
    return np.uint64(hash_strings(pa.array([name]))[0])


class Seen:
    """How often each fingerprint is there already, and how many of those this source has matched so far.

    >>> seen = Seen([np.array([7, 7, 8])])
    >>> seen.take(np.array([7, 9, 7])).tolist(), seen.take(np.array([7, 8])).tolist()
    ([False, True, False], [True, False])
    """

    def __init__(self, batches: Iterable[npt.NDArray[np.int64]]) -> None:
        parts = list(batches)
        every = np.concatenate(parts) if parts else np.empty(0, np.int64)
        del parts
        every.sort()
        first = (
            np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1]))) if len(every) else np.empty(0, np.intp)
        )
        self.keys = every[first]
        self.left = np.diff(np.append(first, len(every))).astype(np.int32)

    def take(self, found: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which rows are new; the others are matched, each with one that is there."""
        fresh = np.ones(len(found), np.bool_)
        if not len(self.keys) or not len(found):
            return fresh
        place = np.minimum(np.searchsorted(self.keys, found), len(self.keys) - 1)
        known = np.flatnonzero(self.keys[place] == found)
        order = known[np.argsort(place[known], kind="stable")]
        slots = place[order]
        if not len(order):
            return fresh
        begin = np.concatenate(([True], slots[1:] != slots[:-1]))
        rank = np.arange(len(slots)) - np.flatnonzero(begin)[np.cumsum(begin) - 1]
        matched = rank < self.left[slots]
        fresh[order[matched]] = False
        np.subtract.at(self.left, slots[matched], 1)
        return fresh
