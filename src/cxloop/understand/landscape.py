"""A first look at a log, from which the detectors learn what is usual: steps, waits, ways back, channels, traits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cxloop.model.label import GUESSED_ALL, Meanings
from cxloop.questions.journeys import MISSING_TIME, Journeys
from cxloop.questions.kernels.arrays import fixed_columns
from cxloop.questions.period import Days
from cxloop.understand.failing import failed_events, named_after, says_failed
from cxloop.understand.kernels.landscape import WAIT_BINS, look, traits
from cxloop.understand.kernels.losses import firsts_in_order

STEPS: Final = 255
"""At most so many steps are looked at one by one; the rarest of the others are left out."""
CHANNELS: Final = 15
COMPARED: Final = 20_000
"""So many journeys that were not hit are enough to compare with; the rest are left out by lot."""
_END: Final = 0.02
_COMES_BACK: Final = 1.3
_DIVERSE: Final = 3.0
"""Where journeys begin, those who come from so many different steps have come back for another visit."""
_AGAIN: Final = 1.5
"""Front pages are come by so much more often than the usual step,"""
_FRONT: Final = 0.03
"""and so large a share of journeys begins there."""
_PHASE: Final = "lifecycle:transition"
"""The property by which XES logs say in which phase a piece of work is."""
_COUNTS: Final = (
    "after",
    "by_channel",
    "visits",
    "journeys",
    "begins",
    "ends",
    "waits",
    "follows",
    "turned",
    "bounced",
    "bounced_on",
)


@dataclass(frozen=True, eq=False)
class Landscape:
    """What is usual in a log. Arrays over event codes; `events` and `channels` are the names by code.

    Compared and hashed by identity, so that what follows from it is worked out once for all partitions.
    """

    events: tuple[str, ...]
    channels: tuple[str, ...]
    label: npt.NDArray[np.int32]  # event code → compact label, the last one for rare steps
    step: npt.NDArray[np.int32]  # compact label → event code
    after: npt.NDArray[np.int64]  # (labels, labels): transitions
    order: npt.NDArray[np.int64]  # (labels, labels): journeys whose first at one comes before the first at the other
    visits: npt.NDArray[np.int64]
    journeys: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    by_channel: npt.NDArray[np.int64]  # (labels, channels + 1)
    waits: npt.NDArray[np.int64]  # (labels, channels + 1, bins)
    follows: npt.NDArray[np.int64]
    turned: npt.NDArray[np.int64]
    bounced: npt.NDArray[np.int64]
    bounced_on: npt.NDArray[np.int64]
    total: int
    period: tuple[int, int]
    promised: bool
    owned: bool
    valued: bool
    traits: dict[str, dict[str, int]]  # property → value → journeys
    paid: frozenset[str] = frozenset()  # steps at which money changes hands
    timed: bool = False  # whether the outcome is a length of time
    statuses: tuple[str, ...] = ()  # properties that tell success from failure
    skipped: frozenset[str] = frozenset()  # steps that are the outcome itself, or say nothing of it
    goals: frozenset[str] = frozenset()  # steps that are to be reached
    meanings: Meanings = GUESSED_ALL  # what people said of channels and events
    phased: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """Transitions from a step to itself, by label, that are the next phase of one piece of work: started, completed."""

    @property
    def labels(self) -> int:
        return len(self.step)

    def steps(self, at_least: int) -> list[int]:
        """Labels of the steps that at least so many journeys reach, rare ones' common label left out."""
        return [label for label in range(self.labels) if self.step[label] >= 0 and self.journeys[label] >= at_least]

    @property
    def columns(self) -> frozenset[str]:
        """What has to be read of journeys to find friction in them."""
        return frozenset({"event", "channel"}) | {f"property:{name}" for name in (*self.traits, *self.statuses)}

    def name(self, label: int) -> str:
        return str(self.events[int(self.step[label])])

    def label_of(self, name: str) -> int:
        return int(self.label[self.events.index(name)])

    @cached_property
    def is_error(self) -> npt.NDArray[np.bool_]:
        found = failed_events(self.events)
        if self.meanings.errors:
            found = np.array([*map(self.failed, self.events), False], np.bool_)
        return found

    def failed(self, name: str) -> bool:
        """Whether an event is an error: somebody said so, else its name does."""
        told = self.meanings.failed(name)
        return says_failed(name) if told is None else told

    @cached_property
    def base(self) -> npt.NDArray[np.int32]:
        """The step each error event stands in for, by code; -1 where it belongs to the step before it.

        An error named after a step (`payment failed`, `payment`) stands in for it where the two follow the same
        steps: the log has one or the other. Where the error comes after a step, it is that step's.
        """
        found = np.full(len(self.events) + 1, -1, np.int32)
        labels = self.steps(1)
        names = [self.name(label) for label in labels]
        for label, name in zip(labels, names, strict=True):
            place = named_after(name, names, self.failed) if self.failed(name) else -1
            if place >= 0:
                code = int(self.step[labels[place]])
                before, own = self.after[:, label], self.after[:, labels[place]]
                alike = np.minimum(before / max(before.sum(), 1), own / max(own.sum(), 1)).sum() > 0.5
                if alike and before[self.label[code]] < 0.2 * before.sum():
                    found[self.step[label]] = code
        return found

    def ending(self, label: int) -> bool:
        """Whether a step is another end of the journey, as a cancellation: the goal hardly ever comes after it,
        though it comes after others."""
        goals = [self.label_of(name) for name in self.goals]
        after = max((int(self.order[label, goal]) for goal in goals), default=0)
        usual = max((int(self.journeys[goal]) for goal in goals), default=0) / max(self.total, 1)
        return after / max(int(self.journeys[label]), 1) < _END * usual

    def shares(self, steps: Sequence[str]) -> npt.NDArray[np.float64]:
        """For each finding's step, the share of journeys that is enough for comparison: some tens of thousands."""
        reached = [int(self.journeys[self.label_of(step)]) for step in steps]
        return np.minimum(1.0, COMPARED / np.maximum(reached, 1))

    @cached_property
    def every_visit(self) -> frozenset[str]:
        """Front pages: steps at which journeys begin, and that they come by again and again, far more often than
        by others. It is customers who decide when to come there, and being there says when in the journey it is.
        """
        ratio = self.visits[:-1] / np.maximum(self.journeys[:-1], 1)
        usual = float(np.median(np.append(ratio[self.journeys[:-1] >= 0.05 * self.total], 1.0)))
        often = (ratio > _AGAIN * max(usual, 1.0)) & (self.begins[:-1] >= _FRONT * self.total)
        came = self.after[:, :-1] / np.maximum(self.after[:, :-1].sum(axis=0), 1)
        diverse = 1.0 / np.maximum((came**2).sum(axis=0), 1e-9) >= _DIVERSE
        entry = (self.begins[:-1] >= 0.5 * self.total) & (ratio > _COMES_BACK) & diverse
        return frozenset(self.name(int(label)) for label in np.flatnonzero(often | entry))

    def timeless(self) -> frozenset[str]:
        """Steps that most come by several times: being there tells how much of the journey is still to come."""
        return frozenset(self.name(int(label)) for label in np.flatnonzero(self.visits[:-1] > 1.5 * self.journeys[:-1]))

    @cached_property
    def contacts(self) -> tuple[int, ...]:
        """Labels of the steps that mostly take place with a person, in a log that has digital ones as well."""
        human, digital = (np.einsum("lc,lc->l", side[self.step[:-1]], self.by_channel[:-1]) for side in self.places)
        if not digital.any():
            return ()
        return tuple(np.flatnonzero(human > 0.5 * self.by_channel[:-1].sum(axis=1)).tolist())

    @cached_property
    def places(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Which events in which channels take place with a person, which digitally: (events + 1, channels + 1) each,
        the last of either standing for none. Where the channel does not tell, the event's name may; in a log without
        channels all else is digital."""
        kinds = np.array([*map(self.meanings.kind_of, self.channels), ""])
        named = np.array([*map(self.meanings.contact, self.events), False])[:, None]
        human = (kinds == "human") | (named & (kinds != "digital"))
        digital = (kinds == "digital") | (~named & (kinds == "") & (not self.channels))
        return human, digital & ~human


@dataclass(frozen=True, slots=True)
class Look:
    """The question that makes a Landscape. frequent: event codes looked at one by one; traits: properties to try."""

    frequent: tuple[int, ...]
    traits: tuple[str, ...] = ()
    optional: frozenset[str] = field(default_factory=frozenset)  # of due, owner, value: those the log has
    statuses: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()
    meanings: Meanings = GUESSED_ALL

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({"event", "channel"}) | self.optional | {f"property:{name}" for name in self.traits}

    def measure(self, journeys: Journeys) -> dict[str, Any]:
        journeys = fixed_columns(journeys)
        events, channels = journeys.events, journeys.codes("channel").values
        label = labels_of(self.frequent, len(events))
        channel = np.minimum(journeys.codes("channel").codes, CHANNELS - 1).astype(np.int32)
        count = min(len(channels), CHANNELS)
        looked = look(
            journeys.starts, journeys.time, label[journeys.codes("event").codes], channel, len(self.frequent) + 1, count
        )
        partial: dict[str, Any] = dict(zip(_COUNTS, looked, strict=True))
        partial["order"] = firsts_in_order(
            journeys.starts, label[journeys.codes("event").codes], len(self.frequent) + 1
        )
        partial["money"] = self._money(journeys, label)
        partial["phased"] = self._phased(journeys, label)
        partial["waits"] = partial["waits"].astype(np.int64)
        partial |= {
            "total": len(journeys),
            "events": tuple(events),
            "channels": tuple(channels)[:CHANNELS],
            "days": Days.of(journeys.time),
            "promised": "due" in self.optional and bool((journeys.numbers("due") != MISSING_TIME).any()),
            "owned": "owner" in self.optional and bool((journeys.codes("owner").codes >= 0).any()),
            "valued": "value" in self.optional and not bool(np.isnan(journeys.numbers("value")).all()),
            "traits": {name: _trait(journeys, name) for name in self.traits},
        }
        return partial

    def _phased(self, journeys: Journeys, label: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Rows that follow one of their own label at once, and differ from it in phase, by label."""
        count = len(self.frequent) + 1
        if _PHASE not in self.traits or not len(journeys.time):
            return np.zeros(count, np.int64)
        step, phase = label[journeys.codes("event").codes], journeys.codes(f"property:{_PHASE}").codes
        same = (step[1:] == step[:-1]) & (phase[1:] != phase[:-1]) & (phase[1:] >= 0) & (phase[:-1] >= 0)
        begins = journeys.starts[1:-1]
        same[begins[(begins > 0) & (begins < len(step))] - 1] = False
        return np.bincount(step[1:][same], minlength=count)

    def _money(self, journeys: Journeys, label: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Rows with a value, by label."""
        count = len(self.frequent) + 1
        if "value" not in self.optional:
            return np.zeros(count, np.int64)
        filled = ~np.isnan(journeys.numbers("value"))
        return np.bincount(label[journeys.codes("event").codes[filled]], minlength=count)

    def merge(self, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
        merged = {name: left[name] + right[name] for name in (*_COUNTS, "order", "total", "money", "phased")}
        merged["days"] = left["days"].merge(right["days"])
        merged |= {name: left[name] or right[name] for name in ("events", "channels", "promised", "owned", "valued")}
        merged["traits"] = {name: _add(left["traits"][name], right["traits"][name]) for name in self.traits}
        return merged

    def answer(self, total: dict[str, Any]) -> Landscape:
        events, reached = total["events"], total["total"]
        chosen = {
            name: values
            for name, (values, filled, constant) in total["traits"].items()
            if filled >= 0.5 * reached and constant >= 0.98 * filled and 2 <= len(values) <= 12
        }
        paid = np.flatnonzero(total["money"][:-1] > 0.5 * np.maximum(total["visits"][:-1], 1))
        return Landscape(
            paid=frozenset(events[self.frequent[label]] for label in paid),
            events=events,
            channels=total["channels"],
            label=labels_of(self.frequent, len(events)),
            step=np.array([*self.frequent, -1], np.int32),
            **{name: total[name] for name in (*_COUNTS, "order", "total", "phased")},
            period=total["days"].period() or (0, 0),
            promised=total["promised"],
            owned=total["owned"],
            valued=total["valued"],
            traits=chosen,
            statuses=self.statuses,
            skipped=self.skipped,
            meanings=self.meanings,
        )


def labels_of(frequent: tuple[int, ...], events: int) -> npt.NDArray[np.int32]:
    """Event code → compact label; all others share the last one."""
    label = np.full(events + 1, len(frequent), np.int32)
    label[list(frequent)] = np.arange(len(frequent))
    return label


def _trait(journeys: Journeys, name: str) -> tuple[dict[str, int], int, int]:
    column = journeys.codes(f"property:{name}")
    if len(column.values) > 200:
        return {}, 0, 0
    first, filled, constant = traits(journeys.starts, column.codes, len(column.values))
    return (
        {str(value): int(count) for value, count in zip(column.values, first, strict=True) if count},
        int(filled),
        int(constant),
    )


def _add(
    left: tuple[dict[str, int], int, int], right: tuple[dict[str, int], int, int]
) -> tuple[dict[str, int], int, int]:
    values = {value: left[0].get(value, 0) + right[0].get(value, 0) for value in {**left[0], **right[0]}}
    return values, left[1] + right[1], left[2] + right[2]


def bin_edge(place: int) -> int:
    """The lower end, in microseconds, of a bin of waits.

    >>> [bin_edge(place) for place in (0, 7, 8, 16)]
    [0, 7, 8, 16]
    """
    return place if place < 8 else (8 + place % 8) << (place // 8 - 1)


EDGES: Final = np.array([bin_edge(place) for place in range(WAIT_BINS)], np.float64)
