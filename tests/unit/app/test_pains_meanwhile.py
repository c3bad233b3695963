"""Pain points while the log changes under them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import cxloop


def rows(names: tuple[str, ...], customers: range) -> str:
    lines = ["who,when,what,plan"]
    for customer in customers:
        for at, name in enumerate(names[: 2 + customer % (len(names) - 1)]):
            lines.append(f"c{customer},2026-03-{1 + customer % 28:02} 10:{at:02}:00,{name},{'abc'[customer % 3]}")
    return "\n".join(lines)


def test_all_is_asked_of_one_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns: dict[str, Any] = {"customer": "who", "times": ["when"], "event": "what"}
    (tmp_path / "first.csv").write_text(rows(("visit", "search", "pay", "order"), range(300)), "utf-8")
    (tmp_path / "second.csv").write_text(rows(("a", "b", "c", "visit", "order"), range(300, 900)), "utf-8")
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(tmp_path / "first.csv", **columns)
    opened = workspace.indexes.open
    waiting = [tmp_path / "second.csv"]

    def open_index(per: str, wanted: Iterable[str] = ()) -> Any:
        """Rows of other events come in before columns are looked up that nobody has asked for yet."""
        if wanted and waiting:
            workspace.import_(waiting.pop(), **columns)
        return opened(per, wanted)

    monkeypatch.setattr(workspace.indexes, "open", open_index)
    found = workspace.pains(["reaches:order"]).to_dict()
    assert waiting == []
    assert found == workspace.pains(["reaches:order"]).to_dict()
