"""The port to what says who may come in."""

from __future__ import annotations

from typing import Protocol

from cxloop.trust.keys import Key


class Keys(Protocol):
    """The API keys of a data folder; only hashes are kept."""

    def add(self, key: Key) -> None: ...

    def by_hash(self, hash: str) -> Key | None:
        """The key whose text has this hash, revoked and expired ones too."""
        ...

    def of(self, workspace: str) -> list[Key]: ...

    def revoke(self, workspace: str, id: str, moment_ms: int) -> bool:
        """Ends a key at once; False where there is none of this id that has not ended."""
        ...
