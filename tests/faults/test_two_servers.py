"""Two servers on one PostgreSQL and one data folder: both accept, one files, and nothing is lost or doubled."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

import cxloop
from cxloop.app import filing
from cxloop.app.filing import file_next
from cxloop.errors import Busy
from cxloop.listen.filing import Received, sort_out
from cxloop.ports.journal import Request
from cxloop.stores.events import EventTable
from cxloop.stores.filings import SqlFilings
from cxloop.stores.homes import Homes
from cxloop.stores.journal import SqlJournal
from cxloop.stores.postgres import advisory
from cxloop.stores.state import SqlState
from cxloop.wiring import journal as open_journal
from faults.serving import Server, free_port, key_for


def events_in(folder: Path) -> Counter[str]:
    ids = EventTable(folder / "main" / "events").read(["event_id"])["event_id"].to_pylist()
    return Counter(str(one) for one in ids)


def test_one_of_two_is_killed(tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from segment.analytics.client import Client

    monkeypatch.setenv("CXLOOP_STATE", postgres)
    data = tmp_path / "data"
    key = key_for(data)
    log = tmp_path / "errors.log"
    servers = [Server(data, free_port(), log) for _ in range(2)]
    clients = [
        Client(key, host=f"http://127.0.0.1:{one.port}", max_retries=30, upload_size=10, upload_interval=0.05)
        for one in servers
    ]
    try:
        sent: list[str] = []

        def send(name: str, client: Any) -> None:
            for number in range(300):
                client.track(f"u{number % 7}", "order", {"n": number}, message_id=f"{name}-{number}")
                sent.append(f"{name}-{number}")
                time.sleep(0.01)

        senders = [threading.Thread(target=send, args=(f"c{at}", client)) for at, client in enumerate(clients)]
        for sender in senders:
            sender.start()
        for _ in range(2):
            time.sleep(1.1)
            servers[0].kill()
            servers[0] = Server(data, servers[0].port, log)
        for sender in senders:
            sender.join()
        for client in clients:
            client.flush()
        waiting, journal = time.monotonic() + 60, open_journal(data)
        while journal.waiting() and time.monotonic() < waiting:
            time.sleep(0.2)
        found = events_in(data)
        assert set(found) == set(sent)
        assert max(found.values()) == 1
        assert cxloop.open(data).filings.refused() == []
    finally:
        for client in clients:
            client.join()
        for server in servers:
            server.end()


def test_the_lease_keeps_others_away_until_its_process_dies(tmp_path: Path, postgres: str) -> None:
    homes = Homes(tmp_path, postgres)
    holding = "import sys, time; from pathlib import Path; from cxloop.stores.homes import Homes\n"
    holding += "from cxloop.stores.postgres import advisory\n"
    holding += "with advisory(Homes(Path('x'), sys.argv[1]).workspace('main'), 'filing') as mine:\n"
    holding += "    print(mine, flush=True); time.sleep(600)"
    other = subprocess.Popen([sys.executable, "-c", holding, postgres], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    with advisory(homes.workspace("main"), "filing") as mine, advisory(homes.workspace("b"), "filing") as another:
        assert (mine, another) == (False, True)
    other.kill()
    other.wait()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with advisory(homes.workspace("main"), "filing") as mine:
            if mine:
                return
        time.sleep(0.05)
    pytest.fail("the lease outlived its process")


# -- without any lease: everybody believes that it may file -----------------------------------------------------------


class Ground:
    """What filing stands on, with a wait before every step that chance decides on."""

    name = "main"

    def __init__(self, homes: Homes, draw: random.Random) -> None:
        self.table: Any = Slow(EventTable(homes.folder / "main" / "events"), draw)
        self.filings: Any = Slow(SqlFilings(SqlState(homes.workspace("main")).engine), draw)

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    @contextmanager
    def filing_lease(self) -> Iterator[bool]:
        yield True


class Slow:
    def __init__(self, thing: Any, draw: random.Random) -> None:
        self._thing, self._draw = thing, draw

    def __getattr__(self, name: str) -> Any:
        if self._draw.random() < 0.3:
            time.sleep(self._draw.random() * 0.05)
        return getattr(self._thing, name)


def body(writer: int, number: int) -> bytes:
    """Three messages: a new one, one that came before, and one that cannot come in."""
    good = {"type": "track", "event": "order", "userId": "u", "messageId": f"{writer}-{number}"}
    again = {**good, "messageId": f"{writer}-{max(0, number - 3)}"}
    return json.dumps({"batch": [good, again, {"type": "nonsense", "messageId": f"bad-{writer}-{number}"}]}).encode()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
@pytest.mark.parametrize("seed", range(2))
def test_a_lost_lease_doubles_and_loses_nothing(
    tmp_path: Path, backend: str, seed: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = request.getfixturevalue("postgres") if backend == "postgresql" else ""
    homes, requests = Homes(tmp_path / "data", server), 60
    monkeypatch.setattr(filing, "_MOST_BYTES", 600)
    SqlState(homes.workspace("main")), SqlJournal(homes.journal())
    over = threading.Event()
    wrong: list[BaseException] = []

    def write(writer: int) -> None:
        journal = SqlJournal(homes.journal())
        for number in range(requests):
            journal.append([Request("main", "batch", body(writer, number), 1_800_000_000_000_000, "k")])

    def file(seed: int) -> None:
        draw = random.Random(seed)
        ground, journal = Ground(homes, draw), SqlJournal(homes.journal())
        slow: Any = Slow(journal, draw)
        while True:
            last = over.is_set()
            try:
                if file_next(ground, slow) is None and last:
                    return
            except Busy:
                continue  # another one was quicker
            except BaseException as error:
                wrong.append(error)
                return

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    filers = [threading.Thread(target=file, args=(10 * seed + number,)) for number in range(3)]
    for thread in (*writers, *filers):
        thread.start()
    for writer in writers:
        writer.join(60)
    over.set()
    for filer in filers:
        filer.join(120)
    assert wrong == []
    found = events_in(homes.folder)
    assert found == Counter(f"{writer}-{number}" for writer in range(2) for number in range(requests))
    refused = SqlFilings(SqlState(homes.workspace("main")).engine).refused(None, 10_000)
    bad = Counter(one.message_id for one in refused)
    assert bad == Counter(f"bad-{writer}-{number}" for writer in range(2) for number in range(requests))
    batches = EventTable(homes.folder / "main" / "events").read(["batch"])["batch"]
    assert len(pc.unique(batches)) > 5
    assert SqlJournal(homes.journal()).waiting() == 0


def test_several_make_the_table_at_once(tmp_path: Path) -> None:
    """The library would try again by itself and add the rows of each."""
    body = b'{"type": "track", "event": "order", "userId": "u", "messageId": "m"}'
    rows = sort_out([Received(1, "track", body, 1_800_000_000_000_000)], 1).events
    for turn in range(12):
        tables = [EventTable(tmp_path / str(turn)) for _ in range(3)]
        together = threading.Barrier(3)

        def file(table: EventTable, together: threading.Barrier = together) -> None:
            together.wait()
            with suppress(Busy):
                table.file(1, rows, 1)

        filers = [threading.Thread(target=file, args=(table,)) for table in tables]
        for filer in filers:
            filer.start()
        for filer in filers:
            filer.join()
        assert (tables[0].rows(), tables[0].filed()) == (1, 1)
