"""Sends what is new to webhooks from time to time, beside the server."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from cxloop.api.rounds import Rounds
from cxloop.app.post import Post
from cxloop.app.sending import send_round
from cxloop.ports.workspace import Workspace

EVERY_SECONDS: Final = 5.0


class Sending(Rounds):
    """See `Rounds`. A receiver that is slow at the end is not waited for, and gets the same again later."""

    name, failing = "sending", "the webhooks of %s could not be sent"
    logger = logging.getLogger("cxloop.webhooks")
    patience_seconds = 1.0

    def __init__(self, workspaces: Mapping[str, Workspace], post: Post, every_seconds: float = EVERY_SECONDS) -> None:
        super().__init__(workspaces, every_seconds)
        self.post = post

    def look_at(self, name: str, workspace: Workspace) -> None:
        send_round(workspace, self.post, self._ending.is_set)
