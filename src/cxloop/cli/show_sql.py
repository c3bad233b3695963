"""Results of SQL, and what it can name, as tables."""

from __future__ import annotations

import csv
import sys
from typing import Any, Final

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]
NULL: Final = "NULL"
_NUMBERS: Final = ("INT", "DOUBLE", "FLOAT", "DECIMAL")


def result(screen: Screen, plain: Plain) -> None:
    heads = [field["name"] for field in plain["fields"]]
    right = [any(kind in field["type"] for kind in _NUMBERS) for field in plain["fields"]]
    cells = [[_cell(value) for value in row] for row in plain["values"]]
    if screen.fits(heads, cells):
        screen.literal_table(heads, cells, right)
    else:
        _records(screen, heads, cells)
    rows = count(len(plain["values"]))
    if not plain["values"]:
        screen.line("sql.none")
    if plain["cut"]:
        screen.line(f"sql.cut_{plain['cut']}", rows=rows)
    else:
        screen.line("sql.rows", rows=rows, seconds=plain["seconds"])


def _records(screen: Screen, heads: list[str], rows: list[list[str]]) -> None:
    """Row by row, each field in a line of its own: for what is too wide for a table."""
    room = max(map(len, heads))
    for number, row in enumerate(rows, 1):
        screen.line("sql.record", number=count(number))
        for head, cell in zip(heads, row, strict=True):
            screen.literal(f"  {head:<{room}}  {cell}")


def tables(screen: Screen, plain: Plain) -> None:
    for table in plain["tables"]:
        screen.line("sql.table", table=table["name"], what=table["what"])
        rows = [[one["name"], one["type"], one["what"]] for one in table["columns"]]
        screen.table(["column.sql_column", "column.sql_type", "column.sql_what"], rows)


def write_csv(plain: Plain) -> None:
    """To standard output; NULL is empty."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field["name"] for field in plain["fields"]])
    writer.writerows(plain["values"])


def _cell(value: Any) -> str:
    if value is None:
        return NULL
    return str(value).lower() if isinstance(value, bool) else str(value)
