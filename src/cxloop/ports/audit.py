"""The port to the audit log."""

from __future__ import annotations

from typing import Protocol

from cxloop.trust.audit import Anchor, Entry, Record, Verdict


class Audit(Protocol):
    """Who looked at what, in a chain that shows any change; the newest record is also written down outside of it."""

    def append(self, entry: Entry) -> Record:
        """Durable, and anchored, before it returns."""
        ...

    def newest(self, limit: int, customer: str | None = None) -> list[Record]:
        """The newest records, the newest first; customer: only those about this one, by the keyed hash."""
        ...

    def verify(self, anchor: Anchor | None = None) -> Verdict:
        """Whether the whole chain holds, against the anchor beside it or one that was kept elsewhere."""
        ...

    def anchor(self) -> Anchor | None:
        """The anchor beside the log; None where there is none."""
        ...
