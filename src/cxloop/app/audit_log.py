"""The audit log as people read it: who looked at whom, and whether the log is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from cxloop.app.door import Door
from cxloop.errors import Both
from cxloop.model.duration import iso
from cxloop.questions.answer import Answer
from cxloop.trust.audit import Anchor, What
from cxloop.trust.errors import AuditBroken

WORDS: Final[dict[What, Both]] = {
    "changed": Both("not what was written", "쓰인 내용과 다름"),
    "missing": Both("missing", "없어짐"),
    "cut": Both("cut off", "잘려 나감"),
    "anchor_missing": Both("without its anchor", "앵커가 없음"),
    "anchor_changed": Both("anchored by something else", "앵커가 바뀜"),
    "other_chain": Both("another record than the one anchored", "앵커와 다른 기록"),
}


@dataclass(frozen=True, slots=True)
class Access(Answer):
    """One record. time: ISO 8601 in UTC; customers: keyed hashes; masked: personal fields were hidden."""

    number: int
    time: str
    who: str
    action: str
    workspace: str | None
    purpose: str | None
    customers: tuple[str, ...]
    masked: bool


@dataclass(frozen=True, slots=True)
class Accesses(Answer):
    """The newest records, the newest first."""

    rows: ClassVar[str] = "records"
    records: tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class Whole(Answer):
    """A log that holds. records: how many; head: the HMAC of the newest; anchor: the file that says the same."""

    records: int
    head: str
    anchored: int
    anchor: str


def accesses(door: Door, *, limit: int = 100, customer: str | None = None, workspace: str = "") -> Accesses:
    """What was looked at last; customer: only where it was this one of a workspace."""
    hashed = None if customer is None else door.hash_of(workspace, customer)
    return Accesses(tuple(
        Access(
            one.number, iso(one.entry.moment_ms * 1000), one.entry.who, one.entry.action, one.entry.workspace,
            one.entry.purpose, one.entry.customers, one.entry.masked,
        )
        for one in door.audit.newest(limit, hashed)
    ))  # fmt: skip


def verified(door: Door, anchor: Anchor | None, path: str) -> Whole:
    """The log, once it has been gone through. anchor: one that was kept elsewhere, else the one beside the log; path:
    where it stands. Raises AuditBroken."""
    known = anchor or door.audit.anchor()
    found = door.audit.verify(anchor)
    if found.flaws:
        first = found.flaws[0]
        raise AuditBroken(number=first.number, what=WORDS[first.what])
    return Whole(found.records, found.mac, known.number if known is not None else 0, path)
