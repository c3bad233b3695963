"""Hostile requests sent to a real server, with a ledger of what has to be in the event table or in quarantine after."""

from __future__ import annotations

import hashlib
import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import cxloop
from hostile.bodies import FIELDS, ID, NFC, NFD, NUMBERS, ODD_TEXTS, PATHS, Message, Sending, nested, sendings
from hostile.serving import Reply, Running, known_codes

AT_ONCE: Final = 8
_NAMED: Final = ("track", "page", "screen", "identify", "alias", "group")


@dataclass(frozen=True)
class Promise:
    """What a message said of itself. None: it does not show in this way."""

    path: str
    event: str | None
    customer: str | None
    properties: str | None
    told: str


@dataclass
class Ledger:
    """promised: messages that were accepted; refused: that were refused by name; by id. codes: of all answers."""

    promised: dict[str, Promise] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    requests: int = 0


class Sender:
    """Sends, some at a time, checks each answer, and keeps the ledger."""

    def __init__(self, server: Running) -> None:
        self.server, self.ledger, self.codes = server, Ledger(), known_codes()
        self._lock, self._pool = threading.Lock(), ThreadPoolExecutor(AT_ONCE)

    def send_all(self, all: Iterable[Sending]) -> None:
        for _ in self._pool.map(self.send, all):
            pass

    def send(self, one: Sending) -> None:
        with self._lock:
            self.ledger.requests += 1
            ids = [f"h-{self.ledger.requests:07d}-{place}" for place in range(len(one.messages))]
        headers = self.server.as_sender
        if one.content_type is not None:
            headers["content-type"] = one.content_type
        if one.encoding is not None:
            headers["content-encoding"] = one.encoding
        reply = self.server.ask("POST", one.path, headers, one.packed(ids))
        with self._lock:
            self._note(reply, one, ids)

    def _note(self, reply: Reply, one: Sending, ids: list[str]) -> None:
        plain = reply.plain
        code = plain.get("code", "ok")
        self.ledger.answers[f"{reply.status} {code}"] += 1
        assert reply.status in (200, 503) or 400 <= reply.status < 500, reply
        assert reply.status != 503 or code == "busy", reply
        if reply.status != 200:
            assert code in self.codes, reply
            return
        refused = {each["index"]: each["code"] for each in plain.get("refused", ())}
        self.ledger.answers.update(f"refused {code}" for code in refused.values())
        for place, (id, message) in enumerate(zip(ids, one.messages, strict=True)):
            if place in refused:
                self.ledger.refused.add(id)
            else:
                self.ledger.promised[id] = promise(one.path, message)

    def missing(self) -> list[str]:
        """Messages that were accepted, and are neither in the event table as they were nor in quarantine."""
        table = cxloop.open(self.server.data).table.read(["event_id", "event", "customer", "properties"]).to_pylist()
        rows = Counter(row["event_id"] for row in table)
        there = {row["event_id"]: row for row in table}
        kept = self._quarantined()
        found = [
            f"{id} is there {times} times" for id, times in rows.items() if id in self.ledger.promised and times > 1
        ]
        for id, one in self.ledger.promised.items():
            if id in kept:
                if id in there or not kept[id]:
                    found.append(f"{id} is in quarantine ({kept[id]}) and in the table {id in there}: {one}")
            elif id not in there:
                found.append(f"{id} is nowhere: {one}")
            elif wrong := _differs(one, there[id]):
                found.append(f"{id}: {wrong}; {one}")
        found += [f"{id} was refused and is not in quarantine" for id in self.ledger.refused if id not in kept]
        return found

    def _quarantined(self) -> dict[str, str]:
        found = {}
        for one in cxloop.open(self.server.data).filings.refused(status=None, limit=10_000_000):
            at = one.raw.find(b"h-")
            while at >= 0:
                found[one.raw[at : at + 11].decode("utf-8", "replace")] = one.reason
                at = one.raw.find(b"h-", at + 1)
        return found


def _differs(one: Promise, row: dict[str, Any]) -> str | None:
    for name in ("event", "customer", "properties"):
        wanted, got = getattr(one, name), row[name]
        if name == "properties" and got is not None:
            got = _short(got)
        if wanted is not None and wanted != got:
            return f"{name} is {got!r} and not {wanted!r}"
    return None


def _short(text: str) -> str:
    return text if len(text) < 200 else hashlib.sha256(text.encode()).hexdigest()


def promise(path: str, one: Message) -> Promise:
    """What has to be kept of a message, read by another reader than the product's own."""
    kind = _read(one.last("type"))
    own = path.removeprefix("/v1/")
    if not isinstance(kind, str) or kind not in _NAMED:
        kind = own if own in PATHS and not kind else None
    posthog = one.last("distinct_id") is not None
    event = customer = properties = None
    if kind == "track" and not posthog:
        event = _text(one.last("event"))
    if not posthog:
        customer = _text(one.last("userId")) or _text(one.last("anonymousId"))
    if kind in ("track", "page", "screen"):
        raw = (one.last("properties") or "").strip()
        properties = _short(raw) if raw[:1] == "{" else None
    elif kind == "identify" and not posthog:
        raw = (one.last("traits") or "").strip()
        properties = _short(raw) if raw[:1] == "{" else None
    return Promise(path, event, customer, properties, one.written()[:400])


def _read(text: str | None) -> Any:
    """A JSON text's value; its own text where this reader cannot read it."""
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _text(raw: str | None) -> str | None:
    found = _read(raw)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) and found else None


def at_every_depth(step: int = 1) -> Iterator[Sending]:
    """Values nested as deeply as can just be read, in every place that takes some, and beside it."""
    limit = sys.getrecursionlimit()
    for depth in (60, 61, 62, 63, 64, 65, 66, 300, *range(limit - 140, limit + 10, step), 5_000, 100_000):
        for lists in (False, True):
            deep = nested(depth, lists=lists)
            for name, value in (
                ("properties", f'{{"deep":{deep}}}'),
                ("properties", f'{{"value":{deep}}}'),
                ("context", f'{{"traits":{deep}}}'),
                ("context", f'{{"deep":{deep}}}'),
                ("traits", f'{{"deep":{deep}}}'),
                ("event", deep),
                ("other", deep),
            ):
                kind = "identify" if "raits" in name + value[:9] else "track"
                members = [("type", f'"{kind}"'), ("event", '"깊이"'), ("userId", f'"{NFD}"'), (name, value)]
                one = Message(tuple(members))
                yield Sending(
                    "/v1/batch", (one,), f'{{"batch":[{one.written()}]}}', "plain", 0, "application/json", None
                )
                yield Sending(f"/v1/{kind}", (one,), one.written(), "plain", 0, "application/json", None)
            yield Sending("/v1/batch", (), f'{{"batch":[{deep}]}}', "plain", 0, "application/json", None)
            yield Sending("/v1/batch", (), deep, "plain", 0, "application/json", None)
            one = Message((("type", '"track"'), ("event", '"x"'), ("anonymousId", f'"{NFC}"')))
            beside = f'{{"batch":[{one.written()}],"context":{{"traits":{deep}}}}}'
            yield Sending("/v1/batch", (one,), beside, "plain", 0, "application/json", None)


def of_every_value() -> Iterator[Sending]:
    """Each odd number and text in each place, all else being well."""
    for value in (*NUMBERS, *ODD_TEXTS):
        inside = [f'{{"{name}":{value}}}' for name in ("other", *FIELDS)] + [f'{{"other":[{{"a":{value}}}]}}']
        places = [(kind, at, text) for kind, at in (("track", "properties"), ("identify", "traits")) for text in inside]
        places += [("track", at, value) for at in ("event", "userId", "timestamp", "sentAt", "channel", "groupId")]
        places += [("track", "context", f'{{"traits":{{"a":{value}}}}}'), ("group", "groupId", value)]
        for kind, name, text in places:
            members = (("type", f'"{kind}"'), ("event", '"값"'), ("userId", f'"{NFC}"'), (name, text))
            one = Message(members)
            body = f'{{"batch":[{one.written()}]}}'
            yield Sending("/v1/batch", (one,), body, "plain", 0, "application/json", None)


def with_wrong_lengths(server: Running) -> list[int]:
    """Requests whose length is not what they say; the statuses of whatever was answered."""
    key = server.as_sender["authorization"]
    body = json.dumps({"batch": [{"type": "track", "event": NFC, "userId": NFD}]}).encode()
    head = f"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {key}\r\n"
    size = len(body)
    lengths = [
        f"Content-Length: {size + 40}",
        f"Content-Length: {size - 5}",
        "Content-Length: 0",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999999",
        "Content-Length: x",
        f"Content-Length: {size}\r\nContent-Length: 3",
        f"Content-Length: {size}\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Expect: 100-continue\r\nContent-Length: 5",
        "X: y",
    ]
    found = []
    for said in lengths:
        for sent in (body, b"%x\r\n%b\r\n0\r\n\r\n" % (size, body), b"fffffffffffffffff\r\n", b""):
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
                with suppress(OSError):
                    connection.sendall(f"{head}{said}\r\n\r\n".encode() + sent)
                    connection.shutdown(socket.SHUT_WR)
                answer = b""
                with suppress(OSError):
                    while part := connection.recv(65536):
                        answer += part
            statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
            found += [int(status) for status in statuses if status != b"100"]
    return found


def warmed(server: Running) -> dict[str, tuple[float, float]]:
    """The memory of both processes after some everyday work."""
    for number in range(60):
        items = [
            {"type": "track", "event": "방문", "userId": f"u{number % 50}", "properties": {"plan": "pro", "n": place}}
            for place in range(100)
        ]
        reply = server.ask("POST", "/v1/batch", server.as_sender, json.dumps({"batch": items}).encode())
        assert reply.status in (200, 503), reply
    server.settled()
    for path in ("overview", "paths", "catalogue", "quarantine"):
        assert server.ask("GET", f"/api/v1/{path}", server.as_admin).status == 200
    return server.memory()


def sent_at_random(sender: Sender, examples: int, number: int) -> None:
    """So many generated requests; the first answer that is not as it should be is shown with a request that is as small
    as can be."""

    @seed(number)
    @settings(
        max_examples=examples // AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(sendings(), min_size=AT_ONCE, max_size=AT_ONCE))
    def send(some: list[Sending]) -> None:
        assert all(one.body.count(ID) >= len(one.messages) for one in some)
        sender.send_all(some)

    send()
