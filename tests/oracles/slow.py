"""Questions that give a test time, or cause, to kill the worker that measures them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cxloop.ports.index import JourneyIndex
from cxloop.questions.journeys import Journeys
from cxloop.stores.index import open_index


@dataclass(frozen=True, slots=True)
class Slow:
    """Counts rows, taking its time over each partition; leaves a file named after the process in `folder`."""

    seconds: float
    folder: str
    columns: frozenset[str] = frozenset({"event"})

    def measure(self, journeys: Journeys) -> list[int]:
        (Path(self.folder) / str(os.getpid())).touch()
        time.sleep(self.seconds)
        return [len(journeys.time)]

    def merge(self, left: list[int], right: list[int]) -> list[int]:
        return left + right

    def answer(self, total: list[int]) -> list[int]:
        return total


@dataclass(frozen=True, slots=True)
class Deadly(Slow):
    """Kills the process that measures it, as often as there are files `death N` to take away."""

    def measure(self, journeys: Journeys) -> list[int]:
        for file in sorted(Path(self.folder).glob("death *")):
            try:
                file.unlink()
            except FileNotFoundError:
                continue
            os.kill(os.getpid(), signal.SIGKILL)
        return [len(journeys.time)]


def open_nothing(address: str) -> JourneyIndex:
    """An index without any partition."""
    return _Nothing(open_index(address))


class _Nothing:
    def __init__(self, index: JourneyIndex) -> None:
        self.index = index
        self.partitions = 0

    def journeys(self, partition: int, columns: Iterable[str]) -> Journeys:
        raise IndexError(partition)
