"""A workspace on either database, a time that goes as told, and a real receiver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxloop import wiring
from cxloop.app.post import Post
from cxloop.app.workspace import Workspace
from cxloop.trust.addresses import HOSTS_SETTING
from receiver import Receiver, receiving


class Clock:
    """The time, as far as the workspace knows."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, tzinfo=UTC)

    def __call__(self) -> int:
        return int(self.now.timestamp() * 1000)

    def go(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(wiring, "_now_ms", made)
    return made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "postgresql":
        monkeypatch.setenv(wiring.STATE_SETTING, request.getfixturevalue("postgres"))
    return tmp_path / "data"


@pytest.fixture
def workspace(folder: Path, clock: Clock) -> Workspace:
    return wiring.open(folder)


@pytest.fixture
def post(folder: Path, receiver: Receiver) -> Post:
    return replace(wiring.post(folder, {HOSTS_SETTING: receiver.place}), chance=lambda: 0.5)
