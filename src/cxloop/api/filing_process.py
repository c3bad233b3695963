"""The process that files, looked after: started, woken, started again where it ended by itself, ended."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cxloop.api.allocators import ENVIRONMENT
from cxloop.app.filing import Filed

logger = logging.getLogger("cxloop.filing")
_WORST_SECONDS: Final = 5.0
_LONG_SECONDS: Final = 60.0


class FilingProcess:
    """Files what waits in a data folder beside the server. told: called with each batch that was filed.

    backlog: requests that wait; behind: for how many seconds the oldest of them has; failures: times in a row that
    filing failed.
    """

    def __init__(self, data: str | Path) -> None:
        self.data = str(data)
        self.told: Callable[[str, Filed], None] = lambda workspace, filed: None
        self.backlog = self.failures = 0
        self.behind = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="filing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Says that something was accepted."""
        self._send(b"w")

    def end(self) -> None:
        """Stops after the batch at hand; what waits stays in the journal."""
        self._ending.set()
        self._send(b"e")
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()

    def _send(self, word: bytes) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(BlockingIOError, OSError, ValueError):  # full: it will wake anyway; gone: another one comes
                os.write(process.stdin.fileno(), word)

    def _look_after(self) -> None:
        falls = 0
        while not self._ending.is_set():
            began = time.monotonic()
            self._run()
            if self._ending.is_set():
                return
            falls = 1 if time.monotonic() - began > _LONG_SECONDS else falls + 1
            self.failures = max(self.failures, falls)
            pause = min(_WORST_SECONDS, 0.2 * 2**falls)
            logger.error("the process that files has ended by itself; again in %.1f s", pause)
            self._ending.wait(pause)

    def _run(self) -> None:
        """One process, from its start to its end."""
        words = [sys.executable, "-m", "cxloop.api.filer", self.data]
        environment = {**ENVIRONMENT, **os.environ}
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            os.set_blocking(process.stdin.fileno(), False)
            self._process = process
            if self._ending.is_set():
                self._send(b"e")
            for line in process.stdout:
                self._heard(json.loads(line))

    def _heard(self, plain: dict[str, Any]) -> None:
        if "filed" in plain:
            self.told(plain["workspace"], Filed(**plain["filed"]))
        else:
            self.backlog, self.behind, self.failures = plain["backlog"], plain["behind"], plain["failures"]
