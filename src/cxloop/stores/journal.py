"""The journal in SQL: a row a request, committed in groups with full synchronisation."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from cxloop.ports.journal import Backlog, Entry, Request
from cxloop.stores.database import database, insert_rows, inserting
from cxloop.stores.homes import Home
from cxloop.stores.packing import packed, unpacked
from cxloop.stores.texts import column_number, column_text

_MOST: Final = 20_000
metadata = sa.MetaData()
_journal = sa.Table(
    "journal",
    metadata,
    sa.Column("number", column_number(), primary_key=True, autoincrement=True),
    sa.Column("workspace", column_text(), nullable=False),
    sa.Column("path", column_text(), nullable=False),
    sa.Column("key", column_text(), nullable=False),
    sa.Column("received_us", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("checksum", sa.BigInteger),
    sa.Column("size", sa.BigInteger),
    sa.Index("journal_by_workspace", "workspace", "number"),
    sqlite_autoincrement=True,
)
_claims = sa.Table(
    "claims",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("workspace", column_text(), nullable=False),
    sa.Column("batch", sa.BigInteger, nullable=False),
)
_batches = sa.Table(
    "batches",
    metadata,
    sa.Column("workspace", column_text(), primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
)


_WRITTEN: Final = ("workspace", "path", "key", "received_us", "body", "checksum", "size")


class SqlJournal:
    """The journal of a data folder."""

    def __init__(self, home: str | Path | Home) -> None:
        self.engine = database(home, "journal", metadata)

    def append(self, requests: Sequence[Request]) -> None:
        rows = [
            (one.workspace, one.path, one.key, one.received_us, packed(one.body), _checksum(one), len(one.body))
            for one in requests
        ]
        with self.engine.begin() as connection:
            insert_rows(connection, _journal, _WRITTEN, rows)

    def waiting(self, workspace: str | None = None) -> int:
        wanted = sa.select(sa.func.count()).select_from(_journal)
        if workspace is not None:
            wanted = wanted.where(_journal.c.workspace == workspace)
        with self.engine.connect() as connection:
            return int(connection.execute(wanted).scalar_one())

    def backlog(self) -> Backlog:
        first, last = sa.func.min(_journal.c.number), sa.func.max(_journal.c.number)
        with self.engine.connect() as connection:
            ends = connection.execute(sa.select(first, last)).one()
            if ends[0] is None:
                return Backlog(0, None)
            oldest = sa.select(_journal.c.received_us).where(_journal.c.number == ends[0])
            return Backlog(ends[1] - ends[0] + 1, connection.execute(oldest).scalar())

    def workspaces(self) -> list[str]:
        with self.engine.connect() as connection:
            return sorted(connection.execute(sa.select(_journal.c.workspace).distinct()).scalars())

    def claimed(self, workspace: str) -> int | None:
        with self.engine.connect() as connection:
            found: int | None = connection.execute(_begun(workspace)).scalar_one()
            return found

    def claim(self, workspace: str, after: int, most_bytes: int) -> int | None:
        opened = inserting(self.engine, _batches).values(workspace=workspace, last=0).on_conflict_do_nothing()
        mine = _batches.c.workspace == workspace
        with self.engine.begin() as connection:
            connection.execute(opened)
            # one claims at a time, whoever else believes that it may file
            last = connection.execute(sa.select(_batches.c.last).where(mine).with_for_update()).scalar_one()
            begun: int | None = connection.execute(_begun(workspace)).scalar_one()
            if begun is not None:
                return begun
            numbers = _first(connection.execute(_free(workspace)), most_bytes)
            if not numbers:
                return None
            batch = max(int(last), after) + 1
            connection.execute(sa.update(_batches).where(mine).values(last=batch))
            claims = [(number, workspace, batch) for number in numbers]
            insert_rows(connection, _claims, ("number", "workspace", "batch"), claims)
            return batch

    def batch(self, workspace: str, number: int) -> list[Entry]:
        wanted = (
            sa.select(_journal)
            .join(_claims, _claims.c.number == _journal.c.number)
            .where(_claims.c.workspace == workspace, _claims.c.batch == number)
            .order_by(_journal.c.number)
        )
        with self.engine.connect() as connection:
            return [_entry(row) for row in connection.execute(wanted)]

    def end(self, workspace: str, number: int) -> None:
        mine = sa.select(_claims.c.number).where(_claims.c.workspace == workspace, _claims.c.batch == number)
        with self.engine.begin() as connection:
            connection.execute(sa.delete(_journal).where(_journal.c.number.in_(mine)))
            connection.execute(sa.delete(_claims).where(_claims.c.workspace == workspace, _claims.c.batch == number))


def _entry(row: Any) -> Entry:
    try:
        body, spoilt = unpacked(row.body or b""), False
    except (OSError, ValueError, struct.error):
        body, spoilt = row.body, True
    request = Request(row.workspace, row.path, body, row.received_us, row.key)
    return Entry(row.number, request, spoilt or (row.checksum is not None and row.checksum != _checksum(request)))


def _checksum(request: Request) -> int:
    """Of everything that a database which keeps no checksums could hand out changed."""
    head = f"{request.workspace}\0{request.path}\0{request.key}\0{request.received_us}\0".encode("utf-8", "replace")
    return zlib.crc32(request.body or b"", zlib.crc32(head))


def _begun(workspace: str) -> sa.Select[Any]:
    return sa.select(sa.func.min(_claims.c.batch)).where(_claims.c.workspace == workspace)


def _free(workspace: str) -> sa.Select[Any]:
    """Numbers and sizes of what nobody has claimed. A lower number may appear later, once its transaction commits."""
    return (
        sa.select(_journal.c.number, sa.func.coalesce(_journal.c.size, sa.func.length(_journal.c.body)))
        .where(_journal.c.workspace == workspace, _journal.c.number.not_in(sa.select(_claims.c.number)))
        .order_by(_journal.c.number)
        .limit(_MOST)
    )


def _first(rows: Iterable[Any], most_bytes: int) -> list[int]:
    numbers, size = [], 0
    for number, length in rows:
        numbers.append(number)
        size += length
        if size >= most_bytes:
            break
    return numbers
