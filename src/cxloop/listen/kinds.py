"""What sort of values a column holds, told from the values alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.columns import as_text
from cxloop.listen.date_order import YEAR_FIRST, DateTally
from cxloop.listen.numbers import read_numbers
from cxloop.listen.times import read_times

NUMBER, TIME, CLOCK, CODE, TEXT, NONE = "number", "time", "clock", "code", "text", "none"
_NEARLY_ALL: Final = 0.95
_MISSING: Final = re.compile(r"^(?:|-+|\.|\?|\\n|n/?a|nan|nil|null|none|#n/a|없음)$", re.IGNORECASE)
_CLOCK: Final = (
    r"^\s*(?:(?:오전|오후|am|pm)\s*)?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:am|pm|z|[+-]\d{2}:?\d{2})?\s*$"
)
_CODE: Final = r"^\s*[^\s]{0,80}\d[^\s]{0,80}\s*$"


def kind_of(values: Sequence[str | None]) -> str:
    """The sort of nearly all values that hold anything: NUMBER, TIME (with its date), CLOCK (without), CODE (one word
    with a digit), TEXT, or NONE where there is nothing. A date in digits alone is a number.

    >>> [kind_of([one]) for one in ("2024-03-05 10:00", "19970101", "₩1,200", "u12", "10:30", "buy", "NA")]
    ['time', 'number', 'number', 'code', 'clock', 'text', 'none']
    """
    given = (unicodedata.normalize("NFC", value) for value in values if value is not None)
    there = [value for value in given if not _MISSING.match(value.strip())]
    if not there:
        return NONE
    texts = pa.array(there, pa.string())
    if read_numbers(texts)[1].mean() >= _NEARLY_ALL:
        return NUMBER
    if times_share(texts) >= _NEARLY_ALL:
        return TIME
    for kind, pattern in ((CLOCK, _CLOCK), (CODE, _CODE)):
        fits = pc.match_substring_regex(texts, pattern, ignore_case=True)
        if pc.mean(fits.cast(pa.float64())).as_py() >= _NEARLY_ALL:
            return kind
    return TEXT


def times_share(values: pa.Array, excel: bool = False) -> float:
    """The share of times; dates that may be read in several ways are dates nevertheless."""
    tally = DateTally()
    tally.add(values)
    order = tally.order() or (YEAR_FIRST if tally.needed else "")
    return float(read_times(values, dates=order, excel=excel)[1].sum() / max(1, len(values) - values.null_count))


def kinds_of(rows: pa.Table) -> tuple[str, ...]:
    """The sort of each column."""
    return tuple(kind_of(as_text(column.combine_chunks()).to_pylist()) for column in rows.columns)
