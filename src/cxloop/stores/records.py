"""What people write down, and who was given what, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from cxloop.listen.identity import Link, Owners, of_customer
from cxloop.ports.records import Assigned, Record
from cxloop.stores.database import insert_missing, inserting
from cxloop.stores.filings import link_table
from cxloop.stores.texts import column_number, column_text

metadata = sa.MetaData()
_records = sa.Table(
    "records",
    metadata,
    sa.Column("number", column_number(), primary_key=True),
    sa.Column("kind", column_text(), nullable=False),
    sa.Column("id", column_text(), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("text", column_text()),
    sa.Column("by", column_text(), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("kind", "id", "version", name="records_version"),
)
_assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("flag", column_text(), primary_key=True),
    sa.Column("unit", column_text(), primary_key=True),
    sa.Column("variant", column_text(), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
)
_FIELDS = [column for column in _records.columns if column.name != "number"]


class SqlRecords:
    """The records of one workspace, in the database of its state."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def stamp(self) -> int:
        # the count as well: with PostgreSQL a lower number may become visible after a higher one
        told = sa.select(sa.func.coalesce(sa.func.max(_records.c.number), 0) + sa.func.count()).select_from(_records)
        with self.engine.connect() as connection:
            return int(connection.execute(told).scalar_one())

    def current(self, kind: str, prefix: str = "") -> list[Record]:
        mine = _records.c.kind == kind
        if prefix:
            mine &= sa.func.substr(_records.c.id, 1, len(prefix)) == prefix
        first, last = sa.func.min(_records.c.number).label("first"), sa.func.max(_records.c.number).label("last")
        each = sa.select(first, last).where(mine).group_by(_records.c.id).subquery()
        wanted = sa.select(*_FIELDS).join(each, _records.c.number == each.c.last).order_by(each.c.first)
        return self._found(wanted)

    def one(self, kind: str, id: str) -> Record | None:
        found = self._found(self._of(kind, id).order_by(_records.c.version.desc()).limit(1))
        return found[0] if found else None

    def history(self, kind: str, id: str) -> list[Record]:
        return self._found(self._of(kind, id).order_by(_records.c.version))

    def write(self, record: Record) -> bool:
        put = inserting(self.engine, _records).values(**asdict(record)).on_conflict_do_nothing()
        with self.engine.begin() as connection:
            return connection.execute(put.returning(_records.c.number)).first() is not None

    def since(self, number: int, kinds: Sequence[str], limit: int) -> list[tuple[int, Record]]:
        later = (_records.c.number > number) & _records.c.kind.in_(kinds)
        wanted = sa.select(_records).where(later).order_by(_records.c.number).limit(limit)
        with self.engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(wanted).mappings()]
        return [(row.pop("number"), Record(**row)) for row in rows]

    def number(self, kind: str, text: str, by: str, at_ms: int) -> Record:
        counted = sa.select(sa.func.count(sa.distinct(_records.c.id))).where(_records.c.kind == kind)
        while True:
            with self.engine.connect() as connection:
                record = Record(kind, str(int(connection.execute(counted).scalar_one()) + 1), 1, text, by, at_ms)
            if self.write(record):  # else somebody else was quicker
                return record

    def _of(self, kind: str, id: str) -> sa.Select[tuple[object, ...]]:
        return sa.select(*_FIELDS).where(_records.c.kind == kind, _records.c.id == id)

    def _found(self, wanted: sa.Select[tuple[object, ...]]) -> list[Record]:
        with self.engine.connect() as connection:
            return [Record(**row) for row in connection.execute(wanted).mappings()]


class SqlAssignments:
    """Who was given what in one workspace, in the database of its state."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def of(self, flag: str, units: Sequence[str]) -> Assigned | None:
        mine = sa.select(_assignments).where(_assignments.c.flag == flag, _assignments.c.unit.in_(units))
        with self.engine.connect() as connection:
            row = connection.execute(mine.order_by(_assignments.c.at_ms, _assignments.c.unit).limit(1)).first()
        return None if row is None else Assigned(row.flag, row.unit, row.variant, row.at_ms)

    def keep(self, drawn: Sequence[Assigned]) -> None:
        if not drawn:
            return
        rows = [(one.flag, one.unit, one.variant, one.at_ms) for one in drawn]
        with self.engine.begin() as connection:
            insert_missing(connection, _assignments, ("flag", "unit", "variant", "at_ms"), rows)

    def known_as(self, unit: str) -> list[str]:
        anonymous = sa.select(link_table.c.anonymous).where(link_table.c.customer == unit)
        own = sa.select(link_table.c.customer).where(link_table.c.anonymous == unit)
        of_owner = sa.select(link_table.c.anonymous).where(link_table.c.customer.in_(own))
        wanted = sa.select(link_table.c.anonymous, link_table.c.customer, link_table.c.occurred_us).where(
            link_table.c.anonymous.in_(anonymous.union(of_owner))
        )
        with self.engine.connect() as connection:
            owners = Owners(Link(*row) for row in connection.execute(wanted)).of
        customer = owners.get(unit, unit)
        return sorted({customer, *of_customer(customer, owners)} - {unit})

    def counts(self, flag: str) -> dict[str, int]:
        count = sa.func.count()
        wanted = sa.select(_assignments.c.variant, count).where(_assignments.c.flag == flag)
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.group_by(_assignments.c.variant).order_by(_assignments.c.variant))
            return {row[0]: row[1] for row in rows}
