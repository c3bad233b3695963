"""What came in lately and what became of it, for the live page and the metrics: counted, nothing personal kept."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from cxloop.app.filing import Filed
from cxloop.listen.messages import Item, Refusal

SECONDS: Final = 60
_RECENT: Final = 50
_SHOWN_A_REQUEST: Final = 5


class Second(NamedTuple):
    """What came in within one second. moment: seconds since 1970 UTC."""

    moment: int
    accepted: int
    refused: int


class _One:
    """The traffic of one workspace."""

    def __init__(self) -> None:
        self.accepted: Counter[int] = Counter()
        self.refused: Counter[int] = Counter()
        self.reasons: Counter[str] = Counter()
        self.totals: Counter[str] = Counter()
        self.recent: deque[dict[str, Any]] = deque(maxlen=_RECENT)


class Traffic:
    """Counts by workspace since the server began; the last minute by seconds.

    >>> traffic = Traffic(clock=lambda: 100.0)
    >>> traffic.came("main", [Refusal("event_missing", "a track has no event")])
    >>> traffic.snapshot("main")["reasons"]
    {'event_missing': 1}
    """

    def __init__(self, clock: Any = time.time) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._of: dict[str, _One] = {}
        self.turned_away: Counter[str] = Counter()

    def came(self, workspace: str, checked: Sequence[Item | Refusal]) -> None:
        """A request was accepted, with these messages."""
        refused = [one for one in checked if isinstance(one, Refusal)]
        now = int(self._clock())
        with self._lock:
            mine = self._of.setdefault(workspace, _One())
            mine.accepted[now] += len(checked) - len(refused)
            mine.refused[now] += len(refused)
            mine.totals["requests"] += 1
            mine.totals["accepted"] += len(checked) - len(refused)
            mine.totals["refused"] += len(refused)
            for one in refused:
                mine.reasons[one.reason] += 1
            mine.recent.extend(_shown(one, now) for one in checked[:_SHOWN_A_REQUEST])
            if len(mine.accepted) > 2 * SECONDS:
                _forget(mine, now)

    def filed(self, workspace: str, filed: Filed) -> None:
        """A batch was filed."""
        with self._lock:
            mine = self._of.setdefault(workspace, _One())
            mine.totals["filed"] += filed.events
            mine.totals["duplicates"] += filed.duplicates
            mine.totals["quarantined"] += filed.refused

    def away(self, code: str) -> None:
        """A request was answered with an error."""
        with self._lock:
            self.turned_away[code] += 1

    def snapshot(self, workspace: str) -> dict[str, Any]:
        """As the live page shows it: the last minute by seconds, totals, reasons, the last messages."""
        now = int(self._clock())
        with self._lock:
            mine = self._of.setdefault(workspace, _One())
            seconds = [
                Second(moment, mine.accepted[moment], mine.refused[moment])._asdict()
                for moment in range(now - SECONDS, now)
            ]
            return {
                "moment": now,
                "seconds": seconds,
                "totals": {name: mine.totals[name] for name in TOTALS},
                "reasons": dict(mine.reasons.most_common()),
                "recent": list(mine.recent)[::-1],
            }

    def totals(self) -> dict[str, dict[str, int]]:
        """Of all workspaces, for the metrics."""
        with self._lock:
            return {name: {kind: one.totals[kind] for kind in TOTALS} for name, one in self._of.items()}


TOTALS: Final = ("requests", "accepted", "refused", "filed", "duplicates", "quarantined")


def _shown(one: Item | Refusal, now: int) -> dict[str, Any]:
    if isinstance(one, Refusal):
        return {"time": now, "type": "", "event": "", "refused": one.reason}
    name = one.event if one.type == "track" else one.name
    return {"time": now, "type": one.type, "event": "" if name is None else str(name)[:120], "refused": None}


def _forget(mine: _One, now: int) -> None:
    for counts in (mine.accepted, mine.refused):
        for moment in [moment for moment in counts if moment < now - SECONDS]:
            del counts[moment]
