"""How many wait longer than is usual between two steps: waits as shares of customers, which can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.steps import rows_of_edge
from cxloop.questions.steps import codes_named

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SlowWaits:
    """Of each transition: the journeys that have it, and those that waited longer than `limits_us` the first time.

    The first wait of each journey alone counts, so that the journeys are independent of each other.

    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 4, 6]), time=np.array([0, 60, 70, 900, 0, 10]), names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 0, 1, 0, 1], np.int32), ("visit", "buy"))})
    >>> question = SlowWaits((("visit", "buy"),), (30,))
    >>> question.answer(question.measure(journeys))
    [(2, 1)]
    """

    edges: tuple[tuple[str, str], ...]
    limits_us: tuple[int, ...]
    columns: ClassVar[frozenset[str]] = frozenset({"event"})

    def measure(self, journeys: Journeys) -> Counts:
        events = journeys.codes("event")
        starts, codes = fixed(journeys.starts, np.int64), fixed(events.codes, np.int32)
        found = np.zeros((len(self.edges), 2), np.int64)
        for at, (pair, limit) in enumerate(zip(self.edges, self.limits_us, strict=True)):
            first, second = (fixed(codes_named(name, events.values), np.bool_) for name in pair)
            rows, owners = rows_of_edge(starts, codes, first, second)
            rows = rows[np.unique(owners, return_index=True)[1]]
            found[at] = len(rows), np.count_nonzero(journeys.time[rows] - journeys.time[rows - 1] > limit)
        return found

    def merge(self, left: Counts, right: Counts) -> Counts:
        return left + right

    def answer(self, total: Counts) -> list[tuple[int, int]]:
        return [(int(have), int(slow)) for have, slow in total.tolist()]
