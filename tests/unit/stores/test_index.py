"""The journey index agrees with a plain sort of the event table, however it is cut, built and asked."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.errors import NoCases, NoEvents
from cxloop.model.event import EVENT_SCHEMA, FILED
from cxloop.questions.journeys import MISSING_TIME, Codes, Journeys
from cxloop.stores import indexes as indexes_module
from cxloop.stores import partition_build
from cxloop.stores.events import EventTable
from cxloop.stores.hashes import journey_hash
from cxloop.stores.index import Index, open_index
from cxloop.stores.index_build import BASE, ensure_columns, refresh_index
from cxloop.stores.indexes import FolderIndexes
from unit.stores.tables import add, random_rows, rows_of, table_with

LATER = ("due", "value", "case", "text", "property:n", "property:plan", "property:none")
CODES = {"event", "channel", "owner", "case", "text", "property"}
Journey = list[tuple[Any, ...]]


@pytest.fixture
def eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows a partition that even a small table has many."""
    monkeypatch.setattr(partition_build, "ROWS_A_PARTITION", 40)


def plain(column: Codes | np.ndarray[Any, Any]) -> list[Any]:
    if isinstance(column, Codes):
        return [None if code < 0 else column.values[code] for code in column.codes.tolist()]
    return [None if value == MISSING_TIME or value != value else value for value in column.tolist()]


def journeys_in(index: Index, columns: tuple[str, ...]) -> dict[tuple[str, str], Journey]:
    found: dict[tuple[str, str], Journey] = {}
    for partition in range(index.partitions):
        journeys: Journeys = index.journeys(partition, columns)
        for name in columns:
            assert isinstance(journeys.columns[name], Codes) == (name.partition(":")[0] in CODES), name
        rows = list(zip(journeys.time.tolist(), *(plain(journeys.columns[name]) for name in columns), strict=True))
        for place, (begin, end) in enumerate(itertools.pairwise(journeys.starts.tolist())):
            key = (index.kind_of(partition, place), journeys.names[place])
            assert key not in found, "one journey in two places"
            assert index.find(f"{key[0]}:{key[1]}") == (partition, place)
            found[key] = rows[begin:end]
    return found


def expected(table: EventTable, per: str, columns: tuple[str, ...]) -> dict[tuple[str, str], Journey]:
    rows = table.read(EVENT_SCHEMA.names).to_pylist()
    for row in rows:
        properties = json.loads(row["properties"] or "{}")
        row |= {"case": row["case_id"], "time": micros(row["occurred"])}
        row |= {f"property:{name}": properties.get(name) for name in ("n", "plan", "none")}
        row["property:n"] = None if row["property:n"] is None else str(row["property:n"])
        row["due"] = None if row["due"] is None else micros(row["due"])
    rows.sort(key=lambda row: (row["time"], row["batch"], row["sequence"]))
    found: dict[tuple[str, str], Journey] = {}
    for row in rows:
        key = (row["customer_kind"], row["customer"]) if per == "customer" else ("case", row["case"])
        if key[1] is not None:
            found.setdefault(key, []).append((row["time"], *(row[name] for name in columns)))
    return found


def micros(moment: Any) -> int:
    return pd.Timestamp(moment).value // 1000


def check(table: EventTable, address: str, per: str, columns: tuple[str, ...] = BASE) -> Index:
    index = open_index(address)
    wanted = expected(table, per, columns)
    assert journeys_in(index, columns) == wanted
    times = [row[0] for journey in wanted.values() for row in journey]
    assert (index.rows, index.journey_count) == (len(times), len(wanted))
    assert index.period == ((min(times), max(times)) if times else None)
    assert index.table_version == table.version()
    return index


@pytest.mark.parametrize("per", ["customer", "case"])
@pytest.mark.parametrize("rows_a_partition", [1_000_000, 40])
def test_like_a_plain_sort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, per: str, rows_a_partition: int) -> None:
    """Base columns, then columns asked for later, in the same order; ties in time go by batch, then by sequence."""
    monkeypatch.setattr(partition_build, "ROWS_A_PARTITION", rows_a_partition)
    table = table_with(tmp_path / "events", random_rows(1, 200), random_rows(2, 120), parts=3)
    address = str(tmp_path / "index")
    refresh_index(table, address, per, ["n", "plan"])
    index = check(table, address, per)
    assert index.partitions == (8 if rows_a_partition == 40 else 1)
    for later in (LATER[:1], LATER[1:4], LATER):
        ensure_columns(table, address, per, later)
        check(table, address, per, (*BASE, *later))
    assert sorted(path.name for path in (tmp_path / "index").glob("*/.spill")) == []


plans = st.lists(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from("abcde"), st.sampled_from(["customer", "e-mail"]), st.booleans()),
        min_size=1, max_size=12,
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=12)
@given(plans, st.integers(1, 3))
def test_small_tables_in_many_partitions(tmp_path_factory: pytest.TempPathFactory, told: list[Any], parts: int) -> None:
    """More partitions than journeys: most are empty, in the base and in the columns added later."""
    folder = tmp_path_factory.mktemp("small")
    batches = [
        [{"occurred": at, "customer": who, "customer_kind": kind, "case_id": who if cased else None} for at, who,
        kind, cased in rows] for rows in told
    ]  # fmt: skip
    table = table_with(folder / "events", *batches, parts=parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partition_build, "ROWS_A_PARTITION", 2)
        for per in ("customer", "case"):
            address = str(folder / per)
            refresh_index(table, address, per)
            ensure_columns(table, address, per, LATER)
            check(table, address, per, (*BASE, *LATER))


@pytest.mark.usefixtures("eight")
def test_the_same_value_under_two_kinds_is_two_journeys(tmp_path: Path) -> None:
    told = [{"customer": "7", "customer_kind": kind} for kind in ("customer", "e-mail", "customer")]
    refresh_index(table_with(tmp_path / "events", told), str(tmp_path / "index"), "customer")
    index = open_index(str(tmp_path / "index"))
    assert {key: len(rows) for key, rows in journeys_in(index, BASE).items()} == {
        ("customer", "7"): 2, ("e-mail", "7"): 1,
    }  # fmt: skip
    assert index.find("7") == index.find("customer:7") != index.find("e-mail:7") is not None
    assert journey_hash("customer", "7") != journey_hash("e-mail", "7")


@pytest.mark.usefixtures("eight")
def test_find(tmp_path: Path) -> None:
    names = ["anna", "a:b", "e-mail:anna", "", "고객", "x" * 500, "e-mail:"]
    told = [{"customer": name} for name in names for _ in range(50)]
    told += [{"customer": "ben@x", "customer_kind": "e-mail"}]
    refresh_index(table_with(tmp_path / "events", told), str(tmp_path / "index"), "customer")
    index = open_index(str(tmp_path / "index"))
    assert index.partitions == 16

    def name_at(asked: str) -> str | None:
        found = index.find(asked)
        return None if found is None else index.journeys(found[0], ()).names[found[1]]

    for name in names:
        assert name_at(name) == name_at(f"customer:{name}") == name
    assert name_at("ben@x") == name_at("e-mail:ben@x") == "ben@x"
    assert [name_at(name) for name in ("nobody", "customer:ben@x", "phone:anna", "ann", ":")] == [None] * 5


def test_a_table_without_rows_or_cases(tmp_path: Path) -> None:
    table = table_with(tmp_path / "events", [{"case_id": None}])
    indexes = FolderIndexes(tmp_path, table, lambda: [])
    with pytest.raises(NoCases):
        indexes.open("case", LATER)
    table.undo(1, 0)
    for per in ("customer", "case"):
        with pytest.raises(NoEvents):
            indexes.open(per, LATER)
    add(table, 2, random_rows(1, 20))
    assert indexes.open("case", LATER).rows == sum(row["case_id"] is not None for row in random_rows(1, 20))
    with pytest.raises(NoEvents):
        FolderIndexes(tmp_path / "none", EventTable(tmp_path / "none" / "events"), lambda: []).open("customer")


NASTY = ["", "/", "a/b~c", "~1", "$.x", "0", "plan'; drop", '"', "\\", "*", "각", "../../x", "x" * 300]


def test_properties_of_any_name_and_content(tmp_path: Path) -> None:
    values: list[Any] = ['say "hi"\n', "\x00nul", "각", "😀", "", True, 0.1, 12345678901234567, "null", {"a": [1]}]
    told = [
        {"customer": str(place % 3), "properties": json.dumps({name: value, "other": 1}, ensure_ascii=bool(place % 2))}
        for place, (name, value) in enumerate(itertools.product(NASTY, values))
    ]
    table, address = table_with(tmp_path / "events", told), str(tmp_path / "index")
    refresh_index(table, address, "customer", NASTY)
    ensure_columns(table, address, "customer", {f"property:{name}" for name in NASTY})
    index = open_index(address)
    names = tuple(f"property:{name}" for name in NASTY)
    journeys = journeys_in(index, ("sequence", *names))
    rows = {row[1]: row[2:] for rows in journeys.values() for row in rows}
    for place, (name, value) in enumerate(itertools.product(NASTY, values)):
        text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        assert dict(zip(NASTY, rows[place], strict=True))[name] == text, (name, value)
        assert sum(found is not None for found in rows[place]) == 1


def test_agrees_already_and_is_left_alone(tmp_path: Path) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 50)), str(tmp_path / "index")
    for _ in range(3):
        refresh_index(table, address, "customer")
    assert open_index(address).folder.name == "generation-000001"
    add(table, 2, random_rows(2, 50))
    refresh_index(table, address, "customer")
    assert open_index(address).folder.name == "generation-000002"
    check(table, address, "customer")


def test_one_generation_can_be_asked_by_its_address(tmp_path: Path) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 50)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    first = open_index(address)
    add(table, 2, random_rows(2, 50))
    refresh_index(table, address, "customer")
    assert open_index(first.address).rows == 50
    assert open_index(open_index(address).address).rows == 100
    with pytest.raises(NoEvents):
        open_index(str(tmp_path / "index" / "generation-000009"))


def test_columns_added_while_the_table_grows_are_those_of_the_generation(tmp_path: Path) -> None:
    """A commit between opening an index and asking it for one more column must not shift its rows."""
    table, address = table_with(tmp_path / "events", random_rows(1, 60)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    before = expected(table, "customer", LATER)
    table.file(1, rows_of(FILED + 1, random_rows(2, 60)), 0)
    ensure_columns(table, address, "customer", LATER[:2])
    assert open_index(address).columns >= set(LATER[:2])
    add(table, 2, random_rows(3, 60))
    ensure_columns(table, address, "customer", LATER)
    assert not open_index(address).columns >= set(LATER)  # of other imports: to be built anew
    table.undo(2, 0)
    ensure_columns(table, address, "customer", LATER)
    assert journeys_in(open_index(address), LATER) == before
    shutil.rmtree(tmp_path / "index")
    refresh_index(table, address, "customer")
    ensure_columns(table, address, "customer", LATER)
    check(table, address, "customer", LATER)


def test_a_generation_that_is_replaced_is_forgotten(tmp_path: Path) -> None:
    """Whoever goes on asking holds none of its files, which could else not leave the disk."""
    table, address = table_with(tmp_path / "events", random_rows(1, 60)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    check(table, address, "customer")
    old = open_index(address).folder
    add(table, 2, random_rows(2, 60))
    refresh_index(table, address, "customer")
    check(table, address, "customer")
    shutil.rmtree(old)
    mapped = [line for line in Path("/proc/self/maps").read_text().splitlines() if str(tmp_path) in line]
    assert mapped != []
    assert [line for line in mapped if line.endswith("(deleted)")] == []


def test_an_import_while_a_column_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes in just before the columns are made: the index is built anew, with them."""
    table = table_with(tmp_path / "events", random_rows(1, 60))
    indexes = FolderIndexes(tmp_path, table, lambda: ["n", "plan"])
    plainly = indexes_module.ensure_columns

    def late(*given: Any) -> None:
        if len(table.files()) == 1:
            add(table, 2, random_rows(2, 60))
        plainly(*given)

    monkeypatch.setattr(indexes_module, "ensure_columns", late)
    index = indexes.open("customer", LATER)
    assert journeys_in(index, LATER) == expected(table, "customer", LATER)
    assert index.rows == 120


def test_an_index_deleted_and_built_again_is_read_afresh(tmp_path: Path) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 60)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    check(table, address, "customer")
    shutil.rmtree(address)
    add(table, 2, random_rows(2, 45))
    refresh_index(table, address, "customer")
    assert open_index(address).folder.name == "generation-000001"
    check(table, address, "customer")


def test_old_generations_go_after_a_while(tmp_path: Path) -> None:
    table, root = table_with(tmp_path / "events", random_rows(1, 20)), tmp_path / "index"
    dead = root / "generation-000001" / ".spill"
    dead.mkdir(parents=True)
    for batch in range(2, 6):
        refresh_index(table, str(root), "customer")
        add(table, batch, random_rows(batch, 20))
    assert not dead.exists(), "left by a build that was cut off"
    assert [folder.name[-1] for folder in sorted(root.glob("generation-*"))] == list("2345"), "perhaps still read"
    for meta in root.glob("*/meta.json"):
        os.utime(meta, (time.time() - 3600, time.time() - 3600))
    refresh_index(table, str(root), "customer")
    assert [folder.name[-1] for folder in sorted(root.glob("generation-*"))] == list("56")
    check(table, str(root), "customer")


@pytest.mark.usefixtures("eight")
@pytest.mark.parametrize("point", ["_deal", "_sort", "_write_meta"])
def test_a_build_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 100)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    before = expected(table, "customer", BASE)
    add(table, 2, random_rows(2, 100))
    calls = itertools.count(1)
    whole = getattr(partition_build.Build, point)

    def fails(*arguments: Any) -> Any:
        if point != "_sort" or next(calls) > 4:
            raise RuntimeError("the end")
        return whole(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(partition_build.Build, point, fails)
        with pytest.raises(RuntimeError, match="the end"):
            refresh_index(table, address, "customer")
        assert journeys_in(open_index(address), BASE) == before
        assert [folder.name[-1] for folder in (tmp_path / "index").glob("generation-*")] == ["1"]
        table.undo(2, 0)
        with pytest.raises(RuntimeError, match="the end"):
            ensure_columns(table, address, "customer", ["case"])
        assert "case" not in open_index(address).columns
    refresh_index(table, address, "customer")
    check(table, address, "customer")


def test_swapped_under_a_reader(tmp_path: Path) -> None:
    """A reader sees one whole generation or the next, never a mixture, while builds follow each other."""
    table, address = table_with(tmp_path / "events", random_rows(1, 100)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    done, wrong, seen = Event(), list[str](), set[int]()

    def read() -> None:
        while not done.is_set():
            try:
                index = open_index(address)
                rows = sum(map(len, journeys_in(index, BASE).values()))
                seen.add(rows)
                if rows != index.rows or rows != 100 * (index.table_version + 1):
                    wrong.append(f"{rows} of {index.rows} at {index.table_version}")
            except Exception as error:
                wrong.append(repr(error))

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for batch in range(2, 7):
            add(table, batch, random_rows(batch, 100))
            refresh_index(table, address, "customer")
            time.sleep(0.05)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert len(seen) > 2


BUILD = """
import sys
from cxloop.stores import index_build, partition_build
from cxloop.stores.events import EventTable
from cxloop.stores.index import open_index
events, address = sys.argv[1:]
partition_build.ROWS_A_PARTITION = 40
sys.stdin.readline()
index_build.refresh_index(EventTable(events), address, "customer")
index_build.ensure_columns(EventTable(events), address, "customer", ["case", "property:n"])
print(open_index(address).folder.name)
"""


@pytest.mark.usefixtures("eight")
def test_two_processes_build_one(tmp_path: Path) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 300)), str(tmp_path / "index")
    call = [sys.executable, "-c", BUILD, str(tmp_path / "events"), address]
    builders = [subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for builder in builders:
        assert builder.stdin is not None
        builder.stdin.write("go\n")
        builder.stdin.flush()
    said = [builder.communicate()[0].strip() for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0]
    assert said == ["generation-000001"] * 2
    check(table, address, "customer", (*BASE, "case", "property:n"))


def test_a_process_killed_while_it_builds_holds_nobody_up(tmp_path: Path) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 100)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    add(table, 2, random_rows(2, 100))
    killed = "import os, signal; from cxloop.stores import partition_build as b\n"
    killed += "b.Build._sort = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n" + BUILD
    done = subprocess.run([sys.executable, "-c", killed, str(tmp_path / "events"), address], input=b"go\n")
    assert done.returncode == -9
    assert open_index(address).rows == 100
    assert list((tmp_path / "index").glob("generation-000002/.spill/*")) != []
    refresh_index(table, address, "customer")
    check(table, address, "customer")
    assert sorted(folder.name[-1] for folder in (tmp_path / "index").glob("generation-*")) == ["1", "3"]


def test_a_damaged_index_is_built_again(tmp_path: Path) -> None:
    table, address = table_with(tmp_path / "events", random_rows(1, 30)), str(tmp_path / "index")
    refresh_index(table, address, "customer")
    (open_index(address).folder / "meta.json").write_text("{", "utf-8")
    indexes = FolderIndexes(tmp_path, table, lambda: [])
    indexes.address = lambda per: address  # type: ignore[method-assign]
    assert indexes.open("customer").rows == 30
    (tmp_path / "index" / "CURRENT").write_text("generation-000099", "utf-8")
    assert indexes.open("customer").rows == 30
