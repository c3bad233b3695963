"""Verdicts that everybody looks at every day: how often they are wrong, over simulated changes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from cxloop.learn.analysis import Sums
from cxloop.learn.measure import Good
from cxloop.learn.statistics.estimate import Shape
from cxloop.learn.statistics.moments import Moments
from cxloop.learn.verdict import Judgement, bounds, guardrail, judge

RUNS, LOOKS, A_LOOK, BASE, TARGET = 120, 30, 200, 0.2, 0.3


def moments(n: int, came: int) -> Moments:
    share = came / n
    return Moments(n, np.array([share]), np.array([[n * share * (1 - share)]]))


def looked(
    lift: float, rule: str = "default", good: Good = "up", harm: float = 0.0, seed: int = 1
) -> list[list[Judgement]]:
    """Changes with this true effect, each looked at 30 times, the last time at the end that was set in advance."""
    rng, told = np.random.default_rng(seed), []
    sign = 1 if good == "up" else -1
    for _ in range(RUNS):
        old = np.cumsum(rng.binomial(A_LOOK, BASE, LOOKS))
        new = np.cumsum(rng.binomial(A_LOOK, BASE * (1 + sign * lift), LOOKS))
        calls = [np.cumsum(rng.binomial(A_LOOK, 0.1 * (1 + more), LOOKS)) for more in (0.0, harm)]
        own = []
        for look in range(LOOKS):
            n, final = A_LOOK * (look + 1), look == LOOKS - 1
            groups = [moments(n, int(old[look])), moments(n, int(new[look]))]
            sums = Sums("m", "binary", groups, Shape(), 0)
            found = bounds(sums, 0, 1, good, TARGET, False, final=final, planned=2 * A_LOOK * LOOKS)
            rail = Sums("c", "binary", [moments(n, int(one[look])) for one in calls], Shape(), 0)
            kept = bounds(rail, 0, 1, "down", TARGET, False, final=final, planned=2 * A_LOOK * LOOKS)
            own.append(judge(found, [guardrail("c", kept)], rule, final=final, enough=n >= 300))
        told.append(own)
    return told


def shares(told: list[list[Judgement]]) -> tuple[dict[str, float], dict[str, float]]:
    """How many were ever called so before the end, and what they were called at the end."""
    ever = Counter(outcome for one in told for outcome in {look.outcome for look in one[:-1]})
    last = Counter(one[-1].outcome for one in told)
    return {name: count / RUNS for name, count in ever.items()}, {name: count / RUNS for name, count in last.items()}


@pytest.mark.parametrize("good", ["up", "down"])
def test_what_does_nothing_is_seldom_called_anything_else(good: Good) -> None:
    ever, last = shares(looked(0.0, good=good))
    assert ever.get("met", 0) <= 0.01
    assert ever.get("harmful", 0) <= 0.05, "over two ways to do harm, at any of 29 looks"
    assert last.get("met", 0) <= 0.03
    assert last.get("harmful", 0) <= 0.09
    assert last["not_met"] > 0.5


def test_what_just_reaches_the_target_is_met_half_of_the_time_and_only_at_the_end() -> None:
    ever, last = shares(looked(TARGET))
    assert ever.get("met", 0) <= 0.05
    assert 0.35 <= last["met"] <= 0.65
    strict = shares(looked(TARGET, "strict"))[1]
    assert strict.get("met", 0) <= 0.05


def test_half_of_the_target_is_no_success_however_often_one_looks() -> None:
    """By the usual way, to look until the estimate is there and p is below .05, it often is."""
    told = looked(TARGET / 2)
    ever, last = shares(told)
    assert ever.get("met", 0) <= 0.01
    assert last.get("met", 0) <= 0.05
    rng, usual = np.random.default_rng(1), 0
    for _ in range(RUNS):
        old, new = (np.cumsum(rng.binomial(A_LOOK, share, LOOKS)) for share in (BASE, BASE * (1 + TARGET / 2)))
        n = A_LOOK * np.arange(1, LOOKS + 1)
        p, q = old / n, new / n
        z = (q - p) / np.sqrt((p * (1 - p) + q * (1 - q)) / n)
        usual += bool(((z > 1.96) & (q >= p * (1 + TARGET)) & (n >= 300)).any())
    assert usual / RUNS > 0.15


def test_a_good_change_is_found() -> None:
    ever, last = shares(looked(0.45))
    assert last["met"] > 0.9
    assert ever["met"] > 0.3, "some before the end"
    assert shares(looked(0.45, "strict"))[1]["met"] > 0.55


def test_harm_is_found_soon() -> None:
    assert shares(looked(-0.3))[0]["harmful"] > 0.95
    assert shares(looked(0.3, harm=0.5))[0]["harmful"] > 0.95, "the guardrail"
