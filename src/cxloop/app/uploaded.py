"""A file that was sent, read as what it is and called as people call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from cxloop.errors import CxloopError
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch
from cxloop.ports.source import Source
from cxloop.ports.uploads import Upload


class Uploaded:
    """The source of an upload: messages and records name it as its sender does, never where it lies.

    See ports.source.Source.
    """

    def __init__(self, upload: Upload, open_source: Callable[[], Source]) -> None:
        self.upload, self.path = upload, upload.name
        with self._called():
            self._source = open_source()
        self.format, self.columns = self._source.format, self._source.columns
        self.layout = self._source.layout

    @property
    def header(self) -> bool | None:
        return self._source.header

    @property
    def skipped(self) -> tuple[str, ...]:
        return self._source.skipped

    @property
    def defaults(self) -> Mapping | None:
        return self._source.defaults

    def sample(self, rows: int = 2_000) -> pa.Table:
        with self._called():
            return self._source.sample(rows)

    def rows_estimate(self) -> int | None:
        return self._source.rows_estimate()

    def batches(self) -> Iterator[RawBatch]:
        with self._called():
            yield from self._source.batches()

    @contextmanager
    def _called(self) -> Iterator[None]:
        try:
            yield
        except CxloopError as error:
            details: dict[str, Any] = {**error.details}
            if details.get("path") != self.upload.path:
                raise
            raise type(error)(**{**details, "path": self.path}) from error
