"""Far more than can be taken: the excess is told to come back, what is accepted is kept, a patient client delivers."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from segment.analytics import Client as Segment

from cxloop.api.filing_process import FilingProcess
from faults.serving import FILER, Server, free_port, key_for, launched, settled, stored

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS, SECONDS, PATIENT = 1_500, 6, 300


def test_overload(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    key = key_for(data)
    server = Server(data, port, tmp_path / "errors.log")
    try:
        words = [sys.executable, "-m", "bench.load", str(port), key, str(SECONDS), str(CONNECTIONS), "1"]
        load = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        patient = Segment(write_key=key, host=f"http://127.0.0.1:{port}", max_retries=100, max_queue_size=10_000)
        for number in range(PATIENT):
            patient.track(f"u{number}", "patient", message_id=f"patient-{number}")
            time.sleep(SECONDS / PATIENT)
        found = json.loads(load.communicate(timeout=120)[0])
        patient.shutdown()
        assert set(found["statuses"]) <= {"200", "429", "503"}
        refused = sum(count for status, count in found["statuses"].items() if status != "200")
        assert refused > 0
        assert found["retry_after"] == refused
        settled(data, 120)
        there = stored(data)
        assert sum(there.values()) == found["statuses"]["200"] + PATIENT
        assert {f"patient-{number}" for number in range(PATIENT)} <= there.keys()
        assert max(there.values()) == 1
    finally:
        server.end()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A server that has no room for anybody; its port and a key."""
    data, port = tmp_path_factory.mktemp("crowded") / "data", free_port()
    key = key_for(data)
    program = (
        "import sys; from cxloop.api import group_commit; group_commit.MOST_WAITING = 0;"
        "from cxloop.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    words = [sys.executable, "-c", program, "--data", str(data), "serve", "--port", str(port), "--json"]
    server, _ = launched(words, data.parent / "errors.log")
    yield port, key
    server.terminate()
    server.wait(60)


def raw(port: int, *pieces: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.2)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        body = answer.read()
        return f"{answer.status} {answer.getheader('retry-after') or '-'} ".encode() + body


HEAD = b"POST /v1/track HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"


@pytest.mark.parametrize(
    "pieces",
    [(HEAD + b"\r\n{}",), (HEAD, b"\r\n{}"), (HEAD + b"\r\n", b"{}"), (HEAD + b"Connection: close\r\n\r\n{}",),
     (HEAD + b"Expect: 100-continue\r\n\r\n{}",), (HEAD.replace(b"1.1", b"1.0") + b"\r\n{}",)],
    ids=["whole", "head in two", "body after", "close", "expect", "HTTP/1.0"],
)  # fmt: skip
def test_whatever_way_it_comes_it_is_told_to_come_back(crowded: tuple[int, str], pieces: tuple[bytes, ...]) -> None:
    answer = raw(crowded[0], *pieces)
    assert answer.startswith(b"503 ")
    assert 1 <= int(answer.split()[1]) <= 5
    assert b'"code":"busy"' in answer


def test_two_requests_in_one_piece_are_both_answered(crowded: tuple[int, str]) -> None:
    with socket.create_connection(("127.0.0.1", crowded[0]), timeout=20) as connection:
        connection.sendall((HEAD + b"\r\n{}") * 2)
        connection.settimeout(5)
        answers = b""
        while answers.count(b"HTTP/1.1 503") < 2:
            answers += connection.recv(65536)
    assert answers.lower().count(b"retry-after") >= 2


def test_the_same_connection_is_heard_again(crowded: tuple[int, str]) -> None:
    """And everything that is no capture is answered as ever."""
    connection = http.client.HTTPConnection("127.0.0.1", crowded[0], timeout=20)
    for _ in range(3):
        connection.request("POST", "/v1/track", b"{}")
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:1]) == (503, b"{")
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True)


def test_the_process_that_files_comes_again(tmp_path: Path) -> None:
    """It is killed, and another one files; it ends with the server, however that ends."""
    data, port = tmp_path / "data", free_port()
    key = key_for(data)
    server = Server(data, port, tmp_path / "errors.log")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for number in range(3):
        until = time.monotonic() + 60
        while not server.kill_filing():
            assert time.monotonic() < until
            time.sleep(0.1)
        body = json.dumps({"event": "a", "userId": "u", "messageId": f"m{number}"})
        connection.request("POST", "/v1/track", body, {"Authorization": f"Bearer {key}"})
        assert connection.getresponse().read() == b'{"success":true}'
    settled(data)
    assert stored(data) == {f"m{number}": 1 for number in range(3)}
    server.kill()
    until = time.monotonic() + 30
    while any(FILER in one.info["cmdline"] and str(data) in one.info["cmdline"] for one in _processes()):
        assert time.monotonic() < until, "the process that files has outlived its server"
        time.sleep(0.1)


def _processes() -> list[psutil.Process]:
    return [one for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"]]


def test_an_end_before_the_beginning(tmp_path: Path) -> None:
    filing = FilingProcess(tmp_path)
    filing.wake()
    filing.end()
