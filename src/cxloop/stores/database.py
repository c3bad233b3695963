"""Where databases live: files in the data folder; written with full synchronisation, so what was said to be kept is."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any, Final

import sqlalchemy as sa

from cxloop.stores.faults import database_fault, faults

_BUSY_MS: Final = 10_000


def database(path: str | Path, *tables: sa.MetaData) -> sa.Engine:
    """The database in a file, with these tables; errors of the disk and of SQLite come as cxloop's own."""
    with faults(path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{path}", module=_sqlite())
    sa.event.listen(engine, "connect", _configure)
    sa.event.listen(engine, "handle_error", lambda context: _failed(context, path))
    for some in tables:
        _create(engine, some)
    return engine


def _failed(context: sa.ExceptionContext, path: str | Path) -> None:
    known = database_fault(context.original_exception, path)
    if known is not None:
        raise known from context.original_exception


def _sqlite() -> ModuleType:
    """The newest SQLite there is: 3.7.0 to 3.51.2 can corrupt a database in WAL mode."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    module: ModuleType = dbapi2
    return module


def _create(engine: sa.Engine, tables: sa.MetaData) -> None:
    """All tables at once, by one process only; a database that has them is not written to."""
    there = set(sa.inspect(engine).get_table_names())
    if tables.tables.keys() <= there:
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("pragma journal_mode = wal")
    with engine.begin() as connection:
        connection.exec_driver_sql("begin immediate")
        tables.create_all(connection)


def _configure(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("pragma synchronous = full")
    cursor.execute(f"pragma busy_timeout = {_BUSY_MS}")
    cursor.execute("pragma secure_delete = on")
    cursor.close()
