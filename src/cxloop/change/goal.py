"""A goal above single changes: an outcome for customers with a date, or a figure of the business that is no event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Goal:
    """target: in the metric's unit, such as 0.9 for nine of ten. metric: over journeys; None for a figure that somebody
    enters. good: which way is better. days: of how long the metric is taken. figures: (date, value), as entered."""

    title: str
    author: str
    begun: str
    target: float
    by_when: str
    metric: str | None = None
    good: Literal["up", "down"] = "up"
    days: float = 30
    hours: str | None = None
    per: Literal["customer", "case"] = "customer"
    team: str | None = None
    figures: tuple[tuple[str, float], ...] = ()

    def reached(self, value: float) -> bool:
        """Whether a value is as good as the target, or better.

        >>> Goal("t", "kim", "", 0.9, "2026-12-31").reached(0.91), Goal("t", "kim", "", 45, "", good="down").reached(50)
        (True, False)
        """
        return value >= self.target if self.good == "up" else value <= self.target
