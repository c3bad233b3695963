"""The period of a log as its events tell it: a clock that is years off says nothing about when the log was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import DAY_US
from cxloop.questions.journeys import Journeys

Ints = npt.NDArray[np.int64]

_CORE: Final = 0.005
"""This share of the events, at either end, is not needed to say when the log was kept."""
_GAP_DAYS: Final = 30
_FEW: Final = 20


class Strays(NamedTuple):
    """Events dated far from all others, and the first and the last moment of them, µs since 1970 UTC."""

    events: int
    first_us: int
    last_us: int


class Days(NamedTuple):
    """Events a day, only of days that have some: numbers of days since 1970 UTC, ascending; events; the first and the
    last moment of each day in µs, to the day but at the ends."""

    days: Ints
    events: Ints
    first_us: Ints
    last_us: Ints

    @classmethod
    def of(cls, time: Ints) -> Days:
        """The days of some moments, in µs since 1970 UTC.

        >>> Days.of(np.array([5, 9, DAY_US])).events.tolist()
        [2, 1]
        """
        if not len(time):
            return cls(*(np.empty(0, np.int64) for _ in cls._fields))
        low, high = int(time.min()), int(time.max())
        if high // DAY_US == low // DAY_US:
            return cls(*(np.array([each], np.int64) for each in (low // DAY_US, len(time), low, high)))
        day = time // DAY_US
        begin = low // DAY_US
        events = np.bincount(day - begin)
        days = np.flatnonzero(events) + begin
        first, last = days * DAY_US, (days + 1) * DAY_US - 1
        # to the day within, which nobody asks for unless the ends are strays
        first[0], last[-1] = low, high
        return cls(days, events[events > 0].astype(np.int64), first, last)

    def merge(self, other: Days) -> Days:
        """Both together."""
        days, place = np.unique(np.concatenate((self.days, other.days)), return_inverse=True)
        events = np.bincount(place, np.concatenate((self.events, other.events)), len(days)).astype(np.int64)
        first, last = np.full(len(days), np.iinfo(np.int64).max), np.full(len(days), np.iinfo(np.int64).min)
        np.minimum.at(first, place, np.concatenate((self.first_us, other.first_us)))
        np.maximum.at(last, place, np.concatenate((self.last_us, other.last_us)))
        return Days(days, events, first, last)

    def kept(self) -> slice:
        """The days on which the log was kept: those of nearly all events, and what adjoins them. Left out is what lies
        apart by more than a month and more than half as long as they last.

        >>> years = np.concatenate((np.arange(100) * DAY_US, [4000 * DAY_US]))
        >>> found = Days.of(years)
        >>> found.days[found.kept()].max()
        np.int64(99)
        """
        if not len(self.days):
            return slice(0, 0)
        until, total = self.events.cumsum(), int(self.events.sum())
        spare = max(_CORE * total, 1 if total >= _FEW else 0)
        low = int(np.searchsorted(until, spare, side="right"))
        high = int(np.searchsorted(until, total - spare))
        gaps = np.diff(self.days)
        apart = np.flatnonzero(gaps > max(_GAP_DAYS, (self.days[high] - self.days[low]) / 2))
        before, after = apart[apart < low], apart[apart >= high]
        return slice(int(before[-1]) + 1 if len(before) else 0, int(after[0]) + 1 if len(after) else len(self.days))

    def period(self) -> tuple[int, int] | None:
        """The first and the last moment of the time in which the log was kept; None where there are no events."""
        kept = self.kept()
        return (int(self.first_us[kept][0]), int(self.last_us[kept][-1])) if len(self.days) else None

    def strays(self) -> Strays | None:
        """The events outside of that time, if there are any."""
        kept = self.kept()
        apart = np.ones(len(self.days), np.bool_)
        apart[kept] = False
        if not apart.any():
            return None
        return Strays(int(self.events[apart].sum()), int(self.first_us[apart][0]), int(self.last_us[apart][-1]))


@dataclass(frozen=True, slots=True)
class Kept:
    """The question for the days of a log.

    >>> journeys = Journeys(np.array([0, 1, 2]), np.array([0, DAY_US]), {}, ("anna", "ben"))
    >>> Kept().answer(Kept().measure(journeys)).period() == (0, DAY_US)
    True
    """

    columns: ClassVar[frozenset[str]] = frozenset()

    def measure(self, journeys: Journeys) -> Days:
        return Days.of(journeys.time)

    def merge(self, left: Days, right: Days) -> Days:
        return left.merge(right)

    def answer(self, total: Days) -> Days:
        return total
