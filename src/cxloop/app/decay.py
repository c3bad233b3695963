"""Does the gain last? What was kept is looked at again 30 and 90 days after its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from cxloop.app.books import CHANGES
from cxloop.app.changes import asked_of, hours_of, signed
from cxloop.app.resolve import rule_of
from cxloop.app.understand import Asker
from cxloop.app.verdicts import exposures_between, sums_of
from cxloop.change.change import Change
from cxloop.change.errors import NotReady
from cxloop.errors import Both
from cxloop.learn.measure import Good
from cxloop.learn.per_unit import Asked
from cxloop.learn.periods import Periods
from cxloop.learn.statistics.estimate import Shape, estimate
from cxloop.learn.statistics.intervals import fixed, welch_freedom
from cxloop.learn.statistics.moments import Moments
from cxloop.learn.verdict import Signed, bounds, gained
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.model.segment import Segment
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

AFTER_DAYS: Final = (30, 90)
_SPAN_DAYS: Final = 30
State = Literal["pending", "too_few", "lasts", "fading", "gone", "unclear"]


@dataclass(frozen=True, slots=True)
class Check:
    """One look. days: after the verdict; due: when, ISO 8601 in UTC. method: `experiment`, against those who still do
    not have it; `level`, against what the control had at the verdict, which is no experiment. effect, low, high: in the
    good direction, of customers exposed in the 30 days before. state: `lasts`, better beyond chance, and it may be as
    much as at the verdict; `fading`, better, but less; `gone`, less, and it may be nothing; `unclear`, both possible.
    """

    days: int
    due: str
    state: State
    method: Literal["experiment", "level"] | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Decay(Answer):
    """Whether what a change has brought lasts. effect: at its verdict, in the good direction."""

    rows: ClassVar[str] = "checks"
    change: str
    metric: str
    effect: float
    checks: tuple[Check, ...]


def decay(workspace: Workspace, id: str) -> Decay:
    """The looks at a change that was kept. Raises NotReady where it was not, UnknownRecord."""
    entry = CHANGES.get(workspace, id)
    found = signed(workspace, entry.id)
    if found is None or found.decision != "keep" or not found.judgement.get("bounds"):
        raise NotReady(id=entry.id, reason=Both("it was not kept", "유지하기로 한 변경이 아닙니다"))
    effect = float(found.judgement["bounds"]["effect"])
    checks = tuple(_check(workspace, entry.value, found, effect, days) for days in AFTER_DAYS)
    return Decay(entry.id, str(entry.value.metric), effect, checks)


def _check(workspace: Workspace, change: Change, verdict: Signed, effect: float, days: int) -> Check:
    due = moment_us(verdict.begun) + days * DAY_US
    if workspace.now_ms() * 1000 < due:
        return Check(days, iso(due), "pending")
    asker, asked = asked_of(workspace, change)
    if change.design == "before_after":
        return _without_experiment(asker, change, verdict, asked[0], effect, days, due)
    found = exposures_between(asker, change, asked[:1], due - _SPAN_DAYS * DAY_US, due)
    control, treatment = change.pair
    if found.counts[treatment] < max(2, change.minimum):
        return Check(days, iso(due), "too_few", n=int(found.counts[treatment]))
    if found.counts[control] >= max(2, change.minimum):
        seen = bounds(
            sums_of(asked[:1], found)[0], control, treatment, asked[0].measure.good, 0.0, True, final=True, planned=2,
        )  # fmt: skip
        numbers = (seen.effect, seen.low, seen.high)
        return Check(days, iso(due), _state(numbers, effect), "experiment", *numbers, int(found.counts.sum()))
    numbers = _level(verdict, str(change.control), asked[0].measure.good, found.metrics[0][treatment])
    return Check(days, iso(due), _state(numbers, effect), "level", *numbers, int(found.counts[treatment]))


def _without_experiment(
    asker: Asker, change: Change, verdict: Signed, asked: Asked, effect: float, days: int, due: int
) -> Check:
    """Everybody in the 30 days before, against those before the change."""
    span = (due - _SPAN_DAYS * DAY_US, due)
    by = None if change.concerns is None else Segment(change.concerns, rule_of(change.concerns, asker.index))
    [group] = asker.ask(Periods(asked, span, hours_of(change.hours), by, cut=True))[None if by is None else by.names[0]]
    if group.n < max(2, change.minimum):
        return Check(days, iso(due), "too_few", n=group.n)
    numbers = _level(verdict, "before", asked.measure.good, group)
    return Check(days, iso(due), _state(numbers, effect), "level", *numbers, group.n)


def _level(verdict: Signed, control: str, good: Good, group: Moments) -> tuple[float, float, float]:
    """How much better than the control was at the verdict, whose interval tells its spread."""
    was = next(arm for arm in verdict.analysis["arms"] if arm["arm"] == control)
    now = estimate(group, Shape(0, 1 if verdict.analysis["kind"] == "ratio" else -1), 0.0, 0.0)
    spread = ((was["mean_high"] - was["mean_low"]) / (2 * 1.96)) ** 2
    freedom = welch_freedom(spread, max(1, was["n"] - 1), now.variance, now.freedom)
    effect = now.value - was["mean"]
    return gained(good, effect, fixed(effect, spread + now.variance, freedom))


def _state(numbers: Sequence[float], before: float) -> State:
    _, low, high = numbers
    if low > 0:
        return "lasts" if high >= before else "fading"
    return "gone" if high < before else "unclear"
