"""Looks at running changes from time to time, and rolls back those that break a guardrail beyond doubt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Final

from cxloop.app.verdicts import guard
from cxloop.ports.workspace import Workspace

logger = logging.getLogger("cxloop.change")
EVERY_SECONDS: Final = 60.0


class Guarding:
    """A thread beside the server. every_seconds: how long it rests between two looks."""

    def __init__(self, workspaces: Mapping[str, Workspace], every_seconds: float = EVERY_SECONDS) -> None:
        self.workspaces, self.every_seconds = workspaces, every_seconds
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guarding", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ending.set()

    def look(self) -> None:
        """One look at every workspace; one that fails stops no other."""
        for name, workspace in self.workspaces.items():
            try:
                for one in guard(workspace).changes:
                    logger.warning("change %s of %s rolled back: %s", one["id"], name, one["guardrail"])
            except Exception as error:  # looked at again in a minute
                logger.error("the changes of %s could not be looked at", name, exc_info=error)

    def _run(self) -> None:
        while not self._ending.wait(self.every_seconds):
            self.look()
