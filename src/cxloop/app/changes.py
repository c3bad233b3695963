"""Changes: planned, and started with what was set in advance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Final

from cxloop.app import flags
from cxloop.app.books import CHANGES, GOALS, IDEAS, OPPORTUNITIES, VERDICTS, Entry, worded
from cxloop.app.naming import Naming
from cxloop.app.resolve import PER, step_of
from cxloop.app.understand import Asker
from cxloop.change.change import DESIGNS, RULES, SORTS, Change, edited, missing
from cxloop.change.errors import BadRecord, Locked, NotReady
from cxloop.change.ticket import address_of
from cxloop.errors import Both, UnknownProperty
from cxloop.learn.exposed import EXPOSURES
from cxloop.learn.measure import Measure
from cxloop.learn.per_unit import Asked
from cxloop.learn.verdict import Signed
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer, plain_value
from cxloop.questions.business_hours import BusinessHours

ALWAYS: Final = "always"
"""As hours of business: around the clock, whatever the workspace's are."""


@dataclass(frozen=True, slots=True)
class ChangeSeen(Answer):
    """A change as it is now. late: its time box is over and nothing has been measured; unit: what its metric is in."""

    id: str
    version: int
    change: Change
    changed: str
    late: bool
    unit: str | None


@dataclass(frozen=True, slots=True)
class ChangeList(Answer):
    """Those that are late first, then those that run, then the others."""

    rows: ClassVar[str] = "changes"
    changes: tuple[ChangeSeen, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a record: what it changed, from what to what; by whom, when."""

    version: int
    by: str
    changed: str
    fields: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class History(Answer):
    """Every version of a change."""

    rows: ClassVar[str] = "versions"
    versions: tuple[Version, ...]


def add_change(workspace: Workspace, title: str, by: str, given: Mapping[str, Any]) -> ChangeSeen:
    """A change that is planned. Raises BadRecord, BadMeasure, UnknownRecord."""
    made = Change(worded("title", title), by, iso(workspace.now_ms() * 1000), owner=by)
    given = _checked(workspace, given)
    return _seen(workspace, CHANGES.add(workspace, replace(made, **_ticketed(made, given)), by))


def edit_change(workspace: Workspace, id: str, by: str, given: Mapping[str, Any]) -> ChangeSeen:
    """Other fields; what is locked stays. Raises Locked, BadRecord, BadMeasure, UnknownRecord, Outdated."""
    entry = CHANGES.get(workspace, id)
    given = _checked(workspace, given)
    changed, locked = edited(entry.value, _ticketed(entry.value, given))
    if locked:
        raise Locked(id=entry.id, fields=", ".join(locked))
    return _seen(workspace, CHANGES.put(workspace, entry, changed, by))


def changes(workspace: Workspace) -> ChangeList:
    """All changes."""
    order = {"running": 0, "draft": 1, "rolled_back": 2, "ended": 3}
    judged = {one.value.change for one in VERDICTS.all(workspace)}
    seen = [_told(workspace, one, one.id in judged) for one in CHANGES.all(workspace)]
    return ChangeList(tuple(sorted(seen, key=lambda one: (not one.late, order[one.change.state], -int(one.id)))))


def change(workspace: Workspace, id: str) -> ChangeSeen:
    """Raises UnknownRecord."""
    return _seen(workspace, CHANGES.get(workspace, id))


def change_history(workspace: Workspace, id: str) -> History:
    """What was changed of a change, by whom and when. Raises UnknownRecord."""
    told: list[Version] = []
    before: dict[str, Any] = {}
    for one in CHANGES.history(workspace, id):
        now = plain_value(one.value)
        fields = {name: [before.get(name), value] for name, value in now.items() if before.get(name) != value}
        told.append(Version(one.version, one.by, one.changed, fields))
        before = now
    return History(tuple(told))


def start_change(workspace: Workspace, id: str, by: str) -> ChangeSeen:
    """Releases a change to some: what was set in advance is locked from now on. Raises NotReady, UnknownFlag,
    UnknownStep, UnknownRecord."""
    entry = CHANGES.get(workspace, id)
    reason = missing(entry.value)
    if entry.value.state != "draft":
        reason = Both("it has started already", "이미 시작되었습니다")
    if reason is None and end_us(entry.value) <= workspace.now_ms() * 1000:
        reason = Both("its end date is over", "종료일이 지났습니다")
    if reason is None and Measure.parse(str(entry.value.metric)).crosses_zero and not entry.value.points:
        reason = Both(
            "its metric goes below zero, so its target has to be in points",
            "지표가 0 아래로도 내려가므로 목표를 점수로 정해야 합니다",
        )
    if reason is not None:
        raise NotReady(id=entry.id, reason=reason)
    hours = usual_hours(workspace, entry.value.metric, entry.value.hours)
    started = replace(entry.value, state="running", started=iso(workspace.now_ms() * 1000), hours=hours)
    if started.design == "experiment":
        started = replace(started, split=_released(workspace, entry, by))
    asked_of(workspace, started)
    return _seen(workspace, CHANGES.put(workspace, entry, started, by))


def _released(workspace: Workspace, entry: Entry[Change], by: str) -> dict[str, float]:
    """Switches the flag of a change on; the weights of its arms. Raises NotReady, UnknownFlag."""
    flag = flags.flag(workspace, str(entry.value.flag))
    variants = (flag.definition or {}).get("variants", {})
    unknown = [arm for arm in entry.value.arms if arm not in variants]
    if unknown or flag.definition is None:
        raise NotReady(id=entry.id, reason=Both(f"the flag has no {unknown}", f"플래그에 {unknown} 변형이 없습니다"))
    if flag.state == "DISABLED":
        flags.switch(workspace, flag.flag, True, by)
    weights = _weights(flag.definition.get("targeting"))
    return {arm: float(weights.get(arm, 0)) for arm in entry.value.arms} if weights else {}


def usual_hours(workspace: Workspace, metric: str | None, hours: str | None) -> str | None:
    """The hours that are given, else those of the workspace where a metric is a length of time."""
    if hours or metric is None:
        return hours
    measure = Measure.parse(metric)
    timed = measure.unit == "seconds" or measure.name == "resolved"
    return (Naming.of(workspace).settings.hours or None) if timed else None


def asked_of(
    workspace: Workspace, change: Change, scope: Mapping[str, Any] = MappingProxyType({})
) -> tuple[Asker, list[Asked]]:
    """The metrics of a change, the primary one first, with their steps as rules over the log. scope: what it is
    narrowed to besides. Raises BadMeasure, UnknownStep, UnknownProperty."""
    asker = Asker(workspace, **{**scope, "per": change.per, "showing": [name for name, _, _ in EXPOSURES]})
    return asker, [asked_metric(asker, text) for text in (str(change.metric), *change.guardrails)]


def asked_metric(asker: Asker, text: str) -> Asked:
    """A metric with its steps as rules over the log. Raises BadMeasure, UnknownStep, UnknownProperty."""
    measure = Measure.parse(text)
    if measure.property_name is not None and measure.property_name not in asker.index.properties:
        raise UnknownProperty(property=measure.property_name, known=list(asker.index.properties))
    return Asked(measure, tuple(step_of(step, asker.index) for step in measure.steps))


def signed(workspace: Workspace, id: str) -> Signed | None:
    """The verdict that was signed over a change."""
    return next((one.value for one in VERDICTS.all(workspace) if one.value.change == id), None)


def overdue(workspace: Workspace, change: Change) -> bool:
    """Whether the time box is over, from its start, else from when it was written down."""
    begun = moment_us(change.started or change.begun)
    return workspace.now_ms() * 1000 > begun + change.time_box_days * DAY_US


def _ticketed(change: Change, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, a ticket under the one way to write its address; how another one stands is not known yet."""
    if "ticket" not in given:
        return dict(given)
    ticket = address_of(given["ticket"] or "")
    return {**given, "ticket": ticket} | ({} if ticket == change.ticket else {"ticket_state": None})


def _seen(workspace: Workspace, entry: Entry[Change]) -> ChangeSeen:
    return _told(workspace, entry, signed(workspace, entry.id) is not None)


def _told(workspace: Workspace, entry: Entry[Change], judged: bool) -> ChangeSeen:
    late = not judged and entry.value.state in ("draft", "running") and overdue(workspace, entry.value)
    unit = None if entry.value.metric is None else Measure.parse(entry.value.metric).unit
    return ChangeSeen(entry.id, entry.version, entry.value, entry.changed, late, unit)


def until_us(workspace: Workspace, change: Change) -> int:
    """Up to when events count for a change: its end, else now; µs since 1970 UTC."""
    return workspace.now_ms() * 1000 if change.ended is None else moment_us(change.ended)


def is_over(workspace: Workspace, change: Change) -> bool:
    """Whether it has ended, or its end date is over."""
    return change.ended is not None or end_us(change) <= workspace.now_ms() * 1000


def end_us(change: Change) -> int:
    """When the end date is over, µs since 1970 UTC."""
    return moment_us(str(change.ends), end=True)


def _weights(targeting: Any) -> dict[str, float]:
    """The weights of the first lot in a rule, where they are plain numbers.

    >>> _weights({"if": [True, {"bucket": ["checkout", ["new", 10], ["old", 90]]}]})
    {'new': 10.0, 'old': 90.0}
    """
    if isinstance(targeting, list):
        return next((found for one in targeting if (found := _weights(one))), {})
    if not isinstance(targeting, dict):
        return {}
    for lot in ("bucket", "fractional"):
        pairs = [one for one in targeting.get(lot, ()) if isinstance(one, list) and len(one) == 2]
        if pairs and all(isinstance(name, str) and isinstance(weight, int | float) for name, weight in pairs):
            return {name: float(weight) for name, weight in pairs}
    return _weights(list(targeting.values()))


def _checked(workspace: Workspace, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, with metrics as they are kept. Raises BadMeasure, BadRecord, UnknownRecord."""
    own, kept = Naming.of(workspace).own_metric, dict(given)
    if given.get("metric"):
        kept["metric"] = own(given["metric"])
    if given.get("guardrails"):
        kept["guardrails"] = tuple(map(own, given["guardrails"]))
    for name, allowed in (("sort", SORTS), ("rule", RULES), ("design", DESIGNS), ("per", PER)):
        if given.get(name, allowed[0]) not in allowed:
            raise BadRecord(field=name, reason=Both(f"it is none of {', '.join(allowed)}", "쓸 수 없는 값입니다"))
    for name in ("target", "minimum", "planned", "window_days", "time_box_days"):
        if given.get(name) is not None and not 0 < given[name] < 1e12:
            raise BadRecord(field=name, reason=Both("it is not above 0", "0보다 커야 합니다"))
    if given.get("ends") is not None:
        moment_us(given["ends"], end=True)
    if given.get("ticket") and address_of(given["ticket"]) is None:
        raise BadRecord(field="ticket", reason=Both("it is no web address", "웹 주소가 아닙니다"))
    hours_of(given.get("hours"))
    if given.get("opportunity") is not None:
        OPPORTUNITIES.get(workspace, given["opportunity"])
    for idea in given.get("ideas", ()):
        IDEAS.get(workspace, idea)
    if given.get("goal") is not None:
        GOALS.get(workspace, given["goal"])
    return kept


def hours_of(text: str | None) -> BusinessHours | None:
    """Hours of business as they are written, such as `Mon-Fri 09:00-18:00 Asia/Seoul`; None and `always`: around the
    clock.

    Raises BadRecord.
    """
    try:
        return None if text is None or text == ALWAYS else BusinessHours.parse(text)
    except ValueError:
        example = "Mon-Fri 09:00-18:00 Asia/Seoul"
        raise BadRecord(
            field="hours", reason=Both(f"write it like {example}", "월-금 09:00-18:00 Asia/Seoul처럼 쓰세요")
        ) from None
