"""Who is in a segment, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from cxloop.model.event import JOINED, LEFT
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed, fixed_columns
from cxloop.questions.steps import codes_named
from cxloop.understand.friction import detectors
from cxloop.understand.friction.drop_off import lost_at, stages
from cxloop.understand.kernels.hits import journeys_of
from cxloop.understand.landscape import Landscape
from cxloop.understand.study import marks_of

Names = frozenset[str]


class _Named:
    """Names of journeys, which add up."""

    __slots__ = ()

    def merge(self, left: Names, right: Names) -> Names:
        return left | right

    def answer(self, total: Names) -> Names:
        return total


@dataclass(frozen=True, slots=True)
class Everybody(_Named):
    """Every journey of the scope that has an event.

    >>> journeys = Journeys(np.array([0, 1, 1]), np.zeros(1, np.int64), {}, ("anna", "ben"))
    >>> sorted(Everybody().measure(journeys))
    ['anna']
    """

    columns: ClassVar[frozenset[str]] = frozenset()

    def measure(self, journeys: Journeys) -> Names:
        return _names(journeys, np.flatnonzero(np.diff(journeys.starts) > 0))


@dataclass(frozen=True, slots=True)
class Enrolled(_Named):
    """Who has joined something and not left it since."""

    beta: str

    columns: ClassVar[frozenset[str]] = frozenset({"event", "property:beta"})

    def measure(self, journeys: Journeys) -> Names:
        events, of = journeys.codes("event"), journeys.codes("property:beta")
        mine = codes_named(self.beta, of.values)[of.codes]
        joined = codes_named(JOINED, events.values)[events.codes] & mine
        rows = np.flatnonzero(joined | (codes_named(LEFT, events.values)[events.codes] & mine))
        journey = np.searchsorted(journeys.starts, rows, side="right") - 1
        last = np.append(journey[1:] != journey[:-1], True)[: len(rows)]
        return _names(journeys, journey[last & joined[rows]])


@dataclass(frozen=True, slots=True)
class Struck(_Named):
    """Who was hit by a friction of a kind at a step, with the other steps that belong to it; of a drop-off: who did not
    get on from there, in whatever group."""

    landscape: Landscape
    kind: str
    step: str
    others: tuple[str, ...]
    optional: frozenset[str]

    @property
    def columns(self) -> frozenset[str]:
        return self.landscape.columns | self.optional

    def measure(self, journeys: Journeys) -> Names:
        return _names(journeys, np.unique(journeys_of(fixed(journeys.starts, np.int64), self.rows(journeys))))

    def rows(self, journeys: Journeys) -> npt.NDArray[np.int64]:
        """The events at which they were hit, in any order."""
        journeys = fixed_columns(journeys)
        if self.kind == "drop_off":
            chain = stages(self.landscape)
            rows, place, lost = lost_at(self.landscape, journeys, chain)
            mine = [at for at, stage in enumerate(chain) if self.landscape.name(stage.step) == self.step]
            return rows[lost & np.isin(place, mine)]
        marks = marks_of(self.landscape, journeys)
        wanted = (self.step, self.others)
        found: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
        for detector in detectors():
            findings = detector.findings(self.landscape) if detector.kind == self.kind else []
            mine = [at for at, finding in enumerate(findings) if (finding.step, finding.others) == wanted]
            if mine:
                trials = detector.trials(marks, self.landscape)
                found.append(trials.anchor[trials.hit & np.isin(trials.finding, mine)])
        return np.concatenate(found)


def _names(journeys: Journeys, chosen: npt.NDArray[np.int64] | Sequence[int]) -> Names:
    return frozenset(str(journeys.names[int(at)]) for at in chosen)
