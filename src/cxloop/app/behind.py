"""What is behind a number: the customers or cases it counts, and their events that make it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from cxloop.app.behind_change import OfChange, of_change
from cxloop.app.changes import asked_metric, hours_of, usual_hours
from cxloop.app.opportunities import pain_now
from cxloop.app.pain_points import looked_before, step_meant
from cxloop.app.pains import losing_at
from cxloop.app.performance import PERIODS, period_bounds, split_by
from cxloop.app.resolve import field_of, field_or_segment, one_of, step_of
from cxloop.app.understand import Asker, funnel_question
from cxloop.errors import BadOption, Both
from cxloop.learn.counted import Counted
from cxloop.model.event import event_id
from cxloop.model.outcome import Outcome
from cxloop.model.rule import Compare, Missing, nfc
from cxloop.model.segment import Group, Segment
from cxloop.ports.workspace import Workspace
from cxloop.questions.calendar import UNITS
from cxloop.questions.period import Kept
from cxloop.questions.rules import column_of
from cxloop.understand.behind import SORTS, Behind, BehindAnswer, MarkedEvents, Those
from cxloop.understand.funnel import NONE, OTHER
from cxloop.understand.membership import Struck
from cxloop.understand.retention import Retention
from cxloop.understand.those import Among, At, Came, Hit, InCohort, Lost, Moments, Named, Rule, Transition, Way

WHO: Final = ("did", "did_not")
MOST: Final = 10_000
"""Customers on one page of the list."""
_DEEPEST: Final = 1_000_000
_OF_ROWS: Final = frozenset({"all", "step", "start", "end", "channel", "time", "edge"})
"""Kinds whose own events are split by a breakdown."""
_EVENT_ID: Final = re.compile(r"(\d{1,18}):(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, as it is pointed at.

    what: its names, such as the two steps of a transition; the rest as of the question that it is an answer to. number:
    of a funnel's step, from 1, or of periods later. who: `did` come there, come back, get above 0; or `did_not`, having
    come as far as the step before, begun, or been counted. by, group: what a breakdown splits by, and the group of it
    that is meant, `(none)` for those of whom nothing is known. low, high: seconds that a transition took.
    """

    of: str
    what: tuple[str, ...] = ()
    number: int | None = None
    who: str | None = None
    unit: str | None = None
    mode: str = "bracketed"
    start: str | None = None
    back: str | None = None
    order: str = "ordered"
    window: str | float | None = "7d"
    step_windows: Sequence[str | float | None] | None = None
    metric: str | None = None
    hours: str | None = None
    outcomes: tuple[str, ...] = ()
    by: str | None = None
    group: str | None = None
    low: float | None = None
    high: float | None = None

    @property
    def did(self) -> bool:
        return self.who != "did_not"

    @property
    def above(self) -> bool | None:
        return None if self.who is None else self.did

    @property
    def part(self) -> Group | None:
        """The group that is meant."""
        return None if self.group is None else Group(None if self.group == NONE else self.group)


def behind(
    workspace: Workspace,
    of: str,
    what: Sequence[str] = (),
    *,
    sort: str = "last",
    reverse: bool = False,
    limit: int = 100,
    offset: int = 0,
    customer: str | None = None,
    number: int | None = None,
    who: str | None = None,
    unit: str | None = None,
    mode: str = "bracketed",
    start: str | None = None,
    back: str | None = None,
    order: str = "ordered",
    window: str | float | None = "7d",
    step_windows: Sequence[str | float | None] | None = None,
    metric: str | None = None,
    hours: str | None = None,
    outcomes: Sequence[str] = (),
    by: str | None = None,
    group: str | None = None,
    low: float | None = None,
    high: float | None = None,
    **scope: Any,
) -> BehindAnswer:
    """The customers behind a number of a kind: all, step, start, end, channel, time, edge, variant, funnel, cohort,
    pain, period, arm or event; what: see `Number`. customer: this one's events that make the number, as `marked`.

    Raises BadOption, UnknownStep, UnknownPain, UnknownProperty, UnknownRecord, NotReady, NoEvents.
    """
    meant = Number(
        one_of("--of", of, KINDS), (what,) if isinstance(what, str) else tuple(what), number, who, unit, mode,
        start, back, order, window, step_windows, metric, hours, tuple(outcomes), by, group, low, high,
    )  # fmt: skip
    _checked(meant)
    one_of("--sort", sort, SORTS)
    one_of("--who", who or WHO[0], WHO)
    if sort == "wait" and of != "edge":
        reason = Both("only at a transition somebody waits", "기다린 시간은 이동(edge)에만 있습니다")
        raise BadOption(option="--sort", reason=reason)
    for option, value, least, most in (("--limit", limit, 1, MOST), ("--offset", offset, 0, _DEEPEST)):
        if not least <= value <= most:
            raise BadOption(option=option, reason=Both(f"it is {least} to {most}", f"{least}부터 {most}까지입니다"))
    those: Those
    if of == "arm":
        asker, those, title, metric = _arm(workspace, meant, scope)
        named = (title, *meant.what[1:])
    else:
        asker = Asker(workspace, **scope)
        those = _READ[of](workspace, asker, meant, scope)
        named = _told(those, meant)
    if by is not None and of in _OF_ROWS:
        those = Among(those, _column_or_segment(by, asker), _group(meant))
    answer: BehindAnswer = replace(
        asker.signed(asker.ask(Behind(those, sort, limit, offset, reverse))), of=of, what=named, number=number, who=who,
        unit=unit, metric=metric, by=by, group=group,
    )  # fmt: skip
    if customer is None:
        return answer
    keys = asker.ask(MarkedEvents(those, customer))
    return replace(answer, marked=tuple(event_id(*key) for key in keys))


def _checked(meant: Number) -> None:
    """Raises BadOption."""
    if (meant.by is None) != (meant.group is None):
        reason = Both("--by and --group go together", "--by와 --group은 함께 씁니다")
        raise BadOption(option="--group" if meant.group is None else "--by", reason=reason)
    if meant.by is not None and meant.of not in (*_OF_ROWS, "funnel", "period", "arm", "pain"):
        raise BadOption(option="--by", reason=Both(f"not with “{meant.of}”", f"“{meant.of}”에는 쓸 수 없습니다"))
    if (meant.low is not None or meant.high is not None) and meant.of != "edge":
        raise BadOption(option="--low", reason=Both("it is of an edge", "edge에만 쓸 수 있습니다"))


def _column_or_segment(by: str, asker: Asker) -> str | Segment:
    found = field_or_segment(by, asker.index)
    return found if isinstance(found, Segment) else column_of(found)


def _group(meant: Number) -> Group:
    group = meant.part
    assert group is not None
    return group


def _told(those: Those, meant: Number) -> tuple[str, ...]:
    """What the number is of, as people know it: a pain point by its step and kind."""
    if isinstance(those, Hit):
        return those.struck.step, those.struck.kind
    return (those.step, "drop_off") if isinstance(those, Lost) else meant.what


def _names(meant: Number, count: int) -> tuple[str, ...]:
    if len(meant.what) != count:
        names = Both(f"{count} of them needed for “{meant.of}”", f"“{meant.of}”에는 {count}개가 필요합니다")
        raise BadOption(option="WHAT", reason=names)
    return meant.what


def _all(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    return Rule()


def _step(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    return Rule(step_of(_names(meant, 1)[0], asker.index))


def _end(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    return At(step_of(_names(meant, 1)[0], asker.index), last=meant.of == "end")


def _channel(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    name = _names(meant, 1)[0]
    return Rule(Missing("channel") if name == NONE else Compare("channel", "=", name))


def _time(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    unit = one_of("--unit", meant.unit or "day", UNITS)
    days = asker.ask(Kept())
    kept = days.period() if days.strays() else None
    return Moments(unit, asker.zone, _names(meant, 1)[0], asker.first_weekday, kept)


def _edge(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    first, second = _names(meant, 2)
    low, high = (None if one is None else one * 1e6 for one in (meant.low, meant.high))
    return Transition(asker.event(first), asker.event(second), low, high)


def _variant(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    return Way(tuple(asker.event(name) for name in meant.what))


def _funnel(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    question = funnel_question(
        asker, list(meant.what), order=meant.order, window=meant.window, step_windows=meant.step_windows,
        breakdown=meant.by,
    )  # fmt: skip
    step = len(question.steps) if meant.number is None else meant.number
    if not 1 <= step <= len(question.steps):
        most = len(question.steps)
        raise BadOption(option="--number", reason=Both(f"it is 1 to {most}", f"1부터 {most}까지입니다"))
    group = meant.part
    if meant.group == OTHER:
        shown = {nfc(one.value) for one in asker.ask(question).breakdown} - {OTHER, NONE}
        group = Group(None, frozenset(shown))
    return Came(question, step, False, group) if meant.did else Came(question, step - 1, True, group)


def _cohort(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    """Without a cohort's name: of all cohorts for which the period is over, as in the curve."""
    asker.leave_strays_out()
    begins, comes_back = (step_of(text, asker.index) if text else None for text in (meant.start, meant.back))
    unit, weekday = meant.unit or "week", asker.first_weekday
    cohorts = meant.what
    question = Retention(unit, meant.mode, begins, comes_back, asker.zone, meant.number, weekday, asker.observed())
    if not cohorts:
        known = asker.ask(question).cohorts
        cohorts = tuple(one.cohort for one in known if one.returned[meant.number or 0] is not None)
    return InCohort(
        unit, asker.zone, cohorts, meant.number, meant.did, meant.mode, begins, comes_back, weekday
    )  # fmt: skip


def _pain(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    pain = pain_now(workspace, _names(meant, 1)[0], {"outcomes": meant.outcomes, **scope})
    outcome = Outcome.parse(pain.outcome)
    landscape, optional = looked_before(asker, outcome)
    if pain.kind != "drop_off":
        by = None if meant.by is None else column_of(field_of(meant.by, asker.index))
        return Hit(Struck(landscape, pain.kind, pain.step, pain.others, optional), by, meant.part)
    group = pain.hardest_hit[0]
    losing = losing_at(asker.ask, landscape, outcome, step_meant(asker, outcome), optional)
    return Lost(losing, pain.step, group.group, group.value)


def _period(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    if meant.metric is None:
        raise BadOption(option="--metric", reason=Both("it is missing", "빠져 있습니다"))
    asked = asked_metric(asker, meant.metric)
    hours = hours_of(usual_hours(workspace, str(asked.measure), meant.hours))
    unit = one_of("--unit", meant.unit or "week", PERIODS)
    since, until, end = period_bounds(asker, unit, _names(meant, 1)[0])
    return Counted(asked, since, until, end, hours, meant.above, split_by(workspace, asker, meant.by), meant.part)


def _event(workspace: Workspace, asker: Asker, meant: Number, scope: dict[str, Any]) -> Those:
    keys = [_EVENT_ID.fullmatch(one) for one in meant.what]
    if not keys or not all(keys):
        raise BadOption(
            option="WHAT", reason=Both("ids of events are needed, such as 3:120", "3:120 같은 이벤트 id가 필요합니다")
        )
    return Named(frozenset((int(key[1]), int(key[2])) for key in keys if key is not None))


def _arm(workspace: Workspace, meant: Number, scope: dict[str, Any]) -> OfChange:
    if not 1 <= len(meant.what) <= 2:
        _names(meant, 2)
    id, arm = (*meant.what, None)[:2]
    return of_change(
        workspace, str(id), arm, metric=meant.metric, above=meant.above, by=meant.by, group=meant.part, scope=scope
    )


_READ: Final[dict[str, Callable[[Workspace, Asker, Number, dict[str, Any]], Those]]] = {
    "all": _all, "step": _step, "start": _end, "end": _end, "channel": _channel, "time": _time, "edge": _edge,
    "variant": _variant, "funnel": _funnel, "cohort": _cohort, "pain": _pain, "period": _period,
    "event": _event,
}  # fmt: skip
KINDS: Final = (*_READ, "arm")
"""The kinds of numbers that customers are behind."""
