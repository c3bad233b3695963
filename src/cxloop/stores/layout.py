"""Which tables a database has, and which it should have: quick where nothing has to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from cxloop.stores.homes import Kind

HEADS: Final[dict[Kind, str]] = {"journal": "journal_0003", "access": "access_0003", "state": "state_0007"}
"""The last migration of each kind; the tables in the code are what it leaves. Migrations are in `migrations`."""

VERSION_TABLE: Final = "alembic_version"
_versions = sa.MetaData()
_version = sa.Table(
    VERSION_TABLE,
    _versions,
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)


def revision(connection: sa.Connection, schema: str | None = None) -> str | None:
    """The last migration that a database has had; None where it has had none."""
    if not sa.inspect(connection).has_table(VERSION_TABLE, schema=schema):
        return None
    return connection.execute(sa.select(_version.c.version_num)).scalar_one_or_none()


def up_to_date(connection: sa.Connection, kind: Kind, schema: str | None = None) -> bool:
    """Whether a database has the tables of this version of cxloop."""
    return revision(connection, schema) == HEADS[kind]


def brought_up(connection: sa.Connection, kind: Kind, tables: Sequence[sa.MetaData], name: str | Path) -> None:
    """Makes or migrates the tables, all within the caller's transaction, which lets in one process at a time.

    Raises StateNewer, by `name`, where a later version of cxloop has been there.
    """
    before = revision(connection)
    if before == HEADS[kind]:
        return
    there = set(sa.inspect(connection).get_table_names())
    if before is None and not any(there & some.tables.keys() for some in tables):
        for some in tables:
            some.create_all(connection, checkfirst=False)
        stamped(connection, HEADS[kind])
        return
    from cxloop.stores.migrating import migrate  # slow to load, and seldom needed

    migrate(connection, kind, before, name)


def stamped(connection: sa.Connection, at: str) -> None:
    """Writes down that a database has had its migrations up to this one."""
    _versions.create_all(connection)
    connection.execute(sa.insert(_version).values(version_num=at))
