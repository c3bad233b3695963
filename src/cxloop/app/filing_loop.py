"""Filing as long as the server runs: a thread that works whenever something waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from cxloop.app.filing import KEPT_DAYS, Filed, Ground, file_next
from cxloop.ports.journal import Journal

logger = logging.getLogger("cxloop.filing")
_PAUSE_SECONDS: Final = 0.3
_IDLE_SECONDS: Final = 1.0
_WORST_SECONDS: Final = 30.0
_DAY_SECONDS: Final = 86_400


class FilingLoop:
    """Files the requests of every workspace that has some.

    ground: the workspace of a name. told: called with each batch that was filed, to count it or show it.
    """

    def __init__(
        self, journal: Journal, ground: Callable[[str], Ground], told: Callable[[str, Filed], None] | None = None
    ) -> None:
        self.journal, self.ground = journal, ground
        self.told = told or (lambda workspace, filed: None)
        self.failures = 0
        self._wake, self._ending = threading.Event(), threading.Event()
        self._forgotten = 0.0
        self._thread = threading.Thread(target=self._run, name="filing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Says that something was accepted."""
        self._wake.set()

    def end(self) -> None:
        """Stops after the batch at hand; what waits stays in the journal."""
        self._ending.set()
        self._wake.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wake.wait(_IDLE_SECONDS)
            self._wake.clear()
            began = time.monotonic()
            try:
                self.step()
                self.failures, pause = 0, _PAUSE_SECONDS
            except Exception as error:  # a full disk, a lost database: what waits is kept, and tried again
                self.failures += 1
                pause = min(_WORST_SECONDS, _PAUSE_SECONDS * 2**self.failures)
                logger.error("filing failed, again in %.1f s", pause, exc_info=error)
            self._ending.wait(max(0.0, pause - (time.monotonic() - began)))

    def step(self) -> None:
        """Files all that waits now, in every workspace whose filing is nobody else's. One that fails stops no other."""
        failures: list[Exception] = []
        for name in self.journal.workspaces():
            try:
                self._file(name)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0] if len(failures) == 1 else ExceptionGroup("filing", failures)

    def _file(self, name: str) -> None:
        ground = self.ground(name)
        with ground.filing_lease() as mine:
            while mine and not self._ending.is_set():
                filed = file_next(ground, self.journal)
                if filed is None:
                    break
                self.told(name, filed)
            if mine and time.monotonic() - self._forgotten > _DAY_SECONDS:
                ground.filings.forget(ground.now_ms() // 86_400_000 - KEPT_DAYS)
                self._forgotten = time.monotonic()
