"""Migrations, run by Alembic inside the transaction of whoever opens a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from cxloop.stores.errors import StateNewer
from cxloop.stores.homes import Kind
from cxloop.stores.layout import HEADS, VERSION_TABLE

FOLDER: Final = Path(__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    """All migrations; each kind of database is a branch of its own."""
    return ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER)])


def migrate(connection: sa.Connection, kind: Kind, before: str | None, name: str | Path, to: str | None = None) -> None:
    """From where a database is to the last migration of its kind, or to a certain one. Raises StateNewer."""
    directory = scripts()
    if before is not None and before not in {one.revision for one in directory.walk_revisions()}:
        raise StateNewer(path=name)

    def steps(reached: Any, _: Any) -> Any:
        return directory._upgrade_revs(to or HEADS[kind], reached)

    context = MigrationContext.configure(connection, opts={"fn": steps, "version_table": VERSION_TABLE})
    with Operations.context(context):
        context.run_migrations()
