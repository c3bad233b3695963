"""Kernels for the common case give what the general ones give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.funnel import FOREVER, furthest_steps, one_step_each, ordered
from cxloop.understand import follows


def _journeys(random: np.random.Generator, names: int, longest_us: int) -> tuple[Any, Any, Any]:
    """Starts, times with many ties where `longest_us` is small, and codes; some journeys are empty."""
    lengths = random.integers(0, 25, random.integers(1, 40))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    times = [np.sort(random.integers(0, longest_us, length)) for length in lengths]
    codes = random.integers(0, names, starts[-1])
    return fixed(starts, np.int64), fixed(np.concatenate(times), np.int64), fixed(codes, np.int32)


@pytest.mark.parametrize("seed", range(60))
def test_funnel_with_one_step_an_event(seed: int) -> None:
    random = np.random.default_rng(seed)
    starts, time, codes = _journeys(random, 8, 50)
    steps, window = int(random.integers(1, 7)), int(random.choice([0, 3, 12, 40, FOREVER]))
    table = np.zeros(9, np.uint64)
    table[:steps] = 1 << np.arange(steps, dtype=np.uint64)
    table[7] = seed % 2
    common = (starts, time, codes, fixed(table, np.uint64), steps, window)
    general = ordered(*common, fixed([FOREVER] * steps, np.int64), False)
    for expected, found in zip(general, one_step_each(*common), strict=True):
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(furthest_steps(*common), general[0])


@pytest.mark.parametrize("quantiles", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_graph_with_few_names(seed: int, quantiles: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(seed)
    names = int(random.integers(1, 60))
    starts, time, codes = _journeys(random, names, 10 ** int(random.integers(1, 13)))
    found = follows.follows(starts, time, codes, names, quantiles)
    for dense in (512, 0):
        monkeypatch.setattr(follows, "_SMALL_NAMES", 0)
        monkeypatch.setattr(follows, "_DENSE_NAMES", dense)
        other = follows.follows(starts, time, codes, names, quantiles)
        for part in ("edges", "counts", "customers", "total_us"):
            np.testing.assert_allclose(getattr(found.follows, part), getattr(other.follows, part))
        for mine, theirs in zip(found[1:], other[1:], strict=True):
            np.testing.assert_array_equal(mine, theirs)
        for mine, theirs in zip(found.follows.waits.run(), other.follows.waits.run(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
