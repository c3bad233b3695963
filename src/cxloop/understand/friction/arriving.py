"""What the detectors that look at arrivals at a step have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxloop.understand.friction.kernels import arrivals
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape

FEW = 20
"""A step that fewer journeys reach is not tested."""


def by_step(landscape: Landscape, findings: Sequence[Finding]) -> npt.NDArray[np.int32]:
    """Event code → index of the finding at that step, -1 for none."""
    finding_of = np.full(len(landscape.events) + 1, -1, np.int32)
    place = {name: code for code, name in enumerate(landscape.events)}
    for index, finding in enumerate(findings):
        finding_of[place[finding.step]] = index
    return finding_of


def at_steps(kind: str, landscape: Landscape, front: bool = True) -> list[Finding]:
    """A finding at each step that enough journeys reach, errors and steps that say nothing of the outcome left
    out; with `front` false also those that customers come by on every visit, which nobody makes them wait for."""
    is_error = landscape.is_error
    names = [landscape.name(label) for label in landscape.steps(FEW) if not is_error[landscape.step[label]]]
    skipped = landscape.skipped if front else landscape.skipped | landscape.every_visit
    return [Finding(kind, name) for name in names if name not in skipped]


def arriving(
    marks: Marks, landscape: Landscape, findings: Sequence[Finding], hits: npt.NDArray[np.uint8], before: bool
) -> Trials:
    """Trials at the first arrivals at the findings' steps; hits as in `kernels.arrivals`."""
    shares = landscape.shares([finding.step for finding in findings])
    rows = arrivals(marks.journeys.starts, marks.event, by_step(landscape, findings), hits, before, marks.draws, shares)
    return Trials.from_rows(rows)
