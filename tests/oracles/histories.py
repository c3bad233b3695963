"""What a history of messages has to come to, told from when things truly happened: nothing here knows how, when and how
often the messages were delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

from oracles import funnels

MINUTE = 60_000_000
Who = tuple[str, str]
"""Kind and value of an identifier: `customer` or `anonymous`, and what it is called."""


class Device(NamedTuple):
    """skew_us: how much its clock is fast; form: how it writes times."""

    number: int
    skew_us: int
    channel: str
    form: int = 0

    def left_over_us(self) -> int:
        """What stays of its skew: wrong clocks are put right by whole minutes, and not at all below one."""
        if abs(self.skew_us) < MINUTE:
            return self.skew_us
        rest = abs(self.skew_us) % MINUTE
        rest -= MINUTE if rest > MINUTE // 2 else 0
        return rest if self.skew_us > 0 else -rest


class Message(NamedTuple):
    """at_us: when it truly happened; place: among what happened on the device at that moment."""

    id: str
    kind: str
    at_us: int
    place: int
    device: Device
    user: str | None = None
    guest: str | None = None
    name: str | None = None
    value: float | None = None
    case: str | None = None

    def moment_us(self) -> int:
        return self.at_us + self.device.left_over_us()

    def step(self) -> str | None:
        """What it is called as a step; None where it only says who somebody is."""
        if self.kind == "track":
            return self.name
        if self.kind in ("page", "screen"):
            kind = self.kind.capitalize()
            return f"Viewed {self.name} {kind}" if self.name else f"Loaded a {kind}"
        return None


class Step(NamedTuple):
    """time: µs since 1970 UTC."""

    time: int
    name: str
    channel: str
    value: float | None
    case: str | None


class Profile(NamedTuple):
    """first, last: µs; None where nothing is known of the customer but its identifiers."""

    name: str
    identifiers: tuple[Who, ...]
    events: int
    first: int | None
    last: int | None
    channels: Mapping[str, int]


@dataclass(frozen=True)
class Story:
    """owners: of anonymous identifiers; journeys: by whose they are; cases: by name; profiles: by identifier."""

    owners: Mapping[str, str]
    journeys: Mapping[Who, Sequence[Step]]
    cases: Mapping[str, Sequence[Step]]
    profiles: Mapping[Who, Profile | None]

    def counts(self) -> dict[str, Any]:
        """What an overview counts, by plain counting."""
        steps = [(step.name, who) for who, rows in self.journeys.items() for step in rows]
        names = Counter(name for name, _ in steps)
        return {
            "customers": len(self.journeys),
            "events": len(steps),
            "cases": len(self.cases),
            "steps": {name: (count, len({who for one, who in steps if one == name})) for name, count in names.items()},
        }

    def edges(self) -> dict[tuple[str, str], int]:
        """How often one step directly followed another."""
        pairs = (pair for rows in self.journeys.values() for pair in pairwise(step.name for step in rows))
        return dict(Counter(pairs))

    def funnel(self, steps: Sequence[str], window_us: float = inf) -> list[int]:
        """How many came as far as each step."""
        reached = [
            len(funnels.ordered(rows, [[row.name == step for step in steps] for row in rows], window_us, None))  # type: ignore[arg-type]
            for rows in self.journeys.values()
        ]
        return [sum(far >= step for far in reached) for step in range(1, len(steps) + 1)]


def story(messages: Iterable[Message]) -> Story:
    """What some messages come to, each said once and in any order."""
    every = sorted(messages, key=lambda one: (one.moment_us(), one.place))
    owners = owners_in(every)
    journeys: dict[Who, list[Step]] = {}
    cases: dict[str, list[Step]] = {}
    known: set[Who] = set()
    for one in every:
        known |= {("customer", one.user)} if one.user else set()
        known |= {("anonymous", one.guest)} if one.guest else set()
        name = one.step()
        if name is None:
            continue
        step = Step(one.moment_us(), name, one.device.channel, one.value, one.case)
        journeys.setdefault(owner_of(one, owners), []).append(step)
        if one.case:
            cases.setdefault(one.case, []).append(step)
    return Story(owners, journeys, cases, {who: _profile(who, owners, journeys) for who in known})


def owners_in(messages: Sequence[Message]) -> dict[str, str]:
    """An anonymous identifier belongs to the customer it was first seen with; of two seen with it at one moment, to the
    one whose name comes first."""
    seen: dict[str, list[tuple[int, str]]] = {}
    for one in messages:
        if one.user and one.guest and one.user != one.guest:
            seen.setdefault(one.guest, []).append((one.moment_us(), one.user))
    return {guest: min(customers)[1] for guest, customers in seen.items()}


def owner_of(one: Message, owners: Mapping[str, str]) -> Who:
    """Whose journey a message is in."""
    if one.user:
        return "customer", one.user
    assert one.guest is not None
    return ("customer", owners[one.guest]) if one.guest in owners else ("anonymous", one.guest)


def _profile(who: Who, owners: Mapping[str, str], journeys: Mapping[Who, Sequence[Step]]) -> Profile | None:
    """None for somebody of whom nothing is known: no step, and no other identifier."""
    kind, name = who
    if kind == "anonymous" and name in owners:
        kind, name = "customer", owners[name]
    mine = tuple(("anonymous", one) for one in sorted(owners) if owners[one] == name and kind == "customer")
    rows = journeys.get((kind, name), ())
    if not rows and not mine:
        return None
    times, channels = [row.time for row in rows], Counter(row.channel for row in rows)
    identifiers = ((kind, name), *mine)
    return Profile(name, identifiers, len(rows), min(times, default=None), max(times, default=None), dict(channels))
