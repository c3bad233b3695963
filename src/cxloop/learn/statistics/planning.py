"""How many units an experiment needs, before it starts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cxloop.learn.statistics.intervals import sequential

MOST: Final = 10**12
"""More units than there are people: an experiment that needs them cannot be run."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Units over control and one arm with which each rule is met with the chance asked for, if the effect is as
    expected; None where no number is enough.

    any_effect: the interval leaves out 0; target: that, and the estimate reaches the target (the usual rule); strict:
    the whole interval is beyond the target; any_look: the sequential interval leaves out 0 once all have come.
    """

    any_effect: int | None
    target: int | None
    strict: int | None
    any_look: int | None


def sizes(
    expected: float,
    target: float,
    spread: float,
    *,
    share: float = 0.5,
    arms: int = 1,
    alpha: float = 0.05,
    power: float = 0.8,
) -> Sizes:
    """expected: the effect that is likely, in units of the metric; target: the least that is wanted; spread: the
    standard deviation of a unit. share: of the arm among it and the control; arms: how many are compared with the
    control, so that each interval is wider (Bonferroni).

    Where the effect is just the target, the usual rule is met by chance alone, one time in two: it takes more than the
    target to reach it.

    >>> found = sizes(0.02, 0.01, 0.3)
    >>> found.any_effect, found.target, found.strict
    (7064, 7064, 28256)
    >>> sizes(0.01, 0.01, 0.3).strict is None
    True
    """
    from scipy.special import ndtri

    if not (expected > 0 and spread > 0 and 0 < share < 1):
        return Sizes(None, None, None, None)
    two_sided, one_sided = -float(ndtri(alpha / arms / 2)), float(ndtri(power))
    one_unit = spread**2 * (1 / share + 1 / (1 - share))
    beyond = expected - target

    def needed(distance: float, errors: float) -> int | None:
        """Units with which `distance` is so many standard errors."""
        if distance <= 0:
            return None
        units = one_unit * (errors / distance) ** 2
        return None if units > MOST else math.ceil(units)

    any_effect = needed(expected, two_sided + one_sided)
    reached = needed(beyond, one_sided)
    both = None if any_effect is None or reached is None else max(any_effect, reached)
    wide = sequential(0.0, 1.0, 10**6, 10**6, alpha / arms).high
    return Sizes(any_effect, both, needed(beyond, two_sided + one_sided), needed(expected, wide + one_sided))


def spread_of_share(share: float, lift: float) -> float:
    """The standard deviation of a unit where what is measured is whether it did: of control and arm together.

    >>> round(spread_of_share(0.1, 0.3), 4)
    0.3187
    """
    other = min(1.0, max(0.0, share * (1 + lift)))
    return math.sqrt((share * (1 - share) + other * (1 - other)) / 2)
