"""Counts of the map of journeys in one partition; and as arrays, as an index keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.questions.sketch import Sketches
from cxloop.understand.follows import Follows, renumbered

Ints = npt.NDArray[np.int64]
Arrays = Mapping[str, npt.NDArray[Any]]
_STEPS: Final = "paths.steps"
"""Among the notes of journeys: code, count, journeys, starts and ends of each step that occurs."""
_EDGES, _COUNTS, _CUSTOMERS, _TOTAL = (f"paths.{name}" for name in ("edges", "counts", "customers", "total_us"))
_WAITS = ("paths.waits", "paths.held")
_VARIANTS = ("paths.variants", "paths.frequent")
_SIZES: Final = "paths.sizes"


class PathCounts(NamedTuple):
    """names: of the codes that occur; steps: (code, count, journeys, starts, ends) rows; variants: sorted numbers and
    how many journeys have each."""

    names: dict[int, str]
    steps: dict[int, tuple[int, int, int, int]]
    follows: Follows
    variants: tuple[Ints, Ints]
    journeys: int


def arrays_of(counts: PathCounts) -> dict[str, npt.NDArray[Any]]:
    """The counts as arrays by name, that are given back as notes of the journeys."""
    graph = counts.follows
    keys, held = graph.waits.run()
    steps = np.array([(code, *row) for code, row in counts.steps.items()], np.int64)
    return {
        _STEPS: steps.ravel(),
        _EDGES: graph.edges,
        _COUNTS: graph.counts,
        _CUSTOMERS: graph.customers,
        _TOTAL: graph.total_us,
        **dict(zip(_WAITS, (keys, held), strict=True)),
        **dict(zip(_VARIANTS, counts.variants, strict=True)),
        _SIZES: np.array([graph.names, counts.journeys], np.int64),
    }


def counts_from(notes: Arrays, events: Sequence[str], quantiles: bool, variants: bool) -> PathCounts | None:
    """The counts that were kept, with waits and variants where they are asked for; None where nothing was kept."""
    if _STEPS not in notes:
        return None
    steps = {row[0]: (row[1], row[2], row[3], row[4]) for row in notes[_STEPS].reshape(-1, 5).tolist()}
    names, journeys = notes[_SIZES].tolist()
    waits = Sketches(((notes[_WAITS[0]], notes[_WAITS[1]]),)) if quantiles and len(notes[_WAITS[0]]) else Sketches()
    none = np.empty(0, np.int64)
    graph = Follows(names, notes[_EDGES], notes[_COUNTS], notes[_CUSTOMERS], notes[_TOTAL], waits)
    return PathCounts(
        names={code: events[code] for code in steps},
        steps=steps,
        follows=renumbered(graph, len(events)),
        variants=(notes[_VARIANTS[0]], notes[_VARIANTS[1]]) if variants else (none, none),
        journeys=journeys,
    )
