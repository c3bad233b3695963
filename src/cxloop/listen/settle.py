"""What a sample cannot tell about a file's dates and amounts, told from the whole file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.mapping import Mapping
from cxloop.listen.numbers import decimal_of
from cxloop.listen.raw import RawBatch
from cxloop.listen.times import DateTally


def settle(sample: pa.Table, batches: Iterable[RawBatch], mapping: Mapping) -> Mapping:
    """The mapping with `dates` and `decimal` decided, so that every batch of the file is read in the same way.

    Reads batches only where the sample holds dates like 03/04/2024 or amounts like 1.234 and does not tell which is
    meant, and only until one is met that does; dates that never tell are decided as `times` describes.

    >>> dates = pa.RecordBatch.from_pydict({"at": ["03/04/2024", "25/04/2024"]})
    >>> rows = RawBatch(dates, [2, 3])
    >>> settle(pa.table({"at": ["03/04/2024"]}), [rows], Mapping(times=(("at", None),))).dates
    'day-first'
    """
    tally, decimal = DateTally(), mapping.decimal
    _count(tally, sample, mapping)
    open_dates = not mapping.dates and tally.needed and not tally.settled
    open_decimal = not decimal and _ambiguous(sample, mapping)
    if open_dates or open_decimal:
        tally = DateTally()
        for batch in batches:
            _count(tally, batch.table, mapping)
            decimal = decimal or _decimal(batch.table, mapping)
            if not (open_dates and not tally.settled) and not (open_decimal and not decimal):
                break
    return replace(mapping, dates=mapping.dates or tally.order(), decimal=decimal)


def _columns(mapping: Mapping) -> list[str]:
    return [*(column for column, _ in mapping.times), *([mapping.due] if mapping.due else [])]


def _count(tally: DateTally, table: pa.Table | pa.RecordBatch, mapping: Mapping) -> None:
    for name in _columns(mapping):
        if name in table.schema.names:
            for chunk in _chunks(table.column(name)):
                tally.add(chunk)


def _chunks(column: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return list(column.chunks) if isinstance(column, pa.ChunkedArray) else [column]


def _decimal(table: pa.RecordBatch, mapping: Mapping) -> str:
    return decimal_of(table.column(mapping.value)) if mapping.value in table.schema.names else ""


def _ambiguous(sample: pa.Table, mapping: Mapping) -> bool:
    # amounts such as 1.234 may be either; without any there is nothing to settle
    if mapping.value not in sample.schema.names or not pa.types.is_string(sample.schema.field(mapping.value).type):
        return False
    return bool(pc.any(pc.match_substring_regex(sample.column(mapping.value), r"\d[.,]\d{3}\D*$")).as_py())
