"""Live capture under load, on loopback: how much is accepted and kept, how much of it the journal's write costs, whether
filing keeps up, and what happens when far too much comes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measured import COMMAND
from cxloop import wiring

LIVE = "live"


@dataclass(frozen=True)
class Line:
    """One line of the table. kept: whether the bar is."""

    what: str
    found: str
    bar: str
    kept: bool


class Server:
    """The server under load, on a data folder of its own."""

    def __init__(self, folder: Path, *how: str) -> None:
        self.data = folder / f"live-{'-'.join(how) or 'whole'}-{time.time_ns()}"
        words = [COMMAND, "--data", self.data, "key", "create", "--json"]
        self.key = json.loads(subprocess.run([str(one) for one in words], capture_output=True, check=True).stdout)[
            "key"
        ]
        words = [sys.executable, "-m", "bench.live_server", str(self.data), "0", *how]
        self.process = subprocess.Popen([str(one) for one in words], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        time.sleep(1)

    def load(self, seconds: float, connections: int, events: int | str, rate: float | None = None) -> dict[str, Any]:
        words = ["-m", "bench.load", self.port, self.key, seconds, connections, events, *([rate] if rate else [])]
        done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, check=True, text=True)
        return dict(json.loads(done.stdout))

    def settled(self, most_seconds: float = 120) -> float:
        """Seconds until all that was accepted is filed."""
        began, journal = time.perf_counter(), wiring.journal(self.data)
        while journal.waiting() and time.perf_counter() - began < most_seconds:
            time.sleep(0.1)
        return time.perf_counter() - began

    def well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.URLError:
            return False


@contextmanager
def serving(folder: Path, *how: str) -> Iterator[Server]:
    server = Server(folder, *how)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)


def live(folder: Path) -> list[Line]:
    """The lines of the table."""
    return [*_writing(folder), *_whole(folder), *_overload(folder)]


def _writing(folder: Path) -> list[Line]:
    """With and without the journal's write, nothing being filed, in turn."""
    rates: dict[str, list[float]] = {"unfiled": [], "unwritten": []}
    for _ in range(3):
        for how, found in rates.items():
            with serving(folder, how) as server:
                found.append(server.load(5, 8, 100)["events_a_second"])
    kept, unkept = (sorted(found)[1] for found in rates.values())
    what = "100-event batches, every one fsynced, beside the same server without the journal's write"
    return [Line(what, f"{kept:,.0f} and {unkept:,.0f} events/s: {kept / unkept:.0%}", "≥ 50 %", kept >= 0.5 * unkept)]


def _whole(folder: Path) -> list[Line]:
    """Accepting and filing at once."""
    with serving(folder) as server:
        batches = server.load(15, 8, 100)
        waited = server.settled()
        filed = wiring.open(server.data).table.rows()
        single = server.load(10, 64, 1)
        server.settled()
        same = wiring.open(server.data).table.rows() == batches["events"] + single["events"]
    rate, keeps = batches["events_a_second"], filed / (batches["seconds"] + waited)
    return [
        Line("100-event batches, filed at the same time, load generator included", f"{rate:,.0f} events/s", "≥ 40,000",
             rate >= 40_000),
        Line("filing: all that was accepted, until the last is in the table", f"{keeps:,.0f} events/s, {waited:.1f} s "
             "behind at the end", "as fast as accepted", waited < 5),
        Line("one-event requests, every one fsynced", f"{single['requests_a_second']:,.0f} a second, p99 "
             f"{single['p99_ms']:.0f} ms", "≥ 2,500", single["requests_a_second"] >= 2_500),
        Line("accepted and filed, counted", "equal" if same else "not equal", "equal", same),
    ]  # fmt: skip


def _overload(folder: Path) -> list[Line]:
    """Far more connections than may wait, for a minute."""
    with serving(folder) as server:
        found = server.load(60, 5_000, 1)
        refused = sum(count for status, count in found["statuses"].items() if status in ("429", "503"))
        others = set(found["statuses"]) - {"200", "429", "503"}
        told = found["retry_after"] >= refused and not others
        well = server.well()
        server.settled()
        same = wiring.open(server.data).table.rows() == found["events"]
    return [
        Line("overload for 60 s: 5,000 connections at once", f"{found['statuses'].get('200', 0):,} accepted, {refused:,} "
             "told to come back", "429 / 503 with Retry-After, nothing else", told and well),
        Line("overload: accepted requests, p99", f"{found['p99_ms']:,.0f} ms", "≤ 1,000 ms", found["p99_ms"] <= 1_000),
        Line("overload: accepted and filed, counted", "equal" if same else "not equal", "equal", same),
    ]  # fmt: skip


def table_of(lines: list[Line]) -> str:
    rows = [f"| {one.what} | {one.found} | {one.bar} | {'kept' if one.kept else '**missed**'} |" for one in lines]
    return "\n".join(["| | found | bar | |", "|---|---|---|---|", *rows])
