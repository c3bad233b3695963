"""Error: a step fails, told by an event after it or by the event's own properties."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxloop.understand.friction.arriving import FEW
from cxloop.understand.friction.kernels import failures
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape


class Error:
    kind = "error"

    def findings(self, landscape: Landscape) -> list[Finding]:
        return self._table(landscape)[0]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        _, finding_of, columns = self._table(landscape)
        rows = failures(
            marks.journeys.starts, marks.event, marks.failed, landscape.is_error, landscape.base, finding_of, columns
        )
        return Trials.from_rows(rows)

    def _table(self, landscape: Landscape) -> tuple[list[Finding], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Findings; their index by (step, error); the error's column by event code."""
        is_error, base = landscape.is_error, landscape.base
        errors = [label for label in landscape.steps(FEW) if is_error[landscape.step[label]]]
        column = np.full(len(landscape.events) + 1, -1, np.int32)
        finding_of = np.full((len(landscape.events) + 1, len(errors) + 1), -1, np.int32)
        findings: list[Finding] = []
        for place, error in enumerate(errors):
            code = int(landscape.step[error])
            column[code] = place
            for step in landscape.steps(FEW):
                own = int(landscape.step[step])
                if not is_error[own] and landscape.name(step) not in landscape.skipped and (base[code] == own or (base[code] < 0 and landscape.after[step, error] >= FEW)):
                    finding_of[own, place] = len(findings)
                    findings.append(Finding(self.kind, landscape.name(step), (landscape.name(error),)))
        if landscape.statuses:
            for step in landscape.steps(FEW):
                if not is_error[landscape.step[step]]:
                    finding_of[landscape.step[step], -1] = len(findings)
                    findings.append(Finding(self.kind, landscape.name(step)))
        return findings, finding_of, column


detector = Error()
