"""Times of things run in turn, and of whole processes with the memory they took."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

COMMAND = Path(sys.executable).with_name("cxloop")


@dataclass
class Times:
    """Seconds of each run of one thing. memory: peak resident bytes of a process, 0 where it was not one of its own."""

    seconds: list[float] = field(default_factory=list)
    answer: Any = None
    memory: int = 0

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return median(self.seconds)


def in_turn(runs: int, *things: Callable[[], Any]) -> list[Times]:
    """Runs each thing once unmeasured, then all of them one after the other, so that all see the same machine."""
    taken = [Times(answer=thing()) for thing in things]
    for _ in range(runs):
        for times, thing in zip(taken, things, strict=True):
            began = time.perf_counter()
            thing()
            times.seconds.append(time.perf_counter() - began)
    return taken


@dataclass(frozen=True)
class Ended:
    """A process that ended well. memory: the most it had resident, bytes."""

    seconds: float
    memory: int
    output: str


def process(command: Sequence[str | Path]) -> Ended:
    """Runs a command to its end, from start to exit; raises where it fails."""
    began = time.perf_counter()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    memory = _Watch(child)
    output, errors = child.communicate()
    seconds = time.perf_counter() - began
    memory.join()
    if child.returncode:
        raise RuntimeError(f"{command} ended with {child.returncode}: {errors[-2000:]}")
    return Ended(seconds, memory.most, output)


def cxloop(data: Path, *words: str | Path) -> Ended:
    """One run of the command line in a process of its own."""
    return process([COMMAND, "--data", data, *words, "--json"])


class _Watch:
    """Follows the high-water mark of a process, which is gone with it."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        from threading import Thread

        self.most, self.status = 0, Path(f"/proc/{child.pid}/status")
        self.child = child
        self.thread = Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self) -> None:
        while self.child.returncode is None:
            try:
                lines = self.status.read_text().splitlines()
            except OSError:
                return
            marks = [line.split()[1] for line in lines if line.startswith("VmHWM")]
            self.most = max(self.most, *(int(mark) * 1024 for mark in marks), 0)
            time.sleep(0.05)

    def join(self) -> None:
        self.thread.join()
