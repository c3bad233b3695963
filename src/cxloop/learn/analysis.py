"""The analysis of an experiment: every arm against the control, and whether it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from cxloop.learn.metric import Kind
from cxloop.learn.statistics.contrast import PLANNED, Contrast, contrasts
from cxloop.learn.statistics.estimate import Estimate, Shape
from cxloop.learn.statistics.intervals import fixed
from cxloop.learn.statistics.moments import Moments, by_group
from cxloop.learn.statistics.split import ALARM, split_p
from cxloop.learn.units import Codes, Floats, Units
from cxloop.questions.answer import Answer
from cxloop.questions.intervals import wilson

SEVERAL: Final = 0.01
"""The share of units in several arms from which on their effects cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A metric of each unit. over, under: its two numbers, `under` None where it is 1; given: which units have it;
    before, before_under: from before the experiment."""

    name: str
    kind: Kind
    over: Floats
    given: npt.NDArray[np.bool_]
    under: Floats | None = None
    before: Floats | None = None
    before_under: Floats | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """A metric added up by arm. missing: units without a value."""

    name: str
    kind: Kind
    groups: Sequence[Moments]
    shape: Shape
    missing: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Units: by arm, in all, and in more than one arm."""

    counts: Sequence[int]
    units: int
    several: int


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm. mean: the value of the metric, with its 95 % interval. effect: how far from the control's, with an
    interval for one look at a time set in advance (low, high), one that holds however often one looks (sequential_*),
    and one for all arms at once (corrected_*); lift: the effect in the control's value. None for the control itself,
    and where there are too few units."""

    arm: str
    n: int
    mean: float
    mean_low: float | None = None
    mean_high: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    sequential_low: float | None = None
    sequential_high: float | None = None
    sequential_p: float | None = None
    corrected_low: float | None = None
    corrected_high: float | None = None
    corrected_p: float | None = None
    lift: float | None = None
    lift_low: float | None = None
    lift_high: float | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class MetricResult:
    """A metric over all arms. missing: units without a value."""

    metric: str
    kind: str
    arms: tuple[Arm, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Analysis(Answer):
    """The first metric's arms, and all metrics.

    valid: whether a verdict may rest on it; reason: why not (`split_broken`, `several_arms`, `too_few`). units: all;
    several: in more than one arm, and left out; srm_p: of the split.
    """

    metric: str
    kind: str
    control: str
    arms: tuple[Arm, ...]
    metrics: tuple[MetricResult, ...]
    units: int
    several: int
    srm_p: float
    valid: bool
    reason: str | None
    alpha: float
    planned: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    rows: ClassVar[str] = "arms"


def analysis(
    units: Units,
    names: Sequence[str],
    control: int,
    metrics: Sequence[Numbers],
    *,
    split: Sequence[float] | None = None,
    alpha: float = 0.05,
    planned: int = PLANNED,
    left_out: Mapping[str, int] | None = None,
) -> Analysis:
    """Every metric over every arm. names: of the arms; control: the place of one of them; split: how units were to be
    split, equally where None; planned: as in `contrasts`.

    >>> units = Units(np.arange(40), np.repeat([0, 1], 20), 0)
    >>> bought = np.array([0.0, 1.0] * 10 + [1.0] * 20)
    >>> found = analysis(units, ["old", "new"], 0, [Numbers("bought", "binary", bought, bought >= 0)])
    >>> found.arms[1].effect, found.valid, found.srm_p
    (0.5, True, 1.0)
    """
    counts = np.bincount(units.arm[units.arm >= 0], minlength=len(names)).tolist()
    seen = Seen(counts, units.count, units.several)
    return judged(
        seen, names, control, [_summed(units.arm, names, one) for one in metrics], split, alpha, planned, left_out
    )


def judged(
    seen: Seen,
    names: Sequence[str],
    control: int,
    metrics: Sequence[Sums],
    split: Sequence[float] | None = None,
    alpha: float = 0.05,
    planned: int = PLANNED,
    left_out: Mapping[str, int] | None = None,
) -> Analysis:
    """The same from sums, wherever they were added up."""
    srm_p = split_p(seen.counts, split)
    results = tuple(_result(names, control, one, alpha, planned) for one in metrics)
    reason = _reason(srm_p, seen, results)
    return Analysis(
        results[0].metric,
        results[0].kind,
        names[control],
        results[0].arms,
        results,
        seen.units,
        seen.several,
        srm_p,
        reason is None,
        reason,
        alpha,
        planned,
        dict(left_out or {}),
    )


def _reason(srm_p: float, seen: Seen, results: Sequence[MetricResult]) -> str | None:
    if srm_p < ALARM:
        return "split_broken"
    if seen.several > SEVERAL * seen.units:
        return "several_arms"
    return "too_few" if any(arm.n < 2 for result in results for arm in result.arms) else None


def _summed(arm: Codes, names: Sequence[str], one: Numbers) -> Sums:
    group = arm if one.given.all() else np.where(one.given, arm, -1)
    columns: list[Floats] = []
    places = {"over": 0, "under": -1, "before": -1, "before_under": -1}
    for place in places:
        numbers: Floats | None = getattr(one, place)
        if numbers is not None:
            places[place] = len(columns)
            columns.append(numbers)
    missing = int((arm >= 0).sum() - (group >= 0).sum())
    return Sums(one.name, one.kind, by_group(group, len(names), columns), Shape(**places), missing)


def _result(names: Sequence[str], control: int, one: Sums, alpha: float, planned: int) -> MetricResult:
    groups, shape = one.groups, one.shape
    if min(found.n for found in groups) < 2:
        few = [Arm(name, found.n, float(found.mean[0])) for name, found in zip(names, groups, strict=True)]
        return MetricResult(one.name, one.kind, tuple(few), one.missing)
    base, others = contrasts(groups, control, shape, binary=one.kind == "binary", alpha=alpha, planned=planned)
    arms = [_arm(name, contrast, one, alpha) for name, contrast in zip(_others(names, control), others, strict=True)]
    arms.insert(control, Arm(names[control], base.n, base.value, *mean_interval(base, one.kind, shape, alpha)))
    return MetricResult(one.name, one.kind, tuple(arms), one.missing)


def _others(names: Sequence[str], control: int) -> list[str]:
    return [*names[:control], *names[control + 1 :]]


def _arm(name: str, found: Contrast, one: Sums, alpha: float) -> Arm:
    lift_low, lift_high = found.relative_interval or (None, None)
    return Arm(
        name,
        found.group.n,
        found.group.value,
        *mean_interval(found.group, one.kind, one.shape, alpha),
        found.effect,
        found.interval.low,
        found.interval.high,
        found.interval.p,
        found.sequential.low,
        found.sequential.high,
        found.sequential.p,
        found.corrected.low,
        found.corrected.high,
        found.corrected.p,
        found.relative,
        lift_low,
        lift_high,
        found.method,
    )


def mean_interval(found: Estimate, kind: Kind, shape: Shape, alpha: float = 0.05) -> tuple[float, float]:
    """The interval of a value by itself; of a share one that stays between 0 and 1."""
    if kind == "binary" and not shape.adjusted:
        return wilson(round(found.value * found.n), found.n, alpha)
    interval = fixed(found.value, found.variance, found.freedom, alpha)
    return interval.low, interval.high
