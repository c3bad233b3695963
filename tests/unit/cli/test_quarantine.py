"""What could not come in is told in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxloop import wiring
from cxloop.ports.filing import Quarantined


def test_why_a_message_waits_is_said_in_either_language(cxloop: Any, tmp_path: Path) -> None:
    refused = Quarantined(
        0, 1, 1, 1, "track", "id_missing", "neither userId nor anonymousId", None, 5, b'{"event":"a"}'
    )
    wiring.open(tmp_path).filings.refuse(1, [refused])
    english = cxloop("--data", tmp_path, "--lang", "en", "quarantine").out
    assert "nobody it belongs to" in english
    assert "neither userId nor anonymousId" in english
    korean = cxloop("--data", tmp_path, "--lang", "ko", "quarantine").out
    assert "누구의 것인지 없음" in korean
    assert "neither" not in korean
    assert (
        "1번 메시지(버림), 누구의 것인지 없음"
        in cxloop("--data", tmp_path, "--lang", "ko", "quarantine", "drop", "1").out
    )
