"""What a change is measured by: a number of each customer or case, from the moment it came to them.

| text | per customer or case | over all of them | good |
|---|---|---|---|
| `reaches:STEP`, `avoids:STEP` | does STEP come, or stay away? | share | up |
| `adopts:STEP` | does STEP come? As `reaches`, aimed at 90 % of everybody | share | up |
| `returns:DAYS` | is there an event on a later day, within DAYS? | share | up |
| `count:STEP` | how often STEP comes | mean | up |
| `value`, `sum:PROPERTY` | money, or the numbers of a property, added up | mean | up |
| `rating:PROPERTY` | its numbers (of effort, CES, less is better: `:down`) | mean of all ratings | up |
| `csat:PROPERTY` | its numbers of 1 to 5 | ratings of 4 and 5, of all | up |
| `nps:PROPERTY` | its numbers of 0 to 10 | 9 and 10 less 0 to 6, of all: −1 to 1 | up |
| `share:STEP/STEP` | how often the one comes for each of the other | ratio | up |
| `time:STEP` | seconds until STEP, of those who get there | mean | down |
| `duration` | seconds until its last event | mean | down |
| `resolution:STEP/STEP` | seconds from the one to the other, of each episode | mean of all episodes | down |
| `resolved:45m:STEP/STEP` | episodes that took no longer, of all | ratio | up |
| `steps`, `handovers`, `rework` | events, changes of owner, events that had been there before | mean | down |

`:up` or `:down` at the end turns round what is good, as in `count:complaint:down`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from cxloop.errors import CxloopError
from cxloop.learn.errors import BadMeasure
from cxloop.learn.metric import Kind
from cxloop.model.duration import DAY_US, seconds
from cxloop.questions.business_hours import BusinessHours

Good = Literal["up", "down"]
_STEP: Final = ("reaches", "adopts", "avoids", "count", "time")
_PAIR: Final = ("share", "resolution")
_RATED: Final = ("rating", "csat", "nps")
_PROPERTY: Final = ("sum", *_RATED)
_BARE: Final = ("value", "duration", "steps", "handovers", "rework")
_DOWN: Final = frozenset({"time", "duration", "resolution", "steps", "handovers", "rework"})
_BINARY: Final = frozenset({"reaches", "adopts", "avoids", "returns"})
_EPISODES: Final = frozenset({"resolution", "resolved"})
_FOLLOWED: Final = frozenset({"returns", "time", "duration"})
_RATIO: Final = frozenset({*_RATED, *_EPISODES, "share"})
ADOPTED: Final = 0.9
"""The share at which something counts as adopted."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric over journeys. steps: one or two, as people write them; length: seconds, or days of `returns`.

    >>> Measure.parse("resolved:45m:opened/solved")
    Measure(name='resolved', steps=('opened', 'solved'), property_name=None, length=2700.0, good='up')
    >>> str(Measure.parse("count:complaint:down")), Measure.parse("time:order placed").good
    ('count:complaint:down', 'down')
    """

    name: str
    steps: tuple[str, ...] = ()
    property_name: str | None = None
    length: float | None = None
    good: Good = "up"

    @property
    def kind(self) -> Kind:
        if self.name in _BINARY:
            return "binary"
        return "ratio" if self.name in _RATIO else "mean"

    @property
    def unit(self) -> str:
        """What its value is in: share, score (−1 to 1), points, seconds, money or count."""
        if self.kind == "binary" or self.name in ("share", "resolved", "csat"):
            return "share"
        if self.name in ("time", "duration", "resolution"):
            return "seconds"
        return {"nps": "score", "rating": "points", "value": "money"}.get(self.name, "count")

    @property
    def column(self) -> str | None:
        """The column whose numbers it counts; None where it counts events."""
        if self.name == "value":
            return "value"
        return None if self.property_name is None else f"property:{self.property_name}"

    @property
    def is_episodes(self) -> bool:
        """Whether it is of episodes, from an opening to what closes it."""
        return self.name in _EPISODES

    @property
    def is_followed(self) -> bool:
        """Whether a period of it goes on past the period's end, for those who came or began in it."""
        return self.name in _FOLLOWED

    @property
    def is_whole(self) -> bool:
        """Whether it is of whole journeys, which belong to the period in which they began."""
        return self.name in ("time", "duration")

    def is_over(self, until_us: int, end_us: int, hours: BusinessHours | None = None) -> bool:
        """Whether all who came or opened something before `until_us` have had their time when the log ends."""
        if end_us < until_us:
            return False
        if self.name == "returns":
            return end_us - until_us >= (self.length or 0) * DAY_US
        if self.name != "resolved":
            return True
        had = end_us - until_us if hours is None else int(hours.between(*np.array([[until_us], [end_us]]))[0])
        return had / 1e6 >= (self.length or 0)

    @property
    def crosses_zero(self) -> bool:
        """Whether its scale goes below zero, so that “30 % better” says nothing."""
        return self.name == "nps"

    def __str__(self) -> str:
        turned = "" if self.good == _usual(self.name) else f":{self.good}"
        parts = [self.name]
        if self.length is not None:
            parts.append(f"{self.length:g}" if self.name == "returns" else f"{self.length:g}s")
        if self.steps:
            parts.append("/".join(self.steps))
        if self.property_name is not None:
            parts.append(self.property_name)
        return ":".join(parts) + turned

    @classmethod
    def parse(cls, text: str) -> Measure:
        """Raises BadMeasure."""
        told, good = text.strip(), None
        for way in ("up", "down"):
            if told.endswith(f":{way}"):
                told, good = told.removesuffix(f":{way}"), way
        name, _, rest = told.partition(":")
        found = _read(name.strip(), rest.strip())
        if found is None:
            raise BadMeasure(metric=text)
        return replace(found, good=good or _usual(found.name))  # type: ignore[arg-type]


def _usual(name: str) -> Good:
    return "down" if name in _DOWN else "up"


def _read(name: str, rest: str) -> Measure | None:
    if name in _BARE:
        return None if rest else Measure(name)
    if not rest:
        return None
    if name in _STEP:
        return Measure(name, (rest,))
    if name in _PROPERTY:
        return Measure(name, property_name=rest)
    try:
        if name == "returns":
            days = seconds(rest) / 86_400 if rest[-1].isalpha() else float(rest)
            return Measure(name, length=days) if 0 < days < 100_000 else None
        if name == "resolved":
            length, _, rest = rest.partition(":")
            pair = _pair(rest)
            return None if pair is None else Measure(name, pair, length=seconds(length))
    except (ValueError, CxloopError):
        return None
    pair = _pair(rest)
    return Measure(name, pair) if name in _PAIR and pair is not None else None


def _pair(text: str) -> tuple[str, str] | None:
    first, slash, second = (part.strip() for part in text.partition("/"))
    return (first, second) if slash and first and second and first != second else None
