"""The port to what is remembered besides events: imports, quarantine, mappings, settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import of one file. status: running, done, undone or failed. Times are milliseconds since 1970 UTC."""

    number: int
    path: str
    digest: str
    mapping: dict[str, Any]
    status: str
    imported: int = 0
    refused: int = 0
    duplicates: int = 0
    begun_ms: int = 0
    ended_ms: int | None = None
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A staged part of a running import, and how far in the file it brings us."""

    number: int
    batches: int  # batches of the source that are dealt with
    ordinal: int  # events seen so far, duplicates included
    imported: int
    duplicates: int
    staged: dict[str, Any] | None
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not come in. reason is a stable code; raw is the row as JSON text; field: the column that it is
    about, where it is about one."""

    line: int
    reason: str
    detail: str
    raw: str
    batch: int = 0
    field: str | None = None


class State(Protocol):
    """Imports with their parts and quarantine, saved mappings, settings: written through before a method returns."""

    def begin_import(self, path: str, digest: str, mapping: dict[str, Any], begun_ms: int) -> ImportRecord: ...

    def imports(self) -> list[ImportRecord]: ...

    def add_part(self, number: int, part: Part, refused: Sequence[Refused]) -> None:
        """Remembers a part and the rows refused with it, in one transaction."""
        ...

    def parts(self, number: int) -> list[Part]: ...

    def end_import(self, number: int, status: str, ended_ms: int) -> ImportRecord:
        """Closes an import; its counts are the sums over its parts."""
        ...

    def refused(self, number: int | None = None, limit: int = 100) -> list[Refused]: ...

    def reasons(self, number: int) -> dict[str, int]:
        """How many rows of an import were refused for each reason, the most frequent first."""
        ...

    def mapping(self, signature: str) -> dict[str, Any] | None:
        """The mapping saved for files with this header."""
        ...

    def save_mapping(self, signature: str, mapping: dict[str, Any]) -> None: ...

    def setting(self, key: str) -> str | None: ...

    def save_setting(self, key: str, value: str) -> None: ...
