"""Rework: the journey comes back to a step that was done already.

From where it comes back makes the difference between a harmless second look and being sent back, so each way is tested.
"""

from __future__ import annotations

import numpy as np

from cxloop.understand.friction.kernels import detours, returns
from cxloop.understand.friction.pairs import Pair, by_code, pairs
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape


class Rework:
    kind = "rework"

    def findings(self, landscape: Landscape) -> list[Finding]:
        return list(dict.fromkeys(_finding(landscape, pair) for pair in _mine(landscape)))

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        place = {finding: index for index, finding in enumerate(self.findings(landscape))}
        mine = [(pair, place[_finding(landscape, pair)]) for pair in _mine(landscape)]
        back = [(pair.x, pair.step, index) for pair, index in mine if not pair.round]
        round_ = [(pair.step, pair.x, index) for pair, index in mine if pair.round]
        starts, shares = marks.journeys.starts, landscape.shares([finding.step for finding in place])
        rows = [returns(starts, marks.event, *by_code(landscape, back), len(landscape.events), marks.draws, shares)]
        rows.append(detours(starts, marks.event, *by_code(landscape, round_), False, marks.draws, shares))
        return Trials.from_rows(np.concatenate(rows))


def _finding(landscape: Landscape, pair: Pair) -> Finding:
    return Finding("rework", landscape.name(pair.step), (landscape.name(pair.x),))


def _mine(landscape: Landscape) -> list[Pair]:
    return [pair for pair in pairs(landscape) if not pair.bouncing]


detector = Rework()
