"""How often somebody may try a password: some tries at once, then only as fast as they come back."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_MOST: Final = 10_000


class Tries:
    """At most `many` tries at once for each name, one more every `seconds`; a try that succeeded costs nothing.

    >>> now = [0.0]
    >>> tries = Tries(2, 60, clock=lambda: now[0])
    >>> [tries.take("anna"), tries.take("anna"), tries.take("anna"), tries.take("ben")]
    [0, 0, 60, 0]
    >>> now[0] = 61.0
    >>> tries.take("anna")
    0
    """

    def __init__(self, many: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._many, self._seconds, self._clock = many, seconds, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> int:
        """0 where there was a try left, which is gone now; else the seconds until there is one."""
        with self._lock:
            left = self._now(name)
            allowed = left >= 1
            self._keep(name, left - 1 if allowed else left)
            return 0 if allowed else math.ceil((1 - left) * self._seconds)

    def give_back(self, name: str) -> None:
        """All tries are there again."""
        with self._lock:
            self._left.pop(name, None)

    def _now(self, name: str) -> float:
        left, then = self._left.get(name, (float(self._many), self._clock()))
        return min(float(self._many), left + (self._clock() - then) / self._seconds)

    def _keep(self, name: str, left: float) -> None:
        self._left[name] = (left, self._clock())
        self._left.move_to_end(name)
        while len(self._left) > _MOST:
            self._left.popitem(last=False)
