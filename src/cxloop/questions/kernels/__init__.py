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


def _without_linear_algebra() -> None:
    """Lets Numba's own functions load without SciPy's linear algebra: no kernel multiplies matrices, and it takes
    longer to load than most questions to answer."""
    import sys

    from numba.np import linalg

    if "numba.np.arraymath" in sys.modules:
        return
    asks = linalg.ensure_blas

    def does_without() -> None:
        raise ImportError

    linalg.ensure_blas = does_without
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        linalg.ensure_blas = asks


_without_linear_algebra()
