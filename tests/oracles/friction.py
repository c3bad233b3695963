"""The detectors' rules once more, as plain loops over lists: slow, and easy to check by eye."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

FIRST = 3
"""So many arrivals of a journey are looked at."""
Row = tuple[int, int, int, int, int, int]
"""anchor, origin, seen, finding, hit, context: rows are numbered within the journey."""


class Taker:
    """Keeps the first arrivals of a journey, none after a hit; those not hit only where the journey was drawn."""

    def __init__(self, drawn: Callable[[int], bool]) -> None:
        self.drawn, self.rows, self.over = drawn, list[Row](), set[Any]()
        self.arrived: defaultdict[Any, int] = defaultdict(int)

    def take(self, finding: int, anchor: int, seen: int, hit: bool, context: int, key: Any = None) -> None:
        key = finding if key is None else key
        if key in self.over or self.arrived[key] == FIRST:
            return
        self.arrived[key] += 1
        if hit:
            self.over.add(key)
        if hit or self.drawn(finding):
            self.rows.append((anchor, anchor, seen, finding, int(hit), context))


def arrivals(
    events: Sequence[int], finding_of: Sequence[int], hits: Sequence[int], before: bool, drawn: Any
) -> list[Row]:
    taker = Taker(drawn)
    for at, event in enumerate(events):
        if finding_of[event] >= 0 and hits[at] != 2:
            seen = at if before else min(at + 1, len(events) - 1)
            taker.take(finding_of[event], at, seen, hits[at] == 1, events[at - 1] if at else -1)
    return taker.rows


def long_waits(times: Sequence[int], cutoffs: Sequence[int], pauses: Sequence[int]) -> list[int]:
    """cutoffs, pauses: those of each event's own step and channel."""
    found = [2] * len(times)
    for at in range(1, len(times)):
        wait = times[at] - times[at - 1]
        if cutoffs[at] >= 0 and wait <= pauses[at]:
            found[at] = int(wait > cutoffs[at])
    return found


def overdue(times: Sequence[int], due: Sequence[int | None]) -> list[int]:
    found, promise = [2] * len(times), None
    for at, time in enumerate(times):
        promise = promise if due[at] is None else due[at]
        if promise is not None and at:
            if time <= promise:
                found[at] = 0
            elif times[at - 1] <= promise:
                found[at] = 1
    return found


def escapes(
    events: Sequence[int],
    times: Sequence[int],
    human: Sequence[bool],
    digital: Sequence[bool],
    finding_of: Any,
    contact_of: Sequence[int],
    window: int,
    drawn: Any,
) -> list[Row]:
    taker = Taker(drawn)
    for at, event in enumerate(events):
        escaped = at + 1 < len(events) and human[at + 1] and times[at + 1] - times[at] <= window
        for column, finding in enumerate(finding_of[event]):
            hit = bool(escaped and contact_of[events[at + 1]] == column)
            if digital[at] and finding >= 0 and (hit or not escaped):
                taker.take(finding, at, at + 1 if hit else at, hit, events[at - 1] if at else -1)
    return taker.rows


def contacts_again(
    events: Sequence[int],
    times: Sequence[int],
    human: Sequence[bool],
    onward: Sequence[bool],
    finding_of: Sequence[int],
    window: int,
    drawn: Any,
) -> list[Row]:
    taker, last = Taker(drawn), None
    for at, event in enumerate(events):
        if not human[at]:
            continue
        at_once = last is not None and times[at] == times[last]
        last = at
        if at_once or finding_of[event] < 0:
            continue
        later = [
            other
            for other in range(at + 1, len(events))
            if human[other] and events[other] == event and times[other] > times[at]
        ]
        got_on = any(onward[events[k]] and events.index(events[k]) == k for k in range(at + 1, (later or [at])[0]))
        hit = bool(later) and times[later[0]] - times[at] <= window and not got_on
        taker.take(finding_of[event], at, later[0] if hit else at, hit, events[at - 1] if at else -1)
    return taker.rows


def returns(events: Sequence[int], pairs: Sequence[tuple[int, int, int]], drawn: Any) -> list[Row]:
    """pairs: (x, step gone back to, finding)."""
    taker = Taker(drawn)
    for at, event in enumerate(events):
        for x, step, finding in pairs:
            if event == x and step in events[: at + 1]:
                hit = at + 1 < len(events) and events[at + 1] == step
                taker.take(finding, at, min(at + 1, len(events) - 1), hit, event)
    return taker.rows


def detours(events: Sequence[int], pairs: Sequence[tuple[int, int, int]], again: bool, drawn: Any) -> list[Row]:
    """pairs: (step, x, finding)."""
    taker = Taker(drawn)
    for at, event in enumerate(events):
        for step, x, finding in pairs:
            if event == step:
                way = [x, step, x] if again else [x, step]
                hit = list(events[at + 1 : at + 1 + len(way)]) == way
                taker.take(finding, at, at + len(way) if hit else at, hit, events[at - 1] if at else -1)
    return taker.rows


def bounces(events: Sequence[int], finding_of: Any, drawn: Any) -> list[Row]:
    taker = Taker(drawn)
    for at in range(1, len(events)):
        before, here = events[at - 1], events[at]
        if before == here or finding_of[before][here] < 0:
            continue
        runs = [
            (event, next(iter(group)))
            for event, group in itertools.groupby(range(at, len(events)), lambda place: events[place])
        ]
        hit = [event for event, _ in runs[1:3]] == [before, here]
        taker.take(finding_of[before][here], at, runs[2][1] if hit else at, hit, before)
    return taker.rows


def tossed(events: Sequence[int], owners: Sequence[int], finding_of: Sequence[int], drawn: Any) -> list[Row]:
    taker = Taker(drawn)
    for at, event in enumerate(events):
        mine = owners[at]
        if finding_of[event] < 0 or mine < 0:
            continue
        next_ones = list(owners[at + 1 : at + 4])
        back = len(next_ones) >= 2 and next_ones[0] not in (-1, mine) and next_ones[1] == mine
        again = back and len(next_ones) == 3 and next_ones[2] == next_ones[0]
        hit = back and (again or events[at + 2] == event)
        taker.take(finding_of[event], at, at + 2 if hit else at, hit, events[at - 1] if at else -1)
    return taker.rows


def failures(
    events: Sequence[int],
    failed: Sequence[bool],
    is_error: Sequence[bool],
    passed: Sequence[bool],
    base: Sequence[int],
    finding_of: Any,
    plain: Sequence[int],
    drawn: Any,
) -> list[Row]:
    taker = Taker(drawn)
    columns = len(finding_of[0])
    for at, event in enumerate(events):
        step, came = event, -1
        if is_error[event]:
            if base[event] < 0 or (at and events[at - 1] == base[event]):
                continue
            step, came = base[event], plain[event]
        else:
            after = at + 1
            while after < len(events) and after < at + 4 and passed[events[after]]:
                after += 1
            error = events[after] if after < len(events) and is_error[events[after]] else -1
            if error >= 0 and base[error] in (-1, step):
                came = plain[error]
        for column in range(columns):
            if finding_of[step][column] >= 0:
                own = column == columns - 1
                hit = bool(failed[at]) if own else column == came
                seen = at + 1 if hit and not own and not is_error[event] else at
                taker.take(finding_of[step][column], at, seen, hit, events[at - 1] if at else -1)
    return taker.rows
