"""From the journal to the event table exactly once, cut off between any two of its steps."""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import forked
from cxloop import wiring
from cxloop.ports.journal import Request
from faults import file_all

HERE = Path(__file__).parent
POINTS = (
    "cxloop.stores.journal:SqlJournal.claim",
    "cxloop.stores.journal:SqlJournal.batch",
    "cxloop.stores.filings:SqlFilings.remember",
    "cxloop.stores.filings:SqlFilings.refuse",
    "cxloop.stores.filings:SqlFilings.link",
    "cxloop.stores.filings:SqlFilings.observe",
    "cxloop.stores.events:EventTable.stage",
    "cxloop.stores.events:EventTable.settle",
    "cxloop.stores.events:EventTable.file",
    "<cxloop.stores.journal:SqlJournal.end",
    "cxloop.stores.journal:SqlJournal.end",
    "<cxloop.stores.tail_build:_write",
    "cxloop.stores.tail_build:_write",
    "<cxloop.stores.tail_build:replace_file",
    "cxloop.stores.tail_build:replace_file",
)
BEGAN_US = 1_800_000_000_000_000


def accepted(number: int) -> Request:
    """A batch of five: three new events, one that was sent before, one that cannot come in."""
    items: list[dict[str, Any]] = [
        {"type": "track", "event": "검색", "userId": f"u{number % 4}", "messageId": f"m{number}-{place}"}
        for place in range(2)
    ]
    items.append(
        {"type": "identify", "userId": f"u{number % 4}", "anonymousId": f"a{number}", "messageId": f"i{number}"}
    )
    items.append({**items[0], "messageId": f"m{max(number - 3, 0)}-0", "userId": f"u{max(number - 3, 0) % 4}"})
    items.append({"type": "track", "userId": "u1", "messageId": f"bad{number}"})
    body = json.dumps({"batch": items}, ensure_ascii=False).encode()
    return Request("main", "batch", body, BEGAN_US + number * 1_000_000, "k")


def prepared(data: Path) -> None:
    """A workspace with an index of the first requests, and more of them waiting."""
    workspace, journal = wiring.open(data), wiring.journal(data)
    _ = workspace.state
    journal.append([accepted(number) for number in range(3)])
    assert run_here(data) == 0
    workspace.indexes.open("customer")
    journal.append([accepted(number) for number in range(3, 12)])


def run(data: Path, *cut: object) -> int:
    """Files all that waits in a process of its own; cut off: at which point, at which call, by which signal."""
    return forked.call(file_all.cut_off, str(data), *cut).returncode


def run_here(data: Path) -> int:
    """The same in this process, which has all its code ready."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cxloop.app.filing._MOST_BYTES", file_all.MOST_BYTES)
        file_all.file_all(str(data))
    return 0


def contents(data: Path) -> dict[str, Any]:
    workspace = wiring.open(data)
    rows = workspace.table.read(["event_id", "event", "customer", "batch", "sequence"]).to_pylist()
    index = workspace.indexes.open("customer")
    return {
        "events": sorted((row["event_id"], row["event"], row["customer"]) for row in rows),
        "keys": Counter((row["batch"], row["sequence"]) for row in rows).most_common(1)[0][1],
        "refused": sorted(one.message_id or "" for one in workspace.filings.refused(limit=1000)),
        "catalogue": [(one.event, one.count) for one in workspace.filings.catalogue() if not one.property],
        "waiting": wiring.journal(data).waiting(),
        "index": (index.rows, index.journey_count),
    }


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is prepared, to be copied."""
    data = tmp_path_factory.mktemp("waiting") / "data"
    prepared(data)
    return data


@pytest.fixture(scope="module")
def whole(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    data = copied(waiting, tmp_path_factory.mktemp("whole"))
    assert run(data) == 0
    return contents(data)


def copied(waiting: Path, folder: Path) -> Path:
    return Path(shutil.copytree(waiting, folder / "data"))


def test_what_is_filed(whole: dict[str, Any]) -> None:
    """Against plain counting: twelve requests of two events and one identify, a duplicate and a bad one each."""
    ids = [one[0] for one in whole["events"]]
    assert len(ids) == len(set(ids)) == 36
    assert set(ids) == {f"m{n}-{p}" for n in range(12) for p in range(2)} | {f"i{n}" for n in range(12)}
    assert whole["refused"] == sorted(f"bad{number}" for number in range(12))
    assert dict(whole["catalogue"]) == {"$identify": 12, "검색": 24}
    assert (whole["keys"], whole["waiting"], whole["index"]) == (1, 0, (24, 4))


@pytest.mark.parametrize(
    ("point", "call"),
    [(point, call) for point in POINTS for call in (1, 2) if call == 1 or not point.endswith("tail_build:_write")],
)
def test_cut_off_anywhere(tmp_path: Path, waiting: Path, whole: dict[str, Any], point: str, call: int) -> None:
    assert cut_off(copied(waiting, tmp_path), point, call, run_here) == whole


def cut_off(data: Path, point: str, call: int, again: Callable[[Path], int]) -> dict[str, Any]:
    """What is there when filing was cut off at a point, and was done again."""
    assert run(data, point, call, int(signal.SIGKILL)) == -signal.SIGKILL, "never cut"
    assert again(data) == 0
    return contents(data)


def test_a_batch_number_is_never_given_twice(tmp_path: Path, waiting: Path) -> None:
    """Also where the journal was emptied or lost, and the event table alone remembers."""
    data = copied(waiting, tmp_path)
    assert run(data) == 0
    last = wiring.open(data).table.filed()
    for path in data.glob("journal.db*"):
        path.unlink()
    wiring.journal(data).append([accepted(99)])
    assert run(data) == 0
    table = wiring.open(data).table
    assert table.filed() == last + 1
    assert {"m99-0", "m99-1"} <= set(table.read(["event_id"])["event_id"].to_pylist())
