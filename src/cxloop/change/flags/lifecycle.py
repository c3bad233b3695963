"""The life of a flag: when it has done its work and should go from the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Stale = Literal["decided", "settled", "off"]
AFTER_DAYS: Final = {"decided": 14, "settled": 30, "off": 30}
"""For how long each may be so before somebody is reminded."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Why a flag may go, and for how long. decided: its change has ended; settled: everybody gets the same, and nobody
    has touched it since; off: it is switched off."""

    why: Stale
    days: int


def reminder(definition: dict[str, Any], days_unchanged: int, days_decided: int | None) -> Reminder | None:
    """Whether a flag should be cleaned up. days_decided: since the last change on it ended; None where none has, or one
    still needs it.

    >>> static = {"state": "ENABLED", "variants": {"on": True}, "defaultVariant": "on"}
    >>> reminder(static, 40, None)
    Reminder(why='settled', days=40)
    >>> reminder({**static, "targeting": {"bucket": []}}, 40, 3) is None, reminder(static, 2, 20).why
    (True, 'decided')
    """
    found: list[tuple[Stale, int]] = []
    if days_decided is not None:
        found.append(("decided", days_decided))
    if definition.get("state") == "DISABLED":
        found.append(("off", days_unchanged))
    elif not definition.get("targeting"):
        found.append(("settled", days_unchanged))
    return next((Reminder(why, days) for why, days in found if days >= AFTER_DAYS[why]), None)
