"""The first look at a log, against plain loops; lots, and what was known of a journey at a moment."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.period import Days
from cxloop.understand.kernels.covariates import SESSION_GAP_US, counts_before, first_values, history, sums_after
from cxloop.understand.kernels.hits import by_time, hit_together, journeys_of, lots_of, lowest
from cxloop.understand.kernels.landscape import WAIT_BINS, look, wait_bin
from cxloop.understand.kernels.losses import first_arrivals, firsts_in_order, near
from cxloop.understand.landscape import EDGES, Look, bin_edge
from cxloop.understand.study import lots_for
from oracles.told import landscape_of, told

LABELS = 4
Log = list[list[tuple[int, int]]]
logs = st.lists(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, LABELS - 1)), max_size=9).map(
        lambda one: sorted(one, key=lambda row: row[0])
    ),
    max_size=6,
)


def columns(log: Log) -> tuple[Any, Any, Any]:
    flat = [row for one in log for row in one]
    starts = np.cumsum([0, *map(len, log)]).astype(np.int64)
    time = fixed([time * 250_000_000 for time, _ in flat], np.int64)
    return fixed(starts, np.int64), time, np.array([step for _, step in flat], np.int32)


@given(logs)
def test_how_steps_follow_each_other(log: Log) -> None:
    starts, time, label = columns(log)
    channel = (label % 2).astype(np.int32)
    names = ("after", "by_channel", "visits", "journeys", "begins", "ends", "waits", "follows", "turned")
    names = (*names, "bounced", "bounced_on")
    found = dict(zip(names, look(starts, time, label, channel, LABELS, 2), strict=True))
    expected: dict[str, Counter[Any]] = {name: Counter() for name in names}
    for one in log:
        steps = [step for _, step in one]
        expected["visits"].update(steps)
        expected["journeys"].update(set(steps))
        expected["by_channel"].update((step, step % 2) for step in steps)
        expected["after"].update(itertools.pairwise(steps))
        expected["begins"].update(steps[:1])
        expected["ends"].update(steps[-1:])
        for at in range(1, len(steps)):
            expected["follows"][steps[at - 1], steps[at]] += steps[at] in steps[:at]
            wait = (one[at][0] - one[at - 1][0]) * 250_000_000
            place = int(np.searchsorted(EDGES, wait, side="right")) - 1
            expected["waits"][steps[at], steps[at] % 2, place] += 1
        for at in range(2, len(steps)):
            expected["turned"][steps[at], steps[at - 1]] += steps[at - 2] == steps[at] != steps[at - 1]
        for at in range(3, len(steps)):
            a, b = steps[at - 1], steps[at]
            if a != b and steps[at - 3 : at - 1] == [a, b]:
                expected["bounced"][a, b] += 1
                expected["bounced_on"][a, b] += steps[at + 1 : at + 2] == [a]
    for name in names:
        places = {
            place if len(place) > 1 else place[0]: int(found[name][place])
            for place in zip(*np.nonzero(found[name]), strict=True)
        }
        assert places == {place: count for place, count in expected[name].items() if count}, name


@given(st.integers(0, 2**60))
def test_bins_of_waits(wait: int) -> None:
    place = wait_bin(wait)
    assert bin_edge(place) <= wait
    assert place == WAIT_BINS - 1 or wait < bin_edge(place + 1)


@given(logs)
def test_firsts_in_order_and_who_goes_on(log: Log) -> None:
    starts, _, label = columns(log)
    before = np.zeros((LABELS, LABELS), int)
    arrivals = []
    for begin, one in zip(starts.tolist(), log, strict=False):
        steps = [step for _, step in one]
        for left in set(steps):
            for right in set(steps):
                before[left, right] += steps.index(left) < steps.index(right)
        arrivals += sorted(
            (begin + steps.index(step), step, 2 not in steps[steps.index(step) + 1 :]) for step in {0, 1} & set(steps)
        )
    assert firsts_in_order(starts, label, LABELS).tolist() == before.tolist()
    step_of = np.array([0, 1, -1, -1], np.int32)
    found = first_arrivals(starts, label, step_of, np.array([2, 2], np.int32))
    assert list(zip(*(each.tolist() for each in found), strict=True)) == arrivals


@given(logs, st.integers(0, 3))
def test_what_lies_near_before_and_after(log: Log, reach: int) -> None:
    starts, _, label = columns(log)
    flags, values = label == 1, label.astype(float)
    parts = [label[begin:end].tolist() for begin, end in itertools.pairwise(starts)]
    assert near(starts, flags, reach).tolist() == [
        1 in one[at : at + reach + 1] for one in parts for at in range(len(one))
    ]
    assert sums_after(starts, values).tolist() == [sum(one[at + 1 :]) for one in parts for at in range(len(one))]
    assert counts_before(starts, flags, label == 2, 2).tolist() == [
        min(one[: at + 1].count(1) + one[:at].count(2), 2) for one in parts for at in range(len(one))
    ]


@given(logs)
def test_a_trait_counts_from_when_it_is_known(log: Log) -> None:
    starts, _, label = columns(log)
    codes = label - 1
    parts = [codes[begin:end].tolist() for begin, end in itertools.pairwise(starts)]
    expected = [next((code for code in one[: at + 1] if code >= 0), -1) for one in parts for at in range(len(one))]
    assert first_values(starts, fixed(codes, np.int32)).tolist() == expected


@given(logs)
def test_history_is_of_earlier_events_only(log: Log) -> None:
    starts, time, label = columns(log)
    whole = history(starts, time, label, LABELS)
    for begin, one in zip(starts.tolist(), log, strict=False):
        for at, (now, step) in enumerate(one):
            changed = [*one[:at], (now + 3, (step + 1) % LABELS)]
            alone = history(*columns([changed]), LABELS)
            assert alone[at].tolist() == whole[begin + at].tolist()
            gaps = [(later - earlier) * 250_000_000 for (earlier, _), (later, _) in itertools.pairwise(one[:at])]
            if at:
                visits = 1 + sum(gap > SESSION_GAP_US for gap in gaps)
                assert alone[at][2] == (min(visits, 4) if visits < 6 else 5)
                assert alone[at][3] == min(at - len({step for _, step in one[:at]}), 4) or alone[at][3] >= 3


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=30))
def test_examples_are_those_with_the_lowest_lots(told_: list[tuple[int, int]]) -> None:
    group, lot = (np.array([each[place] for each in told_], kind) for place, kind in ((0, np.int32), (1, np.uint64)))
    found = lowest(group, lot, 4, 3)
    for each in range(4):
        expected = sorted(int(lot[at]) for at in np.flatnonzero(group == each))[:3]
        assert [int(lot[at]) for at in found[each] if at >= 0] == expected


def test_lots_are_even_and_apart() -> None:
    count = 20_000
    starts = np.arange(0, 3 * count + 1, 3, dtype=np.int64)
    nameless = fixed(np.zeros(count + 1), np.int64)
    for unit in (1, 1_000_000, 86_400_000_000):
        lots = (
            lots_of(
                fixed(starts, np.int64), fixed(np.arange(3 * count) * unit, np.int64), nameless, fixed([], np.uint8)
            )
            / 2.0**64
        )
        assert len(np.unique(lots)) == count
        counts = np.histogram(lots, 50, (0, 1))[0]
        assert ((counts - count / 50) ** 2 / (count / 50)).sum() < 100, unit


def test_lots_tell_twins_apart_and_know_no_partitions() -> None:
    log = told({f"customer {number}": "visit order" for number in range(500)})
    whole = lots_for(log)
    assert len(set(whole.tolist())) == 500
    half = np.arange(500) % 2 == 0
    assert lots_for(log.journeys(half)).tolist() == whole[half].tolist()


def test_hits_in_time_and_together() -> None:
    starts = fixed([0, 2, 2, 5], np.int64)
    rows = np.array([3, 0, 4, 1], np.int64)
    assert journeys_of(starts, rows).tolist() == [2, 0, 2, 0]
    finding, hit = np.array([0, 1, 1, 0], np.int32), np.array([True, True, False, True])
    found = by_time(finding, hit, np.array([0, 10, 99, 100], np.int64), np.int64(0), np.int64(100), 2, 10)
    assert [np.flatnonzero(each).tolist() for each in found[0]] == [[0, 9], [1]]
    assert [np.flatnonzero(each).tolist() for each in found[1]] == [[], [9]]
    assert hit_together(np.array([0, 0, 2]), np.array([0, 1, 1], np.int32), 2).tolist() == [[1, 1], [1, 2]]


def test_front_pages_and_contacts() -> None:
    log = told(
        {
            "anna": "home/web a/web home/web b/web home/web",
            "ben": "home/web b/web call/phone",
            "cleo": "b/web home/web a/web",
        },
        10,
    )
    landscape = landscape_of(log)
    assert landscape.every_visit == {"home"}
    assert [landscape.name(label) for label in landscape.contacts] == ["call"]


def test_rare_steps_share_a_label() -> None:
    log = told({"anna": "a b c"}, 5)
    landscape = Look((0, 2)).answer(Look((0, 2)).measure(log))
    assert [landscape.name(label) for label in landscape.steps(1)] == ["a", "c"]
    assert landscape.labels == 3
    assert landscape.journeys.tolist() == [5, 5, 5]


def test_traits_are_few_values_known_at_once_that_stay() -> None:
    log = told({"anna": "a b=x", "ben": "a b"}, 20)
    codes = log.codes("event").codes
    journey = np.repeat(np.arange(len(log)), np.diff(log.starts))
    named = {
        "plan": journey % 3,
        "mood": np.arange(len(codes)) % 2,
        "late": np.where(codes == 0, -1, journey % 2),
        "id": journey,
        "one": np.zeros(len(codes)),
    }
    made = {
        f"property:{name}": type(log.codes("event"))(values.astype(np.int32), [str(each) for each in range(40)])
        for name, values in named.items()
    }
    look_ = Look((0, 1), tuple(named))
    assert set(look_.answer(look_.measure(replace(log, columns={**log.columns, **made}))).traits) == {"plan"}


def test_merging_partitions_is_looking_at_the_whole() -> None:
    log = told({"anna": "a/web b/phone a/web", "ben": "b!1h a#3"}, 7)
    question = Look((0, 1), (), frozenset({"due", "owner", "value"}))
    whole = question.measure(log)
    half = np.arange(len(log)) < 5
    merged = question.merge(question.measure(log.journeys(half)), question.measure(log.journeys(~half)))
    for name, value in whole.items():
        arrays = isinstance(value, np.ndarray | Days)
        equal = np.array_equal(merged[name], value) if arrays else merged[name] == value
        assert equal, name


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing(count: int) -> None:
    log = told({"anna": "a"}, 1).journeys(np.array([bool(count)]))
    landscape = Look((0,)).answer(Look((0,)).measure(log))
    assert landscape.total == count
    assert landscape.every_visit == frozenset()
