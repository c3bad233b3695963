"""The port to the event table: the truth, append-only, changed one whole batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Sealing:
    """What personal fields become. close: an identifier a name that tells nothing; hide: a text, one without addresses
    and numbers of people in it."""

    close: Callable[[str], str]
    hide: Callable[[str], str]


class Staged(Protocol):
    """Rows that are written and synced but not yet part of the table."""

    @property
    def rows(self) -> int: ...

    @property
    def version(self) -> int:
        """The table's version when they were written."""
        ...

    def to_dict(self) -> dict[str, Any]: ...


class EventTable(Protocol):
    """Columns as in `model.event.EVENT_SCHEMA`; a row's key is (batch, sequence)."""

    def version(self) -> int:
        """Grows with each commit; -1 where there is no table yet."""
        ...

    def rows(self) -> int: ...

    def stage(self, batch: int, part: int, rows: pa.Table) -> Staged: ...

    def staged(self, plain: dict[str, Any]) -> Staged:
        """What `to_dict` of a staged part described."""
        ...

    def commit(self, batch: int, parts: Iterable[Any], moment_ms: int) -> None: ...

    def file(self, batch: int, rows: pa.Table, moment_ms: int) -> None:
        """Appends a filing batch, once: a number that is in the table already, or a lower one, is not added again.

        Raises Busy where another one files at the same time and was quicker.
        """
        ...

    def settle(self) -> None:
        """Waits until what is in the table is on the disk too."""
        ...

    def filed(self) -> int:
        """The number of the last filing batch in the table; 0 where there is none."""
        ...

    def committed(self, batch: int) -> bool: ...

    def imports(self) -> frozenset[int]:
        """The numbers of the imports with rows in the table now."""
        ...

    def undo(self, batch: int, moment_ms: int) -> int: ...

    def discard(self, batch: int) -> None: ...

    def put_together(self, moment_ms: int) -> int:
        """Makes one file of some small ones that were filed; how many these were, 0 where nothing is left to do. No row
        changes. Raises Busy where another one did it at the same time."""
        ...

    def tidy(self, moment_ms: int) -> int:
        """Deletes files that have not been part of the table for an hour; how many."""
        ...

    def scan(self, columns: list[str]) -> Iterator[pa.RecordBatch]: ...

    def paths(self, sealing: Sealing | None = None) -> list[str]:
        """The Parquet files with the rows of now; with a sealing, copies without anything personal in them."""
        ...

    def read(self, columns: list[str], rows: Any = None) -> pa.Table:
        """Columns of the rows that pass a `pyarrow.compute` expression."""
        ...
