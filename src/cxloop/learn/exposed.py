"""Everybody who got to see a change or did not, and what came of it: the sums that an experiment rests on.

A question like any other: a partition at a time, sums that add up, on every engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cxloop.learn.measure import Measure
from cxloop.learn.statistics.estimate import Shape
from cxloop.learn.statistics.moments import Floats, Moments, by_group
from cxloop.model.duration import DAY_US
from cxloop.model.event import EXPOSED
from cxloop.model.rule import Rule, nfc
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.rules import columns_of, mask_of
from cxloop.questions.steps import codes_named

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
EXPOSURES: Final = (
    (EXPOSED, "flag", "variant"),
    ("Experiment Viewed", "experiment_name", "variation_name"),
    ("$feature_flag_called", "$feature_flag", "$feature_flag_response"),
)
"""Events that say that somebody got to see a variant: ours, Segment's, PostHog's; and the properties that say which."""
_BEFORE_US: Final = 28 * DAY_US
"""How long before is looked at where nothing bounds what comes after."""
_ADJUSTED: Final = frozenset({"count", "sum", "value"})
"""Metrics of which the same from before takes out what units do anyway (CUPED)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric with its steps as rules."""

    measure: Measure
    rules: tuple[Rule, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        more = {
            "value": {"value"},
            "handovers": {"owner"},
            "sum": {f"property:{self.measure.property_name}"},
            "rating": {f"property:{self.measure.property_name}"},
        }
        return columns_of(self.rules) | more.get(self.measure.name, set())

    @property
    def shape(self) -> Shape:
        """Where its numbers stand among the columns of its moments."""
        under = 1 if self.measure.kind == "ratio" else -1
        return Shape(0, under, 1 if self.measure.name in _ADJUSTED else -1)


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
        rows, arm = self._exposures(journeys)
        units = _units(journeys, rows, arm)
        seen = self._mask(journeys)
        after = units.after(journeys, seen, self.window_us, self.until_us)
        before = units.before(journeys, self.window_us or _BEFORE_US)
        metrics, missing = [], []
        for one in self.asked:
            look = _Look(one, journeys, units, self.until_us, self.hours)
            over, under, given = look.numbers(after)
            columns = [over] if under is None else [over, under]
            if one.measure.name in _ADJUSTED:
                columns.append(look.numbers(before)[0])
            groups = by_group(np.where(given, units.arm, -1), len(self.arms), columns)
            metrics.append(tuple(groups))
            missing.append(int(len(given) - given.sum()))
        counts: Ints = np.bincount(units.arm, minlength=len(self.arms)).astype(np.int64)
        moments = journeys.time[units.anchor]
        first, last = (int(moments.min()), int(moments.max())) if len(moments) else (0, 0)
        return ExposedSums(counts, units.several, tuple(metrics), tuple(missing), first, last)

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
class Population:
    """Everybody with an event in [since_us, until_us), and one metric of each from the first of those on: an arm of its
    own, without an experiment."""

    asked: Asked
    since_us: int
    until_us: int
    hours: BusinessHours | None = None

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event"}) | self.asked.columns

    def measure(self, journeys: Journeys) -> Moments:
        rows = np.flatnonzero((journeys.time >= self.since_us) & (journeys.time < self.until_us))
        units = _units(journeys, rows, np.zeros(len(rows), np.int64))
        own = _spans(units.anchor, units.end)
        kept = journeys.time[own.rows] < self.until_us
        span = _Span(own.rows[kept], own.unit[kept], own.count)
        over, under, given = _Look(self.asked, journeys, units, self.until_us, self.hours).numbers(span)
        columns = [over] if under is None else [over, under]
        return by_group(np.where(given, units.arm, -1), 1, columns)[0]

    def merge(self, left: Moments, right: Moments) -> Moments:
        return left.merge(right)

    def answer(self, total: Moments) -> Moments:
        return total


@dataclass(frozen=True, slots=True)
class _Span:
    """Rows of units: which, whose, and how many units there are."""

    rows: Ints
    unit: Ints
    count: int

    def only(self, mask: Flags) -> _Span:
        kept = mask[self.rows]
        return _Span(self.rows[kept], self.unit[kept], self.count)

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
        return _added(self.unit, None, self.count)


@dataclass(frozen=True, slots=True)
class _Units:
    """Of each unit: its arm, the row of its first exposure, where its journey begins and ends."""

    arm: Ints
    anchor: Ints
    begin: Ints
    end: Ints
    several: int

    def after(self, journeys: Journeys, seen: Flags, window_us: int | None, until_us: int) -> _Span:
        """What came after the first exposure, exposures themselves left out."""
        span = _spans(self.anchor + 1, self.end)
        time, most = journeys.time[span.rows], np.full(len(self.arm), until_us, np.int64)
        if window_us is not None:
            most = np.minimum(most, journeys.time[self.anchor] + window_us + 1)
        kept = (time < most[span.unit]) & ~seen[span.rows]
        return _Span(span.rows[kept], span.unit[kept], span.count)

    def before(self, journeys: Journeys, length_us: int) -> _Span:
        """What came before it, for as long as is looked at afterwards."""
        span = _spans(self.begin, self.anchor)
        least = journeys.time[self.anchor] - length_us
        kept = journeys.time[span.rows] >= least[span.unit]
        return _Span(span.rows[kept], span.unit[kept], span.count)


def _spans(begin: Ints, end: Ints) -> _Span:
    lengths = end - begin
    unit = np.repeat(np.arange(len(begin)), lengths)
    offset = np.arange(len(unit)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return _Span(begin[unit] + offset, unit, len(begin))


def _units(journeys: Journeys, rows: Ints, arm: Ints) -> _Units:
    journey = np.searchsorted(journeys.starts, rows, side="right") - 1
    new = np.ones(len(rows), np.bool_)
    new[1:] = journey[1:] != journey[:-1]
    at = np.flatnonzero(new)
    if not len(at):
        nothing = np.empty(0, np.int64)
        return _Units(nothing, nothing, nothing, nothing, 0)
    same = np.minimum.reduceat(arm, at) == np.maximum.reduceat(arm, at)
    kept = same & (arm[at] >= 0)
    chosen = journey[at][kept]
    return _Units(
        arm[at][kept], rows[at][kept], journeys.starts[chosen], journeys.starts[chosen + 1], int((~same).sum())
    )


Numbers = tuple[Floats, Floats | None, Flags]
"""Of each unit: the metric's number, what it is divided by, and whether there is one."""


class _Look:
    """A metric over the journeys of units. masks: the rows of each of its steps."""

    def __init__(
        self, asked: Asked, journeys: Journeys, units: _Units, until_us: int, hours: BusinessHours | None
    ) -> None:
        self.measure, self.masks = asked.measure, [mask_of(rule, journeys) for rule in asked.rules]
        self.journeys, self.units, self.until_us, self.hours = journeys, units, until_us, hours

    def numbers(self, span: _Span) -> Numbers:
        return _METRICS[self.measure.name](self, span)


def _everybody(span: _Span) -> Flags:
    return np.ones(span.count, np.bool_)


def _reaches(look: _Look, span: _Span) -> Numbers:
    came = (span.only(look.masks[0]).counted() > 0).astype(np.float64)
    return (came if look.measure.name == "reaches" else 1.0 - came), None, _everybody(span)


def _count(look: _Look, span: _Span) -> Numbers:
    return span.only(look.masks[0]).counted(), None, _everybody(span)


def _share(look: _Look, span: _Span) -> Numbers:
    over, under = (span.only(mask).counted() for mask in look.masks)
    return over, under, _everybody(span)


def _sum(look: _Look, span: _Span) -> Numbers:
    found = look.journeys.columns["value" if look.measure.name == "value" else f"property:{look.measure.property_name}"]
    numbers = (found.numbers() if isinstance(found, Codes) else found)[span.rows]
    known = np.isfinite(numbers)
    total = _added(span.unit[known], numbers[known], span.count)
    under = _added(span.unit[known], None, span.count) if look.measure.name == "rating" else None
    return total, under, _everybody(span)


def _returns(look: _Look, span: _Span) -> Numbers:
    since = look.journeys.time[span.rows] - look.journeys.time[look.units.anchor][span.unit]
    back = (since >= DAY_US) & (since <= (look.measure.length or 0) * DAY_US)
    came = np.bincount(span.unit[back], minlength=span.count) > 0
    return came.astype(np.float64), None, _everybody(span)


def _time(look: _Look, span: _Span) -> Numbers:
    unit, row = span.only(look.masks[0]).firsts() if look.measure.name == "time" else span.lasts()
    took = np.full(span.count, np.nan)
    took[unit] = (look.journeys.time[row] - look.journeys.time[look.units.anchor[unit]]) / 1e6
    given = _everybody(span) if look.measure.name == "duration" else ~np.isnan(took)
    return np.nan_to_num(took), None, given


def _steps(look: _Look, span: _Span) -> Numbers:
    return span.counted(), None, _everybody(span)


def _handovers(look: _Look, span: _Span) -> Numbers:
    owners = look.journeys.codes("owner").codes
    owned = span.only(owners >= 0)
    owner = owners[owned.rows]
    changed = np.zeros(len(owner), np.bool_)
    changed[1:] = (owner[1:] != owner[:-1]) & (owned.unit[1:] == owned.unit[:-1])
    return _added(owned.unit[changed], None, span.count), None, _everybody(span)


def _rework(look: _Look, span: _Span) -> Numbers:
    events = look.journeys.codes("event")
    pairs = np.unique(span.unit * (len(events.values) + 1) + events.codes[span.rows])
    different = np.bincount(pairs // (len(events.values) + 1), minlength=span.count)
    return span.counted() - different, None, _everybody(span)


def _episodes(look: _Look, span: _Span) -> Numbers:
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
    return _added(whose, over[counted], span.count), _added(whose, None, span.count), _everybody(span)


_METRICS: Final[dict[str, Callable[[_Look, _Span], Numbers]]] = {
    "reaches": _reaches, "avoids": _reaches, "count": _count, "share": _share, "sum": _sum, "value": _sum,
    "rating": _sum, "returns": _returns, "time": _time, "duration": _time, "steps": _steps, "handovers": _handovers,
    "rework": _rework, "resolution": _episodes, "resolved": _episodes,
}  # fmt: skip


def _added(unit: Ints, numbers: Floats | None, count: int) -> Floats:
    """Of each unit: its numbers added up, or how many it has."""
    return np.bincount(unit, numbers, count).astype(np.float64)
