"""What is new reaches a real receiver: signed, in order, at least once, by one sender alone; tickets come in once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import payloads
from cxloop import wiring
from cxloop.api.sending import Sending
from cxloop.app import changes, opportunities, webhooks
from cxloop.app.books import WEBHOOKS
from cxloop.app.post import Post
from cxloop.app.sending import HELD_MS, send_round
from cxloop.app.tickets import Received, receive
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.webhook import KINDS, MOST_FAILURES
from cxloop.ports.records import Record
from cxloop.stores.deliveries import SqlDeliveries
from cxloop.stores.records import metadata
from cxloop.trust.addresses import HOSTS_SETTING
from cxloop.trust.errors import BadAddress, BadSignature
from receiver import Receiver, receiving


class Clock:
    """The time, as far as the workspace knows."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, tzinfo=UTC)

    def __call__(self) -> int:
        return int(self.now.timestamp() * 1000)

    def go(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(wiring, "_now_ms", made)
    return made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "postgresql":
        monkeypatch.setenv(wiring.STATE_SETTING, request.getfixturevalue("postgres"))
    return tmp_path / "data"


@pytest.fixture
def workspace(folder: Path, clock: Clock) -> Workspace:
    return wiring.open(folder)


@pytest.fixture
def post(folder: Path, receiver: Receiver) -> Post:
    return replace(wiring.post(folder, {HOSTS_SETTING: receiver.place}), chance=lambda: 0.5)


def write(workspace: Workspace, clock: Clock, count: int = 3) -> None:
    for number in range(count):
        changes.add_change(workspace, f"변경 {number}", "kim", {})
    clock.go(seconds=5)


def titles(receiver: Receiver) -> list[str]:
    return [one.told["data"]["value"]["title"] for one in receiver.got]


def test_what_is_new_arrives_signed_and_in_order(
    workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    write(workspace, clock)
    hook = webhooks.add_webhook(workspace, post, "kim", receiver.url)
    assert (hook.kinds, hook.state) == (KINDS, "sending")
    assert send_round(workspace, post).sent == 0, "what was there before is not sent"
    taken = opportunities.take_up(workspace, "kim", note="결제가 어렵다, 010-1234-5678")
    idea = opportunities.add_idea(workspace, taken.id, "미리 알린다", "lee").id
    opportunities.vote(workspace, idea, "park")
    opportunities.comment(workspace, idea, "좋다", "choi")
    opportunities.edit_opportunity(workspace, taken.id, "kim", {"effort": 2})
    assert send_round(workspace, post).sent == 0, "what is younger may not be visible in its order"
    clock.go(seconds=5)
    assert send_round(workspace, post).to_dict() == {"sent": 4, "failed": 0}
    assert send_round(workspace, post).sent == 0
    assert [one.told["type"] for one in receiver.got] == [
        "opportunity.created", "idea.created", "comment.created", "opportunity.updated",
    ]  # fmt: skip
    last = receiver.got[-1].told
    assert last["data"]["value"]["effort"] == 2
    assert (last["workspace"], last["data"]["id"], last["data"]["version"], last["data"]["by"]) == (
        "main", taken.id, 2, "kim",
    )  # fmt: skip
    assert last["data"]["value"]["evidence"][0]["text"] == "•••"
    assert "010-1234-5678" not in json.dumps([one.told for one in receiver.got])
    assert hook.secret is not None
    assert all(one.signed_with(hook.secret) for one in receiver.got)
    assert not receiver.got[0].signed_with(post.secret("main", "99"))
    assert len({one.headers["webhook-id"] for one in receiver.got}) == 4
    stamp = datetime.fromtimestamp(int(receiver.got[0].headers["webhook-timestamp"]), UTC)
    assert stamp == clock.now
    assert webhooks.webhook(workspace, hook.id).sent is not None
    assert webhooks.webhook(workspace, hook.id).secret is None


def test_one_that_wants_some_kinds_gets_those(
    workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    webhooks.add_webhook(workspace, post, "kim", receiver.url, ["idea"])
    taken = opportunities.take_up(workspace, "kim", note="n")
    opportunities.add_idea(workspace, taken.id, "i", "lee")
    clock.go(seconds=5)
    assert send_round(workspace, post).sent == 1
    assert receiver.got[0].told["type"] == "idea.created"
    with pytest.raises(BadRecord):
        webhooks.add_webhook(workspace, post, "kim", receiver.url, ["goal"])
    with pytest.raises(BadAddress):
        webhooks.add_webhook(workspace, post, "kim", "https://127.0.0.1/")


def test_what_is_not_taken_is_sent_again_under_the_same_id(
    workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    hook = webhooks.add_webhook(workspace, post, "kim", receiver.url)
    write(workspace, clock)
    receiver.answers = [(200, {}), (500, {}), (503, {"retry-after": "3600"})]
    assert send_round(workspace, post).to_dict() == {"sent": 1, "failed": 1}
    assert send_round(workspace, post).to_dict() == {"sent": 0, "failed": 0}, "it waits"
    clock.go(seconds=11)
    assert send_round(workspace, post).failed == 1
    seen = webhooks.webhook(workspace, hook.id)
    assert (seen.state, seen.failures, seen.status, seen.reason) == ("retrying", 2, 503, "answered")
    clock.go(seconds=3590)
    assert send_round(workspace, post).to_dict() == {"sent": 0, "failed": 0}, "as long as it asked for"
    clock.go(seconds=11)
    assert send_round(workspace, post).to_dict() == {"sent": 2, "failed": 0}
    assert titles(receiver) == ["변경 0", "변경 1", "변경 1", "변경 1", "변경 2"]
    assert len({one.headers["webhook-id"] for one in receiver.got}) == 3
    seen = webhooks.webhook(workspace, hook.id)
    assert (seen.state, seen.failures, seen.reason) == ("sending", 0, "")


def test_a_receiver_that_does_not_answer(
    folder: Path, workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    from cxloop.connectors.webhooks import HttpSender
    from cxloop.trust.addresses import hosts_of

    hurried = replace(post, sender=HttpSender(hosts_of(receiver.place), seconds=0.3))
    hook = webhooks.add_webhook(workspace, post, "kim", receiver.url)
    write(workspace, clock, 1)
    receiver.holding.clear()
    assert send_round(workspace, hurried).failed == 1
    assert webhooks.webhook(workspace, hook.id).reason == "timed_out"
    receiver.holding.set()
    clock.go(seconds=20)
    assert send_round(workspace, post).sent == 1
    assert titles(receiver) == ["변경 0", "변경 0"]


def test_after_many_failures_it_stops_and_can_be_resumed(
    workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    hook = webhooks.add_webhook(workspace, post, "kim", receiver.url)
    write(workspace, clock, 2)
    receiver.answers = [(500, {})] * MOST_FAILURES
    for _ in range(MOST_FAILURES):
        assert webhooks.webhook(workspace, hook.id).state != "stopped"
        assert send_round(workspace, post).failed == 1
        clock.go(days=1)
    seen = webhooks.webhook(workspace, hook.id)
    assert (seen.state, seen.reason) == ("stopped", "failures")
    assert send_round(workspace, post).to_dict() == {"sent": 0, "failed": 0}
    assert webhooks.test_webhook(workspace, post, hook.id).reason == "", "a test changes nothing"
    assert webhooks.resume_webhook(workspace, hook.id).state == "sending"
    receiver.answers = [(410, {})]
    assert send_round(workspace, post).failed == 1
    seen = webhooks.webhook(workspace, hook.id)
    assert (seen.state, seen.reason, seen.status) == ("stopped", "gone", 410)
    webhooks.resume_webhook(workspace, hook.id)
    assert send_round(workspace, post).sent == 2
    assert titles(Receiver(got=receiver.got[-2:])) == ["변경 0", "변경 1"]


def test_a_test_and_the_end(workspace: Workspace, post: Post, receiver: Receiver, clock: Clock) -> None:
    hook, taking = (
        webhooks.add_webhook(workspace, post, "kim", receiver.url), webhooks.add_incoming(workspace, post, "kim", "x"),
    )  # fmt: skip
    assert (hook.path, taking.path, taking.state) == (None, f"/hooks/main/{taking.id}", "listening")
    assert hook.secret != taking.secret
    receiver.answers = [(200, {}), (404, {})]
    assert webhooks.test_webhook(workspace, post, hook.id).to_dict() == {"id": hook.id, "status": 200, "reason": ""}
    assert receiver.got[0].told == {
        "type": "webhook.test", "timestamp": receiver.got[0].told["timestamp"], "workspace": "main", "data": None,
    }  # fmt: skip
    assert webhooks.test_webhook(workspace, post, hook.id).reason == "answered"
    with pytest.raises(BadRecord):
        webhooks.test_webhook(workspace, post, taking.id)
    with pytest.raises(BadRecord):
        webhooks.resume_webhook(workspace, taking.id)
    webhooks.remove_webhook(workspace, hook.id, "lee")
    write(workspace, clock)
    assert send_round(workspace, post).sent == 0
    assert [one.id for one in webhooks.webhooks(workspace).webhooks] == [taking.id]
    with pytest.raises(UnknownRecord):
        webhooks.webhook(workspace, hook.id)
    assert webhooks.add_incoming(workspace, post, "kim").id == "3", "a number is not given again, nor its secret"


def sending_at_once(folder: Path, post: Post, count: int = 4) -> list[int]:
    """How much each of several senders has sent, each with connections of its own."""
    opened, sent = [wiring.open(folder) for _ in range(count)], [0] * count
    at_once = threading.Barrier(count)

    def work(place: int) -> None:
        at_once.wait()
        sent[place] = send_round(opened[place], post).sent

    threads = [threading.Thread(target=work, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent


def test_several_send_once(folder: Path, workspace: Workspace, post: Post, receiver: Receiver, clock: Clock) -> None:
    webhooks.add_webhook(workspace, post, "kim", receiver.url)
    write(workspace, clock, 20)
    assert sum(sending_at_once(folder, post)) == 20
    assert titles(receiver) == [f"변경 {number}" for number in range(20)]


def test_a_claim_that_lets_all_in_turns_it_red(
    folder: Path, workspace: Workspace, post: Post, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlDeliveries, "claim", lambda self, hook, *_: self.all()[hook])
    monkeypatch.setattr(SqlDeliveries, "keep", lambda self, *_: True)
    with pytest.raises(AssertionError):
        test_several_send_once(folder, workspace, post, receiver, clock)


def test_one_that_dies_while_it_sends_is_taken_over(
    workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    hook = webhooks.add_webhook(workspace, post, "kim", receiver.url)
    write(workspace, clock, 1)
    at = workspace.deliveries.claim(hook.id, "dead", clock(), clock() + HELD_MS)
    assert at is not None
    assert send_round(workspace, post).sent == 0
    clock.go(milliseconds=HELD_MS + 1)
    assert send_round(workspace, post).sent == 1
    assert not workspace.deliveries.keep(at, "dead", clock() + HELD_MS), "it holds it no more"
    assert webhooks.webhook(workspace, hook.id).sent is not None


def test_a_lower_number_that_becomes_visible_later(
    request: pytest.FixtureRequest, workspace: Workspace, post: Post, receiver: Receiver, clock: Clock
) -> None:
    records: Any = workspace.records
    if records.engine.dialect.name == "sqlite":
        return  # it lets in one writer at a time
    webhooks.add_webhook(workspace, post, "kim", receiver.url)
    with records.engine.begin() as slow:
        row = {"kind": "change", "id": "50", "version": 1, "text": '{"title":"변경 0"}', "by": "kim", "at_ms": clock()}
        slow.execute(sa.insert(metadata.tables["records"]), row)
        workspace.records.write(Record("change", "51", 1, '{"title":"변경 1"}', "kim", clock()))
        assert send_round(workspace, post).sent == 0
    clock.go(seconds=5)
    assert send_round(workspace, post).sent == 2
    assert titles(receiver) == ["변경 0", "변경 1"]


def test_beside_a_server(workspace: Workspace, post: Post, receiver: Receiver, clock: Clock) -> None:
    """An error stops nothing, and the end does not wait for a receiver that hangs."""
    webhooks.add_webhook(workspace, post, "kim", receiver.url)
    write(workspace, clock)
    receiver.holding.clear()

    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise OSError(name)

    broken: Any = Broken()
    sending = Sending({"broken": broken, "main": workspace}, post, 0.02)
    sending.start()
    eventually(lambda: len(receiver.got) == 1)
    sending.end()
    receiver.holding.set()
    eventually(lambda: webhooks.webhooks(workspace).webhooks[0].sent is not None)
    assert len(receiver.got) == 1, "told to end, it sends nothing more"
    clock.go(seconds=200)
    assert send_round(workspace, post).sent == 2


def eventually(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


# -- in ---------------------------------------------------------------------------------------------------------------


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
