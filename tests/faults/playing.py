"""A workspace that messages are delivered to in this process, under a clock of its own, and what it then tells."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cxloop import wiring
from cxloop.app.customer import customer
from cxloop.app.filing_loop import FilingLoop
from cxloop.errors import NoCases, NoEvents, UnknownCustomer
from cxloop.questions.journeys import Codes
from faults.delivery import BEGAN_US, NAMES, Arrival, Said
from oracles.histories import Profile, Step, Story, Who, story

POINTS = (
    "stores.journal:SqlJournal.claim",
    "stores.journal:SqlJournal.batch",
    "stores.filings:SqlFilings.remember",
    "stores.filings:SqlFilings.refuse",
    "stores.filings:SqlFilings.link",
    "stores.filings:SqlFilings.observe",
    "stores.events:EventTable.stage",
    "stores.events:EventTable.settle",
    "stores.events:EventTable.file",
    "stores.journal:SqlJournal.end",
    "stores.tail_build:_write",
    "stores.tail_build:replace_file",
)
"""Where filing is cut off, before or after."""
INDEXING = ("open", "follow", "fold", "refresh")
FUNNEL = (NAMES[0], NAMES[1], NAMES[3])
_COLUMNS = ("event", "channel", "value", "case")


class CutOff(Exception):
    """Stands for the end of the process."""


@contextmanager
def small_index() -> Iterator[None]:
    """Indexes of many partitions, whose tails are folded soon."""
    with patch("cxloop.stores.partition_build.ROWS_A_PARTITION", 8), patch("cxloop.stores.tail_build.FOLD_ROWS", 3):
        yield


@contextmanager
def cut_off(point: str, after: bool) -> Iterator[None]:
    """Ends the first call of a function with CutOff, before or after it does its work; later calls are left alone."""
    module, _, names = point.partition(":")
    *owners, name = names.split(".")
    holder: Any = importlib.import_module(f"cxloop.{module}")
    for owner in owners:
        holder = getattr(holder, owner)
    whole = getattr(holder, name)

    def spoilt(*arguments: Any, **options: Any) -> Any:
        if after:
            whole(*arguments, **options)
        raise CutOff(point)

    with patch.object(holder, name, spoilt):
        yield


class Play:
    """What arrived, and the workspace it arrived at."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now_us = folder, BEGAN_US
        self.arrived: set[Said] = set()
        self.restart()

    def restart(self) -> None:
        """As when a server starts again: nothing is remembered but what is on disk."""
        self.workspace, self.journal = wiring.open(self.folder), wiring.journal(self.folder)
        self.workspace._now_ms = lambda: self.now_us // 1_000
        _ = self.workspace.state

    def accept(self, arrivals: Iterable[Arrival]) -> None:
        every = list(arrivals)
        if not every:
            return
        self.journal.append([one.request() for one in every])
        self.arrived.update(moment for one in every for moment in one.said)
        self.now_us = max([self.now_us, *(one.received_us for one in every)])

    def file(self) -> None:
        FilingLoop(self.journal, lambda name: self.workspace).step()
        assert self.journal.waiting() == 0

    def file_cut_off(self, point: str, after: bool, restart: bool) -> None:
        """Filing that is cut off, where it comes that far, and then done."""
        with suppress(CutOff), cut_off(point, after):
            self.file()
        if restart:
            self.restart()
        self.file()

    def index(self, how: str, per: str = "customer") -> None:
        """Brings an index up to date, one way or another."""
        with suppress(NoEvents, NoCases):
            getattr(self.workspace.indexes, how)(per)

    def check(self) -> None:
        """Compares what the workspace tells with what it has to tell of what arrived."""
        expected = story(one for moment in self.arrived for one in moment)
        told = self.journeys("customer")
        same(told, {f"{kind}:{name}": rows for (kind, name), rows in expected.journeys.items()})
        same(self.journeys("case"), {f"case:{name}": rows for name, rows in expected.cases.items()})
        same({who: self._profile(who, told) for who in expected.profiles}, expected.profiles)
        if expected.journeys:
            self._check_answers(expected)

    def _check_answers(self, expected: Story) -> None:
        overview, paths = self.workspace.overview(), self.workspace.paths()
        counts = {
            "customers": overview.customers, "events": overview.events, "cases": overview.cases,
            "steps": {row.step: (row.events, row.customers) for row in overview.steps},
        }  # fmt: skip
        same(counts, expected.counts())
        same({(row.from_, row.to): row.count for row in paths.edges}, expected.edges())
        steps = [name for name in FUNNEL if name in expected.counts()["steps"]]
        if steps:
            funnel = self.workspace.funnel(steps, window=None)
            assert [row.customers for row in funnel.steps] == expected.funnel(steps)

    def _profile(self, who: Who, journeys: Mapping[str, Sequence[Step]]) -> Profile | None:
        """What is told of a customer; to the microsecond, which is in its journey."""
        try:
            told = customer(self.workspace, ":".join(who))
        except (UnknownCustomer, NoEvents):
            return None
        names = tuple((one.kind, one.value) for one in told.identifiers)
        times = [step.time for step in journeys.get(":".join(names[0]), ())]
        first, last = min(times, default=None), max(times, default=None)
        assert (told.first, told.last) == tuple(None if one is None else iso(one) for one in (first, last))
        return Profile(told.customer, names, told.events, first, last, told.channels)

    def journeys(self, per: str) -> dict[str, list[Step]]:
        """Every journey of the index, by `kind:name`, in its order.

        Not compared is what tells of the delivery and not of the history: when a request was received, of which batch
        of filing an event is and where in it, and so the ids of events and the name of the identity map.
        """
        try:
            index = self.workspace.indexes.open(per, _COLUMNS)
        except (NoEvents, NoCases):
            return {}
        found: dict[str, list[Step]] = {}
        for partition in range(index.partitions):
            journeys = index.journeys(partition, _COLUMNS)
            texts = [_texts(journeys.columns[name]) for name in _COLUMNS]
            for place, name in enumerate(journeys.names):
                rows = range(int(journeys.starts[place]), int(journeys.starts[place + 1]))
                kind = index.kind_of(partition, place) if per == "customer" else "case"
                assert f"{kind}:{name}" not in found
                found[f"{kind}:{name}"] = [
                    Step(int(journeys.time[row]), *(column[row] for column in texts)) for row in rows
                ]
        return found

    def told(self) -> dict[str, Any]:
        """All answers, as they are told."""
        made: dict[str, Any] = {"journeys": self.journeys("customer"), "cases": self.journeys("case")}
        if made["journeys"]:
            names = sorted({step.name for rows in made["journeys"].values() for step in rows})
            made["overview"] = self.workspace.overview().to_dict()
            made["paths"] = self.workspace.paths().to_dict()
            made["funnel"] = self.workspace.funnel(names[:3], window="7d").to_dict()
        made["catalogue"] = [(one.event, one.property, one.count) for one in self.workspace.filings.catalogue()]
        return {name: _without_map(one) for name, one in made.items()}


def same(told: Mapping[Any, Any], expected: Mapping[Any, Any]) -> None:
    """Raises AssertionError with what differs, and with nothing else."""
    names = sorted({*told, *expected}, key=str)
    wrong = [name for name in names if told.get(name) != expected.get(name)]
    assert not wrong, "\n".join(f"{name}: {told.get(name)}, not {expected.get(name)}" for name in wrong)


def _without_map(answer: Any) -> Any:
    return {name: one for name, one in answer.items() if name != "identity"} if isinstance(answer, dict) else answer


def _texts(column: Any) -> list[Any]:
    if isinstance(column, Codes):
        return [None if code < 0 else column.values[code] for code in column.codes.tolist()]
    return [None if value != value else value for value in column.tolist()]


def iso(time_us: int) -> str:
    """A moment as answers have it, to the second."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
    return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
