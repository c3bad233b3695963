"""A segment with a name: the customers that flags and pages can be for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedSegment:
    """Who is in it: those with an event for each of `having` and none for any of `lacking`; or those hit by a friction
    (kind, step, others and outcome, as pain points have them); or those who have joined `beta` and not left it since.
    within_days: as far back as is looked, None for ever."""

    name: str
    author: str
    begun: str
    having: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    kind: str | None = None
    step: str | None = None
    others: tuple[str, ...] = ()
    outcome: str | None = None
    beta: str | None = None
    within_days: float | None = None
