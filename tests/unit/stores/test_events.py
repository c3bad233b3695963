"""The event table: plain Parquet under a Delta log, whole batches in and out, every byte as it came."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from cxloop.model.event import EVENT_SCHEMA
from cxloop.stores.events import EventTable
from unit.stores.tables import DAY, add, random_rows, rows_of, table_with

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(year: int, month: int = 1, day: int = 1, *clock: int) -> int:
    return (datetime(year, month, day, *clock, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


def key_of(rows: pa.Table) -> list[tuple[Any, ...]]:
    return sorted((row["batch"], row["sequence"], row["customer"], row["event"]) for row in rows.to_pylist())


def delta_rows(folder: Path) -> pa.Table:
    """What any other Delta reader finds: the files of the log, read without our code."""
    paths = [str(folder / path) for path in pa.table(DeltaTable(str(folder)).get_add_actions())["path"].to_pylist()]
    return pa.concat_tables(pq.read_table(path) for path in paths)


def test_what_is_staged_is_unseen_until_one_commit(tmp_path: Path) -> None:
    table = EventTable(tmp_path / "events")
    told = random_rows(1, 50)
    rows = rows_of(1, told)
    staged = [table.stage(1, part, rows.slice(at, 20)) for part, at in enumerate(range(0, 50, 20), 1)]
    assert (table.version(), table.rows(), table.files(), table.committed(1)) == (-1, 0, [], False)
    assert list(table.scan(["event"])) == []
    assert table.read(["event"]).num_rows == 0
    table.commit(1, staged, 5)
    assert (table.version(), table.rows(), table.committed(1)) == (0, 50, True)
    assert key_of(table.read(EVENT_SCHEMA.names)) == key_of(rows)
    second = rows_of(2, told)
    later = table.stage(2, 1, second)
    assert (table.version(), table.rows()) == (0, 50)
    assert later.version == 0
    table.commit(2, [later], 6)
    assert (table.version(), table.rows()) == (1, 100)


def test_a_batch_is_committed_at_most_once(tmp_path: Path) -> None:
    table = table_with(tmp_path, random_rows(1, 10))
    again = table.stage(1, 2, rows_of(1, random_rows(2, 10)))
    table.commit(1, [again], 0)
    EventTable(tmp_path).commit(1, [again], 0)
    assert (table.version(), table.rows()) == (0, 10)


def test_nothing_to_add_changes_nothing(tmp_path: Path) -> None:
    table = table_with(tmp_path, random_rows(1, 10))
    empty = table.stage(2, 1, EVENT_SCHEMA.empty_table())
    assert list(tmp_path.glob("batch-00000002/*")) == []
    table.commit(2, [empty], 0)
    assert (table.version(), table.rows()) == (0, 10)


def test_undo_takes_exactly_one_batch(tmp_path: Path) -> None:
    first, second, third = (random_rows(seed, 30) for seed in (1, 2, 3))
    table = table_with(tmp_path, first, second, third, parts=3)
    assert table.undo(2, 0) == 30
    assert (table.version(), table.rows()) == (3, 60)
    assert set(table.read(["batch"])["batch"].to_pylist()) == {1, 3}
    assert key_of(delta_rows(tmp_path)) == key_of(pa.concat_tables([rows_of(1, first), rows_of(3, third)]))
    assert (table.undo(2, 0), table.undo(9, 0), table.version()) == (0, 0, 3)
    assert table.committed(2)  # and is never committed again
    add(table, 4, second)
    assert table.rows() == 90
    assert [table.undo(batch, 0) for batch in (1, 3, 4)] == [30, 30, 30]
    assert (table.rows(), table.files()) == (0, [])
    assert EventTable(tmp_path / "none").undo(1, 0) == 0


def test_an_earlier_version_is_still_there(tmp_path: Path) -> None:
    table = table_with(tmp_path, random_rows(1, 10), random_rows(2, 20))
    table.undo(1, 0)
    assert [sum(rows for _, rows in table.files(version)) for version in (0, 1, 2, None)] == [10, 30, 20, 20]
    assert EventTable(tmp_path / "none").files(-1) == []


def test_discard_spares_what_is_committed(tmp_path: Path) -> None:
    table = table_with(tmp_path, random_rows(1, 10))
    table.stage(2, 1, rows_of(2, random_rows(2, 10)))
    table.discard(1)
    table.discard(2)
    table.discard(2)
    assert not (tmp_path / "batch-00000002").exists()
    assert len(delta_rows(tmp_path)) == table.rows() == 10


def test_every_file_is_sorted_and_its_statistics_are_right(tmp_path: Path) -> None:
    told = random_rows(4, 500, ties=400)
    told[7]["occurred"], told[8]["occurred"] = micros(1900), micros(2199, 12, 31, 23, 59, 59, 999_999)
    table = table_with(tmp_path, told, random_rows(5, 100), parts=4)
    log = [json.loads(line) for path in sorted(tmp_path.glob("_delta_log/*.json")) for line in path.open()]
    adds = [entry["add"] for entry in log if "add" in entry]
    assert len(adds) == len(table.files()) > 4
    for entry in adds:
        rows, stats = pq.read_table(tmp_path / entry["path"]), json.loads(entry["stats"])
        assert (np.diff(rows["occurred"].cast(pa.int64()).to_numpy()) >= 0).all(), "sorted by time"
        assert entry["size"] == (tmp_path / entry["path"]).stat().st_size
        assert stats["numRecords"] == len(rows)
        assert stats["nullCount"] == {name: rows[name].null_count for name in EVENT_SCHEMA.names}
        for name in ("sequence", "batch"):
            ends = pc.min_max(rows[name]).as_py()
            assert (stats["minValues"][name], stats["maxValues"][name]) == (ends["min"], ends["max"])
        ends = pc.min_max(rows["occurred"].cast(pa.int64())).as_py()
        for end, side in (("min", "minValues"), ("max", "maxValues")):
            told_time = datetime.strptime(stats[side]["occurred"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
            assert (told_time - EPOCH) // timedelta(microseconds=1) == ends[end]


def test_ties_in_time_stay_in_the_order_of_the_source(tmp_path: Path) -> None:
    table = table_with(tmp_path, [{"occurred": place % 2} for place in range(100)])
    assert table.read(["sequence"])["sequence"].to_pylist() == [*range(0, 100, 2), *range(1, 100, 2)]


HARD = [
    '{"a":"' + unicodedata.normalize("NFC", "검색") + '"}',
    '{"a":"' + unicodedata.normalize("NFD", "검색") + '"}',
    '{"nul":"\\u0000x","quote":"\\"","slash":"\\\\","line":"\\n","emoji":"😀🏳️‍🌈"}',
    '{"":"","$.a":1,"a/b~c":[1,{"b":null}],"long":"' + "x" * 40_000 + '"}',
    '{"n":12345678901234567890123,"f":1e-300,"t":true}',
]
HARD_TIMES = [micros(1900), -1, 0, 1, micros(2038, 1, 19, 3, 14, 8), micros(2199, 12, 31, 23, 59, 59, 999_999)]


def test_bytes_and_times_are_kept_as_they_came(tmp_path: Path) -> None:
    texts = [*HARD, unicodedata.normalize("NFD", "각"), unicodedata.normalize("NFC", "각"), "\x00", " ", "a\r\nb", "😀"]
    told = [
        {"occurred": moment, "due": moment, "customer": text, "event": text, "text": text, "properties": text}
        for moment in HARD_TIMES
        for text in texts
    ]
    told += [{"value": value} for value in (0.1, -0.0, 5e-324, 1.7976931348623157e308, float("inf"))]
    table = table_with(tmp_path, told)
    names = ["occurred", "due", "customer", "event", "text", "properties", "value", "sequence"]
    order = [("sequence", "ascending")]
    wanted = rows_of(1, told).select(names).sort_by(order)
    for found in (table.read(names), pa.Table.from_batches(table.scan(names)), delta_rows(tmp_path).select(names)):
        assert found.sort_by(order).to_pylist() == wanted.to_pylist()
    file = str(table.files()[0][0])
    sql = f"select properties, epoch_us(occurred), value from '{file}' order by sequence"
    for (text, moment, value), row in zip(duckdb.sql(sql).fetchall(), wanted.to_pylist(), strict=True):
        assert (text, value) == (row["properties"], row["value"])
        assert moment == (row["occurred"] - EPOCH) // timedelta(microseconds=1)


def test_another_reader_finds_the_same(tmp_path: Path) -> None:
    """Counts per customer and month by DuckDB over the files of the log."""
    table = table_with(tmp_path, random_rows(1, 300), random_rows(2, 300), parts=2)
    table.undo(1, 0)
    paths = [str(tmp_path / path) for path in pa.table(DeltaTable(str(tmp_path)).get_add_actions())["path"].to_pylist()]
    sql = "select customer, count(*) from read_parquet($1) group by 1 order by 1"
    found = duckdb.execute(sql, [paths]).fetchall()
    counted: dict[str, int] = {}
    for row in random_rows(2, 300):
        counted[row["customer"]] = counted.get(row["customer"], 0) + 1
    assert found == sorted(counted.items())
    fields = {field.name: str(field.type) for field in DeltaTable(str(tmp_path)).schema().fields}
    assert fields["occurred"] == 'PrimitiveType("timestamp")'
    assert list(fields) == EVENT_SCHEMA.names


@pytest.mark.parametrize("last", [0, 3 * DAY, 100 * DAY])
def test_read_takes_a_filter(tmp_path: Path, last: int) -> None:
    table = table_with(tmp_path, random_rows(1, 200), random_rows(2, 200))
    moment = pa.scalar(last, EVENT_SCHEMA.field("occurred").type)
    found = table.read(["batch", "sequence"], pc.field("occurred") <= moment)
    wanted = sum(row["occurred"] <= last for seed in (1, 2) for row in random_rows(seed, 200))
    assert len(found) == wanted
