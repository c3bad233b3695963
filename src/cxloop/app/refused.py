"""The rows of an import that could not come in, with line and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cxloop.errors import UnknownImport
from cxloop.ports.state import State
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """line: where the row stands in its file, from 1. reason: a stable code; detail: what exactly, in English.

    row: the row as JSON text, cut where it is very long. field: the column that it is about, where it is about one;
    path: the file.
    """

    line: int
    reason: str
    detail: str
    row: str
    field: str | None
    path: str


@dataclass(frozen=True, slots=True)
class Refusals(Answer):
    """The first rows of an import that were refused. refused: how many there are; reasons: how many for each reason."""

    number: int
    path: str
    refused: int
    reasons: dict[str, int]
    first: tuple[RefusedRow, ...]
    rows = "first"


def refusals(state: State, number: int, limit: int = 100) -> Refusals:
    """The refused rows of an import, at most `limit`. Raises UnknownImport."""
    known = {record.number: record for record in state.imports() if record.status != "failed"}
    if number not in known:
        raise UnknownImport(number=number, known=[str(one) for one in known])
    reasons = state.reasons(number)
    path = known[number].path
    return Refusals(number, path, sum(reasons.values()), reasons, first_refused(state, number, limit, path))


def first_refused(state: State, number: int, limit: int, path: str) -> tuple[RefusedRow, ...]:
    """The refused rows of the import of a file in the order in which they came, at most `limit`."""
    return tuple(
        RefusedRow(one.line, one.reason, one.detail, one.raw, one.field, path) for one in state.refused(number, limit)
    )


def summed(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    """Counts by reason, over several imports, the most frequent first.

    >>> summed([{"a": 1}, {"b": 2, "a": 2}])
    {'a': 3, 'b': 2}
    """
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))
