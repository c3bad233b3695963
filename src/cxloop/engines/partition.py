"""What every engine does with one partition and with what comes back, wherever it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from cxloop.ports.index import IndexOpener
from cxloop.questions.journeys import empty_journeys
from cxloop.questions.question import Question
from cxloop.questions.scope import Scope

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")


def measure_partition(
    open_index: IndexOpener,
    address: str,
    partition: int,
    question: Question[Partial, Answer],
    scope: Scope,
    notes: dict[str, Any] | None = None,
) -> Partial:
    """The partial result of one partition, from the index's address alone. notes: those of its journeys in scope."""
    journeys = scope.apply(open_index(address).journeys(partition, question.columns | scope.columns))
    if notes is not None:
        notes.update(journeys.notes)
        journeys = replace(journeys, notes=notes)
    return question.measure(journeys)


def answer_from(question: Question[Partial, Answer], partials: Iterable[Partial]) -> Answer:
    """The answer from partial results in the order of partitions; a well-formed empty one where there are none."""
    rest = iter(partials)
    total = next(rest, None)
    if total is None:
        return question.answer(question.measure(empty_journeys(question.columns)))
    for partial in rest:
        total = question.merge(total, partial)
    return question.answer(total)
