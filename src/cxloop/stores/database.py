"""Databases, opened: files of SQLite in the data folder, or schemas of PostgreSQL; every commit is on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import sqlalchemy as sa

from cxloop.stores.faults import database_fault, faults
from cxloop.stores.homes import Home, Kind
from cxloop.stores.layout import brought_up, up_to_date

_BUSY_MS: Final = 10_000
_LOG_BYTES: Final = 16 << 20


def database(home: str | Path | Home, kind: Kind, *tables: sa.MetaData) -> sa.Engine:
    """The database of a home, with these tables as this version of cxloop has them.

    What is not there is made; what is older is brought up to date, once, whoever else opens it at the same time.
    Errors of the disk and of the database come as cxloop's own.
    """
    if isinstance(home, Home) and home.server:
        from cxloop.stores.postgres import schema

        return schema(home, kind, *tables)
    path = home.path if isinstance(home, Home) else Path(home)
    engine = file(path)
    with engine.connect() as connection:
        if up_to_date(connection, kind):
            return engine
        connection.exec_driver_sql("pragma journal_mode = wal")
    with engine.begin() as connection:
        connection.exec_driver_sql("begin immediate")
        brought_up(connection, kind, tables, path)
    return engine


def file(path: Path) -> sa.Engine:
    """The database in a file, as it is there."""
    with faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{path}", module=sqlite())
    sa.event.listen(engine, "connect", _configure)
    sa.event.listen(engine, "handle_error", lambda context: _failed(context, path))
    return engine


def insert_missing(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> int:
    """Adds the rows whose keys are not there yet, in the order of `names`; tells how many."""
    return _insert_many(connection, table, tuple(names), rows, missing=True)


def insert_rows(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Adds the rows, in the order of `names`."""
    _insert_many(connection, table, tuple(names), rows, missing=False)


def _insert_many(
    connection: sa.Connection,
    table: sa.Table,
    names: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    *,
    missing: bool,
) -> int:
    """SQLite gets rows straight from the driver: what SQLAlchemy does for each of them takes three times as long."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(_words(connection.dialect, table, names, missing), list(rows)).rowcount
    put = _put(connection.dialect, table, missing)
    return connection.execute(put, [dict(zip(names, row, strict=True)) for row in rows]).rowcount


def _put(dialect: sa.Dialect, table: sa.Table, missing: bool) -> Any:
    put = _insert(dialect.name, table)
    return put.on_conflict_do_nothing() if missing else put


@lru_cache
def _words(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...], missing: bool) -> str:
    words = _put(dialect, table, missing).values({name: sa.bindparam(name) for name in names}).compile(dialect=dialect)
    assert words.positiontup == list(names)
    return str(words)


def inserting(engine: sa.Engine, table: sa.Table) -> Any:
    """An insert that may say what to do where the row is there already, in the words of this database."""
    return _insert(engine.dialect.name, table)


def _insert(dialect: str, table: sa.Table) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def _failed(context: sa.ExceptionContext, path: str | Path) -> None:
    known = database_fault(context.original_exception, path)
    if known is not None:
        raise known from context.original_exception


def sqlite() -> ModuleType:
    """The newest SQLite there is: 3.7.0 to 3.51.2 can corrupt a database in WAL mode."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    module: ModuleType = dbapi2
    return module


def _configure(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("pragma synchronous = full")
    cursor.execute(f"pragma busy_timeout = {_BUSY_MS}")
    cursor.execute("pragma secure_delete = on")
    cursor.execute(f"pragma journal_size_limit = {_LOG_BYTES}")  # a log once long is cut at its next beginning
    cursor.close()
