"""Filing as long as the server runs: a thread that works whenever something waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from cxloop.app.filing import KEPT_DAYS, Filed, Ground, file_next
from cxloop.errors import Busy
from cxloop.ports.indexes import Indexes
from cxloop.ports.journal import Journal

logger = logging.getLogger("cxloop.filing")
_PAUSE_SECONDS: Final = 0.3
_IDLE_SECONDS: Final = 1.0
_TURN_SECONDS: Final = 0.5
_WORST_SECONDS: Final = 5.0
_DAY_SECONDS: Final = 86_400
_FOLD_SECONDS: Final = 5.0
_TIDY_SECONDS: Final = 300.0
_CALM_SECONDS: Final = 2.0


class FilingLoop:
    """Files the requests of every workspace that has some.

    ground: the workspace of a name. told: called with each batch that was filed, to count it or show it; rested:
    after each batch and round. backlog: requests that wait; behind: for how many seconds the oldest of them has;
    failures: times in a row that filing failed.
    """

    def __init__(self, journal: Journal, ground: Callable[[str], Ground]) -> None:
        self.journal, self.ground = journal, ground
        self.told: Callable[[str, Filed], None] = lambda workspace, filed: None
        self.rested: Callable[[], None] = lambda: None
        self.failures = self.backlog = 0
        self.behind = 0.0
        self._wake, self._ending = threading.Event(), threading.Event()
        self._more = False
        self._forget_at: dict[str, float] = {}
        self._changed: set[str] = set()
        self._tidy_at: dict[str, float] = {}
        self._threads = [
            threading.Thread(target=self._run, name="filing", daemon=True),
            threading.Thread(target=self._keep_up, name="upkeep", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Says that something was accepted."""
        self._wake.set()

    def end(self) -> None:
        """Stops after the batch at hand; what waits stays in the journal."""
        self._ending.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _run(self) -> None:
        while not self._ending.is_set():
            if not self._more and not self.backlog:
                self._wake.wait(_IDLE_SECONDS)
            self._wake.clear()
            began = time.monotonic()
            try:
                self._turn(_PAUSE_SECONDS)
                self._look()
                self.failures, pause = 0, _PAUSE_SECONDS
            except Exception as error:  # a full disk, a lost database: what waits is kept, and tried again
                self.failures, self._more = self.failures + 1, False
                with suppress(Exception):  # what failed may be the journal itself
                    self._look()
                pause = min(_WORST_SECONDS, _PAUSE_SECONDS * 2**self.failures)
                logger.error("filing failed, again in %.1f s", pause, exc_info=error)
            self.rested()
            if self._more:
                continue
            self._ending.wait(max(0.0, pause - (time.monotonic() - began)))

    def _keep_up(self) -> None:
        """Folds indexes and puts files together beside filing, so that what is asked stays as quick as it was."""
        while not self._ending.wait(_FOLD_SECONDS):
            for name in self._changed | {name for name, at in self._tidy_at.items() if at <= time.monotonic()}:
                self._changed.discard(name)
                try:
                    self._upkeep(name)
                except Busy:  # another server does it
                    continue
                except Exception as error:
                    logger.error("the files of a workspace could not be kept up", exc_info=error)

    def _upkeep(self, name: str) -> None:
        ground = self.ground(name)
        for per in ("customer", "case"):
            ground.indexes.fold(per)
        while ground.table.put_together(ground.now_ms()) and self.behind < _CALM_SECONDS and not self._ending.is_set():
            self._tidy_at.setdefault(name, time.monotonic() + _TIDY_SECONDS)
        if time.monotonic() >= self._tidy_at.setdefault(name, time.monotonic()):
            ground.table.tidy(ground.now_ms())
            self._tidy_at[name] = time.monotonic() + _TIDY_SECONDS

    def _look(self) -> None:
        self.backlog, since = self.journal.backlog()
        self.behind = 0.0 if since is None else max(0.0, time.time() - since / 1e6)

    def step(self) -> None:
        """Files all that waits now, in every workspace whose filing is nobody else's. One that fails stops no other."""
        self._turn(0.0)
        while self._more and not self._ending.is_set():
            self._turn(0.0)

    def _turn(self, pause: float) -> None:
        """Files what waits, workspace by workspace, each for a while; `_more` says whether any is not done. What has
        not waited for `pause` seconds may be left for the next time."""
        failures: list[Exception] = []
        self._more = False
        for name in self.journal.workspaces():
            try:
                self._file(name, pause)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0] if len(failures) == 1 else ExceptionGroup("filing", failures)

    def _file(self, name: str, pause: float) -> None:
        ground, until = self.ground(name), time.monotonic() + _TURN_SECONDS
        with ground.filing_lease() as mine:
            while mine and not self._ending.is_set():
                filed = file_next(ground, self.journal)
                if filed is None:
                    break
                self.told(name, filed)
                self._changed.add(name)
                self._look()
                self.rested()
                if self.behind < pause:  # so little came meanwhile that it can wait for more
                    break
                if time.monotonic() > until:  # others wait, and what was filed is asked for
                    self._more = True
                    break
            if mine:
                follow(ground.indexes)
            if mine and time.monotonic() > self._forget_at.get(name, 0.0):
                ground.filings.forget(ground.now_ms() // 86_400_000 - KEPT_DAYS)
                self._forget_at[name] = time.monotonic() + _DAY_SECONDS


def follow(indexes: Indexes) -> None:
    """Brings what indexes there are up to what was filed; what takes longer waits for whoever asks."""
    for per in ("customer", "case"):
        indexes.follow(per)
