"""The port through which a question reaches the journeys."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, Protocol, TypeVar

from cxloop.errors import Unwanted
from cxloop.questions.question import Question
from cxloop.questions.scope import Scope

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")


Notes = dict[int, dict[str, Any]]
"""By partition, the `notes` of its journeys."""


WANTED: Final[ContextVar[Callable[[], bool]]] = ContextVar("wanted", default=lambda: True)
"""Says, to engines between partitions, whether anybody still waits for the answer."""


def still_wanted() -> None:
    """Raises Unwanted where nobody waits for the answer any more."""
    if not WANTED.get()():
        raise Unwanted()


class Engine(Protocol):
    """Asks a question of every partition of a journey index and merges what comes back, in order of partitions."""

    def ask(self, index: str, question: Question[Partial, Answer], scope: Scope, notes: Notes | None = None) -> Answer:
        """index: the address of the index of the scope's `per` (a folder or URL); nothing else is needed.

        notes: one dictionary for a series of questions about the same index and scope, empty at first, lets an engine
        that keeps journeys at hand carry their notes from question to question.
        """
        ...
