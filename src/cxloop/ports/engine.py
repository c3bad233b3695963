"""The port through which a question reaches the journeys."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from cxloop.questions.question import Question
from cxloop.questions.scope import Scope

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")


Notes = dict[int, dict[str, Any]]
"""By partition, the `notes` of its journeys."""


class Engine(Protocol):
    """Asks a question of every partition of a journey index and merges what comes back, in order of partitions."""

    def ask(self, index: str, question: Question[Partial, Answer], scope: Scope, notes: Notes | None = None) -> Answer:
        """index: the address of the index of the scope's `per` (a folder or URL); nothing else is needed.

        notes: one dictionary for a series of questions about the same index and scope, empty at first, lets an engine
        that keeps journeys at hand carry their notes from question to question.
        """
        ...
