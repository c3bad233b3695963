"""Experiments in which nothing differs, looked at again and again; and ones in which something does: how often are the
intervals wrong, and how often is the difference found?"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from functools import partial
from multiprocessing import get_context
from typing import Final

import numpy as np
import numpy.typing as npt

from cxloop.learn.statistics.contrast import Contrast, contrasts
from cxloop.learn.statistics.estimate import Shape
from cxloop.learn.statistics.moments import Moments, by_group
from cxloop.learn.statistics.planning import sizes, spread_of_share
from cxloop.learn.statistics.split import ALARM, split_p

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A kind of metric. draw: for n units, the columns of their moments; effect: added to the first column of the
    treated per unit of the second."""

    draw: Callable[[np.random.Generator, int], list[Floats]]
    shape: Shape = field(default_factory=Shape)
    binary: bool = False


def _share(chance: float, rng: np.random.Generator, n: int) -> list[Floats]:
    return [(rng.random(n) < chance).astype(float)]


def _normal(rng: np.random.Generator, n: int) -> list[Floats]:
    return [rng.normal(10, 3, n)]


def _counts(rng: np.random.Generator, n: int) -> list[Floats]:
    return [rng.poisson(rng.gamma(1, 2, n)).astype(float)]


def _revenue(rng: np.random.Generator, n: int) -> list[Floats]:
    """Nothing of most, a long tail of some."""
    return [(rng.random(n) < 0.2) * rng.lognormal(3, 1, n)]


def _ratio(rng: np.random.Generator, n: int) -> list[Floats]:
    """Rows of a unit are alike, and there are more of some."""
    rows = 1.0 + rng.poisson(rng.gamma(2, 1.5, n))
    return [rows * rng.normal(5, 1.5, n) + rng.normal(0, 1, n) * np.sqrt(rows), rows]


def _before(rng: np.random.Generator, n: int) -> list[Floats]:
    """What was before says much of what comes."""
    before = rng.gamma(2, 5, n)
    return [0.8 * before + rng.gamma(2, 2, n), before]


WORLDS: Final = {
    "share of 10 %": World(partial(_share, 0.1), binary=True),
    "share of 50 %": World(partial(_share, 0.5), binary=True),
    "mean, normal": World(_normal),
    "count": World(_counts),
    "revenue": World(_revenue),
    "ratio": World(_ratio, Shape(0, 1)),
    "mean with CUPED": World(_before, Shape(0, before=1)),
}


@dataclass
class Tally:
    """Of experiments without a difference: how often the interval at the end missed 0, and how often the sequential one
    did at any look; of experiments with one of the designed size: how often each found it, and held it; looked: those
    of them that were looked at again and again."""

    runs: int = 0
    fixed_wrong: int = 0
    ever_wrong: int = 0
    runs_with: int = 0
    found: int = 0
    looked: int = 0
    found_ever: int = 0
    held: int = 0

    def merge(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def simulated(name: str, runs: int, units: int, looks: int, seed: int) -> Tally:
    """Experiments of one kind of metric."""
    world, rng, tally = WORLDS[name], np.random.default_rng(seed), Tally()
    size, enough = planned(world, units)
    for _ in range(runs):
        wrong = [_misses(found, 0.0) for found in _looked_at(world, rng, units, looks, 0.0)]
        tally.runs += 1
        tally.fixed_wrong += wrong[-1][0]
        tally.ever_wrong += any(ever for _, ever in wrong)
    for number in range(runs):
        often = number % 4 == 0  # what is said at the end does not hang on the looks before
        seen = _looked_at(world, rng, enough, looks if often else 1, size)
        tally.runs_with += 1
        tally.found += seen[-1].interval.low > 0
        tally.held += not _misses(seen[-1], size)[0]
        tally.looked += often
        tally.found_ever += often and any(found.sequential.low > 0 for found in seen)
    return tally


def _misses(found: Contrast, truth: float) -> tuple[bool, bool]:
    fixed, ever = found.interval, found.sequential
    return not fixed.low <= truth <= fixed.high, not ever.low <= truth <= ever.high


def _looked_at(world: World, rng: np.random.Generator, units: int, looks: int, effect: float) -> list[Contrast]:
    """What is said at each look, as units come in; each is given its arm by lot."""
    seen: list[Contrast] = []
    sofar: list[Moments] = []
    for part in np.array_split(np.arange(units), looks):
        columns, arm = world.draw(rng, len(part)), rng.integers(0, 2, len(part))
        columns[0] = _treated(world, rng, columns, arm, effect)
        new = by_group(arm, 2, columns)
        sofar = [old.merge(more) for old, more in zip(sofar, new, strict=True)] if sofar else new
        _, [found] = contrasts(sofar, 0, world.shape, binary=world.binary, planned=units)
        seen.append(found)
    return seen


def _treated(
    world: World, rng: np.random.Generator, columns: list[Floats], arm: npt.NDArray[np.int64], effect: float
) -> Floats:
    if world.binary:
        base = columns[0]
        turned = (arm == 1) & (base == 0) & (rng.random(len(base)) < effect / max(1e-9, 1 - base.mean()))
        return np.where(turned, 1.0, base)
    weight = columns[world.shape.under] if world.shape.under >= 0 else 1.0
    return columns[0] + effect * weight * (arm == 1)


def planned(world: World, units: int) -> tuple[float, int]:
    """A difference, and the units that planning asks for to find it with 80 %: about as many as given."""
    columns = world.draw(np.random.default_rng(0), 400_000)
    _, [found] = contrasts(by_group(np.arange(400_000) % 2, 2, columns), 0, world.shape, binary=world.binary)
    spread = math.sqrt(found.group.variance * found.group.n)
    effect = 2.8 * spread * 2 / math.sqrt(units)
    if world.binary:
        spread = spread_of_share(found.group.value, effect / found.group.value)
    return effect, sizes(effect, 0.0, spread).any_effect or units


def simulated_all(runs: int, units: int, looks: int, processes: int = 2, chunk: int = 250) -> dict[str, Tally]:
    """Every kind of metric, over processes."""
    tallies = {name: Tally() for name in WORLDS}
    asked = [(name, at) for name in WORLDS for at in range(max(1, runs // chunk))]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        work = {(name, at): pool.submit(simulated, name, min(chunk, runs), units, looks, at) for name, at in asked}
        for (name, _), done in work.items():
            tallies[name] = tallies[name].merge(done.result())
    return tallies


def splits(runs: int, seed: int) -> tuple[int, int]:
    """Of so many splits of 100,000: how many fair ones raised the alarm, and how many of 50.75 % were found."""
    rng = np.random.default_rng(seed)
    counts = [[rng.binomial(100_000, chance) for _ in range(runs)] for chance in (0.5, 0.5075)]
    fair, broken = (sum(split_p([one, 100_000 - one]) < ALARM for one in each) for each in counts)
    return fair, broken
