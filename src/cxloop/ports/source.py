"""A file, folder or stream that rows come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file was opened. encoding: of text. Of a workbook, sheet: the one with the columns; sheets: all there are;
    together: those that are read, where there are several."""

    encoding: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


class Source(Protocol):
    """Rows to import. Reading it again gives the same batches, so that an import can skip those it already has.

    path: for messages. format: "csv", "excel", "parquet", "jsonl", "xes" or "access-log". columns: in order, unique and
    never blank; sources without a fixed set (JSON Lines, XES) may show more later. header: whether the first row holds
    their names, or they are named by their place (`column_1`); None where the format names them (Parquet, JSON, XES).
    defaults: the mapping that the format itself prescribes (XES, access logs), else None. skipped: the text of each
    line above the header that is passed over (CSV, Excel). layout: how it was opened.
    """

    @property
    def path(self) -> str: ...

    @property
    def format(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def header(self) -> bool | None: ...

    @property
    def skipped(self) -> tuple[str, ...]: ...

    @property
    def defaults(self) -> Mapping | None: ...

    @property
    def layout(self) -> Layout: ...

    def sample(self, rows: int = 2_000) -> pa.Table:
        """The first rows."""

    def rows_estimate(self) -> int | None:
        """About how many rows there are; None when it would take a whole pass to tell."""

    def batches(self) -> Iterator[RawBatch]:
        """All rows, in order, in batches that are the same every time."""
