"""Channel escape: right after a digital step the customer calls, chats with a person or comes by."""

from __future__ import annotations

from cxloop.model.duration import DAY_US
from cxloop.understand.friction.arriving import arriving, at_steps
from cxloop.understand.friction.kernels import escapes
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape

_WITHIN_US = 7 * DAY_US


class ChannelEscape:
    kind = "channel_escape"

    def findings(self, landscape: Landscape) -> list[Finding]:
        human, digital = landscape.kinds()
        return at_steps(self.kind, landscape) if human.any() and digital.any() else []

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        journeys = marks.journeys
        hits = escapes(journeys.starts, journeys.time, marks.human, marks.digital, _WITHIN_US)
        return arriving(marks, landscape, self.findings(landscape), hits, before=False)


detector = ChannelEscape()
