"""A real `cxloop serve` process over a small shop, an admin signed in, its keys, and how much memory it takes."""

from __future__ import annotations

import base64
import http.client
import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psutil

import cxloop
from cxloop import wiring
from cxloop.app import opportunities, prototypes
from cxloop.app.keys import create_key
from cxloop.errors import CxloopError
from faults.serving import COMMAND, FILER, launched

CAPTURE_CODES: Final = frozenset(
    {"bad_json", "bad_gzip", "bad_key", "busy", "cut_off", "method_not_allowed", "too_large", "too_many", "too_slow"}
)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def plain(self) -> Any:
        return json.loads(self.body)


class Running:
    """The server. data: its folder; cookie: of an admin; ingest, read: keys; pain: one there is; prototype: one that
    anybody may answer; log: its errors."""

    def __init__(self, folder: Path, workspace: str = "main") -> None:
        self.data, self.log, self.workspace = folder / "data", folder / "server.log", workspace
        keys = wiring.door(self.data).keys
        opened = cxloop.open(self.data, workspace)
        now = opened.now_ms()
        taken = opportunities.take_up(opened, "kim", note="배송비를 미리 알고 싶다").id
        idea = opportunities.add_idea(opened, taken, "배송비 먼저", "kim").id
        self.prototype = prototypes.add_prototype(opened, idea, "배송비 먼저 보기", "kim", {}).id
        self.ingest = create_key(keys, workspace, "ingest", now).key
        self.read = create_key(keys, workspace, "read", now).key
        words = [*COMMAND, "--data", str(self.data), "--workspace", workspace, "serve", "--port", "0", "--json"]
        self.process, told = launched(words, self.log, cwd=folder)
        self.address, link = told["address"], urlsplit(told["link"])
        self.port = int(urlsplit(self.address).port or 0)
        self._own = threading.local()
        answer = self.ask("GET", f"{link.path}?{link.query}")
        self.cookie = dict(answer.headers)["set-cookie"].split(";")[0]
        self.journal = wiring.journal(self.data)
        self.pain = "1"

    @property
    def as_admin(self) -> dict[str, str]:
        return {"cookie": self.cookie, "origin": self.address}

    @property
    def as_program(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.read}"}

    @property
    def as_sender(self) -> dict[str, str]:
        return {"authorization": "Basic " + base64.b64encode(f"{self.ingest}:".encode()).decode()}

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None, most: int = -1
    ) -> Reply:
        """One request, on the connection of the thread's one before where that is still open.

        most: how many bytes are read of an answer that does not end by itself.
        """
        for again in (True, False):
            connection = getattr(self._own, "connection", None)
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self._own.connection = connection
            try:
                connection.request(method, path, body, headers or {})
                answer = connection.getresponse()
                found = answer.read1(most) if most >= 0 else answer.read()
                if most >= 0 or answer.will_close:
                    self.hang_up()
                return Reply(answer.status, [(name.lower(), value) for name, value in answer.getheaders()], found)
            except (ConnectionError, http.client.BadStatusLine, http.client.CannotSendRequest):
                self.hang_up()
                if not again:
                    raise
        raise AssertionError

    def hang_up(self) -> None:
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
            self._own.connection = None

    def settled(self, seconds: float = 120) -> None:
        """Returns when all that was accepted is filed."""
        until = time.monotonic() + seconds
        while waiting := self.journal.waiting():
            assert time.monotonic() < until, f"filing does not come to an end: {waiting} wait; {self.complaints()}"
            time.sleep(0.1)

    def complaints(self) -> str:
        """What the server and its filing wrote to their errors: nothing, where nothing failed."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if "Invalid HTTP request received" not in line)[:6000]

    def memory(self) -> dict[str, tuple[float, float]]:
        """Of the server and of the process that files: megabytes now, and the most there ever were."""
        server = psutil.Process(self.process.pid)
        filing = [one for one in server.children() if FILER in one.cmdline()]
        assert len(filing) == 1
        return {name: _megabytes(one.pid) for name, one in (("server", server), ("filing", filing[0]))}

    def end(self) -> None:
        self.hang_up()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    server = Running(folder)
    try:
        yield server
    finally:
        server.end()


def known_codes() -> frozenset[str]:
    """Every code that a refusal may have."""
    found, left = set(CAPTURE_CODES), [CxloopError]
    while left:
        kind = left.pop()
        found.add(kind.code)
        left += kind.__subclasses__()
    return frozenset(found)


def _megabytes(process: int) -> tuple[float, float]:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    found = {line.split(":")[0]: float(line.split()[1]) / 1024 for line in lines if line.startswith("Vm")}
    return found["VmRSS"], found["VmHWM"]
