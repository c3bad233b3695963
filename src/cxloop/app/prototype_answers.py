"""What customers answered about prototypes, read from the events that say so."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import pyarrow.compute as pc

from cxloop.app.books import PROTOTYPES, Entry
from cxloop.change.prototype import (
    ANSWERED,
    HIGHEST,
    LOWEST,
    SEEN,
    Invited,
    Prototype,
    Question,
    said_of,
)
from cxloop.learn.statistics.intervals import fixed
from cxloop.model.duration import iso, moment_us
from cxloop.model.event import event_id
from cxloop.ports.workspace import Workspace
from cxloop.questions.intervals import wilson

_COLUMNS: Final = ["batch", "sequence", "occurred", "event", "customer_kind", "customer", "properties"]
_CLOCKS_US: Final = 86_400_000_000
"""By how much the clocks of servers may differ: what is older than a prototype says nothing about it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One customer's answer, the last where there are several. event: its id; said: the answer to each question."""

    event: str
    customer: str
    kind: str
    time: str
    said: dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Summary:
    """seen: by how many; answers: in the order they were given."""

    seen: int
    answers: tuple[Answered, ...]


class Found(NamedTuple):
    """n: how many answered a question; mean: of ratings; share: of yes; low, high: the 95 % interval."""

    n: int
    mean: float | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


def answers_of(workspace: Workspace, entries: Iterable[Entry[Prototype]]) -> dict[str, Summary]:
    """What came of some prototypes, by id. Where only some are invited, what others say does not count."""
    wanted = {one.id: one.value for one in entries}
    seen: dict[str, set[Invited]] = defaultdict(set)
    answers: dict[str, dict[Invited, Answered]] = defaultdict(dict)
    for row in _rows(workspace, wanted):
        told, who = _properties(row["properties"]), Invited(row["customer_kind"], row["customer"])
        id = str(told.get("prototype"))
        if id not in wanted or not _admitted(wanted[id], who):
            continue
        seen[id].add(who)
        said = said_of(wanted[id].asks(), told) if row["event"] == ANSWERED else {}
        if said:
            answers[id].pop(who, None)
            answers[id][who] = _answer(row, who, said)
    return {id: Summary(len(seen[id]), tuple(answers[id].values())) for id in wanted}


def count_of(workspace: Workspace, ideas: Iterable[str]) -> int:
    """How many answers the prototypes of some ideas have."""
    about = set(ideas)
    entries = [one for one in PROTOTYPES.all(workspace) if one.value.idea in about]
    return sum(len(one.answers) for one in answers_of(workspace, entries).values())


def summaries(questions: Sequence[Question], answers: Sequence[Mapping[str, int | str]]) -> list[Found]:
    """Each question's answers together.

    >>> asked = [Question("useful", "?", "rating"), Question("buy", "?", "yes_no")]
    >>> [tuple(round(x, 2) for x in found if x is not None) for found in summaries(asked, [
    ...     {"useful": 4, "buy": "yes"}, {"useful": 5}, {"useful": 3, "buy": "no"}])]
    [(3, 4.0, 1.52, 5.0), (2, 0.5, 0.09, 0.91)]
    """
    return [_found(one, [said[one.key] for said in answers if one.key in said]) for one in questions]


def _found(question: Question, values: Sequence[int | str]) -> Found:
    n = len(values)
    if not n or question.kind == "text":
        return Found(n)
    if question.kind == "yes_no":
        yes = sum(value == "yes" for value in values)
        return Found(n, None, yes / n, *wilson(yes, n))
    ratings = [float(value) for value in values]
    mean = statistics.fmean(ratings)
    if len(set(ratings)) < 2:  # of one answer, or of the same one again, no spread is known
        return Found(n, mean)
    found = fixed(mean, statistics.variance(ratings) / n, n - 1)
    # no mean lies beyond the scale
    return Found(n, mean, None, max(found.low, float(LOWEST)), min(found.high, float(HIGHEST)))


def _rows(workspace: Workspace, wanted: Mapping[str, Prototype]) -> list[dict[str, Any]]:
    """The events that may say something about them, in the order they occurred."""
    if not wanted or workspace.version() < 0:
        return []
    since = min(moment_us(one.begun) for one in wanted.values()) - _CLOCKS_US
    rows = pc.field("event").isin([SEEN, ANSWERED]) & (pc.field("occurred") >= _moment(since))
    found: list[dict[str, Any]] = workspace.table.read(_COLUMNS, rows).to_pylist()
    return sorted(found, key=lambda row: (row["occurred"], row["batch"], row["sequence"]))


def _moment(us: int) -> datetime:
    return datetime.fromisoformat(iso(us))


def _admitted(one: Prototype, who: Invited) -> bool:
    """An answer by link is filed under the value of an identifier, whatever its kind."""
    return not one.invited or any(who.value == each.value for each in one.invited)


def _answer(row: dict[str, Any], who: Invited, said: dict[str, int | str]) -> Answered:
    time = iso(int(row["occurred"].timestamp() * 1_000_000))
    return Answered(event_id(row["batch"], row["sequence"]), who.value, who.kind, time, said)


def _properties(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
