"""How many of some journeys each friction hits, of those that get to its step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed, fixed_columns
from cxloop.understand.friction.drop_off import lost_at, stages
from cxloop.understand.kernels.hits import journeys_of
from cxloop.understand.landscape import Landscape
from cxloop.understand.study import all_trials, findings_of, marks_of

Friction = tuple[str, str, tuple[str, ...]]
"""Kind, step, and the other steps that belong to it, as pain points have them."""
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HowManyStruck:
    """Of each friction, the journeys that it hits and those that get to its step: (frictions, 2). landscape: may be
    that of more journeys than are asked of, so that the same counts as one for all of them. A drop-off is that of
    everybody, whatever group it was found in."""

    landscape: Landscape
    frictions: tuple[Friction, ...]
    optional: frozenset[str]

    @property
    def columns(self) -> frozenset[str]:
        return self.landscape.columns | self.optional

    def measure(self, journeys: Journeys) -> Counts:
        journeys = fixed_columns(journeys)
        struck = self._struck(journeys)
        came = self._came(journeys)
        counts = [(len(struck.get(one, ())), came.get(one[1], 0)) for one in self.frictions]
        return np.array(counts, np.int64).reshape(len(self.frictions), 2)

    def _struck(self, journeys: Journeys) -> dict[Friction, Counts]:
        """The journeys that were hit, by friction."""
        starts = fixed(journeys.starts, np.int64)
        trials, _ = all_trials(self.landscape, marks_of(self.landscape, journeys))
        hit = np.flatnonzero(trials.hit)
        journey, finding = journeys_of(starts, trials.anchor[hit]), trials.finding[hit]
        found: dict[Friction, Counts] = {}
        for at, one in enumerate(findings_of(self.landscape)):
            key = (one.kind, one.step, one.others)
            if key in self.frictions:
                found[key] = np.unique(journey[finding == at])
        chain = stages(self.landscape)
        rows, place, lost = lost_at(self.landscape, journeys, chain)
        for at, stage in enumerate(chain):
            found["drop_off", self.landscape.name(stage.step), ()] = np.unique(
                journeys_of(starts, rows[lost & (place == at)])
            )
        return found

    def _came(self, journeys: Journeys) -> dict[str, int]:
        """How many journeys get to each step, by its name."""
        label = self.landscape.label[journeys.codes("event").codes]
        journey = np.repeat(np.arange(len(journeys)), np.diff(journeys.starts))
        pairs = np.unique(journey * self.landscape.labels + label)
        counts = np.bincount(pairs % self.landscape.labels, minlength=self.landscape.labels)
        names = {step for _, step, _ in self.frictions}
        return {name: int(counts[self.landscape.label_of(name)]) for name in names}

    def merge(self, left: Counts, right: Counts) -> Counts:
        return left + right

    def answer(self, total: Counts) -> Counts:
        return total
