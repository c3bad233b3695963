"""Tickets come in once, however often they are delivered, whichever tracker sends them."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

import payloads
from cxloop import wiring
from cxloop.app import changes, opportunities, webhooks
from cxloop.app.books import WEBHOOKS
from cxloop.app.post import Post
from cxloop.app.tickets import Received, receive
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord
from cxloop.trust.errors import BadSignature
from end_to_end.hooking import Clock, clock, folder, post, receiver, workspace
from receiver import Receiver

__all__ = ["clock", "folder", "post", "receiver", "workspace"]


@pytest.mark.parametrize("tracker", payloads.PAGES)
def test_a_change_knows_how_its_ticket_stands(workspace: Workspace, post: Post, tracker: str) -> None:
    hook = webhooks.add_incoming(workspace, post, "kim", payloads.LABEL)
    made = changes.add_change(workspace, "결제를 고친다", "kim", {"ticket": f" {payloads.PAGES[tracker]}#top"}).id
    other = changes.add_change(workspace, "다른 일", "kim", {"ticket": "https://tickets.example/show?id=10"}).id
    for closed, state in ((False, "open"), (True, "closed"), (True, "closed"), (False, "open")):
        receive(workspace, hook.id, json.dumps(payloads.payload(tracker, closed)).encode())
        assert changes.change(workspace, made).change.ticket_state == state
    versions = changes.change_history(workspace, made).versions
    assert [one.by for one in versions] == ["kim", *[f"webhook:{hook.id}"] * 3], "delivered twice, written once"
    assert changes.change(workspace, other).change.ticket_state is None
    assert opportunities.opportunities(workspace).opportunities == (), "the change has taken it up"
    moved = changes.edit_change(workspace, made, "kim", {"ticket": "https://tickets.example/show?id=11"}).change
    assert moved.ticket_state is None
    assert changes.edit_change(workspace, made, "kim", {"ticket": ""}).change.ticket is None
    with pytest.raises(BadRecord):
        changes.edit_change(workspace, made, "kim", {"ticket": "javascript:alert(1)"})


@pytest.mark.parametrize("tracker", payloads.PAGES)
def test_a_ticket_with_the_label_is_taken_up_once(workspace: Workspace, post: Post, tracker: str) -> None:
    plain, hook = (webhooks.add_incoming(workspace, post, "kim", label) for label in (None, payloads.LABEL))
    body = json.dumps(payloads.payload(tracker)).encode()
    assert receive(workspace, plain.id, body).opportunity is None, "it has no label"
    assert receive(workspace, hook.id, json.dumps(payloads.payload(tracker, label="x")).encode()).opportunity is None
    assert receive(workspace, hook.id, json.dumps(payloads.payload(tracker, True)).encode()).opportunity is None
    assert [receive(workspace, hook.id, body).opportunity for _ in range(3)] == ["1", None, None]
    [taken] = opportunities.opportunities(workspace).opportunities
    assert (taken.opportunity.title, taken.opportunity.author) == (payloads.TITLE, f"webhook:{hook.id}")
    [evidence] = taken.opportunity.evidence
    assert evidence.kind == "note"
    assert evidence.text == f"{payloads.TITLE}\n\n{payloads.TEXT}\n\n{payloads.PAGES[tracker]}"


def test_one_that_somebody_wrote_down_is_not_taken_up_again(workspace: Workspace, post: Post) -> None:
    hook = webhooks.add_incoming(workspace, post, "kim", payloads.LABEL)
    opportunities.take_up(workspace, "kim", note=f"고객이 말한다, {payloads.PAGES['github']}")
    assert receive(workspace, hook.id, json.dumps(payloads.payload("github")).encode()).opportunity is None


def test_the_same_delivery_many_times_at_once(folder: Path, workspace: Workspace, post: Post) -> None:
    hook = webhooks.add_incoming(workspace, post, "kim", payloads.LABEL)
    body, opened = json.dumps(payloads.payload("jira")).encode(), [wiring.open(folder) for _ in range(6)]
    threads = [threading.Thread(target=receive, args=(one, hook.id, body)) for one in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opportunities.opportunities(workspace).opportunities) == 1


def test_a_delivery_that_died_half_way_is_done_by_the_next(
    workspace: Workspace, post: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = webhooks.add_incoming(workspace, post, "kim", payloads.LABEL)
    body = json.dumps(payloads.payload("jira")).encode()
    with monkeypatch.context() as broken:
        broken.setattr("cxloop.app.tickets.take_up", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receive(workspace, hook.id, body)
    assert receive(workspace, hook.id, body).opportunity is None, "it may still be at work"
    clock.go(seconds=90)
    assert receive(workspace, hook.id, body).opportunity == "1"
    clock.go(seconds=90)
    assert receive(workspace, hook.id, body).opportunity is None


def test_what_nobody_can_read_or_knows(workspace: Workspace, post: Post, receiver: Receiver) -> None:
    hook = webhooks.add_incoming(workspace, post, "kim", payloads.LABEL)
    for payload in payloads.NO_TICKETS:
        assert receive(workspace, hook.id, json.dumps(payload).encode()) == Received()
    for body in (b"", b"{", b"\xff", b"[" * 100_000, b'{"url":"\\ud800"}'):
        with pytest.raises(BadRecord):
            receive(workspace, hook.id, body)
    long = {"title": "가" * 5000, "text": "나" * 100_000, "url": "https://t.example/" + "x" * 1900}
    body = json.dumps(payloads.payload("plain") | long).encode()
    assert receive(workspace, hook.id, body).opportunity == "1"
    out = webhooks.add_webhook(workspace, post, "kim", receiver.url)
    for id in ("99", out.id, f"webhook:{out.id}", "x"):
        with pytest.raises(BadSignature):
            receive(workspace, id, b"{}")
    WEBHOOKS.end(workspace, WEBHOOKS.get(workspace, hook.id), "kim")
    with pytest.raises(BadSignature):
        receive(workspace, hook.id, b"{}")
