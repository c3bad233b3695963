"""The event loop of the server: a few sockets a round, in the order in which they became ready.

asyncio's own takes everything that is ready in one round. With thousands of connections that send at once, an answer
that is ready waits for all of them; and nobody knows how long a request has been waiting to be read.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from typing import Any, Final

AT_ONCE: Final = 64


class Turns:
    """An epoll object that tells of a few events at a time, those first that have waited longest."""

    def __init__(self, epoll: Any) -> None:
        self._epoll = epoll
        self._since: dict[int, float] = {}
        self.register, self.modify, self.unregister = epoll.register, epoll.modify, epoll.unregister
        self.fileno, self.close = epoll.fileno, epoll.close

    def waited(self) -> float:
        """For how many seconds whoever is next has been waiting; 0 where everybody's turn comes at once."""
        first = next(iter(self._since.values()), None)
        return 0.0 if first is None else time.monotonic() - first

    def poll(self, timeout: float, most: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = self._epoll.poll(timeout, most)
        if len(found) <= AT_ONCE:
            self._since.clear()
            return found
        ready, now = dict(found), time.monotonic()
        since = {fd: moment for fd, moment in self._since.items() if fd in ready}
        for fd in ready:
            since.setdefault(fd, now)
        next_ones = [fd for fd, _ in zip(since, range(AT_ONCE), strict=False)]
        for fd in next_ones:
            del since[fd]
        self._since = since
        return [(fd, ready[fd]) for fd in next_ones]


class FairLoop(asyncio.SelectorEventLoop):
    """The loop; only where the system has epoll."""

    def __init__(self) -> None:
        selector: Any = selectors.EpollSelector()
        self.turns = selector._selector = Turns(selector._selector)
        super().__init__(selector)


def new_loop() -> asyncio.AbstractEventLoop:
    """A loop of ours; asyncio's own where the system has no epoll."""
    return FairLoop() if hasattr(selectors, "EpollSelector") else asyncio.new_event_loop()


def waited(loop: asyncio.AbstractEventLoop) -> float:
    """For how many seconds what is ready has been waiting for its turn."""
    return loop.turns.waited() if isinstance(loop, FairLoop) else 0.0
