"""How far what people write down has come is looked up once, however many ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cxloop import wiring
from cxloop.api import stamps
from cxloop.app import opportunities, teams


class Counting:
    """Records that count how often they were asked."""

    def __init__(self, records: Any) -> None:
        self.records, self.asked = records, 0

    def stamp(self) -> int:
        self.asked += 1
        return int(self.records.stamp())


def test_one_look_a_second_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(stamps.time, "monotonic", lambda: clock.now)
    workspaces = {name: wiring.open(tmp_path, name) for name in ("one", "two")}
    counting = {name: Counting(one.records) for name, one in workspaces.items()}
    seen: dict[str, Any] = {name: SimpleNamespace(name=name, records=counting[name]) for name in workspaces}
    watched = stamps.Stamps()
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(watched.of, [seen["one"]] * 50)) == {0}
    assert counting["one"].asked == 1
    teams.set_team(workspaces["one"], "결제팀", "kim", [])
    assert watched.of(seen["one"]) == 0, "a second is not over"
    clock.now += 1
    after_a_team = watched.of(seen["one"])
    assert after_a_team > 0
    idea = opportunities.take_up(workspaces["one"], "kim", note="n", question="q?").id
    clock.now += 1
    assert watched.of(seen["one"]) > after_a_team, idea
    assert watched.of(seen["two"]) == 0, "another workspace has stamps of its own"
