"""How customers really travel: the follows-graph, and the variants of whole journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from cxloop.questions.answer import Answer
from cxloop.questions.intervals import correlated, newcombe
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.lens import LeftOut
from cxloop.questions.steps import canonical
from cxloop.understand.differing import Difference, Overlap
from cxloop.understand.follows import Follows, follows, merge_follows
from cxloop.understand.path_counts import PathCounts, arrays_of, counts_from
from cxloop.understand.variants import (
    NUMBERS,
    Variant,
    merge_variants,
    top_variants,
    variant_counts,
    variant_numbers,
)

Ints = npt.NDArray[np.int64]
_QUANTILES: Final = (0.5, 0.9)
_NO_VARIANTS: Final = (np.empty(0, np.int64), np.empty(0, np.int64))
NAN: Final = float("nan")
FEWEST: Final = 6
"""Waits below which a median has no 95 % interval: all of n lie on one side of it with a chance of 2 in 2 ** n."""
_WORTH: Final = 100
"""Of so many journeys one has to take a transition before its waits are ranked."""


@dataclass(frozen=True, slots=True)
class PathEdge:
    """One step directly followed by another. share: of the journeys, those that have it."""

    from_: str = field(metadata={"name": "from"})
    to: str
    count: int
    customers: int
    share: float
    mean_seconds: float
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True, slots=True)
class PathStep:
    """starts, ends: journeys that begin and end with it; shares of all journeys."""

    step: str
    count: int
    customers: int
    starts: int
    ends: int
    start_share: float
    end_share: float


@dataclass(frozen=True, slots=True)
class ComparedEdge:
    """Shares a and b of two groups' journeys that have an edge; difference a - b with its 95 % interval."""

    from_: str = field(metadata={"name": "from"})
    to: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    a_customers: int
    b_customers: int
    a_median_seconds: float
    b_median_seconds: float


@dataclass(frozen=True, slots=True)
class Comparison(Answer):
    """Two groups compared; the edges that differ most come first. differences: which of them differ beyond chance,
    and how, of the tested ones; overlap: who is in both."""

    rows: ClassVar[str] = "edges"
    groups: tuple[str, str]
    edges: tuple[ComparedEdge, ...]
    journeys: tuple[int, int]
    tested: int = 0
    differences: tuple[Difference, ...] = ()
    overlap: Overlap = field(default_factory=Overlap)


@dataclass(frozen=True, slots=True)
class LongestWaits(Answer):
    """The transitions that at least `least` journeys took, the longest median wait first; rarer: how many others there
    are, which are left out."""

    rows: ClassVar[str] = "edges"
    least: int
    rarer: int
    edges: tuple[PathEdge, ...]


@dataclass(frozen=True, slots=True)
class PathMap(Answer):
    """Edges and steps, most frequent first; variants: how many different sequences of steps there are."""

    question: ClassVar[str] = "paths"
    rows: ClassVar[str] = "edges"
    edges: tuple[PathEdge, ...]
    steps: tuple[PathStep, ...]
    variants: int
    top_variants: tuple[Variant, ...]
    journeys: int
    events: int
    waits: LongestWaits | None = None
    compare: Comparison | None = None
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Paths:
    """The follows-graph over all journeys: each pair of consecutive events is an edge.

    quantiles: medians and p90 of waits too, not only means; top: how many of the most frequent variants to return, by
    number: ask VariantSteps for what they are. variants: whether to count them at all.

    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 3, 5]), time=np.array([0, 60, 90, 0, 30]) * 1_000_000, names=("anna", "ben"),
    ...     columns={"event": Codes(np.array([0, 1, 2, 0, 1], np.int32), ("visit", "search", "buy"))})
    >>> paths = Paths().answer(Paths().measure(journeys))
    >>> [(edge.from_, edge.to, edge.count, edge.mean_seconds) for edge in paths.edges]
    [('visit', 'search', 2, 45.0), ('search', 'buy', 1, 30.0)]
    >>> paths.variants
    2
    """

    quantiles: bool = True
    top: int = 10
    variants: bool = True
    columns: ClassVar[frozenset[str]] = frozenset({"event"})

    def keep(self, journeys: Journeys) -> dict[str, npt.NDArray[Any]]:
        """What an index keeps of whole journeys, and gives back among their notes, so that this need not be counted."""
        numbered = replace(journeys, notes={NUMBERS: variant_numbers(journeys)})
        return {**numbered.notes, **arrays_of(self.measure(numbered))}

    def measure(self, journeys: Journeys) -> PathCounts:
        kept = counts_from(journeys.notes, journeys.events, self.quantiles, self.variants)
        if kept is not None:
            return kept
        event = canonical(journeys.codes("event"))
        starts, codes = fixed(journeys.starts, np.int64), fixed(event.codes, np.int32)
        graph = follows(starts, fixed(journeys.time, np.int64), codes, len(event.values), self.quantiles)
        used = np.flatnonzero(graph.counts).tolist()
        rows = (part[used].tolist() for part in graph[1:])
        steps = dict(zip(used, zip(*rows, strict=True), strict=True))
        return PathCounts(
            names={code: event.values[code] for code in used},
            steps=steps,
            follows=graph.follows,
            variants=variant_counts(journeys) if self.variants else _NO_VARIANTS,
            journeys=int(np.count_nonzero(np.diff(starts))),
        )

    def merge(self, left: PathCounts, right: PathCounts) -> PathCounts:
        steps = dict(left.steps)
        for code, row in right.steps.items():
            known = steps.get(code, (0, 0, 0, 0))
            steps[code] = (known[0] + row[0], known[1] + row[1], known[2] + row[2], known[3] + row[3])
        return PathCounts(
            left.names | right.names,
            steps,
            merge_follows(left.follows, right.follows),
            merge_variants(left.variants, right.variants),
            left.journeys + right.journeys,
        )

    def answer(self, total: PathCounts) -> PathMap:
        steps = [
            PathStep(total.names[code], *row, row[2] / total.journeys, row[3] / total.journeys)
            for code, row in total.steps.items()
        ]
        return PathMap(
            edges=edges_of(total.follows, total.names, total.journeys),
            steps=tuple(sorted(steps, key=lambda step: (-step.count, step.step))),
            variants=len(total.variants[0]),
            top_variants=top_variants(total.variants, self.top, total.journeys),
            journeys=total.journeys,
            events=sum(step.count for step in steps),
        )


def edges_of(graph: Follows, names: Mapping[int, str], journeys: int) -> tuple[PathEdge, ...]:
    """Edges, most frequent first; seconds are NaN where quantiles were not asked for."""
    seconds = (graph.waits.quantiles(graph.edges, _QUANTILES) / 1e6).tolist()
    pairs = zip(*(part.tolist() for part in np.divmod(graph.edges, max(graph.names, 1))), strict=True)
    rows = zip(pairs, graph.counts.tolist(), graph.customers.tolist(), graph.total_us.tolist(), seconds, strict=True)
    edges = [
        PathEdge(names[first], names[second], count, customers, customers / journeys, total / count / 1e6, *wait)
        for (first, second), count, customers, total, wait in rows
    ]
    return tuple(sorted(edges, key=lambda edge: (-edge.count, edge.from_, edge.to)))


def longest_waits(paths: PathMap, least: int | None = None) -> LongestWaits:
    """Where journeys wait longest. least: journeys that have to take a transition; without it one in a hundred, and
    never fewer than 6: of a few, the longest wait is chance.

    >>> edges = [PathEdge("a", name, 9, taken, 0.0, 1.0, 60.0 * 9 / taken, 1.0) for name, taken in (("b", 9), ("c", 2))]
    >>> paths = PathMap(tuple(edges), (), 0, (), 40, 80)
    >>> [edge.to for edge in longest_waits(paths).edges], longest_waits(paths).rarer
    (['b'], 1)
    >>> [edge.to for edge in longest_waits(paths, least=1).edges]
    ['c', 'b']
    """
    fewest = max(FEWEST, ceil(paths.journeys / _WORTH)) if least is None else least
    taken = [edge for edge in paths.edges if edge.customers >= fewest]
    taken.sort(key=lambda edge: (-edge.median_seconds, -edge.customers, edge.from_, edge.to))
    return LongestWaits(fewest, len(paths.edges) - len(taken), tuple(taken))


def with_variants(paths: PathMap, steps: Mapping[int, tuple[str, ...]]) -> PathMap:
    """The map with the steps of its top variants filled in."""
    known = tuple(replace(variant, steps=steps[variant.number]) for variant in paths.top_variants)
    return replace(paths, top_variants=known)


def compare_edges(
    a: PathMap, b: PathMap, groups: tuple[str, str] = ("a", "b"), both: PathMap | None = None
) -> Comparison:
    """Two groups' edges compared, as shares of each group's journeys; those that differ most first. both: the map
    of those who are in either, where some are."""
    maps = [a, b] if both is None else [a, b, both]
    known = [({(edge.from_, edge.to): edge for edge in paths.edges}, paths.journeys) for paths in maps]
    edges = [
        _compared(pair, [(edges.get(pair), journeys) for edges, journeys in known])
        for pair in known[0][0] | known[1][0]
    ]
    edges.sort(key=lambda edge: (edge.from_, edge.to))
    if a.journeys and b.journeys:
        edges.sort(key=lambda edge: -abs(edge.difference))
    return Comparison(groups, tuple(edges), (a.journeys, b.journeys))


def _compared(pair: tuple[str, str], sides: Sequence[tuple[PathEdge | None, int]]) -> ComparedEdge:
    first, second, *both = [(edge.customers if edge else 0, journeys) for edge, journeys in sides]
    a_share, b_share = (part / whole if whole else NAN for part, whole in (first, second))
    a_median, b_median = (edge.median_seconds if edge else NAN for edge, _ in sides[:2])
    low, high = newcombe(*second, *first, correlation=correlated(first, second, both[0]) if both else 0.0)
    return ComparedEdge(
        from_=pair[0],
        to=pair[1],
        a=a_share,
        b=b_share,
        difference=a_share - b_share,
        low=low,
        high=high,
        a_customers=first[0],
        b_customers=second[0],
        a_median_seconds=a_median,
        b_median_seconds=b_median,
    )
