"""The week in one answer: how customers fared, what hurts them most and what is new, what was decided and learned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final

from cxloop.app.books import CHANGES, DIGEST_PLANS, DIGESTS, LESSONS, Entry
from cxloop.app.loop import health
from cxloop.app.marks import marks
from cxloop.app.naming import Naming
from cxloop.app.performance import Performance, performance
from cxloop.app.resolve import one_of, zone_named
from cxloop.change.errors import BadRecord
from cxloop.errors import Both
from cxloop.learn.digest import WEEKDAYS, DigestPlan, DigestSent
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.report.parts import plain_text
from cxloop.understand.pains import SURE, Pain

_WEEKS: Final = 13
_MOST: Final = 5
_WEEK_US: Final = 7 * DAY_US


@dataclass(frozen=True, slots=True)
class DigestPain:
    """A pain point beyond chance. new: since within the last week of the log."""

    id: str
    step: str
    kind: str
    channel: str | None
    customers: int
    share: float
    cost: float | None
    cost_unit: str
    since: str | None
    new: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """What was started, decided or happened within the last seven days."""

    at: str
    sort: str
    title: str
    ref: str


@dataclass(frozen=True, slots=True)
class Digest(Answer):
    """The last week. performance: over the last thirteen; pains: the costliest, per customer or case; beyond_chance:
    how many there are; happened, lessons: of the last seven days; waiting: changes whose time is over and that nobody
    has judged."""

    question: ClassVar[str] = "digest"
    rows: ClassVar[str] = "pains"
    performance: Performance
    outcome: str
    per: str
    beyond_chance: int
    pains: tuple[DigestPain, ...]
    happened: tuple[Happened, ...]
    lessons: tuple[str, ...]
    waiting: tuple[str, ...]
    simulated: bool = False


def digest(workspace: Workspace, **scope: Any) -> Digest:
    """Raises NoEvents."""
    over_time = performance(workspace, last=_WEEKS, **scope)
    found = workspace.pains(**scope)
    beyond = [one for one in found.pains if one.q < SURE and not one.same_as]
    since = iso(workspace.now_ms() * 1000 - _WEEK_US)
    titles = {one.id: one.value.title for one in CHANGES.all(workspace)}
    return Digest(
        replace(over_time, metrics=tuple(replace(one, breakdown=()) for one in over_time.metrics)),
        found.outcome,
        found.per,
        len(beyond),
        tuple(_pain(one, moment_us(found.as_of) - _WEEK_US) for one in beyond[:_MOST]),
        tuple(
            Happened(one.date or one.at, one.sort, one.title, one.ref)
            for one in marks(workspace).marks
            if one.at >= since
        ),
        tuple(one.value.learned for one in LESSONS.all(workspace) if one.value.begun >= since),
        tuple(titles[id] for id in health(workspace).waiting),
        workspace.simulated,
    )


@dataclass(frozen=True, slots=True)
class DigestSchedule(Answer):
    """When a digest is written each week, and those that were."""

    rows: ClassVar[str] = "digests"
    plan: DigestPlan | None
    digests: tuple[DigestSent, ...]


def schedule(workspace: Workspace) -> DigestSchedule:
    """The plan, and the last few digests, the newest first."""
    plan = _plan(workspace)
    kept = [one.value for one in reversed(DIGESTS.all(workspace))]
    return DigestSchedule(None if plan is None else plan.value, tuple(kept[:_MOST]))


def plan_digest(
    workspace: Workspace, by: str, *, weekday: str = "monday", hour: int = 9, zone: str | None = None,
    language: str = "en", on: bool = True,
) -> DigestSchedule:  # fmt: skip
    """Writes a digest each week from now on, or (on: False) no more. zone: the workspace's where none is given.
    Raises BadOption, BadRecord."""
    one_of("--day", weekday, WEEKDAYS)
    one_of("--language", language, ("en", "ko"))
    if not 0 <= hour <= 23:
        raise BadRecord(field="hour", reason=Both("it is 0 to 23", "0부터 23까지입니다"))
    now = iso(workspace.now_ms() * 1000)
    made = DigestPlan(by, now, weekday, hour, zone_named(Naming.of(workspace).zone(zone)), language, on)  # type: ignore[arg-type]
    known = _plan(workspace)
    if known is None:
        DIGEST_PLANS.add(workspace, made, by)
    else:
        DIGEST_PLANS.put(workspace, known, made, by)
    return schedule(workspace)


def write_due(workspace: Workspace) -> bool:
    """Writes the digest that is due, if it has not been written; webhooks for `digest` send it. Two servers write it
    once."""
    plan = _plan(workspace)
    due = None if plan is None else plan.value.due(workspace.now_ms() * 1000)
    if plan is None or due is None or due[1] <= moment_us(plan.changed):
        return False
    if workspace.records.one(DIGESTS.kind, due[0]) is not None:
        return False
    week = digest(workspace, zone=plan.value.zone)
    report = week.told_by(partial(Naming.of(workspace).speech, asked=plan.value.zone)).report(plan.value.language)
    says = (plain_text(report.says), *(plain_text(one) for one in report.sure))
    made = DigestSent(plan.by, iso(workspace.now_ms() * 1000), report.title, says)
    return DIGESTS.name(workspace, due[0], made, plan.by)


def _plan(workspace: Workspace) -> Entry[DigestPlan] | None:
    return next(iter(DIGEST_PLANS.all(workspace)), None)


def _pain(one: Pain, since_us: int) -> DigestPain:
    new = one.since is not None and moment_us(one.since) >= since_us
    return DigestPain(
        one.id, one.step, one.kind, one.channel, one.customers, one.share, one.cost, one.cost_unit, one.since, new
    )
