"""Where a change did more and where less: a look at segments that was not set in advance, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from cxloop.app.books import CHANGES
from cxloop.app.changes import asked_of, until_us
from cxloop.app.over_time import named
from cxloop.app.performance import field_of
from cxloop.app.verdicts import anybody, exposed_of, sums_of
from cxloop.change.change import Change
from cxloop.change.errors import BadRecord, NotReady
from cxloop.errors import Both
from cxloop.learn.exposed import ExposedBy, ExposedSums
from cxloop.learn.measure import Good
from cxloop.learn.per_unit import Asked
from cxloop.learn.statistics.contrast import Contrast, contrasts
from cxloop.learn.statistics.correction import holm
from cxloop.learn.statistics.estimate import Estimate
from cxloop.learn.verdict import gained
from cxloop.model.duration import moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

MOST_SEGMENTS: Final = 12


@dataclass(frozen=True, slots=True)
class SegmentEffect:
    """What the change did in one segment. value: its name; customers, or cases: of both arms; effect: in the good
    direction; low, high: an interval as wide as the number of segments asks for (Bonferroni); p: corrected as well
    (Holm 1979)."""

    value: str
    customers: int
    control: float
    effect: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Exploration(Answer):
    """The largest segments. exploration: always true: with enough segments one of them shows anything, so that what is
    seen here is an idea for the next change, and no verdict. left_out: segments with too few units."""

    rows: ClassVar[str] = "breakdown"
    change: str
    metric: str
    exploration: bool
    breakdown_by: str
    breakdown: tuple[SegmentEffect, ...]
    left_out: int


def explore(workspace: Workspace, id: str, by: str) -> Exploration:
    """The effect of a change by segment: a field, or a rule. Raises NotReady, UnknownRecord, UnknownProperty."""
    entry = CHANGES.get(workspace, id)
    change = entry.value
    if change.started is None:
        raise NotReady(id=entry.id, reason=Both("it has not started", "아직 시작되지 않았습니다"))
    if change.design != "experiment":
        raise BadRecord(field="by", reason=Both("it is no experiment", "실험이 아닙니다"))
    asker, asked = asked_of(workspace, change)
    split = field_of(asker, by)
    assert split is not None
    question = exposed_of(asker, change, asked[:1], moment_us(change.started), until_us(workspace, change))
    found = asker.ask(ExposedBy(question, split)) if anybody(asker, question) else {}
    enough = {name: one for name, one in found.items() if min(group.n for group in one.metrics[0]) >= 2}
    chosen = sorted(enough, key=lambda name: (-int(enough[name].counts.sum()), named(name)))[:MOST_SEGMENTS]
    told = [_contrast(change, asked, enough[name], len(chosen)) for name in chosen]
    corrected = holm([contrast.interval.p for _, contrast in told])
    return Exploration(
        entry.id, str(change.metric), True, by,
        tuple(
            _effect(named(name), asked[0].measure.good, one, p)
            for name, one, p in zip(chosen, told, corrected, strict=True)
        ),
        len(found) - len(chosen),
    )  # fmt: skip


def _contrast(change: Change, asked: Sequence[Asked], found: ExposedSums, segments: int) -> tuple[Estimate, Contrast]:
    control, treatment = change.pair
    [sums] = sums_of(asked[:1], found)
    base, others = contrasts(
        sums.groups, control, sums.shape, binary=sums.kind == "binary", alpha=0.05 / max(1, segments)
    )
    return base, others[treatment - (treatment > control)]


def _effect(segment: str, good: Good, told: tuple[Estimate, Contrast], p: float) -> SegmentEffect:
    base, found = told
    effect, low, high = gained(good, found.effect, found.interval)
    return SegmentEffect(segment, base.n + found.group.n, base.value, effect, low, high, p)
