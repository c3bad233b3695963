"""Who met customers: which people of the company stood, spoke or wrote with how many of them, and when last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import iso
from cxloop.model.label import GUESSED_ALL, Meanings
from cxloop.model.rule import nfc
from cxloop.questions.answer import Answer
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.lens import LeftOut

Counts = tuple[int, int, int]
"""Customers, events, and the moment of the last one, µs since 1970 UTC."""
Flags = npt.NDArray[np.bool_]
Key = TypeVar("Key")
NOBODY: Counts = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class OwnerMet:
    """Whom an owner of events met. owner: None for events in a human channel that name nobody; last: ISO 8601 in UTC,
    None for somebody of a team who met no customer."""

    owner: str | None
    customers: int
    events: int
    last: str | None


@dataclass(frozen=True, slots=True)
class TeamMet:
    """Whom the members of a team met; a customer that several of them met counts once."""

    team: str
    customers: int
    events: int
    last: str | None


@dataclass(frozen=True, slots=True)
class Met(Answer):
    """Who met customers, those who met the most first. customers, events: of all meetings."""

    rows: ClassVar[str] = "owners"
    owners: tuple[OwnerMet, ...]
    teams: tuple[TeamMet, ...]
    customers: int
    events: int
    identity: str = ""
    lens: LeftOut | None = None


class MetCounts(NamedTuple):
    """By owner, None where nobody is named; by team; and of all meetings."""

    owners: dict[str | None, Counts]
    teams: dict[str, Counts]
    all: Counts


@dataclass(frozen=True, slots=True)
class WhoMet:
    """Meetings in [since_us, until_us): events in a channel of human kind; events that name an owner in a digital one,
    such as an inquiry that was answered; and, where no channel is told, events whose name says so, such as a call.

    teams: (name, members), who are listed although they met nobody. meanings: what people said of channels and events.

    >>> journeys = Journeys(
    ...     starts=np.array([0, 2, 3]), time=np.array([5, 6, 7]) * 1_000_000, names=("anna", "ben"), columns={
    ...         "event": Codes(np.array([0, 0, 0], np.int32), ("visit",)),
    ...         "channel": Codes(np.array([0, 0, 1], np.int32), ("store", "web")),
    ...         "owner": Codes(np.array([0, 0, -1], np.int32), ("kim",))})
    >>> question = WhoMet(0, 10_000_000, (("field", ("kim", "lee")),))
    >>> [(one.owner, one.customers, one.events) for one in question.answer(question.measure(journeys)).owners]
    [('kim', 1, 2), ('lee', 0, 0)]
    """

    since_us: int
    until_us: int
    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    meanings: Meanings = GUESSED_ALL
    columns: ClassVar[frozenset[str]] = frozenset({"event", "channel", "owner"})

    def measure(self, journeys: Journeys) -> MetCounts:
        rows = np.flatnonzero(self._meetings(journeys))
        customers, time = np.searchsorted(journeys.starts, rows, side="right"), journeys.time[rows]
        owner = journeys.codes("owner")
        codes, names = owner.codes[rows], [*map(nfc, owner.values), None]

        def counted(mask: Flags) -> Counts:
            met = np.unique(customers[mask])
            return (len(met), int(np.count_nonzero(mask)), int(time[mask].max())) if len(met) else NOBODY

        owners = {names[code]: counted(codes == code) for code in np.unique(codes).tolist()}
        wanted = {team: [code for code, name in enumerate(names) if name in own] for team, own in self._members()}
        teams = {team: counted(np.isin(codes, own)) for team, own in wanted.items()}
        return MetCounts(owners, teams, counted(np.ones(len(rows), np.bool_)))

    def merge(self, left: MetCounts, right: MetCounts) -> MetCounts:
        return MetCounts(
            _merged(left.owners, right.owners), _merged(left.teams, right.teams), _added(left.all, right.all)
        )

    def answer(self, total: MetCounts) -> Met:
        members = {name: NOBODY for _, own in self._members() for name in own}
        owners = sorted(
            (members | total.owners).items(), key=lambda one: (one[0] is None, *_order(one[1]), one[0] or "")
        )
        teams = sorted(total.teams.items(), key=lambda one: (*_order(one[1]), one[0]))
        return Met(
            tuple(OwnerMet(name, counts[0], counts[1], _last(counts)) for name, counts in owners),
            tuple(TeamMet(name, counts[0], counts[1], _last(counts)) for name, counts in teams),
            customers=total.all[0],
            events=total.all[1],
        )

    def _members(self) -> list[tuple[str, frozenset[str]]]:
        return [(team, frozenset(map(nfc, own))) for team, own in self.teams]

    def _meetings(self, journeys: Journeys) -> Flags:
        """The rows at which a customer and a person met."""
        channel, event = journeys.codes("channel"), journeys.codes("event")
        kinds = [self.meanings.kind_of(name) for name in channel.values]
        human = _of(channel, [kind == "human" for kind in kinds])
        digital = _of(channel, [kind == "digital" for kind in kinds])
        called = _of(event, [self.meanings.contact(name) for name in event.values])
        within = (journeys.time >= self.since_us) & (journeys.time < self.until_us)
        named = journeys.codes("owner").codes >= 0
        found: Flags = within & (human | (digital & named) | ((channel.codes < 0) & called))
        return found


def _of(column: Codes, wanted: list[bool]) -> Flags:
    """The rows whose value is wanted, by code; a missing one never is."""
    found: Flags = np.array([*wanted, False])[column.codes]
    return found


def _merged(left: Mapping[Key, Counts], right: Mapping[Key, Counts]) -> dict[Key, Counts]:
    return {key: _added(left.get(key, NOBODY), right.get(key, NOBODY)) for key in left.keys() | right.keys()}


def _added(left: Counts, right: Counts) -> Counts:
    """A customer is in one partition only, so that numbers of customers add up."""
    return left[0] + right[0], left[1] + right[1], max(left[2], right[2])


def _order(counts: Counts) -> tuple[int, int]:
    return -counts[0], -counts[1]


def _last(counts: Counts) -> str | None:
    return iso(counts[2]) if counts[1] else None
