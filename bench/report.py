"""The table of a run, and the page it goes to."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.measured import Times

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
DOCUMENT: Final = "side by side"
LARGE: Final = "large"
_PEERS: Final = ("duckdb", "chdb", "polars", "pm4py", "pyarrow", "numba", "numpy")


@dataclass(frozen=True)
class Row:
    """What cxloop took beside a peer. faster: at least so many times as fast as the peer; slower: at most so many times
    as long; within: at most so many seconds. note: stands in the place of a bar."""

    what: str
    peer: str
    ours: Times
    theirs: Times | None
    faster: float | None = None
    slower: float | None = None
    within: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the peer, or as long where that is the bar; of the medians."""
        if self.theirs is None:
            return None
        quick = self.theirs.median / self.ours.median
        return 1 / quick if self.slower else quick

    @property
    def kept(self) -> bool | None:
        """Whether the bar is kept; None where there is none."""
        ratio = self.ratio
        if ratio is not None and self.faster:
            return ratio >= self.faster
        if ratio is not None and self.slower:
            return ratio <= self.slower
        return self.ours.median <= self.within if self.within else None

    @property
    def bar(self) -> str:
        if self.faster:
            return f"≥ {self.faster:g} × as fast"
        if self.slower:
            return f"≤ {self.slower:g} × as long"
        return f"≤ {self.within:g} s" if self.within else "–"


def _seconds(times: Times | None) -> str:
    if times is None:
        return "–"
    digits = 3 if times.median < 1 else 2 if times.median < 10 else 1
    return f"{times.median:.{digits}f} s ({times.best:.{digits}f})"


def _memory(*sides: Times | None) -> str:
    parts = [f"{side.memory / 1e9:.2f} GB" for side in sides if side and side.memory]
    return " / ".join(parts) or "–"


def text_of(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table: median and, in brackets, best of the runs."""
    lines = ["| | cxloop | peer | peer took | ratio | bar | | peak memory |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        kept = {True: "kept", False: "**missed**", None: ""}[row.kept]
        ratio = "–" if row.ratio is None else f"{row.ratio:.1f} ×"
        lines.append(
            f"| {row.what} | {_seconds(row.ours)} | {row.peer or '–'} | {_seconds(row.theirs)} | {ratio} | {row.bar} |"
            f" {kept} | {_memory(row.ours, row.theirs)} |"
        )
    return "\n".join(lines)


def write(part: str, rows: Sequence[Row], events: int) -> None:
    """Puts the table in its place on the page, with date and machine; the rest of the page stays."""
    put(part, f"{_heading(events)}\n\n{text_of(rows)}")


def put(part: str, text: str) -> None:
    """Puts a text in its place on the page; the rest of the page stays."""
    began, ended = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    page = PAGE.read_text("utf-8") if PAGE.exists() else f"# Benchmarks\n\n{began}\n{ended}\n"
    if began not in page:
        page += f"\n{began}\n{ended}\n"
    before, _, rest = page.partition(began)
    after = rest.partition(ended)[2]
    PAGE.write_text(f"{before}{began}\n{text}\n{ended}{after}", "utf-8")


def _heading(events: int) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PEERS)
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{events:,} events, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()},"
        f" {versions}. Load of the machine at the end: {busy}. Medians, best in brackets."
    )


def day_and_machine() -> str:
    """When and on what this runs."""
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()}."


def machine() -> str:
    """Processor, cores this process may use, and memory."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB"
