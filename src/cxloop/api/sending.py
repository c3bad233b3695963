"""Sends what is new to webhooks from time to time, beside the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Final

from cxloop.app.post import Post
from cxloop.app.sending import send_round
from cxloop.ports.workspace import Workspace

logger = logging.getLogger("cxloop.webhooks")
EVERY_SECONDS: Final = 5.0
_PATIENCE_SECONDS: Final = 1.0


class Sending:
    """A thread beside the server. every_seconds: how long it rests between two rounds."""

    def __init__(self, workspaces: Mapping[str, Workspace], post: Post, every_seconds: float = EVERY_SECONDS) -> None:
        self.workspaces, self.post, self.every_seconds = workspaces, post, every_seconds
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sending", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Sends nothing more; a receiver that is slow just now is not waited for, and gets the same again later."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def look(self) -> None:
        """One round in every workspace; one that fails stops no other."""
        for name, workspace in self.workspaces.items():
            try:
                send_round(workspace, self.post, self._ending.is_set)
            except Exception as error:  # tried again in a moment
                logger.error("the webhooks of %s could not be sent", name, exc_info=error)

    def _run(self) -> None:
        while not self._ending.wait(self.every_seconds):
            self.look()
