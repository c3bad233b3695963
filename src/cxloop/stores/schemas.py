"""Schemas of events and how messages differ from them, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

import sqlalchemy as sa

from cxloop.listen.schema import Schema, Violation, of_json
from cxloop.stores.database import inserting
from cxloop.stores.texts import column_text

MOST_WAYS: Final = 5_000
"""Ways of differing that are kept; who sends ever new names of properties makes no more of them."""
metadata = sa.MetaData()
_schemas = sa.Table(
    "schemas",
    metadata,
    sa.Column("event", column_text(), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", column_text()),
    sa.Column("fixed_us", sa.BigInteger, nullable=False),
)
_violations = sa.Table(
    "violations",
    metadata,
    sa.Column("event", column_text(), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("property", column_text(), primary_key=True),
    sa.Column("kind", column_text(), primary_key=True),
    sa.Column("found", column_text(), nullable=False),
    sa.Column("first_us", sa.BigInteger, nullable=False),
    sa.Column("last_us", sa.BigInteger, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("batch", sa.BigInteger, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)


class SqlSchemas:
    """The schemas of one workspace, in the database of its state."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def holding(self) -> dict[str, Schema]:
        newest = sa.select(_schemas.c.event, sa.func.max(_schemas.c.version).label("version"))
        last = newest.group_by(_schemas.c.event).subquery()
        same = (_schemas.c.event == last.c.event) & (_schemas.c.version == last.c.version)
        wanted = sa.select(_schemas).join(last, same).where(_schemas.c.text.is_not(None))
        with self.engine.connect() as connection:
            return {row.event: _schema(row) for row in connection.execute(wanted)}

    def versions(self, event: str) -> list[Schema | None]:
        wanted = sa.select(_schemas).where(_schemas.c.event == event).order_by(_schemas.c.version)
        with self.engine.connect() as connection:
            return [None if row.text is None else _schema(row) for row in connection.execute(wanted)]

    def fix(self, event: str, text: str | None, fixed_us: int) -> int:
        last = sa.select(sa.func.coalesce(sa.func.max(_schemas.c.version), 0)).where(_schemas.c.event == event)
        while True:
            with self.engine.begin() as connection:
                version = int(connection.execute(last).scalar_one()) + 1
                put = inserting(self.engine, _schemas).on_conflict_do_nothing().returning(_schemas.c.version)
                row = {"event": event, "version": version, "text": text, "fixed_us": fixed_us}
                if connection.execute(put.values(**row)).first() is not None:  # else somebody else was quicker
                    return version

    def violate(self, batch: int, seen: Sequence[Violation]) -> None:
        if not seen:
            return
        with self.engine.begin() as connection:
            ways = connection.execute(sa.select(sa.func.count()).select_from(_violations)).scalar_one()
            for one in seen:
                ways += _added(connection, replace(one, batch=batch), ways < MOST_WAYS)

    def violations(self) -> list[Violation]:
        wanted = sa.select(_violations).order_by(*_violations.primary_key.columns)
        with self.engine.connect() as connection:
            return [Violation(**row) for row in connection.execute(wanted).mappings()]


def _added(connection: sa.Connection, one: Violation, room: bool) -> bool:
    """Adds up one way of differing; whether it is a new one. What this batch has said before is said."""
    columns = _violations.c
    mine = (
        columns.event == one.event,
        columns.version == one.version,
        columns.property == one.property,
        columns.kind == one.kind,
    )
    row = connection.execute(sa.select(_violations).where(*mine)).mappings().one_or_none()
    if row is None:
        put = inserting(connection.engine, _violations).on_conflict_do_nothing().returning(columns.count)
        return room and connection.execute(put.values(**asdict(one))).first() is not None
    if row["batch"] < one.batch:
        merged = asdict(Violation(**row).merge(one))
        connection.execute(sa.update(_violations).where(*mine, columns.batch < one.batch).values(**merged))
    return False


def _schema(row: Any) -> Schema:
    return of_json(row.event, row.text, row.version, row.fixed_us)
