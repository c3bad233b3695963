"""Channel escape: right after a digital step the customer calls, chats with a person or comes by.

To whom makes the difference between a parcel picked up as planned and a cry for help, so each contact is tested apart.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cxloop.model.duration import DAY_US
from cxloop.understand.friction.arriving import FEW
from cxloop.understand.friction.kernels import escapes
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape

_WITHIN_US = 7 * DAY_US


class ChannelEscape:
    kind = "channel_escape"

    def findings(self, landscape: Landscape) -> list[Finding]:
        return [Finding(self.kind, landscape.name(step), (landscape.name(to),)) for step, to in _pairs(landscape)]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        pairs, contacts = _pairs(landscape), landscape.contacts
        contact_of = np.full(len(landscape.events) + 1, -1, np.int32)
        contact_of[landscape.step[list(contacts)]] = np.arange(len(contacts))
        finding_of = np.full((len(landscape.events) + 1, max(len(contacts), 1)), -1, np.int32)
        for index, (step, to) in enumerate(pairs):
            finding_of[landscape.step[step], contacts.index(to)] = index
        shares = landscape.shares([finding.step for finding in self.findings(landscape)])
        journeys, within = marks.journeys, np.int64(_WITHIN_US)
        return Trials.from_rows(
            escapes(
                journeys.starts,
                journeys.time,
                marks.event,
                marks.human,
                marks.digital,
                finding_of,
                contact_of,
                within,
                marks.draws,
                shares,
            )
        )


@lru_cache(maxsize=8)
def _pairs(landscape: Landscape) -> tuple[tuple[int, int], ...]:
    """Steps and the contacts that enough customers go on to from there."""
    is_error, contacts = landscape.is_error, landscape.contacts
    steps = [step for step in landscape.steps(FEW) if not is_error[landscape.step[step]] and step not in contacts]
    return tuple(
        (step, to)
        for step in steps
        for to in contacts
        if landscape.after[step, to] >= FEW and landscape.name(step) not in landscape.skipped
    )


detector = ChannelEscape()
