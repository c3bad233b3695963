"""The values of a field, with how many customers have each: what a filter offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

import numpy as np

from cxloop.errors import BadOption, Both
from cxloop.model.rule import nfc
from cxloop.questions.answer import Answer
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.steps import count_codes
from cxloop.questions.lens import LeftOut
from cxloop.questions.rules import column_of
from cxloop.questions.steps import canonical

_MOST_A_PARTITION: Final = 1000


@dataclass(frozen=True, slots=True)
class ValueCount:
    """Events and customers of one value."""

    value: str
    events: int
    customers: int


@dataclass(frozen=True, slots=True)
class FieldValuesAnswer(Answer):
    """breakdown: the values that most customers have, first; exact: whether every value was counted in full, as it is
    unless there are thousands; numeric: whether all that are told are numbers."""

    rows: ClassVar[str] = "breakdown"
    breakdown_by: str
    breakdown: tuple[ValueCount, ...]
    exact: bool
    numeric: bool
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class ValueCounts(NamedTuple):
    """found: by value in NFC, (the value as it came, events, customers); cut: whether a partition left some out."""

    found: dict[str, tuple[str, int, int]]
    cut: bool


@dataclass(frozen=True, slots=True)
class FieldValues:
    """The most frequent values of a field, at most `most`; search: only those that contain this text. also: values
    that are found as well, in NFC.

    A partition tells at most a thousand, so that a field with millions of values costs no more than another.

    >>> from cxloop.questions.journeys import Codes
    >>> column = Codes(np.array([0, 0, 1, -1], np.int32), ("web", "app"))
    >>> journeys = Journeys(np.array([0, 2, 4]), np.zeros(4, np.int64), {"channel": column}, ("anna", "ben"))
    >>> question = FieldValues("channel")
    >>> question.answer(question.measure(journeys)).breakdown
    (ValueCount(value='app', events=1, customers=1), ValueCount(value='web', events=2, customers=1))
    """

    field: str
    search: str = ""
    most: int = 50
    also: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.field in ("value", "customer"):
            raise BadOption(
                option="field",
                reason=Both(
                    "it is event, channel, owner, case or a property",
                    "event, channel, owner, case 또는 속성이어야 합니다",
                ),
            )

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({column_of(self.field)})

    def measure(self, journeys: Journeys) -> ValueCounts:
        column = canonical(journeys.codes(column_of(self.field)))
        starts = fixed(journeys.starts, np.int64)
        events, customers = count_codes(starts, fixed(column.codes, np.int32), len(column.values))
        wanted = nfc(self.search).casefold()
        there = ((code, nfc(column.values[code])) for code in np.flatnonzero(events[:-1]).tolist())
        fit = ((code, name) for code, name in there if wanted in name.casefold() or name in self.also)
        named = [(-int(customers[code]), name, code) for code, name in fit]
        kept = sorted(named)[:_MOST_A_PARTITION]
        found = {name: (column.values[code], int(events[code]), int(customers[code])) for _, name, code in kept}
        return ValueCounts(found, len(kept) < len(named))

    def merge(self, left: ValueCounts, right: ValueCounts) -> ValueCounts:
        found = dict(left.found)
        for name, (value, events, customers) in right.found.items():
            known = found.get(name, (value, 0, 0))
            found[name] = (min(value, known[0]), known[1] + events, known[2] + customers)
        return ValueCounts(found, left.cut or right.cut)

    def answer(self, total: ValueCounts) -> FieldValuesAnswer:
        ranked = sorted(total.found.items(), key=lambda item: (-item[1][2], item[0]))[: self.most]
        shown = tuple(ValueCount(*row) for _, row in ranked)
        return FieldValuesAnswer(self.field, shown, not total.cut, bool(shown) and all(map(_is_number, shown)))


def _is_number(row: ValueCount) -> bool:
    try:
        float(row.value)
    except ValueError:
        return False
    return True
