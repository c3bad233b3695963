"""The port to what runs SQL: a process that sees the tables it is given, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    """A table for a query: Parquet files, or what is in memory. select: makes it out of `{source}`, in SQL; needs:
    other tables that the select names."""

    select: str = "SELECT * FROM {source}"
    files: tuple[str, ...] = ()
    memory: pa.Table | None = None
    needs: tuple[str, ...] = ()


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
        give: Callable[[str, bool], Given],
        *,
        zone: str = "UTC",
        limits: Limits = USUAL,
        cancelled: Callable[[], bool] = lambda: False,
        again: bool = False,
    ) -> Ran:
        """known: names of tables; `give` is asked for those that the query names, and told whether it may look at who
        the customers are. cancelled: ends it when it says so. again: more queries
        will follow, so the process of the next one is made ready.

        Raises the errors of `understand.errors`.
        """
        ...
