"""Damaged stores: set aside, what can be read goes on, what is lost is said; never a loop, never silence."""

from __future__ import annotations

import base64
import json
import logging
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import cxloop
from cxloop import wiring
from cxloop.ports.journal import Request
from cxloop.stores.database import file
from cxloop.stores.events import EventTable
from cxloop.stores.filings import SqlFilings
from cxloop.stores.homes import Homes
from cxloop.stores.journal import SqlJournal
from cxloop.stores.salvage import damages, mended, wrong
from cxloop.stores.state import SqlState
from cxloop.stores.wal import read_log
from faults.damage import FILES, filled, rows_of, trial
from faults.serving import COMMAND


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a killed process leaves it."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    filled(folder)
    return folder


@pytest.fixture(scope="module")
def before(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[Any, ...]]]:
    """Every row in it."""
    return rows_of(Path(shutil.copytree(whole, tmp_path_factory.mktemp("read") / "data")))


@pytest.mark.parametrize(("harm", "times"), [("flip", 40), ("cut", 15)])
def test_by_chance(tmp_path: Path, whole: Path, before: Any, harm: str, times: int) -> None:
    draw = random.Random(3)
    outcomes = [trial(whole, before, tmp_path / "trial", harm, draw) for _ in range(times)]
    assert sum(one.silent for one in outcomes) == 0
    assert sum(one.reported for one in outcomes) >= times // 4
    if harm == "flip":
        assert max(sum(one.lost.values()) for one in outcomes) < 250, "a page at most, of 3,700 rows"


def test_what_is_whole_is_left_alone(tmp_path: Path, whole: Path, before: Any) -> None:
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    content = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert mended(Homes(data), "x") == []
    assert {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()} == content | {".mending": b""}
    assert rows_of(data) == before
    assert mended(Homes(data), "x") == []


def test_a_write_that_was_under_way_is_no_damage(tmp_path: Path, whole: Path) -> None:
    """Half a frame behind what was committed, as a process leaves it that is killed while it writes."""
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    log = data / "journal.db-wal"
    content = log.read_bytes()
    with log.open("ab") as opened:
        opened.write(content[32 : 32 + 24] + b"\0" * 4096 + content[32 : 32 + 24])
    assert wrong(data / "journal.db") == ("", 0)


@pytest.mark.parametrize("place", range(0, 32, 4))
def test_the_head_of_a_log(tmp_path: Path, whole: Path, before: Any, place: int) -> None:
    """SQLite passes over such a log without a word; here nothing of it is lost."""
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    content = bytearray((data / "journal.db-wal").read_bytes())
    content[place] ^= 0xFF
    (data / "journal.db-wal").write_bytes(content)
    found = mended(Homes(data), "x")
    assert [Path(one.path).name for one in found] == ([] if place == 12 and not found else ["journal.db"])
    assert rows_of(data)["journal"] == before["journal"]


@pytest.mark.parametrize("page", ["first", "tree"])
def test_without_the_list_of_tables(tmp_path: Path, whole: Path, before: Any, page: str) -> None:
    """Rows that no tree leads to are found by what they look like."""
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    for name in FILES:
        engine = file(data / name)
        engine.connect().close()
        engine.dispose()
        content = bytearray((data / name).read_bytes())
        for number in range(len(content) // 4096):
            inner = content[4096 * number] == 5
            if (number == 0 and page == "first") or (inner and page == "tree"):
                content[4096 * number + (100 if number == 0 else 0) :][:0] = b""
                begin = 4096 * number + (100 if number == 0 else 0)
                content[begin : 4096 * (number + 1)] = bytes(4096 * (number + 1) - begin)
        (data / name).write_bytes(content)
    found = mended(Homes(data), "x")
    assert len(found) >= (3 if page == "first" else 2)
    after = rows_of(data)
    small = {"mappings", "settings", "batches"}  # what looks alike may be taken for the other
    assert {name: rows - after[name] for name, rows in before.items() if name not in small} == {
        name: set() for name in before if name not in small
    }


@pytest.mark.parametrize("content", [b"", b"hello" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000, b"\0" * 8192])
def test_no_database(tmp_path: Path, content: bytes) -> None:
    homes = Homes(tmp_path)
    homes.journal().path.write_bytes(content)
    found = mended(homes, "x")
    assert len(found) == (1 if content else 0)
    if content:
        assert (tmp_path / "journal.db.damaged-x").read_bytes() == content
        assert [one.kept for one in damages(homes)] == ["journal.db.damaged-x"]
        (tmp_path / "journal.db.damaged-x").unlink()
        assert damages(homes) == []
    assert SqlJournal(homes.journal()).waiting() == 0
    assert mended(homes, "y") == []


def test_a_database_in_use_is_left_alone(tmp_path: Path, whole: Path) -> None:
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    opening = "import sys; from pysqlite3 import dbapi2 as s; c = s.connect(sys.argv[1])\n"
    opening += "print(c.execute('select count(*) from journal').fetchone(), flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", opening, str(data / "journal.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    other.stdout.readline()
    with (data / "journal.db-wal").open("rb+") as log:
        log.truncate(100_000)
    assert mended(Homes(data), "x") == []
    other.communicate("\n")


CUT_SHORT = """
import itertools, os, signal, sys
from pathlib import Path
from cxloop.stores.homes import Homes
from cxloop.stores.salvage import mended
calls, at, plain = itertools.count(1), int(sys.argv[2]), Path.rename
def rename(self, target):
    if next(calls) == at: os.kill(os.getpid(), signal.SIGKILL)
    return plain(self, target)
Path.rename = rename
mended(Homes(Path(sys.argv[1])), "x")
"""


@pytest.mark.parametrize("at", range(1, 8))
def test_killed_while_it_mends(tmp_path: Path, whole: Path, before: Any, at: int) -> None:
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    content = bytearray((data / "journal.db-wal").read_bytes())
    content[50_000] ^= 1
    (data / "journal.db-wal").write_bytes(content)
    status = subprocess.run([sys.executable, "-c", CUT_SHORT, str(data), str(at)]).returncode
    assert status == (-signal.SIGKILL if at < 7 else 0)
    mended(Homes(data), "y")
    assert mended(Homes(data), "z") == []
    assert len(before["journal"] - rows_of(data)["journal"]) <= 25
    assert len(damages(Homes(data))) == 1
    kept = next(data.glob("journal.db.damaged-?"))
    assert kept.with_name(kept.name + "-wal").read_bytes() == content


def test_a_request_that_comes_back_changed_goes_into_quarantine(tmp_path: Path) -> None:
    from cxloop.app.filing import file_next

    workspace = cxloop.open(tmp_path / "data")
    journal = wiring.journal(tmp_path / "data")
    body = b'{"type": "track", "event": "order", "userId": "u1", "messageId": "m%d"}'
    journal.append([Request("main", "track", body % number, 5, "k") for number in range(3)])
    with journal.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("update journal set body = cast(replace(body, 'u1', 'u2') as blob) where number = 2")
    filed = file_next(workspace, journal)
    assert filed is not None
    assert (filed.events, filed.refused) == (2, 1)
    assert [one.reason for one in workspace.filings.refused()] == ["request_damaged"]
    assert sorted(EventTable(tmp_path / "data/main/events").read(["event_id"])["event_id"].to_pylist()) == ["m0", "m2"]


def test_what_was_remembered_and_never_filed_comes_in_under_another_number(tmp_path: Path) -> None:
    """The journal forgot which batch was under way; its messages had been remembered, and are no duplicates."""
    from cxloop.app.filing import file_next

    data = tmp_path / "data"
    workspace, journal = cxloop.open(data), SqlJournal(Homes(data).journal())
    body = b'{"type": "track", "event": "order", "userId": "u1", "messageId": "m%d"}'
    journal.append([Request("main", "track", body % number, 5, "k") for number in range(2)])
    plain, workspace.table.file = workspace.table.file, None  # type: ignore[method-assign, assignment]
    with pytest.raises(TypeError):
        file_next(workspace, journal)
    workspace.table.file = plain  # type: ignore[method-assign]
    assert journal.claimed("main") == 1
    with journal.engine.begin() as connection:
        connection.exec_driver_sql("delete from claims")
    filed = file_next(workspace, journal)
    assert filed is not None
    assert (filed.batch, filed.events, filed.duplicates) == (2, 2, 0)
    journal.append([Request("main", "track", body % 0, 5, "k")])
    again = file_next(workspace, journal)
    assert again is not None
    assert (again.events, again.duplicates) == (0, 1)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_server_starts_and_says_so(tmp_path: Path, language: str) -> None:
    data = tmp_path / "data"
    made = subprocess.run([*COMMAND, "--data", str(data), "key", "create", "--json"], capture_output=True, text=True)
    key = json.loads(made.stdout)["key"]
    journal = SqlJournal(Homes(data).journal())
    body = b'{"type": "track", "event": "order", "userId": "u1", "messageId": "m%d"}'
    for number in range(50):
        journal.append([Request("main", "track", body % number, 5, "k")])
    journal.engine.dispose()
    content = bytearray((data / "journal.db").read_bytes())
    content[100:4096] = b"\xff" * 3996
    (data / "journal.db").write_bytes(content)
    words = [*COMMAND, "--data", str(data), "--lang", language, "serve", "--port", "0", "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        with urllib.request.urlopen(f"{address}/api/v1/health") as answer:
            assert json.load(answer) == {"status": "degraded", "damaged": 1}
        told = base64.b64encode(f"{key}:".encode()).decode()
        post = urllib.request.Request(
            f"{address}/v1/track", body % 99, {"Authorization": f"Basic {told}", "Content-Type": "application/json"}
        )
        with urllib.request.urlopen(post) as answer:
            assert answer.status == 200
        until = time.monotonic() + 20
        while SqlJournal(Homes(data).journal()).waiting() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    ids = EventTable(data / "main/events").read(["event_id"])["event_id"].to_pylist()
    assert sorted(ids) == sorted([f"m{number}" for number in range(50)] + ["m99"])
    assert "journal.db.damaged-" in said
    assert ("손상" if language == "ko" else "was damaged") in said
    assert "Traceback" not in said
    assert SqlFilings(SqlState(Homes(data).workspace("main")).engine).refused() == []


def test_it_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "access.db").write_bytes(b"nonsense" * 999)
    with caplog.at_level(logging.ERROR, "cxloop.stores"):
        wiring.mend(tmp_path)
    assert "access.db.damaged-" in caplog.text


def test_a_log_is_read_as_sqlite_reads_it(whole: Path) -> None:
    for name in FILES:
        log = read_log(whole / name, 4096)
        assert (log.damaged, log.behind, log.read) == (False, False, log.committed)
        assert log.read > 20


def test_text_that_is_none(tmp_path: Path) -> None:
    """A bit turned over inside a text: SQLite's own check finds nothing, and every reader would fall over it."""
    state = SqlState(Homes(tmp_path).workspace("main"))
    state.save_setting("k", "가나다")
    state.engine.dispose()
    path = tmp_path / "main/state.db"
    path.write_bytes(path.read_bytes().replace("가나다".encode(), "가나다".encode()[:-1] + b"\xff"))
    assert len(mended(Homes(tmp_path), "x")) == 1
    assert SqlState(Homes(tmp_path).workspace("main")).setting("k") == "가나\ufffd\ufffd"


def test_a_workspace_that_cannot_be_filed_stops_no_other(tmp_path: Path) -> None:
    from cxloop.app.filing_loop import FilingLoop
    from cxloop.errors import BadOption

    journal = wiring.journal(tmp_path)
    body = b'{"type": "track", "event": "order", "userId": "u1"}'
    journal.append([Request(name, "track", body, 5, "k") for name in ("a/b", "main")])
    with pytest.raises(BadOption):
        FilingLoop(journal, lambda name: cxloop.open(tmp_path, name)).step()
    assert (journal.waiting("main"), journal.waiting("a/b")) == (0, 1)


@pytest.mark.parametrize("size", [0, 10, 32, 33, 4_000, 4_152])
def test_next_to_nothing_of_a_log(tmp_path: Path, whole: Path, before: Any, size: int) -> None:
    """What had been taken into the file is newer than the little that is left of the log."""
    data = Path(shutil.copytree(whole, tmp_path / "data"))
    for name in FILES:
        with (data / f"{name}-wal").open("rb+") as log:
            log.truncate(size)
    found = mended(Homes(data), "x")
    assert [one.pages > 0 for one in found] == [True] * 3
    after = rows_of(data)
    assert 500 < len(after["quarantine"]) < len(before["quarantine"])
    assert 50 < len(after["keys"]) < len(before["keys"]), "those up to the fiftieth turn had been taken in"
