"""The command line run in this process, on data folders of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from cxloop import wiring
from cxloop.cli.main import run
from servers import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]


@dataclass
class Done:
    """What one run gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cxloop(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs the command line and takes what it printed."""

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return call


class Clock:
    """The time, as far as workspaces know."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> int:
        return int(self.now.timestamp() * 1000)


@pytest.fixture
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It stands at the module's START until a test moves it."""
    made = Clock(request.module.START)
    monkeypatch.setattr(wiring, "_now_ms", made)
    return made
