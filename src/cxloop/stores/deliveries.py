"""How far sending to each webhook has come, in SQL."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa

from cxloop.change.webhook import Delivery
from cxloop.stores import records
from cxloop.stores.database import inserting
from cxloop.stores.texts import column_text

metadata = sa.MetaData()
_deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("hook", column_text(), primary_key=True),
    sa.Column("cursor", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("next_ms", sa.BigInteger, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("reason", column_text(), nullable=False),
    sa.Column("sent_ms", sa.BigInteger),
    sa.Column("stopped", column_text()),
    sa.Column("holder", column_text()),
    sa.Column("held_until_ms", sa.BigInteger, nullable=False),
)
_FIELDS = [_deliveries.c[field.name] for field in fields(Delivery)]


class SqlDeliveries:
    """Of one workspace, in the database of its state."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def begin(self, hook: str) -> None:
        written = records.metadata.tables["records"]
        last = sa.select(sa.func.coalesce(sa.func.max(written.c.number), 0)).scalar_subquery()
        row = asdict(Delivery(hook, 0)) | {"cursor": last, "held_until_ms": 0}
        with self.engine.begin() as connection:
            connection.execute(inserting(self.engine, _deliveries).values(**row).on_conflict_do_nothing())

    def all(self) -> dict[str, Delivery]:
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(*_FIELDS)).mappings()
            return {row["hook"]: Delivery(**row) for row in rows}

    def claim(self, hook: str, holder: str, now_ms: int, until_ms: int) -> Delivery | None:
        due = _deliveries.c.stopped.is_(None) & (_deliveries.c.next_ms <= now_ms)
        free = (_deliveries.c.hook == hook) & due & (_deliveries.c.held_until_ms <= now_ms)
        taken = sa.update(_deliveries).where(free).values(holder=holder, held_until_ms=until_ms).returning(*_FIELDS)
        with self.engine.begin() as connection:
            row = connection.execute(taken).mappings().first()
            return None if row is None else Delivery(**row)

    def keep(self, delivery: Delivery, holder: str, until_ms: int) -> bool:
        return self._write(delivery.hook, holder, **asdict(delivery), held_until_ms=until_ms)

    def release(self, hook: str, holder: str) -> None:
        self._write(hook, holder, holder=None, held_until_ms=0)

    def resume(self, hook: str) -> None:
        self._write(hook, failures=0, next_ms=0, stopped=None)

    def end(self, hook: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(_deliveries).where(_deliveries.c.hook == hook))

    def _write(self, hook: str, held_by: str | None = None, /, **values: Any) -> bool:
        mine = _deliveries.c.hook == hook
        if held_by is not None:
            mine &= _deliveries.c.holder == held_by
        with self.engine.begin() as connection:
            return connection.execute(sa.update(_deliveries).where(mine).values(**values)).rowcount > 0
