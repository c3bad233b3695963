"""A server that is down, slow or wrong: the caller gets its own default, or what it had, and does not wait."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

import cxloop
from clients.running import Server, Service, free_port, until
from clients.test_flag_providers import FLAGS, PRO, put

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
WRONG: dict[str, bytes] = {
    "no HTTP": b"\x00\xff\x16\x03 nothing\r\n\r\n",
    "no JSON": HEAD % (5, b'{"fla'),
    "other JSON": HEAD % (13, b'[1,2,{"a":3}]'),
    "flags of another kind": HEAD % (13, b'{"flags":[1]}'),
    "an error": b"HTTP/1.1 500 Oh\r\ncontent-length: 2\r\n\r\nno",
    "cut off": HEAD % (5000, b'{"flags"'),
    "nothing at all": b"",
}


@contextmanager
def saying(answer: bytes | None) -> Iterator[int]:
    """A server that says the same to everybody; None: it takes connections and says nothing, ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    ending, held = threading.Event(), []

    def serve() -> None:
        while not ending.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            held.append(connection)
            if answer is not None:
                connection.recv(65536)
                connection.sendall(answer)
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    ending.set()
    listening.close()
    for one in held:
        one.close()


@pytest.fixture
def rules(service: Service, tmp_path: Path) -> str:
    put(service, tmp_path, FLAGS)
    return str(service.run("key", "create", "--purpose", "rules")["key"])


@contextmanager
def client(address: str, key: str, **more: Any) -> Iterator[Any]:
    made = cxloop.FlagClient(address, key, every_seconds=0.1, **more)
    yield made
    made.close()


def test_it_evaluates_what_the_server_has(service: Service, rules: str, tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []
    with client(service.address, rules, exposed=lambda flag, variant, context: seen.append((flag, variant))) as flags:
        assert flags.loaded(10)
        assert flags.value("새 화면", False, PRO, shown=True) is True
        assert flags.value("share", 0.1, {}) == 1.0
        assert flags.value("closed", True, {}, shown=True) is True
        assert flags.value("never", "mine", {}, shown=True) == "mine"
        assert flags.resolve("title", 7, {}).code == "TYPE_MISMATCH"
        assert seen == [("새 화면", "on")]
        put(service, tmp_path, {**FLAGS["flags"]["title"], "defaultVariant": "b"}, "title")
        until(lambda: flags.value("title", "-", {}) == "사기")
        os.kill(service.server.process.pid, signal.SIGSTOP)  # type: ignore[union-attr]
        try:
            time.sleep(0.5)
            assert quickly(lambda: flags.value("title", "-", {})) == "사기"
        finally:
            os.kill(service.server.process.pid, signal.SIGCONT)  # type: ignore[union-attr]
        service.stop(9)
        time.sleep(0.5)
        assert quickly(lambda: flags.value("title", "-", {})) == "사기"
        service.start()
        service.run("flag", "off", "title")
        until(lambda: flags.value("title", "-", {}) == "-")


def test_only_a_rules_key_gets_definitions(service: Service, rules: str) -> None:
    wrong = [service.key, str(service.run("key", "create", "--purpose", "flags")["key"]), "cxd_made_up"]
    for key in wrong:
        with client(service.address, key) as flags:
            assert not flags.loaded(1)
            assert flags.value("새 화면", False, PRO) is False


def quickly(ask: Callable[[], Any]) -> Any:
    """What is asked for; it may wait for nothing, so a second is far more than it takes."""
    began = time.monotonic()
    found = ask()
    assert time.monotonic() - began < 1
    return found


@pytest.mark.parametrize("answer", [*WRONG.values(), None], ids=[*WRONG, "silence"])
def test_whatever_a_server_says_the_default_comes_at_once(answer: bytes | None) -> None:
    with saying(answer) as port, client(f"http://127.0.0.1:{port}", "cxd_x", timeout_seconds=0.2) as flags:
        assert quickly(lambda: flags.value("checkout", "old", PRO)) == "old"
        assert not flags.loaded(0.3)
        assert quickly(lambda: flags.value("checkout", 3, PRO)) == 3
        asked = OFREPProvider(f"http://127.0.0.1:{port}", timeout=0.04)
        api.set_provider(asked)
        found = quickly(lambda: api.get_client().get_string_details("checkout", "old", EvaluationContext("anna")))
        assert (found.value, str(found.reason)) == ("old", "ERROR")
        api.clear_providers()


def test_a_wrong_answer_does_not_replace_what_is_known(service: Service, rules: str) -> None:
    """The server's place is taken by one that says nonsense."""
    with client(service.address, rules) as flags:
        assert flags.loaded(10)
        flags._url = flags._url.replace(str(service.port), str(free_port()))
        time.sleep(0.3)
        for answer in WRONG.values():
            with saying(answer) as port:
                flags._url = f"http://127.0.0.1:{port}/ofrep/v1/definitions"
                time.sleep(0.3)
                assert flags.value("title", "-", {}) == "주문하기"
        hostile = json.dumps({"flags": {"title": {"state": "ENABLED", "variants": 3}}}).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(hostile)}\r\n\r\n".encode()
        with saying(head + hostile) as port:
            flags._url = f"http://127.0.0.1:{port}/ofrep/v1/definitions"
            until(lambda: flags.resolve("title", "-", {}).code == "PARSE_ERROR")
            assert flags.value("title", "-", {}) == "-"


def test_a_stream_that_is_open_does_not_keep_the_server_from_ending(tmp_path: Path) -> None:
    """All of them: that of flags, that of the live page, and that of what people write down."""
    server = Server(tmp_path)
    key = Service(server, "main").run("key", "create", "--purpose", "flags")["key"]
    link = server.start()
    jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    jar.open(link, timeout=10).close()
    streams = [
        urllib.request.urlopen(f"{server.address}/ofrep/v1/stream?key={key}", timeout=10),
        jar.open(f"{server.address}/api/v1/live/stream", timeout=10),
        jar.open(f"{server.address}/api/v1/loop/stream", timeout=10),
    ]
    assert [stream.readline()[:6] for stream in streams] == [b": flag", b"data: ", b"data: "]
    server.stop()
    for stream in streams:
        stream.close()
