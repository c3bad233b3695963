"""The audit log: what an entry says, and how entries hang together, so that none can be changed or taken out unseen.

Each record carries an HMAC over its own words and over the HMAC before it. Whoever lacks the key can forge none;
whoever cuts the newest ones off is found by the anchor: number and HMAC of the newest record, kept elsewhere.
Customers are in it as keyed hashes, never by name.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

FIRST: Final = "0" * 64
"""What stands for the HMAC before the first record."""
What = Literal["changed", "missing", "cut", "anchor_missing", "anchor_changed", "other_chain"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what: a name, the route or command, the workspace, the purpose stated, and the customers it was about.

    customers: keyed hashes. masked: personal fields were hidden. Time is milliseconds since 1970 UTC.
    """

    moment_ms: int
    who: str
    action: str
    workspace: str | None = None
    purpose: str | None = None
    customers: tuple[str, ...] = ()
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An entry in its place. number: from 1 on, without gaps; mac: in hexadecimal."""

    number: int
    entry: Entry
    mac: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest record when it was written. seal: an HMAC over both, so that an anchor cannot be made up."""

    number: int
    mac: str
    seal: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where the chain does not hold, and how."""

    number: int
    what: What


@dataclass(frozen=True, slots=True)
class Verdict:
    """records: how many there are; mac: of the newest; flaws: the first ones, none where all holds."""

    records: int
    mac: str
    flaws: tuple[Flaw, ...]


def chained(key: bytes, number: int, before: str, entry: Entry) -> Record:
    """The record that an entry becomes after the one whose HMAC is `before`.

    >>> first = chained(b"k", 1, FIRST, Entry(0, "anna", "GET /api/v1/journey"))
    >>> second = chained(b"k", 2, first.mac, Entry(5, "ben", "cxloop journey"))
    >>> verify(b"k", [first, second], anchor_of(b"k", second)).flaws
    ()
    >>> verify(b"k", [first], anchor_of(b"k", second)).flaws
    (Flaw(number=2, what='cut'),)
    """
    said = [
        number, entry.moment_ms, entry.who, entry.action, entry.workspace, entry.purpose, list(entry.customers),
        entry.masked,
    ]  # fmt: skip
    return Record(number, entry, _mac(key, f"{before}\n{json.dumps(said, ensure_ascii=True)}"))


def anchor_of(key: bytes, record: Record) -> Anchor:
    """What is kept outside of the database about the newest record."""
    return Anchor(record.number, record.mac, _seal(key, record.number, record.mac))


def verify(key: bytes, records: Iterable[Record], anchor: Anchor | None, most: int = 20) -> Verdict:
    """Goes through all records in the order of their numbers and names where the chain does not hold."""
    flaws: list[Flaw] = []
    number, mac, anchored = 0, FIRST, None
    for record in records:
        if record.number != number + 1:
            flaws.append(Flaw(number + 1, "missing"))
        genuine = chained(key, record.number, mac, record.entry).mac
        if not hmac.compare_digest(genuine, record.mac):
            flaws.append(Flaw(record.number, "changed"))
        number, mac = record.number, record.mac
        if anchor is not None and number == anchor.number:
            anchored = mac
    flaws += _against(key, anchor, number, anchored)
    return Verdict(number, mac, tuple(flaws[:most]))


def _against(key: bytes, anchor: Anchor | None, newest: int, anchored: str | None) -> list[Flaw]:
    if anchor is None:
        return [Flaw(newest, "anchor_missing")] if newest else []
    if not hmac.compare_digest(_seal(key, anchor.number, anchor.mac), anchor.seal):
        return [Flaw(anchor.number, "anchor_changed")]
    if newest < anchor.number:
        return [Flaw(newest + 1, "cut")]
    same = anchored is not None and hmac.compare_digest(anchored, anchor.mac)
    return [] if same else [Flaw(anchor.number, "other_chain")]


def _seal(key: bytes, number: int, mac: str) -> str:
    return _mac(key, f"anchor\n{number}\n{mac}")


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
