"""One run of a simulated process: people walk through the steps, meet frictions, and go on or give up.

At each step a customer who has come so far (1) may have waited too long for it (delay, late), (2) may be caught in a
friction right after it (rework, ping-pong, error, escape to a person, repeated contact), whose events lie inside the
wait that follows anyway, and (3) decides whether to go on: the step's own odds, shifted by who the customer is, times
what the friction took away. With other outcomes the harm adds up instead: likelier to cancel, a lower rating, slower
ends, fewer returns. Every draw comes from the `Population`, so a run with one element switched off is the same world.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from truth.population import DAY, SLOTS, Bools, Floats, Ints, Population

OWN: Final = -1  # place: the customer's own channel
NONE: Final = -2  # place: no channel
BEFORE: Final = ("delay", "late")


@dataclass(frozen=True, slots=True)
class Stop:
    """A main step as this world has it. Waits in seconds; `promise` is nan where nothing was promised."""

    event: int
    place: int
    go: float
    scale: float
    sigma: float
    nights: float
    snaps: bool
    promise: float
    strict: bool  # nobody but those hit is ever late
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """A friction (`pain`) or its look-alike (harm 0). `amount`: seconds for delay, share of the promise for late."""

    kind: str
    slot: int
    stop: int
    rate: float
    harm: float
    pain: bool
    busy: float = 0.0
    able: float = 0.0
    channel: int | None = None
    segment: tuple[int, int] | None = None
    onset: float | None = None
    mode: str = ""
    event: int = -1
    place: int = OWN
    amount: float = 0.0
    base: float = 0.0
    deferred: bool = False
    tilt: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run needs besides the people."""

    outcome: str  # kind: reaches, avoids, returns, value, rating, duration
    target: int  # stop reached, or -1
    bad: int
    survey: int
    days: float
    stops: tuple[Stop, ...]
    elements: tuple[Element, ...]
    apart: float  # seconds between inserted contacts where the natural wait is only minutes, else 0
    basket: float
    level: float  # logit of cancelling or of returning; mean rating
    browse: tuple[int, ...]
    after: bool  # browsing goes on after the end
    overnight: bool = True


@dataclass(slots=True)
class Rows:
    """Events as parallel arrays, in the order in which they were written."""

    parts: list[tuple[np.ndarray, ...]] = field(default_factory=list)

    def add(
        self,
        who: Ints,
        time: Floats,
        event: object,
        place: object = NONE,
        owner: object = -1,
        due: object = np.nan,
        value: object = np.nan,
        failed: object = -1,
        score: object = np.nan,
    ) -> None:
        columns = (event, place, owner, due, value, failed, score)
        self.parts.append((who, time, *(np.broadcast_to(np.asarray(column), who.shape) for column in columns)))

    def column(self, number: int) -> np.ndarray:
        return np.concatenate([part[number] for part in self.parts])


@dataclass(slots=True)
class Trace:
    """What one run left behind: the rows, who came to which stop and when, and whom each element hit."""

    rows: Rows
    came: Bools
    when: Floats
    hits: dict[int, Bools]


def _sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def _struck(element: Element, people: Population, came: Bools, time: Floats) -> Bools:
    """Whom the element hits among those who came: a coin for each, loaded by who they are."""
    if element.kind == "drop_off":
        mask = came.copy()
    else:
        pull = element.busy * people.lure_busy - element.able * people.lure_able
        if element.tilt:
            pull = pull + np.asarray(element.tilt)[people.channel]
        mask = came & (people.hit[:, element.slot] < _sigmoid(_logit(element.rate) + pull))
    if element.channel is not None:
        mask &= people.channel == element.channel
    if element.segment is not None:
        mask &= people.levels[element.segment[0]] == element.segment[1]
    if element.onset is not None:
        mask &= time >= element.onset
    return mask


def _snap(time: Floats, spread: Floats) -> Floats:
    """Offices work from nine to six on weekdays; what comes later waits for the next morning."""
    day, hour = np.floor(time / DAY), (time % DAY) / 3600
    late = hour >= 18
    day = day + late
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday; 0 is Monday
    weekend = weekday >= 5
    day = np.where(weekend, day + 7 - weekday, day)
    moved = late | weekend | (hour < 9)
    return np.where(moved, day * DAY + (9 + 2 * spread) * 3600, time)


def wait_of(plan: Plan, people: Population, stop: int) -> Floats:
    """The natural wait for a stop, nights included, before office hours."""
    at = plan.stops[stop]
    wait = at.scale * np.exp(at.sigma * people.wait[:, stop]) * people.pace
    if at.nights and plan.overnight:
        night = people.night[:, stop]
        wait = wait + np.where(night < at.nights, (9 + 20 * night / at.nights) * 3600, 0)
    return wait


def run(plan: Plan, people: Population, on: frozenset[int]) -> Trace:
    """Let everybody walk, with the elements whose slots are in `on`."""
    rows, count = Rows(), len(plan.stops)
    came, when = np.zeros((people.size, count), bool), np.full((people.size, count), np.nan)
    hits: dict[int, Bools] = {}
    alive, time = np.ones(people.size, bool), people.start.copy()
    harm, keep_next, floor, stall = np.zeros(people.size), np.ones(people.size), time.copy(), np.zeros(people.size)
    end = time.copy()
    for number, stop in enumerate(plan.stops):
        there = [element for element in plan.elements if element.stop == number]
        here = [element for element in there if element.slot in on]
        time, due = _arrive(plan, people, number, time, floor, stall, here, hits, alive)
        came[:, number], when[alive, number] = alive, time[alive]
        keep, keep_next, stall = keep_next, np.ones(people.size), np.zeros(people.size)
        failed = np.full(people.size, -1)
        pace = wait_of(plan, people, min(number + 1, count - 1))
        if number + 1 < count and plan.stops[number + 1].strict:
            pace = np.minimum(pace, 0.5 * plan.stops[number + 1].promise)
        floor, end = time.copy(), np.where(alive, np.maximum(end, time), end)
        own = _owner(stop, people, number)
        for element in there:
            if element.base < 1:
                last = _first_contact(plan, people, element, alive, time, pace, rows)
                end, floor = np.where(alive, np.maximum(end, last), end), np.maximum(floor, last + 1.0)
            if element.mode.startswith("property"):
                failed[:] = 0
        for element in here:
            if element.kind not in BEFORE:
                hits[element.slot] = _struck(element, people, alive, time)
            mask = hits[element.slot]
            last = _friction(plan, people, element, mask, alive, time, pace, rows, own, failed)
            end = np.where(alive, np.maximum(end, last), end)
            floor = np.maximum(floor, last + 1.0)
            if plan.outcome in ("reaches", "value"):
                lost = np.where(mask, 1 - element.harm, 1.0)
                if element.deferred:
                    keep_next *= lost
                else:
                    keep *= lost
            elif plan.outcome == "duration":
                stall += np.where(mask, element.harm * np.exp(0.4 * people.extra[:, element.slot] - 0.08), 0)
            else:
                harm += np.where(mask, element.harm, 0)
        who = np.flatnonzero(alive)
        value = (
            plan.basket * np.exp(0.4 * people.noise[:, 0])
            if plan.basket and number == plan.target
            else np.full(people.size, np.nan)
        )
        place = np.where(stop.place == OWN, people.channel, stop.place)
        rows.add(who, time[who], stop.event, place[who], own[who], due[who], value[who], failed[who])
        alive = alive & (
            people.go[:, number] < _sigmoid(_logit(stop.go) + people.logit) * keep if stop.go < 1 else True
        )
    _afterwards(plan, people, rows, came, when, end, harm)
    return Trace(rows, came, when, hits)


def _owner(stop: Stop, people: Population, number: int) -> Ints:
    if not stop.owners:
        return np.full(people.size, -1)
    return np.asarray(stop.owners)[((people.night[:, number] * 997) % 1 * len(stop.owners)).astype(int)]


def _arrive(
    plan: Plan,
    people: Population,
    number: int,
    before: Floats,
    floor: Floats,
    stall: Floats,
    here: list[Element],
    hits: dict[int, Bools],
    alive: Bools,
) -> tuple[Floats, Floats]:
    """When the step takes place, and its promised date."""
    stop = plan.stops[number]
    if number == 0:
        return before, np.full(people.size, np.nan)
    time = before + wait_of(plan, people, number)
    if stop.snaps:
        time = _snap(time, people.spread[:, SLOTS + number])
    due = before + stop.promise
    if stop.strict:
        time = np.minimum(time, before + stop.promise * (0.5 + 0.45 * people.spread[:, SLOTS + number]))
    time = np.maximum(time, floor) + stall
    for element in here:
        if element.kind not in BEFORE:
            continue
        hits[element.slot] = _struck(element, people, alive, time)
        extra = np.exp(0.35 * people.extra[:, element.slot])
        if element.mode == "overnight":
            slow = (np.floor(time / DAY) + 1) * DAY + (8 + 3 * people.spread[:, element.slot]) * 3600
        elif element.kind == "delay":
            slow = time + element.amount * extra
        else:
            slow = np.maximum(time, due + stop.promise * element.amount * extra)
        time = np.where(hits[element.slot], slow, time)
    return time, due


def _unit(plan: Plan, people: Population, element: Element, pace: Floats) -> Floats:
    """Seconds between the inserted events: they fit into the wait that follows, but nobody calls twice in a minute."""
    gap = np.minimum(pace, 4 * DAY) / 9
    if element.kind in ("channel_escape", "repeat_contact"):
        return np.maximum(gap, plan.apart * (0.5 + people.spread[:, element.slot]))
    return gap


def _first_contact(
    plan: Plan, people: Population, element: Element, alive: Bools, time: Floats, pace: Floats, rows: Rows
) -> Floats:
    """The one contact that is normal, whether or not some have to call again."""
    calls = alive & (people.night[:, SLOTS + element.slot] < element.base)
    at = time + _unit(plan, people, element, pace)
    rows.add(np.flatnonzero(calls), at[calls], element.event, element.place)
    return np.where(calls, at, time)


def _friction(
    plan: Plan,
    people: Population,
    element: Element,
    mask: Bools,
    alive: Bools,
    time: Floats,
    pace: Floats,
    rows: Rows,
    own: Ints,
    failed: Ints,
) -> Floats:
    """Write the events of a friction; returns when its last one happened (the step's time where there is none)."""
    stop = plan.stops[element.stop]
    channel = np.where(stop.place == OWN, people.channel, stop.place)
    spread, last = people.spread[:, element.slot], time.copy()
    unit = _unit(plan, people, element, pace)

    def put(who: Bools, place: float, event: int, where: Ints | int, owner: Ints | None = None, bad: int = -1) -> None:
        chosen = np.flatnonzero(who)
        at = time[chosen] + place * unit[chosen]
        last[chosen] = np.maximum(last[chosen], at)
        rows.add(
            chosen,
            at,
            event,
            np.broadcast_to(where, who.shape)[chosen],
            -1 if owner is None else owner[chosen],
            failed=bad,
        )

    if element.kind == "rework":
        if element.mode in ("side", "back"):
            put(mask, 1.5, element.event, element.place if element.place != OWN else channel)
        for turn in range(4 if element.mode == "browse" else 2):
            again = mask & (spread > 1 - 0.3 * turn) if turn else mask
            put(again, 3 + turn, stop.event, channel, own)
            mask = again
    elif element.kind == "ping_pong":
        other = _other_owner(stop, own)
        for turn in range(3):
            going = mask if turn < 2 else mask & (spread < 0.4)
            if element.mode == "owner":
                put(going, 1 + 2 * turn, stop.event, channel, other)
            else:
                put(going, 1 + 2 * turn, element.event, channel)
            put(going, 2 + 2 * turn, stop.event, channel, own)
    elif element.kind == "error":
        if element.mode.startswith("property"):
            failed[mask] = 1
        else:
            put(mask, 1, element.event, channel)
        if element.mode.endswith("retry"):
            put(mask & (spread < 0.6), 3, stop.event, channel, own, 0 if element.mode.startswith("property") else -1)
    elif element.kind == "channel_escape":
        put(mask, 2, element.event, element.place)
    elif element.kind == "repeat_contact" and element.mode == "step":
        put(mask, 2, stop.event, channel, own)
        put(mask & (spread < 0.4), 4, stop.event, channel, own)
    elif element.kind == "repeat_contact":
        mask &= people.night[:, SLOTS + element.slot] < element.base
        put(mask, 3, element.event, element.place)
        put(mask & (spread < 0.4), 5, element.event, element.place)
    return last


def _other_owner(stop: Stop, own: Ints) -> Ints:
    if not stop.owners:
        return own
    owners = np.asarray(stop.owners)
    return owners[(np.searchsorted(owners, own) + 1) % owners.size]


def _afterwards(
    plan: Plan, people: Population, rows: Rows, came: Bools, when: Floats, end: Floats, harm: Floats
) -> None:
    """Cancelling, surveys, later orders and visits."""
    last, everybody = people.last, np.arange(people.size)
    if plan.outcome == "avoids":
        who = np.flatnonzero(last[:, 0] < _sigmoid(plan.level - 0.8 * people.logit) + harm)
        rows.add(who, end[who] + 60 - 2 * DAY * np.log(last[who, 1]), plan.bad, people.channel[who])
    elif plan.outcome == "rating":
        score = np.clip(np.rint(plan.level + 0.9 * people.logit - harm + 1.5 * people.noise[:, 1]), 0, 10)
        who = everybody[last[:, 0] < 0.85]
        rows.add(who, end[who] + 600 + 2 * DAY * last[who, 1], plan.survey, score=score[who])
    elif plan.outcome == "returns":
        who = np.flatnonzero(last[:, 0] < _sigmoid(plan.level + 1.2 * people.logit) * np.maximum(1 - harm, 0))
        day = np.floor(end[who] / DAY) + 1 + np.floor(last[who, 1] * (plan.days - 1))
        for number in range(3):
            some = last[who, 2] > 0.3 * number
            rows.add(
                who[some],
                day[some] * DAY + (9 + 8 * last[who, 3] + 0.1 * number)[some] * 3600,
                plan.browse[number % len(plan.browse)],
                people.channel[who][some],
            )
    elif plan.outcome == "value":
        who = np.flatnonzero(came[:, plan.target] & (last[:, 0] < _sigmoid(-0.8 + 0.6 * people.busy)))
        at = when[who, plan.target] + DAY * (1 + (plan.days - 12) * last[who, 1])
        rows.add(
            who,
            at,
            plan.stops[plan.target].event,
            people.channel[who],
            value=plan.basket * np.exp(0.4 * people.noise[who, 2]),
        )
    if plan.after:
        who = np.flatnonzero(last[:, 4] < _sigmoid(people.busy - 0.7))
        for number in range(2):
            rows.add(
                who,
                end[who] + DAY * (0.2 + 8 * last[who, 5]) + 200 * number,
                plan.browse[number % len(plan.browse)],
                people.channel[who],
            )


def outcome_of(plan: Plan, trace: Trace, since: Floats) -> Floats:
    """The outcome of each customer after `since`, up is good (durations: as they are); nan where there is none."""
    who, time, event = trace.rows.column(0), trace.rows.column(1), trace.rows.column(2)
    later, size = time > since[who], since.size
    if plan.outcome in ("reaches", "avoids"):
        wanted = plan.stops[plan.target].event if plan.outcome == "reaches" else plan.bad
        seen = np.bincount(who[later & (event == wanted)], minlength=size) > 0
        return (seen if plan.outcome == "reaches" else ~seen).astype(float)
    within = later & (time <= since[who] + plan.days * DAY)
    if plan.outcome == "returns":
        return (
            np.bincount(who[within & (np.floor(time / DAY) > np.floor(since[who] / DAY))], minlength=size) > 0
        ).astype(float)
    if plan.outcome == "value":
        value = trace.rows.column(6)
        return np.bincount(who[within], np.nan_to_num(value[within].astype(float)), minlength=size)
    if plan.outcome == "rating":
        score = np.full(size, np.nan)
        rated = later & (event == plan.survey)
        score[who[rated]] = trace.rows.column(8)[rated]
        return score
    end = np.full(size, -np.inf)
    np.maximum.at(end, who, time)
    return np.where(np.isfinite(end), end - since, np.nan)
