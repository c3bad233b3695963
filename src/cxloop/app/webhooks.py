"""Webhooks: made, listed, tried out, stopped and resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from cxloop.app.books import WEBHOOKS, Entry, worded
from cxloop.app.post import Post
from cxloop.app.sending import sent_now
from cxloop.change.errors import BadRecord
from cxloop.change.webhook import KINDS, Delivery, Webhook
from cxloop.errors import Both
from cxloop.model.duration import iso
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class WebhookSeen(Answer):
    """A webhook. path: where to post to, of one for tickets. state: whether it sends, tries again, has stopped, or
    listens. failures: in a row; next: when it is tried again; status: of the last answer; reason: why the last one
    failed, or why it has stopped; sent: when one last arrived. secret: shown when it is made, and where asked for."""

    id: str
    way: Literal["out", "in"]
    url: str | None
    kinds: tuple[str, ...]
    label: str | None
    path: str | None
    author: str
    begun: str
    state: Literal["sending", "retrying", "stopped", "listening"]
    failures: int = 0
    next: str | None = None
    status: int | None = None
    reason: str = ""
    sent: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookList(Answer):
    """In the order in which they were made."""

    rows: ClassVar[str] = "webhooks"
    webhooks: tuple[WebhookSeen, ...]


@dataclass(frozen=True, slots=True)
class WebhookTried(Answer):
    """What came of a test. status: of the answer; reason: why it failed, empty where it arrived."""

    id: str
    status: int | None
    reason: str


def add_webhook(workspace: Workspace, post: Post, by: str, url: str, kinds: Sequence[str] = ()) -> WebhookSeen:
    """A webhook that sends what is new from now on; with its secret. kinds: all where none is named.

    Raises BadAddress, BadRecord.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        reason = Both(
            f"{unknown[0]} is none of {', '.join(KINDS)}", f"{unknown[0]}: {', '.join(KINDS)} 중 하나여야 합니다"
        )
        raise BadRecord(field="kinds", reason=reason)
    post.sender.check(url)
    chosen = tuple(kind for kind in KINDS if kind in kinds) or KINDS
    return _made(workspace, post, Webhook(by, _now(workspace), "out", url, chosen))


def add_incoming(workspace: Workspace, post: Post, by: str, label: str | None = None) -> WebhookSeen:
    """A webhook that tickets are posted to; with its secret. label: tickets with it are taken up. Raises BadRecord."""
    wanted = worded("label", label) if label else None
    return _made(workspace, post, Webhook(by, _now(workspace), "in", None, (), wanted))


def webhooks(workspace: Workspace) -> WebhookList:
    """All of them."""
    deliveries = workspace.deliveries.all()
    return WebhookList(tuple(_told(workspace, one, deliveries.get(one.id)) for one in WEBHOOKS.all(workspace)))


def webhook(workspace: Workspace, id: str) -> WebhookSeen:
    """Raises UnknownRecord."""
    entry = WEBHOOKS.get(workspace, id)
    return _told(workspace, entry, workspace.deliveries.all().get(entry.id))


def revealed(workspace: Workspace, post: Post, id: str) -> WebhookSeen:
    """A webhook with its secret. Raises UnknownRecord."""
    seen = webhook(workspace, id)
    return replace(seen, secret=post.secret(workspace.name, seen.id))


def remove_webhook(workspace: Workspace, id: str, by: str) -> WebhookSeen:
    """Ends a webhook at once; its number is not given again. Raises UnknownRecord, Outdated."""
    entry = WEBHOOKS.get(workspace, id)
    WEBHOOKS.end(workspace, entry, by)
    workspace.deliveries.end(entry.id)
    return replace(_told(workspace, entry, None), state="stopped", reason="removed")


def resume_webhook(workspace: Workspace, id: str) -> WebhookSeen:
    """Tries again at once, from where it has come to. Raises UnknownRecord."""
    workspace.deliveries.resume(_outgoing(workspace, id).id)
    return webhook(workspace, id)


def test_webhook(workspace: Workspace, post: Post, id: str) -> WebhookTried:
    """Sends something that says it is a test. Raises UnknownRecord, BadRecord."""
    entry = _outgoing(workspace, id)
    sent = sent_now(workspace, post, entry, f"msg_{post.token()}", "webhook.test", workspace.now_ms(), None)
    return WebhookTried(entry.id, sent.status, sent.reason)


def _outgoing(workspace: Workspace, id: str) -> Entry[Webhook]:
    entry = WEBHOOKS.get(workspace, id)
    if entry.value.way != "out":
        raise BadRecord(field="webhook", reason=Both("it sends nothing", "보내는 웹훅이 아닙니다"))
    return entry


def _made(workspace: Workspace, post: Post, made: Webhook) -> WebhookSeen:
    entry = WEBHOOKS.add(workspace, made, made.author)
    if made.way == "out":
        workspace.deliveries.begin(entry.id)
    return revealed(workspace, post, entry.id)


def _told(workspace: Workspace, entry: Entry[Webhook], delivery: Delivery | None) -> WebhookSeen:
    hook, at = entry.value, delivery or Delivery(entry.id, 0)
    path = f"/hooks/{workspace.name}/{entry.id}" if hook.way == "in" else None
    return WebhookSeen(
        entry.id, hook.way, hook.url, hook.kinds, hook.label, path, hook.author, hook.begun, _state(hook, at),
        at.failures, iso(at.next_ms * 1000) if at.failures and not at.stopped else None, at.status,
        at.stopped or at.reason, None if at.sent_ms is None else iso(at.sent_ms * 1000),
    )  # fmt: skip


def _state(hook: Webhook, at: Delivery) -> Literal["sending", "retrying", "stopped", "listening"]:
    if hook.way == "in":
        return "listening"
    return "stopped" if at.stopped else "retrying" if at.failures else "sending"


def _now(workspace: Workspace) -> str:
    return iso(workspace.now_ms() * 1000)
