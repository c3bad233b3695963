"""What is new reaches a real receiver: signed, in its order, at least once, and by one sender alone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cxloop import wiring
from cxloop.api.sending import Sending
from cxloop.app import changes, opportunities, webhooks
from cxloop.app.post import Post
from cxloop.app.sending import HELD_MS, send_round
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.webhook import KINDS, MOST_FAILURES
from cxloop.ports.records import Record
from cxloop.stores.deliveries import SqlDeliveries
from cxloop.stores.records import metadata
from cxloop.trust.addresses import HOSTS_SETTING
from cxloop.trust.errors import BadAddress
from end_to_end.hooking import Clock, clock, folder, post, receiver, workspace
from faults.serving import COMMAND, launched
from receiver import Receiver

__all__ = ["clock", "folder", "post", "receiver", "workspace"]


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
    assert receiver.got[1].body == receiver.got[3].body
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


def test_on_the_command_line(
    cxloop: Callable[..., Any], tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ("--data", tmp_path / "data")
    changes.add_change(wiring.open(tmp_path / "data"), "s", "kim", {})
    refused = cxloop(*data, "webhook", "add", receiver.url, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_address")
    monkeypatch.setenv(HOSTS_SETTING, receiver.place)
    made = cxloop(*data, "webhook", "add", receiver.url, "--on", "change", "--on", "idea", "--json").json
    assert (made["kinds"], made["secret"][:6]) == (["idea", "change"], "whsec_")
    taking = cxloop(*data, "webhook", "add", "--in", "--label", "고객", "--json").json
    assert (taking["path"], taking["label"]) == ("/hooks/main/2", "고객")
    assert "whsec_" not in cxloop(*data, "webhook", "show", "1").out + cxloop(*data, "webhook", "list").out
    assert made["secret"] in cxloop(*data, "webhook", "show", "1", "--secret").out
    assert "200" in cxloop(*data, "webhook", "test", "1").out
    assert receiver.got[0].signed_with(made["secret"])
    receiver.answers = [(404, {})]
    assert "404" in cxloop(*data, "--lang", "ko", "webhook", "test", "1").out
    assert cxloop(*data, "webhook", "send", "--json").json == {"sent": 0, "failed": 0}
    assert cxloop(*data, "webhook", "resume", "1", "--json").json["state"] == "sending"
    assert cxloop(*data, "change", "add", "t", "--ticket", "https://t.example/1#a", "--json").status == 0
    assert "https://t.example/1\n" in cxloop(*data, "change", "show", "2").out.replace(" ", "")
    assert "웹훅 1" in cxloop(*data, "--lang", "ko", "webhook", "remove", "1").out
    assert [one["id"] for one in cxloop(*data, "webhook", "--json").json["webhooks"]] == ["2"]
    for wrong in (("add",), ("show",), ("add", receiver.url, "--in"), ("what", "1"), ("show", "9")):
        assert cxloop(*data, "webhook", *wrong).status == 2, wrong
    audited = [one["action"] for one in cxloop(*data, "audit", "list", "--json").json["records"]]
    assert {"cxloop webhook add 1", "cxloop webhook show 1", "cxloop webhook remove 1"} <= set(audited)


def test_a_server_sends_by_itself(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTS_SETTING, receiver.place)
    workspace = wiring.open(tmp_path / "data")
    made = webhooks.add_webhook(workspace, wiring.post(tmp_path / "data"), "kim", receiver.url)
    words = [*COMMAND, "--data", str(tmp_path / "data"), "serve", "--port", "0", "--json"]
    process, _ = launched(words, tmp_path / "log")
    try:
        changes.add_change(workspace, "새 변경", "kim", {})
        receiver.holding.clear()
        eventually(lambda: len(receiver.got) == 1)
        process.terminate()  # while the receiver keeps it waiting
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert receiver.got[0].told["type"] == "change.created"
    assert receiver.got[0].signed_with(made.secret or "")
