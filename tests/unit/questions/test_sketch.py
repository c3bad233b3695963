"""Sketches of waits, against NumPy."""

from __future__ import annotations

import itertools
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.questions import sketch as module
from cxloop.questions.sketch import Sketch, Sketches

waits = st.lists(st.integers(0, 2**62) | st.integers(0, 200), max_size=40)


@given(waits, st.floats(0, 1))
def test_quantiles_are_within_one_per_cent(values: list[int], share: float) -> None:
    found = Sketch.of(values).quantile(share)
    if not values:
        assert isnan(found)
    else:
        assert found == pytest.approx(np.quantile(np.array(values, np.float64), share), rel=0.008)


rows_of_groups = st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 10**13)), max_size=60)


@given(rows_of_groups, st.lists(st.integers(0, 59), max_size=3))
def test_merging_loses_nothing(rows: list[tuple[int, int]], cuts: list[int]) -> None:
    groups, values = (np.array([row[at] for row in rows], np.int64) for at in (0, 1))
    whole = Sketches.of(groups, values).run()
    edges = [0, *sorted(cuts), len(rows)]
    parts = [Sketches.of(groups[a:b], values[a:b]) for a, b in itertools.pairwise(edges)]
    for most_loose, most_cells in ((10**6, 10**6), (0, 10**6), (10**6, 0), (0, 0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_MOST_LOOSE", most_loose)
            patch.setattr(module, "_MOST_CELLS", most_cells)
            total = Sketches()
            for part in parts:
                total = part.merge(total)
            run = total.run()
        assert [part.tolist() for part in run] == [part.tolist() for part in whole]
    assert whole[1].sum() == (values >= 0).sum()


def test_regrouping_adds_up() -> None:
    sketches = Sketches.of([0, 1, 2], [5, 5, 7])
    moved = sketches.regrouped([4, 4, 1])
    assert moved.group(4)[0].tolist() == [5]
    assert moved.group(4)[1].tolist() == [2]
    assert moved.quantiles([1, 4, 0], [0.5]).tolist()[:2] == [[7], [5]]


def test_a_whole_number_below_sixty_four_is_exact() -> None:
    for value in range(64):
        assert Sketch.of([value]).quantile(0.5) == value
