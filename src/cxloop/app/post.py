"""What webhooks need of a data folder: who sends, and what their secrets are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cxloop.app.door import Seal
from cxloop.ports.records import Record
from cxloop.ports.sender import Sender
from cxloop.trust.signatures import message_id, secret_of


@dataclass(frozen=True, slots=True)
class Post:
    """key: the folder's, for webhooks. chance: draws from 0 to 1. token: a name that nobody else has."""

    sender: Sender
    seal: Seal
    key: bytes = field(repr=False)
    chance: Callable[[], float]
    token: Callable[[], str]

    def secret(self, workspace: str, hook: str) -> str:
        """The signing secret of a webhook."""
        return secret_of(self.key, workspace, hook)

    def message(self, workspace: str, record: Record) -> str:
        """The id under which a version of a record is sent."""
        return message_id(self.key, workspace, record.kind, record.id, record.version)
