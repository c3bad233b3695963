"""The loop as a whole: what is taken up is tried, judged, learned from, and told to those who said so.

Here is how well that goes.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from cxloop.app.books import CHANGES, OPPORTUNITIES, VERDICTS, worded
from cxloop.app.changes import overdue
from cxloop.app.flags import reminders
from cxloop.app.journey import events_of
from cxloop.app.opportunities import OpportunitySeen, opportunity
from cxloop.change.opportunity import Opportunity
from cxloop.model.duration import DAY_US, moment_us
from cxloop.model.event import event_key
from cxloop.model.outcome import TARGET
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.questions.intervals import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, as a share with its 95 % interval; None where there are none."""

    name: str
    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class LoopHealth(Answer):
    """How well the loop goes.

    days_to_verdict: from the first signal to the signed verdict, the median; days: of each. shares: `with_verdict`,
    changes that have started; `met`, verdicts; `met_gate`, verdicts on changes with a target of 30 % or more;
    `overruled`, verdicts where a person said otherwise than the rule; `told`, opportunities with a verdict whose people
    have been told. waiting: changes whose time box is over; to_tell: opportunities that somebody should be told of;
    to_remove: flags that have done their work.
    """

    rows: ClassVar[str] = "shares"
    days_to_verdict: float | None
    days: tuple[float, ...]
    shares: tuple[Share, ...]
    waiting: tuple[str, ...]
    to_tell: tuple[str, ...]
    to_remove: tuple[str, ...] = ()


def health(workspace: Workspace) -> LoopHealth:
    """Over everything that was ever tried in a workspace."""
    changes = {one.id: one.value for one in CHANGES.all(workspace)}
    verdicts = [one.value for one in VERDICTS.all(workspace)]
    taken = {one.id: one.value for one in OPPORTUNITIES.all(workspace)}
    judged = {one.change for one in verdicts}
    started = [id for id, one in changes.items() if one.started is not None]
    gated = [one for one in verdicts if changes[one.change].target >= TARGET and not changes[one.change].points]
    answered = sorted({found for one in verdicts if (found := changes[one.change].opportunity) is not None}, key=int)
    days = tuple(sorted(_days(workspace, [(changes[one.change].opportunity, one.begun) for one in verdicts], taken)))
    return LoopHealth(
        statistics.median(days) if days else None,
        days,
        (
            _share("with_verdict", sum(id in judged for id in started), len(started)),
            _share("met", sum(one.outcome == "met" for one in verdicts), len(verdicts)),
            _share("met_gate", sum(one.outcome == "met" for one in gated), len(gated)),
            _share("overruled", sum(one.overruled for one in verdicts), len(verdicts)),
            _share("told", sum(taken[id].told is not None for id in answered), len(answered)),
        ),
        tuple(id for id in started if id not in judged and overdue(workspace, changes[id])),
        tuple(id for id in answered if taken[id].told is None),
        tuple(reminders(workspace)),
    )


def tell(workspace: Workspace, id: str, by: str, what: str) -> OpportunitySeen:
    """Says what those who gave the evidence have been told of what came of it. Raises UnknownRecord, BadRecord."""
    entry = OPPORTUNITIES.get(workspace, id)
    OPPORTUNITIES.put(workspace, entry, replace(entry.value, told=worded("told", what, 5000)), by)
    return opportunity(workspace, id)


def _share(name: str, count: int, of: int) -> Share:
    if not of:
        return Share(name, 0, 0, None, None, None)
    low, high = wilson(count, of)
    return Share(name, count, of, count / of, low, high)


def _days(
    workspace: Workspace, judged: Iterable[tuple[str | None, str]], taken: dict[str, Opportunity]
) -> Iterable[float]:
    for id, signed in judged:
        if id is None:
            continue
        first = _first_signal(workspace, taken[id])
        if first is not None:
            yield max(0.0, (moment_us(signed) - first) / DAY_US)


def _first_signal(workspace: Workspace, one: Opportunity) -> int | None:
    """When the first event of the evidence occurred; where there is none, when it was first seen. µs since 1970."""
    keys = [key for evidence in one.evidence for id in evidence.events if (key := event_key(id)) is not None]
    times: Sequence[str] = [event.time for event in events_of(workspace.table, keys).values()] if keys else []
    return min(map(moment_us, times or [evidence.seen for evidence in one.evidence]), default=None)
