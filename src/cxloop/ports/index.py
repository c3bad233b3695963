"""The port to a journey index: column files by partition, read by whoever has its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import pyarrow as pa

from cxloop.questions.journeys import Journeys


class JourneyIndex(Protocol):
    """One generation of an index; it does not change while it is open."""

    @property
    def address(self) -> str:
        """Where an engine finds this very generation."""
        ...

    @property
    def partitions(self) -> int: ...

    @property
    def events(self) -> Sequence[str]: ...

    @property
    def channels(self) -> Sequence[str]: ...

    @property
    def owners(self) -> Sequence[str]: ...

    @property
    def properties(self) -> Sequence[str]: ...

    @property
    def few(self) -> Sequence[str]:
        """The properties that have few values, as a sample tells."""
        ...

    @property
    def columns(self) -> frozenset[str]: ...

    @property
    def rows(self) -> int: ...

    @property
    def journey_count(self) -> int: ...

    @property
    def period(self) -> tuple[int, int] | None: ...

    @property
    def identity(self) -> str: ...

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of identifiers that events are filed under."""
        ...

    def journeys(self, partition: int, columns: Iterable[str]) -> Journeys:
        """Whole journeys of a partition, memory-mapped; only these columns besides `time`."""
        ...

    def kind_of(self, partition: int, journey: int) -> str:
        """The kind of identifier a journey is filed under."""
        ...

    def find(self, name: str) -> tuple[int, int] | None:
        """Partition and place of the journey of this identifier, if there is one."""
        ...

    def holds(self, kind: str, values: pa.Array) -> int:
        """How many of these identifiers have a journey here, be it one of somebody they belong to."""
        ...


IndexOpener = Callable[[str], JourneyIndex]
