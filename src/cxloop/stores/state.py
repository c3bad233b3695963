"""State in SQL: imports and their parts, quarantine, mappings, settings. SQLAlchemy Core, one set of queries.

SQLite by default, through the `pysqlite3` wheel where there is one, or PostgreSQL; written with full synchronisation,
so what a method has returned from survives a power cut.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cxloop.ports.state import ImportRecord, Part, Refused
from cxloop.stores import deliveries, filings, records, schemas
from cxloop.stores.database import database, inserting
from cxloop.stores.homes import Home
from cxloop.stores.texts import column_number, column_text

metadata = sa.MetaData()
_imports = sa.Table(
    "imports",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("path", column_text(), nullable=False),
    sa.Column("digest", column_text(), nullable=False),
    sa.Column("mapping", column_text(), nullable=False),
    sa.Column("status", column_text(), nullable=False),
    sa.Column("imported", sa.BigInteger, nullable=False, default=0),
    sa.Column("refused", sa.BigInteger, nullable=False, default=0),
    sa.Column("duplicates", sa.BigInteger, nullable=False, default=0),
    sa.Column("begun_ms", sa.BigInteger, nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    sa.Column("properties", column_text(), nullable=False, default="[]"),
    sqlite_autoincrement=True,
)
_parts = sa.Table(
    "parts",
    metadata,
    sa.Column("import", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("batches", sa.Integer, nullable=False),
    sa.Column("ordinal", sa.BigInteger, nullable=False),
    sa.Column("imported", sa.BigInteger, nullable=False),
    sa.Column("duplicates", sa.BigInteger, nullable=False),
    sa.Column("staged", column_text()),
    sa.Column("properties", column_text(), nullable=False),
)
_quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("id", column_number(), primary_key=True),
    sa.Column("import", sa.Integer, nullable=False, index=True),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("reason", column_text(), nullable=False),
    sa.Column("detail", column_text(), nullable=False),
    sa.Column("raw", column_text(), nullable=False),
    sa.Column("field", column_text()),
)
_mappings = sa.Table(
    "mappings",
    metadata,
    sa.Column("signature", column_text(), primary_key=True),
    sa.Column("mapping", column_text(), nullable=False),
)
_settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", column_text(), primary_key=True),
    sa.Column("value", column_text(), nullable=False),
)


class SqlState:
    """The state of one workspace."""

    def __init__(self, home: str | Path | Home) -> None:
        self.engine = database(
            home, "state", metadata, filings.metadata, schemas.metadata, records.metadata, deliveries.metadata
        )

    def begin_import(self, path: str, digest: str, mapping: dict[str, Any], begun_ms: int) -> ImportRecord:
        row = {
            "path": path,
            "digest": digest,
            "mapping": json.dumps(mapping),
            "status": "running",
            "begun_ms": begun_ms,
        }
        with self.engine.begin() as connection:
            key = connection.execute(sa.insert(_imports).values(**row)).inserted_primary_key
        number = int(key[0]) if key else 0
        return ImportRecord(number, path, digest, mapping, "running", begun_ms=begun_ms)

    def imports(self) -> list[ImportRecord]:
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(_imports).order_by(_imports.c.number)).mappings()
            return [_record(dict(row)) for row in rows]

    def add_part(self, number: int, part: Part, refused: Sequence[Refused]) -> None:
        row = {
            "import": number,
            "number": part.number,
            "batches": part.batches,
            "ordinal": part.ordinal,
            "imported": part.imported,
            "duplicates": part.duplicates,
            "staged": json.dumps(part.staged) if part.staged else None,
            "properties": json.dumps(part.properties),
        }
        rows = [
            {"import": number, **{name: getattr(one, name) for name in ("line", "reason", "detail", "raw", "field")}}
            for one in refused
        ]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(_parts), [row])
            if rows:
                connection.execute(sa.insert(_quarantine), rows)

    def parts(self, number: int) -> list[Part]:
        wanted = sa.select(_parts).where(_parts.c["import"] == number).order_by(_parts.c.number)
        with self.engine.connect() as connection:
            return [
                Part(
                    row["number"],
                    row["batches"],
                    row["ordinal"],
                    row["imported"],
                    row["duplicates"],
                    json.loads(row["staged"]) if row["staged"] else None,
                    tuple(json.loads(row["properties"])),
                )
                for row in connection.execute(wanted).mappings()
            ]

    def end_import(self, number: int, status: str, ended_ms: int) -> ImportRecord:
        parts = self.parts(number)
        names = sorted({name for part in parts for name in part.properties})
        counted = sa.select(sa.func.count()).select_from(_quarantine).where(_quarantine.c["import"] == number)
        with self.engine.begin() as connection:
            if status == "failed":
                connection.execute(sa.delete(_parts).where(_parts.c["import"] == number))
                connection.execute(sa.delete(_quarantine).where(_quarantine.c["import"] == number))
            changed = {
                "status": status,
                "ended_ms": ended_ms,
                "properties": json.dumps(names),
                "imported": sum(part.imported for part in parts),
                "duplicates": sum(part.duplicates for part in parts),
                "refused": connection.execute(counted).scalar_one(),
            }
            connection.execute(sa.update(_imports).where(_imports.c.number == number).values(**changed))
        return next(record for record in self.imports() if record.number == number)

    def refused(self, number: int | None = None, limit: int = 100) -> list[Refused]:
        wanted = sa.select(_quarantine).order_by(_quarantine.c.id).limit(limit)
        if number is not None:
            wanted = wanted.where(_quarantine.c["import"] == number)
        with self.engine.connect() as connection:
            return [
                Refused(row["line"], row["reason"], row["detail"], row["raw"], row["import"], row["field"])
                for row in connection.execute(wanted).mappings()
            ]

    def reasons(self, number: int) -> dict[str, int]:
        count, reason = sa.func.count(), _quarantine.c.reason
        wanted = sa.select(reason, count).where(_quarantine.c["import"] == number).group_by(reason)
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted.order_by(count.desc(), reason))}

    def mapping(self, signature: str) -> dict[str, Any] | None:
        text = self._value(_mappings.c.mapping, _mappings.c.signature, signature)
        return None if text is None else dict(json.loads(text))

    def save_mapping(self, signature: str, mapping: dict[str, Any]) -> None:
        self._put(_mappings, signature=signature, mapping=json.dumps(mapping))

    def setting(self, key: str) -> str | None:
        return self._value(_settings.c.value, _settings.c.key, key)

    def save_setting(self, key: str, value: str) -> None:
        self._put(_settings, key=key, value=value)

    def _value(self, wanted: sa.Column[str], key: sa.Column[str], value: str) -> str | None:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(wanted).where(key == value)).scalar_one_or_none()

    def _put(self, table: sa.Table, **row: str) -> None:
        put = inserting(self.engine, table).values(**row)
        with self.engine.begin() as connection:
            connection.execute(put.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=row))


def _record(row: dict[str, Any]) -> ImportRecord:
    row["mapping"], row["properties"] = json.loads(row["mapping"]), tuple(json.loads(row["properties"]))
    return ImportRecord(**row)
