"""Something that is done in every workspace from time to time, beside the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import ClassVar

from cxloop.ports.workspace import Workspace


class Rounds:
    """A thread beside the server. every_seconds: how long it rests between two rounds.

    name: the thread's; logger, failing: where and in which words it is told that a workspace could not be looked at;
    patience_seconds: how long its end waits for a round that is going on.
    """

    name: ClassVar[str]
    logger: ClassVar[logging.Logger]
    failing: ClassVar[str]
    patience_seconds: ClassVar[float] = 0.0

    def __init__(self, workspaces: Mapping[str, Workspace], every_seconds: float) -> None:
        self.workspaces, self.every_seconds = workspaces, every_seconds
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Begins no further round."""
        self._ending.set()
        if self._thread.is_alive() and self.patience_seconds:
            self._thread.join(self.patience_seconds)

    def look(self) -> None:
        """One round in every workspace; one that fails stops no other."""
        for name, workspace in self.workspaces.items():
            try:
                self.look_at(name, workspace)
            except Exception as error:  # the next round tries again
                self.logger.error(self.failing, name, exc_info=error)

    def look_at(self, name: str, workspace: Workspace) -> None:
        """What is done in one workspace."""
        raise NotImplementedError

    def _run(self) -> None:
        while not self._ending.wait(self.every_seconds):
            self.look()
