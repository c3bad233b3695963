"""Group commit: whatever waits is written in one synchronised transaction, and then everybody is told."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from cxloop.ports.journal import Request

logger = logging.getLogger("cxloop.api")
MOST_WAITING: Final = 4_000
MOST_SECONDS: Final = 0.5
MOST_WAITING_BYTES: Final = 64 << 20
_BEHIND_SECONDS: Final = 2.0
_PAUSE_A_SECOND: Final = 0.025
_LONGEST_PAUSE: Final = 0.4


class Full(Exception):
    """So much waits already that one more request would wait too long."""


class Unwritten(Exception):
    """The journal could not be written; nothing of the request is kept."""


class _Waiting(NamedTuple):
    request: Request
    done: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop
    since: float


class GroupCommit:
    """A thread that writes requests to a journal, all that have come while it wrote the ones before.

    append: writes them, synchronised. then: called after each write. behind: for how many seconds what was written
    before has been waiting to be filed; the longer, the more each write is put off, so that no more is accepted than
    can be filed. full: whether so much waits that no more is taken.
    `add` returns once the request is on the disk. Only so much may wait: what is more is refused at once.
    """

    def __init__(
        self,
        append: Callable[[list[Request]], None],
        then: Callable[[], None] = lambda: None,
        behind: Callable[[], float] = lambda: 0.0,
        full: Callable[[], bool] = lambda: False,
    ) -> None:
        self._append, self._then, self._behind, self._full = append, then, behind, full
        self._waiting: list[_Waiting] = []
        self._writing: list[_Waiting] = []
        self._bytes = 0
        self._wake = threading.Condition()
        self._ending = self.failing = False
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def depth(self) -> int:
        """How many requests wait to be written."""
        return len(self._waiting)

    def crowded(self) -> bool:
        """Whether whoever comes now would wait too long, or in vain."""
        first = self._writing or self._waiting
        waits = bool(first) and time.monotonic() - first[0].since > MOST_SECONDS
        return waits or len(self._waiting) >= MOST_WAITING or self._full()

    async def add(self, request: Request) -> None:
        """Returns when the request is kept. Raises Full or Unwritten; then it is not."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        with self._wake:
            if self._ending or self.crowded() or self._bytes + len(request.body) > MOST_WAITING_BYTES:
                raise Full
            self._waiting.append(_Waiting(request, done, loop, time.monotonic()))
            self._bytes += len(request.body)
            self._wake.notify()
        await done

    def end(self) -> None:
        """Writes what waits and stops."""
        with self._wake:
            self._ending = True
            self._wake.notify()
        self._thread.join(timeout=30)

    def _put_off(self) -> None:
        over = self._behind() - _BEHIND_SECONDS
        if over > 0 and not self._ending:
            time.sleep(min(_LONGEST_PAUSE, over * _PAUSE_A_SECOND))

    def _run(self) -> None:
        while True:
            self._put_off()
            with self._wake:
                self._wake.wait_for(lambda: self._waiting or self._ending)
                taken, self._waiting, self._bytes = self._waiting, [], 0
                self._writing = taken
                if not taken:
                    return
            failure: Exception | None = None
            try:
                self._append([one.request for one in taken])
                self.failing = False
                self._then()
            except Exception as error:
                logger.error("the journal could not be written", exc_info=error)
                self.failing = True
                failure = Unwritten(str(error))
            self._writing = []
            for loop in {id(one.loop): one.loop for one in taken}.values():
                mine = [one.done for one in taken if one.loop is loop]
                loop.call_soon_threadsafe(_tell, mine, failure)


def _tell(waiting: list[asyncio.Future[None]], failure: Exception | None) -> None:
    for done in waiting:
        if not done.done():  # whoever waited may have gone
            if failure is None:
                done.set_result(None)
            else:
                done.set_exception(failure)
