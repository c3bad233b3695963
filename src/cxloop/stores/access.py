"""Who may come in, in SQL."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from cxloop.stores.access_home import access_database, metadata
from cxloop.stores.homes import Home
from cxloop.stores.texts import column_text
from cxloop.trust.keys import Key

_keys = sa.Table(
    "keys",
    metadata,
    sa.Column("id", column_text(), primary_key=True),
    sa.Column("workspace", column_text(), nullable=False, index=True),
    sa.Column("purpose", column_text(), nullable=False),
    sa.Column("name", column_text(), nullable=False),
    sa.Column("hash", column_text(), nullable=False, unique=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger),
    sa.Column("revoked_ms", sa.BigInteger),
    sa.Column("per_minute", sa.BigInteger),
)


class SqlAccess:
    """The keys of a data folder."""

    def __init__(self, home: str | Path | Home) -> None:
        self.engine = access_database(home)

    def add(self, key: Key) -> None:
        row = {name: getattr(key, name) for name in _keys.columns.keys()}  # noqa: SIM118
        with self.engine.begin() as connection:
            connection.execute(sa.insert(_keys).values(**row))

    def by_hash(self, hash: str) -> Key | None:
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(_keys).where(_keys.c.hash == hash)).mappings().one_or_none()
        return None if row is None else Key(**row)

    def of(self, workspace: str) -> list[Key]:
        wanted = sa.select(_keys).where(_keys.c.workspace == workspace).order_by(_keys.c.created_ms, _keys.c.id)
        with self.engine.connect() as connection:
            return [Key(**row) for row in connection.execute(wanted).mappings()]

    def revoke(self, workspace: str, id: str, moment_ms: int) -> bool:
        mine = (_keys.c.id == id, _keys.c.workspace == workspace, _keys.c.revoked_ms.is_(None))
        with self.engine.begin() as connection:
            return connection.execute(sa.update(_keys).where(*mine).values(revoked_ms=moment_ms)).rowcount > 0
