"""The state database: kept through a crash, shared by two, and clear about what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cxloop.errors import Busy, CxloopError, DiskFull, FolderUnusable, StateBroken
from cxloop.ports.state import Part, Refused
from cxloop.stores import database as database_module
from cxloop.stores.state import SqlState

PART = Part(1, 3, 30, 25, 5, {"path": "x"}, ("b", "a"))
REFUSED = [Refused(4, "time_missing", "no time", '{"a": "각"}'), Refused(9, "time_missing", "no time", "{}")]


@pytest.fixture
def state(tmp_path: Path) -> SqlState:
    return SqlState(tmp_path / "deep" / "state.db")


def test_an_import_from_beginning_to_end(state: SqlState) -> None:
    begun = state.begin_import("log.csv", "abc", {"customer": "고객"}, 5)
    assert (begun.number, begun.status) == (1, "running")
    state.add_part(1, PART, REFUSED)
    state.add_part(1, Part(2, 4, 40, 10, 0, None, ("c",)), [])
    assert state.parts(1) == [PART, Part(2, 4, 40, 10, 0, None, ("c",))]
    done = state.end_import(1, "done", 9)
    assert (done.imported, done.duplicates, done.refused, done.ended_ms) == (35, 5, 2, 9)
    assert (done.properties, done.mapping) == (("a", "b", "c"), {"customer": "고객"})
    assert state.imports() == [done]
    assert [one.raw for one in state.refused(1)] == ['{"a": "각"}', "{}"]
    assert [one.batch for one in state.refused(limit=1)] == [1]
    assert (state.reasons(1), state.reasons(2)) == ({"time_missing": 2}, {})


def test_what_failed_leaves_its_record_alone(state: SqlState) -> None:
    for number in (1, 2):
        state.begin_import("log.csv", "abc", {}, 5)
        state.add_part(number, PART, REFUSED)
    failed = state.end_import(1, "failed", 9)
    assert (state.parts(1), state.refused(1), failed.status) == ([], [], "failed")
    assert (len(state.parts(2)), len(state.refused(2))) == (1, 2)


def test_numbers_are_never_given_twice(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    numbers = [state.begin_import("log.csv", "abc", {}, 5).number for _ in range(3)]
    with state.engine.begin() as connection:
        connection.execute(sa.text("delete from imports"))
    assert [*numbers, SqlState(tmp_path / "state.db").begin_import("log.csv", "abc", {}, 5).number] == [1, 2, 3, 4]


def test_mappings_and_settings_are_replaced(state: SqlState) -> None:
    assert (state.mapping("s"), state.setting("k")) == (None, None)
    for value in ("1", "2"):
        state.save_mapping("s", {"customer": value})
        state.save_setting("k", value)
    assert (state.mapping("s"), state.setting("k")) == ({"customer": "2"}, "2")


def test_a_part_and_its_refusals_are_one(state: SqlState) -> None:
    broken: Any = [Refused(1, "x", "y", None)]  # type: ignore[arg-type]
    with pytest.raises(sa.exc.IntegrityError):
        state.add_part(1, PART, broken)
    assert (state.parts(1), state.refused()) == ([], [])


def test_two_connections_see_each_other(tmp_path: Path) -> None:
    first, second = SqlState(tmp_path / "state.db"), SqlState(tmp_path / "state.db")
    numbers = [one.begin_import("log.csv", "abc", {}, 5).number for one in (first, second) * 3]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert first.imports() == second.imports()


WRITER = """
import sys
from cxloop.stores.state import SqlState
state = SqlState(sys.argv[1])
for _ in range(15): state.begin_import(sys.argv[2], "abc", {}, 5)
"""


def test_two_processes_write_in_turn(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert sorted(one.path for one in SqlState(path).imports()) == ["a"] * 15 + ["b"] * 15


def test_what_is_written_survives_kill_9(tmp_path: Path) -> None:
    killed = WRITER + "import os, signal\nstate.save_setting('k', 'v')\nos.kill(os.getpid(), signal.SIGKILL)"
    path = str(tmp_path / "state.db")
    assert subprocess.run([sys.executable, "-c", killed, path, "a"]).returncode == -9
    state = SqlState(path)
    assert (len(state.imports()), state.setting("k")) == (15, "v")
    with state.engine.connect() as connection:
        assert connection.execute(sa.text("pragma synchronous")).scalar() == 2
        assert connection.execute(sa.text("pragma integrity_check")).scalar() == "ok"


def test_a_sqlite_without_the_wal_bug_is_used(state: SqlState) -> None:
    with state.engine.connect() as connection:
        version = connection.execute(sa.text("select sqlite_version()")).scalar_one()
        assert connection.execute(sa.text("pragma journal_mode")).scalar() != "wal" or version >= "3.51.3"
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def fails(path: Path) -> CxloopError:
    with pytest.raises(CxloopError) as caught:
        SqlState(path).begin_import("log.csv", "abc", {}, 5)
    assert str(path) in str(caught.value)
    assert caught.value.exit_status == 2
    assert caught.value.hint("ko")
    return caught.value


@pytest.mark.parametrize("content", [b"hello" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state.db").write_bytes(content)
    assert isinstance(fails(tmp_path / "state.db"), StateBroken)
    assert (tmp_path / "state.db").read_bytes() == content, "and is not touched"


def test_a_damaged_page(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    state.begin_import("log.csv", "abc", {}, 5)
    state.engine.dispose()
    content = bytearray((tmp_path / "state.db").read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    (tmp_path / "state.db").write_bytes(content)
    assert isinstance(fails(tmp_path / "state.db"), StateBroken)


def test_a_folder_in_the_place_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "state.db").mkdir()
    assert isinstance(fails(tmp_path / "state.db"), FolderUnusable)


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FolderUnusable, match="data"):
        SqlState(tmp_path / "data" / "main" / "state.db")


def test_held_by_another_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqlState(tmp_path / "state.db")
    sqlite = database_module.sqlite()
    other = sqlite.connect(tmp_path / "state.db", isolation_level=None)  # type: ignore[attr-defined]
    other.execute("begin exclusive")
    monkeypatch.setattr(database_module, "_BUSY_MS", 50)
    assert isinstance(fails(tmp_path / "state.db"), Busy)
    other.execute("rollback")
    assert SqlState(tmp_path / "state.db").begin_import("log.csv", "abc", {}, 5).number == 1


def test_no_room_left(tmp_path: Path) -> None:
    """SQLite's own limit of pages says the same as a full disk."""
    state = SqlState(tmp_path / "state.db")
    with state.engine.connect() as connection:
        connection.execute(sa.text("pragma max_page_count = 1"))
        connection.commit()
        state.begin_import("log.csv", "abc", {}, 5)
    with state.engine.connect() as connection:
        pages = connection.execute(sa.text("pragma page_count")).scalar_one()
        connection.execute(sa.text(f"pragma max_page_count = {pages}"))
        connection.commit()
    with pytest.raises(DiskFull, match=r"state\.db"):
        state.save_setting("k", "v" * 500_000)
    assert state.setting("k") is None
