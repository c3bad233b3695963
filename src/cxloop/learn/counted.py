"""Who counts in a period of a metric, and who of them has what it counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxloop.learn.per_unit import Asked, Look
from cxloop.learn.periods import within
from cxloop.learn.spans import Flags, spans, units_of
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.journeys import Journeys


@dataclass(frozen=True, slots=True)
class Counted:
    """Those who count in a period from since_us to before until_us, as `Periods` has them: for ratios, those who have
    something to divide by. above: True for those of whom the metric is above 0, False for the others, None for all.

    What counts is the event with which they begin, or, where it is above 0, those of the metric's first step.
    end_us: what is open is looked at until then.
    """

    asked: Asked
    since_us: int
    until_us: int
    end_us: int
    hours: BusinessHours | None = None
    above: bool | None = None

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event"}) | self.asked.columns

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        rows = np.flatnonzero((journeys.time >= self.since_us) & (journeys.time < self.until_us))
        units = units_of(journeys, rows, np.zeros(len(rows), np.int64))
        look = Look(self.asked, journeys, units, self.end_us, self.hours)
        span = within(spans(units.anchor, units.end), journeys, self.until_us, look)
        over, under, given = look.numbers(span)
        kept = given if under is None else given & (under > 0)
        if self.above is not None:
            kept = kept & ((over > 0) == self.above)
        found[units.anchor[kept]] = True
        if self.above and look.masks and self.asked.measure.name != "avoids":
            own = span.only(look.masks[0])
            found[units.anchor[np.intersect1d(own.unit, np.flatnonzero(kept))]] = False
            found[own.rows[kept[own.unit]]] = True
        return found
