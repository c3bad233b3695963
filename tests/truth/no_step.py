"""Series with a trend, a season and errors that hang together, in which nothing happened or something did."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

import numpy as np
from scipy.signal import lfilter

from cxloop.learn.statistics.series import Step, step

KINDS: Final = (
    # periods, place of the change, season, how much errors hang together
    (90, 60, 7, 0.3),
    (120, 84, 7, 0.6),
    (180, 120, 7, 0.8),
    (104, 78, 0, 0.4),
)
SIZE: Final = 3.0


def looked_at(seed: int, size: float) -> tuple[Step, float]:
    """One series of a kind by turns; what is said of it, and the size of its step in standard deviations."""
    count, change, season, link = KINDS[seed % len(KINDS)]
    rng = np.random.default_rng([7, seed])
    errors = lfilter([1.0], [1.0, -link], rng.normal(0, 1, count + 200))[200:]
    place = np.arange(count)
    values = 50 + rng.uniform(-0.1, 0.1) * place + errors + size * (place >= change)
    if season:
        values += rng.normal(0, 2, season)[place % season]
    return step(values, change, season=season, seed=seed, drawn=499), size


def alarms(seeds: range, processes: int = 1) -> int:
    """Of series in which nothing happened: how many seem to say otherwise."""
    return sum(found.beyond_chance for found, _ in _every(seeds, 0.0, processes))


def held(seeds: range, processes: int = 1) -> tuple[int, int]:
    """Of series with a step: how many intervals hold it, and how many find it."""
    seen = _every(seeds, SIZE, processes)
    return sum(found.low <= size <= found.high for found, size in seen), sum(found.low > 0 for found, _ in seen)


def _every(seeds: range, size: float, processes: int) -> list[tuple[Step, float]]:
    if processes == 1:
        return [looked_at(seed, size) for seed in seeds]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(looked_at, seeds, [size] * len(seeds), chunksize=20))
