"""How many journeys are in two scopes at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.questions.journeys import Chosen, Journeys
from cxloop.questions.scope import Scope


@dataclass(frozen=True, slots=True)
class InBoth:
    """The journeys that have an event in either scope. It is asked of everything: the scopes are its own.

    >>> journeys = Journeys(np.array([0, 2, 3]), np.array([0, 9, 9]), {}, ("anna", "ben"))
    >>> InBoth(Scope(end_us=5), Scope(begin_us=5)).measure(journeys)
    1
    """

    first: Scope
    second: Scope

    @property
    def columns(self) -> frozenset[str]:
        return self.first.columns | self.second.columns

    def measure(self, journeys: Journeys) -> int:
        first, second = (_places(scope.apply(journeys).names) for scope in (self.first, self.second))
        return len(np.intersect1d(first, second, assume_unique=True))

    def merge(self, left: int, right: int) -> int:
        return left + right

    def answer(self, total: int) -> int:
        return total


def _places(names: Sequence[str]) -> npt.NDArray[np.intp]:
    """Where the journeys of these names stood before any were chosen."""
    return _places(names.names)[names.places] if isinstance(names, Chosen) else np.arange(len(names))
