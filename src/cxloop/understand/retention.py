"""Who comes back: cohorts by when they began, and the share active in each later period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.errors import BadOption, Both
from cxloop.model.rule import Rule
from cxloop.questions.answer import Answer
from cxloop.questions.calendar import bins_between, label, last_over
from cxloop.questions.intervals import wilson
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.bins import first_rows, returns
from cxloop.questions.lens import LeftOut
from cxloop.questions.rules import Mask, columns_of, mask_of

Ints = npt.NDArray[np.int64]
MODES: Final = ("bracketed", "unbounded")
_PERIODS: Final = {"day": 30, "week": 12, "month": 12}


@dataclass(frozen=True, slots=True)
class Cohort:
    """cohort: its first day, or month; returned, shares with 95 % intervals: one per period from 0, None where
    that period was not over yet when the log ended."""

    cohort: str
    customers: int
    returned: tuple[int | None, ...]
    shares: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """How many are back after so many periods, with a 95 % interval: of the customers of all cohorts for
    which that period is over."""

    period: int
    customers: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RetentionAnswer(Answer):
    """Who came back, by cohort and period. curve: over all cohorts."""

    question: ClassVar[str] = "retention"
    rows: ClassVar[str] = "cohorts"
    cohorts: tuple[Cohort, ...]
    curve: tuple[Back, ...]
    unit: str
    mode: str
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class RetentionCounts(NamedTuple):
    """numbers: int64, sorted, of the cohorts there are; customers: one each; within, lasting: (cohorts, periods + 1)
    journeys that came back in a period, and for the last time in a period; last: the last moment, µs."""

    numbers: Ints
    customers: Ints
    within: Ints
    lasting: Ints
    last: int | None


@dataclass(frozen=True, slots=True)
class Retention:
    """Of those who began in a day, week or month, how many are there in each of the periods after.

    begins: the rule whose first event puts a journey into a cohort; any event, if not given. comes_back: the rule of
    events that count as coming back; any, if not given. The event that begins counts too, if it fits: period 0 is the
    cohort's own period. mode `bracketed`: back in that period; `unbounded`: in that period or later. Days, weeks (from
    `weekday` on, 0: Monday) and months are those of `zone`. A cohort counts for a period once that is over, but for a
    twentieth of it; until then nobody can tell who will still come back in it: None. until: the last moment of the log,
    µs since 1970 UTC; that of the journeys that are looked at, if not given.

    >>> from cxloop.questions.journeys import Codes
    >>> day = 86_400_000_000
    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3, 4]), time=np.array([0, 2, 0, 1]) * day, names=("anna", "ben", "carl"),
    ...     columns={"event": Codes(np.zeros(4, np.int32), ("visit",))})
    >>> question = Retention("day", periods=2, until=3 * day - 1)
    >>> for cohort in question.answer(question.measure(journeys)).cohorts:
    ...     print(cohort.cohort, cohort.customers, cohort.returned)
    1970-01-01 2 (2, 0, 1)
    1970-01-02 1 (1, 0, None)
    """

    unit: str = "week"
    mode: str = "bracketed"
    begins: Rule | None = None
    comes_back: Rule | None = None
    zone: str = "UTC"
    periods: int | None = None
    weekday: int = 0
    until: int | None = None

    def __post_init__(self) -> None:
        if self.unit not in _PERIODS:
            raise BadOption(
                option="unit",
                reason=Both(f"it is one of {', '.join(_PERIODS)}", f"{', '.join(_PERIODS)} 중 하나입니다"),
            )
        if self.mode not in MODES:
            raise BadOption(
                option="mode", reason=Both(f"it is one of {', '.join(MODES)}", f"{', '.join(MODES)} 중 하나입니다")
            )
        if self.periods is not None and not 0 <= self.periods <= 1000:
            raise BadOption(option="periods", reason=Both("it is a number from 0 to 1000", "0부터 1000까지의 수입니다"))

    @property
    def columns(self) -> frozenset[str]:
        return columns_of([rule for rule in (self.begins, self.comes_back) if rule is not None])

    @property
    def _periods(self) -> int:
        return _PERIODS[self.unit] if self.periods is None else self.periods

    def measure(self, journeys: Journeys) -> RetentionCounts:
        starts, time = fixed(journeys.starts, np.int64), fixed(journeys.time, np.int64)
        width = self._periods + 1
        if not len(time):
            none = np.zeros((0, width), np.int64)
            return RetentionCounts(np.empty(0, np.int64), np.empty(0, np.int64), none, none, None)
        bins = bins_between(self.unit, self.zone, int(time.min()), int(time.max()), self.weekday)
        first = first_rows(starts, fixed(_rows(self.begins, journeys), np.bool_))
        began = first >= 0
        cohort_bin = np.zeros(len(journeys), np.int64)
        cohort_bin[began] = np.searchsorted(bins.edges, time[first[began]], side="right") - 1
        present, customers = np.unique(cohort_bin[began], return_counts=True)
        place = np.searchsorted(present, cohort_bin)
        within, lasting = returns(
            starts,
            time,
            fixed(_rows(self.comes_back, journeys), np.bool_),
            fixed(first, np.int64),
            fixed(cohort_bin, np.int64),
            fixed(place, np.int64),
            len(present),
            fixed(bins.edges, np.int64),
            self._periods,
        )
        return RetentionCounts(bins.first + present, customers, within, lasting, int(time.max()))

    def merge(self, left: RetentionCounts, right: RetentionCounts) -> RetentionCounts:
        numbers = np.union1d(left.numbers, right.numbers).astype(np.int64)
        customers = np.zeros(len(numbers), np.int64)
        within, lasting = (np.zeros((len(numbers), self._periods + 1), np.int64) for _ in range(2))
        for side in (left, right):
            places = np.searchsorted(numbers, side.numbers)
            customers[places] += side.customers
            within[places] += side.within
            lasting[places] += side.lasting
        lasts = [side.last for side in (left, right) if side.last is not None]
        return RetentionCounts(numbers, customers, within, lasting, max(lasts) if lasts else None)

    def answer(self, total: RetentionCounts) -> RetentionAnswer:
        returned = total.within if self.mode == "bracketed" else total.lasting[:, ::-1].cumsum(1)[:, ::-1]
        last = total.last if self.until is None else self.until
        over = 0 if last is None else last_over(self.unit, self.zone, last, self.weekday)
        cohorts = [
            self._cohort(number, customers, row, over - number)
            for number, customers, row in zip(
                total.numbers.tolist(), total.customers.tolist(), returned.tolist(), strict=True
            )
        ]
        return RetentionAnswer(tuple(cohorts), _curve(cohorts), self.unit, self.mode)

    def _cohort(self, number: int, customers: int, row: list[int], reach: int) -> Cohort:
        returned = tuple(count if period <= reach else None for period, count in enumerate(row))
        intervals = [(None, None) if count is None else wilson(count, customers) for count in returned]
        return Cohort(
            cohort=label(self.unit, self.zone, number, self.weekday),
            customers=customers,
            returned=returned,
            shares=tuple(None if count is None else count / customers for count in returned),
            low=tuple(low for low, _ in intervals),
            high=tuple(high for _, high in intervals),
        )


def _curve(cohorts: Sequence[Cohort]) -> tuple[Back, ...]:
    """The share that is back after each period, as far as there is a cohort for which it is over."""
    curve: list[Back] = []
    for period in range(max((len(one.returned) for one in cohorts), default=0)):
        known = [(one.customers, back) for one in cohorts if (back := one.returned[period]) is not None]
        customers = sum(count for count, _ in known)
        if not customers:
            break
        back = sum(back for _, back in known)
        curve.append(Back(period, customers, back / customers, *wilson(back, customers)))
    return tuple(curve)


def _rows(rule: Rule | None, journeys: Journeys) -> Mask:
    return np.ones(len(journeys.time), np.bool_) if rule is None else mask_of(rule, journeys)
