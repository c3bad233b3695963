"""Who is who, in the plainest correct way: an anonymous identifier belongs to the customer it was first seen with, one
of another kind (an e-mail, a phone) to the only customer it was ever seen with.

Two customers never become one by this: what several share belongs to none of them. What was seen counts, not the order
in which it came in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

CUSTOMER: Final = "customer"
ANONYMOUS: Final = "anonymous"
"""The kinds of identifiers that are told apart here."""
MET: Final = pa.schema(
    [("kind", pa.string()), ("identifier", pa.string()), ("customer", pa.string()), ("occurred", pa.int64())]
)
"""Identifiers that stood on a row with a customer, and when first, µs since 1970 UTC."""
_NAMES: Final = ["kind", "identifier", "customer"]


class Link(NamedTuple):
    """An anonymous identifier and a customer that were seen together, and when first, µs since 1970 UTC."""

    anonymous: str
    customer: str
    occurred_us: int


class Owners:
    """The customer of each anonymous identifier, as links come in.

    >>> owners = Owners([Link("a", "ben", 5), Link("a", "anna", 3)])
    >>> owners.of["a"]
    'anna'
    """

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        self.of: dict[str, str] = {}
        self.add(links)

    def add(self, links: Iterable[Link]) -> None:
        """More links, in any order."""
        for link in links:
            seen = (link.occurred_us, link.customer)
            if link.anonymous not in self._first or seen < self._first[link.anonymous]:
                self._first[link.anonymous] = seen
                self.of[link.anonymous] = link.customer

    def met(self) -> pa.Table:
        """The first time of each, as rows of MET."""
        kinds = pa.repeat(ANONYMOUS, len(self.of))
        times = [moment for moment, _ in self._first.values()]
        return pa.table([kinds, [*self.of], [*self.of.values()], pa.array(times, pa.int64())], schema=MET)


def of_customer(customer: str, owners: Mapping[str, str]) -> list[str]:
    """The anonymous identifiers of a customer, sorted."""
    return sorted(anonymous for anonymous, owner in owners.items() if owner == customer)


def met(events: pa.Table, kinds: Iterable[str]) -> pa.Table:
    """The identifiers of these kinds that stand on the same rows of some events as a customer, as rows of MET.

    >>> rows = [{"customer_kind": "customer", "customer": "anna", "identifiers": '{"phone":"7"}', "occurred": 5}]
    >>> met(pa.Table.from_pylist(rows), ["phone"]).to_pylist()
    [{'kind': 'phone', 'identifier': '7', 'customer': 'anna', 'occurred': 5}]
    """
    found, wanted = [MET.empty_table()], [kind for kind in kinds if kind != CUSTOMER]
    chosen = pc.and_(pc.equal(events["customer_kind"], CUSTOMER), pc.is_valid(events["identifiers"]))
    rows = events.filter(chosen) if wanted else events.slice(0, 0)
    if len(rows):
        objects, customers = (rows[name].combine_chunks() for name in ("identifiers", "customer"))
        times = rows["occurred"].cast(pa.int64()).combine_chunks()
        found += [_pairs(kind, texts, customers, times) for kind, texts in _columns(objects, wanted)]
    return pa.concat_tables(found)


def _columns(objects: pa.Array, names: list[str]) -> Iterator[tuple[str, pa.Array]]:
    """Texts in JSON objects, as columns; names: such as a file may have two of."""
    if len(set(names)) < len(names):
        members = [json.loads(one, object_pairs_hook=list) for one in objects.to_pylist()]
        for place in range(max(map(len, members))):
            for name in set(names):
                nth = (one[place] if place < len(one) else (None, None) for one in members)
                yield name, pa.array([text if of == name else None for of, text in nth], pa.string())
        return
    lines = pc.binary_join(pa.ListArray.from_arrays([0, len(objects)], objects), "\n").cast(pa.binary())[0].as_buffer()
    asked = pj.ParseOptions(pa.schema([(name, pa.string()) for name in names]), unexpected_field_behavior="ignore")
    read = pj.read_json(pa.BufferReader(lines), pj.ReadOptions(block_size=lines.size + 1), asked)
    yield from ((name, read[name].combine_chunks()) for name in names)


def _pairs(kind: str, identifiers: pa.Array, customers: pa.Array, times: pa.Array) -> pa.Table:
    """Each pair once, with when first; compared as numbers, of which there are as many as there are rows."""
    there = pc.fill_null(pc.not_equal(identifiers, customers), False)
    one, two = (column.filter(there).dictionary_encode() for column in (identifiers, customers))
    number = pc.add(pc.multiply(one.indices.cast(pa.int64()), len(two.dictionary)), two.indices.cast(pa.int64()))
    seen = pa.table({"pair": number, "time": times.filter(there)}).group_by("pair").aggregate([("time", "min")])
    which = seen["pair"].to_numpy()
    identifier, customer = np.divmod(which, max(len(two.dictionary), 1))
    texts = [one.dictionary.take(pa.array(identifier)), two.dictionary.take(pa.array(customer))]
    return pa.table([pa.repeat(kind, len(which)), *texts, seen["time_min"]], schema=MET)


def belonging(every: pa.Table) -> pa.Table:
    """Which identifier belongs to whom, by rows of MET in any order: kind, identifier, customer.

    >>> rows = [("phone", "7", "anna", 1), ("phone", "8", "anna", 1), ("phone", "8", "ben", 2)]
    >>> rows += [("anonymous", "a", "ben", 3)]
    >>> found = belonging(pa.Table.from_pylist([dict(zip(MET.names, row)) for row in rows], MET))
    >>> found["identifier"].to_pylist(), found["customer"].to_pylist()
    (['7', 'a'], ['anna', 'ben'])
    """
    if not len(every):
        return every.select(_NAMES)
    kind, identifier, customer = (every[name].combine_chunks().dictionary_encode() for name in _NAMES)
    kind, identifier = (column.indices.to_numpy() for column in (kind, identifier))
    customer = _ranks(customer.dictionary)[customer.indices.to_numpy()]
    order = np.lexsort((customer, every["occurred"].to_numpy(), identifier, kind))
    kind, identifier, customer = kind[order], identifier[order], customer[order]
    begins = np.flatnonzero(np.r_[True, (np.diff(kind) != 0) | (np.diff(identifier) != 0)])
    alone = np.minimum.reduceat(customer, begins) == np.maximum.reduceat(customer, begins)
    first = every.select(_NAMES).take(pa.array(order[begins]))
    return first.filter(pc.or_(pc.equal(first["kind"], ANONYMOUS), pa.array(alone)))


def _ranks(texts: pa.Array) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = pc.rank(texts, tiebreaker="dense").to_numpy().astype(np.int64)
    return found
