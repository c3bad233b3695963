"""Before and after: what a change did to a series of numbers, where nobody could be left without it.

An interrupted time series (Wagner, Soumerai, Zhang & Ross-Degnan 2002, Journal of Clinical Pharmacy and Therapeutics
27): level, trend, season and a step at the change. What happens one day says something of the next, so that the usual
interval is far too narrow; here the same series is drawn again many times, without the step, with errors that hang
together as those that were seen do (a sieve bootstrap: Bühlmann 1997, Bernoulli 3(2)), and the step that was found is
compared with those that come of nothing. It is no experiment: whatever else changed at the same time looks the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
DRAWN: Final = 999
LEAST_BEFORE: Final = 16
LEAST_AFTER: Final = 4
_MOST_LAGS: Final = 3
_SAFE: Final = 0.25
_STEADY: Final = 0.97
"""Errors that hang together more than this are no longer told from a wandering level."""


@dataclass(frozen=True, slots=True)
class Step:
    """effect: by how much the level after the change is above what level, trend and season before it lead to; low,
    high: 95 %; p: of a step of nothing; placebo_p: how often a step as clear is found at a date at which nothing
    changed, None where there are too few such dates; lags: over how many periods errors hang together."""

    effect: float
    low: float
    high: float
    p: float
    placebo_p: float | None
    lags: int

    @property
    def beyond_chance(self) -> bool:
        """Whether both say so."""
        return self.p < 0.05 and (self.placebo_p is None or self.placebo_p < 0.1)


def step(
    values: Floats, change: int, *, season: int = 0, trend: bool = True, seed: int = 0, drawn: int = DRAWN
) -> Step:
    """values: one a period, none missing; change: the place of the first after it; season: periods after which it comes
    again, 0 for none; trend: whether the level may drift.

    Raises ValueError where too little lies before or after, or nothing varies.

    >>> noise = np.random.default_rng(1).normal(0, 1, 80)
    >>> found = step(noise + np.where(np.arange(80) >= 60, 5.0, 0.0), 60)
    >>> found.low < 5 < found.high, found.p < 0.01
    (True, True)
    """
    count = len(values)
    if change < max(LEAST_BEFORE, 2 * season) or count - change < LEAST_AFTER:
        raise ValueError("too little before or after the change")
    design = _design(count, change, season, trend)
    [effect], [error], [residuals] = _fitted(values[None], design)
    if error <= 1e-12 * max(1e-300, float(np.abs(values).max())):
        raise ValueError("the series has no noise to compare a step with")
    rng = np.random.default_rng(seed)
    links = _links(residuals, design, rng)
    again = _drawn(residuals, links, count, rng, drawn)
    steps, errors, _ = _fitted(again, design)
    clear, mine = np.abs(steps / np.maximum(errors, 1e-300)), abs(float(effect / error))
    reach, level = float(np.quantile(clear, 0.95) * error), float(effect)
    p = float((1 + (clear >= mine).sum()) / (1 + drawn))
    return Step(level, level - reach, level + reach, p, _placebo(values, change, season, trend, mine), len(links))


def _design(count: int, change: int, season: int, trend: bool) -> Floats:
    """Columns: the step first, then level, trend and season."""
    place = np.arange(count)
    columns = [(place >= change).astype(np.float64), np.ones(count)]
    if trend:
        columns.append((place - count / 2) / count)
    columns += [(place % season == part).astype(np.float64) for part in range(1, season)]
    return np.column_stack(columns)


def _fitted(values: Floats, design: Floats) -> tuple[Floats, Floats, Floats]:
    """Of series, one a row: the steps, their plain standard errors, and what is left over."""
    inverse = np.linalg.pinv(design)
    found = values @ inverse.T
    left = values - found @ design.T
    spread = np.sqrt((left**2).sum(axis=1) / (values.shape[1] - design.shape[1]))
    return found[:, 0], np.linalg.norm(inverse[0]) * spread, left


def _links(residuals: Floats, design: Floats, rng: np.random.Generator) -> Floats:
    """How errors hang together: an autoregression of one lag at least, its order by AIC; made larger for what fitting
    took out of it."""
    count = len(residuals)
    now = residuals[_MOST_LAGS:]
    best, chosen = np.inf, np.zeros(1, np.float64)
    for lags in range(1, _MOST_LAGS + 1):
        past = np.column_stack([residuals[_MOST_LAGS - lag : count - lag] for lag in range(1, lags + 1)])
        links = np.asarray(np.linalg.lstsq(past, now, rcond=None)[0], np.float64)
        left = now - past @ links
        score = len(now) * np.log(max(float(left @ left) / len(now), 1e-300)) + 2 * lags
        if score < best:
            best, chosen = score, links
    total = float(chosen.sum())
    chosen = chosen + (_raised(total, design, rng) - total) / len(chosen)
    while np.abs(np.roots(np.concatenate(([1.0], -chosen)))).max() > _STEADY:
        chosen = chosen * 0.98
    return chosen


def _raised(found: float, design: Floats, rng: np.random.Generator) -> float:
    """The link with which as little as was found would be found in one of four series: on the safe side, because errors
    that hang together more than one thinks are what makes false alarms.

    What is fitted takes part of the connection away with it (Andrews 1993, "Exactly median-unbiased estimation of first
    order autoregressive/unit root models", Econometrica 61(1)).
    """
    from scipy.signal import lfilter

    count = len(design)
    outside = np.eye(count) - design @ np.linalg.pinv(design)
    shocks = rng.normal(0, 1, (200, count + 100))
    before = found
    for link in np.arange(max(-0.5, np.floor(20 * found) / 20), _STEADY, 0.05):
        errors = lfilter([1.0], [1.0, -float(link)], shocks, axis=1)[:, 100:] @ outside
        seen = (errors[:, 1:] * errors[:, :-1]).sum(axis=1) / (errors[:, :-1] ** 2).sum(axis=1)
        if float(np.quantile(seen, _SAFE)) >= found:
            return float(max(found, link))
        before = float(link)
    return max(before, _STEADY)


def _drawn(residuals: Floats, links: Floats, count: int, rng: np.random.Generator, drawn: int) -> Floats:
    """Series of errors that hang together in the same way, one a row; the first hundred periods are thrown away."""
    from scipy.signal import lfilter

    lags, early = len(links), 100
    fresh = residuals.copy()
    for lag, link in enumerate(links, 1):
        fresh[lag:] -= link * residuals[:-lag]
    fresh = fresh[lags:] - fresh[lags:].mean()
    shocks = rng.choice(fresh, (drawn, count + early))
    made: Floats = lfilter([1.0], np.concatenate(([1.0], -links)), shocks, axis=1)[:, early:]
    return made


def _placebo(values: Floats, change: int, season: int, trend: bool, clear: float) -> float | None:
    """The same step looked for before the change, with as much after it as there is: how often is it as clear?"""
    after = len(values) - change
    first = max(LEAST_BEFORE, 2 * season)
    dates = range(first, change - after + 1)
    if len(dates) < 10:
        return None
    as_clear = 0
    for date in dates:
        part = values[max(0, date + after - len(values)) : date + after]
        [found], [wrong], _ = _fitted(part[None], _design(len(part), len(part) - after, season, trend))
        as_clear += bool(wrong) and bool(abs(found) / wrong >= clear)
    return float((1 + as_clear) / (1 + len(dates)))
