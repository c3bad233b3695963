"""A real `cxloop serve` process for the clients to talk to, and what came of it, read from the disk."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from deltalake import DeltaTable

import forked

CXLOOP: Final = [sys.executable, "-m", "cxloop"]
NFC, NFD = "한글 고객", "\u1112\u1161\u11ab\u1100\u1173\u11af 고객"
CLIENTS: Final = Path(__file__).resolve().parent
MODULES: Final = CLIENTS / "node_modules"


class Server:
    """A `cxloop serve` process over a folder; it can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """A link that signs in."""
        call = [*CXLOOP, "--data", str(self.folder), "serve", "--port", str(self.port), "--json"]
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        assert told["address"] == self.address
        until(self.answers)
        return str(told["link"])

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None:
            os.kill(self.process.pid, how)
            self.process.wait(30)
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None


class Service:
    """One workspace of a server, with a key for ingest: what clients talk to, and what came of it."""

    def __init__(self, server: Server, workspace: str) -> None:
        self.server, self.folder, self.workspace = server, server.folder, workspace
        self.port, self.start, self.stop = server.port, server.start, server.stop
        self.key = str(self.run("key", "create", "--purpose", "ingest")["key"])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> Any:
        """The answer of a command over the folder."""
        done = forked.command(["--data", str(self.folder), "--workspace", self.workspace, *words, "--json"])
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Holds the journal, as somebody else might, until the server has said 503 with Retry-After."""
        holding = sqlite3.connect(self.folder / "journal.db", isolation_level=None)
        holding.execute("BEGIN IMMEDIATE")
        try:
            yield
            until(lambda: self.status() == 503, 40)
        finally:
            holding.execute("ROLLBACK")
            holding.close()

    def status(self) -> int:
        """What a batch of nothing is answered with."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/v1/batch", json.dumps({"batch": [], "writeKey": self.key}))
        answer = connection.getresponse()
        connection.close()
        assert answer.status == 200 or 1 <= int(answer.headers["retry-after"]) <= 10
        return answer.status

    def rows(self) -> list[dict[str, Any]]:
        """All events as any reader of Delta tables sees them."""
        table = self.folder / self.workspace / "events"
        if not (table / "_delta_log").is_dir():
            return []
        found: list[dict[str, Any]] = DeltaTable(str(table)).to_pyarrow_table().to_pylist()
        return found

    def settled(self, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """The events once there are so many, and no more of them a moment later."""
        until(lambda: len(self.rows()) >= count, seconds, lambda: f"{len(self.rows())} events of {count}")
        time.sleep(0.8)
        rows = self.rows()
        assert len(rows) == count
        return rows

    def customer(self, identifier: str) -> Any:
        return self.run("customer", identifier)

    def quarantined(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.run("quarantine", "list")["messages"]
        return found


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(true: Callable[[], Any], seconds: float = 20, said: Callable[[], str] = lambda: "it did not come") -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, said()
        time.sleep(0.05)
