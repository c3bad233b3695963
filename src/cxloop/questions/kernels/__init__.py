"""Inner loops over sorted, dictionary-encoded columns, compiled by Numba; they release the GIL.

Arrays go in through `fixed`, so that every kernel is compiled for one set of types only, whether a column was
computed or is memory-mapped. `warm` compiles all of them, at set-up; afterwards they come from Numba's cache.
"""

from __future__ import annotations


def warm() -> None:
    """Compiles every kernel of this package, or finds it in the cache."""
    from cxloop.questions.kernels import bins, edges, funnel, steps, waits

    for topic in (waits, steps, edges, funnel, bins):
        topic.warm()
