"""Who is behind a number of a funnel, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from cxloop.errors import BadOption, Both
from cxloop.questions.answer import Answer
from cxloop.questions.examples import Examples, examples_of, merge_examples
from cxloop.questions.journeys import Journeys
from cxloop.questions.lens import LeftOut
from cxloop.understand.funnel import Funnel


@dataclass(frozen=True, slots=True)
class Member:
    """A customer or case, and how far it came."""

    customer: str


@dataclass(frozen=True, slots=True)
class Members(Answer):
    """customers: all there are; members: as many of them as were asked for, by name."""

    question: ClassVar[str] = "funnel/customers"
    rows: ClassVar[str] = "members"
    customers: int
    members: tuple[Member, ...]
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class MemberCounts(NamedTuple):
    """What one partition knows of who came how far."""

    customers: int
    examples: Examples


@dataclass(frozen=True, slots=True)
class FunnelMembers:
    """The customers who got to `step` of a funnel, counted from 1; exactly: and no further (0: those who never began).

    At most `limit` names, always the same ones for the same log: those whose names hash lowest, sorted.

    >>> from cxloop.model.rule import is_event
    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3]), time=np.arange(3), names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 0], np.int32), ("visit", "buy"))})
    >>> lost = FunnelMembers(Funnel((is_event("visit"), is_event("buy"))), step=1, exactly=True)
    >>> [member.customer for member in lost.answer(lost.measure(journeys)).members]
    ['ben']
    """

    funnel: Funnel
    step: int
    exactly: bool = False
    limit: int = 100

    def __post_init__(self) -> None:
        if not 0 <= self.step <= len(self.funnel.steps):
            raise BadOption(
                option="step",
                reason=Both(
                    f"it is a number from 0 to {len(self.funnel.steps)}",
                    f"0부터 {len(self.funnel.steps)}까지의 수입니다",
                ),
            )

    @property
    def columns(self) -> frozenset[str]:
        return self.funnel.columns

    def measure(self, journeys: Journeys) -> MemberCounts:
        furthest = self.funnel.reached(journeys).furthest
        chosen = np.flatnonzero(furthest == self.step if self.exactly else furthest >= self.step)
        return MemberCounts(len(chosen), examples_of(journeys.names, chosen.tolist(), self.limit))

    def merge(self, left: MemberCounts, right: MemberCounts) -> MemberCounts:
        examples = merge_examples(left.examples, right.examples, self.limit)
        return MemberCounts(left.customers + right.customers, examples)

    def answer(self, total: MemberCounts) -> Members:
        return Members(total.customers, tuple(Member(name) for name in sorted(name for _, name in total.examples)))
