"""Repeat contact: who called, chatted or came by has to do so again within days."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxloop.model.duration import DAY_US
from cxloop.understand.friction.arriving import at_steps, by_step
from cxloop.understand.friction.kernels import contacts_again
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape

_APART_US = 1
_WITHIN_US = 14 * DAY_US
_ON_THE_WAY = 0.2


class RepeatContact:
    kind = "repeat_contact"

    def findings(self, landscape: Landscape) -> list[Finding]:
        contacts = {landscape.name(label) for label in landscape.contacts}
        return [one for one in at_steps(self.kind, landscape) if one.step in contacts]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        journeys = marks.journeys
        findings = self.findings(landscape)
        shares = landscape.shares([finding.step for finding in findings])
        return Trials.from_rows(
            contacts_again(
                journeys.starts,
                journeys.time,
                marks.event,
                marks.human,
                _onward(landscape),
                by_step(landscape, findings),
                _APART_US,
                _WITHIN_US,
                marks.draws,
                shares,
            )
        )


def _onward(landscape: Landscape) -> npt.NDArray[np.bool_]:
    """Event codes of the steps that are on many journeys' way, neither errors nor contacts."""
    found = np.zeros(len(landscape.events) + 1, np.bool_)
    on_the_way = landscape.journeys[:-1] >= _ON_THE_WAY * landscape.total
    on_the_way[list(landscape.contacts)] = False
    found[landscape.step[:-1][on_the_way]] = True
    found[landscape.is_error] = False
    return found


detector = RepeatContact()
