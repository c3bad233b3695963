"""Rows of units: whose they are, where each unit's own part of its journey begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.learn.statistics.moments import Floats
from cxloop.questions.journeys import Journeys

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of units: which, whose, and how many units there are."""

    rows: Ints
    unit: Ints
    count: int

    def only(self, mask: Flags) -> Span:
        kept = mask[self.rows]
        return Span(self.rows[kept], self.unit[kept], self.count)

    def firsts(self) -> tuple[Ints, Ints]:
        """Units with a row, and the first row of each."""
        new = np.ones(len(self.unit), np.bool_)
        new[1:] = self.unit[1:] != self.unit[:-1]
        return self.unit[new], self.rows[new]

    def lasts(self) -> tuple[Ints, Ints]:
        """Units with a row, and the last row of each."""
        last = np.ones(len(self.unit), np.bool_)
        last[:-1] = self.unit[1:] != self.unit[:-1]
        return self.unit[last], self.rows[last]

    def counted(self) -> Floats:
        return added(self.unit, None, self.count)


@dataclass(frozen=True, slots=True)
class Units:
    """Of each unit: its arm, the row of its first exposure, where its journey begins and ends."""

    arm: Ints
    anchor: Ints
    begin: Ints
    end: Ints
    several: int

    def after(self, journeys: Journeys, seen: Flags, window_us: int | None, until_us: int) -> Span:
        """What came after the first exposure, exposures themselves left out."""
        span = spans(self.anchor + 1, self.end)
        time, most = journeys.time[span.rows], np.full(len(self.arm), until_us, np.int64)
        if window_us is not None:
            most = np.minimum(most, journeys.time[self.anchor] + window_us + 1)
        kept = (time < most[span.unit]) & ~seen[span.rows]
        return Span(span.rows[kept], span.unit[kept], span.count)

    def before(self, journeys: Journeys, length_us: int) -> Span:
        """What came before it, for as long as is looked at afterwards."""
        span = spans(self.begin, self.anchor)
        least = journeys.time[self.anchor] - length_us
        kept = journeys.time[span.rows] >= least[span.unit]
        return Span(span.rows[kept], span.unit[kept], span.count)


def spans(begin: Ints, end: Ints) -> Span:
    """The rows of each unit, from its begin to before its end."""
    lengths = end - begin
    unit = np.repeat(np.arange(len(begin)), lengths)
    offset = np.arange(len(unit)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Span(begin[unit] + offset, unit, len(begin))


def units_of(journeys: Journeys, rows: Ints, arm: Ints) -> Units:
    """The journeys that have one of these rows, all of the same arm, from the first of those on."""
    journey = np.searchsorted(journeys.starts, rows, side="right") - 1
    new = np.ones(len(rows), np.bool_)
    new[1:] = journey[1:] != journey[:-1]
    at = np.flatnonzero(new)
    if not len(at):
        nothing = np.empty(0, np.int64)
        return Units(nothing, nothing, nothing, nothing, 0)
    same = np.minimum.reduceat(arm, at) == np.maximum.reduceat(arm, at)
    kept = same & (arm[at] >= 0)
    chosen = journey[at][kept]
    return Units(
        arm[at][kept], rows[at][kept], journeys.starts[chosen], journeys.starts[chosen + 1], int((~same).sum())
    )


def added(unit: Ints, numbers: Floats | None, count: int) -> Floats:
    """Of each unit: its numbers added up, or how many it has."""
    return np.bincount(unit, numbers, count).astype(np.float64)
