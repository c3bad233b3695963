"""Databases of every age are brought up to date: whole or not at all, once, on SQLite and PostgreSQL."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import forked
from cxloop.stores import access, accounts, audit, deliveries, filings, journal, records, schemas, sign_ins, state
from cxloop.stores.database import database, file
from cxloop.stores.errors import StateNewer
from cxloop.stores.filings import SqlFilings
from cxloop.stores.homes import Home, Homes, Kind
from cxloop.stores.journal import SqlJournal
from cxloop.stores.layout import HEADS, revision
from cxloop.stores.migrating import migrate, scripts
from cxloop.stores.state import SqlState

TABLES: dict[Kind, tuple[sa.MetaData, ...]] = {
    "journal": (journal.metadata,),
    "access": tuple({id(one.metadata): one.metadata for one in (access, accounts, audit, sign_ins)}.values()),
    "state": (state.metadata, filings.metadata, schemas.metadata, records.metadata, deliveries.metadata),
}
KINDS: list[Kind] = list(get_args(Kind))


def home_of(homes: Homes, kind: Kind) -> Home:
    return {"journal": homes.journal(), "access": homes.access(), "state": homes.workspace("main")}[kind]


def begun(home: Home) -> tuple[sa.Engine, str | None]:
    """An empty database: its engine, and the schema that is meant."""
    if not home.server:
        return file(home.path), None
    from cxloop.stores.postgres import server

    with server(home.server).begin() as connection:
        connection.exec_driver_sql(f"create schema {home.schema}")
    return server(home.server), home.schema


def migrated(home: Home, kind: Kind, to: str | None = None) -> None:
    engine, schema = begun(home)
    with engine.begin() as connection:
        if schema:
            connection.exec_driver_sql(f"set local search_path to {schema}")
        migrate(connection, kind, None, "x", to)


def layout(home: Home) -> Any:
    """Every table with its columns, keys, unique constraints and indexes, as the database itself tells them."""
    engine, schema = (file(home.path), None) if not home.server else (_server(home), home.schema)
    look = sa.inspect(engine)
    found = {}
    for table in sorted(look.get_table_names(schema=schema)):
        columns = {
            one["name"]: (str(one["type"]), one["nullable"], bool(one.get("autoincrement")))
            for one in look.get_columns(table, schema=schema)
        }
        indexes = sorted(
            (str(one["name"]), one["column_names"], bool(one["unique"]))
            for one in look.get_indexes(table, schema=schema)
        )
        key = look.get_pk_constraint(table, schema=schema)["constrained_columns"]
        unique = sorted(one["column_names"] for one in look.get_unique_constraints(table, schema=schema))
        found[table] = (columns, key, unique, indexes)
    if not home.server:
        counted = sqlite3.connect(home.path).execute(
            "select name from sqlite_master where sql like '%autoincrement%' collate nocase"
        )
        found["counted up"] = sorted(name for (name,) in counted)
    return found


def _server(home: Home) -> sa.Engine:
    from cxloop.stores.postgres import server

    return server(home.server)


@pytest.mark.parametrize("kind", KINDS)
def test_migrations_lead_to_the_tables_in_the_code(homes: Homes, kind: Kind) -> None:
    """A column that was added to the code alone turns this red."""
    made, grown = home_of(homes, kind), home_of(Homes(homes.folder / "grown", homes.server), kind)
    database(made, kind, *TABLES[kind])
    expected = layout(made)
    if made.server:
        with _server(made).begin() as connection:
            connection.exec_driver_sql(f"drop schema {made.schema} cascade")
    migrated(grown, kind)
    assert layout(grown) == expected
    assert set(expected) > {name for some in TABLES[kind] for name in some.tables}
    engine, schema = (file(grown.path), None) if not grown.server else (_server(grown), grown.schema)
    with engine.connect() as connection:
        if schema:
            connection.exec_driver_sql(f"set search_path to {schema}")
        assert compare_metadata(MigrationContext.configure(connection), list(TABLES[kind])) == []
        assert revision(connection) == HEADS[kind]


def test_the_heads_are_the_last_migrations() -> None:
    assert sorted(HEADS.values()) == sorted(scripts().get_heads())


def test_opening_an_up_to_date_database_loads_no_migrations(homes: Homes) -> None:
    opening = OPENING + "assert 'alembic' not in sys.modules"
    for _ in ("made", "opened"):
        assert subprocess.run([sys.executable, "-c", opening, str(homes.folder), homes.server]).returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_newer_database_is_refused_and_left_alone(homes: Homes, kind: Kind) -> None:
    home = home_of(homes, kind)
    engine = database(home, kind, *TABLES[kind])
    with engine.begin() as connection:
        connection.execute(sa.text(f"update {quoted(home)}alembic_version set version_num = '{kind}_9999'"))
    before = layout(home)
    with pytest.raises(StateNewer) as caught:
        database(home, kind, *TABLES[kind])
    assert (caught.value.exit_status, layout(home)) == (2, before)
    assert str(home) in str(caught.value)


def quoted(home: Home) -> str:
    return f'"{home.schema}".' if home.server else ""


# -- databases from before there were migrations ----------------------------------------------------------------------

OLD_STATE = """
create table imports (number integer not null primary key autoincrement, path text not null, digest text not null,
 mapping text not null, status text not null, imported bigint not null, refused bigint not null,
 duplicates bigint not null, begun_ms bigint not null, ended_ms bigint, properties text not null);
create table parts (import integer not null, number integer not null, batches integer not null, ordinal bigint not null,
 imported bigint not null, duplicates bigint not null, staged text, properties text not null,
 primary key (import, number));
create table quarantine (id integer not null, import integer not null, line bigint not null, reason text not null,
 detail text not null, raw text not null, primary key (id));
create index ix_quarantine_import on quarantine (import);
create table mappings (signature text not null, mapping text not null, primary key (signature));
create table settings ("key" text not null, value text not null, primary key ("key"));
insert into imports values (4, '로그.csv', 'd', '{}', 'done', 3, 1, 0, 5, 6, '["a"]');
insert into parts values (4, 1, 1, 1, 3, 0, null, '[]');
insert into quarantine values (1, 4, 7, 'r', 'd', '{"a": "각"}');
insert into settings values ('k', 'v');
delete from imports where number = 99;
"""
OLD_FILINGS = """
create table messages (id integer not null primary key, payload bigint not null, batch bigint not null,
 day integer not null);
create index ix_messages_day on messages (day);
create table refusals (number integer not null primary key autoincrement, batch bigint not null,
 request bigint not null, place integer not null, path text not null, reason text not null, detail text not null,
 message_id text, received_us bigint not null, raw blob not null, status text not null);
create index ix_refusals_batch on refusals (batch);
create index ix_refusals_status on refusals (status);
create table links (anonymous text not null, customer text not null, occurred_us bigint not null,
 primary key (anonymous, customer));
create table catalogue (event text not null, property text not null, types text not null, example text not null,
 first_us bigint not null, last_us bigint not null, count bigint not null, batch bigint not null,
 primary key (event, property));
insert into messages values (5, 6, 1, 20000);
insert into refusals values (9, 1, 2, 3, 'batch', 'type_unknown', 'd', null, 5, x'00ff', 'waiting');
insert into refusals values (10, 1, 2, 3, 'batch', 'type_unknown', 'd', null, 5, x'00ff', 'waiting');
insert into refusals values (11, 1, 2, 4, 'batch', 'type_unknown', 'd', null, 5, x'00ff', 'waiting');
insert into links values ('a', 'u', 1);
"""
OLD_JOURNAL = """
create table journal (number integer not null primary key autoincrement, workspace text not null, path text not null,
 "key" text not null, received_us bigint not null, body blob not null);
create index journal_by_workspace on journal (workspace, number);
create table claims (number bigint not null primary key, workspace text not null, batch bigint not null);
create table batches (workspace text not null primary key, last bigint not null);
insert into journal values (41, 'main', 'batch', 'k', 5, x'7b7d');
insert into journal values (42, 'main', 'batch', 'k', 5, x'7b7d');
insert into claims values (41, 'main', 7);
insert into batches values ('main', 7);
"""


def old(path: Path, mode: str, *scripts: str) -> None:
    """A database as it was, left behind by a process that was killed: its log was not taken in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = "import os, sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n"
    making += "c.execute(f'pragma journal_mode = {sys.argv[2]}')\nc.executescript(sys.argv[3])\nos.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", making, str(path), mode, "\n".join(scripts)])
    assert done.returncode == -signal.SIGKILL
    assert (path.parent / f"{path.name}-wal").exists() == (mode == "wal")


@pytest.mark.parametrize("mode", ["delete", "wal"])
@pytest.mark.parametrize("live", [False, True])
def test_an_old_state_is_taken_over(tmp_path: Path, mode: str, live: bool) -> None:
    homes = Homes(tmp_path / "data")
    old(homes.workspace("main").path, mode, OLD_STATE, *([OLD_FILINGS] if live else []))
    opened = SqlState(homes.workspace("main"))
    assert [(one.number, one.path, one.properties) for one in opened.imports()] == [(4, "로그.csv", ("a",))]
    assert ([one.raw for one in opened.refused(4)], opened.setting("k")) == (['{"a": "각"}'], "v")
    assert len(opened.parts(4)) == 1
    assert opened.begin_import("next.csv", "e", {}, 5).number == 5
    found = SqlFilings(opened.engine)
    assert len(found.links()[0]) == (1 if live else 0)
    assert [one.number for one in found.refused()] == ([9, 11] if live else []), "the same message is in it once"
    expected = Homes(tmp_path / "new").workspace("main")
    SqlState(expected)
    assert layout(homes.workspace("main")) == layout(expected)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_an_old_journal_is_taken_over(tmp_path: Path, mode: str) -> None:
    homes = Homes(tmp_path / "data")
    old(homes.journal().path, mode, OLD_JOURNAL)
    opened = SqlJournal(homes.journal())
    assert (opened.waiting(), opened.claimed("main"), [one.number for one in opened.batch("main", 7)]) == (2, 7, [41])
    opened.end("main", 7)
    assert opened.claim("main", 0, 9) == 8


OPENING = """
import sys
from pathlib import Path
from cxloop.stores.homes import Homes
from cxloop.stores.state import SqlState
SqlState(Homes(Path(sys.argv[1]), sys.argv[2]).workspace("main"))
"""
KILLED = """
import itertools, os, signal, sys
import sqlalchemy as sa
statements, at = itertools.count(1), int(sys.argv[3])
def stop(*_):
    if next(statements) == at: os.kill(os.getpid(), signal.SIGKILL)
sa.event.listen(sa.Engine, "before_cursor_execute", stop)
"""


def test_killed_half_way(homes: Homes) -> None:
    """Before every third statement in turn: the database is as it was, and the next to open it brings it to the end."""
    home = homes.workspace("main")
    if home.server:
        _half(home)
    else:
        old(home.path, "wal", OLD_STATE, OLD_FILINGS)
    killed = 0
    for at in range(4, 200, 3):
        status = forked.code(KILLED + OPENING, homes.folder, homes.server, at).returncode
        if status == 0:
            break
        assert status == -signal.SIGKILL
        killed += 1
        if not home.server:
            assert sqlite3.connect(home.path).execute("select count(*) from refusals").fetchone() == (3,)
    assert killed >= 5
    found = SqlState(home)
    assert found.setting("k") == "v"
    assert len(SqlFilings(found.engine).refused()) == 2
    with found.engine.connect() as connection:
        assert revision(connection, home.schema if home.server else None) == HEADS["state"]


def _half(home: Home) -> None:
    """A state of PostgreSQL as the first migration left it, with something in it."""
    migrated(home, "state", "state_0001")
    with _server(home).begin() as connection:
        connection.exec_driver_sql(f"set local search_path to {home.schema}")
        connection.exec_driver_sql("insert into settings values ('k', 'v')")
        for place in (3, 3, 4):
            connection.exec_driver_sql(
                "insert into refusals (batch, request, place, path, reason, detail, received_us, raw, status) "
                f"values (1, 2, {place}, 'batch', 'type_unknown', 'd', 5, '', 'waiting')"
            )


def test_several_open_an_old_one_at_once(homes: Homes) -> None:
    home = homes.workspace("main")
    _half(home) if home.server else old(home.path, "wal", OLD_STATE, OLD_FILINGS)
    call = [sys.executable, "-c", OPENING, str(homes.folder), homes.server]
    assert [one.wait(60) for one in [subprocess.Popen(call) for _ in range(4)]] == [0] * 4
    assert len(SqlFilings(SqlState(home).engine).refused()) == 2


def test_several_make_a_new_one_at_once(homes: Homes) -> None:
    call = [sys.executable, "-c", OPENING, str(homes.folder), homes.server]
    assert [one.wait(60) for one in [subprocess.Popen(call) for _ in range(4)]] == [0] * 4
    assert SqlState(homes.workspace("main")).imports() == []
