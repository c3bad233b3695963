"""Two groups or periods compared: everything that pages show of both, as one list of what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from cxloop.app.between import edges_by_pair, goings_on, pairs_of, period_names, places, returns, share, transitions
from cxloop.app.understand import Asker, Groups, funnel_question
from cxloop.errors import BadOption, Both
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.questions.lens import LeftOut
from cxloop.understand.differing import Difference, Overlap, Share, differing
from cxloop.understand.overview import Overview
from cxloop.understand.paths import Paths
from cxloop.understand.retention import Retention, RetentionAnswer
from cxloop.understand.slow import SlowWaits

_WAITS: Final = 40
_PERIODS: Final = 8


@dataclass(frozen=True, slots=True)
class DifferencesAnswer(Answer):
    """What differs between two groups: the sure ones first, then those that may be chance. groups: their names; sizes:
    customers or cases of each; tested: how many were looked at; sure: how many of them are beyond chance; overlap:
    who is in both."""

    question: ClassVar[str] = "differences"
    rows: ClassVar[str] = "differences"
    groups: tuple[str, str]
    sizes: tuple[int, int]
    tested: int
    sure: int
    differences: tuple[Difference, ...]
    overlap: Overlap = field(default_factory=Overlap)
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


def differences(
    workspace: Workspace,
    compare: str | Sequence[str] = (),
    *,
    compare_begin: str | None = None,
    compare_end: str | None = None,
    steps: Sequence[str] = (),
    order: str = "ordered",
    window: str | float | None = "7d",
    **scope: Any,
) -> DifferencesAnswer:
    """What differs between the journeys of a side (a rule, or `segment:NAME`) and the others or a second side's, or
    between the scope's period and another: steps, transitions, waits, channels, coming back, and, where steps are
    given, a funnel.

    Raises BadOption, BadRule, UnknownStep, UnknownProperty, UnknownRecord.
    """
    by_period = bool(compare_begin or compare_end)
    if not compare and not by_period:
        raise BadOption(option="--compare", reason=Both("there is nothing to compare", "비교할 것이 없습니다"))
    asker = Asker(workspace, **scope)
    if by_period:
        other = Asker(workspace, **{**scope, "begin": compare_begin, "end": compare_end})
        sides = Groups(period_names(asker.dates, other.dates), asker, other, overlap=asker.overlap(other))
    else:
        sides = asker.groups(compare)
    seen = sides.ask(Overview(asker.zone))
    shares = [
        *places(seen, sides.made_of), *_transitions(sides), *(() if asker.whose == "case" else _returns(sides)),
        *(_funnel(sides, steps, order, window) if steps else ()),
    ]  # fmt: skip
    found, tested = differing(shares)
    return DifferencesAnswer(
        sides.names, (seen[0].customers, seen[1].customers), tested, sum(one.sure for one in found), found,
        sides.overlap, asker.whose, asker.index.identity, asker.left_out(),
    )  # fmt: skip


def _transitions(sides: Groups) -> Iterator[Share]:
    """Who goes from where to where, and who waits longer there than half of all do."""
    maps = sides.ask(Paths(top=0, variants=False))
    left, right = map(edges_by_pair, maps[:2])
    yield from transitions(maps, sides.made_of)
    waits = tuple(pair for pair in pairs_of(maps, sides.made_of)[:_WAITS] if pair in left and pair in right)
    limits = _usual(left, right, waits)
    slow = sides.ask(SlowWaits(waits, limits))
    for pair, *counts in zip(waits, *slow, strict=True):
        seconds = left[pair].median_seconds, right[pair].median_seconds
        yield share("wait", pair, [(waited, all_of) for all_of, waited in counts], seconds=seconds)


def _usual(left: dict[Any, Any], right: dict[Any, Any], pairs: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """What both groups together wait about half of the time, in µs; it does not depend on which group is which."""

    def middle(pair: tuple[str, str]) -> int:
        one, other = left[pair], right[pair]
        count = one.count + other.count
        return int(1e6 * (one.median_seconds * one.count + other.median_seconds * other.count) / count)

    return tuple(map(middle, pairs))


def _returns(sides: Groups) -> Iterator[Share]:
    def asked(one: Asker) -> RetentionAnswer:
        return one.ask(
            Retention("week", zone=one.zone, periods=_PERIODS, weekday=one.first_weekday, until=one.observed())
        )

    return returns([asked(one) for one in sides.askers])


def _funnel(sides: Groups, steps: Sequence[str], order: str, window: str | float | None) -> Iterator[Share]:
    return goings_on(sides.ask(funnel_question(sides.first, steps, order=order, window=window)))
