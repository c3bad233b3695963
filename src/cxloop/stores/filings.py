"""What filing remembers, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import sqlalchemy as sa

from cxloop.listen.catalogue import Observed
from cxloop.listen.identity import MET, Link
from cxloop.ports.filing import Quarantined
from cxloop.stores.database import insert_missing, inserting
from cxloop.stores.schemas import SqlSchemas
from cxloop.stores.texts import column_number, column_text

Ints = npt.NDArray[np.int64]
MOST_LISTED: Final = 20_000
"""Events and properties in the catalogue; who sends ever new names makes no more of them."""
_CHUNK: Final = 5_000
metadata = sa.MetaData()
_messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", column_number(), primary_key=True, autoincrement=False),
    sa.Column("payload", sa.BigInteger, nullable=False),
    sa.Column("batch", sa.BigInteger, nullable=False),
    sa.Column("day", sa.Integer, nullable=False, index=True),
)
_refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("number", column_number(), primary_key=True, autoincrement=True),
    sa.Column("batch", sa.BigInteger, nullable=False),
    sa.Column("request", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("path", column_text(), nullable=False),
    sa.Column("reason", column_text(), nullable=False),
    sa.Column("detail", column_text(), nullable=False),
    sa.Column("message_id", column_text()),
    sa.Column("received_us", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("status", column_text(), nullable=False, index=True),
    sa.Index("refusals_once", "batch", "request", "place", unique=True),
    sqlite_autoincrement=True,
)
link_table = sa.Table(
    "links",
    metadata,
    sa.Column("anonymous", column_text(), primary_key=True),
    sa.Column("customer", column_text(), primary_key=True, index=True),
    sa.Column("occurred_us", sa.BigInteger, nullable=False),
    sa.Column("batch", sa.BigInteger, nullable=False, server_default="0", index=True),
)
_met = sa.Table(
    "met",
    metadata,
    sa.Column("import", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rows", sa.LargeBinary, nullable=False),
)
_catalogue = sa.Table(
    "catalogue",
    metadata,
    sa.Column("event", column_text(), primary_key=True),
    sa.Column("property", column_text(), primary_key=True),
    sa.Column("types", column_text(), nullable=False),
    sa.Column("example", column_text(), nullable=False),
    sa.Column("first_us", sa.BigInteger, nullable=False),
    sa.Column("last_us", sa.BigInteger, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("batch", sa.BigInteger, nullable=False),
)


class SqlFilings:
    """What filing remembers of one workspace, in the database of its state."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.schemas = engine, SqlSchemas(engine)

    def remember(self, batch: int, ids: Ints, payloads: Ints, day: int) -> tuple[Ints, Ints]:
        first, said = np.full(len(ids), batch), payloads.copy()
        if not len(ids):
            return first, said
        order = np.argsort(ids)  # neighbours go onto the same page
        rows = zip(ids[order].tolist(), payloads[order].tolist(), repeat(batch), repeat(day), strict=False)
        names = ("id", "payload", "batch", "day")
        with self.engine.begin() as connection:
            if insert_missing(connection, _messages, names, rows) != len(ids):
                known = dict(self._known(connection, ids))
                first = np.array([known[id][0] for id in ids.tolist()], np.int64)
                said = np.array([known[id][1] for id in ids.tolist()], np.int64)
        return first, said

    def _known(self, connection: sa.Connection, ids: Ints) -> Iterator[tuple[int, tuple[int, int]]]:
        every = np.unique(ids).tolist()
        for begin in range(0, len(every), _CHUNK):
            wanted = sa.select(_messages).where(_messages.c.id.in_(every[begin : begin + _CHUNK]))
            yield from ((row.id, (row.batch, row.payload)) for row in connection.execute(wanted))

    def forget(self, before_day: int) -> int:
        with self.engine.begin() as connection:
            return connection.execute(sa.delete(_messages).where(_messages.c.day < before_day)).rowcount

    def refuse(self, batch: int, rows: Sequence[Quarantined]) -> None:
        with self.engine.begin() as connection:
            mine = sa.select(_refusals).where(_refusals.c.batch == batch)
            wanted = {(row.request, row.place) for row in rows}
            left = [row.number for row in connection.execute(mine) if (row.request, row.place) not in wanted]
            if left:  # refused by an earlier version, and accepted by this one
                connection.execute(sa.delete(_refusals).where(_refusals.c.number.in_(left)))
            if rows:
                names = [name for name in _refusals.columns.keys() if name != "number"]  # noqa: SIM118
                put = inserting(self.engine, _refusals).on_conflict_do_nothing()
                connection.execute(put, [{name: getattr(row, name) for name in names} for row in rows])

    def refused(self, status: str | None = "waiting", limit: int = 100) -> list[Quarantined]:
        wanted = sa.select(_refusals).order_by(_refusals.c.number).limit(limit)
        if status is not None:
            wanted = wanted.where(_refusals.c.status == status)
        with self.engine.connect() as connection:
            return [Quarantined(**row) for row in connection.execute(wanted).mappings()]

    def refusal(self, number: int) -> Quarantined | None:
        with self.engine.connect() as connection:
            wanted = sa.select(_refusals).where(_refusals.c.number == number)
            row = connection.execute(wanted).mappings().one_or_none()
        return None if row is None else Quarantined(**row)

    def change_refusal(self, number: int, raw: bytes, status: str) -> None:
        with self.engine.begin() as connection:
            mine = sa.update(_refusals).where(_refusals.c.number == number)
            connection.execute(mine.values(raw=raw, status=status))

    def link(self, batch: int, links: Sequence[Link]) -> None:
        first: dict[tuple[str, str], int] = {}
        for one in links:
            pair = (one.anonymous, one.customer)
            first[pair] = min(one.occurred_us, first.get(pair, one.occurred_us))
        if not first:
            return
        rows = [
            {"anonymous": pair[0], "customer": pair[1], "occurred_us": us, "batch": batch} for pair, us in first.items()
        ]
        insert = inserting(self.engine, link_table)
        earlier = insert.excluded.occurred_us < link_table.c.occurred_us
        with self.engine.begin() as connection:
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["anonymous", "customer"],
                    set_={"occurred_us": insert.excluded.occurred_us, "batch": insert.excluded.batch},
                    where=earlier,
                ),
                rows,
            )

    def observe(self, batch: int, seen: Sequence[Observed]) -> None:
        with self.engine.begin() as connection:
            listed = connection.execute(sa.select(sa.func.count()).select_from(_catalogue)).scalar_one()
            for one in seen:
                mine = (_catalogue.c.event == one.event, _catalogue.c.property == one.property)
                row = connection.execute(sa.select(_catalogue).where(*mine)).mappings().one_or_none()
                if row is None:
                    listed += 1
                    if listed > MOST_LISTED:
                        continue
                    new = inserting(self.engine, _catalogue).values(**_row(one), batch=batch)
                    connection.execute(new.on_conflict_do_nothing())
                elif row["batch"] < batch:
                    merged = _observed(row).merge(one)
                    connection.execute(
                        sa.update(_catalogue)
                        .where(*mine, _catalogue.c.batch < batch)
                        .values(**_row(merged), batch=batch)
                    )

    def catalogue(self) -> list[Observed]:
        wanted = sa.select(_catalogue).order_by(_catalogue.c.event, _catalogue.c.property)
        with self.engine.connect() as connection:
            return [_observed(row) for row in connection.execute(wanted).mappings()]

    def links(self, after: int = -1) -> tuple[list[Link], int]:
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(link_table).where(link_table.c.batch > after)).all()
        return [Link(*row[:3]) for row in rows], max((row.batch for row in rows), default=after)

    def meet(self, number: int, part: int, rows: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, MET, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(rows)
        mine = (_met.c["import"] == number, _met.c.part == part)
        with self.engine.begin() as connection:
            connection.execute(sa.delete(_met).where(*mine))
            kept = {"import": number, "part": part, "rows": sink.getvalue().to_pybytes()}
            connection.execute(sa.insert(_met).values(kept))

    def met(self, imports: Collection[int]) -> pa.Table:
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(_met).order_by(_met.c["import"], _met.c.part)).all()
        kept = [pa.ipc.open_stream(row.rows).read_all() for row in rows if row[0] in imports]
        return pa.concat_tables([MET.empty_table(), *kept])

    def unmeet(self, number: int) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(_met).where(_met.c["import"] == number))


def _row(one: Observed) -> dict[str, Any]:
    types = ",".join(sorted(one.types))
    return {"event": one.event, "property": one.property, "types": types, "example": one.example,
            "first_us": one.first_us, "last_us": one.last_us, "count": one.count}  # fmt: skip


def _observed(row: Any) -> Observed:
    types = frozenset(row["types"].split(",")) - {""}
    return Observed(row["event"], row["property"], types, row["example"], row["first_us"], row["last_us"], row["count"])
