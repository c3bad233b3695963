"""Small files of filing made one: no row changes, nobody who asks notices, and what is left over goes away in time."""

from __future__ import annotations

import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from cxloop.errors import Busy
from cxloop.model.event import EVENT_SCHEMA, FILED
from cxloop.stores import events, files
from cxloop.stores.delta_log import DeltaLog
from cxloop.stores.events import KEPT_MS, UNUSED, EventTable
from cxloop.stores.files import DataFile, Span, between, place_of, to_put_together
from cxloop.stores.index import open_index
from cxloop.stores.indexes import FolderIndexes
from unit.stores.tables import add, random_rows, rows_of
from unit.stores.test_tail import COLUMNS, seen


def file_of(first: int, last: int, rows: int = 10) -> DataFile:
    return DataFile(Path("events") / place_of(Span(first, last), "x"), rows)


def filed(table: EventTable, *numbers: int) -> None:
    for number in numbers:
        table.file(number, rows_of(FILED + number, random_rows(number, 1 + number % 7)), number)


def contents(table: EventTable) -> list[dict[str, Any]]:
    rows = table.read(EVENT_SCHEMA.names).to_pylist()
    return sorted(rows, key=lambda row: (row["batch"], row["sequence"]))


def test_no_row_changes(tmp_path: Path) -> None:
    table = EventTable(tmp_path)
    add(table, 1, random_rows(100, 30))
    filed(table, *range(1, 20))
    before, imported = contents(table), [file for file in table.files() if not file.span.last]
    assert table.put_together(5) == 19
    assert contents(table) == before
    assert [file.span for file in table.files()] == [Span(0, 0), Span(1, 19)]
    assert [file for file in table.files() if not file.span.last] == imported
    assert table.rows() == len(before) == sum(1 + number % 7 for number in range(1, 20)) + 30
    assert table.put_together(6) == 0
    assert table.filed() == 19
    filed(table, 19, 20)
    assert len(contents(table)) == len(before) + 7


def test_other_readers_find_the_same(tmp_path: Path) -> None:
    """By the log alone, with the statistics that it tells of the file."""
    table = EventTable(tmp_path)
    filed(table, *range(1, 18))
    table.put_together(5)
    found = pa.table(DeltaTable(str(tmp_path)).get_add_actions(flatten=True)).to_pylist()
    assert len(found) == 1
    rows = pq.read_table(tmp_path / found[0]["path"])
    assert found[0]["num_records"] == len(rows) == table.rows()
    assert found[0]["size_bytes"] == (tmp_path / found[0]["path"]).stat().st_size
    for name in ("occurred", "sequence", "batch"):
        ends = pc.min_max(rows[name]).as_py()
        assert (found[0][f"min.{name}"], found[0][f"max.{name}"]) == (ends["min"], ends["max"])
    for name in rows.column_names:
        assert found[0][f"null_count.{name}"] == rows[name].null_count
    log = [json.loads(line) for path in sorted(tmp_path.glob("_delta_log/*.json")) for line in path.open()]
    last = log[-20:]
    assert all(one["remove"]["dataChange"] is False for one in last if "remove" in one)
    assert [one["add"]["dataChange"] for one in last if "add" in one][-1] is False


def test_which_files_belong_together() -> None:
    assert to_put_together([file_of(number, number) for number in range(1, 16)]) == []
    single = [file_of(number, number) for number in range(1, 40)]
    assert to_put_together(reversed(single)) == single
    tall = [file_of(16 * n + 1, 16 * n + 16) for n in range(20)]
    assert to_put_together([*tall, *(file_of(number, number) for number in range(400, 410))]) == tall
    imports = [DataFile(Path(f"events/batch-{n:08d}/part-00001.parquet"), 5) for n in range(1, 40)]
    assert to_put_together(imports) == []
    large = [file_of(number, number, files.LARGEST_ROWS // 10) for number in range(1, 30)]
    assert to_put_together(large) == large[:10]
    assert to_put_together([file_of(number, number, files.LARGEST_ROWS) for number in range(1, 30)]) == []


def test_few_files_however_many_batches(tmp_path: Path) -> None:
    """As in years of filing: the files stay few, and each row is written again only a few times."""
    kept: list[DataFile] = []
    written = 0
    for number in range(1, 5_000):
        kept.append(file_of(number, number, 3))
        while chosen := to_put_together(kept):
            rows = sum(file.rows for file in chosen)
            written += rows
            place = kept.index(chosen[0])
            kept[place : place + len(chosen)] = [file_of(chosen[0].span.first, chosen[-1].span.last, rows)]
        assert len(kept) <= 15 * 4
    assert sum(file.rows for file in kept) == 3 * 4_999
    assert written <= 4 * 3 * 4_999
    firsts = [file.span.first for file in kept]
    assert firsts == [1, *(file.span.last + 1 for file in kept[:-1])]


@pytest.mark.parametrize("per", ["customer", "case"])
def test_an_index_half_way_goes_on(tmp_path: Path, per: str) -> None:
    """Its base and its tail end inside files that were put together: it stays, grows, and gets columns it never had."""
    table = EventTable(tmp_path / "ws" / "events")
    add(table, 1, random_rows(100, 30))
    filed(table, *range(1, 8))
    indexes = FolderIndexes(tmp_path / "ws", table, lambda: ["plan"])
    indexes.refresh(per)
    filed(table, *range(8, 15))
    assert indexes.follow(per)
    filed(table, *range(15, 25))
    base = open_index(indexes.address(per)).folder
    assert table.put_together(5) == 24
    anew = FolderIndexes(tmp_path / "anew", table, lambda: ["plan"])
    anew.refresh(per)
    assert seen(indexes.open(per, COLUMNS)) == seen(anew.open(per, COLUMNS))
    assert open_index(indexes.address(per)).folder == base
    filed(table, *range(25, 42))
    assert table.put_together(6) == 17
    assert indexes.follow(per)
    assert open_index(indexes.address(per)).folder == base
    anew.refresh(per)
    assert seen(indexes.open(per, COLUMNS)) == seen(anew.open(per, COLUMNS))


def test_others_work_beside(tmp_path: Path) -> None:
    """Two put files together, one files, one brings imports in and takes them back: nothing is lost or doubled."""
    filed(EventTable(tmp_path), *range(1, 17))
    trouble: list[BaseException] = []
    done = threading.Event()

    def work(what: Any) -> threading.Thread:
        def run() -> None:
            try:
                what(EventTable(tmp_path))
            except BaseException as error:
                trouble.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def together(table: EventTable) -> None:
        while not done.is_set():
            try:
                table.put_together(1)
            except Busy:
                continue

    def imports(table: EventTable) -> None:
        for batch in range(1, 15):
            add(table, batch, random_rows(batch, 9))
            if batch % 2:
                table.undo(batch, 1)

    def files_(table: EventTable) -> None:
        number = 17
        while number < 70:
            try:
                filed(table, number)
                number += 1
            except Busy:
                continue

    others = [work(together), work(together)]
    for thread in [work(files_), work(imports)]:
        thread.join()
    done.set()
    for thread in others:
        thread.join()
    assert trouble == []
    keys = Counter((row["batch"], row["sequence"]) for row in contents(EventTable(tmp_path)))
    wanted = {(FILED + number, place) for number in range(1, 70) for place in range(1 + number % 7)}
    wanted |= {(batch, place) for batch in range(2, 15, 2) for place in range(9)}
    assert keys == Counter(wanted)


@pytest.mark.parametrize("point", [(files, "write_together"), (EventTable, "_append"), (DeltaLog, "sync")])
def test_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: tuple[Any, str]) -> None:
    table = EventTable(tmp_path)
    filed(table, *range(1, 18))
    before = contents(table)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(*point, cut)
        with pytest.raises(KeyboardInterrupt):
            table.put_together(1)
    assert contents(table) == before
    assert table.put_together(2) == (0 if point[1] == "sync" else 17)
    assert contents(table) == before
    table.tidy(3)
    assert table.tidy(3 + KEPT_MS) == (18 if point[1] == "_append" else 17)
    assert len(list(tmp_path.glob("batch-*/*"))) == 1
    assert contents(table) == before


def test_what_is_no_longer_used_goes_after_an_hour(tmp_path: Path) -> None:
    table = EventTable(tmp_path)
    add(table, 1, random_rows(1, 9))
    add(table, 2, random_rows(2, 9))
    staged = table.stage(3, 1, rows_of(3, random_rows(3, 9)))
    filed(table, *range(1, 18))
    assert table.tidy(0) == 0
    assert not (tmp_path / UNUSED).exists()
    table.put_together(1)
    table.undo(1, 1)
    old = table.files(table.version() - 2)
    assert table.tidy(1_000) == 0
    assert len(json.loads((tmp_path / UNUSED).read_text())) == 18
    assert sum(len(pq.read_table(file.path)) for file in old) == table.rows() + 9
    assert table.tidy(999 + KEPT_MS) == 0
    assert EventTable(tmp_path).tidy(1_000 + KEPT_MS) == 18
    assert json.loads((tmp_path / UNUSED).read_text()) == {}
    table.commit(3, [staged], 1)
    assert len(contents(table)) == sum(1 + number % 7 for number in range(1, 18)) + 18
    assert len(list(tmp_path.glob("batch-*"))) == 3


def test_a_clock_that_goes_back_keeps_no_file_for_ever(tmp_path: Path) -> None:
    table = EventTable(tmp_path)
    filed(table, *range(1, 18))
    table.put_together(1)
    table.tidy(10**15)
    table.tidy(50)
    assert table.tidy(50 + KEPT_MS) == 17


def test_which_rows_of_a_file() -> None:
    one = Path("events") / place_of(Span(5, 9), "x")
    rows = pa.table({"batch": np.arange(5, 10) + FILED})

    def kept(**ends: Any) -> list[int]:
        chosen = between(one, **ends)
        found = rows if chosen is None else rows.filter(chosen)
        return [int(number) - FILED for number in found["batch"].to_pylist()]

    assert kept() == kept(after=4) == kept(until=9) == [5, 6, 7, 8, 9]
    assert (kept(after=6), kept(until=6), kept(after=5, until=8)) == ([7, 8, 9], [5, 6], [6, 7, 8])


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    """A table of before learns it with the first files that are put together."""
    settings, old = "delta.logRetentionDuration", tmp_path / "old"
    filed(EventTable(tmp_path / "new"), 1)
    assert DeltaTable(str(tmp_path / "new")).metadata().configuration[settings] == "interval 10 minutes"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "_SETTINGS", {})
        filed(EventTable(old), *range(1, 17))
    assert settings not in DeltaTable(str(old)).metadata().configuration
    assert EventTable(old).put_together(1) == 16
    assert DeltaTable(str(old)).metadata().configuration[settings] == "interval 10 minutes"
