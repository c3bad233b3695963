"""SQL over a workspace: what a query gets to see, and what it answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cxloop.app.naming import Naming
from cxloop.app.resolve import zone_named
from cxloop.app.sql_rows import Asked, SqlTable
from cxloop.app.sql_tables import BY_NAME, TABLES
from cxloop.errors import BadOption, Both, NoEvents
from cxloop.ports.event_table import Sealing
from cxloop.ports.sql import USUAL, Given, Limits
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

MOST_QUERY: Final = 20_000
"""Characters of a query."""
_MOST_LOOKED_UP: Final = 20_000


@dataclass(frozen=True, slots=True)
class SqlField:
    """A column of the result. type: as the database calls it."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class SqlAnswer(Answer):
    """values: rows, each a list in the order of fields; numbers and truth values as such, anything else as text.

    cut: `rows` or `bytes` where there was more, None where this is all. tables: those that were read. seconds: how long
    it took, waiting and making ready included.
    """

    rows: ClassVar[str] = "values"
    fields: tuple[SqlField, ...]
    values: tuple[tuple[Any, ...], ...]
    cut: str | None
    tables: tuple[str, ...]
    seconds: float

    def to_arrow(self) -> pa.Table:
        """One column a field, moments and days as such; a name that comes twice gets a number."""
        import pyarrow as pa

        columns = list(zip(*self.values, strict=True)) or [() for _ in self.fields]
        made = [pa.array(_typed(field.type, column)) for field, column in zip(self.fields, columns, strict=True)]
        return pa.table(made, _different([field.name for field in self.fields]))

    def to_pandas(self) -> pd.DataFrame:
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        import polars as pl

        frame = pl.from_arrow(self.to_arrow())
        assert isinstance(frame, pl.DataFrame)
        return frame


def sql(
    workspace: Workspace,
    query: str,
    *,
    sealing: Sealing | None = None,
    zone: str | None = None,
    limits: Limits = USUAL,
    cancelled: Callable[[], bool] = lambda: False,
    again: bool = True,
) -> SqlAnswer:
    """The rows of one SELECT.

    sealing: how personal fields are masked before the query can see them. zone: of days and of moments as text, the
    workspace's where none is given. cancelled: asked while it runs; again: more queries will follow. Raises the errors
    of `understand.errors`, BadOption, NoEvents.
    """
    if len(query) > MOST_QUERY:
        raise BadOption(
            option="query", reason=Both(f"it has more than {MOST_QUERY} signs", f"{MOST_QUERY}자를 넘습니다")
        )
    zone = zone_named(Naming.of(workspace).zone(zone))
    if workspace.version() < 0:
        raise NoEvents()
    began = time.monotonic()
    asked = Asked(workspace, sealing, zone)

    def give(name: str, who: bool) -> Given:
        return BY_NAME[name].give(BY_NAME[name], replace(asked, who=who))

    ran = workspace.runner.run(query, list(BY_NAME), give, zone=zone, limits=limits, cancelled=cancelled, again=again)
    fields = tuple(SqlField(field["name"], field["type"]) for field in ran.fields)
    return SqlAnswer(fields, ran.values, ran.cut, ran.tables, round(time.monotonic() - began, 3))


def tables() -> tuple[SqlTable, ...]:
    """What can be named in a query."""
    return TABLES


def customers_in(workspace: Workspace, values: Sequence[Sequence[Any]]) -> set[str]:
    """The values of a result that are identifiers of customers of this workspace: whom it has told of."""
    texts = {value for row in values for value in row if isinstance(value, str)}
    index = workspace.indexes.open("customer")
    return {text for text in sorted(texts)[:_MOST_LOOKED_UP] if index.find(text) is not None}


def _typed(kind: str, column: Sequence[Any]) -> list[Any]:
    """Moments and days out of their texts; a column in which one cannot be read stays as it is."""
    read = date.fromisoformat if kind == "DATE" else datetime.fromisoformat if kind.startswith("TIMESTAMP") else None
    try:
        return list(column) if read is None else [None if value is None else read(value) for value in column]
    except ValueError:
        return list(column)


def _different(names: Sequence[str]) -> list[str]:
    """
    >>> _different(["a", "b", "a"])
    ['a', 'b', 'a_2']
    """
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return made
