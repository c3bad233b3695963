"""What came of a change that nobody could be left without: its metrics before and after, as the log tells them.

It is no experiment, and says so. Periods are counted from the moment of the change on, backwards and forwards, so that
each has the same days of the week and none lies on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from cxloop.app.over_time import PeriodValue, asked_over, values_of
from cxloop.app.resolve import rule_of
from cxloop.app.understand import Asker
from cxloop.change.change import Change
from cxloop.change.errors import TooLittle
from cxloop.errors import Both
from cxloop.learn.analysis import Analysis, Arm, MetricResult, mean_interval
from cxloop.learn.per_unit import Asked
from cxloop.learn.statistics.estimate import estimate
from cxloop.learn.statistics.intervals import Interval
from cxloop.learn.statistics.moments import Moments, merged
from cxloop.learn.statistics.series import LEAST_AFTER, LEAST_BEFORE, Step, step
from cxloop.learn.verdict import Bounds, Guardrail, Judgement, gained, judge
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.model.segment import Segment
from cxloop.questions.business_hours import BusinessHours

LONG_DAYS: Final = 7 * (LEAST_AFTER + 2)
"""Changes that are looked at for so many days are told by the week, shorter ones by the day."""
MOST_BEFORE: Final = 104
_EFFECTS: Final = frozenset({"worse", "beyond_target", "beyond_chance"})
"""Reasons of verdicts that rest on an effect."""
_NOTHING: Final = Step(0.0, 0.0, 0.0, 1.0, None, 0)
"""What a series tells that is the same all along."""


@dataclass(frozen=True, slots=True)
class Series:
    """A metric before and after a change. values: of those concerned, less the others where there are some; change: the
    place of the first after it; groups: moments of those concerned, before and after."""

    asked: Asked
    values: npt.NDArray[np.float64]
    periods: tuple[PeriodValue, ...]
    change: int
    found: Step
    groups: tuple[Moments, Moments]


def before_and_after(
    asker: Asker, change: Change, id: str, asked: Sequence[Asked], hours: BusinessHours | None, until_us: int
) -> list[Series]:
    """Every metric of a change, before and after. Raises TooLittle where there are too few periods, or some are
    empty."""
    edges, place = edges_of(asker, change, id, until_us)
    concerned = None if change.concerns is None else Segment(change.concerns, rule_of(change.concerns, asker.index))
    return [_series(asker, id, one, edges, place, hours, concerned) for one in asked]


def judged_after(change: Change, told: Sequence[Series], *, final: bool) -> Judgement:
    """What the rule says. Before the end nothing is said: no interval here holds however often one looks."""
    looked = [_bounds(one, change.target, change.points) for one in told]
    rails = [
        Guardrail(
            str(one.asked.measure), seen.effect, seen.low, seen.high, final and seen.high < 0, one.asked.measure.unit
        )
        for one, seen in zip(told[1:], looked[1:], strict=True)
    ]
    if not final:
        return Judgement("inconclusive", "too_early", False, looked[0], tuple(rails))
    judged = judge(looked[0], rails, change.rule, final=True, enough=True)
    if judged.reason in _EFFECTS and not told[0].found.beyond_chance:  # as clear where nothing changed
        return replace(judged, outcome="inconclusive", reason="may_be_chance")
    return judged


def analysis_after(told: Sequence[Series]) -> Analysis:
    """The same shape as that of an experiment, with before and after in the place of control and change."""
    results = tuple(_result(one) for one in told)
    arms = results[0].arms
    return Analysis(
        results[0].metric, results[0].kind, "before", arms, results, sum(one.n for one in arms), 0, 1.0, True, None,
        0.05, 0,
    )  # fmt: skip


def edges_of(asker: Asker, change: Change, id: str, until_us: int) -> tuple[list[int], int]:
    """Edges of whole periods around the change, and the place of the first after it."""
    kept = asker.leave_strays_out()
    start, end = moment_us(str(change.started)), moment_us(str(change.ends), end=True)
    length = (7 if end - start >= LONG_DAYS * DAY_US else 1) * DAY_US
    first = kept[0] if kept is not None else start
    before = min(MOST_BEFORE, max(0, (start - first) // length))
    after = max(0, (min(until_us, end) - start) // length)
    if before < LEAST_BEFORE or after < LEAST_AFTER:
        raise _refused(id, before, after)
    return [start + at * length for at in range(-before, after + 1)], before


def _series(
    asker: Asker, id: str, asked: Asked, edges: list[int], place: int, hours: BusinessHours | None, by: Segment | None
) -> Series:
    whole, groups = asked_over(asker, asked, edges, hours, by, cut=True)
    mine = whole if by is None else groups.get(by.names[0], ())
    labels = [iso(edge)[:10] for edge in edges[:-1]]
    told = values_of(asked, mine, labels) if mine else ()
    values = _values(id, told)
    if by is not None:
        others = groups.get(by.names[1], ())
        values = values - _values(id, values_of(asked, others, labels) if others else ())
    try:
        found = (
            _NOTHING
            if np.ptp(values) == 0
            else step(values, place, season=7 if edges[1] - edges[0] == DAY_US and place >= 28 else 0)
        )
    except ValueError:
        raise TooLittle(
            id=id, reason=Both("its metric does not vary before and after", "전후로 지표가 변하지 않습니다")
        ) from None
    return Series(asked, values, told, place, found, (merged(mine[:place]), merged(mine[place:])))


def _values(id: str, told: Sequence[PeriodValue]) -> npt.NDArray[np.float64]:
    empty = next((one.period for one in told if one.value is None), None)
    if empty is not None or not told:
        raise TooLittle(
            id=id,
            reason=Both(f"nobody has a value in the period of {empty}", f"{empty} 기간에 값이 있는 고객이 없습니다"),
        )
    return np.array([one.value for one in told], np.float64)


def _bounds(one: Series, target: float, points: bool) -> Bounds:
    """How much better it is than it would have been: level, trend and season of before, led on."""
    found = one.found
    effect, low, high = gained(one.asked.measure.good, found.effect, Interval(found.low, found.high, found.p))
    later = [seen.value for seen in one.periods[one.change :] if seen.value is not None]
    base = abs(sum(later) / len(later) - found.effect)

    def beyond(gain: float) -> float:
        return gain - (target if points else target * base)

    return Bounds(effect, low, high, beyond(effect), beyond(low), beyond(high), effect / base if base else None)


def _result(one: Series) -> MetricResult:
    base, later = (estimate(group, one.asked.plain, 0.0, 0.0) for group in one.groups)
    kind = one.asked.measure.kind
    arms = (
        Arm("before", base.n, base.value, *mean_interval(base, kind, one.asked.plain)),
        Arm(
            "after", later.n, later.value, *mean_interval(later, kind, one.asked.plain), effect=one.found.effect,
            low=one.found.low, high=one.found.high, p=one.found.p, method="interrupted_series",
        ),
    )  # fmt: skip
    return MetricResult(str(one.asked.measure), kind, arms, 0)


def _refused(id: str, before: int, after: int) -> TooLittle:
    return TooLittle(
        id=id,
        reason=Both(
            f"{before} whole periods before and {after} after it; {LEAST_BEFORE} and {LEAST_AFTER} are needed",
            f"온전한 기간이 전에 {before}개, 후에 {after}개입니다. {LEAST_BEFORE}개와 {LEAST_AFTER}개가 필요합니다",
        ),
    )
