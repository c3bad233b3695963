"""Power cuts: what was acknowledged is on the disk. Without synchronisation the test turns red, which is tested too."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.planted import plant
from faults.power import power_cuts


def test_the_power_is_cut(tmp_path: Path) -> None:
    outcome = power_cuts(tmp_path, cuts=1, seed=5)
    assert outcome.promised > 6
    assert (outcome.lost, outcome.doubled, outcome.foreign) == (set(), set(), set())


def test_without_synchronisation_it_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the journal in NORMAL mode acknowledges what the disk does not have."""
    planted = tmp_path / "planted"
    planted.mkdir()
    plant("no synchronisation", planted, monkeypatch)
    outcome = power_cuts(tmp_path, cuts=2, seed=6)
    assert outcome.lost
