"""The verdict over a change: its result against the target that was set before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from cxloop.learn.analysis import Sums
from cxloop.learn.measure import Good
from cxloop.learn.statistics.contrast import contrasts
from cxloop.learn.statistics.estimate import Estimate
from cxloop.learn.statistics.intervals import Interval, fixed, sequential, welch_freedom

Outcome = Literal["met", "not_met", "harmful", "inconclusive"]
OUTCOMES: Final = ("met", "not_met", "harmful", "inconclusive")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much better the change is than the control, in the metric's good direction: the estimate, an interval, and
    the same beyond what the target asks for. lift: relative to the control."""

    effect: float
    low: float
    high: float
    beyond: float
    beyond_low: float
    beyond_high: float
    lift: float | None


@dataclass(frozen=True, slots=True)
class Guardrail:
    """What must not get worse. broken: it has, beyond doubt. unit: of the effect, such as `share` or `seconds`."""

    metric: str
    effect: float
    low: float
    high: float
    broken: bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """outcome: what the rule says; final: whether all the units and days that were asked for have come; reason: stable
    code of why, such as `too_early`, `guardrail`, `below_target`, `beyond_chance`;
    bounds: None where there are fewer than two units."""

    outcome: Outcome
    reason: str
    final: bool
    bounds: Bounds | None
    guardrails: tuple[Guardrail, ...]


def bounds(
    sums: Sums, control: int, treatment: int, good: Good, target: float, points: bool, *, final: bool, planned: int,
    alpha: float = 0.05,
) -> Bounds:  # fmt: skip
    """The effect of one arm. Before the end only intervals are used that hold however often one looks; at the end, one
    look that was set in advance.

    target: relative to the control's value, or in the metric's unit where `points`.
    """
    base, others = contrasts(
        sums.groups, control, sums.shape, binary=sums.kind == "binary", alpha=alpha, planned=planned
    )
    found = others[treatment - (treatment > control)]
    interval = found.interval if final else found.sequential
    effect, low, high = gained(good, found.effect, interval)
    sign = 1.0 if good == "up" else -1.0
    asked = _beyond(base, found.group, sign, target, points, final, planned, alpha)
    middle = effect - (target if points else target * abs(base.value))
    lift = effect / abs(base.value) if base.value else None
    return Bounds(effect, low, high, middle, asked.low, asked.high, lift)


def gained(good: Good, effect: float, interval: Interval) -> tuple[float, float, float]:
    """An effect and its interval, turned so that more is better."""
    if good == "up":
        return effect, interval.low, interval.high
    return -effect, -interval.high, -interval.low


def judge(found: Bounds, guardrails: Sequence[Guardrail], rule: str, *, final: bool, enough: bool) -> Judgement:
    """What the rule says.

    rule: `default` or `strict`, see `Change`. final: the end date has come and the units are there. enough: each arm
    has as many units as were asked for; before that only harm is told. Before the end both rules ask for more than the
    target beyond chance: an estimate that is looked at often enough reaches any target once.
    """
    broken = any(one.broken for one in guardrails)

    def told(outcome: Outcome, reason: str) -> Judgement:
        return Judgement(outcome, reason, final, found, tuple(guardrails))

    if broken:
        return told("harmful", "guardrail")
    if found.high < 0:
        return told("harmful", "worse")
    if not enough:
        return told("inconclusive", "too_few")
    if found.beyond_low > 0:
        return told("met", "beyond_target")
    if final and rule == "default" and found.low > 0 and found.beyond >= 0:
        return told("met", "beyond_chance")
    if found.beyond_high < 0:
        return told("not_met", "below_target")
    if not final:
        return told("inconclusive", "too_early")
    if found.low > 0 and found.beyond < 0:
        return told("not_met", "below_target")
    return told("inconclusive", "may_be_chance")


def guardrail(metric: str, found: Bounds, unit: str = "") -> Guardrail:
    """Whether something that must not get worse has, beyond doubt."""
    return Guardrail(metric, found.effect, found.low, found.high, found.high < 0, unit)


def _beyond(
    base: Estimate, value: Estimate, sign: float, target: float, points: bool, final: bool, planned: int, alpha: float
) -> Interval:
    """Of how much more there is than the target asks for; a relative target moves with the control's own value."""
    factor = 0.0 if points else target * (1.0 if base.value >= 0 else -1.0)
    middle = sign * (value.value - base.value) - factor * base.value - (target if points else 0.0)
    own = (sign + factor) ** 2 * base.variance
    variance = own + value.variance
    if not final:
        return sequential(middle, variance, base.n + value.n, planned, alpha)
    return fixed(middle, variance, welch_freedom(own, base.freedom, value.variance, value.freedom), alpha)


@dataclass(frozen=True, slots=True)
class Signed:
    """A verdict that somebody has signed. says: what the rule said; outcome: what the person decided on, with the
    reason where it differs; decision: keep, roll_back or iterate; analysis: the numbers as they were then."""

    change: str
    says: Outcome
    outcome: Outcome
    decision: Literal["keep", "roll_back", "iterate"]
    reason: str
    author: str
    begun: str
    judgement: dict[str, Any]
    analysis: dict[str, Any]
    identity: str = ""

    @property
    def overruled(self) -> bool:
        return self.outcome != self.says
