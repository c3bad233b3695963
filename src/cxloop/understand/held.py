"""What columns hold: whether there is anything in them to measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxloop.questions.journeys import Codes, Journeys


class Content(NamedTuple):
    """How many events have something in a column, and how many of these a number."""

    given: int
    numbers: int


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is in some columns: `value` or `property:NAME`.

    >>> score = Codes(np.array([0, 1, -1], np.int32), ("5", "good"))
    >>> columns = {"value": np.array([np.nan, np.nan, 3.0]), "property:score": score}
    >>> journeys = Journeys(np.array([0, 3]), np.zeros(3, np.int64), columns, ("anna",))
    >>> Held(("property:score", "value")).measure(journeys)
    {'property:score': Content(given=2, numbers=1), 'value': Content(given=1, numbers=1)}
    """

    names: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.names)

    def measure(self, journeys: Journeys) -> dict[str, Content]:
        return {name: _content(journeys, name) for name in self.names}

    def merge(self, left: dict[str, Content], right: dict[str, Content]) -> dict[str, Content]:
        return {
            name: Content(left[name].given + right[name].given, left[name].numbers + right[name].numbers)
            for name in self.names
        }

    def answer(self, total: dict[str, Content]) -> dict[str, Content]:
        return total


def _content(journeys: Journeys, name: str) -> Content:
    column = journeys.columns[name]
    numbers = np.count_nonzero(np.isfinite(column.numbers() if isinstance(column, Codes) else column))
    given = np.count_nonzero(column.codes >= 0) if isinstance(column, Codes) else numbers
    return Content(int(given), int(numbers))
