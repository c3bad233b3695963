"""A data folder that cannot be used says so in one sentence, and is left as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cxloop
from cxloop.errors import Busy, FolderUnusable, NoCases, StateBroken
from cxloop.stores.lease import lease

LOG = "who,when,what\nanna,2026-01-05 09:00,visit\nanna,2026-01-05 09:10,order\nben,2026-01-06 09:00,visit\n"
COLUMNS = {"customer": "who", "times": ["when"], "event": "what"}
OPTIONS = ["--customer", "who", "--time", "when", "--event", "what"]
QUIET = "import sys; from cxloop.cli.main import run; sys.exit(run(sys.argv[1:]))"


@dataclass
class Done:
    status: int
    answer: Any
    err: str


Cxloop = Callable[..., Done]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    return tmp_path / "log.csv"


@pytest.fixture
def cxloop_permitted() -> Cxloop:
    """The command line as a process for which permissions count, although root may have started it."""
    plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if plain and (shutil.which("setpriv") is None or subprocess.run([*plain, "true"], capture_output=True).returncode):
        pytest.skip("permissions do not count for root, and setpriv is not there to change that")

    def call(*arguments: object) -> Done:
        words = [*plain, sys.executable, "-c", QUIET, *map(str, arguments), "--json"]
        done = subprocess.run(words, capture_output=True, text=True)
        return Done(done.returncode, json.loads(done.stdout or "null"), done.stderr)

    return call


def assert_unusable(done: Done, path: Path) -> None:
    assert (done.status, done.answer["error"]["code"]) == (2, "folder_unusable"), done.err
    assert str(path) in done.answer["error"]["message"]
    assert "Traceback" not in done.err


@pytest.mark.parametrize("path", ["data", "data/deeper"])
def test_a_file_in_the_place_of_the_folder(tmp_path: Path, log: Path, path: str) -> None:
    (tmp_path / "data").write_text("mine", "utf-8")
    with pytest.raises(FolderUnusable, match="data"):
        cxloop.open(tmp_path / "data", create=False)
    with pytest.raises(FolderUnusable, match="data"):
        cxloop.open(tmp_path / path).import_(log, **COLUMNS)
    assert (tmp_path / "data").read_text("utf-8") == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc")
def test_a_place_where_no_folder_can_be_made(log: Path) -> None:
    with pytest.raises(FolderUnusable, match="/proc"):
        cxloop.open("/proc/cxloop").import_(log, **COLUMNS)


def test_a_folder_without_permission(tmp_path: Path, log: Path, cxloop_permitted: Cxloop) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(0)
    assert_unusable(cxloop_permitted("--data", closed / "data", "import", log, *OPTIONS), closed)
    closed.chmod(0o555)
    assert_unusable(cxloop_permitted("--data", closed / "data", "import", log, *OPTIONS), closed)
    assert list(closed.iterdir()) == []


def test_a_workspace_that_may_only_be_read(tmp_path: Path, log: Path, cxloop_permitted: Cxloop) -> None:
    """Questions are answered from the index there is; whatever has to write says that it may not."""
    data = tmp_path / "data"
    cxloop.open(data).import_(log, **COLUMNS)
    with pytest.raises(NoCases):
        cxloop.open(data).paths(per="case")
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    for path in [data, *data.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        overview = cxloop_permitted("--data", data, "overview")
        assert (overview.status, overview.answer["events"]) == (0, 3), overview.err
        assert cxloop_permitted("--data", data, "imports").answer["imports"][0]["status"] == "done"
        assert cxloop_permitted("--data", data, "paths").status == 0
        for words in (["import", log, *OPTIONS], ["imports", "undo", "1"], ["paths", "--where", 'case = "x"']):
            assert_unusable(cxloop_permitted("--data", data, *words), data)
        assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before
    finally:
        for path in [data, *data.rglob("*")]:
            path.chmod(0o755)


def test_a_damaged_state_does_not_spoil_the_events(tmp_path: Path, log: Path) -> None:
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(log, **COLUMNS)
    workspace.state.engine.dispose()  # what is in its log goes into the file
    state = tmp_path / "data" / "main" / "state.db"
    whole = state.read_bytes()
    state.write_bytes(b"nonsense" * 999)
    with pytest.raises(StateBroken, match=r"state\.db"):
        cxloop.open(tmp_path / "data").import_(log, **COLUMNS)
    with pytest.raises(StateBroken):
        cxloop.open(tmp_path / "data").imports()
    state.write_bytes(whole)
    assert cxloop.open(tmp_path / "data").import_(log, **COLUMNS).duplicates == 3


def test_one_at_a_time(tmp_path: Path, log: Path) -> None:
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(log, **COLUMNS)
    with lease(tmp_path / "data" / "main"):
        for change in (lambda: workspace.import_(log, **COLUMNS), lambda: workspace.undo(1)):
            with pytest.raises(Busy):
                change()
        assert workspace.overview().events == 3, "questions are answered meanwhile"
    assert workspace.undo(1)["status"] == "undone"


def test_every_command_ends_quietly(tmp_path: Path, log: Path) -> None:
    """No thread of a library is left to fall over the interpreter's end."""
    calls = [["import", str(log), *OPTIONS], ["overview"], ["paths"], ["journey", "anna"], ["imports", "undo", "1"]]
    for call in calls:
        words = [sys.executable, "-c", QUIET, "--data", str(tmp_path / "data"), *call, "--json"]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "terminate" not in done.stderr
