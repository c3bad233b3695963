"""Simulated customer worlds whose pains are known: `world(seed, planted)`.

How a hit comes about: friction happens at a step, by a coin loaded with who the customer is (how busy, how able, which
channel); then the customer decides whether to go on. The friction takes away a share of that decision (`reaches`,
`value`), or adds to the odds of cancelling (`avoids`), lowers a rating, keeps from returning, slows down what follows
(`duration`). Some pains bite one step later (`deferred`), some in one channel alone, some from a date on.

Beside them, in null worlds too, the same events without harm: repeated searches, bouncing between pages, warnings named
like errors, nights in between, missed dates, pick-ups, second calls; steps at which many are always lost; channels and
segments that are weaker at all steps; and traits (`population`) that make people both repeat and go on, or both err and
give up.

Readings of the words where they leave room:
- `step` of a delay or a late step is the one waited for; of a drop-off the last one done before being lost; of an error
  the failed step, or the error event's own name; of a ping-pong either side; of a repeated contact the contact.
- Hit by a drop-off is everybody of the group who comes to the step; of the rest, those who met the friction.
- The outcome counts from the moment the step took place (for delays and late steps: finally took place).
- True effect: mean over those hit of outcome with the pain minus outcome without it, the other pains on; for `duration`
  the sign is turned; for `rating` over those who answer.

>>> shop = world(3, planted=True)
>>> 2 <= len(shop.pains) <= 5, all(pain.effect < 0 for pain in shop.pains)
(True, True)
>>> world(3, planted=False).pains
()
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from truth.plan import KINDS, Names, draw_plan
from truth.population import DAY, Floats, Ints, Population
from truth.process import NONE, Element, Plan, Rows, Trace, outcome_of, run

FEWEST: Final = 150  # customers a planted pain hits

__all__ = ["KINDS", "Planted", "World", "world"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A pain that is there. `also` are readings as good; `echoes` are true consequences, neither right nor wrong."""

    kind: str
    step: str
    channel: str | None
    hit: Ints  # customer numbers
    effect: float
    also: frozenset[tuple[str, str]]
    echoes: frozenset[tuple[str, str]]
    group: str | None = None
    slot: int = -1


@dataclass(frozen=True)
class World:
    """A log, the outcome to ask for, and what is true of it."""

    seed: int
    trade: str
    outcome: str
    pains: tuple[Planted, ...]
    plan: Plan
    people: Population
    names: Names
    trace: Trace
    on: frozenset[int]

    @cached_property
    def columns(self) -> pa.Table:
        """The log by time: customer, time_us, event, channel, owner, due (µs), value, case, properties (JSON)."""
        return _table(self.plan, self.people, self.names, self.trace)


def world(seed: int, planted: bool) -> World:
    """The world of this seed; without pains it is the same world with all of them switched off."""
    for attempt in range(50):
        plan, people, names = draw_plan(np.random.default_rng([20_250_731, seed, attempt]))
        full = frozenset(element.slot for element in plan.elements)
        trace = run(plan, people, full)
        weak = {element.slot for element in plan.elements if element.pain and trace.hits[element.slot].sum() < FEWEST}
        if sum(element.pain for element in plan.elements) - len(weak) >= 2:
            break
    on = frozenset(
        element.slot for element in plan.elements if (planted or not element.pain) and element.slot not in weak
    )
    trace = run(plan, people, on)
    pains = tuple(
        _truth(plan, people, names, trace, on, element)
        for element in plan.elements
        if element.pain and element.slot in on
    )
    return World(seed, names.trade, names.outcome, pains, plan, people, names, trace, on)


def effect_of(plan: Plan, people: Population, trace: Trace, on: frozenset[int], element: Element) -> tuple[Ints, float]:
    """Whom the element hit, and what it did to them: the same random numbers, once with and once without it."""
    hit = np.flatnonzero(trace.hits[element.slot])
    without = run(plan, people, on - {element.slot})
    with_it = outcome_of(plan, trace, trace.when[:, element.stop])[hit]
    without_it = outcome_of(plan, without, without.when[:, element.stop])[hit]
    difference = with_it - without_it
    difference = difference[~np.isnan(difference)]
    if not difference.size:
        return hit, 0.0
    return hit, float(difference.mean()) * (-1 if plan.outcome == "duration" else 1)


def _truth(plan: Plan, people: Population, names: Names, trace: Trace, on: frozenset[int], element: Element) -> Planted:
    hit, effect = effect_of(plan, people, trace, on, element)
    kind, step, also, echoes = readings(plan, names, element)
    channel = None if element.channel is None else names.places[element.channel]
    group = channel
    if element.segment is not None:
        name, levels = people.properties[element.segment[0]]
        group = f"{name}={levels[element.segment[1]]}"
    elif element.onset is not None:
        group = f"from day {(element.onset - people.start.min()) / DAY:.0f}"
    return Planted(kind, step, channel, hit, effect, also, echoes, group, element.slot)


def readings(
    plan: Plan, names: Names, element: Element
) -> tuple[str, str, frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """The name of a pain, other names that are as good, and the marks its hits truly leave elsewhere."""
    kind, step = element.kind, names.events[plan.stops[element.stop].event]
    following = names.events[plan.stops[min(element.stop + 1, len(plan.stops) - 1)].event]
    partner = names.events[element.event] if element.event >= 0 else step
    also: set[tuple[str, str]] = set()
    lost = {("drop_off", step), ("drop_off", following), ("delay", following)}
    marks = {
        "drop_off": set(),
        "delay": {("late", step)},
        "late": {("delay", step)},
        "rework": {("rework", partner), ("ping_pong", step), ("ping_pong", partner), ("repeat_contact", step)},
        "ping_pong": {("rework", step), ("rework", partner), ("repeat_contact", step)},
        "error": {("rework", step), ("ping_pong", step), ("ping_pong", partner), ("rework", partner)},
        "channel_escape": {("channel_escape", partner), ("repeat_contact", partner)},
        "repeat_contact": {
            ("rework", partner),
            ("channel_escape", step),
            ("channel_escape", partner),
            ("ping_pong", partner),
            ("ping_pong", step),
        },
    }[kind]
    if kind == "rework" and element.mode == "back":
        also.add((kind, partner))
    if kind == "ping_pong":
        also.add((kind, partner))
    if kind == "error":
        also.add((kind, partner if step != partner else step))
        also.add((kind, step))
        step = partner
    if kind == "repeat_contact":
        step = partner
    if partner != step or kind in ("error", "repeat_contact"):
        lost.add(("drop_off", partner))
    return kind, step, frozenset(also - {(kind, step)}), frozenset((marks | lost) - also - {(kind, step)})


def _table(plan: Plan, people: Population, names: Names, trace: Trace) -> pa.Table:
    rows = Rows([*_earlier(plan, people, names).parts, *trace.rows.parts])
    who, time = rows.column(0), rows.column(1)
    order = np.argsort(time, kind="stable")
    who, time = who[order], time[order]
    event, place, owner, due, value, failed, score = (rows.column(number)[order] for number in range(2, 9))
    main = event >= names.first_main

    def text(codes: np.ndarray, words: list[str], valid: np.ndarray | None = None) -> pa.Array:
        mask = None if valid is None else ~valid
        return pa.DictionaryArray.from_arrays(
            pa.array(codes.astype(np.int32), mask=mask), pa.array(words, pa.string())
        ).cast(pa.string())

    micro = np.rint(time * 1e6).astype(np.int64)
    number = np.arange(people.size)
    customers = [f"{names.customer}{n:05d}" for n in number]
    columns = {
        "customer": text(who, customers),
        "time_us": pa.array(micro),
        "event": text(event, names.events),
        "channel": text(np.where(place == NONE, 0, place), names.places, place != NONE),
        "owner": text(np.maximum(owner, 0), names.owners or [""], owner >= 0),
        "due": pa.array(np.nan_to_num(due * 1e6).astype(np.int64), mask=np.isnan(due)),
        "value": pa.array(value.astype(float), mask=np.isnan(value.astype(float))),
        "case": text(who, [f"{names.case}-{n:05d}" for n in number], main if names.case else np.zeros(who.size, bool)),
        "properties": _properties(people, names, who, failed, score),
    }
    return pa.table(columns)


def _properties(people: Population, names: Names, who: np.ndarray, failed: np.ndarray, score: np.ndarray) -> pa.Array:
    """A JSON object a row: who the customer is, and where it applies whether the step failed, or the rating given."""
    combo = np.zeros(people.size, np.int64)
    texts = [""]
    for (name, levels), level in zip(people.properties, people.levels, strict=True):
        combo = combo * len(levels) + level
        texts = [f'{text}"{name}": "{word}", ' for text in texts for word in levels]
    key, fails, fine = names.failed
    tails = [
        "",
        f'"{key}": "{fine}", ',
        f'"{key}": "{fails}", ',
        *(f'"{names.rating}": {points}, ' for points in range(11)),
    ]
    tail = np.where(np.isnan(score), failed + 1, np.nan_to_num(score) + 3).astype(np.int64)
    words = ["{" + (text + end).rstrip(", ") + "}" for text in texts for end in tails]
    codes = (combo[who] * len(tails) + tail).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string())).cast(pa.string())


def _earlier(plan: Plan, people: Population, names: Names) -> Rows:
    """Sessions and help pages before the main journey: where busy and able customers show."""
    rng, rows = np.random.default_rng(names.earlier_seed), Rows()
    day = (
        DAY / 100 if plan.outcome == "duration" else DAY
    )  # else how long it took would be when they first looked around
    session = np.repeat(np.arange(people.size), people.visits)
    time: Floats = people.start[session] - day * (0.3 + rng.exponential(9, session.size))
    length = 1 + np.minimum(rng.poisson(1.2 * np.exp(0.3 * people.busy[session])), 8)
    who, begin = np.repeat(session, length), np.repeat(time, length)
    place = np.arange(who.size) - np.repeat(np.cumsum(length) - length, length)
    channel = np.where(rng.uniform(size=who.size) < 0.85, people.channel[who], rng.integers(0, names.digital, who.size))
    event = np.where(place == 0, plan.browse[0], np.asarray(plan.browse)[rng.integers(0, len(plan.browse), who.size)])
    rows.add(who, begin + place * (20 + 120 * rng.uniform(size=who.size)), event, channel)
    helped = np.repeat(np.arange(people.size), people.helps)
    rows.add(
        helped,
        people.start[helped] - day * (0.05 + rng.exponential(7, helped.size)),
        names.help,
        people.channel[helped],
    )
    return rows
