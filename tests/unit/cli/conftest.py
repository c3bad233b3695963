"""A small shop's log and the command line run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cxloop.cli.main import run

LOG = """who,when,what,where,device
anna,2026-01-05 09:00,visit,web,phone
anna,2026-01-05 09:10,search,web,phone
anna,2026-01-06 10:00,order,web,phone
ben,2026-01-05 12:00,visit,app,phone
ben,2026-01-05 12:05,search,app,phone
ben,2026-01-05 12:30,call,phone,
cleo,2026-01-12 08:00,visit,web,desk
dora,not a time,visit,web,desk
"""
COLUMNS = ("--customer", "who", "--time", "when", "--event", "what", "--channel", "where")


@dataclass
class Done:
    """What one run gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cxloop = Callable[..., Done]


@pytest.fixture(scope="session")
def log() -> str:
    """Eight rows of a shop's log, one of them without a readable time."""
    return LOG


@pytest.fixture(scope="session")
def named() -> tuple[str, ...]:
    """The options that say what the log's columns are."""
    return COLUMNS


@pytest.fixture
def cxloop(capsys: pytest.CaptureFixture[str]) -> Cxloop:
    """Runs the command line and takes what it printed."""

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small log imported."""
    folder = tmp_path_factory.mktemp("shop")
    file = folder / "log.csv"
    file.write_text(LOG, "utf-8")
    assert run(["--data", str(folder / "data"), "import", str(file), *COLUMNS, "--json"]) == 0
    return folder / "data"
