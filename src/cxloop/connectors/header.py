"""Whether the first row of a table holds the names of its columns, or is data already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cxloop.listen.kinds import CLOCK, CODE, NONE, NUMBER, TEXT, TIME, kind_of

_SHAPE: Final = re.compile(r"[^\W\d_]+|\d+")
_MANY: Final = 20
_FEW: Final = 0.1


def holds_names(first: Sequence[str], columns: Sequence[Sequence[str | None]]) -> bool:
    """first: the cells of the first row; columns: the cells below it, column by column.

    A name differs from what stands below it: a word above numbers, dates or codes, a word that never comes again in a
    column of few. A cell that is like those below it is data. Where nothing tells, the first row holds the names,
    unless two of them are the same, or one is all that its column holds.

    >>> holds_names(["id", "at"], [["1", "2"], ["2024-03-05", "2024-03-06"]]), holds_names(["1", "F"], [["2"], ["M"]])
    (True, False)
    """
    if not any(value for column in columns for value in column):
        return all(kind_of([cell]) not in (NUMBER, TIME, CLOCK) for cell in first)
    seen = [_seen(cell.strip(), column) for cell, column in zip(first, columns, strict=False)]
    names, data = seen.count("name"), [cell for cell, one in zip(first, seen, strict=False) if one == "data"]
    if not data:
        named = [cell.strip() for cell in first if cell.strip()]
        return names > 0 or (len(set(named)) == len(named) and "same" not in seen)
    if not names:
        return False
    if _counting(data):
        return True
    return not any(_telling(cell) for cell in data) and names >= len(data)


def _seen(cell: str, column: Sequence[str | None]) -> str:
    """What a cell above a column looks like: `name`, `data`, `same` where the column holds nothing else, or "" where it
    does not tell."""
    own, below = kind_of([cell]), kind_of(column)
    if NONE in (own, below):
        return ""
    if below in (TEXT, CODE) and {value.strip() for value in column if value} == {cell}:
        return "same"
    if below == TEXT:
        return _word(cell, [value.strip() for value in column if value])
    if own == below:
        alike = below != CODE or _shape(cell) in {_shape(value) for value in column if value}
        return "data" if alike else ""
    return "name" if own == TEXT or (own == CODE and below != TIME) else ""


def _word(cell: str, values: Sequence[str]) -> str:
    if cell in values:
        return "data"
    return "name" if len(values) >= _MANY and len(set(values)) <= _FEW * len(values) else ""


def _shape(text: str) -> str:
    # u12 and x7 are alike, address_1 and 12b are not
    return _SHAPE.sub(lambda found: "9" if found[0][0].isdigit() else "a", text.strip())


def _counting(cells: Sequence[str]) -> bool:
    # 1, 2, 3 or 2019, 2020, 2021 are names of columns where others have names
    if len(cells) < 2 or not all(cell.strip().isdecimal() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(after - before == 1 for before, after in pairwise(numbers))


def _telling(cell: str) -> bool:
    # nobody calls a column by a moment or an amount
    return kind_of([cell]) in (TIME, CLOCK) or (kind_of([cell]) == NUMBER and not cell.strip().isdecimal())
