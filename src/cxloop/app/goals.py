"""Goals: outcomes for customers with a date, how far they are, and the changes that serve them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from cxloop.app.books import CHANGES, GOALS, Entry, worded
from cxloop.app.changes import asked_metric, hours_of, usual_hours
from cxloop.app.naming import Naming
from cxloop.app.over_time import lacking
from cxloop.app.understand import Asker
from cxloop.change.errors import BadRecord
from cxloop.change.goal import Goal
from cxloop.errors import Both, CxloopError, NoEvents
from cxloop.learn.analysis import mean_interval
from cxloop.learn.measure import Measure
from cxloop.learn.periods import Periods
from cxloop.learn.statistics.estimate import estimate
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class GoalSeen(Answer):
    """A goal. value: as it is now, with a 95 % interval where it is measured; n: customers or cases; reached: the value
    is as good as the target; sure: the whole interval is; changes: those that serve it; unit: what the metric
    is in, None where figures are entered; reason: the code of why it cannot be measured."""

    id: str
    version: int
    goal: Goal
    value: float | None
    low: float | None
    high: float | None
    n: int
    reached: bool | None
    sure: bool | None
    as_of: str | None
    changes: tuple[str, ...]
    unit: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GoalList(Answer):
    """The nearest date first."""

    rows: ClassVar[str] = "goals"
    goals: tuple[GoalSeen, ...]


def add_goal(
    workspace: Workspace, title: str, by: str, *, target: float, by_when: str, given: Mapping[str, Any]
) -> GoalSeen:
    """A new goal. Raises BadRecord, BadMeasure, BadPeriod, UnknownStep, UnknownProperty."""
    moment_us(by_when, end=True)
    metric = Naming.of(workspace).own_metric(given["metric"]) if given.get("metric") else None
    good = given.get("good") or (Measure.parse(metric).good if metric else "up")
    hours_of(given.get("hours"))
    given = {**given, "metric": metric, "hours": usual_hours(workspace, metric, given.get("hours"))}
    told = Goal(worded("title", title), by, iso(workspace.now_ms() * 1000), target, by_when)
    made = replace(told, **{**given, "good": good})
    if made.metric is not None:
        _measured(workspace, made)  # a step that does not exist is told now
    return _seen(workspace, GOALS.add(workspace, made, by))


def goals(workspace: Workspace) -> GoalList:
    """All of them, measured now."""
    entries = sorted(GOALS.all(workspace), key=lambda one: (one.value.by_when, int(one.id)))
    return GoalList(tuple(_seen(workspace, one) for one in entries))


def goal(workspace: Workspace, id: str) -> GoalSeen:
    """One of them, measured now. Raises UnknownRecord."""
    return _seen(workspace, GOALS.get(workspace, id))


def enter_figure(workspace: Workspace, id: str, day: str, value: float, by: str) -> GoalSeen:
    """A figure of the business for a day, such as a market share; a later one for the same day stands in its place.

    Raises UnknownRecord, BadRecord, BadPeriod.
    """
    entry = GOALS.get(workspace, id)
    moment_us(day)
    if entry.value.metric is not None:
        raise BadRecord(field="goal", reason=Both("it is measured from events", "이벤트로 측정하는 목표입니다"))
    kept = {**dict(entry.value.figures), day: value}
    return _seen(workspace, GOALS.put(workspace, entry, replace(entry.value, figures=tuple(sorted(kept.items()))), by))


def _seen(workspace: Workspace, entry: Entry[Goal]) -> GoalSeen:
    one = entry.value
    serving = tuple(change.id for change in CHANGES.all(workspace) if change.value.goal == entry.id)
    if one.metric is None:
        day, value = one.figures[-1] if one.figures else (None, None)
        reached = None if value is None else one.reached(value)
        return GoalSeen(entry.id, entry.version, one, value, None, None, 0, reached, None, day, serving)
    now, unit = iso(workspace.now_ms() * 1000), Measure.parse(one.metric).unit
    found: tuple[float, float, float, int] | str | None
    try:
        found = _measured(workspace, one)
    except CxloopError as error:  # one that can no longer be measured does not hide the others
        found = error.code
    if found is None or isinstance(found, str):
        return GoalSeen(entry.id, entry.version, one, None, None, None, 0, None, None, now, serving, unit, found)
    value, low, high, n = found
    sure = one.reached(low) and one.reached(high)
    return GoalSeen(entry.id, entry.version, one, value, low, high, n, one.reached(value), sure, now, serving, unit)


def _measured(workspace: Workspace, one: Goal) -> tuple[float, float, float, int] | str | None:
    """Value, interval and how many it is of; None where there are fewer than two, and where there is nothing to
    measure, the reason."""
    try:
        asker = Asker(workspace, per=one.per)
    except NoEvents:
        return None
    asked = asked_metric(asker, str(one.metric))
    [reason] = lacking(asker, [asked])
    if reason is not None:
        return reason
    had = int((asked.measure.length or 0) * DAY_US) if asked.measure.name == "returns" else 0
    until = workspace.now_ms() * 1000 - had  # those who have had their days to come back
    [found] = asker.ask(Periods(asked, (until - int(one.days * DAY_US), until), hours_of(one.hours)))[None]
    if found.n < 2:
        return None
    shape = asked.plain
    value = estimate(found, shape, 0.0, 0.0)
    return value.value, *mean_interval(value, asked.measure.kind, shape), value.n
