"""What there is: customers, events, channels, steps, and events over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from cxloop.model.channel import Kind
from cxloop.model.duration import DAY_US, iso
from cxloop.model.label import GUESSED_ALL, Meanings
from cxloop.questions.answer import Answer
from cxloop.questions.calendar import bins_between, label, last_over, number_at
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.bins import count_bins
from cxloop.questions.kernels.steps import count_codes
from cxloop.questions.lens import LeftOut
from cxloop.questions.period import Days

Ints = npt.NDArray[np.int64]
Counts = dict[str, tuple[int, int]]
Points = dict[int, tuple[int, int]]
Key = TypeVar("Key")
NONE: Final = "(none)"
_LONGEST_US: Final = {"hour": 3 * DAY_US, "day": 180 * DAY_US, "week": 3 * 366 * DAY_US, "month": None}
"""The longest period that is shown by each unit."""


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Events and customers of a channel, and whether it is digital or human."""

    channel: str
    kind: Kind
    events: int
    customers: int


@dataclass(frozen=True, slots=True)
class StepCount:
    """Events and customers of a step."""

    step: str
    events: int
    customers: int


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last event, strays left out, ISO 8601 in UTC; None where there is none."""

    from_: str | None = field(metadata={"name": "from"})
    to: str | None


@dataclass(frozen=True, slots=True)
class StrayEvents:
    """Events dated far from all others, as by a wrong clock, and the first and the last of those moments (ISO 8601)."""

    events: int
    from_: str = field(metadata={"name": "from"})
    to: str

    @classmethod
    def of(cls, days: Days) -> StrayEvents | None:
        """Those of some days; None where there are none."""
        strays = days.strays()
        return cls(strays.events, iso(strays.first_us), iso(strays.last_us)) if strays else None


@dataclass(frozen=True, slots=True)
class Point:
    """customers: those with an event in that hour, day, week or month."""

    time: str
    events: int
    customers: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """Events and customers by hour, day, week or month. partial: the last of these was not over at the last event, but
    for a twentieth of it."""

    unit: str
    points: tuple[Point, ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class OverviewAnswer(Answer):
    """Most frequent channels and steps first. What only the use case knows has a default here."""

    question: ClassVar[str] = "overview"
    rows: ClassVar[str] = "steps"
    customers: int
    events: int
    channels: tuple[ChannelCount, ...]
    steps: tuple[StepCount, ...]
    period: Period
    over_time: OverTime
    strays: StrayEvents | None = None
    cases: int | None = None
    imports: int = 0
    refused: int = 0
    identity: str = ""
    simulated: bool = False
    per: str = "customer"
    lens: LeftOut | None = None


class OverviewCounts(NamedTuple):
    """channels, steps: name to (events, journeys); over_time: unit to the number of a period to (events, journeys),
    only units that may yet be shown; period: first and last moment."""

    journeys: int
    events: int
    channels: Counts
    steps: Counts
    over_time: dict[str, Points]
    period: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is. zone: the time zone of days, weeks and months. kept: the period in which the log was kept, first
    and last moment; events outside of it are counted, but not over time. weekday: the first one of a week, 0 for
    Monday. meanings: what people said of channels.

    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3]), time=np.array([0, 5, 9]) * 1_000_000, names=("anna", "ben"), columns={
    ...         "event": Codes(np.array([0, 1, 0], np.int32), ("visit", "buy")),
    ...         "channel": Codes(np.array([0, 0, -1], np.int32), ("web",))})
    >>> answer = Overview().answer(Overview().measure(journeys))
    >>> answer.customers, answer.events, answer.over_time.unit
    (2, 3, 'hour')
    >>> [(channel.channel, channel.kind, channel.events, channel.customers) for channel in answer.channels]
    [('web', 'digital', 2, 1), ('(none)', 'unknown', 1, 1)]
    """

    zone: str = "UTC"
    kept: tuple[int, int] | None = None
    weekday: int = 0
    meanings: Meanings = GUESSED_ALL
    columns: ClassVar[frozenset[str]] = frozenset({"event", "channel"})

    def measure(self, journeys: Journeys) -> OverviewCounts:
        starts, time = fixed(journeys.starts, np.int64), fixed(journeys.time, np.int64)
        period = self.kept or ((int(time.min()), int(time.max())) if len(time) else None)
        return OverviewCounts(
            journeys=int(np.count_nonzero(np.diff(starts))),
            events=len(time),
            channels=_counted(starts, journeys.codes("channel")),
            steps=_counted(starts, journeys.codes("event")),
            over_time=self._over_time(journeys, period),
            period=period,
        )

    def _over_time(self, journeys: Journeys, period: tuple[int, int] | None) -> dict[str, Points]:
        found: dict[str, Points] = {}
        if period is None:
            return found
        if self.kept is not None:
            journeys = journeys.rows((journeys.time >= period[0]) & (journeys.time <= period[1]))
        starts, time = fixed(journeys.starts, np.int64), fixed(journeys.time, np.int64)
        for unit in _units(period):
            bins = bins_between(unit, self.zone, period[0], period[1], self.weekday)
            events, customers = count_bins(starts, time, fixed(bins.edges, np.int64))
            used = np.flatnonzero(events)
            pairs = zip(events[used].tolist(), customers[used].tolist(), strict=True)
            found[unit] = dict(zip((bins.first + used).tolist(), pairs, strict=True))
        return found

    def merge(self, left: OverviewCounts, right: OverviewCounts) -> OverviewCounts:
        periods = [period for period in (left.period, right.period) if period]
        period = (min(low for low, _ in periods), max(high for _, high in periods)) if periods else None
        over_time = {
            unit: _added(left.over_time.get(unit, {}), right.over_time.get(unit, {}))
            for unit in (_units(period) if period else ())
        }
        return OverviewCounts(
            left.journeys + right.journeys,
            left.events + right.events,
            _added(left.channels, right.channels),
            _added(left.steps, right.steps),
            over_time,
            period,
        )

    def answer(self, total: OverviewCounts) -> OverviewAnswer:
        first, last = (iso(moment) for moment in total.period) if total.period else (None, None)
        unit = _units(total.period)[0] if total.period else "day"
        points = [
            Point(label(unit, self.zone, number, self.weekday), *total.over_time[unit].get(number, (0, 0)))
            for number in _every(total.over_time.get(unit, {}))
        ]
        return OverviewAnswer(
            customers=total.journeys,
            events=total.events,
            channels=tuple(
                ChannelCount(name, self.meanings.kind_of(name), *row) for name, row in _ranked(total.channels)
            ),
            steps=tuple(StepCount(name, *row) for name, row in _ranked(total.steps)),
            period=Period(first, last),
            over_time=OverTime(unit, tuple(points), total.period is not None and self._partial(unit, total.period[1])),
        )

    def _partial(self, unit: str, last: int) -> bool:
        place = unit, self.zone, last, self.weekday
        return last_over(*place) < number_at(*place)


def _units(period: tuple[int, int]) -> tuple[str, ...]:
    """The units a period may be shown by, the finest first: those of a part of it and more."""
    length = period[1] - period[0]
    return tuple(unit for unit, longest in _LONGEST_US.items() if longest is None or length <= longest)


def _every(points: Mapping[int, tuple[int, int]]) -> range:
    return range(min(points), max(points) + 1) if points else range(0)


def _counted(starts: Ints, column: Codes) -> Counts:
    events, customers = count_codes(starts, fixed(column.codes, np.int32), len(column.values))
    names = [*column.values, NONE]
    return {names[code]: (int(events[code]), int(customers[code])) for code in np.flatnonzero(events).tolist()}


def _added(left: dict[Key, tuple[int, int]], right: dict[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    added = dict(left)
    for key, (events, customers) in right.items():
        known = added.get(key, (0, 0))
        added[key] = (known[0] + events, known[1] + customers)
    return added


def _ranked(counts: Counts) -> list[tuple[str, tuple[int, int]]]:
    return sorted(counts.items(), key=lambda item: (-item[1][0], item[0]))
