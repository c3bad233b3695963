"""Understand: the questions in the words people use, asked of the engine, answered with what they were asked of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar, cast

from cxloop.app.between import SideBySide, edges_beside
from cxloop.app.naming import CaseIndex, Naming, left_out_of
from cxloop.app.recent import settled
from cxloop.app.resolve import (
    PER,
    event_of,
    field_or_segment,
    no_step,
    one_of,
    rule_of,
    scope_of,
    step_of,
    zone_named,
)
from cxloop.errors import BadOption, Both, NoCases
from cxloop.model.duration import DAY_US, seconds
from cxloop.model.rule import Rule, nfc
from cxloop.model.segment import Listed, Segment, segment_named
from cxloop.ports.engine import Engine, Notes
from cxloop.ports.index import JourneyIndex
from cxloop.ports.indexes import Indexes
from cxloop.ports.records import Records
from cxloop.ports.state import State
from cxloop.questions.lens import LeftOut
from cxloop.questions.period import Kept
from cxloop.questions.question import Question
from cxloop.questions.scope import Scope
from cxloop.understand.differing import Overlap
from cxloop.understand.edges import Edge, EdgeAnswer, Step, StepAnswer
from cxloop.understand.funnel import Funnel
from cxloop.understand.members import FunnelMembers, Members
from cxloop.understand.overview import Overview, OverviewAnswer, StrayEvents
from cxloop.understand.paths import Paths, longest_waits, with_variants
from cxloop.understand.retention import Retention
from cxloop.understand.shared import InBoth
from cxloop.understand.variants import VariantSteps

Partial = TypeVar("Partial")
Found = TypeVar("Found")


class Ground(Protocol):
    """What asking stands on; a workspace has it."""

    @property
    def indexes(self) -> Indexes: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def state(self) -> State: ...
    @property
    def records(self) -> Records: ...
    @property
    def named(self) -> bool: ...
    def now_ms(self) -> int: ...
    @property
    def simulated(self) -> bool: ...
    def segment(self, name: str) -> Listed: ...


@dataclass(frozen=True, slots=True)
class Groups:
    """Two groups of journeys of which the same is asked. names: as they were written; made_of: the events and channels
    that tell them apart, NFC; overlap: who is in both; both: asks of these, where an answer about them tells how far
    the answers about both groups are the same."""

    names: tuple[str, str]
    first: Asker
    second: Asker
    made_of: frozenset[str] = frozenset()
    overlap: Overlap = field(default_factory=Overlap)
    both: Asker | None = None

    @property
    def askers(self) -> tuple[Asker, ...]:
        """Of the first group, the second, and those in both, if any are."""
        return tuple(asker for asker in (self.first, self.second, self.both) if asker is not None)

    def ask(self, question: Question[Any, Found]) -> tuple[Found, ...]:
        """What the first group answers, the second, and those in both, if any are."""
        return tuple(asker.ask(question) for asker in self.askers)

    def beside(
        self, whole: Any, question: Question[Any, Found], finish: Callable[[Found], Any] = lambda found: found
    ) -> SideBySide:
        """The answer for everybody with those for both groups."""
        first, second, *both = map(finish, self.ask(question))
        return SideBySide(whole, self.names, (first, second), self.made_of, self.overlap, *both)


class Asker:
    """One question's asking: the scope's texts read once, against the index they are asked of, or another one that has
    the names."""

    def __init__(
        self,
        ground: Ground,
        *,
        per: str = "customer",
        names: JourneyIndex | None = None,
        showing: Collection[str] = (),
        zone: str | None = None,
        having: Sequence[str] = (),
        lacking: Sequence[str] = (),
        segment: str | Sequence[str] = (),
        **options: Any,
    ) -> None:
        """showing: events that are needed as they came, though somebody may have hidden them. having, lacking: steps,
        or `segment:NAME`. segment: only journeys of those who are in all the segments of these names. Raises
        UnknownRecord."""
        one_of("--per", per, PER)
        self.ground, self.per, self.naming = ground, per, Naming.of(ground)
        self.zone = self.naming.zone(zone)
        self._open()
        zone_named(self.zone)
        self.dates = settled((options.pop("begin", None), options.pop("end", None)), ground, self.index, self.zone)
        had, lacked = ([one for one in texts if segment_named(one) is None] for texts in (having, lacking))
        options |= dict(zip(("begin", "end"), self.dates, strict=True))
        scope = scope_of(names or self.index, per=per, zone=self.zone, having=had, lacking=lacked, **options)
        self.scope: Scope = replace(scope, lens=self.naming.lens(self.index, showing))
        within = [segment] if isinstance(segment, str) else [*segment]
        for name in (*within, *filter(None, map(segment_named, having))):
            self.scope = self._within(ground.segment(name))
        for name in filter(None, map(segment_named, lacking)):
            self.scope = self._outside(ground.segment(name))
        if self.scope.lens is not None and self.scope.lens.columns - self.index.columns:
            self._open(self.scope.lens.columns)

    def _open(self, columns: Collection[str] = ()) -> None:
        index = self.naming.index(self.ground.indexes.open(self.per, columns))
        self.index = index if self.per == "customer" else cast(JourneyIndex, CaseIndex(index, self._customers))

    def _customers(self) -> JourneyIndex:
        return self.naming.index(self.ground.indexes.open("customer"))

    def prepare(self, columns: frozenset[str]) -> None:
        """Makes sure that the index has these columns. One that is opened anew for more may be of a newer log: whatever
        takes codes from one question to the next prepares for all of them first."""
        columns |= self.scope.columns
        if columns - self.index.columns - {"time"}:
            self._open(columns)

    def ask(self, question: Question[Partial, Found], notes: Notes | None = None) -> Found:
        """The answer over the scope. notes: see `Engine.ask`."""
        self.prepare(question.columns)
        return self.ground.engine.ask(self.index.address, question, self.scope, notes)

    @property
    def first_weekday(self) -> int:
        """The first day of the workspace's week, 0 for Monday."""
        return self.naming.settings.first_weekday

    def leave_strays_out(self) -> tuple[int, int] | None:
        """Narrows the scope to the period in which the log was kept, where a clock was years off; that period, as its
        first and last moment, None where there are no events."""
        days = self.ask(Kept())
        period = days.period()
        if period is not None and days.strays():
            begin, end = self.scope.begin_us, self.scope.end_us
            self.scope = replace(
                self.scope,
                begin_us=period[0] if begin is None else begin,
                end_us=period[1] + 1 if end is None else end,
            )
        return period

    def observed(self) -> int | None:
        """The last moment of the log within the scope's dates, µs since 1970 UTC; None where there are no events. Until
        then everybody was seen, also those whose own last event, or last one that the scope looks at, is earlier."""
        dates = Scope(self.scope.begin_us, self.scope.end_us, per=self.per)
        period = self._narrowed(dates).ask(Kept()).period()
        return None if period is None else period[1]

    def groups(self, compare: str | Sequence[str]) -> Groups:
        """The journeys of a side, and all others or those of a second side. A side is a rule, for which one of their
        events holds, or `segment:NAME`. Raises BadOption, BadRule, UnknownStep, UnknownProperty, UnknownRecord."""
        texts = [compare] if isinstance(compare, str) else list(compare)
        if not 1 <= len(texts) <= 2:
            raise BadOption(
                option="--compare",
                reason=Both(
                    "one side or two are needed, each a rule or segment:NAME",
                    "규칙이나 segment:이름이 하나 또는 둘 필요합니다",
                ),
            )
        sides = [self.side(text) for text in texts]
        made_of = frozenset[str]().union(*(side.made_of for side in sides))
        first = self._narrowed(self._within(sides[0]))
        if len(sides) == 1:
            return Groups(sides[0].names, first, self._narrowed(self._outside(sides[0])), made_of)
        second, both = self._narrowed(self._within(sides[1])), self._narrowed(first._within(sides[1]))
        overlap = Overlap(first.shared_with(second))
        return Groups(
            (sides[0].name, sides[1].name), first, second, made_of, overlap, both if overlap.customers else None
        )

    def shared_with(self, other: Asker) -> int:
        """How many customers or cases are in the scopes of both."""
        everything = self._narrowed(Scope(per=self.per))
        return int(everything.ask(InBoth(self.scope, other.scope)))

    def overlap(self, other: Asker) -> Overlap:
        """Who is in two periods. What somebody does in one may go with what they do in the other, either way: of that,
        answers about each period tell nothing."""
        begins = [begin for begin in (self.scope.begin_us, other.scope.begin_us) if begin is not None]
        ends = [end for end in (self.scope.end_us, other.scope.end_us) if end is not None]
        days = max(0.0, (min(ends) - max(begins)) / DAY_US) if begins and ends else None
        return Overlap(self.shared_with(other), allowed=False, days=days)

    def side(self, text: str) -> Segment | Listed:
        """What a rule or `segment:NAME` stands for, under the name that it was written with."""
        name = segment_named(text)
        return (
            Segment(text, rule_of(text, self.index)) if name is None else replace(self.ground.segment(name), name=text)
        )

    def _within(self, side: Segment | Listed) -> Scope:
        if isinstance(side, Segment):
            return replace(self.scope, having=(*self.scope.having, side.rule))
        among = self.scope.among
        return replace(self.scope, among=side.members if among is None else among & side.members)

    def _outside(self, side: Segment | Listed) -> Scope:
        if isinstance(side, Segment):
            return replace(self.scope, lacking=(*self.scope.lacking, side.rule))
        return replace(self.scope, apart=(self.scope.apart or frozenset()) | side.members)

    def _narrowed(self, scope: Scope) -> Asker:
        aside = copy(self)
        aside.scope = scope
        return aside

    def signed(self, answer: Any) -> Any:
        """The answer with what it was asked of."""
        return replace(answer, per=self.whose, identity=self.index.identity, lens=self.left_out())

    @property
    def whose(self) -> str:
        """What a journey is one of: a customer or a case; a case as well where the log has nothing but cases."""
        return "case" if tuple(self.index.kinds) == ("case",) else self.per

    def left_out(self) -> LeftOut | None:
        """What the workspace hides, merges and leaves out; None where it does nothing of the kind."""
        return left_out_of(self.ground.engine, self.index, self.per, self.scope.lens)

    def event(self, text: str) -> str:
        """The name of an event as the log spells it. Raises UnknownStep."""
        name = event_of(text, self.index)
        if name is None:
            raise no_step(text, self.index)
        return name

    def called(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Steps as answers name them: an event by its own name, whatever it was called; a rule as it is written."""
        names = (event_of(text, self.index) for text in texts)
        return tuple(
            text if name is None or nfc(name) == nfc(text) else name for text, name in zip(texts, names, strict=True)
        )

    def steps(self, texts: Sequence[str]) -> tuple[Rule, ...]:
        return tuple(step_of(text, self.index) for text in texts)

    def beside(
        self,
        question: Question[Any, Any],
        compare: str | Sequence[str] | None,
        finish: Callable[[Any], Any],
        finish_whole: Callable[[Any], Any] | None = None,
    ) -> Any:
        """The answer, with those of two groups beside it where there is something to compare."""
        whole = (finish_whole or finish)(self.ask(question))
        if not compare:
            return whole
        return self.groups(compare).beside(whole, question, finish)


def funnel(
    ground: Ground,
    steps: Sequence[str],
    *,
    order: str = "ordered",
    window: str | float | None = "7d",
    step_windows: Sequence[str | float | None] | None = None,
    breakdown: str | None = None,
    compare: str | Sequence[str] | None = None,
    **scope: Any,
) -> Any:
    """How many come from step to step; see `understand.funnel.Funnel`."""
    asker = Asker(ground, **scope)
    question = funnel_question(asker, steps, order=order, window=window, step_windows=step_windows, breakdown=breakdown)
    return asker.beside(question, compare, asker.signed)


def funnel_question(
    asker: Asker,
    steps: Sequence[str],
    *,
    order: str,
    window: str | float | None,
    step_windows: Sequence[str | float | None] | None = None,
    breakdown: str | None = None,
) -> Funnel:
    """The question behind the texts; one step window stands for all. Raises UnknownStep, BadDuration, BadOption."""
    if isinstance(steps, str):
        raise BadOption(option="steps", reason=Both("a list of steps is needed", "단계의 목록이 필요합니다"))
    windows = [None if each is None else seconds(each) for each in step_windows or ()]
    if len(windows) == 1:
        windows *= max(len(steps) - 1, 1)
    return Funnel(
        steps=asker.steps(steps),
        window_seconds=None if window is None else seconds(window),
        order=order,
        step_windows=tuple(windows) or None,
        breakdown=field_or_segment(breakdown, asker.index) if breakdown else None,
        names=asker.called(steps),
    )


def paths(
    ground: Ground,
    *,
    compare: str | Sequence[str] | None = None,
    top: int = 10,
    least: int | None = None,
    **scope: Any,
) -> Any:
    """How journeys run; see `understand.paths.Paths`, and `longest_waits` for `least`. Raises BadOption."""
    if least is not None and least < 1:
        raise BadOption(option="--least", reason=Both("it is a number from 1 on", "1 이상의 수여야 합니다"))
    asker = Asker(ground, **scope)
    question = Paths(top=top)
    answer = asker.signed(asker.ask(question))
    answer = replace(answer, waits=longest_waits(answer, least))
    if answer.top_variants:
        numbers = tuple(variant.number for variant in answer.top_variants)
        answer = with_variants(answer, asker.ask(VariantSteps(numbers)))
    if not compare:
        return answer
    return edges_beside(answer, asker.groups(compare).beside(answer, question))


def overview(ground: Ground, *, compare: str | Sequence[str] | None = None, **scope: Any) -> Any:
    """What there is; see `understand.overview.Overview`."""
    asker = Asker(ground, **scope)
    days = asker.ask(Kept())
    strays = StrayEvents.of(days)
    records = [record for record in ground.state.imports() if record.status == "done"]

    def finish(answer: OverviewAnswer) -> OverviewAnswer:
        signed: OverviewAnswer = asker.signed(answer)
        return replace(
            signed,
            imports=len(records),
            strays=strays,
            refused=sum(record.refused for record in records),
            simulated=ground.simulated,
        )

    def whole(answer: OverviewAnswer) -> OverviewAnswer:
        return replace(finish(answer), cases=cases_in(asker, scope))

    question = Overview(asker.zone, days.period() if strays else None, asker.first_weekday, asker.naming.meanings)
    return asker.beside(question, compare, finish, whole)


def cases_in(asker: Asker, scope: dict[str, Any]) -> int:
    """How many cases there are in the scope. Some events and properties no case may have: they are still known."""
    options = {name: option for name, option in scope.items() if name not in ("per", "zone")}
    try:
        index = asker.ground.indexes.open("case")
        if not any(options.values()) and asker.scope.lens is None:
            return index.journey_count
        return int(Asker(asker.ground, **{**scope, "per": "case"}, names=asker.index).ask(Overview()).customers)
    except NoCases:
        return 0


def customers_in(
    ground: Ground,
    steps: Sequence[str],
    *,
    step: int,
    lost: bool = False,
    limit: int = 100,
    order: str = "ordered",
    window: str | float | None = "7d",
    step_windows: Sequence[str | float | None] | None = None,
    **scope: Any,
) -> Members:
    """Who came as far as a step, the first being 1; lost: and no further."""
    asker = Asker(ground, **scope)
    question = funnel_question(asker, steps, order=order, window=window, step_windows=step_windows)
    members: Members = asker.signed(asker.ask(FunnelMembers(question, step=step, exactly=lost, limit=limit)))
    return members


def retention(
    ground: Ground,
    *,
    unit: str = "week",
    mode: str = "bracketed",
    start: str | None = None,
    back: str | None = None,
    periods: int | None = None,
    compare: str | Sequence[str] | None = None,
    **scope: Any,
) -> Any:
    """Who comes back, by cohort; see `understand.retention.Retention`."""
    asker = Asker(ground, **scope)
    asker.leave_strays_out()
    begins, comes_back = (step_of(text, asker.index) if text else None for text in (start, back))
    question = Retention(
        unit, mode, begins, comes_back, asker.zone, periods, asker.first_weekday, asker.observed()
    )  # fmt: skip
    return asker.beside(question, compare, asker.signed)


def edge(ground: Ground, source: str, target: str, **scope: Any) -> EdgeAnswer:
    """One step directly followed by another. Raises UnknownStep."""
    asker = Asker(ground, **scope)
    answer: EdgeAnswer = asker.signed(asker.ask(Edge(asker.event(source), asker.event(target))))
    return answer


def step(ground: Ground, name: str, **scope: Any) -> StepAnswer:
    """One step and what is around it. Raises UnknownStep."""
    asker = Asker(ground, **scope)
    answer: StepAnswer = asker.signed(asker.ask(Step(asker.event(name))))
    return answer
