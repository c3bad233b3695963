"""Faults planted into processes that tests start: `sitecustomize` of a folder on PYTHONPATH."""

from __future__ import annotations

from pathlib import Path

import pytest

FAULTS = {
    "early acknowledgement": """
import time
from cxloop.api import group_commit
async def add(self, request):
    with self._wake:
        self._waiting.append((request, _Nobody(), None))
        self._wake.notify()
class _Nobody:
    def done(self): return True
class _Loop:
    def call_soon_threadsafe(self, *_): pass
def run(self):
    while True:
        time.sleep(0.3)
        with self._wake:
            taken, self._waiting = self._waiting, []
        if taken:
            self._append([request for request, _, _ in taken])
            self._then()
        elif self._ending:
            return
group_commit.GroupCommit.add, group_commit.GroupCommit._run = add, run
""",
    "no synchronisation": """
import cxloop.stores.database as database
kept = database._configure
def loose(connection, record):
    kept(connection, record)
    connection.execute('pragma synchronous = normal')
database._configure = loose
""",
    "double filing": """
import cxloop.stores.events as events
class Forgetting(events.DeltaTable):
    def transaction_version(self, app):
        return None
events.DeltaTable = Forgetting
""",
}


def plant(fault: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python process started from here on has this fault."""
    (folder / "sitecustomize.py").write_text(FAULTS[fault])
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=":")
