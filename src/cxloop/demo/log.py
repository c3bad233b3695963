"""The log that a simulation writes: rows first, one Arrow table at the end."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T")

BEGIN: Final = datetime(2026, 8, 3, tzinfo=UTC)
DAYS: Final = 90
HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
_MOMENTS: Final = ("time", "promised")


def day_of(month: int, day: int) -> float:
    """Seconds from the beginning of the simulation to a date.

    >>> day_of(8, 5) / DAY
    2.0
    """
    return (datetime(2026, month, day, tzinfo=UTC) - BEGIN).total_seconds()


class Dice:
    """Random numbers by seed, drawn in blocks because single draws are slow."""

    def __init__(self, seed: int) -> None:
        self._source = np.random.default_rng(seed)
        self._block: list[float] = []

    def draw(self) -> float:
        """Uniform in [0, 1)."""
        if not self._block:
            self._block = self._source.random(1 << 14).tolist()
        return self._block.pop()

    def chance(self, probability: float) -> bool:
        return self.draw() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.draw()

    def choose(self, options: tuple[T, ...], weights: tuple[float, ...] | None = None) -> T:
        if weights is None:
            return options[int(self.draw() * len(options))]
        mark = self.draw() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            mark -= weight
            if mark < 0:
                return option
        return options[-1]

    def wait(self, typical: float) -> float:
        """A waiting time: log-normal around `typical`, in the same unit."""
        spread = math.sqrt(-2 * math.log(1 - self.draw())) * math.cos(2 * math.pi * self.draw())
        return typical * math.exp(0.6 * spread)


class Log:
    """Rows of a simulated log. `time` and `promised` are seconds since the beginning."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self.rows: list[dict[str, Any]] = []

    def add(self, time: float, event: str, **fields: Any) -> None:
        if time < DAYS * DAY:
            self.rows.append({"time": time, "event": event, **fields})

    def table(self, names: dict[str, str]) -> pa.Table:
        """In order of time; `names` renames texts, for another language."""
        rows = sorted(self.rows, key=lambda row: row["time"])
        return pa.table({column: self._column(column, rows, names) for column in self.columns})

    @staticmethod
    def _column(column: str, rows: list[dict[str, Any]], names: dict[str, str]) -> pa.Array:
        values = pa.array([row.get(column) for row in rows], from_pandas=False)
        if column in _MOMENTS:
            origin = int(BEGIN.timestamp() * 1e6)
            moments = pc.add(pc.cast(pc.floor(pc.multiply(values, 1e6)), pa.int64()), origin)
            return pc.cast(moments, pa.timestamp("us", tz="UTC"))
        if not names or not pa.types.is_string(values.type):
            return values
        coded = values.dictionary_encode()
        renamed = pa.array([names.get(value, value) for value in coded.dictionary.to_pylist()])
        return pa.DictionaryArray.from_arrays(coded.indices, renamed).cast(pa.string())
