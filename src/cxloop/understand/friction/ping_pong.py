"""Ping-pong: the journey bounces back and forth between two steps, or the work between two owners."""

from __future__ import annotations

import numpy as np

from cxloop.understand.friction.arriving import FEW
from cxloop.understand.friction.kernels import bounces, detours, tossed
from cxloop.understand.friction.pairs import Pair, by_code, pairs
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape

OWNERS = "owners"
"""Stands among a finding's others where it is owners between whom the work bounces."""


class PingPong:
    kind = "ping_pong"

    def findings(self, landscape: Landscape) -> list[Finding]:
        steps = [Finding(self.kind, landscape.name(pair.step), (landscape.name(pair.x),)) for pair in _mine(landscape)]
        return steps + [Finding(self.kind, landscape.name(step), (OWNERS,)) for step in _owned(landscape)]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        label, starts = landscape.label[marks.event], marks.journeys.starts
        mine = _mine(landscape)
        shares = landscape.shares([finding.step for finding in self.findings(landscape)])
        finding_of = np.full((landscape.labels, landscape.labels), -1, np.int32)
        for index, pair in enumerate(mine):
            if not pair.round:
                finding_of[pair.step, pair.x] = index
        rows = [bounces(starts, label, label, finding_of, marks.draws, shares)]
        rows[0][:, 5] = landscape.step[rows[0][:, 5]]
        round_ = [(pair.step, pair.x, index) for index, pair in enumerate(mine) if pair.round]
        rows.append(detours(starts, marks.event, *by_code(landscape, round_), True, marks.draws, shares))
        if landscape.owned:
            owned = np.full(len(landscape.events) + 1, -1, np.int32)
            for index, step in enumerate(_owned(landscape)):
                owned[landscape.step[step]] = len(mine) + index
            rows.append(tossed(starts, marks.event, marks.journeys.codes("owner").codes, owned, marks.draws, shares))
        return Trials.from_rows(np.concatenate(rows))


def _mine(landscape: Landscape) -> list[Pair]:
    return [pair for pair in pairs(landscape) if pair.bouncing]


def _owned(landscape: Landscape) -> list[int]:
    return [step for step in landscape.steps(FEW) if landscape.owned and landscape.name(step) not in landscape.skipped]


detector = PingPong()
