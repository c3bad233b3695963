"""Whether units came into the groups as they should have: where they did not, no difference can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ALARM: Final = 0.001
"""Below this p a split counts as broken."""


def split_p(counts: Sequence[int], weights: Sequence[float] | None = None) -> float:
    """The p of Pearson's chi-square test that units were split as meant. weights: how, equally where None.

    Fabijan et al. 2019, "Diagnosing sample ratio mismatch in online controlled experiments", KDD.

    >>> split_p([50_750, 49_250]) < ALARM, round(split_p([502, 498]), 2)
    (True, 0.9)
    """
    from scipy.special import chdtrc

    total = sum(counts)
    if len(counts) < 2 or not total:
        return 1.0
    shares = list(weights) if weights is not None else [1.0] * len(counts)
    expected = [total * share / sum(shares) for share in shares]
    if any(not share and count for share, count in zip(shares, counts, strict=True)):
        return 0.0
    square = sum((count - mean) ** 2 / mean for count, mean in zip(counts, expected, strict=True) if mean)
    return float(chdtrc(sum(1 for share in shares if share) - 1, square))
