"""How many customers take the steps of a funnel, and how long it takes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.errors import BadOption, Both
from cxloop.model.rule import Compare, Rule, nfc
from cxloop.model.segment import Segment
from cxloop.questions.answer import Answer
from cxloop.questions.intervals import wilson
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.funnel import (
    FOREVER,
    furthest_steps,
    one_step_each,
    ordered,
    overlaps,
    single,
    strict,
    unordered,
)
from cxloop.questions.lens import LeftOut
from cxloop.questions.rules import column_of, columns_of, mask_of, step_bits
from cxloop.questions.sketch import Sketches
from cxloop.questions.steps import canonical

Ints = npt.NDArray[np.int64]
ORDERS: Final = ("ordered", "strict", "any")
OTHER: Final = "(other)"
NONE: Final = "(none)"
_SHOWN: Final = 20
_MOST_STEPS: Final = 16
_QUANTILES: Final = (0.5, 0.9)


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """customers: who reached it; share: of those at the first step, with its 95 % interval; seconds: since the step
    before, NaN at the first."""

    step: str
    customers: int
    share: float
    low: float
    high: float
    share_of_previous: float
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True, slots=True)
class FunnelGroup:
    """The funnel of those who had `value` at their first step; seconds: from the first step to the last."""

    value: str
    steps: tuple[FunnelStep, ...]
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True, slots=True)
class FunnelAnswer(Answer):
    """seconds: from the first step to the last, of those who took them all."""

    question: ClassVar[str] = "funnel"
    rows: ClassVar[str] = "steps"
    steps: tuple[FunnelStep, ...]
    median_seconds: float
    p90_seconds: float
    order: str
    window_seconds: float | None
    breakdown: tuple[FunnelGroup, ...] = ()
    breakdown_by: str | None = None
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class Reached(NamedTuple):
    """Per journey: steps reached, row of the first step (-1: none), waits in µs (journeys, steps); see the kernels."""

    furthest: Ints
    opened: Ints
    waits: Ints


class FunnelCounts(NamedTuple):
    """values: of the breakdown, None for a missing one; furthest: (values, steps + 1) journeys by steps reached;
    waits: group = value * steps + step, step 0 being the whole. Without a breakdown there is the one value None."""

    values: tuple[str | None, ...]
    furthest: Ints
    waits: Sketches


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many customers take `steps`, at most 16, within `window_seconds` (ends included; None: any time).

    order `ordered`: other events may lie between. A first step opens a new attempt; the furthest step of any attempt
    counts, as in ClickHouse's `windowFunnel` in its default mode. `strict`: the steps follow one another with nothing
    between. `any`: row k counts those who took the first k of the steps in any order, each by an event of its own.
    step_windows: seconds from the step before, one a step after the first, None for no limit; not with `any`.

    Times are those of the attempt that first got furthest: it began at the last first step before, and took each step
    when it first could (when it last could, if there are windows per step). With `any`, waits are between the steps in
    the order in which they were taken.

    waits: whether times to convert are told; without them and without a breakdown the plainest funnels are quicker.

    breakdown: `channel`, `owner` or a property, as it was at the first step of that attempt; the 20 values with most
    customers, and the rest together. Or a segment: those in it, and the others.

    >>> from cxloop.model.rule import is_event
    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 3, 5]), time=np.array([0, 5, 9, 0, 90]) * 1_000_000, names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 2, 1, 0, 1], np.int32), ("visit", "buy", "search"))})
    >>> funnel = Funnel((is_event("visit"), is_event("buy")), window_seconds=60)
    >>> [(step.step, step.customers, step.share) for step in funnel.answer(funnel.measure(journeys)).steps]
    [('visit', 2, 1.0), ('buy', 1, 0.5)]
    """

    steps: tuple[Rule, ...]
    window_seconds: float | None = None
    order: str = "ordered"
    step_windows: tuple[float | None, ...] | None = None
    breakdown: str | Segment | None = None
    names: tuple[str, ...] = field(default=())
    waits: bool = True

    def __post_init__(self) -> None:
        if not 1 <= len(self.steps) <= _MOST_STEPS:
            raise BadOption(
                option="steps",
                reason=Both(f"a funnel has 1 to {_MOST_STEPS} steps", f"퍼널의 단계는 1~{_MOST_STEPS}개입니다"),
            )
        if self.order not in ORDERS:
            raise BadOption(
                option="order", reason=Both(f"it is one of {', '.join(ORDERS)}", f"{', '.join(ORDERS)} 중 하나입니다")
            )
        if self.step_windows is not None and self.order == "any":
            raise BadOption(
                option="step_windows",
                reason=Both(
                    "steps in any order have no window of their own", "순서 없는 단계에는 단계별 시간을 줄 수 없습니다"
                ),
            )
        if self.step_windows is not None and len(self.step_windows) != len(self.steps) - 1:
            raise BadOption(
                option="step_windows",
                reason=Both(
                    f"one for each step after the first: {len(self.steps) - 1}",
                    f"첫 단계 다음부터 단계마다 하나씩, {len(self.steps) - 1}개입니다",
                ),
            )
        if self.breakdown in ("event", "value", "customer"):
            raise BadOption(
                option="breakdown",
                reason=Both("it is channel, owner, case or a property", "channel, owner, case 또는 속성이어야 합니다"),
            )

    @property
    def columns(self) -> frozenset[str]:
        if isinstance(self.breakdown, str):
            return columns_of(self.steps) | {"event", column_of(self.breakdown)}
        return columns_of([*self.steps, *([self.breakdown.rule] if self.breakdown else [])]) | {"event"}

    def reached(self, journeys: Journeys) -> Reached:
        """How far each journey gets, and when."""
        codes, table = step_bits(self.steps, journeys)
        starts, time = fixed(journeys.starts, np.int64), fixed(journeys.time, np.int64)
        codes, table = fixed(codes, np.int32), fixed(table, np.uint64)
        common = (starts, time, codes, table, len(self.steps), microseconds(self.window_seconds))
        windows = windows_of(self)
        if self.order == "strict":
            return Reached(*strict(*common, windows))
        if self.order == "any":
            return Reached(*unordered(*common, overlaps(codes, table)))
        if self.step_windows is None and single(table):
            if not self.waits and self.breakdown is None:
                furthest, none = furthest_steps(*common), np.empty((0, len(self.steps)), np.int64)
                return Reached(furthest, np.full(len(furthest), -1, np.int64), none)
            return Reached(*one_step_each(*common))
        return Reached(*ordered(*common, windows, self.step_windows is not None))

    def measure(self, journeys: Journeys) -> FunnelCounts:
        reached = self.reached(journeys)
        values, group = self.groups(journeys, reached)
        steps = len(self.steps)
        furthest = np.bincount(group * (steps + 1) + reached.furthest, minlength=len(values) * (steps + 1))
        columns = np.arange(steps, dtype=np.int64)
        cells = (group[: len(reached.waits), None] * steps + columns).ravel()
        waits = Sketches.of(cells, reached.waits.ravel())
        return FunnelCounts(values, furthest.reshape(len(values), steps + 1), waits)

    def groups(self, journeys: Journeys, reached: Reached) -> tuple[tuple[str | None, ...], Ints]:
        """The values of the breakdown, and for each journey the place of its own."""
        if self.breakdown is None:
            return (None,), np.zeros(len(journeys), np.int64)
        if isinstance(self.breakdown, Segment):
            inside = journeys.any_row(mask_of(self.breakdown.rule, journeys))
            return self.breakdown.names, (~inside).astype(np.int64)
        column = canonical(journeys.codes(column_of(self.breakdown)))
        codes = np.full(len(journeys), -1, np.int64)
        began = reached.opened >= 0
        codes[began] = column.codes[reached.opened[began]]
        used, group = np.unique(codes, return_inverse=True)
        values = tuple(None if code < 0 else column.values[int(code)] for code in used)
        return (values, group) if values else ((None,), group)

    def merge(self, left: FunnelCounts, right: FunnelCounts) -> FunnelCounts:
        steps = len(self.steps)
        values, places = _joined(left.values, right.values)
        furthest = np.zeros((len(values), steps + 1), np.int64)
        for part, into in ((left, places[0]), (right, places[1])):
            np.add.at(furthest, into, part.furthest)
        waits = _moved(left.waits, places[0], steps).merge(_moved(right.waits, places[1], steps))
        return FunnelCounts(values, furthest, waits)

    def answer(self, total: FunnelCounts) -> FunnelAnswer:
        whole = self._group(_gathered(total, np.zeros(len(total.values), np.int64), (None,), len(self.steps)), 0)
        return FunnelAnswer(
            steps=whole.steps,
            median_seconds=whole.median_seconds,
            p90_seconds=whole.p90_seconds,
            order=self.order,
            window_seconds=self.window_seconds,
            breakdown=self._breakdown(total),
            breakdown_by=self.breakdown.name if isinstance(self.breakdown, Segment) else self.breakdown,
        )

    def _breakdown(self, total: FunnelCounts) -> tuple[FunnelGroup, ...]:
        """The values with most customers first, then the rest, then those without a value, if any began."""
        if self.breakdown is None:
            return ()
        began = total.furthest[:, 1:].sum(1)
        named = [place for place, value in enumerate(total.values) if value is not None and began[place]]
        named.sort(key=lambda place: (-began[place], nfc(str(total.values[place]))))
        shown = [str(total.values[place]) for place in named[:_SHOWN]] + [OTHER, NONE]
        into = np.full(len(total.values), len(shown) - 2, np.int64)
        into[named[:_SHOWN]] = np.arange(len(shown) - 2)
        into[[place for place, value in enumerate(total.values) if value is None]] = len(shown) - 1
        gathered = _gathered(total, into, tuple(shown), len(self.steps))
        return tuple(self._group(gathered, place) for place in range(len(shown)) if gathered.furthest[place, 1:].any())

    def _group(self, counts: FunnelCounts, place: int) -> FunnelGroup:
        steps = len(self.steps)
        customers = counts.furthest[place, ::-1].cumsum()[::-1][1:].tolist()
        seconds = counts.waits.quantiles(place * steps + np.arange(steps), _QUANTILES) / 1e6
        names = self.names or tuple(step_name(step) for step in self.steps)
        rows = []
        for step, name in enumerate(names):
            low, high = wilson(customers[step], customers[0])
            wait = seconds[step].tolist() if step else [float("nan")] * 2
            rows.append(
                FunnelStep(
                    name,
                    customers[step],
                    _share(customers[step], customers[0]),
                    low,
                    high,
                    _share(customers[step], customers[max(step - 1, 0)]),
                    *wait,
                )
            )
        median, p90 = seconds[0].tolist()
        return FunnelGroup(str(counts.values[place]), tuple(rows), median, p90)


def step_name(rule: Rule) -> str:
    """What a step is called: its event's name where the rule is no more than that."""
    if isinstance(rule, Compare) and rule.field == "event" and rule.operator == "=":
        return str(rule.value)
    return str(rule)


def windows_of(funnel: Funnel) -> Ints:
    """Per step the longest wait from the one before, in µs; the first has no meaning."""
    return fixed([FOREVER, *map(microseconds, funnel.step_windows or (None,) * (len(funnel.steps) - 1))], np.int64)


def microseconds(seconds: float | None) -> int:
    """A window in µs; None is no limit."""
    return int(FOREVER) if seconds is None else min(round(seconds * 1e6), int(FOREVER))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


Values = tuple[str | None, ...]


def _joined(left: Values, right: Values) -> tuple[Values, tuple[Ints, Ints]]:
    """All values, and the places that the values of either side have among them; the same under NFC is the same."""
    known: dict[str | None, int] = {}
    names: list[str | None] = []
    places: tuple[list[int], list[int]] = ([], [])
    for side, values in enumerate((left, right)):
        for value in values:
            place = known.setdefault(None if value is None else nfc(value), len(names))
            if place == len(names):
                names.append(value)
            elif value is not None:
                names[place] = min(value, str(names[place]))
            places[side].append(place)
    return tuple(names), (np.array(places[0], np.int64), np.array(places[1], np.int64))


def _moved(waits: Sketches, into: Ints, steps: int) -> Sketches:
    if np.array_equal(into, np.arange(len(into))):
        return waits
    return waits.regrouped((into[:, None] * steps + np.arange(steps)).ravel())


def _gathered(counts: FunnelCounts, into: Ints, values: Values, steps: int) -> FunnelCounts:
    furthest = np.zeros((len(values), steps + 1), np.int64)
    np.add.at(furthest, into, counts.furthest)
    return FunnelCounts(values, furthest, _moved(counts.waits, into, steps))
