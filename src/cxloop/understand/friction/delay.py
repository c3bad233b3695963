"""Delay: a step is waited for unusually long, measured against the waits for the same step in the same channel."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cxloop.understand.friction.arriving import arriving, at_steps
from cxloop.understand.friction.kernels import long_waits
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import CHANNELS, EDGES, Landscape

_ENOUGH = 100
_NEAR = 5
_DEPTH = 0.5
_QUICK_US = 600_000_000
_BREAK_US = 1_800_000_000
_TIMES = 20


class Delay:
    """Finds waits that are long for their step and channel."""

    kind = "delay"

    def findings(self, landscape: Landscape) -> list[Finding]:
        edges, found = cutoffs(landscape), []
        for one in at_steps(self.kind, landscape, front=False):
            label = landscape.label_of(one.step)
            if (edges[landscape.step[label]] >= 0).any():
                found.append(
                    replace(one, vague=not any(place is not None for place in _splits(landscape, label).values()))
                )
        return found

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        journeys = marks.journeys
        channel = np.minimum(journeys.codes("channel").codes, CHANNELS - 1).astype(np.int32)
        hits = long_waits(journeys.starts, journeys.time, marks.event, channel, cutoffs(landscape), pauses(landscape))
        return arriving(marks, landscape, self.findings(landscape), hits, before=True)


@lru_cache(maxsize=8)
def cutoffs(landscape: Landscape) -> npt.NDArray[np.int64]:
    """From which wait on, in microseconds, an arrival counts as delayed: (events + 1, channels + 1), -1 for none.

    Each channel has its own, where its waits part clearly into usual and long ones. Where those of no channel do, the
    longest tenth of each counts, unless time itself is the outcome: then a tenth is always slower, and nothing is
    amiss.
    """
    found = np.full((len(landscape.events) + 1, landscape.waits.shape[1]), -1, np.int64)
    for label in range(landscape.labels - 1):
        splits = _splits(landscape, label)
        clear = any(place is not None for place in splits.values())
        for channel, place in splits.items():
            share = np.cumsum(landscape.waits[label, channel]) / landscape.waits[label, channel].sum()
            tenth = len(EDGES) - 1 if clear or landscape.timed else int(np.searchsorted(share, 0.9)) + 1
            found[landscape.step[label], channel] = EDGES[place if place is not None else tenth]
    return found


@lru_cache(maxsize=1024)
def _splits(landscape: Landscape, label: int) -> dict[int, int | None]:
    """Where the waits for a step part, by channel with enough of them."""
    waits = landscape.waits[label]
    return {channel: split(waits[channel]) for channel in range(len(waits)) if waits[channel].sum() >= _ENOUGH}


@lru_cache(maxsize=8)
def pauses(landscape: Landscape) -> npt.NDArray[np.int64]:
    """Beyond which wait, in microseconds, it was the customer who went away: (events + 1, channels + 1).

    Where half the arrivals come within ten minutes, it takes half an hour and twenty times the median; elsewhere
    no wait counts as a break.
    """
    found = np.full((len(landscape.events) + 1, landscape.waits.shape[1]), np.iinfo(np.int64).max)
    share = np.cumsum(landscape.waits, axis=2)
    median = EDGES[np.minimum((share <= 0.5 * share[:, :, -1:]).sum(axis=2), len(EDGES) - 1)]
    breaks = np.maximum(_BREAK_US, _TIMES * median).astype(np.int64)
    found[landscape.step[:-1]] = np.where(median < _QUICK_US, breaks, np.iinfo(np.int64).max)[:-1]
    return found


def split(counts: npt.NDArray[np.int64]) -> int | None:
    """The bin from which on waits are long, where a distribution parts clearly; None where it does not.

    A valley between two modes of the logarithms, that leaves between 2 % and 40 % above it and is no accident of
    counting;
    of several, the one that separates best (Otsu 1979). Seen are only waits: what became of the customers plays no
    part.
    """
    near = np.convolve(counts, np.ones(_NEAR), "same")
    below, above = np.maximum.accumulate(near), np.maximum.accumulate(near[::-1])[::-1]
    lower_mode = np.minimum(below, above)
    valley = (near < _DEPTH * lower_mode) & (lower_mode - near > 3.0 * np.sqrt(lower_mode + near))
    share = np.cumsum(counts) / counts.sum()
    valley &= (share >= 0.6) & (share <= 0.98)
    if not valley.any():
        return None
    centre = np.log2(EDGES + 1.0) * counts / counts.sum()
    moment = np.cumsum(centre)
    between = np.zeros(len(counts))
    between[valley] = (moment[-1] * share - moment)[valley] ** 2 / (share * (1 - share))[valley]
    return int(np.argmax(between)) + 1


detector = Delay()
