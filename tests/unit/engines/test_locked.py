"""SQL that tries to get out of its process: to files, to the network, to settings, to more time and memory.

Each lock is tried alone as well, with the others left open, and with none of them the same statements do get out.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxloop.engines import locked
from cxloop.engines.sql import LockedRunner
from cxloop.errors import CxloopError
from cxloop.ports.sql import Given, Limits

MANY = Path(__file__).parent / "many.py"
CANARY = "canary-7fd1c0"
FILES = """
SELECT * FROM read_text('{secret}')
SELECT * FROM read_blob('{secret}')
SELECT * FROM read_csv('{secret}', header = false)
SELECT * FROM read_csv_auto('{secret}')
SELECT * FROM read_json('{folder}/secret.json')
SELECT * FROM read_json_auto('{folder}/secret.json')
SELECT * FROM read_ndjson_objects('{folder}/secret.json')
SELECT * FROM sniff_csv('{secret}')
SELECT * FROM read_parquet('{other}')
SELECT * FROM parquet_scan('{other}')
SELECT * FROM read_parquet(['{events}', '{other}'], union_by_name = true)
SELECT * FROM read_parquet('{folder}/*.parquet')
SELECT * FROM read_parquet('{folder}/inside/../other.parquet')
SELECT * FROM read_parquet('{folder}/link.parquet')
SELECT * FROM read_parquet('file://{other}')
SELECT * FROM '{other}'
SELECT * FROM '{secret}'
SELECT * FROM "{other}"
SELECT * FROM '{folder}/secret.json'
WITH x AS (SELECT * FROM '{other}') SELECT * FROM x
SELECT (SELECT content FROM read_text('{secret}'))
SELECT error(content) FROM read_text('{secret}')
SELECT CAST(content AS INTEGER) FROM read_text('{secret}')
SELECT * FROM events UNION ALL BY NAME SELECT * FROM read_parquet('{other}')
SELECT * FROM (SUMMARIZE SELECT * FROM read_parquet('{other}'))
SELECT * FROM (DESCRIBE SELECT * FROM read_csv('{secret}'))
SELECT * FROM parquet_metadata('{other}')
SELECT * FROM parquet_kv_metadata('{other}')
SELECT * FROM parquet_schema('{other}')
SELECT * FROM glob('{folder}/*')
SELECT * FROM query('SELECT * FROM read_text(''{secret}'')')
SELECT * FROM query_table('{other}')
SELECT * FROM events, LATERAL (SELECT * FROM read_text('{secret}'))
SELECT * FROM read_text('{secret}') /* SELECT * FROM events */
/* */ SELECT * FROM read_text('{secret}') -- SELECT 1
SELECT 1 /* */; SELECT * FROM read_text('{secret}')
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM read_text('/proc/self/maps')
SELECT * FROM read_csv('/etc/passwd', header = false, sep = '|')
FROM read_text('{secret}')
TABLE '{other}'
DESCRIBE '{other}'
SUMMARIZE '{other}'
EXPLAIN ANALYZE SELECT * FROM read_text('{secret}')
PREPARE p AS SELECT * FROM read_text('{secret}')
EXECUTE p
CREATE MACRO m() AS TABLE SELECT * FROM read_text('{secret}')
SELECT * FROM m()
CREATE TABLE t AS SELECT * FROM read_text('{secret}')
CREATE VIEW v AS SELECT * FROM read_text('{secret}')
SELECT * FROM v
COPY events FROM '{other}'
CREATE TABLE copied (a VARCHAR)
COPY copied FROM '{secret}'
IMPORT DATABASE '{folder}'
ATTACH '{folder}/base.db' AS base (READ_ONLY)
SELECT * FROM base.kept
PIVOT (SELECT * FROM read_text('{secret}')) ON size USING first(content)
"""
WRITES = """
COPY (SELECT 1) TO '{folder}/out.csv'
COPY (SELECT 1) TO '{folder}/out.parquet' (FORMAT parquet)
COPY events TO '{folder}/out.json'
COPY (SELECT 1) TO '{events}'
COPY (SELECT 'x' AS a, 1 AS b) TO '{folder}/parts' (FORMAT csv, PARTITION_BY (a))
EXPORT DATABASE '{folder}/exported'
ATTACH '{folder}/new.db'
ATTACH '{folder}/new.db' AS n (TYPE duckdb)
ATTACH ':memory:' AS m2
CREATE TABLE made AS SELECT 1
WITH w AS (INSERT INTO made VALUES (1) RETURNING *) SELECT * FROM w
INSERT INTO events SELECT * FROM events
DELETE FROM events
DROP VIEW events
UPDATE events SET i = 1
CREATE TEMP TABLE t2 AS SELECT 1
CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
CREATE PERSISTENT SECRET s3 (TYPE s3)
PRAGMA enable_profiling = 'json'
PRAGMA profiling_output = '{folder}/profile.json'
SET log_query_path = '{folder}/log.txt'
SET temp_directory = '{folder}/spill'
SET secret_directory = '{folder}'
CHECKPOINT
SELECT nextval('s')
"""
NETWORK = """
SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')
SELECT * FROM 'http://127.0.0.1:{port}/x.parquet'
SELECT * FROM read_parquet('https://127.0.0.1:{port}/x.parquet')
SELECT * FROM read_text('s3://127.0.0.1:{port}/x')
INSTALL spatial FROM 'http://127.0.0.1:{port}'
ATTACH 'http://127.0.0.1:{port}/x.db'
ATTACH 'postgres:host=127.0.0.1 port={port}' AS pg (TYPE postgres)
LOAD '{folder}/evil.duckdb_extension'
LOAD httpfs
"""
SETTINGS = """
SET enable_external_access = true
SET lock_configuration = false
RESET lock_configuration
SET memory_limit = '1TB'
SET threads = 64
SET allowed_paths = ['{secret}']
SET allowed_directories = ['{folder}']
SET autoload_known_extensions = true
SET allow_community_extensions = true
SET allow_unsigned_extensions = true
SET custom_extension_repository = 'http://127.0.0.1:{port}'
SET GLOBAL max_expression_depth = 1000000
SET python_enable_replacements = true
SET VARIABLE secret = 1
PRAGMA memory_limit = '1TB'
PRAGMA disable_verification
USE memory
CALL pragma_version()
BEGIN
"""
CURIOUS = """
SELECT * FROM read_blob('/dev/stdin')
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_views()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_functions()
SELECT current_setting('allowed_paths')
SELECT getenv('HOME')
SELECT getvariable('x')
SHOW TABLES
SHOW ALL TABLES
SELECT * FROM information_schema.tables
SELECT * FROM pg_catalog.pg_views
SELECT * FROM sqlite_master
SELECT * FROM main.sqlite_master
SELECT * FROM memory.main.events
SELECT * FROM system.main.duckdb_views
SELECT * FROM sent
SELECT * FROM sys.modules
PRAGMA database_list
PRAGMA version
VALUES (1); SELECT 1
EXPLAIN SELECT * FROM events
"""


@dataclass(frozen=True)
class Outside:
    """Everything that must not be reached, and what was."""

    places: dict[str, str]
    folder: Path
    hits: list[Any]

    def statements(self, *groups: str) -> list[str]:
        return [line.format(**self.places) for group in groups for line in group.strip().splitlines()]

    def there(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*")}

    def run(self, statements: list[str], *left_open: str) -> dict[str, str]:
        query = json.dumps({"statements": statements, "open": left_open})
        ran = LockedRunner(MANY).run(query, ["events"], lambda name, who: self.events(), limits=Limits(seconds=60))
        return {row[0]: row[1] for row in ran.values}

    def events(self) -> Given:
        return Given("SELECT i, word FROM {source}", (self.places["events"],))


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    import duckdb

    folder = tmp_path / "outside"
    (folder / "inside").mkdir(parents=True)
    (folder / "secret.txt").write_text(CANARY)
    (folder / "secret.json").write_text(json.dumps({"a": CANARY}))
    (folder / "evil.duckdb_extension").write_text("no extension")
    pq.write_table(pa.table({"i": [1], "word": [CANARY]}), folder / "other.parquet")
    (folder / "link.parquet").symlink_to(folder / "other.parquet")
    with duckdb.connect(str(folder / "base.db")) as base:
        base.execute(f"CREATE TABLE kept AS SELECT '{CANARY}' AS word").fetchall()
    events = tmp_path / "events.parquet"
    pq.write_table(pa.table({"i": [1, 2], "word": ["a", "b"]}), events)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        hits: list[Any] = []
        threading.Thread(target=_listen, args=(listener, hits), daemon=True).start()
        places = {
            "secret": str(folder / "secret.txt"), "other": str(folder / "other.parquet"), "folder": str(folder),
            "events": str(events), "port": str(listener.getsockname()[1]),
        }  # fmt: skip
        yield Outside(places, folder, hits)


def _listen(listener: socket.socket, hits: list[Any]) -> None:
    while True:
        try:
            connection, address = listener.accept()
        except OSError:
            return
        hits.append(address)
        connection.close()


def unharmed(outside: Outside, before: set[str], found: dict[str, str]) -> None:
    """No canary, no new file, nobody at the listener, and the events as they were."""
    told = {statement: out for statement, out in found.items() if CANARY in out}
    assert told == {}
    assert outside.there() == before
    assert outside.hits == []
    assert pq.read_table(outside.places["events"])["word"].to_pylist() == ["a", "b"]


def test_nothing_gets_out(outside: Outside) -> None:
    before = outside.there()
    statements = outside.statements(FILES, WRITES, NETWORK, SETTINGS, CURIOUS)
    assert len(statements) > 100
    found = outside.run(statements)
    unharmed(outside, before, found)
    assert {out.split()[0] for out in found.values()} == {"refused"}, [
        (statement, out) for statement, out in found.items() if not out.startswith("refused")
    ]


def test_the_database_is_locked_whatever_may_be_asked(outside: Outside) -> None:
    before = outside.there()
    statements = outside.statements(FILES, WRITES, NETWORK, SETTINGS)
    unharmed(outside, before, outside.run(statements, "parser", "walls"))


def test_the_process_is_walled_in_whatever_the_database_allows(outside: Outside) -> None:
    if not locked.walls():
        pytest.skip("this system has no Landlock: no walls beside the database's own lock")
    before = outside.there()
    statements = outside.statements(FILES, WRITES, NETWORK)
    unharmed(outside, before, outside.run(statements, "parser", "lock"))


def test_without_locks_the_same_statements_get_out(outside: Outside) -> None:
    before = outside.there()
    found = outside.run(outside.statements(FILES, WRITES, NETWORK), "parser", "lock", "walls")
    assert sum(CANARY in out for out in found.values()) > 20
    assert {"out.csv", "out.parquet", "new.db", "exported"} <= outside.there() - before
    assert outside.hits != []


def ask(query: str, **limits: Any) -> Any:
    """One query in a process of its own, with little of everything."""
    given = Given(memory=pa.table({"i": [1, 2]}))
    few = Limits(**{"seconds": 30.0, "memory_megabytes": 256, "rows": 100, "size": 10_000, **limits})
    return LockedRunner().run(query, ["numbers"], lambda name, who: given, limits=few)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT count(*) FROM range(10000000) a, range(10000000) b", "sql_too_slow"),
        ("WITH RECURSIVE t AS (SELECT 1 x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t", "sql_too_slow"),
        ("SELECT list(a.range || '-' || b.range) FROM range(30000) a, range(30000) b", "sql_too_large"),
        ("SELECT length(repeat('x', 2000000000)) FROM numbers", "sql_too_large"),
        (f"SELECT {'(' * 3000}1{')' * 3000}", "sql_wrong"),
        (f"SELECT 1 {'+ 1 ' * 4000}", "sql_wrong"),
        (f"SELECT * FROM {'(SELECT * FROM ' * 900}numbers{')' * 900}", None),
    ],
)
def test_a_bomb_ends_its_own_process_only(query: str, code: str | None) -> None:
    with pytest.raises(CxloopError) as caught:
        ask(query, seconds=1.5 if code == "sql_too_slow" else 30.0)
    assert caught.value.code in ({code} if code else {"sql_wrong", "sql_crashed", "sql_too_slow", "sql_too_large"})
    assert ask("SELECT sum(i) FROM numbers").values == ((3,),)


def test_a_large_result_is_cut() -> None:
    rows = ask("SELECT * FROM range(100000000)")
    assert (rows.cut, len(rows.values)) == ("rows", 100)
    wide = ask("SELECT repeat('x', 9000) FROM range(100)")
    assert wide.cut == "bytes"
    assert len(wide.values) < 5
    [[long]] = ask("SELECT repeat('x', 1000000)").values
    assert len(long) == locked.MOST_TEXT + 1
    assert ask("SELECT * FROM range(100)").cut is None


def test_a_query_can_be_cancelled() -> None:
    asked: list[int] = []

    def gone() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(CxloopError) as caught:
        LockedRunner().run(
            "SELECT count(*) FROM range(10000000) a, range(10000000) b", [], lambda name, who: Given(), cancelled=gone
        )
    assert caught.value.code == "sql_cancelled"


def test_the_process_has_nothing_of_ours() -> None:
    """Neither the environment nor descriptors: what it could read of itself would tell nothing."""
    import os
    import subprocess
    import sys

    runner = LockedRunner()
    process = runner._started()
    try:
        names = set(os.listdir(f"/proc/{process.pid}/fd")) if sys.platform == "linux" else set()
        environment = Path(f"/proc/{process.pid}/environ").read_bytes() if sys.platform == "linux" else b""
        assert names <= {"0", "1", "2", "3", "4", "5"}
        assert b"PATH=" not in environment
        assert b"CXLOOP" not in environment
    finally:
        process.kill()
        process.wait()
    assert isinstance(process, subprocess.Popen)
