"""Performance: how customers fare over time, by segment and channel, with what happened meanwhile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from cxloop.app.between import SideBySide
from cxloop.app.books import CHANGES, GOALS
from cxloop.app.changes import asked_metric, hours_of, usual_hours
from cxloop.app.marks import MarkSeen, marks
from cxloop.app.over_time import PeriodValue, asked_over, lacking, named, values_of
from cxloop.app.pain_points import usual_outcome
from cxloop.app.resolve import field_or_segment, one_of
from cxloop.app.understand import Asker
from cxloop.errors import BadOption, Both, NoEvents, UnknownProperty, UnknownStep
from cxloop.learn.measure import ADOPTED, Measure
from cxloop.learn.per_unit import Asked
from cxloop.learn.statistics.moments import Moments
from cxloop.model.duration import iso
from cxloop.model.rule import nfc
from cxloop.model.segment import Listed, Segment, segment_named
from cxloop.particles import particle
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.questions.business_hours import BusinessHours
from cxloop.questions.calendar import Bins, bins_between, day_meant, label
from cxloop.questions.lens import LeftOut
from cxloop.understand.overview import Overview

PERIODS: Final = ("day", "week", "month")
MOST_PERIODS: Final = 400
_MOST_METRICS: Final = 8
_MOST_RATED: Final = 32
_RATED: Final = (
    (re.compile(r"nps|recommend|추천", re.IGNORECASE), "nps:{}"),
    (re.compile(r"csat|satisf|만족", re.IGNORECASE), "csat:{}"),
    (re.compile(r"^ces$|effort|노력", re.IGNORECASE), "rating:{}:down"),
    (re.compile(r"^(rating|score|stars?)$|별점|평점", re.IGNORECASE), "rating:{}"),
)
"""Properties whose names say that they are ratings, and what is asked of them."""


@dataclass(frozen=True, slots=True)
class GroupValues:
    """One group's values. value: the channel or whatever was split by, "" where nothing is known of it; customers, or
    cases: in its largest period."""

    value: str
    customers: int
    values: tuple[PeriodValue, ...]


@dataclass(frozen=True, slots=True)
class MetricValues:
    """A metric over time. unit: share, score, points, seconds, money or count; line: where it should get to, by a goal,
    or 90 % for what is to be adopted. reason: why there is nothing to count, and so no value: no_amounts, no_property
    or no_numbers; else None."""

    metric: str
    unit: str
    good: str
    line: float | None
    values: tuple[PeriodValue, ...]
    breakdown_by: str | None
    breakdown: tuple[GroupValues, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Performance(Answer):
    """Metrics over time. unit: of the periods; begin: the first moment; as_of: the last event, with which the last
    period may have only begun (partial)."""

    question: ClassVar[str] = "performance"
    rows: ClassVar[str] = "metrics"
    unit: str
    begin: str
    as_of: str
    partial: bool
    metrics: tuple[MetricValues, ...]
    marks: tuple[MarkSeen, ...]
    per: str = "customer"
    identity: str = ""
    lens: LeftOut | None = None


def performance(
    workspace: Workspace,
    metrics: Sequence[str] = (),
    *,
    unit: str = "week",
    last: int = 12,
    by: str | None = None,
    hours: str | None = None,
    compare: str | Sequence[str] | None = None,
    **scope: Any,
) -> Any:
    """Metrics of the last periods: those given, else those of goals, of changes, of what the log seems to be about, and
    of what customers rate.

    unit: day, week or month; last: how many, where no period is given; by: a field, a rule, or `segment:NAME`; compare:
    up to two sides, each a rule or `segment:NAME`. Raises BadOption, BadMeasure, UnknownStep, UnknownProperty,
    UnknownRecord, NoEvents.
    """
    one_of("--unit", unit, PERIODS)
    if not 1 <= last <= MOST_PERIODS:
        raise BadOption(option="--last", reason=Both(f"it is 1 to {MOST_PERIODS}", f"1부터 {MOST_PERIODS}까지입니다"))
    asker = Asker(workspace, **scope)
    asked = [asked_metric(asker, text) for text in list(metrics) or default_metrics(workspace, asker, scope)]
    reasons = lacking(asker, asked)
    split = split_by(workspace, asker, by)
    bins, begin, end = _periods(asker, unit, last)
    labels = [label(bins.unit, bins.zone, bins.first + at, asker.first_weekday) for at in range(len(bins.edges) - 1)]
    lines, edges = _lines(workspace), [int(edge) for edge in bins.edges]
    spans = [hours_of(usual_hours(workspace, str(one.measure), hours)) for one in asked]
    since, until = iso(begin), iso(end)
    seen = tuple(one for one in marks(workspace).marks if since <= (one.until or one.at) and one.at <= until)
    known_until = day_meant(bins.zone, end) + 1

    def seen_in(one: Asked, each: Sequence[Moments], span: BusinessHours | None) -> tuple[PeriodValue, ...]:
        return tuple(
            replace(value, whole=one.measure.is_over(until_us, known_until, span))
            for value, until_us in zip(values_of(one, each, labels), edges[1:], strict=True)
        )

    def told(side: Asker) -> Performance:
        metrics = []
        for one, span, reason in zip(asked, spans, reasons, strict=True):
            whole, groups = asked_over(side, one, edges, span, split) if reason is None else ((), {})
            metrics.append(
                MetricValues(
                    str(one.measure), one.measure.unit, one.measure.good,
                    lines.get(str(one.measure), _line(one.measure)), seen_in(one, whole, span) if whole else (),
                    by or None,
                    tuple(
                        GroupValues(named(name), max(found.n for found in each), seen_in(one, each, span))
                        for name, each in groups.items()
                    ),
                    reason,
                )
            )  # fmt: skip
        return Performance(
            unit, since, until, known_until < edges[-1], tuple(metrics), seen, asker.whose, asker.index.identity,
            asker.left_out(),
        )  # fmt: skip

    if not compare:
        return told(asker)
    sides = asker.groups(compare)
    overlap = replace(sides.overlap, allowed=False)
    return SideBySide(told(asker), sides.names, (told(sides.first), told(sides.second)), sides.made_of, overlap)


def default_metrics(workspace: Workspace, asker: Asker, scope: dict[str, Any]) -> list[str]:
    """What is worth looking at: goals, then changes, the outcome that the log seems to be about, then ratings."""
    goals = [one.value.metric for one in GOALS.all(workspace)]
    changes = [one.value.metric for one in reversed(CHANGES.all(workspace))]
    usual = str(usual_outcome(asker, scope, asker.ask(Overview()))[0])
    known = [str(Measure.parse(text)) for text in [*goals, *changes, usual] if text]
    found = [text for text in known if _is_there(asker, text)] + _rated(asker)
    return list(dict.fromkeys(found))[:_MOST_METRICS]


@dataclass(frozen=True, slots=True)
class Measurable(Answer):
    """What the events of today have that can be measured. amounts: whether one of them has an amount; metrics: those of
    what customers rate."""

    rows: ClassVar[str] = "metrics"
    amounts: bool
    metrics: tuple[str, ...]


def measurable(workspace: Workspace) -> Measurable:
    """What metrics can be offered; nothing, where there are no events."""
    try:
        asker = Asker(workspace)
    except NoEvents:
        return Measurable(False, ())
    return Measurable(lacking(asker, [Asked(Measure.parse("value"))]) == [None], tuple(_rated(asker)))


def _is_there(asker: Asker, text: str) -> bool:
    """Whether there is still what a metric names: the events that had it may have been taken back."""
    try:
        asked_metric(asker, text)
    except (UnknownStep, UnknownProperty):
        return False
    return True


def _rated(asker: Asker) -> list[str]:
    """Metrics of the properties that are called as ratings are and hold numbers."""
    named = [
        text.format(name) for name in asker.index.properties for pattern, text in _RATED if pattern.search(nfc(name))
    ]
    texts = [str(Measure.parse(text)) for text in named[:_MOST_RATED]]
    reasons = lacking(asker, [asked_metric(asker, text) for text in texts])
    return [text for text, reason in zip(texts, reasons, strict=True) if reason is None]


def split_by(workspace: Workspace, asker: Asker, by: str | None) -> str | Segment | Listed | None:
    """A field, a rule, or a segment by its name: `segment:NAME`."""
    name = segment_named(by or "")
    return field_of(asker, by) if name is None else workspace.segment(name)


def field_of(asker: Asker, by: str | None) -> str | Segment | None:
    """What is split by, as a column or a segment."""
    if not by:
        return None
    found = field_or_segment(by, asker.index)
    if isinstance(found, Segment) or found in ("channel", "owner"):
        return found
    if found in ("event", "value", "time", "customer", "case"):
        raise BadOption(
            option="--by", reason=Both(f"not by {found}", f"{found}{particle(found, '으로')}는 나눌 수 없습니다")
        )
    return f"property:{found}"


def _periods(asker: Asker, unit: str, last: int) -> tuple[Bins, int, int]:
    """The periods, and the first and the last moment of the log within them."""
    given = asker.scope.begin_us is not None
    begin, end = asker.leave_strays_out() or (0, 0)
    bins = bins_between(unit, asker.zone, begin, end, asker.first_weekday)
    count = len(bins.edges) - 1
    if not given and count > last:
        bins = Bins(bins.unit, bins.zone, bins.first + count - last, bins.edges[count - last :])
    if len(bins.edges) - 1 > MOST_PERIODS:
        raise BadOption(
            option="--unit",
            reason=Both(f"that is more than {MOST_PERIODS} periods", f"기간이 {MOST_PERIODS}개를 넘습니다"),
        )
    return bins, max(begin, int(bins.edges[0])), end


def period_bounds(asker: Asker, unit: str, name: str) -> tuple[int, int, int]:
    """The first moment of a period, by its label, the first after it, and the last one of all periods. Raises
    BadOption."""
    bins, _, _ = _periods(asker, unit, MOST_PERIODS)
    for at in range(len(bins.edges) - 1):
        if label(bins.unit, bins.zone, bins.first + at, asker.first_weekday) == name:
            return int(bins.edges[at]), int(bins.edges[at + 1]), int(bins.edges[-1])
    raise BadOption(option="WHAT", reason=Both(f"there is no {unit} “{name}”", f"“{name}”라는 기간이 없습니다"))


def _lines(workspace: Workspace) -> dict[str, float]:
    return {str(Measure.parse(one.value.metric)): one.value.target for one in GOALS.all(workspace) if one.value.metric}


def _line(measure: Measure) -> float | None:
    return ADOPTED if measure.name == "adopts" else None
