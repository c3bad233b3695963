"""Live capture beside the console: the door for events, the journal's writer, and filing, begun and ended together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, Protocol

from starlette.types import ASGIApp

from cxloop.api.capture import Capture
from cxloop.api.group_commit import GroupCommit
from cxloop.api.handed_out import HandedOut
from cxloop.api.ofrep import FlagServing, Ofrep
from cxloop.api.prototype_page import PrototypePage
from cxloop.api.traffic import Traffic
from cxloop.app.door import Seal
from cxloop.app.filing import Filed
from cxloop.ports.access import Keys
from cxloop.ports.journal import Journal
from cxloop.ports.workspace import Workspace
from cxloop.trust.keys import Key, Purpose, hash_of
from cxloop.trust.quota import Quotas

_REMEMBERED_SECONDS: Final = 1.0
_MOST_REMEMBERED: Final = 10_000
MOST_UNFILED: Final = 1_000_000
"""Requests in the journal; above that no more are accepted until some are filed."""


class Filing(Protocol):
    """What files beside the door: a process of its own, or threads."""

    told: Callable[[str, Filed], None]
    backlog: int
    behind: float
    failures: int

    def start(self) -> None: ...
    def wake(self) -> None: ...
    def end(self) -> None: ...


class Live:
    """What capture and flags need while a server runs. opened: a workspace by its name; seal: of the folder."""

    def __init__(
        self, journal: Journal, keys: Keys, filing: Filing, opened: Callable[[str], Workspace], seal: Seal
    ) -> None:
        self.journal, self.traffic, self.ending = journal, Traffic(), False
        self.filing, filing.told = filing, self.traffic.filed
        self.writer = GroupCommit(
            journal.append, filing.wake, lambda: filing.behind, lambda: filing.backlog > MOST_UNFILED
        )
        self.keys = KeyRing(keys)
        self.flags = FlagServing(opened, journal.append, filing.wake)
        self._opened, self._seal = opened, seal
        self._capture: Capture | None = None

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application with the paths of capture and of flags, and what is handed out to customers, in front."""
        key_for, quotas = self.keys.for_ingest, Quotas()
        shown = PrototypePage(
            HandedOut(app, key_for=key_for), key_for=key_for, journal=self.writer, traffic=self.traffic, quotas=quotas,
            opened=self._opened, seal=self._seal,
        )  # fmt: skip
        flagged = Ofrep(shown, key_for=self.keys.for_flags, rules_for=self.keys.for_rules, serving=self.flags)
        self._capture = Capture(flagged, key_for=key_for, journal=self.writer, traffic=self.traffic, quotas=quotas)
        return self._capture

    def crowded(self) -> bool:
        """Whether what comes now is too much."""
        return self._capture is not None and self._capture.crowded()

    def start(self) -> None:
        self.filing.start()
        self.flags.start()

    def seen(self, workspace: str) -> dict[str, Any]:
        """The traffic of a workspace lately, and what of it waits to be filed."""
        return {**self.traffic.snapshot(workspace), "waiting": self.journal.waiting(workspace)}

    def wrong(self) -> list[str]:
        """What stands in the way of events: stable codes; empty where all is well."""
        found = ["journal_unwritten"] if self.writer.failing else []
        return found + (["filing_failing"] if self.filing.failures > 2 else [])

    def leave(self) -> None:
        """Ends the streams that are open."""
        self.ending = True
        self.flags.leave()

    def end(self) -> None:
        """Writes what was accepted; what is not filed yet stays in the journal."""
        self.leave()
        self.flags.end()
        self.writer.end()
        self.filing.end()


class KeyRing:
    """Keys by their texts, looked up at most once a second: one that is revoked is refused a second later."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._known: dict[str, tuple[Key | None, float]] = {}

    def for_ingest(self, text: str) -> Key | None:
        """The key, if it opens for ingest now."""
        return self._opening(text, "ingest")

    def for_flags(self, text: str) -> Key | None:
        """The key, if it opens for flags now."""
        return self._opening(text, "flags")

    def for_rules(self, text: str) -> Key | None:
        """The key, if it opens for definitions of flags now."""
        return self._opening(text, "rules")

    def _opening(self, text: str, purpose: Purpose) -> Key | None:
        hashed, now = hash_of(text), time.monotonic()
        found = self._known.get(hashed)
        if found is None or found[1] < now:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = self._known[hashed] = (self.keys.by_hash(hashed), now + _REMEMBERED_SECONDS)
        key = found[0]
        return key if key is not None and key.opens(text, purpose, time.time_ns() // 1_000_000) else None
