"""Who belongs to whom, as links come in: kept in this process, brought up to date by what is new."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from cxloop.listen.identity import Owners
from cxloop.ports.filing import Filings
from cxloop.stores.identity import Identity


class Who:
    """The identity of one workspace."""

    def __init__(self, filings: Callable[[], Filings]) -> None:
        self._filings, self._lock = filings, Lock()
        self._owners, self._reached, self._found = Owners(), -1, Identity.nobody()

    def __call__(self) -> Identity:
        with self._lock:
            links, self._reached = self._filings().links(self._reached)
            if links:
                self._owners.add(links)
                self._found = Identity.of(self._owners.of)
            return self._found
