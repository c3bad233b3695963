"""A metric over time, as it is asked for: of everybody, and broken down by groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxloop.app.understand import Asker
from cxloop.learn.analysis import mean_interval
from cxloop.learn.per_unit import Asked
from cxloop.learn.periods import Group, Periods, Series
from cxloop.learn.statistics.estimate import estimate
from cxloop.learn.statistics.moments import Moments, merged
from cxloop.model.segment import Listed, Segment
from cxloop.questions.business_hours import BusinessHours
from cxloop.understand.held import Held

MOST_GROUPS = 12
NO_AMOUNTS, NO_PROPERTY, NO_NUMBERS = "no_amounts", "no_property", "no_numbers"
"""Why a metric has nothing to count: no event has an amount, or its property, or holds a number there."""


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """A period by its first day, in the zone's time: the metric's value with its 95 % interval, None where fewer than
    two customers or cases have one; n: of how many it is, customers or cases, or, for ratios, what it is divided by,
    such as ratings or episodes; whole: all of them have had their time."""

    period: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    whole: bool = True


def lacking(asker: Asker, asked: Sequence[Asked]) -> list[str | None]:
    """Why there is nothing for each metric to count among the events of today; None where there is something."""
    columns = [one.measure.column for one in asked]
    named = tuple(sorted({name for name in columns if name is not None}))
    held = asker.ask(Held(named)) if named else {}

    def reason(name: str | None) -> str | None:
        if name is None or held[name].numbers:
            return None
        return NO_AMOUNTS if name == "value" else NO_NUMBERS if held[name].given else NO_PROPERTY

    return [reason(name) for name in columns]


def asked_over(
    asker: Asker,
    asked: Asked,
    edges: Sequence[int],
    hours: BusinessHours | None,
    by: str | Segment | Listed | None,
    *,
    cut: bool = False,
) -> tuple[tuple[Moments, ...], Series]:
    """Moments of each period, of everybody and of the largest groups, the largest first. cut: see `Periods`."""
    found = asker.ask(Periods(asked, tuple(int(edge) for edge in edges), hours, by, cut))
    whole = tuple(merged(each) for each in zip(*found.values(), strict=True))
    if by is None:
        return whole, {}
    largest = sorted(found, key=lambda name: (-sum(one.n for one in found[name]), name or ""))[:MOST_GROUPS]
    return whole, {name: found[name] for name in largest if any(one.n for one in found[name])}


def values_of(asked: Asked, series: Sequence[Moments], labels: Sequence[str]) -> tuple[PeriodValue, ...]:
    """What moments say, period by period."""
    return tuple(_value(asked, found, label) for found, label in zip(series, labels, strict=True))


def _value(asked: Asked, found: Moments, label: str) -> PeriodValue:
    shape = asked.plain
    n = found.n if shape.under < 0 else round(float(found.mean[shape.under]) * found.n)
    if found.n < 2 or not n:
        return PeriodValue(label, None, None, None, n)
    value = estimate(found, shape, 0.0, 0.0)
    low, high = mean_interval(value, asked.measure.kind, shape)
    least = 0.0 if asked.measure.unit in ("share", "seconds") else low
    return PeriodValue(label, value.value, max(low, least), high, n)


def named(group: Group) -> str:
    """A group's name; those of whom nothing is known are called nothing."""
    return "" if group is None else group
