"""The port to what runs SQL: a process that sees the tables it is given, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Final, Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use. seconds: of the clock; rows, size: handed back, size in characters."""

    seconds: float = 60
    memory_megabytes: int = 2048
    threads: int = 2
    rows: int = 1000
    size: int = 4_000_000


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Given:
    """A table for a query: Parquet files, or what is in memory; columns: what it is made of, in SQL."""

    columns: str
    files: tuple[str, ...] = ()
    memory: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """fields: names and types, as the database calls them; values: rows; cut: `rows` or `bytes` where there was more;
    tables: which were read."""

    fields: tuple[dict[str, str], ...]
    values: tuple[tuple[Any, ...], ...]
    cut: str | None
    tables: tuple[str, ...]


class SqlRunner(Protocol):
    """Runs one SELECT in a process of its own."""

    def run(
        self,
        query: str,
        known: Sequence[str],
        give: Callable[[str], Given],
        *,
        zone: str = "UTC",
        limits: Limits = USUAL,
        cancelled: Event | None = None,
    ) -> Ran:
        """known: names of tables; `give` is asked for those that the query names. cancelled: ends it when it is set.

        Raises the errors of `understand.errors`.
        """
        ...
