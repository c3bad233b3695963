"""The event table's log: on the disk before it is relied on, short, and readable after a power cut."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from deltalake import DeltaTable

from cxloop.model.event import FILED
from cxloop.stores import delta_log, events
from cxloop.stores.delta_log import DeltaLog
from cxloop.stores.events import EventTable
from unit.stores.tables import random_rows, rows_of

EVERY = 10


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint after ten versions already."""
    monkeypatch.setattr(delta_log, "CHECKPOINT_EVERY", EVERY)


def filed(table: EventTable, *numbers: int) -> None:
    for number in numbers:
        table.file(number, rows_of(FILED + number, random_rows(number, 3)), number)


@pytest.mark.parametrize("left", [b"", b'{"commitInfo":{"timest', b"\0" * 700])
@pytest.mark.parametrize("again", [False, True])
def test_a_commit_cut_off_by_the_power(tmp_path: Path, left: bytes, again: bool) -> None:
    """What it said is not there, and can be committed again; in a process that had read the table before, too."""
    filed(EventTable(tmp_path), *range(1, 5))
    table = EventTable(tmp_path)
    if again:
        assert table.rows() == 12
    else:
        events._held.__dict__.clear()
    filed(EventTable(tmp_path), 5)
    table.log.commits()[4].write_bytes(left)
    events._held.__dict__.clear()
    assert (table.rows(), table.filed()) == (12, 4)
    filed(table, 5, 6)
    assert (table.rows(), table.filed()) == (18, 6)
    assert len(DeltaTable(str(tmp_path)).file_uris()) == 6
    assert [path.name for path in table.log.folder.glob("torn-*")] == (
        ["torn-" + "4".zfill(20) + ".json"] if left else []
    )


def test_what_was_built_on_a_torn_commit_goes_with_it(tmp_path: Path) -> None:
    table = EventTable(tmp_path)
    filed(table, *range(1, 6))
    table.log.commits()[3].write_bytes(b"{")
    events._held.__dict__.clear()
    assert table.filed() == 3
    assert sorted(table.log.commits()) == [0, 1, 2]


@pytest.mark.parametrize("left", ["checkpoint", "pointer", "both"])
def test_a_checkpoint_cut_off_by_the_power(tmp_path: Path, left: str) -> None:
    table = EventTable(tmp_path)
    filed(table, *range(1, EVERY + 1))
    assert table.log.shorten(DeltaTable(str(tmp_path)))
    pointer = table.log.folder / "_last_checkpoint"
    if left in ("checkpoint", "both"):
        table.log.checkpoints()[EVERY - 1].write_bytes(b"")
    if left in ("pointer", "both"):
        pointer.write_bytes(b'{"vers')
    events._held.__dict__.clear()
    assert (table.rows(), table.filed()) == (3 * EVERY, EVERY)
    filed(table, EVERY + 1)
    assert table.rows() == 3 * EVERY + 3


def test_what_is_older_than_the_settings_say_is_deleted(tmp_path: Path) -> None:
    """And the table is the same to whoever opens it, or has it open."""
    table = EventTable(tmp_path)
    filed(table, *range(1, EVERY + 20))
    assert table.tidy(1) == 0
    assert max(table.log.checkpoints()) == EVERY + 18
    assert len(table.log.commits()) == EVERY + 19
    old = time.time() - 7_200
    for path in table.log.folder.iterdir():
        os.utime(path, (old, old))
    filed(table, *range(EVERY + 20, 2 * EVERY + 20))
    table.tidy(2)
    assert len(table.log.commits()) <= EVERY + 1
    assert table.filed() == 2 * EVERY + 19
    assert len(DeltaTable(str(tmp_path)).file_uris()) == 2 * EVERY + 19
    assert table.rows() == 3 * (2 * EVERY + 19)


def test_no_commit_is_relied_on_before_those_it_builds_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another one who had no time to wait for the disk."""
    synced: list[str] = []
    monkeypatch.setattr(delta_log, "sync", lambda path: synced.append(path.name))
    table, hasty = EventTable(tmp_path), EventTable(tmp_path)
    filed(table, 1)
    with monkeypatch.context() as patch:
        patch.setattr(DeltaLog, "sync", lambda self: None)
        filed(hasty, 2)
    synced.clear()
    filed(table, 3)
    assert synced == ["1".zfill(20) + ".json", "2".zfill(20) + ".json", "_delta_log", tmp_path.name]
