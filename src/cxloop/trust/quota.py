"""How much a key lets in: a bucket that fills steadily and from which each message takes one (a token bucket)."""

from __future__ import annotations

from typing import Final

from cxloop.trust.keys import Key

_MINUTE: Final = 60.0
_MOST_KEPT: Final = 10_000


class Quotas:
    """The buckets of keys, in one process. A key may use up a minute's messages at once, and then has to wait.

    A request is let in whole while anything is left, so that a large one passes too; what it takes too much, the next
    ones wait for.
    """

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: Key, messages: int, moment: float) -> float:
        """Takes a request of so many messages at a moment in seconds: 0, or how many seconds it has to wait.

        >>> quotas, key = Quotas(), Key("k1", "main", "ingest", "web", "", 0, per_minute=60)
        >>> quotas.take(key, 90, 0.0), quotas.take(key, 1, 0.0), quotas.take(key, 1, 32.0)
        (0.0, 31.0, 0.0)
        """
        if key.per_minute is None:
            return 0.0
        left, since = self._left.get(key.id, (float(key.per_minute), moment))
        rate = key.per_minute / _MINUTE
        left = min(float(key.per_minute), left + max(0.0, moment - since) * rate)
        if left < 1:
            self._left[key.id] = (left, moment)
            return (1 - left) / rate
        if len(self._left) >= _MOST_KEPT:
            self._left.clear()
        self._left[key.id] = (left - messages, moment)
        return 0.0
