"""How far what people write down has come: looked up once a second, however many watch."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import Final

from cxloop.ports.workspace import Workspace

EVERY_SECONDS: Final = 1.0


class Stamps:
    """The stamps of the records of each workspace."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, float]] = {}
        self._looking: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def of(self, workspace: Workspace) -> int:
        """The stamp of a workspace's records, at most a second old."""
        with self._looking[workspace.name]:
            known = self._known.get(workspace.name)
            if known is None or time.monotonic() - known[1] >= EVERY_SECONDS:
                known = self._known[workspace.name] = (workspace.records.stamp(), time.monotonic())
            return known[0]
