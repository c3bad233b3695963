"""Messages that could not come in: seen, mended, brought in again through the journal, or dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import msgspec

from cxloop.listen.errors import BadMessage, UnknownRefusal
from cxloop.listen.messages import Refusal, read_item
from cxloop.listen.shapes import as_written
from cxloop.model.duration import iso
from cxloop.ports.filing import Filings, Quarantined
from cxloop.ports.journal import Journal, Request
from cxloop.questions.answer import Answer

_EVERY = 1_000_000
_NUMBERS = 1 << 63
"""Larger ones no database has."""


class Ground(Protocol):
    """What quarantine stands on; a workspace has it."""

    @property
    def name(self) -> str: ...
    @property
    def filings(self) -> Filings: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Message(Answer):
    """One message in quarantine. received: ISO 8601 in UTC; message: as it came, or as it was mended."""

    number: int
    reason: str
    detail: str
    message_id: str | None
    received: str
    status: str
    message: str


@dataclass(frozen=True, slots=True)
class Quarantine(Answer):
    """waiting: how many messages wait; reasons: how many for each reason."""

    rows: ClassVar[str] = "messages"
    waiting: int
    reasons: dict[str, int]
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Replayed(Answer):
    """replayed: messages that are on their way in; refused: those that still cannot come in."""

    replayed: int
    refused: int


def listed(ground: Ground, *, reason: str | None = None, limit: int = 100) -> Quarantine:
    """What waits, the oldest first."""
    found = [one for one in ground.filings.refused(limit=_EVERY) if reason in (None, one.reason)]
    reasons = dict(Counter(one.reason for one in found).most_common())
    return Quarantine(len(found), reasons, tuple(_message(one) for one in found[:limit]))


def shown(ground: Ground, number: int) -> Message:
    """One message. Raises UnknownRefusal."""
    return _message(_known(ground, number))


def fix(ground: Ground, number: int, text: str) -> Message:
    """Puts another text in the place of a message; it still has to be replayed. Raises BadMessage where it would be
    refused again."""
    mended = replace(_known(ground, number), raw=text.encode())
    checked = _readable(mended)
    if isinstance(checked, Refusal):
        raise BadMessage(reason=checked.detail)
    ground.filings.change_refusal(number, mended.raw, mended.status)
    return _message(mended)


def drop(ground: Ground, number: int) -> Message:
    """Takes a message out of the queue; it can still be looked at, and put back."""
    one = _known(ground, number)
    ground.filings.change_refusal(number, one.raw, "dropped")
    return _message(replace(one, status="dropped"))


def restore(ground: Ground, number: int) -> Message:
    """Puts a message that was dropped back among those that wait. Raises UnknownRefusal."""
    one = _known(ground, number)
    if one.status == "dropped":
        one = replace(one, status="waiting")
        ground.filings.change_refusal(number, one.raw, one.status)
    return _message(one)


def replay(ground: Ground, journal: Journal, *, number: int | None = None, reason: str | None = None) -> Replayed:
    """Sends what waits, or one of it, through the journal again. What has not been mended is refused as before.

    A message whose id was taken by another comes in under an id of its own.
    """
    waiting = [_known(ground, number)] if number is not None else ground.filings.refused(limit=_EVERY)
    found = [one for one in waiting if reason in (None, one.reason) and one.status == "waiting"]
    good = [one for one in found if not isinstance(_readable(one), Refusal)]
    for one in good:
        body = _renamed(one) if one.reason == "id_reused" else one.raw
        journal.append([Request(ground.name, one.path, _batched(one.path, body), one.received_us, "replay")])
        ground.filings.change_refusal(one.number, one.raw, "replayed")
    return Replayed(len(good), len(found) - len(good))


def _readable(one: Quarantined) -> object:
    try:
        return read_item(one.path, msgspec.Raw(one.raw))
    except msgspec.DecodeError as error:
        return Refusal("field_unreadable", str(error))


def _batched(path: str, raw: bytes) -> bytes:
    return b'{"batch":[' + raw + b"]}" if path == "batch" else raw


def _renamed(one: Quarantined) -> bytes:
    message = as_written(one.raw)
    return msgspec.json.encode({**message, "messageId": f"{one.message_id}#{one.number}"})


def _known(ground: Ground, number: int) -> Quarantined:
    one = ground.filings.refusal(number) if abs(number) < _NUMBERS else None
    if one is None:
        raise UnknownRefusal(number=number, known=[str(each.number) for each in ground.filings.refused()])
    return one


def _message(one: Quarantined) -> Message:
    return Message(
        one.number, one.reason, one.detail, one.message_id, iso(one.received_us), one.status,
        one.raw.decode("utf-8", "replace"),
    )  # fmt: skip
