"""How far an import is, as it is said meanwhile."""

from __future__ import annotations

import pytest

from cxloop.app.listen import Progress
from cxloop.cli import progress


def test_a_pace_is_told_once_a_stage_has_taken_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    pace = progress._Pace()
    now = 4.0
    assert pace.of(Progress("reading", 0.5, 1_000)) == (250, 4)
    assert pace.of(Progress("indexing", 0.0, 2_000)) == (None, None)
    now = 6.0
    assert pace.of(Progress("indexing", 0.25, 2_000)) == (250, 6)
