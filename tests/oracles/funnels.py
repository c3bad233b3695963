"""Funnels by trying every chain of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from math import inf

from oracles.logs import SECOND, Row

Fits = list[list[bool]]
"""Per row, per step: whether the row stands for the step."""


def chains(rows: Sequence[Row], fits: Fits, window: float, windows: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """Every chain of rows that takes steps 0, 1, … in order and in time; strictly later rows, not times."""

    def longer(chain: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        yield chain
        step = len(chain)
        if step < len(fits[0]):
            for row in range(chain[-1] + 1, len(rows)):
                whole, wait = rows[row].time - rows[chain[0]].time, rows[row].time - rows[chain[-1]].time
                if fits[row][step] and whole <= window and wait <= windows[step - 1]:
                    yield from longer((*chain, row))

    for row in range(len(rows)):
        if fits[row][0]:
            yield from longer((row,))


def ordered(rows: Sequence[Row], fits: Fits, window: float, windows: Sequence[float] | None) -> tuple[int, ...]:
    """The chain that counts: the longest; of those the first to end, of those the last to begin; then each step as
    early as can be, or with windows per step each as late as can be, from the last."""
    limits = windows or [inf] * (len(fits[0]) - 1 if fits else 0)
    found = list(chains(rows, fits, window, limits))
    if not found:
        return ()
    longest = [chain for chain in found if len(chain) == max(map(len, found))]
    first = [chain for chain in longest if chain[-1] == min(chain[-1] for chain in longest)]
    if windows:
        return max(first, key=lambda chain: chain[::-1])
    return min(chain for chain in first if chain[0] == max(chain[0] for chain in first))


def strict(rows: Sequence[Row], fits: Fits, window: float, windows: Sequence[float] | None) -> tuple[int, ...]:
    limits = windows or [inf] * (len(fits[0]) - 1 if fits else 0)
    found = [chain for chain in chains(rows, fits, window, limits) if chain[-1] - chain[0] == len(chain) - 1]
    return min(found, key=lambda chain: (-len(chain), chain[-1]), default=())


def unordered(rows: Sequence[Row], fits: Fits, window: float) -> int:
    """How many of the first steps can be taken by different rows that lie within the window."""
    for steps in range(len(fits[0]) if fits else 0, 0, -1):
        for taken in permutations(range(len(rows)), steps):
            times = [rows[row].time for row in taken]
            if all(fits[row][step] for step, row in enumerate(taken)) and max(times) - min(times) <= window:
                return steps
    return 0


def waits(rows: Sequence[Row], chain: Sequence[int]) -> list[float]:
    """Seconds between the rows of a chain."""
    return [(rows[later].time - rows[row].time) / SECOND for row, later in pairwise(chain)]
