"""Late: a step comes only after the date that was promised, in the event itself or earlier in the journey."""

from __future__ import annotations

from cxloop.questions.journeys import MISSING_TIME
from cxloop.understand.friction.arriving import arriving, at_steps
from cxloop.understand.friction.kernels import overdue
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape


class Late:
    kind = "late"

    def findings(self, landscape: Landscape) -> list[Finding]:
        return at_steps(self.kind, landscape, front=False) if landscape.promised else []

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        journeys = marks.journeys
        hits = overdue(journeys.starts, journeys.time, journeys.numbers("due"), MISSING_TIME)
        return arriving(marks, landscape, self.findings(landscape), hits, before=True)


detector = Late()
