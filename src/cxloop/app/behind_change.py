"""Who is behind the numbers of a change: its arms, or the periods before and after it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, NamedTuple

from cxloop.app.books import CHANGES
from cxloop.app.changes import asked_of, hours_of, until_us
from cxloop.app.performance import field_of
from cxloop.app.redesign import edges_of
from cxloop.app.resolve import rule_of
from cxloop.app.understand import Asker
from cxloop.app.verdicts import exposed_of
from cxloop.change.change import Change
from cxloop.change.errors import NotReady
from cxloop.errors import BadOption, Both
from cxloop.learn.counted import Counted, InArm, Since
from cxloop.learn.measure import Measure
from cxloop.learn.per_unit import Asked
from cxloop.model.duration import iso, moment_us
from cxloop.model.segment import Group, Segment
from cxloop.ports.workspace import Workspace

SIDES: Final = ("before", "after")


class OfChange(NamedTuple):
    """title: of the change; metric: by which they are told apart."""

    asker: Asker
    those: InArm | Since
    title: str
    metric: str


def of_change(
    workspace: Workspace,
    id: str,
    arm: str | None,
    *,
    metric: str | None = None,
    above: bool | None = None,
    by: str | None = None,
    group: Group | None = None,
    scope: dict[str, Any],
) -> OfChange:
    """Those behind an arm of a change, or behind `before`, `after` or one period of a change that everybody got.
    Without an arm: both that its verdict compares.

    metric: of the change, its own where None; above, group: see `Counted`. Raises UnknownRecord, NotReady, BadOption.
    """
    entry = CHANGES.get(workspace, id)
    change = entry.value
    if change.started is None:
        raise NotReady(id=entry.id, reason=Both("it has not started", "아직 시작되지 않았습니다"))
    asker, every = asked_of(workspace, change, scope)
    asked = _metric(every, metric)
    if change.design == "before_after":
        around = _around(workspace, asker, change, entry.id, asked, arm, above)
        return OfChange(asker, around, change.title, str(asked.measure))
    question = exposed_of(asker, change, [asked], moment_us(change.started), until_us(workspace, change))
    known = change.arms
    if arm is not None and arm not in known:
        raise _unknown(arm, known)
    places = change.pair if arm is None else (known.index(arm),)
    split = field_of(asker, by)
    assert split is None or isinstance(split, str | Segment)
    exposed = InArm(question, tuple(places), above, split, group)
    return OfChange(asker, exposed, change.title, str(asked.measure))


def _around(
    workspace: Workspace, asker: Asker, change: Change, id: str, asked: Asked, name: str | None, above: bool | None
) -> Since:
    edges, place = edges_of(asker, change, id, until_us(workspace, change))
    spans = list(pairwise(edges))
    named = {iso(begin)[:10]: [(begin, end)] for begin, end in spans}
    named |= {SIDES[0]: spans[:place], SIDES[1]: spans[place:]}
    if name not in named:
        raise _unknown(name or "", [*SIDES, *named])
    hours = hours_of(change.hours)
    about = None if change.concerns is None else Segment(change.concerns, rule_of(change.concerns, asker.index))
    group = None if about is None else Group(about.names[0])
    return Since(
        tuple(
            Counted(asked, begin, end, edges[-1], hours, above, about, group, name in SIDES, cut=True)
            for begin, end in named[name]
        )
    )


def _metric(known: list[Asked], text: str | None) -> Asked:
    """The metric that is named, else the first. Raises BadOption."""
    wanted = known[0] if text is None else None
    for one in known:
        if text is not None and str(one.measure) == str(Measure.parse(text)):
            wanted = one
    if wanted is None:
        raise BadOption(option="--metric", reason=Both("it is none of the change's", "이 변경의 지표가 아닙니다"))
    return wanted


def _unknown(arm: str, known: tuple[str, ...] | list[str]) -> BadOption:
    names = ", ".join(known[:20])
    return BadOption(option="WHAT", reason=Both(f"“{arm}” is none of {names}", f"“{arm}”: {names} 중 하나여야 합니다"))
