"""A PostgreSQL that cannot be used says why in one sentence, with status 2, and nothing is half-written."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import cxloop
import forked
from cxloop.errors import Busy, MissingExtra
from cxloop.stores import postgres as postgres_module
from cxloop.stores.errors import StateUnreachable
from cxloop.stores.homes import Homes
from cxloop.stores.postgres_faults import server_fault
from cxloop.stores.state import SqlState

LOG = "who,when,what\nanna,2026-01-05 09:00,visit\nanna,2026-01-05 09:10,order\n"
OPTIONS = ["--customer", "who", "--time", "when", "--event", "what", "--json"]
QUIET = "import sys; from cxloop.cli.main import run; sys.exit(run(sys.argv[1:]))"


def call(folder: Path, server: str, *arguments: object, before: str = "", language: str = "en") -> tuple[int, Any, str]:
    environment = {**os.environ, "CXLOOP_STATE": server, "CXLOOP_LANG": language}
    done = forked.code(before + QUIET, "--data", folder, *arguments, env=environment)
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    return tmp_path / "log.csv"


def test_the_command_line_on_postgresql(tmp_path: Path, log: Path, postgres: str) -> None:
    data = tmp_path / "data"
    status, answer, words = call(data, postgres, "--workspace", "서울 매장", "overview", "--json")
    assert (status, answer["error"]["code"]) == (2, "unknown_workspace"), words
    for workspace in ("main", "서울 매장"):
        status, answer, words = call(data, postgres, "--workspace", workspace, "import", log, *OPTIONS)
        assert status == 0, words
        assert call(data, postgres, "--workspace", workspace, "overview", "--json")[1]["events"] == 2
    status, answer, _ = call(data, postgres, "--workspace", "x", "overview", "--json")
    assert (status, answer["error"]["hint"]) == (2, 'There are: "main", "서울 매장".')
    assert list(data.rglob("*.db")) == []
    assert call(data, postgres, "imports", "undo", "1", "--json")[0] == 0


def with_user(address: str, name: str, password: str) -> str:
    url = sa.engine.make_url(address)
    return url.set(username=name, password=password).render_as_string(hide_password=False)


def failing(tmp_path: Path, postgres: str, case: str) -> tuple[str, str]:
    """An address, and what is said of it."""
    if case == "unreachable":
        return "postgresql://me:s3cret@127.0.0.1:1/x", "does not answer"
    if case == "no socket":
        return f"postgresql:///x?host={tmp_path}", "does not answer"
    if case == "no database":
        return str(sa.engine.make_url(postgres).set(database="none")), "no such database"
    if case == "no address":
        return "postgresql://h:port/x", "no address"
    engine = postgres_module.server(postgres)
    name = f"{re.sub('[ -]', '_', case)}_{sa.engine.make_url(postgres).database}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"create role {name} login password 'right'")
        if case == "read-only":
            connection.exec_driver_sql(f"grant create on database {engine.url.database} to {name}")
            connection.exec_driver_sql(f"alter role {name} set default_transaction_read_only = on")
    return with_user(postgres, name, "right"), "read-only" if case == "read-only" else "may not do that"


@pytest.mark.parametrize("case", ["unreachable", "no socket", "no database", "no address", "read-only", "no right"])
def test_it_says_why(tmp_path: Path, log: Path, postgres: str, case: str) -> None:
    server, said = failing(tmp_path, postgres, case)
    status, answer, words = call(tmp_path / "data", server, "import", log, *OPTIONS)
    assert (status, answer["error"]["code"]) == (2, "bad_option" if case == "no address" else "state_unreachable"), (
        words
    )
    assert said in answer["error"]["message"]
    assert answer["error"]["hint"]
    assert "Traceback" not in words
    assert "s3cret" not in words + json.dumps(answer)
    left = {path.name for path in (tmp_path / "data").rglob("*") if path.is_file()} - {".lease"}
    assert left <= {"state-in-postgresql"}
    korean = call(tmp_path / "data", server, "imports", "--json", language="ko")[1]["error"]["message"]
    assert said not in korean


def test_a_folder_and_its_database_belong_together(tmp_path: Path, log: Path, postgres: str) -> None:
    mine, other, files = (tmp_path / name for name in ("mine", "other", "files"))
    assert call(files, "", "import", log, *OPTIONS)[0] == 0
    assert call(mine, postgres, "import", log, *OPTIONS)[0] == 0
    for folder, server, said in ((mine, "", "not set"), (other, postgres, "another"), (files, postgres, "in files")):
        status, answer, words = call(folder, server, "import", log, *OPTIONS)
        assert (status, answer["error"]["code"]) == (2, "state_elsewhere"), words
        assert said in answer["error"]["message"]
    assert call(mine, postgres, "overview", "--json")[1]["events"] == 2
    assert call(files, "", "overview", "--json")[1]["events"] == 2


def test_the_password_is_wrong() -> None:
    """The server of the tests trusts everybody; this is what the driver says of one that does not."""
    import psycopg

    said = 'connection to server at "h", port 5432 failed: FATAL:  password authentication failed for user "me"'
    fault = server_fault(psycopg.OperationalError(said), "h/x")
    assert isinstance(fault, StateUnreachable)
    assert "password is wrong" in str(fault)
    assert isinstance(server_fault(psycopg.errors.DeadlockDetected("deadlock"), "h/x"), Busy)
    assert server_fault(psycopg.errors.UniqueViolation("twice"), "h/x") is None


def test_without_the_driver(tmp_path: Path, log: Path) -> None:
    missing = "import sys; sys.modules['psycopg'] = None\n"
    status, answer, _ = call(tmp_path / "data", "postgresql://h/x", "import", log, *OPTIONS, before=missing)
    assert (status, answer["error"]["code"]) == (2, MissingExtra.code)
    assert "cxloop[postgres]" in answer["error"]["hint"]


def test_a_server_that_does_not_keep_what_it_says(postgres: str) -> None:
    class Answers:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None: ...
        def cursor(self) -> Any:
            return self

        def execute(self, _: str) -> Any:
            return self

        def commit(self) -> None: ...
        def fetchone(self) -> tuple[str, str, bool]:
            return ("UTF8", "off", False)

    with pytest.raises(StateUnreachable, match="fsync"):
        postgres_module._configure(Answers(), "h/x")


def test_commits_are_synchronous_whatever_the_role_says(postgres: str, tmp_path: Path) -> None:
    with postgres_module.server(postgres).begin() as connection:
        connection.exec_driver_sql("create role hasty login superuser")
        connection.exec_driver_sql("alter role hasty set synchronous_commit = off")
    address = with_user(postgres, "hasty", "")
    state = SqlState(Homes(tmp_path, address).workspace("main"))
    try:
        with state.engine.connect() as connection:
            assert connection.exec_driver_sql("show synchronous_commit").scalar_one() == "on"
    finally:
        postgres_module.server(address).dispose()
        with postgres_module.server(postgres).begin() as connection:
            connection.exec_driver_sql("drop owned by hasty cascade")
            connection.exec_driver_sql("drop role hasty")


def test_it_comes_back(postgres: str, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that the server ended are made anew."""
    monkeypatch.setenv("CXLOOP_STATE", postgres)
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(log, customer="who", times=["when"], event="what")
    alone = sa.create_engine(postgres_module.server(postgres).url, poolclass=sa.NullPool)
    with alone.begin() as connection:
        ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() "
        ended += "and datname = current_database()"
        assert connection.exec_driver_sql(ended).scalar_one() > 0
    assert len(workspace.imports()) == 1
