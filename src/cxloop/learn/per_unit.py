"""A metric over journeys, and the number that it gives each unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cxloop.learn.measure import Measure
from cxloop.learn.spans import Flags, Span, Units, added
from cxloop.learn.statistics.estimate import Shape
from cxloop.learn.statistics.moments import Floats
from cxloop.model.duration import DAY_US
from cxloop.model.rule import Rule
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.rules import columns_of, mask_of

ADJUSTED: Final = frozenset({"count", "sum", "value"})
"""Metrics of which the same from before takes out what units do anyway (CUPED)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric with its steps as rules."""

    measure: Measure
    rules: tuple[Rule, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        own = "owner" if self.measure.name == "handovers" else self.measure.column
        return columns_of(self.rules) | ({own} if own else set())

    @property
    def shape(self) -> Shape:
        """Where its numbers stand among the columns of its moments."""
        under = 1 if self.measure.kind == "ratio" else -1
        return Shape(0, under, 1 if self.measure.name in ADJUSTED else -1)

    @property
    def plain(self) -> Shape:
        """The same without what was before."""
        return replace(self.shape, before=-1)


Numbers = tuple[Floats, Floats | None, Flags]
"""Of each unit: the metric's number, what it is divided by, and whether there is one."""


class Look:
    """A metric over the journeys of units. masks: the rows of each of its steps."""

    def __init__(
        self, asked: Asked, journeys: Journeys, units: Units, until_us: int, hours: BusinessHours | None
    ) -> None:
        self.measure, self.masks = asked.measure, [mask_of(rule, journeys) for rule in asked.rules]
        self.journeys, self.units, self.until_us, self.hours = journeys, units, until_us, hours

    def numbers(self, span: Span) -> Numbers:
        return METRICS[self.measure.name](self, span)


def _everybody(span: Span) -> Flags:
    return np.ones(span.count, np.bool_)


def _reaches(look: Look, span: Span) -> Numbers:
    came = (span.only(look.masks[0]).counted() > 0).astype(np.float64)
    return (1.0 - came if look.measure.name == "avoids" else came), None, _everybody(span)


def _count(look: Look, span: Span) -> Numbers:
    return span.only(look.masks[0]).counted(), None, _everybody(span)


def _share(look: Look, span: Span) -> Numbers:
    over, under = (span.only(mask).counted() for mask in look.masks)
    return over, under, _everybody(span)


def _sum(look: Look, span: Span) -> Numbers:
    found = look.journeys.columns[str(look.measure.column)]
    numbers = (found.numbers() if isinstance(found, Codes) else found)[span.rows]
    known = np.isfinite(numbers)
    total = added(span.unit[known], numbers[known], span.count)
    return total, None, _everybody(span)


def _rated(look: Look, span: Span) -> Numbers:
    numbers = look.journeys.codes(str(look.measure.column)).numbers()[span.rows]
    known = np.isfinite(numbers)
    score, unit = _SCORES[look.measure.name](numbers[known]), span.unit[known]
    return added(unit, score, span.count), added(unit, None, span.count), _everybody(span)


def _returns(look: Look, span: Span) -> Numbers:
    since = look.journeys.time[span.rows] - look.journeys.time[look.units.anchor][span.unit]
    back = (since >= DAY_US) & (since <= (look.measure.length or 0) * DAY_US)
    came = np.bincount(span.unit[back], minlength=span.count) > 0
    return came.astype(np.float64), None, _everybody(span)


def _time(look: Look, span: Span) -> Numbers:
    unit, row = span.only(look.masks[0]).firsts() if look.measure.name == "time" else span.lasts()
    took = np.full(span.count, np.nan)
    took[unit] = (look.journeys.time[row] - look.journeys.time[look.units.anchor[unit]]) / 1e6
    given = _everybody(span) if look.measure.name == "duration" else ~np.isnan(took)
    return np.nan_to_num(took), None, given


def _steps(look: Look, span: Span) -> Numbers:
    return span.counted(), None, _everybody(span)


def _handovers(look: Look, span: Span) -> Numbers:
    owners = look.journeys.codes("owner").codes
    owned = span.only(owners >= 0)
    owner = owners[owned.rows]
    changed = np.zeros(len(owner), np.bool_)
    changed[1:] = (owner[1:] != owner[:-1]) & (owned.unit[1:] == owned.unit[:-1])
    return added(owned.unit[changed], None, span.count), None, _everybody(span)


def _rework(look: Look, span: Span) -> Numbers:
    events = look.journeys.codes("event")
    pairs = np.unique(span.unit * (len(events.values) + 1) + events.codes[span.rows])
    different = np.bincount(pairs // (len(events.values) + 1), minlength=span.count)
    return span.counted() - different, None, _everybody(span)


def _episodes(look: Look, span: Span) -> Numbers:
    """Episodes begin with the first opening after the last close; what is open still counts for `resolved` once it
    has had its time."""
    opened, closed = look.masks
    both = span.only(opened | closed)
    begins = opened[both.rows] & ~closed[both.rows]
    first = np.ones(len(begins), np.bool_)
    first[1:] = ~begins[:-1] | (both.unit[1:] != both.unit[:-1])
    edge = np.flatnonzero(~begins | first)
    rows, unit, begins = both.rows[edge], both.unit[edge], begins[edge]
    at = np.flatnonzero(begins)
    ends = np.minimum(at + 1, max(0, len(rows) - 1))
    done = (ends > at) & ~begins[ends] & (unit[ends] == unit[at])
    begin = look.journeys.time[rows[at]]
    end = np.where(done, look.journeys.time[rows[ends]], look.until_us)
    took = (end - begin if look.hours is None else look.hours.between(begin, end)) / 1e6
    if look.measure.name == "resolution":
        counted, over = done, took
    else:
        most = look.measure.length or 0
        counted, over = done | (took > most), (done & (took <= most)).astype(np.float64)
    whose = unit[at][counted]
    return added(whose, over[counted], span.count), added(whose, None, span.count), _everybody(span)


_SCORES: Final[dict[str, Callable[[Floats], Floats]]] = {
    "rating": lambda numbers: numbers,
    "csat": lambda numbers: (numbers >= 4).astype(np.float64),
    "nps": lambda numbers: (numbers >= 9).astype(np.float64) - (numbers <= 6),
}
"""What a rating counts (Reichheld 2003, “The One Number You Need to Grow”, Harvard Business Review 81(12), for nps)."""

METRICS: Final[dict[str, Callable[[Look, Span], Numbers]]] = {
    "reaches": _reaches, "adopts": _reaches, "avoids": _reaches, "returns": _returns, "count": _count, "share": _share,
    "sum": _sum, "value": _sum, "rating": _rated, "csat": _rated, "nps": _rated, "time": _time, "duration": _time,
    "steps": _steps, "handovers": _handovers, "rework": _rework, "resolution": _episodes, "resolved": _episodes,
}  # fmt: skip
