"""A new database from what can be read of a damaged one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from cxloop.stores import access_home, filings, journal, schemas, state
from cxloop.stores.database import file
from cxloop.stores.homes import Kind
from cxloop.stores.layout import HEADS, VERSION_TABLE, brought_up
from cxloop.stores.pages import Found, Pages, Row, page_size
from cxloop.stores.wal import read_log

TABLES: Final[dict[Kind, tuple[sa.MetaData, ...]]] = {
    "journal": (journal.metadata,),
    "access": (access_home.tables(),),
    "state": (state.metadata, filings.metadata, schemas.metadata),
}
_SEQUENCE: Final = "sqlite_sequence"
_FURTHER: Final = {"imports": 1_000, "refusals": 1_000_000}
_TYPES: Final = {"TEXT": str, "VARCHAR(32)": str, "INTEGER": int, "BIGINT": int, "BLOB": bytes}


@dataclass(frozen=True)
class Table:
    """What the rows of a table look like: names and types of its columns, which may be empty, and which is the row's
    number itself, if one is."""

    name: str
    columns: tuple[str, ...]
    types: tuple[type | None, ...]
    needed: tuple[bool, ...]
    number: int | None

    def row(self, found: Row) -> tuple[Any, ...] | None:
        """The values of a row; None where it cannot be one of this table."""
        number, values = found
        if len(values) > len(self.columns):
            return None
        whole = [*values, *[None] * (len(self.columns) - len(values))]
        if self.number is not None:
            if whole[self.number] is not None:
                return None
            whole[self.number] = number
        for value, kind, needed in zip(whole, self.types, self.needed, strict=True):
            if (value is None and needed) or (value is not None and kind is not None and type(value) is not kind):
                return None
        return tuple(whole)


def rebuilt(path: Path, new: Path, kind: Kind) -> tuple[dict[str, int], dict[str, int]]:
    """Writes a new database with the rows of a damaged one; how many rows of each table it has, and how many are known
    to be lost."""
    with path.open("rb") as content:
        log = read_log(path, page_size(content.read(100)))
    pages = Pages(path, log.pages)
    roots = _roots(pages)
    engine = file(new)
    try:
        _begin(engine, kind, _version(pages, roots))
        tables = _tables(engine)
        found, lost = _rows(pages, roots, tables)
        kept = _inserted(engine, tables, found)
        _counted_on(engine, tables, [] if log.damaged else found[_SEQUENCE])
    finally:
        engine.dispose()
    named = {name for some in TABLES[kind] for name in some.tables}
    gone = {name: max(lost.get(name, 0), len(found[name]) - kept[name]) for name in sorted(named & kept.keys())}
    return {name: kept[name] for name in sorted(named & kept.keys())}, {name: n for name, n in gone.items() if n}


def _roots(pages: Pages) -> list[tuple[str, str, str, int]]:
    """(kind, name, table, first page) of everything in the database, as far as its own list can be read."""
    found = []
    for _, values in pages.tree(1).rows:
        kind, name, table, root = (*values, None, None, None, None)[:4]
        if isinstance(name, str) and isinstance(table, str) and isinstance(root, int) and kind in ("table", "index"):
            found.append((str(kind), name, table, root))
    return found


def _version(pages: Pages, roots: list[tuple[str, str, str, int]]) -> str | None:
    """The last migration the database has had; None where it has not had any. An unreadable one is taken for ours."""
    at = [root for kind, name, _, root in roots if kind == "table" and name == VERSION_TABLE]
    rows = pages.tree(at[0]).rows if at else []
    if rows and isinstance(rows[0][1][0], str):
        return rows[0][1][0]
    return None if roots and not at and any(kind == "table" for kind, *_ in roots) else "unreadable"


def _begin(engine: sa.Engine, kind: Kind, version: str | None) -> None:
    """The tables, as the damaged database had them where that is known and is not how they are now."""
    from cxloop.stores.migrating import migrate, scripts

    known = {one.revision for one in scripts().walk_revisions()}
    with engine.connect() as connection:
        connection.exec_driver_sql("pragma journal_mode = wal")
    with engine.begin() as connection:
        connection.exec_driver_sql("begin immediate")
        if version in known and version != HEADS[kind]:
            migrate(connection, kind, None, "", version)
        elif version is None:
            migrate(connection, kind, None, "", f"{kind}_0001")
        else:
            brought_up(connection, kind, TABLES[kind], "")


def _tables(engine: sa.Engine) -> dict[str, Table]:
    look = sa.inspect(engine)
    found = {}
    for name in look.get_table_names():
        columns = look.get_columns(name)
        key = [one["name"] for one in columns if one.get("primary_key")]
        types = [str(one["type"]) for one in columns]
        alone = next((at for at, one in enumerate(columns) if key == [one["name"]] and types[at] == "INTEGER"), None)
        needed = tuple(not one["nullable"] for one in columns)
        kinds = tuple(_TYPES.get(one) for one in types)
        found[name] = Table(name, tuple(one["name"] for one in columns), kinds, needed, alone)
    return found


Rows = dict[str, list[tuple[Any, ...]]]


def _rows(
    pages: Pages, roots: list[tuple[str, str, str, int]], tables: dict[str, Table]
) -> tuple[Rows, dict[str, int]]:
    rows: Rows = {name: [] for name in (*tables, _SEQUENCE)}
    lost: dict[str, int] = {}
    sequence = Table(_SEQUENCE, ("name", "seq"), (str, int), (True, True), None)
    shapes = {**tables, _SEQUENCE: sequence}
    whole: dict[str, bool] = {}
    for kind, name, _, root in roots:
        if kind == "table" and name in shapes:
            found = pages.tree(root)
            good = _fitting(found, shapes[name])
            rows[name] += good
            lost[name] = found.lost + len(found.rows) - len(good)
            whole[name] = not lost[name]
    entries = dict[str, int]()
    for kind, _, table, root in roots:
        if kind == "index":
            entries[table] = max(entries.get(table, 0), pages.entries(root))
    for stray in pages.strays():
        likely = sorted(shapes, key=lambda name: (whole.get(name, False), name))
        owner = next((one for one in likely if _belongs(stray, shapes[one], tables)), None)
        if owner is not None:
            rows[owner] += _fitting(stray, shapes[owner])
    for name, count in entries.items():
        if name in rows:
            lost[name] = max(lost.get(name, 0), count - len(rows[name]))
    return rows, lost


def _fitting(found: Found, table: Table) -> list[tuple[Any, ...]]:
    return [row for one in found.rows if (row := table.row(one)) is not None]


def _belongs(found: Found, table: Table, tables: dict[str, Table]) -> bool:
    """Whether most rows of a page may be a table's."""
    good = _fitting(found, table)
    if table.name == _SEQUENCE:
        good = [row for row in good if row[0] in tables]
    return 2 * len(good) > len(found.rows) and all(len(values) == len(table.columns) for _, values in found.rows)


def _inserted(engine: sa.Engine, tables: dict[str, Table], rows: Rows) -> dict[str, int]:
    """Puts the rows in; of two that cannot both be there the first one stays. How many there are in each table."""
    kept = {}
    with engine.begin() as connection:
        for name, table in tables.items():
            if name == VERSION_TABLE:
                continue
            columns = ", ".join(f'"{column}"' for column in table.columns)
            marks = ", ".join("?" * len(table.columns))
            if rows[name]:
                connection.exec_driver_sql(f'insert or ignore into "{name}" ({columns}) values ({marks})', rows[name])  # noqa: S608
            kept[name] = int(connection.exec_driver_sql(f'select count(*) from "{name}"').scalar_one())  # noqa: S608
    return kept


def _counted_on(engine: sa.Engine, tables: dict[str, Table], counts: list[tuple[Any, ...]]) -> None:
    """Numbers that were given are not given again, also those of rows that are no longer there."""
    known = {name: int(count) for name, count in counts if name in tables}
    with engine.begin() as connection:
        counted = set(_counted(connection))
        for name in counted & {"journal", *_FURTHER}:
            last = int(connection.exec_driver_sql(f'select coalesce(max(rowid), 0) from "{name}"').scalar_one())  # noqa: S608
            # where the count is lost, the milliseconds since 1970 are more than any journal has had requests
            further = last + _FURTHER[name] if name in _FURTHER else time.time_ns() // 1_000_000
            count = max(last, known[name]) if name in known else further
            connection.exec_driver_sql(f"delete from {_SEQUENCE} where name = ?", (name,))  # noqa: S608
            connection.exec_driver_sql(f"insert into {_SEQUENCE} values (?, ?)", (name, count))  # noqa: S608


def _counted(connection: sa.Connection) -> Iterator[str]:
    wanted = "select name from sqlite_master where type = 'table' and sql like '%autoincrement%'"
    yield from connection.exec_driver_sql(wanted).scalars()
