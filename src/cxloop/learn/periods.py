"""A metric of everybody, period by period: what a page of performance shows, and what before and after rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxloop.learn.per_unit import Asked, Look
from cxloop.learn.spans import Ints, Span, Units, spans, units_of
from cxloop.learn.statistics.moments import Moments, by_group
from cxloop.model.segment import Listed, Segment
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.groups import columns_by, inside
from cxloop.questions.journeys import Journeys
from cxloop.questions.steps import canonical

Group = str | None
Series = Mapping[Group, tuple[Moments, ...]]
"""Of each group the moments of each period; None: those of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Everybody with an event in a period, and one metric of each from the first of those on: what came in the period,
    and, whenever they came, returns of those who came in it, what closes an episode that was opened in it, and how long
    journeys took that began in it.

    edges_us: periods are from each edge to before the next one. by: `channel`, `owner` or `property:NAME`, as it is at
    that first event, or a segment that the whole journey is in or not; None: everybody is one group, called None. cut:
    only episodes go on past a period's end, so that what came after a change is in no period before it.
    """

    asked: Asked
    edges_us: tuple[int, ...]
    hours: BusinessHours | None = None
    by: str | Segment | Listed | None = None
    cut: bool = False

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event"}) | self.asked.columns | columns_by(self.by)

    def measure(self, journeys: Journeys) -> Series:
        names, of_row, of_journey = self._groups(journeys)
        found: list[list[Moments]] = [[] for _ in names]
        for since, until in zip(self.edges_us, self.edges_us[1:], strict=False):
            units = came(journeys, since, until, self.asked, cut=self.cut)
            if of_journey is None:
                group = of_row[units.anchor]
            else:
                group = of_journey[np.searchsorted(journeys.starts, units.anchor, side="right") - 1]
            for mine, one in zip(found, self._of_period(journeys, units, group, len(names), until), strict=True):
                mine.append(one)
        return {name: tuple(one) for name, one in zip(names, found, strict=True)}

    def merge(self, left: Series, right: Series) -> Series:
        return {**left, **right} | {name: _added(left[name], right[name]) for name in left.keys() & right.keys()}

    def answer(self, total: Series) -> Series:
        if not isinstance(self.by, str):
            return total
        return {name: each for name, each in total.items() if any(one.n for one in each)}

    def _groups(self, journeys: Journeys) -> tuple[tuple[Group, ...], Ints, Ints | None]:
        """Names of the groups, the group of each row, and, where it is the journey's, of each journey."""
        if isinstance(self.by, Segment | Listed):
            return self.by.names, np.empty(0, np.int64), (~inside(self.by, journeys)).astype(np.int64)
        if self.by is None:
            return (None,), np.zeros(len(journeys.time), np.int64), None
        column = canonical(journeys.codes(self.by))
        codes = np.where(column.codes < 0, len(column.values), column.codes).astype(np.int64)
        return (*column.values, None), codes, None

    def _of_period(self, journeys: Journeys, units: Units, group: Ints, groups: int, until: int) -> list[Moments]:
        look = Look(self.asked, journeys, units, self.edges_us[-1], self.hours)
        own = spans(units.anchor, units.end)
        over, under, given = look.numbers(within(own, journeys, until, look, cut=self.cut))
        columns = [over] if under is None else [over, under]
        return by_group(np.where(given, group, -1), groups, columns)


def came(journeys: Journeys, since: int, until: int, asked: Asked, *, cut: bool) -> Units:
    """Those who came in a period; of a metric of whole journeys, those that began in it."""
    rows = np.flatnonzero((journeys.time >= since) & (journeys.time < until))
    if asked.measure.is_whole and not cut:
        rows = np.intersect1d(rows, journeys.starts[:-1], assume_unique=True)
    return units_of(journeys, rows, np.zeros(len(rows), np.int64))


def within(own: Span, journeys: Journeys, until: int, look: Look, *, cut: bool) -> Span:
    """Rows that count in a period: its own, and those after it that the metric goes on to."""
    if look.measure.is_followed and not cut:
        return own
    kept = journeys.time[own.rows] < until
    if look.measure.is_episodes:
        kept |= look.masks[1][own.rows]
    return Span(own.rows[kept], own.unit[kept], own.count)


def _added(left: tuple[Moments, ...], right: tuple[Moments, ...]) -> tuple[Moments, ...]:
    return tuple(one.merge(other) for one, other in zip(left, right, strict=True))
