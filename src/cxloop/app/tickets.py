"""What issue trackers tell: a change knows how its ticket stands, and tickets with a label become opportunities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import msgspec

from cxloop.app.books import CHANGES, OPPORTUNITIES, WEBHOOKS
from cxloop.app.opportunities import take_up
from cxloop.change.errors import BadRecord, Outdated, UnknownRecord
from cxloop.change.ticket import Ticket, ticket_of
from cxloop.change.webhook import Webhook
from cxloop.errors import Both
from cxloop.ports.records import Record
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.trust.errors import BadSignature

TICKET: Final = "ticket"
_MOST_TRIES: Final = 20
_MOST_TITLE: Final = 300
_MOST_TEXT: Final = 2500
_BEGUN: Final = "null"
_PATIENCE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Received(Answer):
    """What a delivery did. changes: whose ticket is in another state now; opportunity: what it was taken up as."""

    changes: tuple[str, ...] = ()
    opportunity: str | None = None


def receive(workspace: Workspace, id: str, body: bytes) -> Received:
    """Does what a payload asks for, once however often it comes; its signature has been checked.

    Raises BadSignature where no webhook of this number takes tickets, BadRecord where the payload is no JSON.
    """
    hook = _incoming(workspace, id)
    try:
        ticket = ticket_of(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError):
        raise BadRecord(field="payload", reason=Both("it is no JSON", "JSON이 아닙니다")) from None
    if ticket is None:
        return Received()
    by = f"webhook:{id}"
    owners = [one.id for one in CHANGES.all(workspace) if one.value.ticket == ticket.url]
    told = tuple(one for one in owners if _tell(workspace, one, ticket, by))
    wanted = ticket.state == "open" and hook.label is not None and hook.label in ticket.labels
    free = wanted and not owners and not _known(workspace, ticket.url)
    return Received(told, _taken_up(workspace, ticket, by) if free else None)


def _incoming(workspace: Workspace, id: str) -> Webhook:
    try:
        hook = WEBHOOKS.get(workspace, id).value
    except UnknownRecord:
        raise BadSignature() from None
    if hook.way != "in":
        raise BadSignature()
    return hook


def _tell(workspace: Workspace, id: str, ticket: Ticket, by: str) -> bool:
    """Whether the change did not know yet; somebody else may be writing it at the same time."""
    for left in range(_MOST_TRIES, 0, -1):
        entry = CHANGES.get(workspace, id)
        if entry.value.ticket != ticket.url or entry.value.ticket_state == ticket.state:
            return False
        try:
            CHANGES.put(workspace, entry, replace(entry.value, ticket_state=ticket.state), by)
        except Outdated:
            if left == 1:
                raise
        else:
            return True
    return False


def _known(workspace: Workspace, url: str) -> bool:
    """Whether an opportunity rests on the ticket, as whoever took it up wrote."""
    said = (evidence.text for one in OPPORTUNITIES.all(workspace) for evidence in one.value.evidence)
    return any(url in text.split() for text in said)


def _taken_up(workspace: Workspace, ticket: Ticket, by: str) -> str | None:
    """The opportunity that a ticket becomes; None where it has been taken up."""
    title = ticket.title[:_MOST_TITLE]
    told = f"{title}\n\n{ticket.text[:_MOST_TEXT]}".strip() + f"\n\n{ticket.url}"
    claimed = _claimed(workspace, ticket.url, by)
    if claimed is None:
        return None
    taken = take_up(workspace, by, note=told, title=title)
    done = replace(claimed, version=claimed.version + 1, text=msgspec.json.encode(taken.id).decode())
    workspace.records.write(done)
    return taken.id


def _claimed(workspace: Workspace, url: str, by: str) -> Record | None:
    """A record of the ticket that only one delivery of it can write; one that died before the end is taken over."""
    now_ms, last = workspace.now_ms(), workspace.records.one(TICKET, url)
    if last is not None and (last.text != _BEGUN or now_ms - last.at_ms < _PATIENCE_MS):
        return None
    record = Record(TICKET, url, 1 if last is None else last.version + 1, _BEGUN, by, now_ms)
    return record if workspace.records.write(record) else None
