"""The port to a workspace's journey indexes: kept in step with the event table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from cxloop.ports.index import JourneyIndex


class Indexes(Protocol):
    def address(self, per: str) -> str:
        """The address of the index of `customer` or `case` journeys, for an engine."""
        ...

    def refresh(
        self, per: str, properties: Iterable[str] = (), progress: Callable[[float], None] | None = None
    ) -> None:
        """Brings an index up to the event table's version; quick where it is already."""
        ...

    def follow(self, per: str) -> bool:
        """Lays what is new over the index there is, which is quick; False where that takes a new one."""
        ...

    def fold(self, per: str) -> bool:
        """Builds a new index where what is laid over it has grown long; questions go on meanwhile."""
        ...

    def open(self, per: str, columns: Iterable[str] = ()) -> JourneyIndex:
        """The index in force, refreshed if needed, with these columns encoded. NoEvents where there are none."""
        ...
