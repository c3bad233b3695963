"""Answers kept for a while, so that the page of one pain point need not find all pain points again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final

_MOST: Final = 32


class Remembered:
    """The last few answers by question; one asked twice at once is computed once, and failures are not kept.

    >>> remembered = Remembered()
    >>> remembered.get("a", lambda: 1), remembered.get("a", lambda: 2)
    (1, 1)
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._recent: dict[Hashable, tuple[object, float, Any]] = {}
        self._asking: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def recent(self, question: Hashable, version: object, ask: Callable[[], Any], seconds: float) -> Any:
        """As `get`, but an answer of another version will do for so many seconds.

        >>> remembered = Remembered()
        >>> remembered.recent("a", 1, lambda: "old", 60), remembered.recent("a", 2, lambda: "new", 60)
        ('old', 'old')
        """
        with self._lock:
            known = self._recent.get(question)
        if known is not None and (known[0] == version or time.monotonic() - known[1] < seconds):
            return known[2]
        answer = self.get((question, version), ask)
        with self._lock:
            self._recent[question] = (version, time.monotonic(), answer)
            while len(self._recent) > _MOST:
                self._recent.pop(next(iter(self._recent)))
        return answer

    def get(self, question: Hashable, ask: Callable[[], Any]) -> Any:
        with self._lock:
            own = self._asking.setdefault(question, threading.Lock())
        with own:
            with self._lock:
                if question in self._answers:
                    self._answers.move_to_end(question)
                    return self._answers[question]
            answer = ask()
            with self._lock:
                self._answers[question] = answer
                while len(self._answers) > _MOST:
                    old, _ = self._answers.popitem(last=False)
                    self._asking.pop(old, None)
            return answer
