"""The customers of a simulated world and every random number they will ever need, drawn before anything happens.

Two latent traits drive both what people do and how it ends, so that doing and ending are correlated without one causing
the other: `busy` (engaged: visits more, repeats more, goes on more) and `able` (slower, errs more, gives up more when
low; its weight is `danger`, 0 in some worlds). Both show in the data: earlier sessions and help pages, pace, and in
most worlds a property. What pushes customers into friction is `lure_busy` and `lure_able`: mostly the visible trace,
some of the hidden trait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DAY: Final = 86_400.0
EPOCH: Final = 1_735_689_600.0  # 2025-01-01, a Wednesday, UTC
SLOTS: Final = 20  # main steps and elements never exceed this


@dataclass(frozen=True, slots=True)
class Population:
    """One row per customer. `levels[j]` is the level of the j-th property in `properties`."""

    size: int
    start: Floats  # seconds since 1970 at which the main journey begins
    busy: Floats
    able: Floats
    visits: Ints  # earlier sessions
    helps: Ints  # earlier help pages
    channel: Ints
    properties: tuple[tuple[str, tuple[str, ...]], ...]
    levels: tuple[Ints, ...]
    lure_busy: Floats
    lure_able: Floats
    logit: Floats  # how much readier than the average this customer is to go on, at every step
    pace: Floats  # factor on all own waits
    go: Floats  # uniform[customer, step]: goes on if below its probability
    hit: Floats  # uniform[customer, element]
    wait: Floats  # standard normal[customer, step]
    night: Floats  # uniform[customer, step], then uniform[customer, element]
    extra: Floats  # standard normal[customer, element]
    spread: Floats  # uniform[customer, element], then uniform[customer, step]
    last: Floats  # uniform[customer, 8]: what happens after the main journey
    noise: Floats  # standard normal[customer, 4]


def _standard(values: Floats) -> Floats:
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation > 0 else values * 0.0


def _starts(rng: np.random.Generator, size: int, days: int, latest_hour: float) -> Floats:
    """Seasonal, fewer (or more) at week-ends, in the daytime."""
    day = np.arange(days)
    weekend = np.where((day + 2) % 7 >= 5, rng.uniform(0.4, 1.5), 1.0)
    season = 1 + rng.uniform(0, 0.4) * np.sin(2 * np.pi * (day / days + rng.uniform()))
    weight = weekend * season * np.linspace(1, rng.uniform(0.7, 1.5), days)
    hours = np.clip(rng.normal(rng.uniform(11, 14), 2.8, size), 7, latest_hour)
    return (
        EPOCH
        + 30 * DAY
        + rng.choice(day, size, p=weight / weight.sum()) * DAY
        + hours * 3600
        + rng.uniform(0, 60, size)
    )


def _cut(rng: np.random.Generator, trait: Floats, blur: float, levels: int) -> Ints:
    blurred = trait + blur * rng.standard_normal(trait.size)
    shares = np.sort(rng.uniform(0.25, 0.8, levels - 1))
    return np.searchsorted(np.quantile(blurred, shares), blurred).astype(np.int64)


def draw(
    rng: np.random.Generator,
    *,
    channels: int,
    segments: tuple[tuple[str, tuple[str, ...]], ...],
    tier: tuple[str, tuple[str, ...]],
    skill: tuple[str, tuple[str, ...]],
    latest_hour: float,
) -> Population:
    size, days = int(rng.integers(4500, 8001)), int(rng.integers(60, 181))
    busy, able = rng.standard_normal(size), rng.standard_normal(size)
    danger = float(rng.choice([0.0, 0.5, 0.8]))
    visits = np.minimum(rng.poisson(np.exp(0.4 + 0.6 * busy)), 9).astype(np.int64)
    helps = np.minimum(rng.poisson(np.exp(-0.4 - 0.6 * able)), 5).astype(np.int64)
    channel = rng.choice(channels, size, p=rng.dirichlet(np.full(channels, 6.0))).astype(np.int64)
    properties, levels = (
        list(segments),
        [
            rng.choice(len(names), size, p=rng.dirichlet(np.full(len(names), 5.0))).astype(np.int64)
            for _, names in segments
        ],
    )
    seen_busy, seen_able = _standard(np.log1p(visits)), _standard(-np.log1p(helps))
    if rng.uniform() < 0.6:
        properties.append(tier)
        levels.append(_cut(rng, busy, 0.5, len(tier[1])))
        seen_busy = _standard(seen_busy + 0.5 * _standard(levels[-1].astype(float)))
    if danger and rng.uniform() < 0.75:
        properties.append(skill)
        levels.append(_cut(rng, able, 0.5, len(skill[1])))
        seen_able = _standard(seen_able + _standard(levels[-1].astype(float)))
    start = _starts(rng, size, days, latest_hour)
    season = rng.uniform(0, 0.12) * np.sin(2 * np.pi * ((start - EPOCH) / DAY / days + rng.uniform()))
    logit = (
        rng.uniform(0.15, 0.35) * busy
        + 0.5 * danger * able
        + rng.normal(0, 0.3, channels)[channel]
        + rng.normal(0, 0.25, len(segments[0][1]))[levels[0]]
        + season
    )
    return Population(
        size=size,
        start=start,
        busy=busy,
        able=able,
        visits=visits,
        helps=helps,
        channel=channel,
        properties=tuple(properties),
        levels=tuple(levels),
        lure_busy=0.9 * seen_busy + 0.1 * busy,
        lure_able=1.3 * np.sqrt(danger) * (0.9 * seen_able + 0.1 * able),
        logit=logit,
        pace=np.exp(-0.1 * busy - 0.3 * danger * able + 0.2 * rng.standard_normal(size)),
        go=rng.uniform(size=(size, SLOTS)),
        hit=rng.uniform(size=(size, SLOTS)),
        wait=rng.standard_normal((size, SLOTS)),
        night=rng.uniform(size=(size, 2 * SLOTS)),
        extra=rng.standard_normal((size, SLOTS)),
        spread=rng.uniform(size=(size, 2 * SLOTS)),
        last=rng.uniform(size=(size, 8)),
        noise=rng.standard_normal((size, 4)),
    )
