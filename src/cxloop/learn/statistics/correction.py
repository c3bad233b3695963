"""Several comparisons at once."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p: Sequence[float]) -> list[float]:
    """p-values after Holm's correction (1979, Scandinavian Journal of Statistics 6): the chance that any of the
    comparisons that differ in nothing falls below alpha is at most alpha.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p)), key=p.__getitem__)
    corrected, highest = [0.0] * len(p), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, p[at] * (len(p) - rank)))
        corrected[at] = highest
    return corrected
