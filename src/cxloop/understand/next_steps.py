"""What customers do after the steps chosen so far, so that no choice runs into nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import is_event
from cxloop.questions.answer import Answer
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.lens import LeftOut
from cxloop.questions.rules import step_bits
from cxloop.understand.funnel import Funnel, microseconds, windows_of
from cxloop.understand.kernels.next_steps import after_ordered, after_strict

_MOST_ANY: Final = 200
"""Events tried one by one after steps in any order."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """customers: how many would be at this step, were it the next one of the funnel."""

    step: str
    customers: int


@dataclass(frozen=True, slots=True)
class NextStepsAnswer(Answer):
    """customers: who took the steps so far; steps: what may come next, the most frequent first."""

    rows: ClassVar[str] = "steps"
    customers: int
    steps: tuple[NextStep, ...]
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class NextCounts(NamedTuple):
    """taken: journeys that took all the steps; after: by event, how many have it next."""

    taken: int
    after: dict[str, int]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """For each event how many customers a funnel would have at it, were it one step longer: in one pass. funnel: the
    steps so far; None where there are none, and every event of a journey counts.

    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 3, 5]), time=np.array([0, 5, 9, 0, 90]) * 1_000_000, names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 2, 1, 0, 1], np.int32), ("visit", "buy", "search"))})
    >>> question = NextSteps(Funnel((is_event("visit"),), window_seconds=60))
    >>> question.measure(journeys)
    NextCounts(taken=2, after={'buy': 1, 'search': 1})
    """

    funnel: Funnel | None = None

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event"}) | (self.funnel.columns if self.funnel is not None else frozenset())

    def measure(self, journeys: Journeys) -> NextCounts:
        events = journeys.codes("event")
        if self.funnel is not None and self.funnel.order == "any":
            return _after_any(self.funnel, journeys, events)
        taken, found = _after(self.funnel, journeys, events)
        return NextCounts(int(taken), _named(enumerate(found[:-1].tolist()), events))

    def merge(self, left: NextCounts, right: NextCounts) -> NextCounts:
        after = dict(left.after)
        for name, customers in right.after.items():
            after[name] = after.get(name, 0) + customers
        return NextCounts(left.taken + right.taken, after)

    def answer(self, total: NextCounts) -> NextStepsAnswer:
        ranked = sorted(total.after.items(), key=lambda item: (-item[1], item[0]))
        return NextStepsAnswer(total.taken, tuple(NextStep(*item) for item in ranked))


def _after(funnel: Funnel | None, journeys: Journeys, events: Codes) -> tuple[int, npt.NDArray[np.int64]]:
    steps = funnel.steps if funnel is not None else ()
    codes, table = step_bits(steps, journeys)
    common = (
        fixed(journeys.starts, np.int64), fixed(journeys.time, np.int64), fixed(codes, np.int32),
        fixed(table, np.uint64), len(steps), microseconds(None if funnel is None else funnel.window_seconds),
        windows_of(funnel) if funnel is not None else np.empty(0, np.int64),
    )  # fmt: skip
    wanted = (fixed(events.codes, np.int32), len(events.values))
    if funnel is not None and funnel.order == "strict":
        found: tuple[int, npt.NDArray[np.int64]] = after_strict(*common, *wanted)
    else:
        found = after_ordered(*common, funnel is not None and funnel.step_windows is not None, *wanted)
    return found


def _after_any(funnel: Funnel, journeys: Journeys, events: Codes) -> NextCounts:
    """Steps in any order: each event is tried, among the journeys that took all steps."""
    whole = funnel.reached(journeys).furthest == len(funnel.steps)
    inside = journeys.journeys(whole)
    found = []
    for code in np.unique(events.codes[np.repeat(whole, np.diff(journeys.starts))]).tolist():
        if 0 <= code < _MOST_ANY:
            longer = replace(funnel, steps=(*funnel.steps, is_event(events.values[code])), names=())
            found.append((code, int((longer.reached(inside).furthest == len(longer.steps)).sum())))
    return NextCounts(int(whole.sum()), _named(found, events))


def _named(counts: Iterable[tuple[int, int]], events: Codes) -> dict[str, int]:
    return {events.values[code]: customers for code, customers in counts if customers}
