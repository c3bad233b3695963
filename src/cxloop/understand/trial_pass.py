"""One pass over a log: sums over every detector's trials, from which effects can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed_columns
from cxloop.understand.covariates import Factors
from cxloop.understand.effect import Moments
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.kernels.hits import by_time, hit_together, journeys_of, lowest
from cxloop.understand.kernels.losses import first_arrivals
from cxloop.understand.kernels.trials import accumulate
from cxloop.understand.landscape import Landscape
from cxloop.understand.outcomes import columns_read, measure
from cxloop.understand.study import Study, all_trials, findings_of, marks_of, study

if TYPE_CHECKING:
    from cxloop.understand.friction.drop_off import Loss, LossPass

BINS: Final = 60
"""Stretches of time in which hits and trials are counted, to see when a pain began."""
_EXAMPLES: Final = 5
_MOMENTS: Final = ("sums", "by_level", "pairs")
_NOTE: Final = "study"
_ONCE: Final = ("hits", "others", "together", "firsts")


@dataclass(frozen=True, slots=True)
class Tally:
    """All that was counted about the findings, in their order."""

    findings: tuple[Finding, ...]
    factors: Factors
    sums: npt.NDArray[np.float64]  # (findings, 2, 3)
    by_level: npt.NDArray[np.float64]
    pairs: npt.NDArray[np.int32]  # enough, for trials are sampled
    labels: tuple[int, ...]  # (findings): the step's compact label
    reached: npt.NDArray[np.int64]  # (findings): journeys that come to the finding's step
    losses: tuple[Loss, ...] = ()
    # What depends on no other finding, and is counted once:
    hits: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, BINS), np.int64))  # (findings, BINS)
    trials: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, BINS), np.int64))
    """(findings, BINS), counted up where others were left out by lot."""
    together: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), np.int64))
    """(findings, findings): journeys hit by both."""
    firsts: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 3)))
    """(labels, 3): n, Σy, Σy² after the first arrival at a step."""
    examples: tuple[tuple[str, ...], ...] = ()

    def moments(self, finding: int, arm: int) -> Moments:
        return Moments(self.sums[finding, arm], self.by_level[finding, arm], self.pairs[finding, arm])

    def again(self, repeated: Tally) -> Tally:
        """A repeated pass's moments and losses, with what this one has counted once for all."""
        return replace(self, losses=repeated.losses, **{name: getattr(repeated, name) for name in _MOMENTS})


@dataclass(frozen=True, slots=True)
class TrialPass:
    """The question behind a Tally. losses: drop-offs to be told in the same pass.

    accepted: findings whose hits count as `hit before` when the others are compared. effects: the effects of findings
    (index, mean) that are taken off the outcome of whoever was hit by them later on, so that a step is not blamed for
    what comes after it (the blip-down of structural nested mean models, Robins 1994). repeated: an earlier Tally
    knows already what depends on neither (see `Tally.again`), and only the moments are counted anew.
    """

    landscape: Landscape
    outcome: Outcome
    step: Rule | None
    optional: frozenset[str]
    accepted: tuple[int, ...] = ()
    effects: tuple[tuple[int, float], ...] = ()
    losses: LossPass | None = None
    repeated: bool = False

    @property
    def columns(self) -> frozenset[str]:
        return self.landscape.columns | self.optional | columns_read(self.outcome, self.step)

    def measure(self, journeys: Journeys) -> dict[str, Any]:
        journeys = fixed_columns(journeys)
        found: Study | None = journeys.notes.get(_NOTE)
        if found is None or found.landscape is not self.landscape or not self.repeated:
            marks = marks_of(self.landscape, journeys)
            trials, findings = all_trials(self.landscape, marks)
            found = study(self.landscape, self.outcome, self.step, marks, trials, findings)
            journeys.notes[_NOTE] = found
        counted = self._moments(found, journeys)
        counted["losses"] = self.losses.beside(journeys, found.hits) if self.losses else None
        if self.repeated:
            return counted
        return {**counted, **self._when(trials, journeys), **_who(marks, found), "firsts": self._firsts(journeys)}

    def _moments(self, found: Study, journeys: Journeys) -> dict[str, Any]:
        width = Factors.of(self.landscape).width
        levels, outcome = found.struck_by(self.accepted, journeys), found.without(self.effects, journeys)
        sums, by_level, pairs = accumulate(found.block, levels, outcome, 2 * found.findings, width)
        return {
            "sums": sums.reshape(found.findings, 2, 3),
            "by_level": by_level.reshape(found.findings, 2, width),
            "pairs": pairs.reshape(found.findings, 2, width, width),
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

    def _when(self, trials: Trials, journeys: Journeys) -> dict[str, Any]:
        begin, end = self.landscape.period
        time, total = journeys.time[trials.anchor], len(findings_of(self.landscape))
        counted = by_time(trials.finding, trials.hit, time, np.int64(begin), np.int64(max(end - begin, 1)), total, BINS)
        return {"hits": counted[0], "others": counted[1]}

    def merge(self, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
        merged = {name: left[name] + right[name] for name in (*_MOMENTS, *(() if self.repeated else _ONCE))}
        if not self.repeated:
            merged["examples"] = tuple(
                tuple(sorted((*one, *other))[:_EXAMPLES])
                for one, other in zip(left["examples"], right["examples"], strict=True)
            )
        merged["losses"] = self.losses.merge(left["losses"], right["losses"]) if self.losses else None
        return merged

    def answer(self, total: dict[str, Any]) -> Tally:
        findings = findings_of(self.landscape)
        labels = [self.landscape.label_of(finding.step) for finding in findings]
        tally = Tally(
            findings,
            Factors.of(self.landscape),
            labels=tuple(labels),
            reached=self.landscape.journeys[labels],
            losses=tuple(self.losses.answer(total["losses"])) if self.losses else (),
            **{name: total[name] for name in _MOMENTS},
        )
        if self.repeated:
            return tally
        shares = self.landscape.shares([finding.step for finding in findings])
        return replace(
            tally,
            hits=total["hits"],
            trials=total["hits"] + np.rint(total["others"] / shares[:, None]).astype(np.int64),
            together=total["together"],
            firsts=total["firsts"],
            examples=tuple(tuple(name for _, name in one) for one in total["examples"]),
        )


def _who(marks: Marks, found: Study) -> dict[str, Any]:
    """Which findings hit the same journeys, and a few journeys of each, chosen by chance but always the same."""
    journey, finding = journeys_of(marks.journeys.starts, found.hits.anchor), found.hits.finding
    examples = lottery(marks.lots, marks.journeys.names, journey, finding, found.findings)
    return {"together": hit_together(journey, finding, found.findings), "examples": examples}


def lottery(
    lots: npt.NDArray[np.uint64],
    names: Sequence[str],
    journey: npt.NDArray[np.int64],
    group: npt.NDArray[np.int32],
    groups: int,
) -> tuple[tuple[tuple[int, str], ...], ...]:
    """A few of some journeys for each group, by lot: (lot, name); the same whenever drawn, mergeable by lot."""
    lot = lots[journey]
    drawn = lowest(group, lot, groups, _EXAMPLES)
    return tuple(tuple((int(lot[at]), str(names[int(journey[at])])) for at in mine if at >= 0) for mine in drawn)
