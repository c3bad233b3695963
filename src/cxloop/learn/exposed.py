"""Everybody who got to see a change or did not, and what came of it: the sums that an experiment rests on.

A question like any other: a partition at a time, sums that add up, on every engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cxloop.learn.per_unit import ADJUSTED, Asked, Look
from cxloop.learn.spans import Flags, Ints, Span, Units, units_of
from cxloop.learn.statistics.moments import Floats, Moments, by_group
from cxloop.model.duration import DAY_US
from cxloop.model.event import EXPOSED
from cxloop.model.rule import nfc
from cxloop.model.segment import Segment
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.journeys import Journeys
from cxloop.questions.rules import columns_of, mask_of
from cxloop.questions.steps import canonical, codes_named

EXPOSURES: Final = (
    (EXPOSED, "flag", "variant"),
    ("Experiment Viewed", "experiment_name", "variation_name"),
    ("$feature_flag_called", "$feature_flag", "$feature_flag_response"),
)
"""Events that say that somebody got to see a variant: ours, Segment's, PostHog's; and the properties that say which."""
Looked = tuple[list[Floats], Flags]
_BEFORE_US: Final = 28 * DAY_US
"""How long before is looked at where nothing bounds what comes after."""


@dataclass(frozen=True, slots=True)
class ExposedSums:
    """counts: units by arm; several: units that got to see more than one, left out; metrics: by metric and arm;
    missing: units without a value, by metric; first_us, last_us: of the exposures that count, 0 where there are none.
    """

    counts: Ints
    several: int
    metrics: tuple[tuple[Moments, ...], ...]
    missing: tuple[int, ...]
    first_us: int
    last_us: int


@dataclass(frozen=True, slots=True)
class Exposed:
    """Units exposed to one of `arms` of a flag in [since_us, until_us), and the metrics of each from then on.

    seen: rows of EXPOSURES to look for. window_us: how long after an exposure counts, None for all that came.
    """

    flag: str
    arms: tuple[str, ...]
    asked: tuple[Asked, ...]
    since_us: int
    until_us: int
    window_us: int | None = None
    hours: BusinessHours | None = None
    seen: tuple[tuple[str, str, str], ...] = EXPOSURES[:1]

    @property
    def columns(self) -> frozenset[str]:
        properties = {f"property:{name}" for _, *names in self.seen for name in names}
        return frozenset({"event"}).union(properties, *(one.columns for one in self.asked))

    def measure(self, journeys: Journeys) -> ExposedSums:
        units, looked = self.looked(journeys)
        return self.summed(journeys, units, looked, np.ones(len(units.arm), np.bool_))

    def looked(self, journeys: Journeys) -> tuple[Units, list[Looked]]:
        """The units, and the numbers of each metric with those who have one."""
        units = self.units(journeys)
        before = units.before(journeys, self.window_us or _BEFORE_US)
        looked = []
        for one in self.asked:
            look, after = self.look(journeys, units, one)
            over, under, given = look.numbers(after)
            columns = [over] if under is None else [over, under]
            if one.measure.name in ADJUSTED:
                columns.append(look.numbers(before)[0])
            looked.append((columns, given))
        return units, looked

    def units(self, journeys: Journeys) -> Units:
        """Those exposed to exactly one of the arms."""
        return units_of(journeys, *self._exposures(journeys))

    def look(self, journeys: Journeys, units: Units, asked: Asked) -> tuple[Look, Span]:
        """A metric over units, and the events that it is counted over."""
        after = units.after(journeys, self._mask(journeys), self.window_us, self.until_us)
        return Look(asked, journeys, units, self.until_us, self.hours), after

    def summed(self, journeys: Journeys, units: Units, looked: Sequence[Looked], chosen: Flags) -> ExposedSums:
        """The sums over the units that are chosen."""
        arm = units.arm[chosen]
        moments = journeys.time[units.anchor[chosen]]
        first, last = (int(moments.min()), int(moments.max())) if len(moments) else (0, 0)
        return ExposedSums(
            np.bincount(arm, minlength=len(self.arms)).astype(np.int64),
            units.several,
            tuple(
                tuple(by_group(np.where(given & chosen, units.arm, -1), len(self.arms), columns))
                for columns, given in looked
            ),
            tuple(int(chosen.sum() - (given & chosen).sum()) for _, given in looked),
            first,
            last,
        )

    def merge(self, left: ExposedSums, right: ExposedSums) -> ExposedSums:
        firsts = [one.first_us for one in (left, right) if one.counts.any()]
        return ExposedSums(
            left.counts + right.counts,
            left.several + right.several,
            tuple(
                tuple(one.merge(other) for one, other in zip(mine, others, strict=True))
                for mine, others in zip(left.metrics, right.metrics, strict=True)
            ),
            tuple(one + other for one, other in zip(left.missing, right.missing, strict=True)),
            min(firsts, default=0),
            max(left.last_us, right.last_us),
        )

    def answer(self, total: ExposedSums) -> ExposedSums:
        return total

    def _mask(self, journeys: Journeys) -> Flags:
        """Rows that are exposures to anything."""
        events = journeys.codes("event")
        found = np.zeros(len(events.codes), np.bool_)
        for name, _, _ in self.seen:
            found |= codes_named(name, events.values)[events.codes]
        return found

    def _exposures(self, journeys: Journeys) -> tuple[Ints, Ints]:
        """Rows of exposures to this flag within the period, in order, and the arm of each; -1 for other variants."""
        events = journeys.codes("event")
        within = (journeys.time >= self.since_us) & (journeys.time < self.until_us)
        arm = np.full(len(events.codes), -2, np.int64)
        for name, flag, variant in self.seen:
            of_event = codes_named(name, events.values)[events.codes] & within
            flags, variants = journeys.codes(f"property:{flag}"), journeys.codes(f"property:{variant}")
            rows = np.flatnonzero(of_event & codes_named(self.flag, flags.values)[flags.codes])
            places = {nfc(one): place for place, one in enumerate(self.arms)}
            table = np.array([*(places.get(nfc(value), -1) for value in variants.values), -1], np.int64)
            arm[rows] = table[variants.codes[rows]]
        rows = np.flatnonzero(arm >= -1)
        return rows, arm[rows]


@dataclass(frozen=True, slots=True)
class ExposedBy:
    """The same by group. by: `channel`, `owner` or `property:NAME`, the last one known at the exposure, or a segment
    that a unit had been in by then: what came later may come of the change itself."""

    exposed: Exposed
    by: str | Segment

    @property
    def columns(self) -> frozenset[str]:
        more = columns_of([self.by.rule]) if isinstance(self.by, Segment) else frozenset({self.by})
        return self.exposed.columns | more

    def measure(self, journeys: Journeys) -> Mapping[str | None, ExposedSums]:
        units, looked = self.exposed.looked(journeys)
        names, group = self.groups(journeys, units)
        return {names[at]: self.exposed.summed(journeys, units, looked, group == at) for at in np.unique(group)}

    def merge(
        self, left: Mapping[str | None, ExposedSums], right: Mapping[str | None, ExposedSums]
    ) -> Mapping[str | None, ExposedSums]:
        both = left.keys() & right.keys()
        return {**left, **right} | {name: self.exposed.merge(left[name], right[name]) for name in both}

    def answer(self, total: Mapping[str | None, ExposedSums]) -> Mapping[str | None, ExposedSums]:
        return total

    def groups(self, journeys: Journeys, units: Units) -> tuple[tuple[str | None, ...], Ints]:
        """Names, and the place of each unit's own among them."""
        if isinstance(self.by, Segment):
            met = np.concatenate(([0], np.cumsum(mask_of(self.by.rule, journeys), dtype=np.int64)))
            return self.by.names, (met[units.anchor + 1] == met[units.begin]).astype(np.int64)
        column = canonical(journeys.codes(self.by))
        known = np.maximum.accumulate(np.where(column.codes >= 0, np.arange(len(column.codes)), -1))
        row = known[units.anchor] if len(known) else known
        codes = np.where(row >= units.begin, column.codes[row] if len(known) else 0, len(column.values))
        return (*column.values, None), codes.astype(np.int64)
