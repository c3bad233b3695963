"""Drop-off: at one step a group of customers, or everybody from some day on, is lost more often than is usual there.

Whether a loss is usual is told by comparison: with customers like them in the other groups or the time before, and with
how the same group fares at the other steps. So a step that loses many, or a group that is weak everywhere, is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import iso
from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed_columns
from cxloop.understand.covariates import Factors, levels_of, trait
from cxloop.understand.effect import Effect, Moments, doubt_of, effect
from cxloop.understand.friction.trials import Finding, Trials
from cxloop.understand.kernels.hits import journeys_of
from cxloop.understand.kernels.losses import first_arrivals, near
from cxloop.understand.kernels.trials import accumulate
from cxloop.understand.landscape import Landscape
from cxloop.understand.outcomes import columns_read, measure, reached
from cxloop.understand.study import all_trials, lots_for, marks_of
from cxloop.understand.trial_pass import lottery

PERIODS: Final = 16
_STEPS: Final = 40
_FEWEST: Final = 60
_FROM: Final = "from"
_USED: Final = ("channel", "visits", "pace", "tempo", "period", "way")


@dataclass(frozen=True, slots=True)
class Stage:
    """A step, and the step that those who go on come to next; compact labels."""

    step: int
    next: int


@lru_cache(maxsize=8)
def stages(landscape: Landscape) -> tuple[Stage, ...]:
    """Steps with a way on: a step that (nearly) always comes later and seldom without this one, the first such."""
    is_error, before, found = landscape.is_error, landscape.order, []
    steps = [step for step in landscape.steps(_FEWEST) if not is_error[landscape.step[step]]]
    for step in sorted(steps, key=lambda one: -landscape.journeys[one])[:_STEPS]:
        if landscape.name(step) in landscape.skipped:
            continue
        follows = [
            other
            for other in steps
            if before[step, other] >= 0.95 * (before[step, other] + before[other, step])
            and before[step, other] >= max(0.8 * landscape.journeys[other], _FEWEST)
        ]
        if follows:
            found.append(Stage(step, max(follows, key=lambda one: int(before[step, one]))))
    return tuple(found)


def lost_at(
    landscape: Landscape, journeys: Journeys, chain: Sequence[Stage]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """First arrivals at the stages: row, place in the chain, and whether the next one never came."""
    label = landscape.label[journeys.codes("event").codes]
    step_of = np.full(landscape.labels, -1, np.int32)
    for place, stage in enumerate(chain):
        step_of[stage.step] = place
    rows, steps, lost = first_arrivals(
        journeys.starts, label, step_of, np.array([stage.next for stage in chain], np.int32)
    )
    return rows, steps, lost


@dataclass(frozen=True, slots=True)
class Loss:
    """A group at a step: its effect on the outcome, how many came there, when it began, journeys that were lost."""

    finding: Finding
    effect: Effect
    customers: int
    since: int | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LossPass:
    """The question: who is lost at which step, by group. accepted: findings whose hits explain a loss, and are
    left out."""

    landscape: Landscape
    outcome: Outcome
    step: Rule | None
    optional: frozenset[str]
    accepted: tuple[int, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        return self.landscape.columns | self.optional | columns_read(self.outcome, self.step)

    def _groupings(self) -> dict[str, list[str]]:
        """Groups by grouping; the first value of each stands for none."""
        found = {"channel": ["", *self.landscape.channels]}
        found |= {trait(name): ["", *values] for name, values in self.landscape.traits.items()}
        return {**found, _FROM: [str(place) for place in range(PERIODS)]}

    def measure(self, journeys: Journeys) -> dict[str, Any]:
        journeys = fixed_columns(journeys)
        none = Trials.from_rows(np.empty((0, 6), np.int64))
        if not self.accepted:
            return self.beside(journeys, none)
        return self.beside(journeys, all_trials(self.landscape, marks_of(self.landscape, journeys))[0])

    def came(self, journeys: Journeys, step: str, group: str, value: str) -> npt.NDArray[np.int64]:
        """The arrivals that the loss of a group at a step is measured by. group, value: as a pain point names it."""
        journeys = fixed_columns(journeys)
        frictions = Trials.from_rows(np.empty((0, 6), np.int64))
        if self.accepted:
            frictions = all_trials(self.landscape, marks_of(self.landscape, journeys))[0]
        chain = stages(self.landscape)
        trials, _ = self._arrivals(journeys, chain, frictions)
        y = measure(self.outcome, self.step, journeys, trials.anchor, trials.anchor, self.landscape.period[1])
        levels, factors = self._levels(journeys, trials)
        mine = [at for at, stage in enumerate(chain) if self.landscape.name(stage.step) == step]
        kept = ~np.isnan(y) & np.isin(trials.finding, mine)
        for name, values in self._groupings().items():
            if name.removeprefix("property:") == group:
                places = self._places(name, values, value)
                kept &= np.isin(self._values(name, journeys, trials, levels, factors), places)
        return trials.anchor[kept]

    def _places(self, name: str, values: list[str], value: str) -> list[int]:
        """The places of a group among the values of its grouping; of time, all from its day on."""
        if name != _FROM:
            return [values.index(value)]
        begin, end = self.landscape.period
        return [at for at in range(PERIODS) if iso(begin + (end - begin) * at // PERIODS) >= value]

    def beside(self, journeys: Journeys, frictions: Trials) -> dict[str, Any]:
        """The partial answer, given the hits of all frictions, of which the accepted ones explain losses."""
        chain, lots = stages(self.landscape), lots_for(journeys)
        trials, lost = self._arrivals(journeys, chain, frictions)
        journey = journeys_of(journeys.starts, trials.anchor)
        y = measure(self.outcome, self.step, journeys, trials.anchor, trials.anchor, self.landscape.period[1])
        levels, factors = self._levels(journeys, trials)
        partial: dict[str, Any] = {}
        for name, values in self._groupings().items():
            value = self._values(name, journeys, trials, levels, factors)
            block = np.where(np.isnan(y), -1, trials.finding * len(values) + value).astype(np.int32)
            used, width = self._used(factors, name)
            total = len(chain) * len(values)
            sums, by_level, pairs = accumulate(
                block, np.ascontiguousarray(levels[:, used]), lost.astype(np.float64), total, width
            )
            known = block >= 0
            gains = np.stack(
                [
                    np.bincount(block[known], weights=weight[known], minlength=total)
                    for weight in (
                        np.where(lost, 0.0, y),
                        np.where(lost, y, 0.0),
                        np.where(lost, 0.0, y * y),
                        np.where(lost, y * y, 0.0),
                    )
                ]
            )
            partial[name] = {
                "sums": sums,
                "by_level": by_level,
                "pairs": pairs.astype(np.int64),
                "gains": gains,
                "examples": lottery(lots, journeys.names, journey[lost & known], block[lost & known], total),
            }
        return partial

    def _arrivals(
        self, journeys: Journeys, chain: Sequence[Stage], frictions: Trials
    ) -> tuple[Trials, npt.NDArray[np.bool_]]:
        rows, steps, lost = lost_at(self.landscape, journeys, chain)
        struck = np.zeros(len(journeys.time), np.bool_)
        struck[frictions.anchor[frictions.hit & np.isin(frictions.finding, self.accepted)]] = True
        kept = ~near(journeys.starts, struck, 2)[rows]
        rows, steps, lost = rows[kept], steps[kept], lost[kept]
        first = np.isin(rows, journeys.starts[:-1])
        way = np.where(first, -1, journeys.codes("event").codes[rows - 1]).astype(np.int32)
        return Trials(rows, rows, rows, steps, lost, way), lost

    def _levels(self, journeys: Journeys, trials: Trials) -> tuple[npt.NDArray[np.int16], Factors]:
        factors = Factors.of(self.landscape)
        return levels_of(factors, self.landscape, journeys, trials, reached(self.step, journeys)), factors

    def _values(
        self, name: str, journeys: Journeys, trials: Trials, levels: npt.NDArray[np.int16], factors: Factors
    ) -> npt.NDArray[np.int32]:
        """The group each arrival belongs to."""
        if name == _FROM:
            begin, end = self.landscape.period
            since = journeys.time[trials.anchor] - begin
            return np.clip(since * PERIODS // max(end - begin, 1), 0, PERIODS - 1).astype(np.int32)
        place = factors.names.index(name)
        value: npt.NDArray[np.int32] = levels[:, place].astype(np.int32) - factors.offsets[place]
        return value

    def _used(self, factors: Factors, grouping: str) -> tuple[list[int], int]:
        """The factors that make arrivals comparable, without the one that groups them."""
        own = "period" if grouping == _FROM else grouping
        wanted = {*_USED, *map(trait, self.landscape.traits)} - {own}
        return [place for place, name in enumerate(factors.names) if name in wanted], factors.width

    def merge(self, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
        merged = {}
        for name, one in left.items():
            other = right[name]
            merged[name] = {key: one[key] + other[key] for key in ("sums", "by_level", "pairs", "gains")}
            merged[name]["examples"] = tuple(
                tuple(sorted((*mine, *theirs))[:5])
                for mine, theirs in zip(one["examples"], other["examples"], strict=True)
            )
        return merged

    def answer(self, total: dict[str, Any]) -> list[Loss]:
        """For each step the group that is lost most strikingly, chosen from all there are."""
        chain = stages(self.landscape)
        best: dict[int, tuple[float, _Group]] = {}
        looks = 0
        for name, values in self._groupings().items():
            table = _Table(total[name], len(chain), len(values))
            for mine in self._groups(name, values):
                looks += 1
                others = [place for place in range(len(values)) if place not in mine]
                excess = [effect(table.moments(step, mine), table.moments(step, others)) for step in range(len(chain))]
                for step, one in enumerate(excess):
                    beyond = _beyond(one, [other for at, other in enumerate(excess) if at != step])
                    striking = beyond.mean / beyond.error if beyond else -np.inf
                    if beyond and striking > best.get(step, (-np.inf,))[0]:
                        best[step] = striking, _Group(table, step, tuple(mine), beyond, (name, values[mine[0]]))
        losses = (self._loss(group, looks) for _, group in best.values())
        return [loss for loss in losses if loss is not None]

    def _groups(self, name: str, values: list[str]) -> list[list[int]]:
        """Each value against all others; for time, everybody from some day on against the time before."""
        if name == _FROM:
            return [list(range(begin, PERIODS)) for begin in range(2, PERIODS - 1)]
        return [[place] for place in range(1, len(values))]

    def _loss(self, group: _Group, looks: int) -> Loss | None:
        """The extra loss in units of the outcome: what those who go on have more of it than those who do not."""
        gain = group.table.gain(group.step, group.mine)
        if gain is None:
            return None
        more, error, spread = gain
        beyond = group.beyond
        whole = float(
            np.sqrt((beyond.error * more) ** 2 + (beyond.mean * error) ** 2 + (doubt_of(self.outcome) * spread) ** 2)
        )
        if whole <= 0:
            return None
        finding = Finding("drop_off", self.landscape.name(stages(self.landscape)[group.step].step), (), group.name)
        customers = group.table.count(group.step, group.mine)
        since = group.mine[0] if group.name[0] == _FROM else None
        told = Effect(-beyond.mean * more, whole, max(customers - 1, 1), looks)
        return Loss(finding, told, customers, since, group.table.examples(group.step, group.mine))


class _Table:
    """Sums by step and group."""

    def __init__(self, total: dict[str, Any], steps: int, values: int) -> None:
        self.total, self.steps, self.values = total, steps, values

    def _blocks(self, step: int, mine: Sequence[int]) -> list[int]:
        return [step * self.values + place for place in mine]

    def moments(self, step: int, mine: Sequence[int]) -> Moments:
        at = self._blocks(step, mine)
        return Moments(self.total["sums"][at].sum(0), self.total["by_level"][at].sum(0), self.total["pairs"][at].sum(0))

    def count(self, step: int, mine: Sequence[int]) -> int:
        return int(self.total["sums"][self._blocks(step, mine), 0].sum())

    def gain(self, step: int, mine: Sequence[int]) -> tuple[float, float, float] | None:
        """Mean outcome of those who went on less that of the lost; its standard error; the outcome's standard
        deviation."""
        at = self._blocks(step, mine)
        every, lost = self.total["sums"][at, 0].sum(), self.total["sums"][at, 1].sum()
        on = every - lost
        if on < 10 or lost < 10:
            return None
        y_on, y_lost, yy_on, yy_lost = self.total["gains"][:, at].sum(1)
        spread_on, spread_lost = yy_on / on - (y_on / on) ** 2, yy_lost / lost - (y_lost / lost) ** 2
        mean = (y_on + y_lost) / every
        spread = (yy_on + yy_lost) / every - mean**2
        error = np.sqrt(max(spread_on, 0) / on + max(spread_lost, 0) / lost)
        return float(y_on / on - y_lost / lost), float(error), float(np.sqrt(max(spread, 0)))

    def examples(self, step: int, mine: Sequence[int]) -> tuple[str, ...]:
        drawn = sorted(one for at in self._blocks(step, mine) for one in self.total["examples"][at])
        return tuple(name for _, name in drawn[:5])


def _beyond(one: Effect | None, others: list[Effect | None]) -> Effect | None:
    """How much more is lost than the same group loses more at other steps; as uncertain as those differ among each
    other."""
    usual = [other for other in others if other is not None]
    if one is None or len(usual) < 2:
        return None
    means, errors = np.array([other.mean for other in usual]), np.array([other.error for other in usual])
    centre = float(np.median(means))
    apart = 1.4826 * float(np.median(np.abs(means - centre)))
    extra = max(apart**2 - float(np.median(errors)) ** 2, 0.0)
    error = np.sqrt(one.error**2 + extra + (1.25**2) * float(np.mean(errors**2)) / len(usual))
    return Effect(one.mean - centre, float(error), one.freedom)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group at a step, by the places of its values in a grouping, and how much more it loses there than usual."""

    table: _Table
    step: int
    mine: tuple[int, ...]
    beyond: Effect
    name: tuple[str, str]
