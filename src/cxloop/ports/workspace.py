"""What pages and JSON routes need of a workspace: the questions, in the words of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from cxloop.ports.deliveries import Deliveries
from cxloop.ports.engine import Engine
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.ports.indexes import Indexes
from cxloop.ports.records import Assignments, Records
from cxloop.ports.source import Source
from cxloop.ports.sql import SqlRunner
from cxloop.ports.state import State
from cxloop.ports.uploads import Upload, Uploads


class Asked(Protocol):
    """Any answer: it turns into plain values, ready for JSON."""

    def to_dict(self) -> dict[str, Any]: ...


class Workspace(Protocol):
    """One workspace. `scope` is begin, end, where, per, having, lacking and between, all as text.

    The methods block while they compute, and may be called from several threads at once.
    """

    @property
    def state(self) -> State: ...

    @property
    def table(self) -> EventTable: ...

    @property
    def indexes(self) -> Indexes: ...

    @property
    def engine(self) -> Engine: ...

    @property
    def records(self) -> Records: ...

    @property
    def assignments(self) -> Assignments: ...

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def runner(self) -> SqlRunner: ...

    @property
    def name(self) -> str: ...

    @property
    def filings(self) -> Filings: ...

    @property
    def uploads(self) -> Uploads: ...

    @property
    def folder(self) -> Path: ...

    def source(self, path: Upload, encoding: str | None = None, sheet: str | None = None) -> Source: ...

    def refused(self, number: int, limit: int = 100) -> Asked: ...

    def undo(self, number: int) -> dict[str, Any]: ...

    def lease(self) -> Any: ...

    def now_ms(self) -> int: ...

    @property
    def named(self) -> bool: ...

    def mark_named(self) -> None: ...

    @property
    def simulated(self) -> bool: ...

    def version(self) -> int: ...

    def overview(self, **scope: Any) -> Asked: ...

    def funnel(self, steps: Sequence[str], **options: Any) -> Asked: ...

    def customers_in(self, steps: Sequence[str], *, step: int, **options: Any) -> Asked: ...

    def paths(self, **options: Any) -> Asked: ...

    def retention(self, **options: Any) -> Asked: ...

    def pains(self, outcomes: Sequence[str] = (), **scope: Any) -> Any: ...

    def edge(self, source: str, target: str, /, **scope: Any) -> Asked: ...

    def step(self, name: str, /, **scope: Any) -> Asked: ...

    def journey(self, identifier: str, per: str = "customer") -> Any: ...

    def imports(self) -> Iterable[Any]: ...
