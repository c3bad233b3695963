"""Recognising a row that came in before, without losing twins.

The n-th row of a file with some content matches the n-th row with that content already there; so identical rows within
a file are all kept, and the same file again adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.hashing import hash_json, hash_numbers, hash_strings
from cxloop.listen.mapping import Mapping

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


_MILESTONE = ("event", "customer_kind", "customer", "case_id")


def fingerprints(events: pa.RecordBatch, mapping: Mapping | None = None) -> npt.NDArray[np.int64]:
    """A hash of each event's content: everything its source said, but not when and with which file it came.

    A sum of salted column hashes in which a missing value counts nothing, so that it does not depend on which rows
    stand beside it. A milestone of a case (see `milestones_of`) is what it is by its case, name, time and value alone,
    whatever else its row says by now. events: columns as in SOURCE_SCHEMA; int64, one a row.
    """
    total = _summed(events, ("occurred", "sent", "due", "value"), _CONTENT)
    milestones = np.zeros(0, np.bool_) if mapping is None else milestones_of(events, mapping)
    if milestones.any():
        total = np.where(milestones, _summed(events, ("occurred", "value"), _MILESTONE) + _salt("milestone"), total)
    return total.view(np.int64)


def milestones_of(events: pa.RecordBatch, mapping: Mapping) -> npt.NDArray[np.bool_]:
    """Which events a column of times made of a row with a case: `paid_at` of an order."""
    if not mapping.has_milestones:
        return np.zeros(len(events), np.bool_)
    made = pc.is_in(events.column("event"), pa.array(mapping.moments, pa.string()))
    both: npt.NDArray[np.bool_] = pc.and_(made, events.column("case_id").is_valid()).to_numpy(zero_copy_only=False)
    return both


def _summed(events: pa.RecordBatch, numbers: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    total = np.zeros(len(events), np.uint64)
    for name in numbers:
        column = events.column(name)
        if column.null_count < len(column):
            words = _words(column) ^ _salt(name).view(np.int64)
            total += np.where(column.is_valid().to_numpy(zero_copy_only=False), hash_numbers(words), _NOTHING)
    for name in texts:
        column = events.column(name)
        if column.null_count < len(column):
            hashes = (hash_json if name == "properties" else hash_strings)(column, int(_salt(name)))
            total += (
                np.where(column.is_valid().to_numpy(zero_copy_only=False), hashes, _NOTHING)
                if column.null_count
                else hashes
            )
    return total


def _words(column: pa.Array) -> npt.NDArray[np.int64]:
    if pa.types.is_floating(column.type):
        return np.ascontiguousarray(column.fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0).view(np.int64)
    words: npt.NDArray[np.int64] = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return words


def _salt(name: str) -> np.uint64:
    return np.uint64(hash_strings(pa.array([name]))[0])


class Milestones:
    """The milestones of one source so far. A case reaches each at a time once: the lines of an order, one row each, do
    not pay it as often as it has lines. Those that carry a value are all kept, since each may be a part of the sum."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._known: list[npt.NDArray[np.int64]] = []

    def again(self, events: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Which events are milestones without a value that an earlier row has told, with a value or without."""
        again = np.zeros(len(events), np.bool_)
        place = np.flatnonzero(milestones_of(events, self.mapping))
        if not len(place):
            return again
        found = (_summed(events, ("occurred",), _MILESTONE) + _salt("milestone")).view(np.int64)[place]
        keys, first, of = np.unique(found, return_index=True, return_inverse=True)
        met = np.zeros(len(keys), np.bool_)
        for known in self._known:
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            met |= known[at] == keys
        self._keep(keys[~met])
        again[place] = met[of] | (first[of] != np.arange(len(place)))
        again[place] &= ~events.column("value").is_valid().to_numpy(zero_copy_only=False)[place]
        return again

    def _keep(self, keys: npt.NDArray[np.int64]) -> None:
        # sorted runs, each more than twice as long as the next, so that few are looked into and few are merged again
        while self._known and len(self._known[-1]) < 2 * len(keys):
            keys = np.sort(np.concatenate([self._known.pop(), keys]))
        if len(keys):
            self._known.append(keys)


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
