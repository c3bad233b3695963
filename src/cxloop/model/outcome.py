"""What customer and company want or fear: the yardstick a pain point is measured with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cxloop.errors import BadOutcome, CxloopError
from cxloop.model.duration import seconds

TARGET: Final = 0.3
"""How much better a change has to be where nobody says otherwise: the usual gate."""
_WITH_STEP: Final = ("reaches", "avoids")
_WITH_DAYS: Final = ("returns", "value")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a journey, seen from a moment in it; it says which direction is good.

    kind      | after the moment …                                        | unit           | good
    --------- | --------------------------------------------------------- | -------------- | ----
    reaches   | does `step` come?                                          | share (0 or 1) | up
    avoids    | does `step` stay away?                                     | share (0 or 1) | up
    returns   | is there an event on a later day, within `days`?           | share (0 or 1) | up
    value     | money within `days`                                        | money          | up
    rating    | the next number under `property`                           | its own scale  | up
    duration  | how long until the journey ends?                           | seconds        | down

    >>> Outcome.parse("returns:30")
    Outcome(kind='returns', step=None, days=30.0, property_name=None)
    >>> str(Outcome.parse("reaches:order placed"))
    'reaches:order placed'
    """

    kind: str
    step: str | None = None
    days: float | None = None
    property_name: str | None = None

    @property
    def good_is_up(self) -> bool:
        return self.kind != "duration"

    @property
    def sign(self) -> int:
        """1 where more of the outcome is better, -1 where it is worse."""
        return 1 if self.good_is_up else -1

    @property
    def unit(self) -> str:
        return {"value": "money", "rating": "points", "duration": "seconds"}.get(self.kind, "share")

    def __str__(self) -> str:
        if self.step is not None:
            return f"{self.kind}:{self.step}"
        if self.days is not None:
            return f"{self.kind}:{self.days:g}"
        return f"{self.kind}:{self.property_name}" if self.property_name is not None else self.kind

    @classmethod
    def parse(cls, text: str) -> Outcome:
        kind, colon, rest = text.strip().partition(":")
        rest = rest.strip()
        if kind == "duration" and not colon:
            return cls(kind)
        if not rest:
            raise BadOutcome(outcome=text)
        if kind in _WITH_STEP:
            return cls(kind, step=rest)
        if kind in _WITH_DAYS:
            return cls(kind, days=_days(text, rest))
        if kind == "rating":
            return cls(kind, property_name=rest)
        raise BadOutcome(outcome=text)


def _days(outcome: str, text: str) -> float:
    try:
        days = seconds(text) / 86_400 if text[-1].isalpha() else float(text)
    except (ValueError, CxloopError):
        raise BadOutcome(outcome=outcome) from None
    if not 0 < days < 100_000:
        raise BadOutcome(outcome=outcome)
    return days
