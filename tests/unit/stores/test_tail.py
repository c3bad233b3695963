"""The tail of an index: asked with it laid over, an index says what one built anew of the same table says."""

from __future__ import annotations

import gc
import json
import shutil
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxloop.listen.identity import Link, Owners, belonging
from cxloop.model.event import EVENT_SCHEMA, FILED
from cxloop.questions.journeys import Codes, Journeys
from cxloop.stores import partition_build
from cxloop.stores.events import EventTable
from cxloop.stores.identity import Identity
from cxloop.stores.index import Index, open_index
from cxloop.stores.indexes import FolderIndexes

COLUMNS = ("event", "channel", "owner", "value", "due", "batch", "sequence", "property:plan", "property:new", "case")
EVENTS = ("visit", "검색", "order", "call", "$identify")
KINDS = ("customer", "anonymous")
rows = st.tuples(
    st.integers(0, 1), st.integers(0, 7), st.integers(0, 40), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)
)
batches = st.lists(st.lists(rows, min_size=1, max_size=12), min_size=1, max_size=4)
links = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 9)), max_size=6)


def table_of(number: int, told: list[Any], late: bool) -> pa.Table:
    made: dict[str, list[Any]] = {name: [] for name in EVENT_SCHEMA.names}
    for sequence, (kind, who, time, event, plan, case) in enumerate(told):
        row = {
            "occurred": time * 1_000_000, "event": EVENTS[event] + ("!" if late and event == 2 else ""),
            "customer_kind": KINDS[kind], "customer": f"{KINDS[kind][0]}{who}",
            "channel": [None, "web", "app"][plan % 3],
            "owner": ["kim", None][plan % 2], "value": [None, 3.5][case % 2], "case_id": [None, f"o{case}"][case > 0],
            "properties": json.dumps({"plan": f"p{plan}"} | ({"new": f"n{who}"} if late else {})),
            "sequence": sequence, "received": 0, "batch": number, "fingerprint": 0,
        }  # fmt: skip
        for name in made:
            made[name].append(row.get(name))
    return pa.table({name: pa.array(values, EVENT_SCHEMA.field(name).type) for name, values in made.items()})


def identity_of(told: list[Any]) -> Identity:
    return Identity.of(belonging(Owners(Link(f"a{who}", f"c{owner}", when) for who, owner, when in told).met()))


def seen(index: Index) -> dict[str, Any]:
    """Every journey by name: its rows, column by column, as texts and numbers."""
    found: dict[str, Any] = {}
    for partition in range(index.partitions):
        journeys = index.journeys(partition, COLUMNS)
        assert list(np.diff(journeys.starts) > 0) == [True] * len(journeys)
        texts = {name: column_of(journeys, name) for name in COLUMNS}
        for place in range(len(journeys)):
            mine = slice(int(journeys.starts[place]), int(journeys.starts[place + 1]))
            name = journeys.names[place]
            kind = index.kind_of(partition, place)
            assert index.find(f"{kind}:{name}") == (partition, place)
            found[f"{kind}:{name}"] = [journeys.time[mine].tolist(), *(texts[each][mine] for each in COLUMNS)]
    return found


def column_of(journeys: Journeys, name: str) -> list[Any]:
    column = journeys.columns[name]
    if isinstance(column, Codes):
        return [None if code < 0 else column.values[code] for code in column.codes.tolist()]
    return [None if value != value else value for value in column.tolist()]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=st.lists(rows, min_size=1, max_size=20), later=batches, first=links, more=links, small=st.booleans())
def test_laid_over_is_as_built_anew(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    base: list[Any],
    later: list[Any],
    first: Any,
    more: Any,
    small: bool,
) -> None:
    monkeypatch.setattr(partition_build, "ROWS_A_PARTITION", 4 if small else 1_000_000)
    folder = tmp_path / "ws"
    shutil.rmtree(folder, ignore_errors=True)
    table = EventTable(folder / "events")
    table.commit(1, [table.stage(1, 1, table_of(1, base, late=False))], 0)
    who = [identity_of(first)]
    indexes = FolderIndexes(folder, table, lambda: ["new", "plan"], identity=lambda: who[0])
    indexes.refresh("customer", ["plan"])
    everything = [*first]
    for number, told in enumerate(later, 1):
        everything += more[number::5]
        who[0] = identity_of(everything)
        table.file(number, table_of(FILED + number, told, late=True), 0)
        index = indexes.open("customer", COLUMNS) if any_steps(base, *later[:number]) else None
        if index is not None:
            other = FolderIndexes(tmp_path / "anew", table, lambda: ["new", "plan"], identity=lambda: who[0])
            shutil.rmtree(tmp_path / "anew", ignore_errors=True)
            other.refresh("customer")
            expected = other.open("customer", COLUMNS)
            assert seen(index) == seen(expected)
            assert (index.rows, index.journey_count) == (expected.rows, expected.journey_count)
            assert set(expected.events) <= set(index.events)


def any_steps(*parts: list[Any]) -> bool:
    return any(EVENTS[row[3]] != "$identify" for part in parts for row in part)


def test_a_tail_is_followed_and_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = EventTable(tmp_path / "events")
    indexes = FolderIndexes(tmp_path, table, lambda: ["plan"])
    table.commit(1, [table.stage(1, 1, table_of(1, [(0, 1, 2, 0, 0, 0)] * 30, late=False))], 0)
    first = indexes.open("customer")
    for number in range(1, 40):
        table.file(number, table_of(FILED + number, [(0, number % 5, number, 1, 0, 0)], late=True), 0)
        index = indexes.open("customer")
        assert index.folder == first.folder
        assert (index.number, index.rows) == (number, 30 + number)
    assert len(index.meta["segments"]) < 20
    assert len(list((index.folder / "tails").glob("[0-9]*.json"))) == 4
    assert not indexes.fold("customer")
    monkeypatch.setattr("cxloop.stores.tail_build.FOLD_ROWS", 10)
    assert indexes.fold("customer")
    folded = open_index(indexes.address("customer"))
    assert (folded.number, folded.rows, folded.folder == first.folder) == (0, 69, False)


def test_a_tail_that_nobody_asks_any_more_is_gone_at_once(tmp_path: Path) -> None:
    """There is a new one several times a second: none may wait for the garbage collector."""
    table = EventTable(tmp_path / "events")
    indexes = FolderIndexes(tmp_path, table, lambda: ["plan"])
    table.commit(1, [table.stage(1, 1, table_of(1, [(0, 1, 2, 0, 0, 0)] * 30, late=False))], 0)
    indexes.open("customer")
    gone = []
    gc.disable()
    try:
        for number in range(1, 6):
            table.file(number, table_of(FILED + number, [(0, number, number, 1, 0, 0)], late=True), 0)
            index = indexes.open("customer")
            assert seen(index)
            gone.append(weakref.ref(index))
        del index
        assert sum(one() is not None for one in gone) <= 1  # the one in force is kept open
    finally:
        gc.enable()


def test_an_import_or_an_undo_takes_a_new_base(tmp_path: Path) -> None:
    table = EventTable(tmp_path / "events")
    indexes = FolderIndexes(tmp_path, table, lambda: [])
    table.file(1, table_of(FILED + 1, [(0, 1, 2, 0, 0, 0)], late=True), 0)
    first = indexes.open("customer")
    table.commit(1, [table.stage(1, 1, table_of(1, [(0, 1, 2, 0, 0, 0)], late=False))], 0)
    second = indexes.open("customer")
    table.undo(1, 0)
    third = indexes.open("customer")
    assert [one.rows for one in (first, second, third)] == [1, 2, 1]
    assert len({one.folder for one in (first, second, third)}) == 3
