"""Flags as programs ask for them: compiled once for each version, lots that are remembered, and events of both."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cxloop.app.flags import Kept, definitions, had
from cxloop.app.segments import Members, members_of, segments_named
from cxloop.change.flags.flag import Resolution
from cxloop.change.flags.flags import Flags
from cxloop.change.flags.operators import ANONYMOUS_ID
from cxloop.model.event import ASSIGNED, EVALUATED
from cxloop.ports.records import Assigned
from cxloop.ports.workspace import Workspace

MOST_HELD: Final = 200_000
"""Assignments in memory; older ones are looked up again."""
LONGEST_UNIT: Final = 500
"""Characters of a unit; what is longer is no identifier, and its lot is drawn each time."""
MOST_UNKEPT: Final = 500_000
"""What waits to be kept where the database does not answer; the oldest would be drawn again."""
_MOST_EVALUATED: Final = 200_000
_HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened with a flag, for the journal. anonymous: whether the unit is an anonymous identifier."""

    event: str
    flag: str
    unit: str
    variant: str
    at_ms: int
    anonymous: bool

    def message(self) -> dict[str, Any]:
        """As a message of the tracking API; said twice, it is the same message."""
        hour = self.at_ms // _HOUR_MS if self.event == EVALUATED else 0
        told = "\0".join((self.event, self.flag, self.unit, self.variant, str(hour)))
        return {
            "type": "track",
            "event": self.event,
            ANONYMOUS_ID if self.anonymous else "userId": self.unit,
            "messageId": "flag-" + hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
            "timestamp": self.at_ms // 1000,
            "properties": {"flag": self.flag, "variant": self.variant},
        }


class Lots:
    """Draws lots and remembers them: whoever has had a variant keeps it, after sign-in and after an upgrade.

    Used by one thread at a time; `taken` may be called by another.
    """

    def __init__(self, workspace: Kept) -> None:
        self.workspace = workspace
        self._held: dict[tuple[str, str], str] = {}
        self._drawn: list[Assigned] = []
        self._happened: list[Happened] = []
        self._evaluated: set[tuple[str, str, str]] = set()
        self._hour = 0
        self._lock = threading.Lock()
        self.last: tuple[str, str] | None = None

    def draw(
        self, experiment: str, unit: str, context: Mapping[str, Any], variants: Sequence[str], lot: Callable[[], str]
    ) -> str:
        """What the unit, or whoever it belongs to, has had; else what the lot says."""
        if len(unit) > LONGEST_UNIT:
            return lot()
        variant = self._held.get((experiment, unit))
        if variant is None or variant not in variants:
            variant = self._first(experiment, unit, context, variants, lot)
        self.last = (experiment, variant)
        return variant

    def evaluated(self, flag: str, context: Mapping[str, Any]) -> None:
        """Writes down that a program has asked for a flag that drew a lot; once an hour for each unit and variant."""
        if self.last is None:
            return
        unit, variant, now_ms = str(context.get("targetingKey")), self.last[1], self.workspace.now_ms()
        if now_ms // _HOUR_MS != self._hour or len(self._evaluated) > _MOST_EVALUATED:
            self._hour, self._evaluated = now_ms // _HOUR_MS, set()
        if (flag, unit, variant) in self._evaluated:
            return
        self._evaluated.add((flag, unit, variant))
        with self._lock:
            self._happened.append(Happened(EVALUATED, flag, unit, variant, now_ms, _is_anonymous(unit, context)))

    def taken(self) -> tuple[list[Assigned], list[Happened]]:
        """What has been drawn and has happened since it was last asked for."""
        with self._lock:
            found = self._drawn, self._happened
            self._drawn, self._happened = [], []
        return found

    def put_back(self, drawn: Sequence[Assigned], happened: Sequence[Happened]) -> None:
        """What could not be kept, to be taken again."""
        with self._lock:
            self._drawn[:0], self._happened[:0] = drawn, happened
            del self._drawn[:-MOST_UNKEPT], self._happened[:-MOST_UNKEPT]

    def _first(
        self, experiment: str, unit: str, context: Mapping[str, Any], variants: Sequence[str], lot: Callable[[], str]
    ) -> str:
        before, anonymous = had(self.workspace.assignments, experiment, unit, context), context.get(ANONYMOUS_ID)
        also = self._held.get((experiment, anonymous)) if isinstance(anonymous, str) else None
        variant = before.variant if before is not None else also
        if variant is None or variant not in variants:
            variant = lot()
        if len(self._held) >= MOST_HELD:
            self._held.clear()
        self._held[experiment, unit] = variant
        if before is None or before.unit != unit or before.variant != variant:
            now_ms = self.workspace.now_ms()
            with self._lock:
                self._drawn.append(Assigned(experiment, unit, variant, now_ms))
                self._happened.append(
                    Happened(ASSIGNED, experiment, unit, variant, now_ms, _is_anonymous(unit, context))
                )
        return variant


class FlagSet:
    """The flags of one workspace as they are now. version: changes with every change of a flag; moved: grows when
    others come to be in the segments that flags name; written: as flagd writes them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.lots = workspace, Lots(workspace)
        self.stamp, self.version, self.written = -1, "", b"{}"
        self._flags, self._members, self._seen = Flags({}, lambda: 0), Members({}), (-1, -1, 0)
        self.moved, self._named = 0, False
        self.renew()

    def renew(self) -> bool:
        """Takes in what has changed since; whether anything has."""
        stamp = self.workspace.records.stamp()
        if stamp == self.stamp:
            return False
        written = definitions(self.workspace.records)
        text = msgspec.json.encode(written)
        version = hashlib.blake2b(text, digest_size=8).hexdigest()
        self.stamp, changed = stamp, version != self.version
        if changed:
            self._flags = Flags(written, lambda: self.workspace.now_ms() // 1000, self.lots.draw)
            self.version, self.written, self._named = version, text, bool(segments_named(text))
        return changed

    def renew_members(self) -> None:
        """Takes in who is in the segments that flags name: where the log or a record has changed, else once a minute,
        since what lies some days back moves on."""
        if not (self._named or self._members.by_name):
            return
        workspace = self.workspace
        seen = (workspace.version(), self.stamp, workspace.now_ms() // _MINUTE_MS)
        if seen != self._seen:
            found = members_of(workspace, self.written)
            self.moved += found.by_name != self._members.by_name
            self._members, self._seen = found, seen

    def placed(self, context: Mapping[str, Any]) -> Mapping[str, Any]:
        """The context with the segments that its customer is in, where a flag asks for them."""
        return self._members.placed(context, self.workspace.assignments)

    def evaluate(self, key: str, context: Mapping[str, Any]) -> Resolution:
        """What a flag says to whoever the context describes; never raises. It counts as evaluated."""
        self.lots.last, context = None, self.placed(context)
        found = self._flags.evaluate(key, context)
        self.lots.evaluated(key, context)
        return found

    def every(self, context: Mapping[str, Any]) -> list[tuple[str, Resolution]]:
        """What all flags say. A program that holds them need not use them: nothing of it counts as evaluated."""
        context = self.placed(context)
        return [(key, one.evaluate(context)) for key, one in sorted(self._flags.flags.items())]


def _is_anonymous(unit: str, context: Mapping[str, Any]) -> bool:
    return context.get(ANONYMOUS_ID) == unit or context.get("anonymous") is True
