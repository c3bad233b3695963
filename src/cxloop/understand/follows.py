"""Counts of the follows-graph of one partition, and how two add up."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.edges import (
    dense_graph,
    dense_waits,
    edge_keys,
    ends_of,
    index_edges,
    longest_span,
    runs_of_bins,
    small_graph,
    small_waits,
    sparse_edges,
)
from cxloop.questions.kernels.steps import count_codes
from cxloop.questions.kernels.waits import BIN_BITS, bin_of, runs_of
from cxloop.questions.sketch import Sketches

Ints = npt.NDArray[np.int64]
_SMALL_NAMES: Final = 64  # as many as an integer has bits
_DENSE_NAMES: Final = 512  # beyond, the square of the names no longer fits a cache
_DENSE_CELLS: Final = 1 << 25  # bins of all edges together: 128 MB at most, mostly never touched


class Follows(NamedTuple):
    """edges: int64, sorted, from * names + to; counts, customers: int64; total_us: float64; waits: a group an edge."""

    names: int
    edges: Ints
    counts: Ints
    customers: Ints
    total_us: npt.NDArray[np.float64]
    waits: Sketches


class Graph(NamedTuple):
    """The edges; per code: events, journeys that have it, that begin and that end with it."""

    follows: Follows
    counts: Ints
    customers: Ints
    begins: Ints
    ends: Ints


class _Edges(NamedTuple):
    edges: Ints
    counts: Ints
    customers: Ints
    total_us: npt.NDArray[np.float64]


def follows(starts: Ints, time: Ints, codes: npt.NDArray[np.int32], names: int, quantiles: bool) -> Graph:
    """The follows-graph of journeys; arrays as `fixed` gives them; waits are empty without quantiles."""
    bins = int(bin_of(int(longest_span(starts, time)))) + 1
    if names <= _SMALL_NAMES and names * names * bins <= _DENSE_CELLS:
        return _small(starts, time, codes, names, bins if quantiles else 0)
    if quantiles and names * names * bins <= _DENSE_CELLS:
        return _at_once(starts, time, codes, names, names * names, bins)
    if names <= _DENSE_NAMES:
        found, counts, customers = _few(starts, time, codes, names)
        if quantiles and len(found.edges) * bins <= _DENSE_CELLS:
            return _at_once(starts, time, codes, names, len(found.edges), bins)
    else:
        found = _many(starts, time, codes, names)
        counts, customers = (part[:-1] for part in count_codes(starts, codes, names))
    waits = _waits(starts, time, codes, names) if quantiles else Sketches()
    return Graph(Follows(names, *found, waits), counts, customers, *ends_of(starts, codes, names))


def _small(starts: Ints, time: Ints, codes: npt.NDArray[np.int32], names: int, bins: int) -> Graph:
    """The graph where there are few names, as there mostly are; bins: 0 without waits."""
    waits = Sketches()
    if bins:
        table, (customers, begins, ends), by_bin = small_waits(starts, time, codes, names, bins)
        edges = np.flatnonzero(table[:, 0])
        keys, held, counts = runs_of_bins(by_bin, table[:, 0].astype(np.uint64), np.arange(names * names), edges)
        waits = Sketches(((keys, held),)) if len(keys) else waits
    else:
        table, (customers, begins, ends) = small_graph(starts, time, codes, names)
        edges = np.flatnonzero(table[:, 0])
        counts = table[edges, 0]
    total = table[edges, 1].view(np.float64)
    came = np.bincount(edges % max(names, 1), counts, names).astype(np.int64)
    return Graph(Follows(names, edges, counts, table[edges, 2], total, waits), came + begins, customers, begins, ends)


def _at_once(starts: Ints, time: Ints, codes: npt.NDArray[np.int32], names: int, most: int, bins: int) -> Graph:
    """Counts and waits in one pass: so few edges, at most `most`, that all their bins fit in memory."""
    slots = np.full(names * names, -1, np.int32)
    found = dense_waits(starts, time, codes, names, slots, most, bins)
    edges, journeys, total, bins_of, stretches, counts, customers = found
    order = np.argsort(edges)
    keys, held, sums = runs_of_bins(bins_of, stretches, edges, order)
    waits = Sketches(((keys, held),)) if len(keys) else Sketches()
    graph = Follows(names, edges[order], sums, journeys[order], total[order], waits)
    return Graph(graph, counts, customers, *ends_of(starts, codes, names))


def _few(starts: Ints, time: Ints, codes: npt.NDArray[np.int32], names: int) -> tuple[_Edges, Ints, Ints]:
    count, journeys, total, step_count, step_journeys = dense_graph(starts, time, codes, names)
    edges = np.flatnonzero(count)
    return _Edges(edges, count[edges], journeys[edges], total[edges]), step_count, step_journeys


def _many(starts: Ints, time: Ints, codes: npt.NDArray[np.int32], names: int) -> _Edges:
    edges, places = index_edges(starts, codes, names)
    counts, customers, total = sparse_edges(starts, time, fixed(places, np.int32), len(edges))
    order = np.argsort(edges)
    return _Edges(edges[order], counts[order], customers[order], total[order])


def _waits(starts: Ints, time: Ints, codes: npt.NDArray[np.int32], names: int) -> Sketches:
    keys = np.sort(edge_keys(starts, time, codes, names))
    return Sketches((runs_of(fixed(keys, np.int64)),))


def merge_follows(left: Follows, right: Follows) -> Follows:
    """Counts of the same edge add up; both must number their names alike."""
    if not len(left.edges) or not len(right.edges):
        return left if len(left.edges) else right
    if left.names != right.names:
        raise ValueError("partitions of one index share their names")
    edges = np.union1d(left.edges, right.edges)
    count, customers = np.zeros(len(edges), np.int64), np.zeros(len(edges), np.int64)
    total_us = np.zeros(len(edges), np.float64)
    for side in (left, right):
        places = np.searchsorted(edges, side.edges)
        count[places] += side.counts
        customers[places] += side.customers
        total_us[places] += side.total_us
    return Follows(left.names, edges, count, customers, total_us, left.waits.merge(right.waits))


def renumbered(graph: Follows, names: int) -> Follows:
    """The same graph where there are more names now than when it was counted; new ones come after those of then."""
    before = graph.names
    if names == before or not len(graph.edges):
        return graph._replace(names=names)
    keys, held = graph.waits.run()
    groups, bins = keys >> BIN_BITS, keys & ((1 << BIN_BITS) - 1)
    waits = Sketches((((groups // before * names + groups % before) << BIN_BITS | bins, held),))
    edges = graph.edges // before * names + graph.edges % before
    return graph._replace(names=names, edges=edges, waits=waits if len(keys) else graph.waits)
