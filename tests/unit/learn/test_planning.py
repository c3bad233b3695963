"""A plan keeps what it says: simulated, and against the textbook."""

from __future__ import annotations

import numpy as np
import pytest

from cxloop.learn.statistics.contrast import contrasts
from cxloop.learn.statistics.estimate import Shape
from cxloop.learn.statistics.moments import moments
from cxloop.learn.statistics.planning import sizes, spread_of_share


def test_the_textbook() -> None:
    """Two means, 0.5 standard deviations apart: 63 to 64 a group (Cohen 1988, table 2.4.1)."""
    assert sizes(0.5, 0.0, 1.0).any_effect == pytest.approx(2 * 63, abs=2)


def test_stricter_rules_and_uneven_splits_need_more() -> None:
    plain, uneven = sizes(0.4, 0.3, 1.0), sizes(0.4, 0.3, 1.0, share=0.1)
    assert plain.any_effect < plain.target < plain.strict  # type: ignore[operator]
    assert plain.any_effect < plain.any_look  # type: ignore[operator]
    assert plain.any_effect < uneven.any_effect  # type: ignore[operator]
    assert plain.any_effect < sizes(0.4, 0.3, 1.0, arms=3).any_effect  # type: ignore[operator]


def test_what_no_number_of_units_can_show() -> None:
    assert sizes(0.3, 0.3, 1.0).target is None
    assert sizes(0.0, -0.1, 1.0).any_effect is None
    assert sizes(1e-9, 0.0, 1.0).any_effect is None


def test_the_rules_are_met_as_often_as_planned() -> None:
    """From 10 % to 14 %, where 30 % better is asked for."""
    base, expected, target = 0.1, 0.04, 0.03
    plan, rng = sizes(expected, target, spread_of_share(base, expected / base)), np.random.default_rng(5)
    met = {"any_effect": 0, "target": 0, "strict": 0, "any_look": 0}
    for rule in met:
        each = getattr(plan, rule) // 2
        for _ in range(500):
            did = rng.binomial(each, [base, base + expected])
            arms = [moments([np.repeat([1.0, 0.0], [one, each - one])]) for one in did] if each < 20_000 else None
            _, [found] = contrasts(arms or [_of(one, each) for one in did], 0, Shape(), binary=True, planned=2 * each)
            met[rule] += {
                "any_effect": found.interval.low > 0,
                "target": found.interval.low > 0 and found.effect >= target,
                "strict": found.interval.low > target,
                "any_look": found.sequential.low > 0,
            }[rule]
    assert {rule: share / 500 for rule, share in met.items()} == pytest.approx(dict.fromkeys(met, 0.8), abs=0.055)


def _of(did: int, each: int) -> object:
    from cxloop.learn.statistics.moments import Moments

    share = did / each
    return Moments(each, np.array([share]), np.array([[each * share * (1 - share)]]))
