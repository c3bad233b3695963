"""Delay: a step is waited for unusually long, measured against the waits for the same step in the same channel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxloop.understand.friction.arriving import arriving, at_steps
from cxloop.understand.friction.kernels import long_waits
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import CHANNELS, EDGES, Landscape

_ENOUGH = 100


class Delay:
    kind = "delay"

    def findings(self, landscape: Landscape) -> list[Finding]:
        edges = cutoffs(landscape)
        return [one for one in at_steps(self.kind, landscape) if (edges[landscape.events.index(one.step)] >= 0).any()]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        journeys = marks.journeys
        channel = np.minimum(journeys.codes("channel").codes, CHANNELS - 1).astype(np.int32)
        hits = long_waits(journeys.starts, journeys.time, marks.event, channel, cutoffs(landscape))
        return arriving(marks, landscape, self.findings(landscape), hits, before=True)


def cutoffs(landscape: Landscape) -> npt.NDArray[np.int64]:
    """From which wait on, in microseconds, an arrival counts as delayed: (events + 1, channels + 1), -1 for none."""
    found = np.full((len(landscape.events) + 1, landscape.waits.shape[1]), -1, np.int64)
    for label in range(landscape.labels - 1):
        for channel in range(landscape.waits.shape[1]):
            found[landscape.step[label], channel] = cutoff(landscape.waits[label, channel])
    return found


def cutoff(counts: npt.NDArray[np.int64]) -> int:
    """Where a distribution of waits (counts by bin) parts into the usual and the long; -1 where there are too few.

    The split of the logarithms that separates best (Otsu 1979), where it leaves between 2 % and 40 % above it and a
    valley in the counts; else the 90th percentile. Seen are only waits: what became of the customers plays no part.
    """
    total = int(counts.sum())
    if total < _ENOUGH:
        return -1
    share = np.cumsum(counts) / total
    split = _otsu(counts, share)
    return int(EDGES[split if split is not None else int(np.searchsorted(share, 0.9)) + 1])


def _otsu(counts: npt.NDArray[np.int64], share: npt.NDArray[np.float64]) -> int | None:
    centre = np.log2(EDGES + 1.0)
    weight = counts / counts.sum()
    moment = np.cumsum(weight * centre)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (moment[-1] * share - moment) ** 2 / (share * (1 - share))
    between[(share < 0.6) | (share > 0.98) | ~np.isfinite(between)] = -1.0
    best = int(np.argmax(between))
    if between[best] <= 0:
        return None
    smooth = np.convolve(counts, np.ones(5) / 5, "same")
    below, above = smooth[: best + 1].max(), smooth[best + 1 :].max()
    valley = best + int(np.argmin(smooth[best : best + 9])) if best + 9 < len(smooth) else best
    return valley + 1 if smooth[valley] < 0.6 * min(below, above) else None


detector = Delay()
