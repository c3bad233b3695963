"""Pairs of steps between which journeys go back and forth, parted into what the detectors call them.

A journey that is at x, with step s behind it, may go on or back to s. Where some go on, those are the ones to compare
with, at x. Where nearly all go back, x is but a way round, and the comparison is with those who did not take it, at s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cxloop.understand.friction.arriving import FEW
from cxloop.understand.landscape import Landscape

_SHARE = 0.01
_OFTEN = 30
_ROUND = 0.8
_ON = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """From x back to step s, as compact labels. round: x only leads back. bouncing: back and forth again and again."""

    x: int
    step: int
    round: bool
    bouncing: bool


@lru_cache(maxsize=8)
def pairs(landscape: Landscape) -> tuple[Pair, ...]:
    """All pairs frequent enough to be tested; errors, contacts with people, the outcome and front pages are
    no steps to redo. Nor is there anything to redo after another end of the journey, nor where a step is but carried
    on, from started to completed."""
    is_error = np.append(landscape.is_error[landscape.step[:-1]], True)
    contacts, front = set(landscape.contacts), landscape.every_visit
    found = []
    for x, step in np.argwhere(landscape.follows >= _OFTEN).tolist():
        if (
            is_error[step]
            or landscape.step[x] < 0
            or step in contacts
            or landscape.name(step) in landscape.skipped | front
        ):
            continue
        back = landscape.follows[x, step]
        if landscape.ending(x) or (x == step and len(landscape.phased) and 2 * landscape.phased[x] > back):
            continue
        if back < _SHARE * landscape.visits[x]:
            continue
        bouncing = not is_error[x] and _bouncing(landscape, x, step)
        there = landscape.after[step, x] if bouncing else landscape.visits[x]
        leads_back = x != step and (landscape.turned[step, x] if bouncing else back) >= _ROUND * there
        if not (leads_back and is_error[x]):  # going on after an error is no friction of its own
            found.append(Pair(x, step, bool(leads_back), bouncing))
    return tuple(found)


def _bouncing(landscape: Landscape, x: int, step: int) -> bool:
    """Whether journeys go back and forth between the two, and not only once back: from x, where it mostly leads
    straight back to the step, it is enough to take that way twice; else they have to come back a second time."""
    twice = landscape.bounced[step, x]
    if x == step or twice < FEW:
        return False
    if landscape.turned[step, x] >= _ROUND * landscape.after[step, x]:
        return bool(twice >= _ON * landscape.turned[step, x])
    return bool(landscape.bounced_on[step, x] >= _ON * twice)


def by_code(
    landscape: Landscape, listed: list[tuple[int, int, int]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """(at, other, finding) labels as the kernels want them: where each event code's entries begin, the others'
    codes, findings."""
    codes = np.array([landscape.step[at] for at, _, _ in listed], np.int64)
    order = np.argsort(codes, kind="stable")
    first = np.searchsorted(codes[order], np.arange(len(landscape.events) + 1)).astype(np.int64)
    others = np.array([landscape.step[listed[place][1]] for place in order], np.int32)
    return first, others, np.array([listed[place][2] for place in order], np.int32)
