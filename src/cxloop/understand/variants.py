"""Variants: the different sequences of steps that whole journeys are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.steps import hash_journeys
from cxloop.questions.kernels.waits import merge_runs
from cxloop.questions.steps import marks_of

Ints = npt.NDArray[np.int64]
NUMBERS: Final = "variants"
"""Among the notes of journeys: the number of each journey's variant, 0 for an empty one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One sequence of steps and the journeys that are exactly that; steps are empty until somebody asked for them."""

    steps: tuple[str, ...]
    count: int
    share: float
    number: int = field(metadata={"inside": True})


def variant_numbers(journeys: Journeys) -> Ints:
    """The number of each journey's variant, the same for the same names in the same order; 0 for an empty journey."""
    known: Ints | None = journeys.notes.get(NUMBERS)
    if known is not None:
        return known
    event = journeys.codes("event")
    marks = fixed(marks_of(tuple(event.values)), np.int64)
    numbers: Ints = hash_journeys(fixed(journeys.starts, np.int64), fixed(event.codes, np.int32), marks)
    return numbers


def variant_counts(journeys: Journeys) -> tuple[Ints, Ints]:
    """Sorted numbers of the variants there are, and how many journeys have each; empty journeys have none."""
    distinct, counts = np.unique(variant_numbers(journeys)[np.diff(journeys.starts) > 0], return_counts=True)
    return distinct, counts.astype(np.int64)


def merge_variants(left: tuple[Ints, Ints], right: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Variants of both, with their counts added up."""
    merged: tuple[Ints, Ints] = merge_runs(*(fixed(run, np.int64) for run in (*left, *right)))
    return merged


def top_variants(variants: tuple[Ints, Ints], top: int, journeys: int) -> tuple[Variant, ...]:
    """The most frequent variants, of equally frequent ones those with the lower number first."""
    numbers, counts = variants
    if 0 < top < len(counts):
        least = np.partition(counts, -top)[-top]
        more = np.flatnonzero(counts > least)
        chosen = np.concatenate((more, np.flatnonzero(counts == least)[: top - len(more)]))
    else:
        chosen = np.arange(len(counts))[: max(top, 0)]
    order = chosen[np.lexsort((numbers[chosen], -counts[chosen]))]
    return tuple(Variant((), int(counts[at]), int(counts[at]) / journeys, int(numbers[at])) for at in order)


@dataclass(frozen=True, slots=True)
class VariantSteps:
    """What the variants with these numbers are: the names of their steps, in order.

    The numbers come from `Paths`; both have to be asked of the same index and scope.
    """

    numbers: tuple[int, ...]
    columns: ClassVar[frozenset[str]] = frozenset({"event"})

    def measure(self, journeys: Journeys) -> dict[int, tuple[str, ...]]:
        event, numbers = journeys.codes("event"), variant_numbers(journeys)
        found: dict[int, tuple[str, ...]] = {}
        for number in self.numbers:
            places = np.flatnonzero(numbers == number)
            if len(places):
                rows = slice(int(journeys.starts[places[0]]), int(journeys.starts[places[0] + 1]))
                found[number] = tuple(event.values[code] for code in event.codes[rows].tolist())
        return found

    def merge(self, left: dict[int, tuple[str, ...]], right: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
        return left | right

    def answer(self, total: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
        return total
