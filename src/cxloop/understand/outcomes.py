"""Outcomes measured from moments of journeys: what came of it, in a direction where more is better."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import DAY_US
from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule, fields
from cxloop.questions.journeys import Journeys
from cxloop.questions.rules import columns_of, mask_of
from cxloop.understand.kernels.outcomes import comes_later, events_between, journey_ends, next_number, sum_within

Floats = npt.NDArray[np.float64]


def columns_read(outcome: Outcome, step: Rule | None) -> frozenset[str]:
    """The columns an outcome reads."""
    if step is not None:
        return columns_of([step])
    if outcome.kind == "rating":
        return frozenset({f"property:{outcome.property_name}"})
    return frozenset({"value"}) if outcome.kind == "value" else frozenset()


def steps_meant(step: Rule | None, events: tuple[str, ...]) -> frozenset[str]:
    """The event names an outcome's step may stand for: they are not tested as steps to redo."""
    if step is None or fields(step) != {"event"}:
        return frozenset()
    from cxloop.questions.rules import _event_table

    table = _event_table(step, events)
    return frozenset(name for name, meant in zip(events, table, strict=False) if meant)


def reached(step: Rule | None, journeys: Journeys) -> npt.NDArray[np.bool_]:
    """The rows at which the outcome's step takes place; none where the outcome has no step."""
    return mask_of(step, journeys) if step is not None else np.zeros(len(journeys.time), np.bool_)


def measure(
    outcome: Outcome,
    step: Rule | None,
    journeys: Journeys,
    anchor: npt.NDArray[np.int64],
    origin: npt.NDArray[np.int64],
    end_us: int,
) -> Floats:
    """What came after each anchor; NaN where it cannot be known.

    Share outcomes give 0 or 1, value gives money, rating points, duration the negative of seconds from `origin` to the
    journey's last event. Outcomes with days are unknown where the log ends earlier than that (`end_us`), and a
    duration that goes on past the log's end comes from a wrong clock.
    """
    starts, time = journeys.starts, journeys.time
    if outcome.kind in ("reaches", "avoids"):
        later: Floats = comes_later(starts, reached(step, journeys))[anchor].astype(np.float64)
        return later if outcome.kind == "reaches" else 1.0 - later
    if outcome.kind == "rating":
        rating: Floats = next_number(starts, journeys.codes(f"property:{outcome.property_name}").numbers())[anchor]
        return rating
    ends = journey_ends(starts, anchor)
    if outcome.kind == "duration":
        lasted: Floats = np.where(time[ends - 1] <= end_us, (time[origin] - time[ends - 1]) / 1e6, np.nan)
        return lasted
    within = int((outcome.days or 0) * DAY_US)
    if outcome.kind == "returns":
        found = events_between(time, anchor, ends, DAY_US, within)
    else:
        found = sum_within(time, journeys.numbers("value"), anchor, ends, within)
    result: Floats = np.where(time[anchor] + within <= end_us, found, np.nan)
    return result
