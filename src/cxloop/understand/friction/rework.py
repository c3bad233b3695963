"""Rework: the journey comes back to a step that was done already."""

from __future__ import annotations

import numpy as np

from cxloop.understand.friction.kernels import detours, returns
from cxloop.understand.friction.pairs import Pair, by_code, pairs
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape


class Rework:
    kind = "rework"

    def findings(self, landscape: Landscape) -> list[Finding]:
        return [Finding(self.kind, landscape.name(step)) for step in sorted({pair.step for pair in _mine(landscape)})]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        place = {step: index for index, step in enumerate(sorted({pair.step for pair in _mine(landscape)}))}
        back = [(pair.x, pair.step, place[pair.step]) for pair in _mine(landscape) if not pair.round]
        round_ = [(pair.step, pair.x, place[pair.step]) for pair in _mine(landscape) if pair.round]
        starts = marks.journeys.starts
        rows = [returns(starts, marks.event, *by_code(landscape, back), len(landscape.events))]
        rows.append(detours(starts, marks.event, *by_code(landscape, round_)))
        return Trials.from_rows(np.concatenate(rows))


def _mine(landscape: Landscape) -> list[Pair]:
    return [pair for pair in pairs(landscape) if not pair.bouncing]


detector = Rework()
