"""Error: a step fails, told by an event after it or by the event's own properties."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cxloop.understand.friction.arriving import FEW
from cxloop.understand.friction.kernels import failures
from cxloop.understand.friction.trials import Finding, Marks, Trials
from cxloop.understand.landscape import Landscape

_KIND = "error"


class Error:
    kind = _KIND

    def findings(self, landscape: Landscape) -> list[Finding]:
        return _table(landscape)[0]

    def trials(self, marks: Marks, landscape: Landscape) -> Trials:
        findings, finding_of, columns = _table(landscape)
        shares = landscape.shares([finding.step for finding in findings])
        rows = failures(
            marks.journeys.starts,
            marks.event,
            marks.failed,
            landscape.is_error,
            _contacts(landscape),
            landscape.base,
            finding_of,
            columns,
            marks.draws,
            shares,
        )
        return Trials.from_rows(rows)


@lru_cache(maxsize=8)
def _table(landscape: Landscape) -> tuple[list[Finding], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Findings; their index by (step, error); the error's column by event code."""
    is_error, base, contacts = landscape.is_error, landscape.base, _contacts(landscape)
    errors = [label for label in landscape.steps(FEW) if is_error[landscape.step[label]]]
    column = np.full(len(landscape.events) + 1, -1, np.int32)
    finding_of = np.full((len(landscape.events) + 1, len(errors) + 1), -1, np.int32)
    findings: list[Finding] = []
    for place, error in enumerate(errors):
        code = int(landscape.step[error])
        column[code] = place
        for step in landscape.steps(FEW):
            own = int(landscape.step[step])
            if (
                not is_error[own]
                and not contacts[own]
                and landscape.name(step) not in landscape.skipped
                and (base[code] == own or (base[code] < 0 and _leads_to(landscape, step, error)))
            ):
                finding_of[own, place] = len(findings)
                findings.append(Finding(_KIND, landscape.name(step), (landscape.name(error),)))
    if landscape.statuses:
        for step in landscape.steps(FEW):
            if not is_error[landscape.step[step]] and landscape.name(step) not in landscape.skipped:
                finding_of[landscape.step[step], -1] = len(findings)
                findings.append(Finding(_KIND, landscape.name(step)))
    return findings, finding_of, column


def _contacts(landscape: Landscape) -> npt.NDArray[np.bool_]:
    """Event codes of contacts with people, that may lie between a step and its error."""
    found = np.zeros(len(landscape.events) + 1, np.bool_)
    found[landscape.step[list(landscape.contacts)]] = True
    return found


def _leads_to(landscape: Landscape, step: int, error: int) -> bool:
    """Whether enough errors come right after a step, or after a contact that came right after it."""
    over = sum(min(landscape.after[step, contact], landscape.after[contact, error]) for contact in landscape.contacts)
    return bool(landscape.after[step, error] + over >= FEW)


detector = Error()
