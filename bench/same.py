"""Whether two answers are the same: counts to the last one, quantiles within 1 %."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.peers import Edges

CLOSE = 0.01


class Differs(Exception):
    """Two answers that should be the same are not."""


def same_counts(who: str, ours: Sequence[int], theirs: Sequence[int]) -> None:
    if list(ours) != list(theirs):
        raise Differs(f"{who}: {theirs}, cxloop: {ours}")


def same_edges(who: str, ours: Edges, theirs: Edges, exact: int) -> None:
    """The first `exact` numbers of each edge are the same, the others within 1 % (or a microsecond)."""
    if ours.keys() != theirs.keys():
        raise Differs(f"{who} has other edges: {ours.keys() ^ theirs.keys()}")
    for pair, mine in ours.items():
        for place, (own, other) in enumerate(zip(mine, theirs[pair], strict=True)):
            if own != other if place < exact else abs(own - other) > max(CLOSE * abs(other), 1e-6):
                raise Differs(f"{who}, {pair}, number {place}: {other}, cxloop: {own}")


def edges_of(answer: Any, means: bool = False) -> Edges:
    """The edges of a PathMap as the peers write them."""
    if means:
        return {(edge.from_, edge.to): (edge.count, edge.mean_seconds) for edge in answer.edges}
    return {
        (edge.from_, edge.to): (edge.count, edge.customers, edge.median_seconds, edge.p90_seconds)
        for edge in answer.edges
    }
