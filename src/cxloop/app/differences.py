"""Two groups or periods side by side: everything that pages show of both, as one list of what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from cxloop.app.resolve import rule_of
from cxloop.app.understand import Asker, funnel_question
from cxloop.errors import BadOption, Both
from cxloop.model.rule import All, Compare, In, Not, Rule, nfc
from cxloop.model.rule import Any as Either
from cxloop.model.segment import Segment
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.questions.lens import LeftOut
from cxloop.questions.question import Question
from cxloop.understand.differing import Difference, Share, differing
from cxloop.understand.overview import Overview, OverviewAnswer
from cxloop.understand.paths import Paths
from cxloop.understand.retention import Retention
from cxloop.understand.slow import SlowWaits

_STEPS: Final = 60
_EDGES: Final = 80
_WAITS: Final = 40
_PERIODS: Final = 8


@dataclass(frozen=True, slots=True)
class DifferencesAnswer(Answer):
    """What differs between two groups: the sure ones first, then those that may be chance. groups: their names; sizes:
    customers or cases of each; tested: how many were looked at; sure: how many of them are beyond chance."""

    question: ClassVar[str] = "differences"
    rows: ClassVar[str] = "differences"
    groups: tuple[str, str]
    sizes: tuple[int, int]
    tested: int
    sure: int
    differences: tuple[Difference, ...]
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class _Sides:
    """Asks the same of both groups."""

    first: Asker
    second: Asker
    rules: tuple[str, ...]

    def ask(self, question: Question[Any, Any]) -> tuple[Any, Any]:
        if self.rules:
            return self.first.groups(question, self.rules)[1]
        return self.first.ask(question), self.second.ask(question)


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
    """What differs between the journeys for which a rule holds and the others or a second rule's, or between the
    scope's period and another: steps, transitions, waits, channels, coming back, and, where steps are given, a funnel.

    Raises BadOption, BadRule, UnknownStep, UnknownProperty.
    """
    rules = (compare,) if isinstance(compare, str) else tuple(compare)
    by_period = bool(compare_begin or compare_end)
    if not rules and not by_period:
        raise BadOption(option="--compare", reason=Both("there is nothing to compare", "비교할 것이 없습니다"))
    first = Asker(workspace, **scope)
    second = first
    if by_period:
        rules = ()
        second = Asker(workspace, **{**scope, "begin": compare_begin, "end": compare_end})
    sides = _Sides(first, second, rules)
    a, b = sides.ask(Overview(first.zone))
    named = _named(first, rules)
    shares = [
        *_places(a, b, named), *_transitions(sides, named), *_returns(sides),
        *(_funnel(sides, steps, order, window) if steps else ()),
    ]  # fmt: skip
    found, tested = differing(shares)
    groups = _groups(first, rules) if rules else _periods(scope, compare_begin, compare_end)
    return DifferencesAnswer(
        groups, (a.customers, b.customers), tested, sum(one.sure for one in found), found, first.per,
        first.index.identity, first.left_out(),
    )  # fmt: skip


def _places(a: OverviewAnswer, b: OverviewAnswer, named: frozenset[str]) -> Iterator[Share]:
    """Who comes to which step and through which channel; those that the groups are made of tell nothing."""
    sides = (a, b)
    steps = [{row.step: row.customers for row in side.steps} for side in sides]
    channels = [{row.channel: row.customers for row in side.channels} for side in sides]
    for kind, (left, right) in (("step", steps), ("channel", channels)):
        names = [name for name in left | right if nfc(name) not in named]
        names.sort(key=_rank(left, right))
        for name in names[:_STEPS]:
            yield Share(kind, (name,), (left.get(name, 0), a.customers), (right.get(name, 0), b.customers))


def _rank(left: dict[str, int], right: dict[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda name: (-left.get(name, 0) - right.get(name, 0), name)


def _transitions(sides: _Sides, named: frozenset[str]) -> Iterator[Share]:
    """Who goes from where to where, and who waits longer there than half of all do."""
    a, b = sides.ask(Paths(top=0, variants=False))
    left, right = ({(row.from_, row.to): row for row in side.edges} for side in (a, b))
    both = {pair: sum(row.customers for row in (left.get(pair), right.get(pair)) if row) for pair in left | right}
    pairs = [pair for pair in both if not named & {nfc(name) for name in pair}]
    pairs.sort(key=lambda pair: (-both[pair], pair))
    for pair in pairs[:_EDGES]:
        yield Share("edge", pair, (_customers(left, pair), a.journeys), (_customers(right, pair), b.journeys))
    waits = tuple(pair for pair in pairs[:_WAITS] if pair in left and pair in right)
    limits = _usual(left, right, waits)
    slow = sides.ask(SlowWaits(waits, limits))
    for pair, one, other in zip(waits, *slow, strict=True):
        seconds = left[pair].median_seconds, right[pair].median_seconds
        yield Share("wait", pair, (one[1], one[0]), (other[1], other[0]), seconds=seconds)


def _customers(side: dict[tuple[str, str], Any], pair: tuple[str, str]) -> int:
    return int(side[pair].customers) if pair in side else 0


def _usual(left: dict[Any, Any], right: dict[Any, Any], pairs: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """What both groups together wait about half of the time, in µs; it does not depend on which group is which."""

    def middle(pair: tuple[str, str]) -> int:
        one, other = left[pair], right[pair]
        count = one.count + other.count
        return int(1e6 * (one.median_seconds * one.count + other.median_seconds * other.count) / count)

    return tuple(map(middle, pairs))


def _returns(sides: _Sides) -> Iterator[Share]:
    """Who is back after so many weeks, of those whose weeks are over."""
    first = sides.first
    a, b = sides.ask(Retention("week", zone=first.zone, periods=_PERIODS, weekday=first.first_weekday))
    for one, other in zip(a.curve[1:], b.curve[1:], strict=False):
        counts = [(round(back.share * back.customers), back.customers) for back in (one, other)]
        yield Share("retention", (), counts[0], counts[1], period=one.period)


def _funnel(sides: _Sides, steps: Sequence[str], order: str, window: str | float | None) -> Iterator[Share]:
    """At each step of a funnel, who goes on from the one before."""
    a, b = sides.ask(funnel_question(sides.first, steps, order=order, window=window))
    for at in range(1, len(a.steps)):
        counts = [(side.steps[at].customers, side.steps[at - 1].customers) for side in (a, b)]
        yield Share("funnel", (a.steps[at - 1].step, a.steps[at].step), counts[0], counts[1])


def _named(asker: Asker, rules: Sequence[str]) -> frozenset[str]:
    """The events and channels that rules name, NFC."""
    return frozenset(nfc(value) for text in rules for value in _values(rule_of(text, asker.index)))


def _values(rule: Rule) -> Iterator[str]:
    match rule:
        case Not(inner):
            yield from _values(inner)
        case All(rules) | Either(rules):
            for part in rules:
                yield from _values(part)
        case Compare("event" | "channel", _, value):
            yield str(value)
        case In("event" | "channel", values):
            yield from map(str, values)


def _groups(asker: Asker, rules: Sequence[str]) -> tuple[str, str]:
    first = Segment(rules[0], rule_of(rules[0], asker.index)).names
    return first if len(rules) == 1 else (rules[0], rules[1])


def _periods(scope: dict[str, Any], begin: str | None, end: str | None) -> tuple[str, str]:
    spans = ((scope.get("begin"), scope.get("end")), (begin, end))
    first, second = (f"{since or ''} – {until or ''}".strip() for since, until in spans)
    return first, second
