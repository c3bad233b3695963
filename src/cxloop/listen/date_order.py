"""Which number is the day, the month, the year in a column of dates like 05/03/2024 or 24-03-05.

A number that can be no month, or no day, settles it. Failing that it is a guess: of the places where the year may stand
the one with fewer different numbers holds it, then the one whose numbers are all between 10 and 45, then in Korean
files the first; of the places where the month may stand the one with fewer different numbers, because a log that never
reaches a thirteenth covers few months, then the first with slashes, else the second. Where the year's place remains
open, nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen import date_kernels as kernels
from cxloop.listen.columns import as_text, layout

Counts = npt.NDArray[np.int64]

DAY_FIRST, MONTH_FIRST, YEAR_FIRST, HOURS = "day-first", "month-first", "year-first", "hours"
NAMED: Final = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
"""What people may say; HOURS, bare numbers YYYYMMDDHH, is only ever found."""
_YEARS: Final = slice(10, 46)
_STRONG: Final = 5  # different numbers in one place, at most half as many in the other: no chance
_NOON: Final = "|".join(unicodedata.normalize(form, noon) for form in ("NFC", "NFD") for noon in ("오전", "오후"))
_SHORT: Final = re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}(?!\d)")


def _zeros(*shape: int) -> Counts:
    return np.zeros(shape, np.int64)


@dataclass(slots=True)
class DateTally:
    """How often each number stands at each place of such dates; batches may be added one after the other.

    korean: whether the file is known to be Korean.
    """

    korean: bool = False
    short: Counts = field(default_factory=lambda: _zeros(3, 100))
    long: Counts = field(default_factory=lambda: _zeros(2, 100))
    facts: Counts = field(default_factory=lambda: _zeros(6))
    example: str = ""

    def add(self, column: pa.Array, json: bool = False) -> None:
        """Count a column of text or whole numbers; columns of other types have no such dates."""
        if not (_textual(column.type) or pa.types.is_integer(column.type)):
            return
        texts = as_text(column, json)
        kernels.tally_dates(*layout(texts), self.short, self.long, self.facts)
        head = texts.slice(0, 1000)
        self.korean = self.korean or bool(pc.any(pc.match_substring_regex(head, _NOON)).as_py())
        if not self.example and self.short.any():
            self.example = next((text for text in head.to_pylist() if text and _SHORT.search(text)), "")

    @property
    def filled(self) -> int:
        """Texts that are not empty."""
        return int(self.facts[kernels.FILLED])

    @property
    def needed(self) -> bool:
        """Whether there are such dates at all."""
        return bool(self.short[0].any() or self.long[0].any())

    @property
    def hours(self) -> bool:
        """Whether all bare numbers of ten digits are dates with an hour."""
        ten = self.facts[kernels.TEN_DIGITS]
        return bool(ten and ten == self.facts[kernels.HOURS])

    @property
    def possible(self) -> tuple[str, ...]:
        """The orders against which the fewest dates speak."""
        both = self.short[:2] + self.long
        single_first, single_last = self.facts[kernels.SINGLE_FIRST], self.facts[kernels.SINGLE_LAST]
        against = {
            DAY_FIRST: _outside(both[0], 31) + _outside(both[1], 12) + single_last,
            MONTH_FIRST: _outside(both[0], 12) + _outside(both[1], 31) + single_last,
            YEAR_FIRST: _outside(self.short[1], 12)
            + _outside(self.short[2], 31)
            + single_first
            + int(self.long[0].sum()),
        }
        least = min(against.values())
        return tuple(order for order in NAMED if against[order] == least)

    @property
    def settled(self) -> bool:
        """Whether the dates themselves have told their order beyond doubt."""
        return self.verdict()[1]

    def order(self) -> str:
        """One of NAMED, HOURS, or "" where it makes no difference or cannot be told."""
        return self.verdict()[0]

    def verdict(self) -> tuple[str, bool]:
        """The order, and whether it is more than a guess.

        >>> tally = DateTally()
        >>> tally.add(pa.array(["05/03/2024"]))
        >>> tally.verdict()
        ('month-first', False)
        >>> tally.add(pa.array(["25/03/2024"]))
        >>> tally.verdict()
        ('day-first', True)
        """
        if not self.needed:
            return (HOURS, False) if self.hours else ("", False)
        possible = self.possible
        if len(possible) == 1:
            return possible[0], True
        if YEAR_FIRST not in possible:
            return self._month(), False
        first, last = _different(self.short[0]), _different(self.short[2])
        sure = max(first, last) >= _STRONG and 2 * min(first, last) <= max(first, last)
        year_first = first < last if first != last else self._likely_year_first()
        if year_first is None:
            return "", False
        if year_first:
            return YEAR_FIRST, sure
        others = [order for order in possible if order != YEAR_FIRST]
        return (others[0], sure) if len(others) == 1 else (self._month(), False)

    def _likely_year_first(self) -> bool | None:
        first, last = (bool(counts[_YEARS].sum() == counts.sum()) for counts in (self.short[0], self.short[2]))
        if first != last:
            return first
        return True if self.korean else None

    def _month(self) -> str:
        first, second = (_different(counts) for counts in self.short[:2] + self.long)
        if first == second:
            return MONTH_FIRST if self.facts[kernels.SLASHES] else DAY_FIRST
        return DAY_FIRST if first > second else MONTH_FIRST


def _textual(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _outside(counts: Counts, most: int) -> int:
    return int(counts[0] + counts[most + 1 :].sum())


def _different(counts: Counts) -> int:
    return int((counts > 0).sum())
