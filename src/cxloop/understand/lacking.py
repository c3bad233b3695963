"""What a log lacks for pain points to show in it."""

from __future__ import annotations

from typing import Final

from cxloop.understand.effect import FEWEST
from cxloop.understand.landscape import Landscape

COMPARABLE: Final = 3 * FEWEST
"""Journeys without which nobody who was hit can be compared: so many hit, and twice as many others."""


def lacking(landscape: Landscape) -> tuple[str, ...]:
    """What is missing, the gravest first.

    few: journeys enough to compare. one_event: a second event in more than a few of them, so that there are no ways and
    no waits. one_step: a second kind of event, so that there is nothing to get stuck between. channels: a second
    channel; due: promised dates; errors: events or properties that tell failure.
    """
    missing = {
        "few": landscape.total < COMPARABLE,
        "one_event": int(landscape.after.sum()) < FEWEST,
        "one_step": len(landscape.steps(1)) == 1,
        "channels": len(landscape.channels) < 2,
        "due": not landscape.promised,
        "errors": not landscape.is_error.any() and not landscape.statuses,
    }
    return tuple(what for what, is_missing in missing.items() if is_missing)
