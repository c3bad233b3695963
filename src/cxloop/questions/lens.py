"""What a workspace does not want to see: hidden events, events that are another one, journeys of bots.

A lens lies before the scope, so that it changes what every question sees, wherever it is asked: nothing after it knows
that there was one. Names stand for events, since codes differ from index to index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import Rule, nfc
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.rules import columns_of, mask_of

Names = tuple[str, ...]
Table = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an answer does not show as it came. hidden, merged: events of the log by name; bots: journeys."""

    hidden: int
    merged: int
    bots: int


@dataclass(frozen=True, slots=True)
class Lens:
    """What every question is asked through.

    hidden: NFC names of events that no question sees. merged: pairs of NFC names, an event and the one it is seen as.
    bots: journeys with an event for which this holds are left out.

    >>> journeys = Journeys(
    ...     starts=np.array([0, 3, 4]), time=np.arange(4), names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 2, 2], np.int32), ("ping", "buy", "order"))})
    >>> seen = Lens(frozenset({"ping"}), (("buy", "order"),)).apply(journeys)
    >>> seen.starts.tolist(), seen.codes("event").codes.tolist()
    ([0, 2, 3], [2, 2, 2])
    """

    hidden: frozenset[str] = frozenset()
    merged: tuple[tuple[str, str], ...] = ()
    bots: Rule | None = None

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event"}) | (columns_of([self.bots]) if self.bots is not None else frozenset())

    def apply(self, journeys: Journeys) -> Journeys:
        """The journeys as they are to be seen; those of which nothing is left stay as empty ones."""
        event = journeys.codes("event")
        seen = seen_as(self.merged, tuple(event.values)) if self.merged else None
        if seen is not None:
            event = Codes(seen[event.codes], event.values)
            # what was worked out about the journeys no longer holds
            journeys = replace(journeys, columns={**journeys.columns, "event": event}, notes={})
        shown = None
        hidden = named(self.hidden, tuple(event.values))
        if hidden.any():
            shown = ~hidden[event.codes]
        if self.bots is not None and (bots := self.of_bots(journeys)).any():
            people = np.repeat(~bots, np.diff(journeys.starts))
            shown = people if shown is None else shown & people
        return journeys if shown is None else journeys.rows(shown)

    def of_bots(self, journeys: Journeys) -> npt.NDArray[np.bool_]:
        """Which journeys are those of bots."""
        if self.bots is None:
            return np.zeros(len(journeys), np.bool_)
        return journeys.any_row(mask_of(self.bots, journeys))


@lru_cache(maxsize=32)
def seen_as(merged: tuple[tuple[str, str], ...], names: Names) -> Table | None:
    """Per code the code it is seen as, -1 at the end for the missing; None where all are seen as they are. An event
    that is to be seen as one the log does not have stays what it is."""
    known: dict[str, int] = {}
    for code, name in enumerate(names):
        known.setdefault(nfc(name), code)
    into = {name: known[target] for name, target in merged if target in known}
    codes = [into.get(nfc(name), code) for code, name in enumerate(names)]
    return np.array([*codes, -1], np.int32) if codes != list(range(len(names))) else None


@lru_cache(maxsize=32)
def named(wanted: frozenset[str], names: Names) -> npt.NDArray[np.bool_]:
    """Which codes bear one of these NFC names; one more place, always False, for the missing."""
    return np.array([*(nfc(name) in wanted for name in names), False], np.bool_)


def left_out(lens: Lens, events: Sequence[str], bots: int) -> LeftOut:
    """What a lens does to a log of these events.

    >>> left_out(Lens(frozenset({"ping", "gone"}), (("buy", "order"),)), ("ping", "buy", "order"), 0)
    LeftOut(hidden=1, merged=1, bots=0)
    """
    known = {nfc(name) for name in events}
    merged = sum(name in known and target in known for name, target in lens.merged)
    return LeftOut(len(lens.hidden & known), merged, bots)
