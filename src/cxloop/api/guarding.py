"""Looks at running changes from time to time, and rolls back those that break a guardrail beyond doubt."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from cxloop.api.rounds import Rounds
from cxloop.app.verdicts import guard
from cxloop.ports.workspace import Workspace

EVERY_SECONDS: Final = 60.0


class Guarding(Rounds):
    """See `Rounds`."""

    name, failing = "guarding", "the changes of %s could not be looked at"
    logger = logging.getLogger("cxloop.change")

    def __init__(self, workspaces: Mapping[str, Workspace], every_seconds: float = EVERY_SECONDS) -> None:
        super().__init__(workspaces, every_seconds)

    def look_at(self, name: str, workspace: Workspace) -> None:
        for one in guard(workspace).changes:
            self.logger.warning("change %s of %s rolled back: %s", one["id"], name, one["guardrail"])
