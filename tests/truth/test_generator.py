"""The examiner examined: the simulated worlds are what they claim, and the marking can tell right from wrong."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import numpy as np
import pyarrow.compute as pc
import pytest

from truth.process import Trace, outcome_of, run
from truth.score import alarms, at_least, at_most, score
from truth.worlds import FEWEST, KINDS, World, effect_of, world

SEEDS = range(0, 24)


@cache
def planted(seed: int) -> World:
    return world(seed, planted=True)


def _rows_of(trace: Trace, keep: np.ndarray) -> np.ndarray:
    """The rows of some customers, in one order, comparable."""
    columns = [trace.rows.column(number).astype(float) for number in range(9)]
    chosen = keep[columns[0].astype(int)]
    table = np.stack([np.nan_to_num(column[chosen], nan=-9.0) for column in columns])
    return table[:, np.lexsort(table[::-1])]


def test_a_seed_gives_one_world() -> None:
    assert world(5, planted=True).columns.equals(planted(5).columns)
    assert [pain.effect for pain in world(5, planted=True).pains] == [pain.effect for pain in planted(5).pains]
    assert not planted(5).columns.equals(planted(6).columns)


def test_the_worlds_differ_and_every_kind_of_pain_occurs() -> None:
    worlds = [planted(seed) for seed in range(50)]
    kinds = Counter(pain.kind for each in worlds for pain in each.pains)
    outcomes = Counter(each.plan.outcome for each in worlds)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 8
    assert set(outcomes) == {"reaches", "avoids", "returns", "value", "rating", "duration"}
    assert outcomes["reaches"] >= 20
    assert len({each.trade for each in worlds}) >= 7
    assert len({len(each.plan.stops) for each in worlds}) >= 4
    assert all(2 <= len(each.pains) <= 5 for each in worlds)


@pytest.mark.parametrize("seed", SEEDS)
def test_pains_hit_enough_and_hurt(seed: int) -> None:
    each = planted(seed)
    came = {pain.slot: int(each.trace.came[:, each.plan.elements[pain.slot].stop].sum()) for pain in each.pains}
    for pain in each.pains:
        assert pain.hit.size >= FEWEST
        assert pain.hit.size < 0.75 * came[pain.slot]
        assert pain.effect < {"value": -5, "rating": -0.5, "duration": -3600}.get(each.plan.outcome, -0.05)


@pytest.mark.parametrize("seed", SEEDS)
def test_switching_a_pain_off_changes_only_those_it_hit(seed: int) -> None:
    each = planted(seed)
    for pain in each.pains:
        without = run(each.plan, each.people, each.on - {pain.slot})
        spared = np.ones(each.people.size, bool)
        spared[pain.hit] = False
        assert np.array_equal(_rows_of(each.trace, spared), _rows_of(without, spared))
        assert not np.array_equal(_rows_of(each.trace, ~spared), _rows_of(without, ~spared))


@pytest.mark.parametrize("seed", SEEDS)
def test_look_alikes_are_frequent_and_do_nothing(seed: int) -> None:
    each = world(seed, planted=False)  # pains from a date on would meet those a look-alike holds up overnight
    looks = [element for element in each.plan.elements if not element.pain]
    assert len({element.kind for element in looks}) >= 4
    frequent = 0
    for element in looks:
        hit, effect = effect_of(each.plan, each.people, each.trace, each.on, element)
        frequent += hit.size >= 200
        assert effect == pytest.approx(0, abs=1e-6), element
    assert frequent >= 4


def test_a_null_world_is_the_same_world_with_its_pains_off() -> None:
    null, each = world(4, planted=False), planted(4)
    off = run(each.plan, each.people, each.on - {pain.slot for pain in each.pains})
    everybody = np.ones(each.people.size, bool)
    assert null.pains == ()
    assert null.outcome == each.outcome
    assert np.array_equal(_rows_of(null.trace, everybody), _rows_of(off, everybody))


def test_comparing_without_care_would_be_fooled() -> None:
    """Busy customers repeat more and succeed more; less able ones err more and succeed less."""
    busy, able = [], []
    for seed in range(40):
        null = world(seed, planted=False)
        for element in null.plan.elements:
            if element.slot in null.on and element.kind in ("rework", "error") and null.plan.outcome == "reaches":
                came, hit = null.trace.came[:, element.stop], null.trace.hits[element.slot]
                result = outcome_of(null.plan, null.trace, null.trace.when[:, element.stop])
                (busy if element.mode == "browse" else able if element.kind == "error" else []).append(
                    result[hit].mean() - result[came & ~hit].mean()
                )
    assert np.mean(np.array(busy) > 0.01) > 0.6
    assert np.mean(np.array(able) < -0.01) > 0.3


def test_busyness_shows_before_the_journey() -> None:
    people = planted(0).people
    assert np.corrcoef(people.busy, people.visits)[0, 1] > 0.4
    assert np.corrcoef(people.able, people.helps)[0, 1] < -0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_is_well_formed(seed: int) -> None:
    each = planted(seed)
    log = each.columns
    assert log.column_names == [
        "customer",
        "time_us",
        "event",
        "channel",
        "owner",
        "due",
        "value",
        "case",
        "properties",
    ]
    time = log["time_us"].to_numpy()
    assert (np.diff(time) >= 0).all()
    assert 30_000 <= log.num_rows <= 180_000
    assert log["event"].null_count == log["customer"].null_count == 0
    known = set(pc.unique(log["event"]).to_pylist())
    assert all(pain.step in known for pain in each.pains)
    assert all(isinstance(json.loads(text), dict) for text in pc.unique(log["properties"]).to_pylist())


def test_frictions_can_be_seen_in_the_log() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        each = planted(seed)
        for pain in each.pains:
            log = each.columns.filter(pc.equal(each.columns["event"], pain.step))
            customers, counts = np.unique(log["customer"].to_numpy(zero_copy_only=False), return_counts=True)
            hit = {f"{each.names.customer}{number:05d}" for number in pain.hit}
            if pain.kind in ("rework", "repeat_contact", "ping_pong"):
                assert hit <= set(customers[counts >= 2])
                seen[pain.kind] += 1
            elif pain.kind == "late":
                overdue = pc.greater(log["time_us"], log["due"])
                assert hit == set(log.filter(overdue)["customer"].to_pylist())
                seen[pain.kind] += 1
            elif pain.kind == "error" and each.plan.elements[pain.slot].mode.startswith("event"):
                assert hit == set(customers)
                seen[pain.kind] += 1
    assert len(seen) == 5


def _finding(kind: str, step: str, effect: float, low: float, high: float, q: float = 0.001) -> dict[str, object]:
    return {"kind": kind, "step": step, "effect": effect, "low": low, "high": high, "q": q}


def test_a_perfect_answer_gets_full_marks() -> None:
    each = planted(0)
    card = score(
        each, {"pains": [_finding(p.kind, p.step, p.effect, 1.1 * p.effect, 0.9 * p.effect) for p in each.pains]}
    )
    assert all(mark.recalled and mark.covered for mark in card.marks)
    assert card.false == ()
    assert card.judged == len(each.pains)


def test_wrong_answers_lose_marks() -> None:
    each = planted(0)
    pain = each.pains[0]
    assert not any(mark.recalled or mark.covered for mark in score(each, {"pains": []}).marks)
    look = next(e for e in each.plan.elements if not e.pain and e.mode == "browse")
    searched = _finding("rework", each.names.events[each.plan.stops[look.stop].event], -0.1, -0.2, -0.05)
    helps = _finding(pain.kind, pain.step, 0.1, 0.05, 0.2)
    echo = _finding(*min(pain.echoes), -0.1, -0.2, -0.05)
    weak = _finding("late", "nowhere", -0.1, -0.2, 0.1, q=0.5)
    card = score(each, {"pains": [searched, helps, echo, weak]})
    assert [entry[:2] for entry in card.false] == [("rework", searched["step"]), (pain.kind, pain.step)]
    assert (card.significant, card.neutral, card.judged) == (3, 1, 2)
    assert not card.marks[0].covered
    buried = [_finding("late", "nowhere", -0.1, -0.2, 0.1, q=0.5)] * 10 + [
        _finding(pain.kind, pain.step, pain.effect, -1, 0)
    ]
    mark = score(each, {"pains": buried}).marks[0]
    assert mark.covered
    assert not mark.recalled


def test_alarms_are_significant_findings() -> None:
    assert alarms({"pains": [_finding("late", "a", -1, -2, 0, q=0.05)]}) == []
    assert len(alarms({"pains": [_finding("late", "a", -1, -2, 0, q=0.049)]})) == 1


def test_bars_follow_the_binomial() -> None:
    assert at_least(1000, 0.9) < 900 < at_most(1000, 0.9)
    assert at_least(28, 0.9) <= 22
    assert at_most(40, 0.075) <= 9
