"""When a pain began: the change point of how often it strikes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_GAIN = 12.0


def onset(hits: npt.NDArray[np.int64], trials: npt.NDArray[np.int64]) -> int | None:
    """The stretch of time from which on hits are more frequent; None where they were there from the start.

    hits of trials by stretch. The split into before and after with the highest binomial likelihood, if it beats no
    split by a log
    likelihood ratio of 12 (a penalty for the choice among the splits; Killick et al. 2012 for penalties of this
    kind) and the rate rises by half at least.

    >>> onset(np.array([1, 0, 1, 30, 28, 31]), np.full(6, 100))
    3
    >>> onset(np.array([10, 11, 9, 10, 12, 9]), np.full(6, 100)) is None
    True
    """
    before_hits, before = np.cumsum(hits)[:-1], np.cumsum(trials)[:-1]
    after_hits, after = hits.sum() - before_hits, trials.sum() - before
    usable = (before >= 20) & (after >= 20)
    if not usable.any():
        return None
    gain = _likelihood(before_hits, before) + _likelihood(after_hits, after) - _likelihood(hits.sum(), trials.sum())
    gain[~usable] = -np.inf
    best = int(np.argmax(gain))
    rises = after_hits[best] / after[best] > 1.5 * before_hits[best] / before[best]
    return best + 1 if gain[best] > _GAIN and rises else None


def _likelihood(hits: npt.NDArray[np.int64], trials: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    share = np.clip(np.asarray(hits) / np.maximum(trials, 1), 1e-12, 1 - 1e-12)
    result: npt.NDArray[np.float64] = hits * np.log(share) + (trials - hits) * np.log(1 - share)
    return result
