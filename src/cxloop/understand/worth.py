"""What it brings when one more journey reaches its goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from cxloop.model.rule import Rule
from cxloop.questions.journeys import Journeys
from cxloop.questions.rules import columns_of, mask_of

_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Worth:
    """What a journey that reaches an outcome's step brings: the sum of all its amounts there, as a mean with a 95 %
    interval, in the log's own money. journeys: of so many the log has an amount there."""

    outcome: str
    mean: float
    low: float
    high: float
    journeys: int


class WorthCounts(NamedTuple):
    """rows: at the step; amounts: those of them with one; journeys: with an amount; total, squares: of their sums."""

    rows: int
    amounts: int
    journeys: int
    total: float
    squares: float


@dataclass(frozen=True, slots=True)
class Brings:
    """The question for what a journey brings at a step: all that one customer or case pays there, however many rows
    that takes: the lines of an order, the orders of a year. None where most rows there have no amount, or fewer than
    two journeys have one.

    Amounts are added up by journey because effects are of journeys too: the share of them that reaches the step at all.

    >>> from cxloop.model.rule import is_event
    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(np.array([0, 2, 3, 4]), np.arange(4), names=("anna", "ben", "carl"), columns={
    ...     "event": Codes(np.array([0, 0, 0, 1], np.int32), ("order", "visit")),
    ...     "value": np.array([5.0, 7.0, 10.0, np.nan])})
    >>> question = Brings("reaches:order", is_event("order"))
    >>> found = question.answer(question.measure(journeys))
    >>> found.mean, found.journeys
    (11.0, 2)
    """

    outcome: str
    step: Rule

    @property
    def columns(self) -> frozenset[str]:
        return columns_of([self.step]) | {"value"}

    def measure(self, journeys: Journeys) -> WorthCounts:
        at = np.flatnonzero(mask_of(self.step, journeys))
        paid = at[~np.isnan(journeys.numbers("value")[at])]
        bounds = np.searchsorted(paid, journeys.starts)
        begins = bounds[:-1][np.diff(bounds) > 0]
        sums = np.add.reduceat(journeys.numbers("value")[paid], begins) if len(begins) else np.empty(0)
        return WorthCounts(len(at), len(paid), len(sums), float(sums.sum()), float((sums * sums).sum()))

    def merge(self, left: WorthCounts, right: WorthCounts) -> WorthCounts:
        return WorthCounts(
            left.rows + right.rows,
            left.amounts + right.amounts,
            left.journeys + right.journeys,
            left.total + right.total,
            left.squares + right.squares,
        )

    def answer(self, total: WorthCounts) -> Worth | None:
        from scipy.special import stdtrit

        if total.journeys < 2 or total.amounts <= _MOSTLY * total.rows:
            return None
        mean = total.total / total.journeys
        variance = max(total.squares - total.journeys * mean * mean, 0.0) / (total.journeys - 1)
        reach = float(stdtrit(total.journeys - 1, 0.975)) * (variance / total.journeys) ** 0.5
        return Worth(self.outcome, mean, mean - reach, mean + reach, total.journeys)
