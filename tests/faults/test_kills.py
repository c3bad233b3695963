"""SIGKILL at any moment: nothing that was acknowledged is lost, nothing is doubled, and the server is back at once."""

from __future__ import annotations

from pathlib import Path

from faults.kills import killed


def test_killed_again_and_again(tmp_path: Path) -> None:
    promises_kept(tmp_path, kills=2)


def promises_kept(folder: Path, kills: int) -> None:
    outcome = killed(folder, kills=kills, seed=3)
    assert outcome.promised > 8 * kills
    assert (outcome.lost, outcome.doubled, outcome.foreign) == (set(), set(), set())
