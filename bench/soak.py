"""A steady load for as long as one likes: do memory, open files, the write-ahead logs and the table's files stay?"""

from __future__ import annotations

import json
import operator
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.live import Line, Server, serving, table_of
from bench.log import OPTIONS, make_log
from bench.measured import COMMAND
from cxloop import wiring

REQUESTS_A_SECOND = 100
EVENTS_A_REQUEST = 20
HISTORY = 20_000_000
"""Events that are there already: a new shop whose log grows sixfold in the hour would need more memory at its end."""
_WARM_SECONDS = 120
_EVERY_SECONDS = 10
MB = 1e6


@dataclass(frozen=True)
class Sample:
    """What is in use at a moment. memory: bytes of each process that are its own, not those of files it has mapped."""

    memory: dict[str, int]
    handles: int
    logs: int
    files: int
    on_disk: int
    versions: int
    asked_ms: float


def soak(folder: Path, minutes: float) -> list[Line]:
    """The lines of the table."""
    log = make_log(folder / "log.parquet", HISTORY)
    with serving(folder) as server:
        key = _read_key(server)
        words = [COMMAND, "--data", server.data, "import", log.path, *OPTIONS, "--yes"]
        subprocess.run([str(one) for one in words], capture_output=True, check=True)
        samples: list[Sample] = []
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_EVERY_SECONDS):
                samples.append(_sample(server, key))

        server.load(_WARM_SECONDS, 4, EVENTS_A_REQUEST, REQUESTS_A_SECOND)
        watching = threading.Thread(target=watch)
        watching.start()
        began = time.perf_counter()
        sent = server.load(60 * minutes, 4, EVENTS_A_REQUEST, REQUESTS_A_SECOND)
        took = (time.perf_counter() - began) / 60
        ended.set()
        watching.join()
        waited = server.settled()
    return _lines(samples, took, sent["events"], waited)


def _lines(samples: Sequence[Sample], took: float, events: int, waited: float) -> list[Line]:
    fifth = max(1, len(samples) // 5)

    def ends(value: Callable[[Sample], float]) -> tuple[float, float]:
        """Medians of the first fifth and of the last."""
        early, late = ([value(one) for one in part] for part in (samples[:fifth], samples[-fifth:]))
        return statistics.median(early), statistics.median(late)

    what = f"on {HISTORY / 1e6:.0f} M events, {took:.0f} minutes of {REQUESTS_A_SECOND * EVENTS_A_REQUEST:,} events/s ({events:,} in all), a question every 10 s"
    lines = [Line(what, f"all filed {waited:.1f} s after the last", "filed", waited < 5)]
    for name in samples[0].memory:
        early, late = ends(lambda one, name=name: float(one.memory[name]))  # type: ignore[misc]
        found = f"{early / MB:.0f} to {late / MB:.0f} MB ({late / early - 1:+.1%})"
        lines.append(
            Line(f"memory of {name}: medians of the first and the last fifth", found, "+ 5 %", late <= 1.05 * early)
        )
    counts = {"open files": "handles", "files of the table": "files", "entries of its log": "versions"}
    for name, field in counts.items():
        value: Callable[[Sample], float] = operator.attrgetter(field)
        early, late = ends(value)
        most = max(value(one) for one in samples)
        lines.append(Line(name, f"{early:.0f} to {late:.0f}, {most:.0f} at most", "flat", late <= 1.05 * early + 20))
    most = max(one.logs for one in samples)
    early, late = ends(lambda one: float(one.logs))
    lines.append(Line("write-ahead logs", f"{early / MB:.1f} to {late / MB:.1f} MB, {most / MB:.1f} at most", "flat",
                      late <= 1.05 * early + MB))  # fmt: skip
    early, late = ends(lambda one: one.asked_ms)
    lines.append(
        Line("an overview of all, asked over HTTP", f"{early:.0f} to {late:.0f} ms", "answered", late < 10_000)
    )
    return lines


def _read_key(server: Server) -> str:
    words = [COMMAND, "--data", server.data, "key", "create", "--purpose", "read", "--json"]
    made = subprocess.run([str(one) for one in words], capture_output=True, check=True)
    return str(json.loads(made.stdout)["key"])


def _sample(server: Server, key: str) -> Sample:
    began = time.perf_counter()
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/api/v1/overview", headers={"authorization": f"Bearer {key}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    asked = 1_000 * (time.perf_counter() - began)
    processes = {"the server": server.process.pid, "the process that files": _child(server.process.pid)}
    events = server.data / "main" / "events"
    return Sample(
        {name: _own_memory(pid) for name, pid in processes.items()},
        sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in processes.values()),
        sum(path.stat().st_size for path in server.data.rglob("*.db-wal")),
        len(wiring.open(server.data).table.files()),
        sum(1 for _ in events.glob("batch-*/*.parquet")),
        sum(1 for _ in (events / "_delta_log").glob("*.json")),
        asked,
    )


def _child(pid: int) -> int:
    """The one that files."""
    told = [int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]
    return next(one for one in told if b"cxloop.api.filer" in Path(f"/proc/{one}/cmdline").read_bytes())


def _own_memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def main() -> None:
    """Alone: `python -m bench.soak MINUTES FOLDER`."""
    print(table_of(soak(Path(sys.argv[2]), float(sys.argv[1]))))


if __name__ == "__main__":
    main()
