"""One pass over a log: every detector's trials, summed so that effects can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed, fixed_columns
from cxloop.understand.covariates import Factors, levels_of
from cxloop.understand.effect import Moments
from cxloop.understand.failing import failing_values
from cxloop.understand.friction import detectors
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.kernels.covariates import sums_after
from cxloop.understand.kernels.hits import by_time, hit_together, journeys_of, lots_of, lowest
from cxloop.understand.kernels.losses import first_arrivals
from cxloop.understand.kernels.trials import accumulate, count_anchors, places_of
from cxloop.understand.landscape import CHANNELS, Landscape
from cxloop.understand.outcomes import columns_read, measure, reached

if TYPE_CHECKING:
    from cxloop.understand.friction.drop_off import Loss, LossPass

BINS: Final = 60
"""Stretches of time in which hits and trials are counted, to see when a pain began."""
_EXAMPLES: Final = 5
_SAMPLED: Final = 4.0
"""Hits are rarer than trials without, so that this many times their share is kept."""


@dataclass(frozen=True, slots=True)
class Tally:
    """All that was counted about the findings, in their order."""

    findings: tuple[Finding, ...]
    factors: Factors
    sums: npt.NDArray[np.float64]  # (findings, 2, 3)
    by_level: npt.NDArray[np.float64]
    pairs: npt.NDArray[np.int64]
    hits: npt.NDArray[np.int64]  # (findings, BINS)
    trials: npt.NDArray[np.int64]  # (findings, BINS), counted up where others were left out by lot
    together: npt.NDArray[np.int64]  # (findings, findings): journeys hit by both
    firsts: npt.NDArray[np.float64]  # (labels, 3): n, Σy, Σy² after the first arrival at a step
    labels: tuple[int, ...]  # (findings): the step's compact label
    reached: npt.NDArray[np.int64]  # (findings): journeys that come to the finding's step
    examples: tuple[tuple[str, ...], ...]
    losses: tuple[Loss, ...] = ()

    def moments(self, finding: int, arm: int) -> Moments:
        return Moments(self.sums[finding, arm], self.by_level[finding, arm], self.pairs[finding, arm])


@dataclass(frozen=True, slots=True)
class TrialPass:
    """The question behind a Tally. losses: drop-offs to be told in the same pass.

    accepted: findings whose hits count as `hit before` when the others are compared. effects: the effects of
    findings (index,
    mean) that are taken off the outcome of whoever was hit by them later on, so that a step is not blamed for what
    comes after it (the blip-down of structural nested mean models, Robins 1994).
    """

    landscape: Landscape
    outcome: Outcome
    step: Rule | None
    optional: frozenset[str]
    accepted: tuple[int, ...] = ()
    effects: tuple[tuple[int, float], ...] = ()
    losses: LossPass | None = None

    @property
    def columns(self) -> frozenset[str]:
        properties = {f"property:{name}" for name in (*self.landscape.traits, *self.landscape.statuses)}
        return frozenset({"event", "channel"}) | self.optional | properties | columns_read(self.outcome, self.step)

    def findings(self) -> list[Finding]:
        return [finding for one in detectors() for finding in one.findings(self.landscape)]

    def measure(self, journeys: Journeys) -> dict[str, Any]:
        journeys = fixed_columns(journeys)
        trials, total = all_trials(self.landscape, journeys)
        losses = self.losses.beside(journeys, trials) if self.losses else None
        told = self._told(journeys, trials)
        outcome = measure(self.outcome, self.step, journeys, told.anchor, told.origin, self.landscape.period[1])
        if self.effects:
            outcome -= self._later(journeys, trials, total)[told.anchor]
        factors = Factors.of(self.landscape)
        levels = levels_of(
            factors, self.landscape, journeys, told, reached(self.step, journeys), self._struck(journeys, trials)
        )
        known = ~np.isnan(outcome)
        block = np.where(known, 2 * told.finding + told.hit, -1).astype(np.int32)
        sums, by_level, pairs = accumulate(block, levels, np.nan_to_num(outcome), 2 * total, factors.width)
        shape = (total, 2, factors.width)
        return {
            "sums": sums.reshape(total, 2, 3),
            "by_level": by_level.reshape(shape),
            "pairs": pairs.reshape(*shape, factors.width).astype(np.int64),
            **self._when(journeys, trials, total),
            **_who(journeys, trials, total),
            "losses": losses,
            "firsts": self._firsts(journeys),
        }

    def _firsts(self, journeys: Journeys) -> npt.NDArray[np.float64]:
        """n, Σy, Σy² of the outcome after journeys' first arrival at each step, by compact label: (labels, 3)."""
        labels = self.landscape.labels
        label = self.landscape.label[journeys.codes("event").codes]
        every = np.arange(labels, dtype=np.int32)
        rows, steps, _ = first_arrivals(journeys.starts, label, every, every)
        outcome = measure(self.outcome, self.step, journeys, rows, rows, self.landscape.period[1])
        known = ~np.isnan(outcome)
        y, at = outcome[known], steps[known]
        return np.stack([np.bincount(at, weights, labels) for weights in (np.ones(len(y)), y, y * y)], axis=1)

    def _told(self, journeys: Journeys, trials: Trials) -> Trials:
        """The trials that the effect is told from: of very many hits a sample, by the same lot, is enough as well."""
        shares = _SAMPLED * self.landscape.shares([finding.step for finding in self.findings()])
        if not len(trials) or (shares >= 1.0).all():
            return trials
        lots = lots_for(journeys) / 2.0**64
        kept = ~trials.hit
        kept[trials.hit] = (
            lots[journeys_of(journeys.starts, trials.anchor[trials.hit])] < shares[trials.finding[trials.hit]]
        )
        return Trials(*(getattr(trials, name)[kept] for name in Trials.__slots__))

    def _struck(self, journeys: Journeys, trials: Trials) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Rows by which accepted pains had shown themselves: those begun earlier, and those begun at that very row."""
        upto, earlier = np.zeros(len(journeys.time), np.bool_), np.zeros(len(journeys.time), np.bool_)
        if self.accepted:
            mine = trials.hit & np.isin(trials.finding, self.accepted, kind="table")
            at_once = trials.anchor == trials.seen
            upto[trials.seen[mine & ~at_once]] = True
            earlier[trials.seen[mine & at_once]] = True
        return upto, earlier

    def _later(self, journeys: Journeys, trials: Trials, total: int) -> npt.NDArray[np.float64]:
        """What later hits did to the outcome, by row."""
        by_finding = np.zeros(total + 1)
        for finding, mean in self.effects:
            by_finding[finding] = mean
        weights = by_finding[trials.finding[trials.hit]]
        values = np.bincount(trials.anchor[trials.hit], weights, len(journeys.time))
        later: npt.NDArray[np.float64] = sums_after(journeys.starts, values)
        return later

    def _when(self, journeys: Journeys, trials: Trials, total: int) -> dict[str, Any]:
        begin, end = self.landscape.period
        time = journeys.time[trials.anchor]
        counted = by_time(trials.finding, trials.hit, time, np.int64(begin), np.int64(max(end - begin, 1)), total, BINS)
        return {"hits": counted[0], "others": counted[1]}

    def merge(self, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
        merged = {
            name: left[name] + right[name]
            for name in ("sums", "by_level", "pairs", "hits", "others", "together", "firsts")
        }
        merged["examples"] = tuple(
            tuple(sorted((*one, *other))[:_EXAMPLES])
            for one, other in zip(left["examples"], right["examples"], strict=True)
        )
        merged["losses"] = self.losses.merge(left["losses"], right["losses"]) if self.losses else None
        return merged

    def answer(self, total: dict[str, Any]) -> Tally:
        examples = tuple(tuple(name for _, name in one) for one in total["examples"])
        counted = {name: total[name] for name in ("sums", "by_level", "pairs", "hits", "together", "firsts")}
        findings = tuple(self.findings())
        shares = self.landscape.shares([finding.step for finding in findings])
        trials = total["hits"] + np.rint(total["others"] / shares[:, None]).astype(np.int64)
        labels = [self.landscape.label_of(finding.step) for finding in findings]
        return Tally(
            findings,
            Factors.of(self.landscape),
            trials=trials,
            labels=tuple(labels),
            reached=self.landscape.journeys[labels],
            examples=examples,
            losses=tuple(self.losses.answer(total["losses"])) if self.losses else (),
            **counted,
        )


def all_trials(landscape: Landscape, journeys: Journeys) -> tuple[Trials, int]:
    """The trials of all detectors as one, and how many findings there are."""
    marks = marks_of(landscape, journeys)
    parts, offsets, total = [], [], 0
    for detector in detectors():
        findings = detector.findings(landscape)
        if findings:
            parts.append(detector.trials(marks, landscape))
            offsets.append(total)
            total += len(findings)
    if not parts:
        return Trials.from_rows(np.empty((0, 6), np.int64)), 0
    return _in_order(parts, offsets, len(journeys.time)), total


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
    human, digital = landscape.kinds()
    channel = np.minimum(journeys.codes("channel").codes, CHANNELS - 1)
    failed = np.zeros(len(journeys.time), np.bool_)
    for name in landscape.statuses:
        column = journeys.codes(f"property:{name}")
        failed |= failing_values(name, column.values)[column.codes]
    lots = lots_for(journeys) / 2.0**64
    return Marks(journeys, human[channel], digital[channel], failed, lots)


def _who(journeys: Journeys, trials: Trials, total: int) -> dict[str, Any]:
    """Which findings hit the same journeys, and a few journeys of each, chosen by chance but always the same."""
    hit = trials.hit
    journey = journeys_of(journeys.starts, trials.anchor[hit])
    together = hit_together(journey, trials.finding[hit], total)
    return {"together": together, "examples": lottery(journeys, trials.anchor, trials.finding, hit, total)}


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


def lottery(
    journeys: Journeys,
    rows: npt.NDArray[np.int64],
    group: npt.NDArray[np.int32],
    chosen: npt.NDArray[np.bool_],
    groups: int,
) -> tuple[tuple[tuple[int, str], ...], ...]:
    """A few of the chosen rows' journeys for each group, by lot: (lot, name); the same whenever drawn, mergeable
    by lot."""
    journey = journeys_of(journeys.starts, rows[chosen])
    lot = lots_for(journeys)[journey]
    drawn = lowest(group[chosen], lot, groups, _EXAMPLES)
    return tuple(
        tuple((int(lot[at]), str(journeys.names[int(journey[at])])) for at in mine if at >= 0) for mine in drawn
    )
