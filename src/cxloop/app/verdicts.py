"""What came of changes: measured while they run, decided on, rolled back by themselves where they do harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from cxloop.app import flags
from cxloop.app.books import CHANGES, VERDICTS
from cxloop.app.changes import asked_of, hours_of, is_over, signed, until_us
from cxloop.app.over_time import PeriodValue
from cxloop.app.redesign import analysis_after, before_and_after, judged_after
from cxloop.app.understand import Asker
from cxloop.change.change import Change
from cxloop.change.errors import BadRecord, NotReady, VerdictRefused
from cxloop.errors import Both, NoEvents
from cxloop.learn.analysis import Analysis, Seen, Sums, judged
from cxloop.learn.exposed import EXPOSURES, Exposed, ExposedSums
from cxloop.learn.per_unit import Asked
from cxloop.learn.statistics.contrast import PLANNED
from cxloop.learn.verdict import OUTCOMES, Judgement, Outcome, Signed, bounds, guardrail, judge
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer, plain_value
from cxloop.questions.journeys import empty_journeys

DECISIONS: Final = ("keep", "roll_back", "iterate")
GUARD: Final = "cxloop"
"""Who rolls a flag back when a guardrail is broken."""
_REFUSED: Final = {
    "split_broken": Both("customers are not split as they should be", "고객이 의도한 비율로 나뉘지 않았습니다"),
    "several_arms": Both("too many customers saw both variants", "두 변형을 모두 본 고객이 너무 많습니다"),
}


@dataclass(frozen=True, slots=True)
class VerdictSeen(Answer):
    """What the result of a change says against its target. outcome: met, not_met, harmful or inconclusive; reason: a
    stable code; final: whether it may no longer change; signed: the verdict that a person has signed, None so far.
    experiment: False where everybody got it, and before and after are compared; periods: the metric then, period by
    period; unit: what the metric is in, such as share, seconds or money."""

    question: ClassVar[str] = "verdicts/{number}"
    change: str
    outcome: str
    reason: str
    final: bool
    metric: str
    target: float
    points: bool
    rule: str
    judgement: Judgement
    analysis: Analysis
    signed: Signed | None
    experiment: bool = True
    periods: tuple[PeriodValue, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class RolledBack(Answer):
    """Changes that were rolled back by themselves, and the guardrail of each."""

    rows: ClassVar[str] = "changes"
    changes: tuple[dict[str, str], ...]


def measured(workspace: Workspace, change: Change) -> tuple[list[Asked], ExposedSums]:
    """What came of everybody who was exposed since the start."""
    try:
        asker, asked = asked_of(workspace, change)
    except NoEvents:
        raise VerdictRefused(
            id=change.title, reason=Both("there are no events yet", "이벤트가 아직 없습니다")
        ) from None
    since = moment_us(str(change.started))
    return asked, exposures_between(asker, change, asked, since, until_us(workspace, change))


def exposures_between(
    asker: Asker, change: Change, asked: Sequence[Asked], since_us: int, until_us: int
) -> ExposedSums:
    """What came of everybody who was exposed within a period, as far as it had come by its end."""
    question = exposed_of(asker, change, asked, since_us, until_us)
    return asker.ask(question) if anybody(asker, question) else question.measure(empty_journeys(question.columns))


def anybody(asker: Asker, question: Exposed) -> bool:
    """Whether the log has any exposure of the kinds that are looked for."""
    return any(name in asker.index.events for name, _, _ in question.seen)


def exposed_of(asker: Asker, change: Change, asked: Sequence[Asked], since_us: int, until_us: int) -> Exposed:
    """The question for those who were exposed to a change within a period."""
    names = set(asker.index.events)
    return Exposed(
        str(change.flag),
        change.arms,
        tuple(asked),
        since_us,
        until_us,
        None if change.window_days is None else int(change.window_days * DAY_US),
        hours_of(change.hours),
        tuple(one for one in EXPOSURES if one[0] in names) or EXPOSURES[:1],
    )


def verdict(workspace: Workspace, id: str) -> VerdictSeen:
    """What the result of a change says so far. Raises VerdictRefused, UnknownRecord, NotReady."""
    entry = CHANGES.get(workspace, id)
    change = entry.value
    if change.started is None:
        raise NotReady(id=entry.id, reason=Both("it has not started", "아직 시작되지 않았습니다"))
    if change.design == "before_after":
        return _before_after(workspace, entry.id, change)
    asked, found = measured(workspace, change)
    analysis = _analysis(change, asked, found)
    if analysis.reason in _REFUSED:
        raise VerdictRefused(id=entry.id, reason=_REFUSED[analysis.reason])
    enough = bool(found.counts.min() >= max(2, change.minimum))
    judgement = _judged(change, asked, found, final=is_over(workspace, change) and enough, enough=enough)
    return VerdictSeen(
        entry.id, judgement.outcome, judgement.reason, judgement.final, str(change.metric), change.target,
        change.points, change.rule, judgement, analysis, signed(workspace, entry.id),
        unit=asked[0].measure.unit,
    )  # fmt: skip


def _before_after(workspace: Workspace, id: str, change: Change) -> VerdictSeen:
    try:
        asker, asked = asked_of(workspace, change)
    except NoEvents:
        raise VerdictRefused(id=id, reason=Both("there are no events yet", "이벤트가 아직 없습니다")) from None
    told = before_and_after(asker, change, id, asked, hours_of(change.hours), until_us(workspace, change))
    judgement = judged_after(change, told, final=is_over(workspace, change))
    return VerdictSeen(
        id, judgement.outcome, judgement.reason, judgement.final, str(change.metric), change.target, change.points,
        change.rule, judgement, analysis_after(told), signed(workspace, id), False, told[0].periods,
        asked[0].measure.unit,
    )  # fmt: skip


def sign(
    workspace: Workspace,
    id: str,
    by: str,
    decision: str,
    *,
    outcome: str | None = None,
    reason: str = "",
) -> VerdictSeen:
    """Signs the verdict over a change, ends it, and does what was decided: keep, roll_back or iterate.

    outcome: what the person says where it differs from the rule; a reason is asked for then. Raises BadRecord and what
    `verdict` raises.
    """
    if decision not in DECISIONS:
        raise BadRecord(field="decision", reason=Both(f"it is none of {', '.join(DECISIONS)}", "쓸 수 없는 결정입니다"))
    if outcome is not None and outcome not in OUTCOMES:
        raise BadRecord(field="outcome", reason=Both(f"it is none of {', '.join(OUTCOMES)}", "쓸 수 없는 판정입니다"))
    found = verdict(workspace, id)
    if found.signed is not None:
        raise BadRecord(field="verdict", reason=Both("it has been signed already", "이미 서명되었습니다"))
    says: Outcome = found.judgement.outcome
    if outcome not in (None, says) and not reason.strip():
        raise BadRecord(
            field="reason",
            reason=Both("the rule says otherwise, so a reason is needed", "규칙과 다르게 판정하려면 이유가 필요합니다"),
        )
    entry = CHANGES.get(workspace, id)
    now = iso(workspace.now_ms() * 1000)
    record = Signed(
        entry.id, says, outcome or says, decision, reason.strip(), by, now,  # type: ignore[arg-type]
        plain_value(found.judgement), plain_value(found.analysis),
        workspace.indexes.open(entry.value.per).identity,
    )  # fmt: skip
    VERDICTS.add(workspace, record, by)
    ended = replace(
        entry.value, state="rolled_back" if decision == "roll_back" else "ended", ended=entry.value.ended or now
    )
    CHANGES.put(workspace, entry, ended, by)
    if decision == "roll_back" and entry.value.flag is not None:
        flags.switch(workspace, str(entry.value.flag), False, by)
    return replace(found, signed=record)


def guard(workspace: Workspace) -> RolledBack:
    """Rolls back every running change with a guardrail that is broken beyond doubt: its flag is switched off, so that
    everybody gets the program's own default."""
    told = []
    for entry in CHANGES.all(workspace):
        if entry.value.state != "running" or not entry.value.guardrails or entry.value.flag is None:
            continue
        try:
            found = verdict(workspace, entry.id)
        except VerdictRefused:
            continue
        broken = next((one for one in found.judgement.guardrails if one.broken), None)
        if broken is None:
            continue
        flags.switch(workspace, entry.value.flag, False, GUARD)
        now = iso(workspace.now_ms() * 1000)
        note = f"guardrail {broken.metric}"
        CHANGES.put(workspace, entry, replace(entry.value, state="rolled_back", ended=now, note=note), GUARD)
        told.append({"id": entry.id, "flag": entry.value.flag, "guardrail": broken.metric})
    return RolledBack(tuple(told))


def _analysis(change: Change, asked: Sequence[Asked], found: ExposedSums) -> Analysis:
    counts = [int(count) for count in found.counts]
    seen = Seen(counts, sum(counts) + found.several, found.several)
    split = [change.split[arm] for arm in change.arms] if change.split else None
    return judged(
        seen, change.arms, change.arms.index(str(change.control)), sums_of(asked, found), split,
        planned=change.planned or PLANNED,
    )  # fmt: skip


def sums_of(asked: Sequence[Asked], found: ExposedSums) -> list[Sums]:
    """The metrics, by arm."""
    return [
        Sums(str(one.measure), one.measure.kind, groups, one.shape, missing)
        for one, groups, missing in zip(asked, found.metrics, found.missing, strict=True)
    ]


def _judged(change: Change, asked: Sequence[Asked], found: ExposedSums, *, final: bool, enough: bool) -> Judgement:
    control, treatment = change.pair
    planned, sums = change.planned or PLANNED, sums_of(asked, found)
    if any(group.n < 2 for one in sums for group in one.groups):
        return Judgement("inconclusive", "too_few", False, None, ())
    looked = [
        bounds(
            one, control, treatment, each.measure.good, change.target, change.points, final=final, planned=planned,
            alpha=0.05 if place == 0 else 0.05 / max(1, len(change.guardrails)),
        )
        for place, (each, one) in enumerate(zip(asked, sums, strict=True))
    ]  # fmt: skip
    rails = [
        guardrail(str(each.measure), one, each.measure.unit) for each, one in zip(asked[1:], looked[1:], strict=True)
    ]
    return judge(looked[0], rails, change.rule, final=final, enough=enough)
