"""The follows-graph, variants, and single transitions, against counting by hand and against DuckDB."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from math import isnan
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.questions.journeys import Codes, Journeys
from cxloop.testing import journeys_for
from cxloop.understand import follows
from cxloop.understand.edges import Edge, Step
from cxloop.understand.paths import Paths, compare_edges, with_variants
from cxloop.understand.variants import VariantSteps
from oracles.logs import SECOND, TYPED, TYPED_ON_MAC, Log, asked, journeys_of, logs, parts_of, same

placed = st.lists(st.integers(0, 2), min_size=7, max_size=7)


@given(logs(span=40), placed, st.booleans())
def test_edges_steps_and_variants(log: Log, where: list[int], many: bool) -> None:
    waits, who = defaultdict(list), defaultdict(set)
    for name, rows in log.items():
        for row, after in itertools.pairwise(rows):
            waits[same(row.event), same(after.event)].append((after.time - row.time) / SECOND)
            who[same(row.event), same(after.event)].add(name)
    with pytest.MonkeyPatch.context() as patch:
        if many:  # the way taken where there are hundreds of names
            patch.setattr(follows, "_DENSE_NAMES", 0)
        paths = asked(Paths(), parts_of(log, where), where)
    assert {(same(edge.from_), same(edge.to)): (edge.count, edge.customers) for edge in paths.edges} == {
        pair: (len(found), len(who[pair])) for pair, found in waits.items()
    }
    for edge in paths.edges:
        found = waits[same(edge.from_), same(edge.to)]
        assert edge.mean_seconds == pytest.approx(np.mean(found))
        assert edge.median_seconds == pytest.approx(np.quantile(found, 0.5), rel=0.01)
        assert edge.p90_seconds == pytest.approx(np.quantile(found, 0.9), rel=0.01)
        assert edge.share == edge.customers / len(log)
    check_steps(log, paths)
    variants = Counter(tuple(same(row.event) for row in rows) for rows in log.values())
    assert paths.variants == len(variants)
    assert (paths.journeys, paths.events) == (len(log), sum(map(len, log.values())))


def check_steps(log: Log, paths: Any) -> None:
    count = Counter(same(row.event) for rows in log.values() for row in rows)
    customers = Counter(step for rows in log.values() for step in {same(row.event) for row in rows})
    starts, ends = (Counter(same(rows[at].event) for rows in log.values()) for at in (0, -1))
    assert {same(step.step): (step.count, step.customers, step.starts, step.ends) for step in paths.steps} == {
        name: (count[name], customers[name], starts[name], ends[name]) for name in count
    }
    assert sum(step.start_share for step in paths.steps) == pytest.approx(1 if log else 0)


@given(logs(rows=4), placed, st.integers(0, 5))
def test_top_variants_get_their_steps(log: Log, where: list[int], top: int) -> None:
    parts = parts_of(log, where)
    paths = asked(Paths(top=top), parts)
    numbers = tuple(variant.number for variant in paths.top_variants)
    paths = with_variants(paths, asked(VariantSteps(numbers), parts))
    expected = Counter(tuple(same(row.event) for row in rows) for rows in log.values())
    assert [one.count for one in paths.top_variants] == sorted(expected.values(), reverse=True)[:top]
    for variant in paths.top_variants:
        assert expected[tuple(map(same, variant.steps))] == variant.count
        assert variant.share == variant.count / len(log)
    assert all("number" not in variant for variant in paths.to_dict()["top_variants"])


def test_names_typed_in_two_ways_are_one_step_and_keep_the_bytes_of_one() -> None:
    paths = asked(Paths(), [journeys_for({"anna": f"{TYPED_ON_MAC} {TYPED} {TYPED}"})])
    assert [(edge.from_, edge.to, edge.count) for edge in paths.edges] == [(TYPED_ON_MAC, TYPED_ON_MAC, 2)]


def test_twenty_thousand_names() -> None:
    names = tuple(f"step {number}" for number in range(20_000))
    codes = np.random.default_rng(1).integers(0, 20_000, 60_000).astype(np.int32)
    starts = np.arange(0, 60_001, 30)
    journeys = Journeys(starts, np.arange(60_000) * SECOND, {"event": Codes(codes, names)}, range(2_000))
    paths = asked(Paths(), [journeys])
    assert sum(edge.count for edge in paths.edges) == 2_000 * 29
    pairs = Counter((names[a], names[b]) for row in codes.reshape(-1, 30) for a, b in itertools.pairwise(row))
    assert {(edge.from_, edge.to): edge.count for edge in paths.edges} == pairs
    assert all(edge.median_seconds == pytest.approx(1, rel=0.01) for edge in paths.edges)


def test_as_duckdb_says_it() -> None:
    rng = np.random.default_rng(7)
    lengths = rng.geometric(0.05, 2_000)
    rows = pd.DataFrame({"customer": np.repeat(np.arange(2_000), lengths), "event": rng.integers(0, 6, lengths.sum())})
    rows["time"] = (rng.lognormal(15, 4, len(rows)) % 1e14).astype("int64").cumsum()
    starts = np.concatenate(([0], lengths.cumsum()))
    codes = Codes(rows.event.to_numpy(np.int32), tuple("abcdef"))
    paths = asked(Paths(), [Journeys(starts, rows.time.to_numpy(), {"event": codes}, range(2_000))])
    expected = duckdb.sql("""
        with pairs as (select customer, event, lead(event) over w as after, lead(time) over w - time as wait
                       from rows window w as (partition by customer order by time))
        select event, after, count(*), count(distinct customer), avg(wait) / 1e6, quantile_cont(wait, .5) / 1e6,
               quantile_cont(wait, .9) / 1e6 from pairs where after is not null group by all""").fetchall()
    found = {(edge.from_, edge.to): edge for edge in paths.edges}
    assert len(found) == len(expected)
    for first, second, count, customers, mean, median, p90 in expected:
        edge = found["abcdef"[first], "abcdef"[second]]
        assert (edge.count, edge.customers) == (count, customers)
        assert edge.mean_seconds == pytest.approx(mean)
        assert edge.median_seconds == pytest.approx(median, rel=0.01)
        assert edge.p90_seconds == pytest.approx(p90, rel=0.01)


@given(logs(), placed, st.sampled_from(["a", TYPED]), st.sampled_from(["b", TYPED_ON_MAC]))
def test_one_edge(log: Log, where: list[int], first: str, second: str) -> None:
    pairs = [
        (name, after.time - row.time, after.channel or "(none)")
        for name, rows in log.items()
        for row, after in itertools.pairwise(rows)
        if (same(row.event), same(after.event)) == (same(first), same(second))
    ]
    answer = asked(Edge(first, second), parts_of(log, where), where)
    who = {name for name, _, _ in pairs}
    assert (answer.count, answer.customers) == (len(pairs), len(who))
    assert {one.channel: one.count for one in answer.channels} == Counter(channel for _, _, channel in pairs)
    assert sum(one.count for one in answer.waits) == len(pairs)
    assert len(answer.waits) <= 24
    assert set(answer.examples) <= who
    assert len(answer.examples) == min(5, len(who))
    assert answer.examples == asked(Edge(first, second), [journeys_of(log)]).examples
    if not pairs:
        assert isnan(answer.mean_seconds)


def test_the_histogram_of_waits_holds_each_wait_where_it_belongs() -> None:
    told = {f"{number}": f"a b@{number}s" for number in (0, 1, 1, 10, 100, 1000)}
    answer = asked(Edge("a", "b"), [journeys_for(told)])
    bins = [one for one in answer.waits if one.count]
    assert [one.count for one in bins] == [1 + 1, 1, 1, 1]
    assert bins[0].low_seconds == 0
    assert bins[-1].high_seconds == pytest.approx(1000, rel=0.01)
    assert all(one.high_seconds == after.low_seconds for one, after in itertools.pairwise(answer.waits))


@given(logs(), placed, st.sampled_from(["a", TYPED]))
def test_one_step(log: Log, where: list[int], step: str) -> None:
    answer = asked(Step(step), parts_of(log, where), where)
    rows = [row for one in log.values() for row in one if same(row.event) == same(step)]
    assert answer.count == len(rows)
    assert {one.channel: one.count for one in answer.channels} == Counter(row.channel or "(none)" for row in rows)
    after = [pair for one in log.values() for pair in itertools.pairwise(one) if same(pair[0].event) == same(step)]
    assert sum(edge.count for edge in answer.after) == len(after)
    assert answer.customers == len({name for name, one in log.items() if any(same(r.event) == same(step) for r in one)})
    assert len(answer.examples) == min(5, answer.customers)


def test_two_groups_side_by_side() -> None:
    a = asked(Paths(), [journeys_for({"anna": "visit buy", "ben": "visit buy"})])
    b = asked(Paths(), [journeys_for({"carl": "visit call", "dora": "visit buy", "eva": "visit", "finn": "visit"})])
    compared = compare_edges(a, b, ("web", "phone"))
    first, second = compared.edges
    assert (first.from_, first.to, first.a, first.b, first.difference) == ("visit", "buy", 1, 0.25, 0.75)
    assert -0.2 < first.low < 0.75 < first.high
    assert (second.to, second.a_customers, second.b_customers) == ("call", 0, 1)
    assert isnan(second.a_median_seconds)
    assert compared.to_dict()["edges"][0]["from"] == "visit"
