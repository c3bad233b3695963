"""The audit log in SQL, and its anchor in a file beside the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cxloop.stores.access_home import access_database, metadata
from cxloop.stores.anchor import AnchorFile
from cxloop.stores.homes import Home
from cxloop.stores.texts import column_text
from cxloop.trust.audit import FIRST, Anchor, Entry, Record, Verdict, anchor_of, chained, verify

_records = sa.Table(
    "audit_records",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("moment_ms", sa.BigInteger, nullable=False),
    sa.Column("who", column_text(), nullable=False),
    sa.Column("action", column_text(), nullable=False),
    sa.Column("workspace", column_text(), index=True),
    sa.Column("purpose", column_text()),
    sa.Column("customers", column_text(), nullable=False),
    sa.Column("masked", sa.Boolean, nullable=False),
    sa.Column("mac", column_text(), nullable=False),
)
_head = sa.Table(
    "audit_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("mac", column_text(), nullable=False),
)


class SqlAudit:
    """The audit log of a data folder. key: of the chain; anchor: the file that is kept outside of the database."""

    def __init__(self, home: str | Path | Home, key: bytes, anchor: Path) -> None:
        self.engine, self._key, self._file = access_database(home), key, AnchorFile(anchor)

    def append(self, entry: Entry) -> Record:
        with self._file.held():
            try:
                record = self._append(entry)
            except sa.exc.IntegrityError:  # another server wrote the very first record meanwhile
                record = self._append(entry)
            self._file.write(anchor_of(self._key, record))
        return record

    def newest(self, limit: int, customer: str | None = None) -> list[Record]:
        wanted = sa.select(_records).order_by(_records.c.number.desc()).limit(limit)
        if customer is not None:
            wanted = wanted.where(_records.c.customers.contains(json.dumps(customer), autoescape=True))
        with self.engine.connect() as connection:
            return [_record(row) for row in connection.execute(wanted).mappings()]

    def verify(self, anchor: Anchor | None = None) -> Verdict:
        # read before the chain: what is added meanwhile lies behind it
        beside = anchor or self.anchor()
        with self.engine.connect() as connection:
            return verify(self._key, self._all(connection), beside)

    def anchor(self) -> Anchor | None:
        return self._file.read()

    def _append(self, entry: Entry) -> Record:
        with self.engine.begin() as connection:
            # the update comes first, so that writers queue up here and each sees the record before its own
            taken = sa.update(_head).where(_head.c.id == 1).values(number=_head.c.number + 1)
            if connection.execute(taken).rowcount == 0:
                connection.execute(sa.insert(_head).values(id=1, number=1, mac=FIRST))
            number, before = connection.execute(sa.select(_head.c.number, _head.c.mac)).one()
            record = chained(self._key, number, before, entry)
            connection.execute(sa.insert(_records).values(**_row(record)))
            connection.execute(sa.update(_head).where(_head.c.id == 1).values(mac=record.mac))
        return record

    def _all(self, connection: sa.Connection) -> Iterator[Record]:
        wanted = sa.select(_records).order_by(_records.c.number).execution_options(yield_per=1000)
        return (_record(row) for row in connection.execute(wanted).mappings())


def _row(record: Record) -> dict[str, Any]:
    entry = record.entry
    return {
        "number": record.number, "moment_ms": entry.moment_ms, "who": entry.who, "action": entry.action,
        "workspace": entry.workspace, "purpose": entry.purpose, "customers": json.dumps(list(entry.customers)),
        "masked": entry.masked, "mac": record.mac,
    }  # fmt: skip


def _record(row: Any) -> Record:
    entry = Entry(
        row["moment_ms"], row["who"], row["action"], row["workspace"], row["purpose"],
        tuple(json.loads(row["customers"])), row["masked"],
    )  # fmt: skip
    return Record(row["number"], entry, row["mac"])
