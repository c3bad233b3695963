"""A data folder and its state belong together: events filed by two journals would be taken for each other's.

Where the state is in PostgreSQL, the folder and the database bear the same mark.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cxloop.errors import Both
from cxloop.stores.errors import StateElsewhere
from cxloop.stores.faults import faults
from cxloop.stores.homes import Homes

if TYPE_CHECKING:
    import sqlalchemy as sa

MARK: Final = "state-in-postgresql"
"""The file in a data folder that says so; it holds the mark."""

_IN_FILES: Final = Both(
    "it is in files, and CXLOOP_STATE names a PostgreSQL database",
    "상태가 파일에 있는데 CXLOOP_STATE가 PostgreSQL 데이터베이스를 가리킵니다",
)
_IN_POSTGRES: Final = Both(
    "it is in PostgreSQL, and CXLOOP_STATE is not set", "상태가 PostgreSQL에 있는데 CXLOOP_STATE가 설정되지 않았습니다"
)
_OTHERS: Final = Both(
    "this PostgreSQL database belongs to another one", "이 PostgreSQL 데이터베이스는 다른 데이터 폴더의 것입니다"
)


def agreed(homes: Homes) -> Homes:
    """The homes, where nothing in the folder speaks against them. Raises StateElsewhere."""
    marked = (homes.folder / MARK).exists()
    if not homes.server and marked:
        raise StateElsewhere(folder=homes.folder, reason=_IN_POSTGRES)
    if homes.server and not marked:
        files = Homes(homes.folder)
        if files.journal().path.exists() or files.access().path.exists() or files.workspaces():
            raise StateElsewhere(folder=homes.folder, reason=_IN_FILES)
    return homes


def bound(connection: sa.Connection, folder: Path) -> None:
    """Sees to it that a database serves this folder and no other, within the caller's transaction, which lets in one
    process at a time. Raises StateElsewhere."""
    import sqlalchemy as sa  # slow to load, and files do without

    marks = sa.Table("folder", sa.MetaData(schema="cxloop"), sa.Column("mark", sa.Text, primary_key=True))
    if not sa.inspect(connection).has_table(marks.name, schema=marks.schema):
        connection.execute(sa.schema.CreateSchema(str(marks.schema), if_not_exists=True))
        marks.create(connection)
    theirs: str | None = connection.execute(sa.select(marks.c.mark)).scalar_one_or_none()
    path = folder / MARK
    with faults(folder):
        ours = path.read_text("utf-8").strip() if path.exists() else None
    if theirs is not None:
        if theirs != ours:
            raise StateElsewhere(folder=folder, reason=_OTHERS)
        return
    ours = ours or uuid.uuid4().hex
    with faults(folder):
        _write(path, ours)
    connection.execute(sa.insert(marks).values(mark=ours))


def _write(path: Path, mark: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.write(mark)
        file.flush()
        os.fsync(file.fileno())
