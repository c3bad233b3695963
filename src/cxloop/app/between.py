"""Two answers to one question side by side, and what of it differs beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from cxloop.model.rule import nfc
from cxloop.questions.answer import Answer, plain_value
from cxloop.understand.differing import Difference, Share, differing
from cxloop.understand.funnel import FunnelAnswer
from cxloop.understand.overview import OverviewAnswer
from cxloop.understand.paths import PathMap, compare_edges
from cxloop.understand.retention import RetentionAnswer

_STEPS: Final = 60
_EDGES: Final = 80
Pair = tuple[str, str]


@dataclass(frozen=True)
class SideBySide(Answer):
    """The answer for everybody, and beside it those for two groups of journeys, or two periods. made_of: events and
    channels that tell the groups apart, NFC: that these differ says nothing."""

    whole: Any
    groups: Pair
    answers: tuple[Any, Any]
    made_of: frozenset[str] = frozenset()

    @property
    def rows(self) -> str:  # type: ignore[override]
        """The main table is that of the answer for everybody."""
        return str(self.whole.rows)

    @property
    def question(self) -> str:  # type: ignore[override]
        return str(self.whole.question)

    @cached_property
    def found(self) -> tuple[tuple[Difference, ...], int]:
        """What differs, the surest and largest first, and how many things were looked at."""
        return differing(list(shares_of(*self.answers, self.made_of)))

    def to_dict(self) -> dict[str, Any]:
        differences, tested = self.found
        compare = {
            "groups": list(self.groups),
            "answers": [answer.to_dict() for answer in self.answers],
            "tested": tested,
            "differences": plain_value(differences),
        }
        return {**self.whole.to_dict(), "compare": compare}

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "whole"), name)


def edges_beside(
    whole: PathMap, a: PathMap, b: PathMap, groups: Pair, made_of: frozenset[str] = frozenset()
) -> PathMap:
    """The follows-graph of everybody with that of both sides, transition by transition."""
    differences, tested = differing(list(shares_of(a, b, made_of)))
    return replace(whole, compare=replace(compare_edges(a, b, groups), tested=tested, differences=differences))


def period_names(scope: dict[str, Any], begin: str | None, end: str | None) -> Pair:
    """What the scope's own period and another one are called.

    >>> period_names({"begin": "2026-03-01"}, "2026-02-01", "2026-02-28")
    ('2026-03-01 –', '2026-02-01 – 2026-02-28')
    """
    spans = ((scope.get("begin"), scope.get("end")), (begin, end))
    first, second = (f"{since or ''} – {until or ''}".strip() for since, until in spans)
    return first, second


def shares_of(a: Any, b: Any, made_of: frozenset[str]) -> Iterator[Share]:
    """The shares that an answer is made of, of both sides; none of answers that are not made of shares."""
    match a:
        case OverviewAnswer():
            yield from places(a, b, made_of)
        case FunnelAnswer():
            yield from goings_on(a, b)
            if len(a.steps) > 2:
                yield _going(a, b, 0, len(a.steps) - 1)
        case RetentionAnswer():
            yield from returns(a, b)
        case PathMap():
            yield from transitions(a, b, made_of)


def places(a: OverviewAnswer, b: OverviewAnswer, made_of: frozenset[str]) -> Iterator[Share]:
    """Who comes to which step and through which channel; those that the groups are made of tell nothing."""
    sides = (a, b)
    steps = [{row.step: row.customers for row in side.steps} for side in sides]
    channels = [{row.channel: row.customers for row in side.channels} for side in sides]
    for kind, (left, right) in (("step", steps), ("channel", channels)):
        names = [name for name in left | right if nfc(name) not in made_of]
        names.sort(key=_rank(left, right))
        for name in names[:_STEPS]:
            yield Share(kind, (name,), (left.get(name, 0), a.customers), (right.get(name, 0), b.customers))


def _rank(left: dict[str, int], right: dict[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda name: (-left.get(name, 0) - right.get(name, 0), name)


def edges_by_pair(side: PathMap) -> dict[Pair, Any]:
    """The transitions of a side, by what they lead from and to."""
    return {(row.from_, row.to): row for row in side.edges}


def pairs_of(a: PathMap, b: PathMap, made_of: frozenset[str]) -> list[Pair]:
    """The transitions that most customers of both sides make, but for steps that the groups are made of."""
    left, right = edges_by_pair(a), edges_by_pair(b)
    both = {pair: sum(row.customers for row in (left.get(pair), right.get(pair)) if row) for pair in left | right}
    pairs = [pair for pair in both if not made_of & {nfc(name) for name in pair}]
    return sorted(pairs, key=lambda pair: (-both[pair], pair))[:_EDGES]


def transitions(a: PathMap, b: PathMap, made_of: frozenset[str]) -> Iterator[Share]:
    """Who goes from where directly to where."""
    left, right = edges_by_pair(a), edges_by_pair(b)
    for pair in pairs_of(a, b, made_of):
        one, other = (int(side[pair].customers) if pair in side else 0 for side in (left, right))
        yield Share("edge", pair, (one, a.journeys), (other, b.journeys))


def returns(a: RetentionAnswer, b: RetentionAnswer) -> Iterator[Share]:
    """Who is back after so many periods, of those whose periods are over."""
    for one, other in zip(a.curve[1:], b.curve[1:], strict=False):
        counts = [
            (round(back.share * back.customers) if back.customers else 0, back.customers) for back in (one, other)
        ]
        yield Share("retention", (), counts[0], counts[1], period=one.period)


def goings_on(a: FunnelAnswer, b: FunnelAnswer) -> Iterator[Share]:
    """At each step of a funnel, who goes on from the one before."""
    for at in range(1, len(a.steps)):
        yield _going(a, b, at - 1, at)


def _going(a: FunnelAnswer, b: FunnelAnswer, first: int, last: int) -> Share:
    counts = [(side.steps[last].customers, side.steps[first].customers) for side in (a, b)]
    return Share("funnel", (a.steps[first].step, a.steps[last].step), counts[0], counts[1])
