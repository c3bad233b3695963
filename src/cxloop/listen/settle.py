"""What a sample cannot tell about a file's dates and amounts, told from the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.errors import DatesUnclear
from cxloop.listen.columns import as_text, chunks_of
from cxloop.listen.date_order import HOURS, YEAR_FIRST, DateTally
from cxloop.listen.mapping import Mapping
from cxloop.listen.numbers import decimal_of
from cxloop.listen.raw import RawBatch

_HANGUL: Final = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")

Tallies = dict[str, DateTally]


@dataclass(frozen=True, slots=True)
class Settled:
    """mapping: how every batch of this file is read. certain: what may be remembered for the next file, without what
    is only a guess. guessed: the columns whose order of dates is one.
    """

    mapping: Mapping
    certain: Mapping
    guessed: tuple[str, ...] = ()


def settle(
    sample: pa.Table,
    batches: Iterable[RawBatch],
    mapping: Mapping,
    remembered: Mapping | None = None,
    path: str = "the file",
) -> Settled:
    """The mapping with the order of each column's dates and the decimal mark decided for the whole file.

    What the mapping says stands. Else what the file itself tells goes before what is remembered of an earlier one, and
    that before a guess. Reads batches only where the sample holds dates like 03/04/2024 or amounts like 1.234 and does
    not tell which is meant, and only until one is met that does. Raises DatesUnclear where the place of the year in
    most dates of a column cannot even be guessed.

    >>> dates = pa.RecordBatch.from_pydict({"at": ["03/04/2024", "25/04/2024"]})
    >>> rows = RawBatch(dates, [2, 3])
    >>> settle(pa.table({"at": ["03/04/2024"]}), [rows], Mapping(times=(("at", None),))).mapping.dates
    'day-first'
    """
    remembered = remembered or Mapping()
    tallies, decimal = _tallies(sample, mapping), mapping.decimal or _decimal(sample, mapping)
    _count(tallies, sample)
    unread_amounts = not decimal and _ambiguous(sample, mapping)
    if unread_amounts or _open(tallies, mapping):
        tallies = _tallies(sample, mapping)
        for batch in batches:
            _count(tallies, batch.table)
            decimal = decimal or _decimal(batch.table, mapping)
            if not _open(tallies, mapping) and not (unread_amounts and not decimal):
                break
    known, guessed = _orders(tallies, mapping, remembered, path)
    decimal = decimal or remembered.decimal
    certain = replace(mapping, orders=tuple(known.items()), decimal=decimal)
    return Settled(_with_orders(replace(mapping, decimal=decimal), known | guessed), certain, tuple(guessed))


def _tallies(sample: pa.Table, mapping: Mapping) -> Tallies:
    korean = any(_HANGUL.search(name) for name in sample.schema.names)
    columns = [*(column for column, _ in mapping.times), *([mapping.due] if mapping.due else [])]
    return {column: DateTally(korean) for column in columns}


def _count(tallies: Tallies, table: pa.Table | pa.RecordBatch) -> None:
    for column, tally in tallies.items():
        for chunk, json in chunks_of(table, column):
            tally.add(chunk, json)


def _open(tallies: Tallies, mapping: Mapping) -> bool:
    # whether more rows may tell more
    return not mapping.dates and any((tally.needed and not tally.settled) or tally.hours for tally in tallies.values())


def _orders(
    tallies: Tallies, mapping: Mapping, remembered: Mapping, path: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Orders that are certain and such that are guessed, by column; said ones are in neither."""
    known: dict[str, str] = {}
    for column, tally in tallies.items():
        order, sure = tally.verdict()
        said = mapping.dates and (mapping.dates != YEAR_FIRST or tally.short.any())
        if said or not (tally.needed or order == HOURS):
            continue
        if order == HOURS or sure:
            known[column] = order
        elif remembered.order_of(column) in tally.possible:
            known[column] = remembered.order_of(column)
    guessed = {
        column: _guessed(column, tally, list(known.values()), path)
        for column, tally in tallies.items()
        if tally.needed and column not in known and not mapping.dates
    }
    return known, {column: order for column, order in guessed.items() if order}


def _guessed(column: str, tally: DateTally, known: Sequence[str], path: str) -> str:
    # another column of the same file is the best witness
    order = next((order for order in known if order in tally.possible), "") or tally.order()
    if not order and 2 * int(tally.short[0].sum()) >= tally.filled:
        raise DatesUnclear(path=path, column=column, example=tally.example)
    return order


def _with_orders(mapping: Mapping, orders: dict[str, str]) -> Mapping:
    if not mapping.dates and len(set(orders.values())) == 1 and HOURS not in orders.values():
        return replace(mapping, dates=next(iter(orders.values())))
    return replace(mapping, orders=tuple(orders.items()))


def _decimal(table: pa.Table | pa.RecordBatch, mapping: Mapping) -> str:
    if mapping.value is None:
        return ""
    marks = [decimal_of(as_text(chunk, json) if json else chunk) for chunk, json in chunks_of(table, mapping.value)]
    return next((mark for mark in marks if mark), "")


def _ambiguous(sample: pa.Table, mapping: Mapping) -> bool:
    # amounts such as 1.234 may be either; without any there is nothing to settle
    chunks = [] if mapping.value is None else chunks_of(sample, mapping.value)
    texts = [as_text(chunk, json) for chunk, json in chunks if pa.types.is_string(chunk.type)]
    return any(pc.any(pc.match_substring_regex(text, r"\d[.,]\d{3}\D*$")).as_py() for text in texts)
