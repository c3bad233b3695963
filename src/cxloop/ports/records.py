"""The port to what people write down: flags, opportunities, ideas, changes, lessons. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """A version of something. kind: such as `flag`; id: its name within the kind; version: from 1 on; text: JSON, None
    where this version ended it; by: who wrote it; at_ms: when, since 1970 UTC."""

    kind: str
    id: str
    version: int
    text: str | None
    by: str
    at_ms: int


class Records(Protocol):
    """The records of one workspace, each in versions, all of which stay."""

    def stamp(self) -> int:
        """Grows with everything that is written; 0 where nothing is."""
        ...

    def current(self, kind: str, prefix: str = "") -> list[Record]:
        """The newest version of each, of those whose id begins so, in the order they were first written."""
        ...

    def one(self, kind: str, id: str) -> Record | None:
        """The newest version."""
        ...

    def history(self, kind: str, id: str) -> list[Record]:
        """All versions, the first one first."""
        ...

    def write(self, record: Record) -> bool:
        """Keeps a version; False where there is one of this number already, and nothing is kept then."""
        ...

    def since(self, number: int, kinds: Sequence[str], limit: int) -> list[tuple[int, Record]]:
        """Versions of these kinds written after the one of this number, each with its own, in their order."""
        ...

    def number(self, kind: str, text: str, by: str, at_ms: int) -> Record:
        """Keeps the first version of something new, under the next free number."""
        ...


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who was given what. unit: the identifier it was drawn for; at_ms: when, since 1970 UTC."""

    flag: str
    unit: str
    variant: str
    at_ms: int


class Assignments(Protocol):
    """Who was given what by a flag that draws lots; the first time counts."""

    def of(self, flag: str, units: Sequence[str]) -> Assigned | None:
        """The earliest of these units."""
        ...

    def keep(self, drawn: Sequence[Assigned]) -> None:
        """Keeps those who have none yet."""
        ...

    def known_as(self, unit: str) -> list[str]:
        """The other identifiers of whoever this one belongs to."""
        ...

    def counts(self, flag: str) -> dict[str, int]:
        """Units by variant."""
        ...
