"""A day in one column and its time of day in another, as one time."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.connectors.derived import Derived
from cxloop.listen import names
from cxloop.listen.columns import as_text, is_json
from cxloop.listen.kinds import times_share
from cxloop.ports.source import Source

_MOSTLY: Final = 0.8
_DAY_ENDINGS: Final = ("년월일", "일자", "날짜", "일")
_CLOCK_ENDINGS: Final = ("시분초", "시각", "시간", "시분")
_DAY_WORDS: Final = ("date", "day", "dt", "ymd")
_CLOCK_WORDS: Final = ("time", "clock", "hour", "tm", "hms")
_WITH_CLOCK: Final = r"[:시]|오전|오후"
_CLOCK: Final = r"^\s*(\D{0,5}\s*\d{1,2}\s*[:시].{0,20}|\d{1,6})\s*$"
_VALID: Final = r"^\s*\D{0,5}\s*([01]?\d|2[0-4])\s*(:\s*[0-5]?\d(\D.{0,20})?|시.{0,20})$"
_MIDNIGHT: Final = r"^\s*0?0\s*[:시]"
_DIGITS: Final = r"^\d{1,6}$"


def with_clocks(source: Source) -> Source:
    """The source, each column of days with the time of day beside it: 거래일자 2025-03-14 and 거래시간 130533 make
    거래일자 2025-03-14 13:05:33, and 거래시간 stays. Itself where there is no such pair.

    A pair is told from the names (`거래일자` and `거래시간`, `date` and `time`) and from what is in the columns: what
    is mostly less than an hour is no time of day but how long something took.
    """
    sample = source.sample()
    pairs = _pairs({name: (sample.schema.field(name), sample.column(name)) for name in sample.column_names})
    return _WithClocks(source, pairs) if pairs else source


class _WithClocks(Derived):
    """pairs: for a column of days that of the clock, and how many digits it has where it is written in digits."""

    def __init__(self, source: Source, pairs: Pairs[str, tuple[str, int]]) -> None:
        super().__init__(source)
        self._pairs = pairs

    def reshaped(self, table: pa.RecordBatch) -> pa.RecordBatch:
        for day, (clock, width) in self._pairs.items():
            if day not in table.schema.names or clock not in table.schema.names:
                continue
            joined = _joined(_days(*_of(table, day)), _clocks(*_of(table, clock), width))
            table = table.set_column(table.schema.get_field_index(day), pa.field(day, pa.string()), joined)
        return table


def _of(table: pa.RecordBatch, name: str) -> tuple[pa.Field, pa.Array]:
    return table.schema.field(name), table.column(name)


def _pairs(columns: Pairs[str, tuple[pa.Field, pa.ChunkedArray]]) -> dict[str, tuple[str, int]]:
    whole = {name: (field, column.combine_chunks()) for name, (field, column) in columns.items()}
    day_stems = {name: stem for name in whole if (stem := _stem(name, _DAY_ENDINGS, _DAY_WORDS)) is not None}
    clock_stems = {name: stem for name in whole if (stem := _stem(name, _CLOCK_ENDINGS, _CLOCK_WORDS)) is not None}
    if not day_stems or not clock_stems:
        return {}
    days = {name: text for name in day_stems if _is_days(text := _days(*whole[name]))}
    widths = {name: width for name in clock_stems if (width := _width(*whole[name])) is not None}
    found: dict[str, tuple[str, int]] = {}
    for day in days:
        same = [clock for clock in widths if clock_stems[clock] == day_stems[day]]
        if not same and len(days) == 1:
            begins = {"", *names.BEGINNING}
            same = [clock for clock in widths if day_stems[day] == "" or clock_stems[clock] == ""]
            same.sort(key=lambda clock: clock_stems[clock] not in begins)
        if same:
            found[day] = (same[0], widths[same[0]])
    return found


def _stem(name: str, endings: tuple[str, ...], words: tuple[str, ...]) -> str | None:
    """What a column is about, without the word that says that it is a day, or a time of day; None where none does.

    >>> _stem("거래일자", _DAY_ENDINGS, _DAY_WORDS), _stem("Start Time", _CLOCK_ENDINGS, _CLOCK_WORDS)
    ('거래', 'start')
    """
    plain = names.plain(names.inner(name))
    for ending in endings:
        if plain.endswith(ending):
            return plain.removesuffix(ending).strip("_")
    parts = plain.split("_")
    if any(word in parts for word in words):
        return "_".join(part for part in parts if part not in words)
    return next((plain.removesuffix(word) for word in words[:1] if plain.endswith(word)), None)


def _days(field: pa.Field, column: pa.Array) -> pa.StringArray:
    texts = as_text(column, is_json(field))
    texts = pc.replace_substring_regex(texts, r"T00:00:00Z?$", "")
    return pc.replace_substring_regex(texts, r"^\s*(\d{4})(\d{2})(\d{2})\s*$", r"\1-\2-\3")


def _is_days(texts: pa.StringArray) -> bool:
    # bare digits of another length may be anything
    days = texts.filter(pc.match_substring_regex(texts, r"\d\D").fill_null(False))
    days = days.filter(pc.invert(pc.match_substring_regex(days, _WITH_CLOCK)))
    return len(days) * 2 > len(_there(texts)) and times_share(days) >= _MOSTLY


def _width(field: pa.Field, column: pa.Array) -> int | None:
    """How many digits a time of day has, 0 where it is written with colons; None where the column holds none."""
    texts = _there(pc.utf8_trim_whitespace(as_text(column, is_json(field))))
    fitting = texts.filter(pc.match_substring_regex(texts, _CLOCK))
    if len(fitting) * 2 <= len(texts):
        return None
    digits = fitting.filter(pc.match_substring_regex(fitting, _DIGITS))
    width = 0 if len(digits) * 2 < len(fitting) else 4 if pc.max(pc.utf8_length(digits)).as_py() <= 4 else 6
    clocks = _spelt(fitting, width)
    return width if _share(clocks, _MIDNIGHT) < 0.5 and _share(clocks, _VALID) >= _MOSTLY else None


def _clocks(field: pa.Field, column: pa.Array, width: int) -> pa.StringArray:
    return _spelt(pc.utf8_trim_whitespace(as_text(column, is_json(field))), width)


def _spelt(clocks: pa.StringArray, width: int) -> pa.StringArray:
    """Times of day in digits with colons: 930 and 0930 are 09:30 where they have four digits, 90307 is 09:03:07."""
    if not width:
        return clocks
    spelt = pc.replace_substring_regex(pc.utf8_lpad(clocks, width, "0"), r"^(\d\d)(\d\d)(\d\d)?$", r"\1:\2:\3")
    return pc.if_else(pc.match_substring_regex(clocks, _DIGITS), pc.utf8_rtrim(spelt, ":"), clocks)


def _joined(days: pa.StringArray, clocks: pa.StringArray) -> pa.StringArray:
    """Both as one text, where the day has no time of day yet and the other is one."""
    fits = pc.and_(
        pc.match_substring_regex(clocks, _VALID), pc.invert(pc.match_substring_regex(days, _WITH_CLOCK))
    ).fill_null(False)
    both = pc.binary_join_element_wise(pc.utf8_trim_whitespace(days), clocks, " ")
    return pc.if_else(pc.and_(fits, pc.not_equal(pc.utf8_trim_whitespace(days), "")), both, days)


def _share(texts: pa.StringArray, pattern: str) -> float:
    return float(pc.mean(pc.match_substring_regex(texts, pattern).cast(pa.float64())).as_py() or 0.0)


def _there(texts: pa.StringArray) -> pa.StringArray:
    return texts.filter(pc.not_equal(pc.utf8_trim_whitespace(texts), ""))
