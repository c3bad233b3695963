"""One transition, or one step, looked at closely."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import nfc
from cxloop.questions.answer import Answer
from cxloop.questions.examples import Examples, examples_of, merge_examples
from cxloop.questions.journeys import Journeys
from cxloop.questions.kernels.arrays import fixed
from cxloop.questions.kernels.steps import rows_of_edge
from cxloop.questions.lens import LeftOut
from cxloop.questions.sketch import Sketch
from cxloop.questions.steps import codes_named
from cxloop.understand.path_counts import PathCounts
from cxloop.understand.paths import PathEdge, Paths, PathStep

_EXAMPLES: Final = 5
_HISTOGRAM_BINS: Final = 24
NONE: Final = "(none)"


@dataclass(frozen=True, slots=True)
class ChannelShare:
    """How many of the arrivals came through a channel."""

    channel: str
    count: int


@dataclass(frozen=True, slots=True)
class WaitBin:
    """Waits from low_seconds up to, not including, high_seconds (the last bin: included)."""

    low_seconds: float
    high_seconds: float
    count: int


@dataclass(frozen=True, slots=True)
class EdgeAnswer(Answer):
    """channels: of the event that arrives; examples: up to five journeys that have the transition."""

    question: ClassVar[str] = "edge"
    rows: ClassVar[str] = "waits"
    from_: str = field(metadata={"name": "from"})
    to: str
    count: int
    customers: int
    mean_seconds: float
    median_seconds: float
    p90_seconds: float
    waits: tuple[WaitBin, ...]
    channels: tuple[ChannelShare, ...]
    examples: tuple[str, ...]
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class EdgeCounts(NamedTuple):
    """What one partition knows of a transition."""

    counts: int
    customers: int
    total_us: float
    longest_us: int
    waits: Sketch
    channels: dict[str, int]
    examples: Examples


@dataclass(frozen=True, slots=True)
class Edge:
    """The transition from one step directly to another: its waits, channels, and journeys that have it.

    >>> from cxloop.questions.journeys import Codes
    >>> journeys = Journeys(
    ...     starts=np.array([0, 2]), time=np.array([0, 60]) * 1_000_000, names=("anna",), columns={
    ...         "event": Codes(np.array([0, 1], np.int32), ("visit", "buy")),
    ...         "channel": Codes(np.array([0, 0], np.int32), ("web",))})
    >>> answer = Edge("visit", "buy").answer(Edge("visit", "buy").measure(journeys))
    >>> answer.count, answer.mean_seconds, answer.channels[0].channel, answer.examples
    (1, 60.0, 'web', ('anna',))
    """

    from_: str
    to: str
    columns: ClassVar[frozenset[str]] = frozenset({"event", "channel"})

    def measure(self, journeys: Journeys) -> EdgeCounts:
        events = journeys.codes("event")
        first, second = (fixed(codes_named(name, events.values), np.bool_) for name in (self.from_, self.to))
        starts, codes = fixed(journeys.starts, np.int64), fixed(events.codes, np.int32)
        rows, owners = rows_of_edge(starts, codes, first, second)
        waits, distinct = journeys.time[rows] - journeys.time[rows - 1], np.unique(owners)
        return EdgeCounts(
            len(rows),
            len(distinct),
            float(waits.sum(dtype=np.float64)),
            int(waits.max(initial=0)),
            Sketch.of(waits),
            _channels(journeys, rows),
            examples_of(journeys.names, distinct.tolist(), _EXAMPLES),
        )

    def merge(self, left: EdgeCounts, right: EdgeCounts) -> EdgeCounts:
        return EdgeCounts(
            left.counts + right.counts,
            left.customers + right.customers,
            left.total_us + right.total_us,
            max(left.longest_us, right.longest_us),
            left.waits.merge(right.waits),
            _added(left.channels, right.channels),
            merge_examples(left.examples, right.examples, _EXAMPLES),
        )

    def answer(self, total: EdgeCounts) -> EdgeAnswer:
        median, p90 = (wait / 1e6 for wait in total.waits.quantiles((0.5, 0.9)))
        return EdgeAnswer(
            from_=self.from_,
            to=self.to,
            count=total.counts,
            customers=total.customers,
            mean_seconds=total.total_us / total.counts / 1e6 if total.counts else float("nan"),
            median_seconds=median,
            p90_seconds=p90,
            waits=_histogram(total.waits, total.longest_us),
            channels=_ranked(total.channels),
            examples=tuple(name for _, name in total.examples),
        )


@dataclass(frozen=True, slots=True)
class StepAnswer(Answer):
    """before, after: transitions that arrive at and leave the step, most frequent first; share: of all journeys."""

    question: ClassVar[str] = "step"
    rows: ClassVar[str] = "after"
    step: str
    count: int
    customers: int
    start_share: float
    end_share: float
    channels: tuple[ChannelShare, ...]
    before: tuple[PathEdge, ...]
    after: tuple[PathEdge, ...]
    examples: tuple[str, ...]
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


class StepCounts(NamedTuple):
    """What one partition knows of a step."""

    paths: PathCounts
    channels: dict[str, int]
    examples: Examples


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its channels, what comes directly before and after it, and journeys that have it."""

    step: str
    columns: ClassVar[frozenset[str]] = frozenset({"event", "channel"})
    _paths: ClassVar[Paths] = Paths(top=0)

    def measure(self, journeys: Journeys) -> StepCounts:
        events = journeys.codes("event")
        rows = np.flatnonzero(codes_named(self.step, events.values)[events.codes])
        owners = np.unique(np.searchsorted(journeys.starts, rows, side="right") - 1)
        examples = examples_of(journeys.names, owners.tolist(), _EXAMPLES)
        return StepCounts(self._paths.measure(journeys), _channels(journeys, rows), examples)

    def merge(self, left: StepCounts, right: StepCounts) -> StepCounts:
        examples = merge_examples(left.examples, right.examples, _EXAMPLES)
        return StepCounts(self._paths.merge(left.paths, right.paths), _added(left.channels, right.channels), examples)

    def answer(self, total: StepCounts) -> StepAnswer:
        paths, wanted = self._paths.answer(total.paths), nfc(self.step)
        absent = PathStep(self.step, 0, 0, 0, 0, 0.0, 0.0)
        found = next((step for step in paths.steps if nfc(step.step) == wanted), absent)
        return StepAnswer(
            step=found.step,
            count=found.count,
            customers=found.customers,
            start_share=found.start_share,
            end_share=found.end_share,
            channels=_ranked(total.channels),
            before=tuple(edge for edge in paths.edges if nfc(edge.to) == wanted),
            after=tuple(edge for edge in paths.edges if nfc(edge.from_) == wanted),
            examples=tuple(name for _, name in total.examples),
        )


def _channels(journeys: Journeys, rows: npt.NDArray[np.intp]) -> dict[str, int]:
    column = journeys.codes("channel")
    codes, counts = np.unique(column.codes[rows], return_counts=True)
    names = [column.values[code] if code >= 0 else NONE for code in codes.tolist()]
    return dict(zip(names, counts.tolist(), strict=True))


def _added(left: dict[str, int], right: dict[str, int]) -> dict[str, int]:
    return {name: left.get(name, 0) + right.get(name, 0) for name in left | right}


def _ranked(channels: dict[str, int]) -> tuple[ChannelShare, ...]:
    ranked = sorted(channels.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ChannelShare(name, count) for name, count in ranked)


def _histogram(waits: Sketch, longest_us: int) -> tuple[WaitBin, ...]:
    """At most 24 bins from the shortest to the longest wait, each wider than the one before by the same factor."""
    moments, counts = waits.sketches.group(0)
    if not len(moments):
        return ()
    shortest = max(float(moments[moments > 0].min(initial=longest_us)), 1.0)
    edges = np.geomspace(shortest, max(float(longest_us), shortest * 1.01), _HISTOGRAM_BINS + 1)
    edges[0] = 0.0 if moments[0] == 0 else min(edges[0], float(moments[0]))
    places = np.clip(np.searchsorted(edges, moments, side="right") - 1, 0, _HISTOGRAM_BINS - 1)
    sums = np.bincount(places, weights=counts, minlength=_HISTOGRAM_BINS)
    rows = zip((edges[:-1] / 1e6).tolist(), (edges[1:] / 1e6).tolist(), sums.tolist(), strict=True)
    return tuple(WaitBin(low, high, int(count)) for low, high, count in rows)
