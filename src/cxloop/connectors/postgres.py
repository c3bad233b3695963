"""The answer of a PostgreSQL database to one query, written as CSV: it then comes in as any other file does.

One statement, as a server-side cursor inside a transaction that may only read, fetched in batches; it ends in time.
"""

from __future__ import annotations

import csv
import io
import os
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cxloop.connectors.webhooks import Resolve, resolved
from cxloop.errors import BadOption, Both, MissingExtra
from cxloop.listen.errors import DatabaseForbidden, QueryFailed
from cxloop.trust.addresses import hosts_of, is_public

SETTING: Final = "CXLOOP_POSTGRES_HOSTS"
PORT: Final = 5432
_BATCH_ROWS: Final = 5_000
_STATEMENT_SECONDS: Final = 120.0
_MOST_SECONDS: Final = 1_800.0
_BOOLEAN: Final = 16


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and who asks. pinned: the network address that was judged, to connect to whatever the name
    stands for by now. roots: a file of the authorities whose certificates are believed. extra: further words of a
    connection string; only the command line has them."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(default="", repr=False)
    pinned: str = ""
    sslmode: str = "prefer"
    roots: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"


def address_of(url: str) -> Address:
    """The address in `postgresql://user:password@host:port/database`. Raises BadOption, MissingExtra."""
    psycopg = _psycopg()
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        reason = Both("write postgresql://user@host/database", "postgresql://사용자@호스트/데이터베이스처럼 쓰세요")
        raise BadOption(option="--postgres", reason=reason) from None
    known = {name: str(parts.pop(name, "") or "") for name in ("host", "port", "dbname", "user", "password")}
    extra = tuple((name, str(value)) for name, value in parts.items() if value is not None)
    return Address(
        known["host"], int(known["port"] or PORT), known["dbname"], known["user"], known["password"], extra=extra
    )


def permitted(address: Address, setting: str, resolve: Resolve = resolved, *, roots: str = "") -> Address:
    """The address as a console may connect to it: the certificate of a public one has to be in its name. setting: hosts
    that are allowed although they are private. roots: a file of the authorities that are believed, if it is not to be
    those of this machine.

    Raises DatabaseForbidden where it is no plain host, where nobody knows it, or where it is not public; SettingWrong.
    """
    allowed = hosts_of(setting, SETTING, (PORT,))
    named = address.host.strip().lower()
    try:
        plain = hosts_of(f"[{named}]" if ":" in named else named, SETTING, (address.port,)) if "," not in named else ()
    except Exception:  # whatever is wrong with it, it is no host
        plain = ()
    if len(plain) != 1 or "=" in address.database or address.database.startswith(("postgres://", "postgresql://")):
        reason = Both("write a host and the name of a database", "호스트와 데이터베이스 이름을 쓰세요")
        raise DatabaseForbidden(address=str(address)[:200], reason=reason)
    place, found = next(iter(plain)), resolve(named, address.port)
    if not found:
        raise DatabaseForbidden(address=str(address), reason=Both("nobody knows its name", "이름을 찾을 수 없습니다"))
    private = place in allowed
    if not private and not all(map(is_public, found)):
        reason = Both("it is not a public address", "공개된 주소가 아닙니다")
        raise DatabaseForbidden(address=str(address), reason=reason)
    mode = "verify-full" if roots or not private else "prefer"
    known = "" if mode == "prefer" else roots or _roots_of_this_machine()
    return replace(address, host=named, pinned=found[0], sslmode=mode, roots=known, extra=())


def _roots_of_this_machine() -> str:
    """libpq in its wheel does not know where this machine keeps them."""
    found = ssl.get_default_verify_paths().cafile
    if found is None:
        import certifi

        found = certifi.where()
    return found


def fetch(
    address: Address, query: str, write: Callable[[bytes], None], statement_seconds: float = _STATEMENT_SECONDS
) -> None:
    """Writes the answer of a query as CSV, its columns first, in UTF-8, times in UTC.

    Raises QueryFailed, MissingExtra, and what `write` raises.
    """
    psycopg = _psycopg()
    try:
        with psycopg.connect(**_connection(address, statement_seconds)) as connection:
            ending = threading.Timer(_MOST_SECONDS, connection.cancel_safe)
            ending.daemon = True
            ending.start()
            try:
                _fetched(connection, query, write)
            finally:
                ending.cancel()
    except psycopg.Error as error:
        told = str(error).strip().splitlines() or [type(error).__name__]
        raise QueryFailed(address=str(address), reason=told[0].rstrip(".")[:300]) from None


def _fetched(connection: Any, query: str, write: Callable[[bytes], None]) -> None:
    connection.read_only = True
    _as_texts(connection)
    with connection.cursor(name="cxloop") as cursor:
        cursor.execute(query.strip().rstrip(";"))  # as a cursor: one statement, and one that gives rows
        yes = [place for place, column in enumerate(cursor.description) if column.type_code == _BOOLEAN]
        write(_csv([[column.name for column in cursor.description]]))
        while rows := cursor.fetchmany(_BATCH_ROWS):
            write(_csv(_with_words(rows, yes) if yes else rows))
    connection.rollback()


def _connection(address: Address, statement_seconds: float) -> dict[str, Any]:
    options = {
        "default_transaction_read_only": "on", "statement_timeout": f"{round(statement_seconds * 1000)}",
        "lock_timeout": "5000", "datestyle": "ISO,YMD", "timezone": "UTC", "intervalstyle": "iso_8601",
        "client_encoding": "UTF8",
    }  # fmt: skip
    given: dict[str, Any] = {
        "host": address.host, "port": address.port, "dbname": address.database, "user": address.user,
        "password": address.password, "sslmode": address.sslmode, "sslrootcert": address.roots,
    }  # fmt: skip
    if address.pinned:  # nothing of this machine's own goes along: no password file, no ticket
        given |= {"hostaddr": address.pinned, "passfile": os.devnull, "gssencmode": "disable"}
    return {
        **dict(address.extra), **{name: value for name, value in given.items() if value != ""}, "connect_timeout": 10,
        "application_name": "cxloop", "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }  # fmt: skip


def _as_texts(connection: Any) -> None:
    """Every value as the server writes it: there are dates that Python does not know."""
    from psycopg.types.string import TextLoader

    for kind in connection.adapters.types:
        for number in filter(None, (kind.oid, kind.array_oid)):
            connection.adapters.register_loader(number, TextLoader)


def _with_words(rows: Iterable[Sequence[Any]], places: Sequence[int]) -> list[list[Any]]:
    """Yes and no in words, not as t and f."""
    words = {"t": "true", "f": "false"}
    return [[words.get(value, value) if at in places else value for at, value in enumerate(row)] for row in rows]


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Nothing is an empty field, as everywhere.

    >>> _csv([["a", None, 'b"c']])
    b'a,,"b""c"\\n'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _psycopg() -> Any:
    try:
        import psycopg
        import psycopg.conninfo
    except ImportError:
        raise MissingExtra(feature="--postgres", extra="postgres") from None
    return psycopg
