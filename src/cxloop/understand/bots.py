"""How many journeys are left out as those of bots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxloop.questions.journeys import Journeys
from cxloop.questions.lens import Lens


@dataclass(frozen=True, slots=True)
class Bots:
    """How many journeys a lens leaves out as those of bots; asked without it.

    >>> from cxloop.model.rule import is_event
    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3]), time=np.arange(3), names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 0], np.int32), ("visit", "crawl"))})
    >>> Bots(Lens(bots=is_event("crawl"))).measure(journeys)
    1
    """

    lens: Lens

    @property
    def columns(self) -> frozenset[str]:
        return self.lens.columns

    def measure(self, journeys: Journeys) -> int:
        merging = Lens(merged=self.lens.merged)
        return int(np.count_nonzero(self.lens.of_bots(merging.apply(journeys))))

    def merge(self, left: int, right: int) -> int:
        return left + right

    def answer(self, total: int) -> int:
        return total
