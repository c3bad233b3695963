"""Runs many statements in one locked process, with some of its locks left open: what the others hold back is seen then.

The query is JSON: `statements`, and `open`, of `parser` (what may be asked), `lock` (DuckDB's own) and `walls` (the
system's).
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parents[3] / "src" / "cxloop" / "engines" / "locked.py"
OPEN = {
    "threads": "1", "async_threads": "0", "autoload_known_extensions": "false", "autoinstall_known_extensions": "false",
}  # fmt: skip
"""Nothing is locked, but no test asks for extensions on the Internet by itself."""


def main() -> None:
    spec = importlib.util.spec_from_file_location("locked", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    locked: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(locked)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    job = locked.receive(source)
    told = json.loads(job["query"])
    walls = "walls" not in told["open"]
    if walls:
        locked.offline()
    import duckdb
    import pyarrow  # noqa: F401

    if walls:
        locked.bound(job)
        locked.shut_out_writing()
    known = frozenset(job["known"])
    refused = {} if "parser" in told["open"] else dict(refusals(locked, duckdb, known, told["statements"]))
    locked.send(sink, {"tables": ["events"], "who": False})
    tables = locked.receive(source)["tables"]
    files = tables[0]["files"]
    locked_up = "lock" not in told["open"]
    database = locked.opened(duckdb, job) if locked_up else duckdb.connect(config=OPEN)
    if not locked_up:
        database.execute(f"SET home_directory = '{Path(files[0]).parent}'")  # where extensions go
    if walls:
        locked.shut_out_reading(files)
    locked.create(database, tables[0], None)
    if locked_up:
        locked.lock(database, files, "UTC")
    rows = [[one, refused.get(one) or outcome(database, one)] for one in told["statements"]]
    locked.send(sink, {"fields": [], "values": rows, "cut": None})


def refusals(locked: Any, duckdb: Any, known: frozenset[str], statements: list[str]) -> Iterator[tuple[str, str]]:
    """The statements that may not be asked, each with why; read before the walls are up, as in the real process."""
    for statement in statements:
        try:
            locked.named(locked.parsed(duckdb, statement), known)
        except locked.Refused as refusal:
            yield statement, f"refused {refusal.told.get('code', refusal.told['error'])}"


def outcome(database: Any, statement: str) -> str:
    """`failed` and why, or what came out."""
    try:
        return str(database.execute(statement).fetchall())[:5000]
    except Exception as error:
        return f"failed {error}"[:5000]


if __name__ == "__main__":
    main()
