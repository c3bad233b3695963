"""The column view of whole journeys that every question looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

MISSING_TIME: Final = np.iinfo(np.int64).min
"""Stands in `due` where nothing was promised."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A dictionary-encoded column: `codes` int32, -1 where missing; `values[code]` is the text."""

    codes: npt.NDArray[np.int32]
    values: Sequence[str]

    def numbers(self) -> npt.NDArray[np.float64]:
        """The texts as numbers, row by row; NaN where one is none.

        >>> Codes(np.array([0, 1, -1], np.int32), ("2.5", "many")).numbers()
        array([2.5, nan, nan])
        """
        table = np.full(len(self.values) + 1, np.nan)
        for place, text in enumerate(self.values):
            try:
                table[place] = float(text)
            except ValueError:
                continue
        table[~np.isfinite(table)] = np.nan
        found: npt.NDArray[np.float64] = table[self.codes]
        return found


Column = Codes | npt.NDArray[Any]


class Chosen(Sequence[str]):
    """Some of many names, read one at a time: most questions want few of them, or none.

    >>> list(Chosen(("anna", "ben", "carl"), np.array([0, 2])))
    ['anna', 'carl']
    """

    def __init__(self, names: Sequence[str], places: npt.NDArray[np.intp]) -> None:
        self.names, self.places = names, places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self.names[each] for each in self.places[place].tolist()]
        return self.names[int(self.places[place])]

    def __arrow_array__(self, type: pa.DataType | None = None) -> pa.Array:
        """For those who want them all."""
        found = pa.array(self.names).take(pa.array(self.places))
        return found if type is None else found.cast(type)

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


@dataclass(frozen=True, slots=True)
class Journeys:
    """Events of whole journeys (customers or cases), sorted by journey and by the order of events in it.

    starts: int64, one more than there are journeys; journey j owns rows starts[j] to starts[j + 1] (exclusive).
    time: int64, microseconds since 1970 UTC, one a row. names: the identifier of each journey.
    columns: what the question asked for. `event`, `channel`, `owner` are Codes whose values are the same in every
    partition; `property:NAME`, `case` and `customer` are Codes with values of the partition's own; `value` is float64
    with NaN where missing; `due` is int64 with MISSING_TIME; `batch` and `sequence` (int64) name the row in the event
    table.
    notes: what a question worked out about these journeys and the next one of a series may use; nothing in it has to
    be there, since an engine may open the journeys anew for each question.
    """

    starts: npt.NDArray[np.int64]
    time: npt.NDArray[np.int64]
    columns: Mapping[str, Column]
    names: Sequence[str]
    notes: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def codes(self, name: str) -> Codes:
        column = self.columns[name]
        if not isinstance(column, Codes):
            raise TypeError(name)
        return column

    def numbers(self, name: str) -> npt.NDArray[Any]:
        column = self.columns[name]
        if isinstance(column, Codes):
            raise TypeError(name)
        return column

    @property
    def events(self) -> Sequence[str]:
        """All event names of the log, by code."""
        return self.codes("event").values

    def any_row(self, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which journeys have a row where `mask` (one a row) holds.

        >>> Journeys(np.array([0, 2, 3]), np.zeros(3, np.int64), {}, ()).any_row(np.array([False, True, False]))
        array([ True, False])
        """
        counts = np.concatenate(([0], np.cumsum(mask, dtype=np.int64)))
        found: npt.NDArray[np.bool_] = counts[self.starts[1:]] > counts[self.starts[:-1]]
        return found

    def rows(self, mask: npt.NDArray[np.bool_]) -> Journeys:
        """Only the rows where `mask` holds; journeys left without a row stay as empty ones."""
        kept = np.flatnonzero(mask)
        before = np.concatenate(([0], np.cumsum(mask, dtype=np.int64)))
        return replace(
            self,
            starts=before[self.starts],
            time=self.time[kept],
            columns={name: _take(column, kept) for name, column in self.columns.items()},
            notes={},
        )

    def nonempty(self) -> Journeys:
        """Without the journeys that have no row; no row is copied.

        >>> seen = Journeys(np.array([0, 2, 2]), np.zeros(2, np.int64), {}, ("anna", "ben")).nonempty()
        >>> seen.starts.tolist(), list(seen.names)
        ([0, 2], ['anna'])
        """
        kept = np.flatnonzero(np.diff(self.starts))
        if len(kept) == len(self):
            return self
        starts = np.append(self.starts[kept], self.starts[-1])
        return replace(self, starts=starts, names=Chosen(self.names, kept), notes={})

    def journeys(self, mask: npt.NDArray[np.bool_]) -> Journeys:
        """Only the journeys where `mask` (one a journey) holds."""
        lengths = np.diff(self.starts)
        kept = self.rows(np.repeat(mask, lengths))
        starts = np.concatenate(([0], np.cumsum(lengths[mask], dtype=np.int64)))
        return replace(kept, starts=starts, names=Chosen(self.names, np.flatnonzero(mask)))


def _take(column: Column, rows: npt.NDArray[np.intp]) -> Column:
    if isinstance(column, Codes):
        return Codes(column.codes[rows], column.values)
    return column[rows]


def empty_journeys(columns: Iterable[str]) -> Journeys:
    """No journeys at all, with these columns: what a question is asked of where there is nothing.

    >>> len(empty_journeys({"event", "value"})), empty_journeys({"event"}).events
    (0, ())
    """
    numbers = {"value": np.float64, "due": np.int64, "batch": np.int64, "sequence": np.int64}
    made: dict[str, Column] = {
        name: np.empty(0, numbers[name]) if name in numbers else Codes(np.empty(0, np.int32), ()) for name in columns
    }
    return Journeys(np.zeros(1, np.int64), np.empty(0, np.int64), made, ())
