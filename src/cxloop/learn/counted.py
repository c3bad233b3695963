"""Who counts in a period of a metric or in the arm of a change, and who of them has what it counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxloop.learn.exposed import Exposed, ExposedBy
from cxloop.learn.per_unit import Asked, Look
from cxloop.learn.periods import came, within
from cxloop.learn.spans import Flags, Span, spans
from cxloop.model.segment import Group, Segment
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.groups import By, columns_by, rows_in
from cxloop.questions.journeys import Journeys


@dataclass(frozen=True, slots=True)
class Counted:
    """Those who count in a period from since_us to before until_us, as `Periods` has them: for ratios, those who have
    something to divide by, or, undivided, the others as well. above: True for those of whom the metric is above 0,
    False for the others, None for all.

    What counts is the event with which they begin, or, where it is above 0, those of the metric's first step.
    end_us: what is open is looked at until then. cut: see `Periods`. group: only those of one group of a breakdown.
    """

    asked: Asked
    since_us: int
    until_us: int
    end_us: int
    hours: BusinessHours | None = None
    above: bool | None = None
    by: By | None = None
    group: Group | None = None
    undivided: bool = False
    cut: bool = False

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event"}) | self.asked.columns | columns_by(self.by)

    def rows(self, journeys: Journeys) -> Flags:
        units = came(journeys, self.since_us, self.until_us, self.asked, cut=self.cut)
        look = Look(self.asked, journeys, units, self.end_us, self.hours)
        span = within(spans(units.anchor, units.end), journeys, self.until_us, look, cut=self.cut)
        over, under, given = look.numbers(span)
        kept = given if under is None or self.undivided else given & (under > 0)
        if self.above is not None:
            kept = kept & ((over > 0) == self.above)
        if self.by is not None and self.group is not None:
            kept = kept & rows_in(self.by, self.group, journeys)[units.anchor]
        return _marked(look, span, kept, bool(self.above))


@dataclass(frozen=True, slots=True)
class Since:
    """Those who count in any of several periods; each of them counts, a journey as often as it has an event of its
    own."""

    periods: tuple[Counted, ...]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset().union(*(one.columns for one in self.periods))

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        for one in self.periods:
            found |= one.rows(journeys)
        return found


@dataclass(frozen=True, slots=True)
class InArm:
    """Those who were in some arms of a change and have the metric that `exposed` asks for. arms: their places; above:
    see `Counted`; group: only those of one group of `by`, as `ExposedBy` has it."""

    exposed: Exposed
    arms: tuple[int, ...]
    above: bool | None = None
    by: str | Segment | None = None
    group: Group | None = None

    @property
    def columns(self) -> frozenset[str]:
        return self.exposed.columns if self.by is None else ExposedBy(self.exposed, self.by).columns

    def rows(self, journeys: Journeys) -> Flags:
        units = self.exposed.units(journeys)
        look, span = self.exposed.look(journeys, units, self.exposed.asked[0])
        over, _, given = look.numbers(span)
        kept = given & np.isin(units.arm, self.arms)
        if self.above is not None:
            kept = kept & ((over > 0) == self.above)
        if self.by is not None and self.group is not None:
            names, group = ExposedBy(self.exposed, self.by).groups(journeys, units)
            kept = kept & np.array([self.group.has(name) for name in names], np.bool_)[group]
        return _marked(look, span, kept, bool(self.above))


def _marked(look: Look, span: Span, kept: Flags, above: bool) -> Flags:
    """The event with which the units that are kept begin, or those that lift the metric above 0."""
    found = np.zeros(len(look.journeys.time), np.bool_)
    anchor = look.units.anchor
    found[anchor[kept]] = True
    if above and look.masks and look.measure.name != "avoids":
        own = span.only(look.masks[0])
        found[anchor[np.intersect1d(own.unit, np.flatnonzero(kept))]] = False
        found[own.rows[kept[own.unit]]] = True
    return found
