"""The port to files that somebody has sent, and that have not come in yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. id: what only its workspace knows it by. name: as people call it, never a path. path: where
    it lies. bytes: its size; digest: SHA-256, hexadecimal. by: who sent it; at_ms: when, since 1970 UTC."""

    id: str
    name: str
    path: str
    bytes: int
    digest: str
    by: str
    at_ms: int


class Receiving(Protocol):
    """A file on its way."""

    def write(self, data: bytes) -> None:
        """Keeps what comes next. Raises UploadTooLarge, DiskFull."""
        ...

    def end(self) -> Upload:
        """The whole file, from now on there for its workspace."""
        ...

    def drop(self) -> None:
        """Keeps nothing of it."""
        ...


class Uploads(Protocol):
    """The files sent to one workspace. most_bytes: of one."""

    @property
    def most_bytes(self) -> int: ...

    def begin(self, name: str, by: str, at_ms: int, bytes: int | None = None) -> Receiving:
        """Room for a file. bytes: its size where that is known. Raises UploadTooLarge, DiskFull."""
        ...

    def get(self, id: str) -> Upload:
        """Raises UnknownUpload."""
        ...

    def drop(self, id: str) -> None: ...

    def tidy(self, before_ms: int) -> int:
        """Removes what was sent before a moment; how many."""
        ...
