"""The port to an OpenID provider: another system that says who a person is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from cxloop.trust.openid import Flow, Settings


class OpenId(Protocol):
    """The provider of the settings."""

    @property
    def settings(self) -> Settings: ...

    def address(self, flow: Flow, state: str) -> str:
        """Where to send the browser."""
        ...

    def claims(self, flow: Flow, code: str, now_seconds: int) -> Mapping[str, Any]:
        """What the provider says of whoever came back with this code, checked. Raises SignInFailed."""
        ...


class Flows(Protocol):
    """Sign-ins under way elsewhere, by the hash of their state; each comes back once."""

    def add_flow(self, hash: str, flow: Flow) -> None: ...

    def take_flow(self, hash: str, now_ms: int) -> Flow | None: ...
