"""Two answers to one question compared, and what of it differs beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from cxloop.app.recent import Dates
from cxloop.model.rule import nfc
from cxloop.questions.answer import Answer, plain_value
from cxloop.understand.differing import Difference, Overlap, Share, differing
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
    channels that tell the groups apart, NFC: that these differ says nothing. overlap: who is on both sides; both: the
    answer for these, where intervals allow for them."""

    whole: Any
    groups: Pair
    answers: tuple[Any, Any]
    made_of: frozenset[str] = frozenset()
    overlap: Overlap = field(default_factory=Overlap)
    both: Any = None

    @property
    def rows(self) -> str:  # type: ignore[override]
        """The main table is that of the answer for everybody."""
        return str(self.whole.rows)

    @property
    def question(self) -> str:  # type: ignore[override]
        return str(self.whole.question)

    @cached_property
    def found(self) -> tuple[tuple[Difference, ...], int]:
        """What differs, the sure ones first, the largest first in either, and how many things were looked at."""
        return differing(list(shares_of(self.sides, self.made_of)))

    @property
    def sides(self) -> tuple[Any, ...]:
        """The answers for either side, and for those on both, if any are."""
        return self.answers if self.both is None else (*self.answers, self.both)

    def to_dict(self) -> dict[str, Any]:
        differences, tested = self.found
        compare = {
            "groups": list(self.groups),
            "answers": [answer.to_dict() for answer in self.answers],
            "overlap": plain_value(self.overlap),
            "tested": tested,
            "differences": plain_value(differences),
        }
        return {**self.whole.to_dict(), "compare": compare}

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "whole"), name)


def edges_beside(whole: PathMap, beside: SideBySide) -> PathMap:
    """The follows-graph of everybody with that of both sides, transition by transition."""
    differences, tested = beside.found
    compared = compare_edges(*beside.answers, beside.groups, beside.both)
    return replace(whole, compare=replace(compared, tested=tested, differences=differences, overlap=beside.overlap))


def period_names(own: Dates, other: Dates) -> Pair:
    """What two periods are called, each by its first and last day.

    >>> period_names(("2026-03-01", None), ("2026-02-01", "2026-02-28"))
    ('2026-03-01 –', '2026-02-01 – 2026-02-28')
    """
    first, second = (f"{since or ''} – {until or ''}".strip() for since, until in (own, other))
    return first, second


def shares_of(sides: Sequence[Any], made_of: frozenset[str]) -> Iterator[Share]:
    """The shares that an answer is made of; none of answers that are not made of shares. sides: the answers for either
    side, and for those on both, if any are."""
    match sides[0]:
        case OverviewAnswer():
            yield from places(sides, made_of)
        case FunnelAnswer():
            yield from goings_on(sides)
            if len(sides[0].steps) > 2:
                yield _going(sides, 0, len(sides[0].steps) - 1)
        case RetentionAnswer():
            yield from returns(sides)
        case PathMap():
            yield from transitions(sides, made_of)


def share(kind: str, names: tuple[str, ...], counts: Sequence[tuple[int, int]], **more: Any) -> Share:
    """A share of either side, and of those on both, if any are."""
    first, second, *both = counts
    return Share(kind, names, first, second, both=both[0] if both else (0, 0), **more)


def places(sides: Sequence[OverviewAnswer], made_of: frozenset[str]) -> Iterator[Share]:
    """Who comes to which step and through which channel; those that the groups are made of tell nothing."""
    steps = [{row.step: row.customers for row in side.steps} for side in sides]
    channels = [{row.channel: row.customers for row in side.channels} for side in sides]
    for kind, known in (("step", steps), ("channel", channels)):
        names = [name for name in known[0] | known[1] if nfc(name) not in made_of]
        if (
            kind == "channel"
            and len(names) < len(known[0] | known[1])
            and any(not any(map(side.get, names)) for side in known[:2])
        ):
            continue  # where a side has no other channel, the others say but what the groups are
        names.sort(key=_rank(known[0], known[1]))
        for name in names[:_STEPS]:
            yield share(
                kind,
                (name,),
                [(counts.get(name, 0), side.customers) for counts, side in zip(known, sides, strict=True)],
            )


def _rank(left: dict[str, int], right: dict[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda name: (-left.get(name, 0) - right.get(name, 0), name)


def edges_by_pair(side: PathMap) -> dict[Pair, Any]:
    """The transitions of a side, by what they lead from and to."""
    return {(row.from_, row.to): row for row in side.edges}


def pairs_of(sides: Sequence[PathMap], made_of: frozenset[str]) -> list[Pair]:
    """The transitions that most customers of both sides make, but for steps that the groups are made of."""
    left, right = map(edges_by_pair, sides[:2])
    both = {pair: sum(row.customers for row in (left.get(pair), right.get(pair)) if row) for pair in left | right}
    pairs = [pair for pair in both if not made_of & {nfc(name) for name in pair}]
    return sorted(pairs, key=lambda pair: (-both[pair], pair))[:_EDGES]


def transitions(sides: Sequence[PathMap], made_of: frozenset[str]) -> Iterator[Share]:
    """Who goes from where directly to where."""
    known = [(edges_by_pair(side), side.journeys) for side in sides]
    for pair in pairs_of(sides, made_of):
        yield share(
            "edge",
            pair,
            [(int(edges[pair].customers) if pair in edges else 0, journeys) for edges, journeys in known],
        )


def returns(sides: Sequence[RetentionAnswer]) -> Iterator[Share]:
    """Who is back after so many periods, of those whose periods are over."""
    known = [{back.period: _back(back) for back in side.curve[1:]} for side in sides]
    for period in [period for period in known[0] if period in known[1]]:
        yield share("retention", (), [counts.get(period, (0, 0)) for counts in known], period=period)


def _back(back: Any) -> tuple[int, int]:
    return round(back.share * back.customers) if back.customers else 0, back.customers


def goings_on(sides: Sequence[FunnelAnswer]) -> Iterator[Share]:
    """At each step of a funnel, who goes on from the one before."""
    for at in range(1, len(sides[0].steps)):
        yield _going(sides, at - 1, at)


def _going(sides: Sequence[FunnelAnswer], first: int, last: int) -> Share:
    steps = sides[0].steps
    counts = [(side.steps[last].customers, side.steps[first].customers) for side in sides]
    return share("funnel", (steps[first].step, steps[last].step), counts)
