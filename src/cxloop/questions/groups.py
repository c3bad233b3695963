"""Which events belong to one group of a breakdown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxloop.model.segment import Group, Listed, Segment
from cxloop.questions.journeys import Journeys
from cxloop.questions.rules import columns_of, mask_of
from cxloop.questions.steps import canonical

By = str | Segment | Listed
"""What is split by: a column, as it is at an event, or a segment that a whole journey is in or not."""


def columns_by(by: By | None) -> frozenset[str]:
    """The columns that it takes to tell groups apart."""
    if isinstance(by, Segment):
        return columns_of([by.rule])
    return frozenset({by}) if isinstance(by, str) else frozenset()


def inside(segment: Segment | Listed, journeys: Journeys) -> npt.NDArray[np.bool_]:
    """Which journeys are in a segment."""
    if isinstance(segment, Segment):
        return journeys.any_row(mask_of(segment.rule, journeys))
    return np.fromiter((name in segment.members for name in journeys.names), np.bool_, len(journeys.names))


def rows_in(by: By, group: Group, journeys: Journeys) -> npt.NDArray[np.bool_]:
    """The events of a group, one bool a row.

    >>> from cxloop.questions.journeys import Codes
    >>> channels = Codes(np.array([0, -1, 1], np.int32), ("web", "app"))
    >>> journeys = Journeys(np.array([0, 3]), np.arange(3), {"channel": channels}, ("anna",))
    >>> rows_in("channel", Group("app"), journeys).tolist(), rows_in("channel", Group(None), journeys).tolist()
    ([False, False, True], [False, True, False])
    """
    if not isinstance(by, str):
        own = np.array([group.has(name) for name in by.names], np.bool_)
        return np.repeat(own[(~inside(by, journeys)).astype(np.int64)], np.diff(journeys.starts))
    column = canonical(journeys.codes(by))
    table = np.array([*(group.has(name) for name in column.values), group.has(None)], np.bool_)
    found: npt.NDArray[np.bool_] = table[column.codes]
    return found
