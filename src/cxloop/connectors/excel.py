"""Workbooks: .xlsx, .xlsm, .xlsb, .xls, .ods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

_BATCH_ROWS: Final = 100_000
_HEADER_WITHIN: Final = 20
_COMPARED_ROWS: Final = 200


class Excel:
    """One sheet of a workbook: the one named, else the first table, which a cover or a short summary before it is not:
    the first sheet of two columns or more that is at least half as long as the longest. See ports.source.Source.

    sheet: its name; sheets: the names of all of them. Cells keep their types (dates, numbers, text). The header is the
    first row that is at least half as full as the fullest of the first twenty, so that a title above it does no harm.
    Lines are the sheet's own row numbers. header: whether that row holds the names of the columns; None to have it
    told.
    """

    format = "excel"
    defaults: Mapping | None = None

    def __init__(self, path: str, sheet: str | None = None, header: bool | None = None) -> None:
        self.path = path
        self._rows, first, self.sheet, self.sheets = _sheet_rows(path, sheet)
        top = _top(self._rows)
        self.header = _is_header(self._rows, top) if header is None else header
        names = self._rows[top]
        self.columns = column_names(names) if self.header else place_names(len(names))
        above = (" ".join(str(cell) for cell in row if cell != "") for row in self._rows[:top])
        self.skipped = tuple(text for text in above if text)
        kept = [
            (place, row)
            for place, row in enumerate(self._rows)
            if place >= top + self.header and any(cell != "" for cell in row)
        ]
        if not kept:
            raise FileEmpty(path=path)
        self._lines = np.array([first + place for place, _ in kept], np.int64)
        self._rows = [row for _, row in kept]

    def sample(self, rows: int = 2_000) -> pa.Table:
        return pa.Table.from_batches([self._table(self._rows[:rows])])

    def rows_estimate(self) -> int | None:
        return len(self._rows)

    def batches(self) -> Iterator[RawBatch]:
        for begin in range(0, len(self._rows), _BATCH_ROWS):
            end = min(begin + _BATCH_ROWS, len(self._rows))
            yield RawBatch(
                self._table(self._rows[begin:end]), self._lines[begin:end], (), end / len(self._rows), self.format
            )

    def _table(self, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
        built = [cell_column(name, [row[place] for row in rows]) for place, name in enumerate(self.columns)]
        return pa.RecordBatch.from_arrays(
            [column for _, column in built], schema=pa.schema([field for field, _ in built])
        )


def _sheet_rows(path: str, sheet: str | None) -> tuple[list[list[Any]], int, str, tuple[str, ...]]:
    """The rows of the sheet, the 1-based number of the first, its name, and the names of all sheets."""
    try:
        with calamine.load_workbook(path) as book:
            if sheet is not None and sheet not in book.sheet_names:
                there = ", ".join(book.sheet_names)
                reason = Both(
                    f"there is no sheet “{sheet}”, but {there}", f"“{sheet}” 시트가 없습니다. 있는 시트: {there}"
                )
                raise BadOption(option="--sheet", reason=reason)
            for found in _likely(book) if sheet is None else [book.get_sheet_by_name(sheet)]:
                rows = found.to_python(skip_empty_area=True)
                if any(cell != "" for row in rows for cell in row):
                    return rows, (found.start[0] if found.start else 0) + 1, found.name, tuple(book.sheet_names)
    except (calamine.CalamineError, calamine.PasswordError, OSError, ValueError) as error:
        raise FileBroken(path=path, format="Excel", reason=str(error).splitlines()[0].rstrip(".")) from error
    raise FileEmpty(path=path)


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
