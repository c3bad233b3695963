"""What one partition holds for the passes over a log: every detector's trials, and those that effects are told from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.understand.covariates import Factors, levels_of
from cxloop.understand.failing import failing_values
from cxloop.understand.friction import detectors
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.kernels.covariates import counts_before, sums_after
from cxloop.understand.kernels.hits import journeys_of, lots_of
from cxloop.understand.kernels.trials import count_anchors, places_of
from cxloop.understand.landscape import CHANNELS, Landscape
from cxloop.understand.outcomes import measure, reached

_SAMPLED: Final = 4.0
"""Hits are rarer than trials without, so that this many times their share is kept."""
_STRUCK: Final = "hit before"


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """The trials of a partition that were hit; and of those that effects are told from: anchor, block (2 × finding +
    hit, -1 where the outcome is unknown), levels (trials, factors) with nobody struck before, and the outcome (0 where
    unknown). findings: how many there are."""

    landscape: Landscape
    findings: int
    hits: Trials
    anchor: npt.NDArray[np.int64]
    block: npt.NDArray[np.int32]
    levels: npt.NDArray[np.int16]
    outcome: npt.NDArray[np.float64]

    def struck_by(self, accepted: tuple[int, ...], journeys: Journeys) -> npt.NDArray[np.int16]:
        """The levels where hits by the accepted findings count as `hit before`."""
        if not accepted:
            return self.levels
        mine = np.isin(self.hits.finding, accepted, kind="table")
        anchor, seen = self.hits.anchor[mine], self.hits.seen[mine]
        upto, earlier = np.zeros(len(journeys.time), np.bool_), np.zeros(len(journeys.time), np.bool_)
        upto[seen[anchor != seen]] = True  # begun earlier, and shown by then
        earlier[seen[anchor == seen]] = True  # begun at that very row, and shown at once
        factors = Factors.of(self.landscape)
        levels, place = self.levels.copy(), factors.names.index(_STRUCK)
        levels[:, place] = counts_before(journeys.starts, upto, earlier, 2)[self.anchor] + factors.offsets[place]
        return levels

    def without(self, effects: tuple[tuple[int, float], ...], journeys: Journeys) -> npt.NDArray[np.float64]:
        """The outcomes less what later hits, by finding and mean effect, did to them."""
        if not effects:
            return self.outcome
        by_finding = np.zeros(self.findings + 1)
        for finding, mean in effects:
            by_finding[finding] = mean
        values = np.bincount(self.hits.anchor, by_finding[self.hits.finding], len(journeys.time))
        left: npt.NDArray[np.float64] = self.outcome - sums_after(journeys.starts, values)[self.anchor]
        return left


def study(
    landscape: Landscape, outcome: Outcome, step: Rule | None, marks: Marks, trials: Trials, findings: int
) -> Study:
    """The study of a partition from all its trials."""
    journeys, told = marks.journeys, _told(landscape, marks, trials)
    found = measure(outcome, step, journeys, told.anchor, told.origin, landscape.period[1])
    levels = levels_of(Factors.of(landscape), landscape, journeys, told, reached(step, journeys))
    return Study(
        landscape,
        findings,
        hits=trials.chosen(np.flatnonzero(trials.hit)),
        anchor=told.anchor,
        block=np.where(np.isnan(found), -1, 2 * told.finding + told.hit).astype(np.int32),
        levels=levels,
        outcome=np.nan_to_num(found),
    )


def _told(landscape: Landscape, marks: Marks, trials: Trials) -> Trials:
    """The trials that effects are told from: of very many hits a sample, by the same lot, is enough as well."""
    shares = _SAMPLED * landscape.shares([finding.step for finding in findings_of(landscape)])
    if not len(trials) or (shares >= 1.0).all():
        return trials
    hit = np.flatnonzero(trials.hit)
    drawn = marks.draws[journeys_of(marks.journeys.starts, trials.anchor[hit])] < shares[trials.finding[hit]]
    kept = ~trials.hit
    kept[hit[drawn]] = True
    return trials.chosen(np.flatnonzero(kept))


@lru_cache(maxsize=8)
def findings_of(landscape: Landscape) -> tuple[Finding, ...]:
    """What all detectors test, in their order."""
    return tuple(finding for one in detectors() for finding in one.findings(landscape))


def all_trials(landscape: Landscape, marks: Marks) -> tuple[Trials, int]:
    """The trials of all detectors as one, and how many findings there are."""
    parts, offsets, total = [], [], 0
    for detector in detectors():
        findings = detector.findings(landscape)
        if findings:
            parts.append(detector.trials(marks, landscape))
            offsets.append(total)
            total += len(findings)
    if not parts:
        return Trials.from_rows(np.empty((0, 6), np.int64)), 0
    return _in_order(parts, offsets, len(marks.journeys.time)), total


def _in_order(parts: list[Trials], offsets: list[int], rows: int) -> Trials:
    """All trials in the order of their anchors, those at the same one in the order of the detectors."""
    begins = np.zeros(rows + 1, np.int64)
    for part in parts:
        count_anchors(part.anchor, begins)
    np.cumsum(begins, out=begins)
    kinds = (np.int64, np.int64, np.int64, np.int32, np.bool_, np.int32)
    columns = [np.empty(begins[-1], kind) for kind in kinds]
    for part, offset in zip(parts, offsets, strict=True):
        places = places_of(part.anchor, begins)
        found = (part.anchor, part.origin, part.seen, part.finding + np.int32(offset), part.hit, part.context)
        for column, values in zip(columns, found, strict=True):
            column[places] = values
    return Trials(*columns)


def marks_of(landscape: Landscape, journeys: Journeys) -> Marks:
    """What detectors share about the rows of a partition."""
    channel, event = np.minimum(journeys.codes("channel").codes, CHANNELS - 1), journeys.codes("event").codes
    human, digital = (side[event, channel] for side in landscape.places)
    failed = np.zeros(len(journeys.time), np.bool_)
    for name in landscape.statuses:
        column = journeys.codes(f"property:{name}")
        failed |= failing_values(name, column.values)[column.codes]
    return Marks(journeys, human, digital, failed, lots_for(journeys))


def lots_for(journeys: Journeys) -> npt.NDArray[np.uint64]:
    """A lot for each journey: the same on whatever machine, however the log is parted."""
    names = pa.array(journeys.names).cast(pa.large_string())
    _, begins, letters = names.buffers()
    drawn: npt.NDArray[np.uint64] = lots_of(
        journeys.starts,
        journeys.time,
        fixed(np.frombuffer(begins, np.int64)[names.offset : names.offset + len(names) + 1], np.int64),
        fixed(np.frombuffer(letters or b"", np.uint8), np.uint8),
    )
    return drawn
