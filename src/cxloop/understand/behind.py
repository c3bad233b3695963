"""Who is behind a number, and the events that make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import iso
from cxloop.questions.answer import Answer
from cxloop.questions.journeys import Journeys
from cxloop.questions.lens import LeftOut

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
SORTS: Final = ("last", "first", "times", "events", "wait")


class Those(Protocol):
    """What a number counts: a journey with one of these events is behind it."""

    @property
    def columns(self) -> frozenset[str]: ...

    def rows(self, journeys: Journeys) -> Flags:
        """The events that make the number, one bool a row."""
        ...


@runtime_checkable
class Waited(Those, Protocol):
    """What a number counts where each of its events has been waited for."""

    def waits(self, journeys: Journeys, rows: npt.NDArray[np.intp]) -> Ints:
        """How long each of these events was waited for, in µs."""
        ...


@dataclass(frozen=True, slots=True)
class BehindMember:
    """A customer or case behind a number. events: all it has in the scope; times: those that make the number; first,
    last: the first and the last of these, ISO 8601 in UTC; wait_seconds: of a transition, its longest wait there."""

    customer: str
    events: int
    times: int
    first: str
    last: str
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class BehindAnswer(Answer):
    """of, what, number, who, unit, metric, by, group: the number, as it was asked for; of a pain point, its step and
    kind, of a change its title.
    customers: how many are behind it; events: how many events make it; members: a page of them, after `offset` others;
    marked: the ids of the events that make it, where one customer was asked for."""

    question: ClassVar[str] = "behind"
    rows: ClassVar[str] = "members"
    of: str
    customers: int
    events: int
    members: tuple[BehindMember, ...]
    offset: int = 0
    what: tuple[str, ...] = ()
    number: int | None = None
    who: str | None = None
    unit: str | None = None
    metric: str | None = None
    by: str | None = None
    group: str | None = None
    marked: tuple[str, ...] | None = None
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class Listed(NamedTuple):
    """A journey on the list. place: what it is sorted by, the lowest first; times in µs since 1970 UTC."""

    place: int
    name: str
    events: int
    times: int
    first_us: int
    last_us: int
    wait_us: int | None


class BehindCounts(NamedTuple):
    """What one partition knows: journeys and events behind the number, and those that may be on the page."""

    customers: int
    events: int
    top: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The journeys with an event of `those`: `limit` of them after `offset` others.

    sort: by when it `last` was so, the latest first; when it `first` was so, the earliest first; by how many `times`
    it was so, the most first; by how many `events` it has, the most first; or by the longest `wait` for it, the longest
    first, where `those` tell waits. reverse: the other way round. Among equals the name decides, so that pages never
    overlap.

    >>> from cxloop.model.rule import is_event
    >>> from cxloop.questions.journeys import Codes
    >>> from cxloop.understand.those import Rule
    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3]), time=np.arange(3) * 1_000_000, names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 1], np.int32), ("visit", "buy"))})
    >>> question = Behind(Rule(is_event("buy")))
    >>> [(one.customer, one.events, one.times) for one in question.answer(question.measure(journeys)).members]
    [('ben', 1, 1), ('anna', 2, 1)]
    """

    those: Those
    sort: str = "last"
    limit: int = 100
    offset: int = 0
    reverse: bool = False

    @property
    def columns(self) -> frozenset[str]:
        return self.those.columns

    def measure(self, journeys: Journeys) -> BehindCounts:
        rows = np.flatnonzero(self.those.rows(journeys))
        owners, begins = np.unique(np.searchsorted(journeys.starts, rows, side="right") - 1, return_index=True)
        times = np.diff(np.append(begins, len(rows)))
        first, last = journeys.time[rows[begins]], journeys.time[rows[begins + times - 1]]
        waits = self._waits(journeys, rows, begins)
        events = np.diff(journeys.starts)[owners]
        places = {"last": -last, "first": first, "times": -times, "events": -events}
        places |= {} if waits is None else {"wait": -waits}
        place = -places[self.sort] if self.reverse else places[self.sort]
        kept = _lowest(place, self.offset + self.limit)
        found = zip(place[kept].tolist(), (str(journeys.names[int(at)]) for at in owners[kept]), events[kept].tolist(),
                    times[kept].tolist(), first[kept].tolist(), last[kept].tolist(),
                    [None] * len(kept) if waits is None else waits[kept].tolist(), strict=True)  # fmt: skip
        return BehindCounts(len(owners), len(rows), self._page(Listed(*one) for one in found))

    def _waits(self, journeys: Journeys, rows: npt.NDArray[np.intp], begins: npt.NDArray[np.intp]) -> Ints | None:
        """The longest wait of each journey, where there is one to tell."""
        if not isinstance(self.those, Waited):
            return None
        waits = self.those.waits(journeys, rows)
        return np.maximum.reduceat(waits, begins) if len(begins) else waits

    def _page(self, found: object) -> tuple[Listed, ...]:
        return tuple(sorted(found)[: self.offset + self.limit])  # type: ignore[call-overload]

    def merge(self, left: BehindCounts, right: BehindCounts) -> BehindCounts:
        top = self._page((*left.top, *right.top))
        return BehindCounts(left.customers + right.customers, left.events + right.events, top)

    def answer(self, total: BehindCounts) -> BehindAnswer:
        shown = (
            BehindMember(
                one.name,
                one.events,
                one.times,
                iso(one.first_us),
                iso(one.last_us),
                None if one.wait_us is None else one.wait_us / 1e6,
            )
            for one in total.top[self.offset :]
        )
        return BehindAnswer("", total.customers, total.events, tuple(shown), self.offset)


def _lowest(place: Ints, count: int) -> npt.NDArray[np.intp]:
    """Where the lowest `count` are, and all that are equal to the last of them."""
    if len(place) <= count:
        return np.arange(len(place))
    return np.flatnonzero(place <= np.partition(place, count - 1)[count - 1])


Keys = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MarkedEvents:
    """The events of one journey that make a number, as (batch, place in it)."""

    those: Those
    name: str

    @property
    def columns(self) -> frozenset[str]:
        return self.those.columns | {"batch", "sequence"}

    def measure(self, journeys: Journeys) -> Keys:
        found = next((at for at, name in enumerate(journeys.names) if name == self.name), None)
        if found is None:
            return ()
        own = np.arange(journeys.starts[found], journeys.starts[found + 1])
        rows = own[self.those.rows(journeys)[own]]
        return tuple(zip(*(journeys.numbers(name)[rows].tolist() for name in ("batch", "sequence")), strict=True))

    def merge(self, left: Keys, right: Keys) -> Keys:
        return left + right

    def answer(self, total: Keys) -> Keys:
        return total
