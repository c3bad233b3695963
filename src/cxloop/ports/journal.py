"""The port to the journal: accepted requests that are not yet filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One accepted request. path: what it was posted to, such as `batch`; body: JSON, decompressed, as it came.

    received_us: our clock, µs since 1970 UTC. key: the id of the key it came with, never the key itself.
    """

    workspace: str
    path: str
    body: bytes
    received_us: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A request in the journal; its number is never given twice. damaged: it is not what was accepted."""

    number: int
    request: Request
    damaged: bool = False


class Backlog(NamedTuple):
    """Requests that wait, at most, and when the oldest of them was received, µs; None where nothing waits."""

    requests: int
    since_us: int | None


class Journal(Protocol):
    """Requests in the order they were accepted in. What `append` returned from survives a power cut."""

    def append(self, requests: Sequence[Request]) -> None:
        """All of them, in one synchronised transaction, or none."""
        ...

    def waiting(self, workspace: str | None = None) -> int:
        """How many requests are not filed yet."""
        ...

    def backlog(self) -> Backlog:
        """What is not filed yet; quick to say."""
        ...

    def workspaces(self) -> list[str]:
        """Whose requests are waiting."""
        ...

    def claimed(self, workspace: str) -> int | None:
        """The number of the batch that is being filed, if one was begun and not ended."""
        ...

    def claim(self, workspace: str, after: int, most_bytes: int) -> int | None:
        """Puts the next requests, not many more bytes than that, into a batch of a number that was never used, higher
        than `after`; None where nothing is waiting."""
        ...

    def batch(self, workspace: str, number: int) -> list[Entry]: ...

    def end(self, workspace: str, number: int) -> None:
        """Forgets the requests of a batch, which are filed now."""
        ...
