"""What a report is made of; numbers stay numbers until they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

Unit = Literal[
    "text",
    "count",
    "number",
    "share",
    "points",
    "effect",
    "seconds",
    "money",
    "rating",
    "score",
    "day",
    "moment",
    "way",
]
"""How a value is written: `share` is 0 to 1, `points` a difference of shares, `way` a list of names in order."""
NUMERIC: Final = frozenset(("count", "number", "share", "points", "effect", "seconds", "money", "rating", "score"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name that came with the data, to be kept apart from the words around it."""

    text: str


Sentence: TypeAlias = tuple[str | Name, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and how its values are written."""

    title: str
    unit: Unit = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """rows: raw values, one a column; None where there is none. brief: how many of the columns go on a page."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    brief: int = 9


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one bar at each label. low, high: the interval of each value, where there is one. open: which values
    may still change; lines from and to them are broken ones."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    open: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """kind `bars`: a bar for each label, one under the other, those of several series side by side; `lines`: over
    labels from left to right. line: a target. marks: (place among the labels, what happened there)."""

    kind: Literal["bars", "lines"]
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    line: float | None = None
    marks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on a map. starts, ends: how many journeys begin and end with it; shares of all journeys."""

    name: str
    customers: int
    starts: int = 0
    ends: int = 0
    start_share: float = 0.0
    end_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Road:
    """A transition on a map: how many took it, and how many times."""

    before: str
    after: str
    customers: int
    count: int


@dataclass(frozen=True, slots=True)
class Map:
    """Steps and the transitions between them, all there are: as many as can be read are drawn, the strongest. per: who
    is counted, `customer` or `case`."""

    title: str
    stops: tuple[Stop, ...]
    roads: tuple[Road, ...]
    per: str = "customer"


@dataclass(frozen=True, slots=True)
class Report:
    """An answer as it is told. says: what it is, in plain words; sure: how sure that is, and why; left_out: what it
    does not look at; rests_on: the events under it."""

    title: str
    says: Sentence
    sure: tuple[Sentence, ...] = ()
    left_out: tuple[Sentence, ...] = ()
    rests_on: tuple[Sentence, ...] = ()
    charts: tuple[Chart | Map, ...] = ()
    tables: tuple[Table, ...] = ()

    def told(self) -> dict[str, Any]:
        """The words alone, ready for JSON: a sentence is a list of texts and names. tables: what they are called."""
        parts = {"sure": self.sure, "left_out": self.left_out, "rests_on": self.rests_on}
        said = {name: [_plain(one) for one in each] for name, each in parts.items()}
        return {"says": _plain(self.says), "tables": [one.title for one in self.tables]} | said


def text_of(sentence: Sentence) -> str:
    """A sentence as one text.

    >>> text_of(("Nobody gets to ", Name("pay"), "."))
    'Nobody gets to “pay”.'
    """
    return "".join(f"“{part.text}”" if isinstance(part, Name) else part for part in sentence)


def _plain(sentence: Sequence[str | Name]) -> list[str | dict[str, str]]:
    return [{"name": part.text} if isinstance(part, Name) else part for part in sentence]


def plain_text(sentence: Sentence) -> str:
    """The same without marks around names."""
    return "".join(part.text if isinstance(part, Name) else part for part in sentence)
