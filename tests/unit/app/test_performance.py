"""Metrics over time: what is looked at, where it should get to, and what happened meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxloop import wiring
from cxloop.app import goals, marks, names, segments
from cxloop.app.performance import Measurable, measurable, performance
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import BadOption, NoAmounts, NoEvents
from cxloop.report.parts import plain_text, text_of
from cxloop.report.speech import Speech
from cxloop.report.telling import tell

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


def test_those_who_have_not_had_their_days_are_kept_out(workspace: Workspace) -> None:
    """Everybody comes each week, so that all come back within ten days, but for those of whom it is not known yet."""
    found = performance(workspace, ["returns:10"])
    [metric] = found.metrics
    assert [(one.value, one.n, one.whole) for one in metric.values] == [
        (1.0, 10, True), (1.0, 10, False), (1.0, 10, False), (0.0, 10, False),
    ]  # fmt: skip
    row = goals.add_goal(
        workspace, "재방문", "kim", target=0.7, by_when="2099-12-31", given={"metric": "returns:10", "days": 36500},
    )  # fmt: skip
    assert row.value == 1.0
    for language, said in (
        ("en", "not all have had 10 days yet in the last 2 of the periods that are over"),
        ("ko", "끝난 기간 중 최근 2개는 아직 모두가 10일을 채우지 못했습니다"),
    ):
        report = tell("performance", found.to_dict(), Speech(language))  # type: ignore[arg-type]
        assert said in plain_text(report.says)
    told = tell("performance", performance(workspace, ["duration"]).to_dict(), Speech("en"))
    assert "Times are those of journeys that began in the period" in plain_text(told.rests_on[-1])


def test_times_are_of_journeys_that_began(workspace: Workspace) -> None:
    [metric] = performance(workspace, ["duration"]).metrics
    assert [one.n for one in metric.values] == [10, 0, 0, 0]
    last = 8 * 300 / 10  # the last event of eight is their order, five minutes later
    assert metric.values[0].value == pytest.approx(21 * 86_400 + last)


def test_strays_are_apart_and_the_number_of_periods_holds(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text("customer,time,event\nc0,2036-03-04T00:00:00Z,방문\n", "utf-8")
    report = workspace.import_(tmp_path / "late.csv", customer="customer", times="time", event="event")
    assert report.strays is not None
    assert (report.strays.events, report.strays.from_) == (1, "2036-03-04T00:00:00Z")
    assert len(performance(workspace, ["reaches:주문 완료"], last=2).metrics[0].values) == 2
    plain = workspace.overview().to_dict()
    for language, said in (("en", "Of these, 1 event from March 4, 2036"), ("ko", "이 가운데 2036년 3월 4일부터")):
        report = tell("overview", plain, Speech(language))  # type: ignore[arg-type]
        assert said in plain_text(report.says)


def test_a_date_is_a_whole_day_of_the_zone(workspace: Workspace) -> None:
    names.set_settings(workspace, "kim", {"zone": "Asia/Seoul"})
    marks.add_mark(workspace, "장애", "kim", "2026-03-10")
    [seen] = marks.marks(workspace).marks
    assert (seen.at, seen.until) == ("2026-03-09T15:00:00Z", "2026-03-10T14:59:59Z")
    assert (seen.date, seen.until_date) == ("2026-03-10", None)
    found = performance(workspace, ["reaches:주문 완료"], unit="day", last=30).to_dict()
    report = tell("performance", found, Speech("ko", "Asia/Seoul"))
    place, _ = report.charts[0].marks[0]
    assert report.charts[0].labels[place] == "2026-03-10"
    marks.edit_mark(workspace, seen.ref.partition(":")[2], "kim", {"at": "2026-03-10T09:00:00Z"})
    [seen] = marks.marks(workspace).marks
    assert (seen.at, seen.until, seen.date) == ("2026-03-10T09:00:00Z", None, None)


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


def test_only_what_the_events_of_today_have_is_offered_and_counted(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(
        f"c{one},2026-03-04T10:00:00Z,survey,{1 + one % 5},{'good' if one % 2 else 'bad'}\n" for one in range(10)
    )
    (tmp_path / "survey.csv").write_text(f"customer,time,event,csat,satisfaction\n{rows}", "utf-8")
    brought = workspace.import_(tmp_path / "survey.csv", customer="customer", times="time", event="event")
    usual = ["reaches:주문 완료", "csat:csat", "nps:nps"]
    assert [one.metric for one in performance(workspace).metrics] == usual
    assert measurable(workspace) == Measurable(False, ("csat:csat", "nps:nps"))
    goal = goals.add_goal(
        workspace, "revenue", "kim", target=10, by_when="2099-12-31", given={"metric": "value", "days": 36500}
    )
    assert (goal.value, goal.reason) == (None, "no_amounts"), "no money is no 0"
    goals.add_goal(workspace, "surveys", "kim", target=0.9, by_when="2099-12-31", given={"metric": "reaches:survey"})
    workspace.undo(brought.files[0].number)
    assert [one.metric for one in performance(workspace).metrics] == ["value", "reaches:주문 완료", "nps:nps"]
    found = performance(workspace, ["value", "csat:csat", "reaches:주문 완료"], by="channel")
    assert [(one.reason, bool(one.values)) for one in found.metrics] == [
        ("no_amounts", False), ("no_property", False), (None, True),
    ]  # fmt: skip
    for language, said in (
        ("en", "money: no event has an amount. CSAT: satisfied (4 or 5), by “csat”: no event has “csat”."),
        (
            "ko",
            "금액: 금액이 있는 이벤트가 없습니다. "
            "CSAT: 만족(4~5점), “csat” 기준: “csat” 속성이 있는 이벤트가 없습니다.",
        ),
    ):
        report = tell("performance", found.to_dict(), Speech(language))  # type: ignore[arg-type]
        assert " ".join(map(text_of, report.left_out)).startswith(said)
        assert (len(report.charts), len(report.tables)) == (1, 1)
    [metric] = performance(workspace, ["value"]).metrics
    assert metric.reason == "no_amounts"
    with pytest.raises(NoAmounts):
        workspace.pains(["value:30"])


def test_a_rating_in_words_is_no_number(tmp_path: Path) -> None:
    rows = "".join(
        f"c{one},2026-03-0{1 + one % 9}T10:00:00Z,survey,{'good' if one % 2 else 'bad'}\n" for one in range(20)
    )
    (tmp_path / "log.csv").write_text(f"customer,time,event,satisfaction\n{rows}", "utf-8")
    opened = wiring.open(tmp_path / "data")
    opened.import_(tmp_path / "log.csv", customer="customer", times="time", event="event")
    assert [one.metric for one in performance(opened).metrics] == ["returns:30"]
    [metric] = performance(opened, ["csat:satisfaction"]).metrics
    assert metric.reason == "no_numbers"
    told = tell("performance", performance(opened, ["csat:satisfaction"]).to_dict(), Speech("en"))
    assert text_of(told.says).endswith("“satisfaction” holds texts and no numbers, so nothing can be counted.")


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
