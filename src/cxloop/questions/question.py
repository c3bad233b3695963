"""The shape of every question about journeys: measure whole journeys, merge, answer."""

from __future__ import annotations

from typing import Protocol, TypeVar

from cxloop.questions.journeys import Journeys

Partial = TypeVar("Partial")
Answer_co = TypeVar("Answer_co", covariant=True)


class Question(Protocol[Partial, Answer_co]):
    """A question: look at whole journeys a partition at a time, merge the partial results, finish.

    A question is a frozen dataclass that pickles; a partial is made of NumPy arrays, numbers, tuples and dictionaries.
    `merge` is associative and commutative; engines nevertheless merge in the order of partitions, so that sums of
    floating-point numbers come out the same on every engine.
    """

    @property
    def columns(self) -> frozenset[str]:
        """What it reads besides `time`: `event`, `channel`, `owner`, `due`, `value`, `case`, `batch`, `sequence`,
        `property:NAME`. Nothing else is loaded."""
        ...

    def measure(self, journeys: Journeys) -> Partial: ...

    def merge(self, left: Partial, right: Partial) -> Partial: ...

    def answer(self, total: Partial) -> Answer_co: ...
