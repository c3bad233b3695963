"""The port to how far sending to each webhook has come."""

from __future__ import annotations

from typing import Protocol

from cxloop.change.webhook import Delivery


class Deliveries(Protocol):
    """Of one workspace. Whoever sends holds the webhook for a while, so that no two servers send the same.

    holder: a name that nobody else has. Times are milliseconds since 1970 UTC.
    """

    def begin(self, hook: str) -> None:
        """Sends what is written from now on; nothing where it has begun already."""
        ...

    def all(self) -> dict[str, Delivery]:
        """By webhook."""
        ...

    def claim(self, hook: str, holder: str, now_ms: int, until_ms: int) -> Delivery | None:
        """Holds a webhook; None where it is stopped, has to wait, or somebody else holds it."""
        ...

    def keep(self, delivery: Delivery, holder: str, until_ms: int) -> bool:
        """Writes how far it has come and goes on holding; False, and nothing is written, where it is held no more."""
        ...

    def release(self, hook: str, holder: str) -> None:
        """Lets others send."""
        ...

    def resume(self, hook: str) -> None:
        """Sends again from where it stopped."""
        ...

    def end(self, hook: str) -> None:
        """Forgets it."""
        ...
