"""Where databases live: a file each in the data folder, or a schema each of one PostgreSQL database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Kind = Literal["journal", "access", "state"]
"""What a database is for; each kind has tables and migrations of its own."""

STATE: Final = "state.db"
_SHORT: Final = "workspace_"
_LONG: Final = "workspace~"
_MOST_BYTES: Final = 63
"""PostgreSQL cuts off names that are longer, and two may become one."""


@dataclass(frozen=True, slots=True)
class Home:
    """One database. path: its file. server: the address of a PostgreSQL database where it lives there instead, in the
    schema of this name; `name`: what the workspace is called, where it is one's. folder: the data folder."""

    path: Path
    server: str = ""
    schema: str = ""
    name: str = ""
    folder: Path = Path()

    def __str__(self) -> str:
        return f"PostgreSQL schema {self.schema}" if self.server else str(self.path)


@dataclass(frozen=True, slots=True)
class Homes:
    """The databases of a data folder. server: as for Home."""

    folder: Path
    server: str = ""

    def journal(self) -> Home:
        """Requests that are accepted and not filed."""
        return Home(self.folder / "journal.db", self.server, "journal", "", self.folder)

    def access(self) -> Home:
        """Who may come in."""
        return Home(self.folder / "access.db", self.server, "access", "", self.folder)

    def workspace(self, name: str) -> Home:
        """What is remembered of a workspace."""
        return Home(self.folder / name / STATE, self.server, schema_of(name), name, self.folder)

    def there(self, name: str) -> bool:
        """Whether a workspace was made."""
        if self.server:
            return name in self.workspaces()
        return (self.folder / name / STATE).exists()

    def workspaces(self) -> list[str]:
        """The names of the workspaces that were made."""
        if self.server:
            from cxloop.stores.postgres import workspaces

            return workspaces(self.server)
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(child.name for child in found if (child / STATE).exists())


def schema_of(workspace: str) -> str:
    """The schema of a workspace: different for different names, however long, in whatever script.

    >>> schema_of("main"), schema_of("서울 매장")
    ('workspace_main', 'workspace_서울 매장')
    >>> schema_of("가" * 80)
    'workspace~가가가가가가~8d794616b09fef5940d9f2b4'
    """
    if len((_SHORT + workspace).encode()) <= _MOST_BYTES:
        return _SHORT + workspace
    start = workspace.encode()[:20].decode(errors="ignore")
    return f"{_LONG}{start}~{hashlib.sha256(workspace.encode()).hexdigest()[:24]}"


def workspace_of(schema: str, remark: str | None) -> str | None:
    """The workspace of a schema; that of a long name is told by the remark on it. None: it is nobody's.

    >>> workspace_of("workspace_main", None), workspace_of("public", None)
    ('main', None)
    """
    if schema.startswith(_SHORT):
        return schema.removeprefix(_SHORT)
    return remark if schema.startswith(_LONG) else None
