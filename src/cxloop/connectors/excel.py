"""Workbooks: .xlsx, .xlsm, .xlsb, .xls, .ods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from cxloop.connectors.header import holds_names
from cxloop.connectors.names import column_names, place_names
from cxloop.connectors.values import cell_column
from cxloop.errors import BadOption, Both, FileBroken, FileEmpty
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch
from cxloop.ports.source import Layout

_BATCH_ROWS: Final = 100_000
_HEADER_WITHIN: Final = 20
_COMPARED_ROWS: Final = 200


class Excel:
    """One sheet of a workbook, the one named; else the first table, which a cover or a short summary before it is not:
    the first sheet of two columns or more that is at least half as long as the longest. With it are read those of the
    same columns, such as one for each month, unless most of their rows were read before. See ports.source.Source.

    Cells keep their types (dates, numbers, text). The header is the first row that is at least half as full as the
    fullest of the first twenty, so that a title above it does no harm. Lines are the sheets' own row numbers. header:
    whether that row holds the names of the columns; None to have it told.
    """

    format = "excel"
    defaults: Mapping | None = None

    def __init__(self, path: str, sheet: str | None = None, header: bool | None = None) -> None:
        self.path = path
        tables, sheets = _tables(path, sheet, header)
        first = tables[0]
        self.header, self.columns, self.skipped = first.header, first.columns, first.skipped
        together = tuple(table.name for table in tables) if len(tables) > 1 else ()
        self.layout = Layout(sheet=first.name, sheets=sheets, together=together)
        self._parts = [(table.name, table.lines, table.in_order(self.columns)) for table in tables]
        self._count = sum(len(rows) for _, _, rows in self._parts)
        if not self._count:
            raise FileEmpty(path=path)

    def sample(self, rows: int = 2_000) -> pa.Table:
        first = islice((row for _, _, table in self._parts for row in table), rows)
        return pa.Table.from_batches([self._table(list(first))])

    def rows_estimate(self) -> int | None:
        return self._count

    def batches(self) -> Iterator[RawBatch]:
        done, several = 0, len(self._parts) > 1
        for name, lines, rows in self._parts:
            for begin in range(0, len(rows), _BATCH_ROWS):
                part = rows[begin : begin + _BATCH_ROWS]
                done += len(part)
                own, of = np.array(lines[begin : begin + _BATCH_ROWS], np.int64), name if several else ""
                yield RawBatch(self._table(part), own, (), done / self._count, self.format, of)

    def _table(self, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
        built = [cell_column(name, [row[place] for row in rows]) for place, name in enumerate(self.columns)]
        return pa.RecordBatch.from_arrays(
            [column for _, column in built], schema=pa.schema([field for field, _ in built])
        )


class _Table:
    """A sheet as a table. lines: the numbers of its rows; skipped: the texts above its header."""

    def __init__(self, sheet: calamine.CalamineSheet, header: bool | None) -> None:
        self.name = sheet.name
        rows = sheet.to_python(skip_empty_area=True)
        self.blank = not any(cell != "" for row in rows for cell in row)
        first, top = (sheet.start[0] if sheet.start else 0) + 1, 0 if self.blank else _top(rows)
        self.header = not self.blank and (_is_header(rows, top) if header is None else header)
        names = [] if self.blank else rows[top]
        self.columns = column_names(names) if self.header else place_names(len(names))
        above = (" ".join(str(cell) for cell in row if cell != "") for row in rows[:top])
        self.skipped = tuple(text for text in above if text)
        kept = [
            (first + place, row)
            for place, row in enumerate(rows)
            if place >= top + self.header and any(cell != "" for cell in row)
        ]
        self.lines, self.rows = [line for line, _ in kept], [row for _, row in kept]

    def in_order(self, columns: Sequence[str]) -> list[list[Any]]:
        """Its rows, their cells in the order of these columns."""
        if self.columns == tuple(columns):
            return self.rows
        places = [self.columns.index(name) for name in columns]
        return [[row[place] for place in places] for row in self.rows]

    def goes_on(self, columns: Sequence[str], seen: set[tuple[Any, ...]]) -> bool:
        """Whether it holds more of a table of these columns: rows that for the most part were not seen."""
        if not (self.header and self.rows and sorted(self.columns) == sorted(columns)):
            return False
        return sum(tuple(row) in seen for row in self.in_order(columns)) * 2 < len(self.rows)


def _tables(path: str, sheet: str | None, header: bool | None) -> tuple[list[_Table], tuple[str, ...]]:
    """The tables to read, the first as it is and the others alike; and the names of all sheets."""
    try:
        with calamine.load_workbook(path) as book:
            if sheet is not None and sheet not in book.sheet_names:
                there = ", ".join(book.sheet_names)
                reason = Both(
                    f"there is no sheet “{sheet}”, but {there}", f"“{sheet}” 시트가 없습니다. 있는 시트: {there}"
                )
                raise BadOption(option="--sheet", reason=reason)
            likely = _likely(book) if sheet is None else [book.get_sheet_by_name(sheet)]
            tables = (_Table(one, header) for one in likely)
            first = next((table for table in tables if not table.blank), None)
            if first is None:
                raise FileEmpty(path=path)
            if sheet is not None or not first.header:
                return [first], tuple(book.sheet_names)
            others = [_Table(book.get_sheet_by_name(name), True) for name in book.sheet_names if name != first.name]
            return _together(first, others, book.sheet_names), tuple(book.sheet_names)
    except (calamine.CalamineError, calamine.PasswordError, OSError, ValueError) as error:
        raise FileBroken(path=path, format="Excel", reason=str(error).splitlines()[0].rstrip(".")) from error


def _together(first: _Table, others: Sequence[_Table], order: Sequence[str]) -> list[_Table]:
    """The first table and those that go on with it, as they stand in the workbook."""
    taken, seen = [first], {tuple(row) for row in first.rows}
    for table in others:
        if table.goes_on(first.columns, seen):
            taken.append(table)
            seen |= {tuple(row) for row in table.in_order(first.columns)}
    return sorted(taken, key=lambda table: order.index(table.name))


def _likely(book: calamine.CalamineWorkbook) -> list[calamine.CalamineSheet]:
    """Its sheets, first those that are long enough for the table."""
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    longest = max((one.height for one in sheets if one.width > 1), default=0)
    return sorted(sheets, key=lambda one: one.width < 2 or one.height * 2 < longest)


def _top(rows: Sequence[Sequence[Any]]) -> int:
    filled = [sum(cell != "" for cell in row) for row in rows[:_HEADER_WITHIN]]
    return next(place for place, count in enumerate(filled) if count * 2 >= max(filled))


def _is_header(rows: Sequence[Sequence[Any]], top: int) -> bool:
    below = rows[top + 1 : top + 1 + _COMPARED_ROWS]
    columns = [[_text(row[place]) for row in below] for place in range(len(rows[top]))]
    return holds_names([_text(cell) or "" for cell in rows[top]], columns)


def _text(cell: Any) -> str | None:
    if cell == "":
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
