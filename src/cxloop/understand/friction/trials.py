"""What a detector finds in journeys: moments at which a friction could strike, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cxloop.questions.journeys import Journeys
from cxloop.understand.kernels.trials import columns_of
from cxloop.understand.landscape import Landscape


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be tested: a kind of friction at a step. others: further steps or errors that belong to it. group:
    the customers concerned, for a drop-off. vague: nothing but its size sets the friction apart from what is usual, so
    that those hit may differ in ways nobody recorded."""

    kind: str
    step: str
    others: tuple[str, ...] = ()
    group: tuple[str, str] | None = None
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Trials:
    """Moments at which journeys were at risk of a finding, one a row of these arrays, in the order of journeys.

    anchor: int64, the event (row of the partition) at which those who were hit and those who were not had got equally
    far; what counts for the outcome comes after it. origin: int64, the event from which durations run, today the
    anchor. seen: int64, the event by which the hit has shown itself. finding: int32, index into the detector's
    findings. hit: bool. context: int32, event code that says by which way they came, -1 for none.
    """

    anchor: npt.NDArray[np.int64]
    origin: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    finding: npt.NDArray[np.int32]
    hit: npt.NDArray[np.bool_]
    context: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.anchor)

    def chosen(self, rows: npt.NDArray[np.int64]) -> Trials:
        """Only these trials."""
        return Trials(*(getattr(self, name)[rows] for name in self.__slots__))

    @classmethod
    def from_rows(cls, rows: npt.NDArray[np.int64]) -> Trials:
        """From a matrix (n, 6) in the order of the fields."""
        return cls(*columns_of(rows))


@dataclass(frozen=True, slots=True)
class Marks:
    """What detectors share about the rows of one partition, computed once."""

    journeys: Journeys
    human: npt.NDArray[np.bool_] = field(repr=False)  # a row: took place in a human channel
    digital: npt.NDArray[np.bool_] = field(repr=False)
    failed: npt.NDArray[np.bool_] = field(repr=False)  # a row: its properties say that it failed
    lots: npt.NDArray[np.uint64] = field(repr=False)  # a journey: drawn once for all from what it holds

    @property
    def draws(self) -> npt.NDArray[np.float64]:
        """The lots as numbers from 0 to 1: a journey is in a sample of so large a share where its draw is lower."""
        return self.lots / 2.0**64

    @property
    def event(self) -> npt.NDArray[np.int32]:
        return self.journeys.codes("event").codes


class Detector(Protocol):
    """A kind of friction. A module of this package that has a `detector` is used; nothing else registers it."""

    kind: str

    def findings(self, landscape: Landscape) -> list[Finding]:
        """What there is to test, given the log as a whole."""
        ...

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        """The trials in one partition, for these findings."""
        ...
