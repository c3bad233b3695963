"""What makes customers comparable at a moment of their journeys: factors with levels, known before the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import DAY_US
from cxloop.questions.journeys import Journeys
from cxloop.understand.friction.trials import Trials
from cxloop.understand.kernels.covariates import LEVELS, counts_before, first_values, history
from cxloop.understand.landscape import CHANNELS, Landscape

_HISTORY = ("activity", "tenure", "visits", "repeats", "pace", "tempo")
_CONTEXTS = 40
_PERIODS = 8


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors in use: names, how many levels each has, and where its levels begin when all are counted through."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def offsets(self) -> npt.NDArray[np.int32]:
        return np.concatenate(([0], np.cumsum(self.sizes)[:-1])).astype(np.int32)

    @property
    def width(self) -> int:
        return sum(self.sizes)

    def levels(self, name: str) -> slice:
        place = self.names.index(name)
        begin = int(self.offsets[place])
        return slice(begin, begin + self.sizes[place])

    @classmethod
    def of(cls, landscape: Landscape) -> Factors:
        names = ("channel", *_HISTORY, "reached", "hit before", "period", "hour", "way", *map(trait, landscape.traits))
        traits = [len(values) + 1 for values in landscape.traits.values()]
        ways = min(landscape.labels, _CONTEXTS) + 1
        return cls(names, (min(len(landscape.channels), CHANNELS) + 1, *LEVELS, 3, 3, _PERIODS, 8, ways, *traits))


def trait(name: str) -> str:
    """A property's name as a factor, apart from the names of the other factors."""
    return f"property:{name}"


def levels_of(
    factors: Factors,
    landscape: Landscape,
    journeys: Journeys,
    trials: Trials,
    reached: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int16]:
    """Each trial's level in each factor, counted through: (trials, factors). Nobody was hit before.

    reached: the rows where the outcome's step took place.
    """
    starts, time, anchor = journeys.starts, journeys.time, trials.anchor
    label = landscape.label[journeys.codes("event").codes]
    past = history(starts, time, label, landscape.labels)[anchor]
    begun = time[trials.origin]
    ways = factors.sizes[factors.names.index("way")] - 1
    columns = [
        np.minimum(journeys.codes("channel").codes[anchor], CHANNELS - 1) + 1,
        *(past[:, place] for place in range(len(_HISTORY))),
        counts_before(starts, reached, np.zeros(len(reached), np.bool_), 2)[anchor],
        np.zeros(len(anchor), np.int16),  # hit before
        _period(begun, landscape.period),
        _hour(begun),
        np.where(trials.context < 0, 0, np.minimum(landscape.label[trials.context] + 1, ways)),
        *(_trait(journeys, name, list(values), anchor) for name, values in landscape.traits.items()),
    ]
    levels = np.empty((len(anchor), len(columns)), np.int16)
    for place, (column, offset) in enumerate(zip(columns, factors.offsets, strict=True)):
        np.add(column, offset, out=levels[:, place], casting="unsafe")
    return levels


def _period(time: npt.NDArray[np.int64], period: tuple[int, int]) -> npt.NDArray[np.int64]:
    begin, end = period
    return np.clip((time - begin) * _PERIODS // max(end - begin, 1), 0, _PERIODS - 1)


def _hour(time: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Six-hour stretches of the day (UTC), apart on week-ends: 0 to 7. The epoch was a Thursday."""
    weekend = (time // DAY_US + 3) % 7 >= 5
    return time % DAY_US * 4 // DAY_US + 4 * weekend


def _trait(journeys: Journeys, name: str, values: Sequence[str], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    column = journeys.codes(trait(name))
    place = {value: level for level, value in enumerate(values, 1)}
    table = np.array([place.get(str(value), 0) for value in column.values] + [0], np.int32)
    levels: npt.NDArray[np.int32] = table[first_values(journeys.starts, column.codes)[rows]]
    return levels
