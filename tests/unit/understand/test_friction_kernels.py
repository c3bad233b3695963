"""The detectors' inner loops against plain loops over lists, on random journeys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.questions.journeys import MISSING_TIME
from cxloop.questions.kernels.arrays import fixed
from cxloop.understand.friction import kernels
from oracles import friction as plain

STEPS, CHANNELS, NAMES = 4, 2, 4


class Told(NamedTuple):
    """One journey: a list a column, all of one length."""

    time: list[int]
    event: list[int]
    channel: list[int]
    owner: list[int]
    due: list[int | None]
    failed: list[bool]


Log = list[Told]


@st.composite
def logs(draw: Callable[..., Any]) -> Log:
    row = st.tuples(
        st.integers(0, 12),
        st.integers(0, STEPS - 1),
        st.integers(-1, CHANNELS - 1),
        st.integers(-1, 2),
        st.one_of(st.none(), st.integers(0, 12)),
        st.booleans(),
    )
    told = draw(st.lists(st.lists(row, min_size=1, max_size=12), max_size=6))
    return [Told(*map(list, zip(*sorted(rows, key=lambda one: one[0]), strict=True))) for rows in told]


class Columns(NamedTuple):
    starts: Any
    time: Any
    event: Any
    channel: Any
    owner: Any
    due: Any
    failed: Any


def columns(log: Log) -> Columns:
    starts = np.cumsum([0, *(len(one.time) for one in log)]).astype(np.int64)
    due = [MISSING_TIME if each is None else each for one in log for each in one.due]
    kinds: dict[str, Any] = {
        "time": np.int64,
        "event": np.int32,
        "channel": np.int32,
        "owner": np.int32,
        "failed": np.bool_,
    }
    made = {name: np.array([each for one in log for each in getattr(one, name)], kind) for name, kind in kinds.items()}
    for name in ("time", "event", "owner"):  # as they come from an index
        made[name] = fixed(made[name], kinds[name])
    return Columns(fixed(starts, np.int64), due=fixed(due, np.int64), **made)


def rows_in(found: Any, starts: Any) -> list[list[plain.Row]]:
    """The kernel's rows by journey, numbered within it."""
    parted: list[list[plain.Row]] = [[] for _ in starts[:-1]]
    for anchor, origin, seen, *rest in found.tolist():
        journey = int(np.searchsorted(starts, anchor, side="right")) - 1
        begin = int(starts[journey])
        parted[journey].append((anchor - begin, origin - begin, seen - begin, *rest))
    return parted


def lots_for(log: Log, draw: Sequence[float]) -> Any:
    return np.array([draw[place % len(draw)] for place in range(len(log))], np.float64)


def sampler(lot: float, shares: Any) -> Callable[[int], bool]:
    return lambda finding: bool(lot < shares[finding])


numbers = st.lists(st.floats(0, 0.999), min_size=1, max_size=6)
findings = st.lists(st.integers(-1, 1), min_size=STEPS + 1, max_size=STEPS + 1)
flags = st.lists(st.booleans(), min_size=CHANNELS + 1, max_size=CHANNELS + 1)
SHARES = np.array([1.0, 0.5, 0.2, 1.0])


@given(logs(), findings, st.booleans(), numbers, st.randoms(use_true_random=False))
def test_arrivals(log: Log, finding_of: list[int], before: bool, draw: list[float], random: Any) -> None:
    told, lots = columns(log), lots_for(log, draw)
    hits = [[random.choice((0, 0, 1, 2)) for _ in one.time] for one in log]
    flat = np.array([each for one in hits for each in one], np.uint8)
    found = kernels.arrivals(told.starts, told.event, np.array(finding_of, np.int32), flat, before, lots, SHARES)
    assert rows_in(found, told.starts) == [
        plain.arrivals(one.event, finding_of, mine, before, sampler(lot, SHARES))
        for one, mine, lot in zip(log, hits, lots, strict=True)
    ]


@given(
    logs(),
    st.lists(st.integers(-1, 6), min_size=15, max_size=15),
    st.lists(st.integers(2, 9), min_size=15, max_size=15),
)
def test_long_waits(log: Log, cutoffs: list[int], pauses: list[int]) -> None:
    told = columns(log)
    cut, most = (np.array(each, np.int64).reshape(STEPS + 1, CHANNELS + 1) for each in (cutoffs, pauses))
    found = kernels.long_waits(told.starts, told.time, told.event, told.channel, cut, most)
    expected = [
        each
        for one in log
        for each in plain.long_waits(
            one.time, cut[one.event, one.channel].tolist(), most[one.event, one.channel].tolist()
        )
    ]
    assert found.tolist() == expected


@given(logs())
def test_overdue(log: Log) -> None:
    told = columns(log)
    found = kernels.overdue(told.starts, told.time, told.due, MISSING_TIME)
    assert found.tolist() == [each for one in log for each in plain.overdue(one.time, one.due)]


@given(logs(), flags, flags, findings, st.integers(0, 8), numbers)
def test_escapes(
    log: Log, human: list[bool], digital: list[bool], finding_of: list[int], window: int, draw: list[float]
) -> None:
    told, lots = columns(log), lots_for(log, draw)
    table = np.stack([finding_of, np.where(np.array(finding_of) >= 0, 2, -1)], axis=1).astype(np.int32)
    contact_of = [0, 1, -1, 0, -1]
    found = kernels.escapes(
        told.starts,
        told.time,
        told.event,
        np.array(human)[told.channel],
        np.array(digital)[told.channel],
        table,
        np.array(contact_of, np.int32),
        np.int64(window),
        lots,
        SHARES,
    )
    assert rows_in(found, told.starts) == [
        plain.escapes(
            one.event,
            one.time,
            *([each[at] for at in one.channel] for each in (human, digital)),
            table.tolist(),
            contact_of,
            window,
            sampler(lot, SHARES),
        )
        for one, lot in zip(log, lots, strict=True)
    ]


@given(logs(), flags, st.lists(st.booleans(), min_size=STEPS, max_size=STEPS), findings, st.integers(0, 8), numbers)
def test_contacts_again(
    log: Log, human: list[bool], onward: list[bool], finding_of: list[int], window: int, draw: list[float]
) -> None:
    told, lots = columns(log), lots_for(log, draw)
    found = kernels.contacts_again(
        told.starts,
        told.time,
        told.event,
        np.array(human)[told.channel],
        np.array(onward),
        np.array(finding_of, np.int32),
        1,
        window,
        lots,
        SHARES,
    )
    assert rows_in(found, told.starts) == [
        plain.contacts_again(
            list(one.event),
            one.time,
            [human[at] for at in one.channel],
            onward,
            finding_of,
            window,
            sampler(lot, SHARES),
        )
        for one, lot in zip(log, lots, strict=True)
    ]


@st.composite
def pairs(draw: Callable[..., Any]) -> list[tuple[int, int, int]]:
    """Up to four (at, other, finding), a finding each, in the order of `at` as the kernels have them."""
    step = st.integers(0, STEPS - 1)
    found = sorted(draw(st.sets(st.tuples(step, step), max_size=NAMES)))
    return [(at, other, finding) for finding, (at, other) in enumerate(found)]


def by_code(listed: list[tuple[int, int, int]]) -> tuple[Any, Any, Any]:
    at = [each[0] for each in listed]
    first = np.searchsorted(at, np.arange(STEPS + 1)).astype(np.int64)
    return first, np.array([each[1] for each in listed], np.int32), np.array([each[2] for each in listed], np.int32)


@given(logs(), pairs(), numbers)
def test_returns(log: Log, listed: list[tuple[int, int, int]], draw: list[float]) -> None:
    told, lots = columns(log), lots_for(log, draw)
    found = kernels.returns(told.starts, told.event, *by_code(listed), STEPS, lots, SHARES)
    assert rows_in(found, told.starts) == [
        plain.returns(one.event, listed, sampler(lot, SHARES)) for one, lot in zip(log, lots, strict=True)
    ]


@given(logs(), pairs(), st.booleans(), numbers)
def test_detours(log: Log, listed: list[tuple[int, int, int]], again: bool, draw: list[float]) -> None:
    told, lots = columns(log), lots_for(log, draw)
    found = kernels.detours(told.starts, told.event, *by_code(listed), again, lots, SHARES)
    assert rows_in(found, told.starts) == [
        plain.detours(one.event, listed, again, sampler(lot, SHARES)) for one, lot in zip(log, lots, strict=True)
    ]


@given(logs(), pairs(), numbers)
def test_bounces(log: Log, listed: list[tuple[int, int, int]], draw: list[float]) -> None:
    told, lots = columns(log), lots_for(log, draw)
    finding_of = np.full((STEPS, STEPS), -1, np.int32)
    for at, other, finding in listed:
        finding_of[at, other] = finding
    found = kernels.bounces(told.starts, told.event, told.event, finding_of, lots, SHARES)
    assert rows_in(found, told.starts) == [
        plain.bounces(one.event, finding_of, sampler(lot, SHARES)) for one, lot in zip(log, lots, strict=True)
    ]


@given(logs(), findings, numbers)
def test_tossed(log: Log, finding_of: list[int], draw: list[float]) -> None:
    told, lots = columns(log), lots_for(log, draw)
    found = kernels.tossed(told.starts, told.event, told.owner, np.array(finding_of, np.int32), lots, SHARES)
    assert rows_in(found, told.starts) == [
        plain.tossed(one.event, one.owner, finding_of, sampler(lot, SHARES)) for one, lot in zip(log, lots, strict=True)
    ]


steps_or_none = st.lists(st.integers(-1, STEPS - 1), min_size=STEPS, max_size=STEPS)
booleans = st.lists(st.booleans(), min_size=STEPS, max_size=STEPS)


@given(logs(), booleans, booleans, steps_or_none, st.permutations(range(-1, 3)), numbers)
@settings(max_examples=200)
def test_failures(
    log: Log, is_error: list[bool], passed: list[bool], base: list[int], places: list[int], draw: list[float]
) -> None:
    told, lots = columns(log), lots_for(log, draw)
    passed = [each and not error for each, error in zip(passed, is_error, strict=True)]
    base = [
        step if error and step >= 0 and not is_error[step] else -1 for step, error in zip(base, is_error, strict=True)
    ]
    plain_of = [place if error else -1 for place, error in zip([0, 1, 0, 1], is_error, strict=True)]
    finding_of = [[places[0], places[1], places[2]], [places[3], -1, -1], [-1, -1, -1], [-1, -1, -1]]
    if max(places) >= 0:
        arrays = [fixed(is_error, np.bool_), np.array(passed, np.bool_)]
        found = kernels.failures(
            told.starts,
            told.event,
            told.failed,
            *arrays,
            np.array(base, np.int32),
            np.array(finding_of, np.int32),
            np.array(plain_of, np.int32),
            lots,
            SHARES,
        )
        assert rows_in(found, told.starts) == [
            plain.failures(one.event, one.failed, is_error, passed, base, finding_of, plain_of, sampler(lot, SHARES))
            for one, lot in zip(log, lots, strict=True)
        ]


def test_more_trials_than_there_is_room_for_at_first() -> None:
    count = 3000
    starts, event = fixed(np.arange(count + 1), np.int64), fixed(np.zeros(count), np.int32)
    found = kernels.arrivals(
        starts, event, np.array([0], np.int32), np.zeros(count, np.uint8), True, np.zeros(count), np.ones(1)
    )
    assert found[:, 0].tolist() == list(range(count))
