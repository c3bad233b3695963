"""PostgreSQL: one database for all, a schema for each home; the lease that holds across machines."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from cxloop.errors import BadOption, Both, CxloopError, MissingExtra
from cxloop.stores.binding import bound
from cxloop.stores.errors import StateUnreachable
from cxloop.stores.homes import Home, Kind, workspace_of
from cxloop.stores.layout import brought_up, up_to_date
from cxloop.stores.postgres_faults import server_fault

SETTING: Final = "CXLOOP_STATE"
_CONNECTING: Final = {
    "connect_timeout": "5", "application_name": "cxloop",
    "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
}  # fmt: skip
_CHECKED: Final = "select current_setting('server_encoding'), current_setting('fsync'), pg_is_in_recovery()"
_DEAD_AFTER: Final = "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3"
_SYNCHRONOUS: Final = (
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
)


def schema(home: Home, kind: Kind, *tables: sa.MetaData) -> sa.Engine:
    """The tables of a home, all statements of the engine going to its schema; made or brought up to date first."""
    whole = server(home.server)
    _bind(home.server, home.folder)
    engine = whole.execution_options(schema_translate_map={None: home.schema})
    with engine.connect() as connection:
        if up_to_date(connection, kind, home.schema):
            return engine
    with whole.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_number("cxloop tables", home.schema))))
        _within(connection, home)
        brought_up(connection, kind, tables, str(home))
    return engine


@functools.cache
def _bind(address: str, folder: Path) -> None:
    """Once a process: is this database this folder's?"""
    with server(address).begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_number("cxloop folder", ""))))
        bound(connection, folder)


def workspaces(address: str) -> list[str]:
    """The workspaces that have a schema."""
    known = sa.text("select nspname, obj_description(oid, 'pg_namespace') from pg_namespace where nspname like 'work%'")
    with server(address).connect() as connection:
        names = [workspace_of(*row) for row in connection.execute(known)]
    return sorted(name for name in names if name is not None)


@contextmanager
def advisory(home: Home, purpose: str) -> Iterator[bool]:
    """Whether this process got hold of a lock of this home, on whatever machine the others are.

    It is held on a connection of its own, until the context ends, the process dies or the connection does: whoever
    holds it may lose it without noticing, so that what is done under it has to be safe without it as well.
    """
    alone = sa.create_engine(server(home.server).url, poolclass=sa.NullPool, connect_args=dict(_CONNECTING))
    _guard(alone)
    with alone.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(_DEAD_AFTER)
        key = _number(purpose, home.schema)
        yield bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar_one())


@functools.cache
def server(address: str) -> sa.Engine:
    """Connections to a PostgreSQL database, shared by everything in this process."""
    try:
        url = sa.engine.make_url(address).set(drivername="postgresql+psycopg")
    except (sa.exc.ArgumentError, ValueError):
        reason = Both("it is no address of a PostgreSQL database", "PostgreSQL 데이터베이스 주소가 아닙니다")
        raise BadOption(option=SETTING, reason=reason) from None
    given = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args=given)
    except ImportError:
        raise MissingExtra(feature="PostgreSQL", extra="postgres") from None
    _guard(engine)
    return engine


def _guard(engine: sa.Engine) -> None:
    where = shown(engine.url)
    sa.event.listen(engine, "connect", lambda connection, _: _configure(connection, where))
    sa.event.listen(engine, "handle_error", lambda context: _failed(context, where))


def shown(url: sa.URL) -> str:
    """An address without its password and options."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def _failed(context: sa.ExceptionContext, where: str) -> None:
    if context.is_pre_ping:  # a connection that has ended is made anew
        return
    if isinstance(context.original_exception, CxloopError):
        raise context.original_exception
    known = server_fault(context.original_exception, where)
    if known is not None:
        raise known from context.original_exception


def _configure(connection: Any, where: str) -> None:
    """Refuses a server that does not keep what it says it keeps."""
    with connection.cursor() as cursor:
        encoding, fsync, standby = cursor.execute(_CHECKED).fetchone()
        cursor.execute(_SYNCHRONOUS)
    connection.commit()
    if encoding != "UTF8":
        reason = Both(f"its encoding is {encoding}, not UTF8", f"인코딩이 UTF8이 아니라 {encoding}입니다")
        raise StateUnreachable(address=where, reason=reason)
    if fsync != "on":
        reason = Both("it runs with fsync off and may lose what it has", "fsync가 꺼져 있어 데이터를 잃을 수 있습니다")
        raise StateUnreachable(address=where, reason=reason)
    if standby:
        raise StateUnreachable(address=where, reason=Both("it is a read-only standby", "읽기 전용 대기 서버입니다"))


def _within(connection: sa.Connection, home: Home) -> None:
    """Makes the schema where it is not there; what follows in this transaction is about it."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(home.schema)
    if not sa.inspect(connection).has_schema(home.schema):
        connection.exec_driver_sql(f"create schema {quoted}")
        if home.name:
            connection.exec_driver_sql(f"comment on schema {quoted} is {_literal(home.name)}")
    connection.exec_driver_sql(f"set local search_path to {quoted}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def _number(purpose: str, schema: str) -> int:
    """A lock's number, 64 bits."""
    return int.from_bytes(hashlib.sha256(f"{purpose}\0{schema}".encode()).digest()[:8], signed=True)
