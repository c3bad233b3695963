"""What shows that a hostile text was run: files, tables and rows that change, and words that stand in no text sent."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from hostile.corpus import COMPUTED, HEADER, LOGGED, TABLE
from hostile.serving import Reply

try:  # two SQLite libraries in one process would take away each other's locks
    from pysqlite3 import dbapi2 as sqlite
except ImportError:
    import sqlite3 as sqlite

SECRET: Final = "the-secret-that-nobody-reads"
_KEPT: Final = ("accounts", "keys", "imports", "mappings", "alembic_version")
"""Tables that only get the rows that this trial knows of."""


class Canaries:
    """A folder that stays empty, a secret, and the databases of a data folder as they were."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.cage, self.secret = folder / "cage", folder / "outside" / "secret.txt"
        self.cage.mkdir()
        self.secret.parent.mkdir()
        self.secret.write_text(SECRET)
        self.here = set(os.listdir("."))
        self.heard = 0

    @property
    def file(self) -> str:
        """What hostile texts try to write."""
        return str(self.cage / "touched")

    def begin(self) -> None:
        """Remembers the databases and folders as they are."""
        self.schema, self.rows = self._databases()
        self.around = self._around()

    def hear(self, reply: Reply, said: str) -> Reply:
        """An answer: nothing in it was worked out, and nobody failed."""
        self.heard += 1
        assert reply.status < 500, (said, reply)
        text = reply.body.decode("utf-8", "replace")
        self.read(text, said)
        for name, value in reply.headers:
            assert name != HEADER, (said, reply.headers)
            assert "canary" not in value, (said, reply.headers)
            assert not any(word in value for word in COMPUTED), (said, reply.headers)
        return reply

    def read(self, text: str, said: str) -> None:
        found = [word for word in (*COMPUTED, SECRET) if word in text and word not in said]
        assert found == [], (said, found, text[:2_000])

    def check(self, added: dict[str, int]) -> None:
        """Nothing was run. added: how many rows a table of this name has more of than at the beginning."""
        assert os.listdir(self.cage) == []
        assert set(os.listdir(".")) - self.here == set()
        assert self._around() == self.around
        schema, rows = self._databases()
        assert schema == self.schema
        assert not [one for one in schema if TABLE in one]
        changed = {name: count - self.rows[name] for name, count in rows.items() if count != self.rows[name]}
        assert changed == added, changed
        log = (self.folder / "server.log").read_text(errors="replace")
        assert LOGGED not in {line.strip()[: len(LOGGED)] for line in log.splitlines()}, log[:2_000]
        assert "Traceback" not in log, log[:6_000]

    def _around(self) -> set[str]:
        """Files beside the data folder, and folders in it."""
        return {one.name for one in self.folder.iterdir()} | {one.name for one in self.data.iterdir() if one.is_dir()}

    def _databases(self) -> tuple[set[str], dict[str, int]]:
        schema: set[str] = set()
        rows: dict[str, int] = {}
        for path in sorted([*self.data.glob("*.db"), *self.data.glob("main/*.db")]):
            with closing(sqlite.connect(path)) as connection:
                found: list[Any] = list(connection.execute("select name, type, coalesce(sql, '') from sqlite_master"))
                schema |= {f"{path.name} {name} {sql}" for name, _, sql in found}
                for name in (name for name, kind, _ in found if kind == "table" and name in _KEPT):
                    rows[name] = rows.get(name, 0) + connection.execute(f'select count(*) from "{name}"').fetchone()[0]
        return schema, rows
