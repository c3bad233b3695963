"""What is new is sent to every webhook that wants it: in its order, at least once, under the same id each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cxloop.app.books import WEBHOOKS, Entry
from cxloop.app.post import Post
from cxloop.change.webhook import Delivery, Webhook
from cxloop.model.duration import iso
from cxloop.ports.records import Record
from cxloop.ports.sender import Sent
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.trust.naming import masked
from cxloop.trust.signatures import signature

SETTLED_MS: Final = 2_000
"""With PostgreSQL a lower number may become visible after a higher one: what is younger is not sent yet."""
HELD_MS: Final = 120_000
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Round(Answer):
    """What one look at all webhooks sent. failed: webhooks that did not take what was next."""

    sent: int
    failed: int


def send_round(workspace: Workspace, post: Post, ending: Callable[[], bool] = lambda: False) -> Round:
    """Sends to each webhook what it has not had, until one does not take it. ending: whether to stop early."""
    known = workspace.deliveries.all()
    out = (one for one in WEBHOOKS.all(workspace) if one.value.way == "out")
    came = [_deliver(workspace, post, one, known.get(one.id), ending) for one in out]
    return Round(sum(sent for sent, _ in came), sum(not well for _, well in came))


def sent_now(
    workspace: Workspace, post: Post, hook: Entry[Webhook], id: str, type: str, at_ms: int, data: dict[str, Any] | None
) -> Sent:
    """Sends one message to a webhook. at_ms: when what it tells of happened, so that it is the same each time."""
    told = {"type": type, "timestamp": iso(at_ms * 1000), "workspace": workspace.name, "data": data}
    body, seconds = msgspec.json.encode(told), workspace.now_ms() // 1000
    headers = {
        "content-type": "application/json", "user-agent": "cxloop", "webhook-id": id, "webhook-timestamp": str(seconds),
        "webhook-signature": signature(post.secret(workspace.name, hook.id), id, seconds, body),
    }  # fmt: skip
    return post.sender.post(hook.value.url or "", headers, body)


def _deliver(
    workspace: Workspace, post: Post, hook: Entry[Webhook], known: Delivery | None, ending: Callable[[], bool]
) -> tuple[int, bool]:
    """How many arrived, and whether none failed."""
    deliveries, holder, sent = workspace.deliveries, post.token(), 0
    if known is None:  # whoever made it died before it had begun
        deliveries.begin(hook.id)
        return 0, True
    if ending() or next(_settled(workspace, known.cursor, hook.value.kinds), None) is None:
        return 0, True  # where nothing is new, nothing is written either
    at = deliveries.claim(hook.id, holder, workspace.now_ms(), workspace.now_ms() + HELD_MS)
    if at is None:
        return 0, True
    try:
        for number, record in _settled(workspace, at.cursor, hook.value.kinds):
            if ending():
                break
            came = _send(workspace, post, hook, record)
            at = _after(at, number, came, workspace.now_ms(), post.chance())
            if not deliveries.keep(at, holder, workspace.now_ms() + HELD_MS) or came.reason:
                return sent, not came.reason
            sent += 1
    finally:
        deliveries.release(hook.id, holder)
    return sent, True


def _settled(workspace: Workspace, cursor: int, kinds: tuple[str, ...]) -> Iterator[tuple[int, Record]]:
    now_ms = workspace.now_ms()
    for number, record in workspace.records.since(cursor, kinds, _MOST):
        if abs(now_ms - record.at_ms) < SETTLED_MS:  # by a clock that is far ahead, nothing waits
            return
        yield number, record


def _send(workspace: Workspace, post: Post, hook: Entry[Webhook], record: Record) -> Sent:
    """What is personal is hidden: who receives it is no one that was let in for a purpose."""
    what = "removed" if record.text is None else "created" if record.version == 1 else "updated"
    value = None if record.text is None else msgspec.json.decode(record.text)
    hidden = masked(value, lambda name: post.seal.close(name, workspace.name))
    data = {"id": record.id, "version": record.version, "by": record.by, "value": hidden}
    id, type = post.message(workspace.name, record), f"{record.kind}.{what}"
    return sent_now(workspace, post, hook, id, type, record.at_ms, data)


def _after(at: Delivery, number: int, came: Sent, now_ms: int, chance: float) -> Delivery:
    if not came.reason:
        return at.arrived(number, came.status, now_ms)
    return at.failed(came.status, came.reason, now_ms, chance, came.retry_after_seconds)
