"""The disk fails at the n-th call: no 2xx after the failure, 503 instead, and the server recovers by itself."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from faults.serving import Client, free_port, key_for, lost_and_doubled, settled

SERVE = "import sys; from cxloop.cli.main import run; sys.exit(run(sys.argv[1:]))"


def statuses(port: int, auth: str, count: int) -> list[int]:
    found = []
    for number in range(count):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        item = {"type": "track", "event": "e", "userId": "u", "messageId": f"probe{time.time_ns()}-{number}"}
        connection.request("POST", "/v1/batch", json.dumps({"batch": [item]}), {"Authorization": auth})
        answer = connection.getresponse()
        if answer.status == 503:
            assert int(answer.getheader("retry-after") or 0) > 0
        found.append(answer.status)
        connection.close()
    return found


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_failed_fsync_is_never_acknowledged(tmp_path: Path, error: str) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is missing")
    data, port, log = tmp_path / "data", free_port(), tmp_path / "strace.log"
    key = key_for(data)
    # from its 40th call on, six syncs of each thread fail; every one of them has to be told from those that worked
    words = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=fdatasync,fsync",
             "-e", f"inject=fdatasync,fsync:error={error}:when=40..45"]  # fmt: skip
    words += [sys.executable, "-c", SERVE, "--data", str(data), "serve", "--port", str(port), "--json"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=(tmp_path / "errors.log").open("w"), text=True)
    assert server.stdout is not None
    assert "link" in server.stdout.readline()
    client = Client("c", port, key)
    client.start()
    try:
        seen: list[int] = []
        until = time.monotonic() + 60
        while time.monotonic() < until and not (503 in seen and seen[-5:] == [200] * 5):
            seen += statuses(port, client.auth, 5)
            time.sleep(0.2)
        assert 503 in seen, "no failure was seen"
        assert seen[-5:] == [200] * 5, "it does not recover"
        client.ending.set()
        client.join(30)
        settled(data)
    finally:
        subprocess.run(["pkill", "-TERM", "-P", str(server.pid)], check=False)
        server.wait(60)
    lost, doubled, _ = lost_and_doubled(data, [client])
    assert (lost, doubled) == (set(), set())
