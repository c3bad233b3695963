"""The promise of the pain points, in short form: most planted pains found, few false findings, honest intervals.

The bars are those of the long form (`bench/truth.py`), loosened to what chance allows at this size: a product that just
keeps its promise fails one of the four with a probability of at most half a percent each.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from truth.examine import Result, examine_all, marks_of, verdict
from truth.score import at_least, at_most

PLANTED, NULL = 4, 20


@pytest.fixture(scope="module")
def results() -> Sequence[Result]:
    asked = [(seed, True) for seed in range(PLANTED)] + [(seed, False) for seed in range(NULL)]
    return sorted(examine_all(asked), key=lambda result: (not result.planted, result.seed))


def test_planted_pains_are_among_the_first_ten(results: Sequence[Result]) -> None:
    found = verdict(results)
    missed = [mark for mark in marks_of(results) if not mark.recalled]
    assert found.planted >= 2 * PLANTED
    assert found.recalled >= at_least(found.planted, 0.9), missed


def test_intervals_hold_the_true_effect(results: Sequence[Result]) -> None:
    found = verdict(results)
    missed = [mark for mark in marks_of(results) if not mark.covered]
    assert found.covered >= at_least(found.planted, 0.9), missed


def test_few_findings_are_false(results: Sequence[Result]) -> None:
    found = verdict(results)
    false = [(result.seed, result.card.false) for result in results if result.card is not None and result.card.false]
    assert found.judged >= found.planted // 2
    assert found.false <= at_most(found.judged, 0.1), false


def test_worlds_without_pains_seldom_alarm(results: Sequence[Result]) -> None:
    found = verdict(results)
    assert found.nulls == NULL
    assert found.alarmed <= at_most(NULL, 30 / 400), [
        (result.seed, result.claims) for result in results if result.claims
    ]
