"""The port to whatever sends requests to others' servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Reason = Literal["", "answered", "redirected", "timed_out", "unreachable", "refused_address"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a request. status: of the answer, None where there was none. reason: why it failed, empty where it
    did not. retry_after_seconds: how long the receiver asks to wait."""

    status: int | None
    reason: Reason = ""
    retry_after_seconds: float | None = None


class Sender(Protocol):
    """Sends to public addresses over https, and to those that a setting allows."""

    def check(self, url: str) -> None:
        """Raises BadAddress where nothing may be sent to."""
        ...

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Sends once, the address checked anew; never raises for what the receiver does."""
        ...
