"""What numbers of funnels, maps, cohorts and overviews count: the events that put a journey behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import Rule as Text
from cxloop.model.segment import Group, Segment
from cxloop.questions.calendar import bins_between, label
from cxloop.questions.groups import columns_by, rows_in
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.bins import first_rows
from cxloop.questions.kernels.steps import rows_of_edge
from cxloop.questions.rules import columns_of, mask_of
from cxloop.questions.sketch import held
from cxloop.questions.steps import codes_named
from cxloop.understand.behind import Those
from cxloop.understand.friction.drop_off import LossPass
from cxloop.understand.funnel import Funnel
from cxloop.understand.kernels.covariates import first_values
from cxloop.understand.membership import Struck
from cxloop.understand.variants import variant_numbers

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_NO_ROWS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """The events for which a rule holds; all, without one."""

    rule: Text | None = None

    @property
    def columns(self) -> frozenset[str]:
        return _NO_ROWS if self.rule is None else columns_of([self.rule])

    def rows(self, journeys: Journeys) -> Flags:
        return np.ones(len(journeys.time), np.bool_) if self.rule is None else mask_of(self.rule, journeys)


@dataclass(frozen=True, slots=True)
class At:
    """The first event of a journey, or its last, where a rule holds for it.

    >>> from cxloop.model.rule import is_event
    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3]), time=np.arange(3), names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 1], np.int32), ("visit", "buy"))})
    >>> At(is_event("buy"), last=False).rows(journeys).tolist()
    [False, False, True]
    """

    rule: Text
    last: bool

    @property
    def columns(self) -> frozenset[str]:
        return columns_of([self.rule])

    def rows(self, journeys: Journeys) -> Flags:
        ends = np.zeros(len(journeys.time), np.bool_)
        filled = np.flatnonzero(np.diff(journeys.starts))
        ends[journeys.starts[1:][filled] - 1 if self.last else journeys.starts[:-1][filled]] = True
        return ends & mask_of(self.rule, journeys)


@dataclass(frozen=True, slots=True)
class Transition:
    """Arrivals at one step directly from another; after a wait of low_us to before high_us, as the bins of `Edge` have
    it."""

    from_: str
    to: str
    low_us: float | None = None
    high_us: float | None = None
    columns: ClassVar[frozenset[str]] = frozenset({"event"})

    def rows(self, journeys: Journeys) -> Flags:
        events = journeys.codes("event")
        first, second = (fixed(codes_named(name, events.values), np.bool_) for name in (self.from_, self.to))
        found = np.zeros(len(journeys.time), np.bool_)
        rows = rows_of_edge(fixed(journeys.starts, np.int64), fixed(events.codes, np.int32), first, second)[0]
        if self.low_us is not None or self.high_us is not None:
            waits = held(journeys.time[rows] - journeys.time[rows - 1])
            rows = rows[(waits >= (self.low_us or 0)) & (waits < (self.high_us or np.inf))]
        found[rows] = True
        return found

    def waits(self, journeys: Journeys, rows: npt.NDArray[np.intp]) -> Ints:
        """How long each arrival comes after the event before it, in µs."""
        waited: Ints = journeys.time[rows] - journeys.time[rows - 1]
        return waited


@dataclass(frozen=True, slots=True)
class Way:
    """The journeys that are exactly these steps."""

    steps: tuple[str, ...]
    columns: ClassVar[frozenset[str]] = frozenset({"event"})

    def rows(self, journeys: Journeys) -> Flags:
        codes = Codes(np.arange(len(self.steps), dtype=np.int32), self.steps)
        like = Journeys(np.array([0, len(self.steps)]), np.arange(len(self.steps)), {"event": codes}, ("",))
        same = variant_numbers(journeys) == variant_numbers(like)[0]
        return np.repeat(same & (np.diff(journeys.starts) == len(self.steps)), np.diff(journeys.starts))


@dataclass(frozen=True, slots=True)
class Came:
    """Those who got to a step of a funnel, counted from 1; exactly: and no further (0: who never began). group: only
    those of one group of the funnel's breakdown.

    Their events for the funnel's steps count; of those who never began, the first of all.
    """

    funnel: Funnel
    step: int
    exactly: bool
    group: Group | None = None

    @property
    def columns(self) -> frozenset[str]:
        return self.funnel.columns

    def rows(self, journeys: Journeys) -> Flags:
        reached = self.funnel.reached(journeys)
        furthest = reached.furthest
        chosen = furthest == self.step if self.exactly else furthest >= self.step
        if self.group is not None:
            names, group = self.funnel.groups(journeys, reached)
            chosen &= np.array([self.group.has(name) for name in names], np.bool_)[group]
        lengths = np.diff(journeys.starts)
        found: Flags = np.logical_or.reduce([mask_of(step, journeys) for step in self.funnel.steps])
        found &= np.repeat(chosen & (furthest > 0), lengths)
        found[journeys.starts[:-1][chosen & (furthest == 0) & (lengths > 0)]] = True
        return found


@dataclass(frozen=True, slots=True)
class Among:
    """The events of others that belong to one group of a breakdown."""

    those: Those
    by: str | Segment
    group: Group

    @property
    def columns(self) -> frozenset[str]:
        return self.those.columns | columns_by(self.by)

    def rows(self, journeys: Journeys) -> Flags:
        return self.those.rows(journeys) & rows_in(self.by, self.group, journeys)


@dataclass(frozen=True, slots=True)
class Named:
    """Events by their own names, as batch and place in it."""

    keys: frozenset[tuple[int, int]]
    columns: ClassVar[frozenset[str]] = frozenset({"batch", "sequence"})

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        batch, sequence = journeys.numbers("batch"), journeys.numbers("sequence")
        for one, place in self.keys:
            found |= (batch == one) & (sequence == place)
        return found


@dataclass(frozen=True, slots=True)
class Moments:
    """The events of one hour, day, week or month. name: as it is labelled in `zone`; kept: see `Overview`."""

    unit: str
    zone: str
    name: str
    weekday: int = 0
    kept: tuple[int, int] | None = None
    columns: ClassVar[frozenset[str]] = frozenset()

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        if not len(found):
            return found
        first, last = self.kept or (int(journeys.time.min()), int(journeys.time.max()))
        bins = bins_between(self.unit, self.zone, first, last, self.weekday)
        for place in range(len(bins.edges) - 1):
            if label(self.unit, self.zone, bins.first + place, self.weekday) == self.name:
                found |= (journeys.time >= bins.edges[place]) & (journeys.time < bins.edges[place + 1])
        return found & (journeys.time >= first) & (journeys.time <= last)


@dataclass(frozen=True, slots=True)
class InCohort:
    """Those of some cohorts, by label, as in `Retention`; or those of them who are back after so many periods, or are
    not. What counts is the event that begins, or those by which they are back."""

    unit: str
    zone: str
    cohorts: tuple[str, ...]
    period: int | None = None
    back: bool = True
    mode: str = "bracketed"
    begins: Text | None = None
    comes_back: Text | None = None
    weekday: int = 0

    @property
    def columns(self) -> frozenset[str]:
        return columns_of([rule for rule in (self.begins, self.comes_back) if rule is not None])

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        if not len(found):
            return found
        bins = bins_between(self.unit, self.zone, int(journeys.time.min()), int(journeys.time.max()), self.weekday)
        names = [label(self.unit, self.zone, bins.first + at, self.weekday) for at in range(len(bins.edges) - 1)]
        mine = np.array([name in self.cohorts for name in names], np.bool_)
        first = first_rows(fixed(journeys.starts, np.int64), fixed(Rule(self.begins).rows(journeys), np.bool_))
        of_row = np.searchsorted(bins.edges, journeys.time, side="right") - 1
        chosen = (first >= 0) & mine[of_row[first]]
        if self.period is None:
            found[first[chosen]] = True
            return found
        came: Flags = self._back(journeys, first, of_row) & np.repeat(chosen, np.diff(journeys.starts))
        if self.back:
            return came
        found[first[chosen & ~journeys.any_row(came)]] = True
        return found

    def _back(self, journeys: Journeys, first: Ints, of_row: Ints) -> Flags:
        lengths = np.diff(journeys.starts)
        begun = np.repeat(first, lengths)
        since = of_row - of_row[begun]
        fits = since == self.period if self.mode == "bracketed" else since >= (self.period or 0)
        later: Flags = (begun >= 0) & (np.arange(len(begun)) >= begun) & fits
        return later & Rule(self.comes_back).rows(journeys)


@dataclass(frozen=True, slots=True)
class Hit:
    """Those hit by a friction; of one group only: by the channel of the hit, or by the first value of a property that
    their journey has, as pain points are told by group."""

    struck: Struck
    by: str | None = None
    group: Group | None = None

    @property
    def columns(self) -> frozenset[str]:
        return self.struck.columns

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        found[self.struck.rows(journeys)] = True
        if self.by is None or self.group is None:
            return found
        column = journeys.codes(self.by)
        first = self.by != "channel"
        codes = first_values(fixed(journeys.starts, np.int64), fixed(column.codes, np.int32)) if first else column.codes
        table = np.array([*(self.group.has(name) for name in column.values), self.group.has(None)], np.bool_)
        return found & table[codes]


@dataclass(frozen=True, slots=True)
class Lost:
    """The group that a drop-off is told of: all who came to the step. group, value: as the pain point names it."""

    losing: LossPass
    step: str
    group: str
    value: str

    @property
    def columns(self) -> frozenset[str]:
        return self.losing.columns

    def rows(self, journeys: Journeys) -> Flags:
        found = np.zeros(len(journeys.time), np.bool_)
        found[self.losing.came(journeys, self.step, self.group, self.value)] = True
        return found
