"""A real server, and a client that keeps a ledger: what it was told is kept has to be there, once, whatever happens."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

import cxloop
import forked
from cxloop import wiring

COMMAND = [sys.executable, "-c", "import sys; from cxloop.cli.main import run; sys.exit(run(sys.argv[1:]))"]
FILER = "cxloop.api.filer"
A_BATCH = 5


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def key_for(data: Path) -> str:
    """An ingest key; from here on there is a workspace."""
    return str(json.loads(forked.command(["--data", str(data), "key", "create", "--json"]).stdout)["key"])


def launched(words: list[str], log: Path, cwd: Path | None = None) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """A server that has come up, and what it said then. log: where its errors go."""
    with log.open("ab") as errors:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=cwd)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "link" in line, log.read_text()[-2000:]
    return process, json.loads(line)


class Server:
    """`cxloop serve` as a process of its own, with its errors in a file. seconds: how long it took to come up."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        began, self.port = time.monotonic(), port
        words = [*COMMAND, "--data", str(data), "serve", "--port", str(port), "--json"]
        self.process, _ = launched(words, log)
        self.seconds = time.monotonic() - began

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def kill_filing(self) -> bool:
        """Kills the process that files, and not the server; whether there was one."""
        mine = [one for one in psutil.Process(self.process.pid).children() if FILER in one.cmdline()]
        for one in mine:
            one.kill()
        return bool(mine)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Client(threading.Thread):
    """Sends batches until told to end, each again and again until it is answered with a 2xx.

    promised: ids of messages whose batch was; sent: of all.
    """

    def __init__(self, name: str, port: int, key: str) -> None:
        super().__init__(daemon=True)
        self.name, self.port = name, port
        self.auth = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        self.promised: set[str] = set()
        self.sent: set[str] = set()
        self.ending = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.ending.is_set():
            number += 1
            ids = [f"{self.name}-{number}-{place}" for place in range(A_BATCH)]
            items = [{"type": "track", "event": "주문", "userId": f"u{number % 9}", "messageId": one} for one in ids]
            self.sent |= set(ids)
            while not self.posted(json.dumps({"batch": items}).encode()):
                if self.ending.wait(0.05):
                    return
            self.promised |= set(ids)

    def posted(self, body: bytes) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/v1/batch", body, {"Authorization": self.auth})
            return 200 <= connection.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def all_promised(clients: list[Client], seconds: float = 60) -> None:
    """Returns when each has been promised something: on a slow machine nothing could be lost before."""
    until = time.monotonic() + seconds
    while not all(client.promised for client in clients):
        assert time.monotonic() < until, "nothing is accepted"
        time.sleep(0.01)


def stored(data: Path) -> Counter[str]:
    """How often each message is in the event table."""
    ids = cxloop.open(data).table.read(["event_id"])["event_id"].to_pylist()
    return Counter(str(one) for one in ids)


def settled(data: Path, seconds: float = 60) -> None:
    """Returns when the running server has filed all that waited."""
    journal, until = wiring.journal(data), time.monotonic() + seconds
    while journal.waiting():
        assert time.monotonic() < until, "filing does not come to an end"
        time.sleep(0.1)


def lost_and_doubled(data: Path, clients: list[Client]) -> tuple[set[str], set[str], set[str]]:
    """Messages that were promised and are not there; that are there twice; that nobody sent."""
    there = stored(data)
    promised = set().union(*(one.promised for one in clients))
    sent = set().union(*(one.sent for one in clients))
    return promised - there.keys(), {one for one, times in there.items() if times > 1}, there.keys() - sent
