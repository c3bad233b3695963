"""When a log was kept: strays left out, nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cxloop.model.duration import DAY_US
from cxloop.questions.period import Days

MOMENTS = st.lists(st.integers(-50_000 * DAY_US, 50_000 * DAY_US), max_size=60).map(lambda all: np.array(all, np.int64))


@given(MOMENTS, MOMENTS)
def test_merging_is_as_counting_at_once(left: np.ndarray, right: np.ndarray) -> None:
    merged, whole = Days.of(left).merge(Days.of(right)), Days.of(np.concatenate((left, right)))
    assert merged.days.tolist() == whole.days.tolist()
    assert merged.events.tolist() == whole.events.tolist()
    assert merged.kept() == whole.kept()


@given(st.lists(st.integers(0, 1_000 * DAY_US), min_size=1, max_size=60), st.randoms())
def test_a_log_without_gaps_is_kept_whole(extra: list[int], random: object) -> None:
    time = np.array([*range(0, 1_000 * DAY_US, 25 * DAY_US), *extra], np.int64)
    found = Days.of(time)
    assert found.period() == (int(time.min()), int(time.max()))
    assert found.strays() is None


def test_strays_on_both_sides() -> None:
    kept = np.arange(1000) * DAY_US // 10
    found = Days.of(np.concatenate((kept, [-9000 * DAY_US, 9000 * DAY_US, 9001 * DAY_US])))
    assert (found.days[found.kept()].min(), found.days[found.kept()].max()) == (0, 99)
    assert found.strays() == (3, -9000 * DAY_US, 9001 * DAY_US)


def test_a_few_events_are_all_that_there_is() -> None:
    time = np.array([0, 4000 * DAY_US, 8000 * DAY_US])
    assert Days.of(time).period() == (0, 8000 * DAY_US)
    assert Days.of(np.empty(0, np.int64)).period() is None


def test_a_pilot_long_before_is_told_apart() -> None:
    pilot, real = np.arange(4) * DAY_US, (900 + np.arange(3000) % 300) * DAY_US
    assert Days.of(np.concatenate((pilot, real))).strays() == (4, 0, 4 * DAY_US - 1)
