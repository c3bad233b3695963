"""Metrics over time: what is looked at, where it should get to, and what happened meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxloop import wiring
from cxloop.app import goals, marks, segments
from cxloop.app.performance import performance
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import BadOption, NoEvents

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Four weeks: ten customers each, of whom two more place an order each week; half of them in the app."""
    lines = ["customer,time,event,channel,nps"]
    for week in range(4):
        for one in range(10):
            at = MONDAY + timedelta(weeks=week, hours=one)
            channel = "앱" if one % 2 else "웹"
            lines.append(f"c{one},{at.isoformat()},방문,{channel},")
            if one < 2 + 2 * week:
                lines.append(f"c{one},{(at + timedelta(minutes=5)).isoformat()},주문 완료,{channel},{10 - one}")
    (tmp_path / "log.csv").write_text("\n".join(lines), "utf-8")
    opened = wiring.open(tmp_path / "data")
    opened.import_(tmp_path / "log.csv", customer="customer", times="time", event="event", channel="channel")
    return opened


def test_week_by_week(workspace: Workspace) -> None:
    found = performance(workspace, ["reaches:주문 완료", "count:주문 완료"])
    share, count = found.metrics
    assert [one.value for one in share.values] == [0.2, 0.4, 0.6, 0.8]
    assert [one.period for one in share.values] == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"]
    assert all(
        one.low < one.value < one.high and one.n == 10 for one in share.values if one.value and one.low and one.high
    )
    assert [one.value for one in count.values] == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert (share.unit, count.unit, share.good, found.partial) == ("share", "count", "up", True)
    last = performance(workspace, ["reaches:주문 완료"], last=2)
    assert [one.value for one in last.metrics[0].values] == [0.6, 0.8]
    month = performance(workspace, ["reaches:주문 완료"], unit="month")
    assert [(one.value, one.n) for one in month.metrics[0].values] == [(0.8, 10)]


def test_beside_each_other(workspace: Workspace) -> None:
    [metric] = performance(workspace, ["reaches:주문 완료"], by="channel").metrics
    groups = {one.value: [each.value for each in one.values] for one in metric.breakdown}
    assert groups == {"웹": [0.2, 0.4, 0.6, 0.8], "앱": [0.2, 0.4, 0.6, 0.8]}
    assert [one.value for one in metric.values] == [0.2, 0.4, 0.6, 0.8]
    segments.add_segment(workspace, "산 사람", "kim", having=["주문 완료"])
    [metric] = performance(workspace, ["reaches:주문 완료"], by="segment:산 사람").metrics
    groups = {one.value: [each.value for each in one.values] for one in metric.breakdown}
    assert groups == {"산 사람": [0.25, 0.5, 0.75, 1.0], "not (산 사람)": [0.0] * 4}
    for wrong in ("customer", "event"):
        with pytest.raises(BadOption):
            performance(workspace, by=wrong)
    with pytest.raises(UnknownRecord):
        performance(workspace, by="segment:없음")


def test_what_is_looked_at_where_nobody_says(workspace: Workspace) -> None:
    assert [one.metric for one in performance(workspace).metrics] == ["reaches:주문 완료", "nps:nps"]
    goals.add_goal(workspace, "앱 정착", "kim", target=0.7, by_when="2026-12-31", given={"metric": "adopts:방문"})
    found = performance(workspace).metrics
    assert [(one.metric, one.line) for one in found] == [
        ("adopts:방문", 0.7), ("reaches:주문 완료", None), ("nps:nps", None),
    ]  # fmt: skip
    assert performance(workspace, ["adopts:주문 완료"]).metrics[0].line == 0.9
    score = found[2]
    assert score.unit == "score"
    assert [one.n for one in score.values] == [2, 4, 6, 8]
    assert score.values[0].value == 1.0  # 10 and 9


def test_what_happened_meanwhile(workspace: Workspace) -> None:
    marks.add_mark(workspace, "장애", "kim", "2026-03-10", until="2026-03-11", sort="incident")
    marks.add_mark(workspace, "어제 일", "kim", "2025-03-10")
    assert [one.title for one in performance(workspace).marks] == ["장애"]
    [old, incident] = marks.marks(workspace).marks
    assert (incident.at, incident.until, incident.sort) == ("2026-03-10T00:00:00Z", "2026-03-11T23:59:59Z", "incident")
    assert [one.title for one in marks.remove_mark(workspace, old.ref, "kim").marks] == ["장애"]
    with pytest.raises(UnknownRecord):
        marks.remove_mark(workspace, old.ref, "kim")
    for wrong in ({"sort": "party"}, {"until": "2026-03-01"}):
        with pytest.raises(BadRecord):
            marks.add_mark(workspace, "t", "kim", "2026-03-10", **wrong)


def test_mistakes_are_named(workspace: Workspace, tmp_path: Path) -> None:
    for wrong in ({"unit": "hour"}, {"last": 0}, {"last": 10_000}):
        with pytest.raises(BadOption):
            performance(workspace, **wrong)
    with pytest.raises(NoEvents):
        performance(wiring.open(tmp_path / "empty"))
