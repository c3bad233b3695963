"""How large an experiment has to be, and how long that takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Final

from cxloop.learn.errors import bad_option
from cxloop.learn.statistics.planning import Sizes, sizes, spread_of_share
from cxloop.model.outcome import TARGET
from cxloop.questions.answer import Answer

EXPECTED: Final = 0.4
"""How much better it is expected to be: with just the target, half of those that reach it would seem to miss it."""


@dataclass(frozen=True, slots=True)
class RuleSize:
    """Units over control and all arms that a rule needs, and days until they have come; None: no number is enough, or
    nobody said how many come a day. rule: `any_effect`, `target`, `strict` or `any_look`, as in `Sizes`."""

    rule: str
    units: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Plan(Answer):
    """base: the value without the change; spread: standard deviation of a unit; target, expected: relative changes;
    power: the chance that each rule is met if the effect is as expected; arms: besides the control."""

    base: float
    spread: float
    target: float
    expected: float
    power: float
    alpha: float
    arms: int
    sizes: tuple[RuleSize, ...]
    rows: ClassVar[str] = "sizes"


def plan(
    base: float,
    spread: float | None = None,
    *,
    target: float = TARGET,
    expected: float = EXPECTED,
    arms: int = 1,
    power: float = 0.8,
    alpha: float = 0.05,
    a_day: float | None = None,
) -> Plan:
    """The plan of an experiment with equal groups. spread: None for shares, whose spread follows from the base.

    >>> found = plan(0.1, expected=0.4)
    >>> [(one.rule, one.units) for one in found.sizes][:2]
    [('any_effect', 2066), ('target', 2982)]
    """
    if spread is None and not 0 < base < 1:
        raise bad_option(
            "--base",
            "a share is between 0 and 1; a mean needs --spread",
            "비율은 0과 1 사이이고, 평균에는 --spread가 필요합니다",
        )
    if not base or (spread is not None and not spread > 0):
        raise bad_option(
            "--base", "nothing can be better than 0 by a share of it", "0에서는 상대적인 변화를 말할 수 없습니다"
        )
    for option, value in (("--target", target), ("--expected", expected)):
        if not 0 < value < 100:
            raise bad_option(option, "it is above 0, such as 30%", "0보다 커야 합니다. 예: 30%")
    wide = spread_of_share(base, expected) if spread is None else spread
    found = sizes(abs(base) * expected, abs(base) * target, wide, arms=arms, power=power, alpha=alpha)
    return Plan(base, wide, target, expected, power, alpha, arms, tuple(_sized(found, arms, a_day)))


def _sized(found: Sizes, arms: int, a_day: float | None) -> list[RuleSize]:
    told = []
    for rule in ("any_effect", "target", "strict", "any_look"):
        pair: int | None = getattr(found, rule)
        units = None if pair is None else math.ceil(pair / 2) * (arms + 1)
        days = None if units is None or not a_day else math.ceil(units / a_day)
        told.append(RuleSize(rule, units, days))
    return told
