"""What there is, against counting by hand; and the kinds of channels."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.model.channel import kind_of
from cxloop.questions.journeys import empty_journeys
from cxloop.testing import journeys_for
from cxloop.understand.overview import Overview
from oracles.logs import Log, asked, logs, parts_of, same

placed = st.lists(st.integers(0, 2), min_size=7, max_size=7)
HOUR = 3_600_000_000
FORMS = {"hour": "%Y-%m-%dT%H:00", "day": "%Y-%m-%d", "month": "%Y-%m"}


@given(logs(), placed)
def test_counts(log: Log, where: list[int]) -> None:
    answer = asked(Overview(), parts_of(log, where), where)
    rows = [(name, row) for name, one in log.items() for row in one]
    assert (answer.customers, answer.events) == (len(log), len(rows))
    for key, found in (
        (lambda row: row.channel or "(none)", {one.channel: (one.events, one.customers) for one in answer.channels}),
        (lambda row: same(row.event), {same(one.step): (one.events, one.customers) for one in answer.steps}),
    ):
        events = Counter(key(row) for _, row in rows)
        who = Counter(value for value, _ in {(key(row), name) for name, row in rows})
        assert found == {value: (events[value], who[value]) for value in events}


@given(st.sampled_from([4, 24 * 10, 24 * 200, 24 * 1500]).flatmap(lambda span: logs(span=span, unit=HOUR)), placed)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_over_time(zone: str, log: Log, where: list[int]) -> None:
    answer = asked(Overview(zone), parts_of(log, where), where)
    moments = [(name, local(row.time, zone)) for name, one in log.items() for row in one]
    unit = answer.over_time.unit
    if not moments:
        assert (unit, answer.over_time.points, answer.period.from_) == ("day", (), None)
        return
    times = [row.time // HOUR for one in log.values() for row in one]
    length = max(times) - min(times)
    assert unit == ("hour" if length <= 72 else "day" if length <= 4320 else "week" if length <= 26352 else "month")
    events, who = Counter(bin_of(when, unit) for _, when in moments), defaultdict(set)
    for name, when in moments:
        who[bin_of(when, unit)].add(name)
    points = answer.over_time.points
    assert {point.time: point.events for point in points if point.events} == events
    assert {point.time: point.customers for point in points if point.events} == {key: len(n) for key, n in who.items()}
    assert all(before.time < after.time for before, after in pairwise(points))
    assert points[0].events
    assert points[-1].events


def local(time_us: int, zone: str) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)).astimezone(ZoneInfo(zone))


def bin_of(when: datetime, unit: str) -> str:
    if unit == "week":
        return (when.date() - timedelta(days=when.weekday())).isoformat()
    return when.strftime(FORMS[unit])


@pytest.mark.parametrize(
    ("last", "partial"),
    [
        (datetime(2026, 3, 20, 15), True),
        (datetime(2026, 3, 30, 23), False),
        (datetime(2026, 3, 31), False),
        (datetime(2026, 3, 28), True),
    ],
)
def test_the_last_month_may_not_be_over(last: datetime, partial: bool) -> None:
    days = (last - datetime(1970, 1, 1)).total_seconds() / 86_400
    answer = asked(Overview(), [journeys_for({"anna": f"visit order@{days}d"})])
    assert (answer.over_time.unit, answer.over_time.partial) == ("month", partial)


def test_of_nothing() -> None:
    answer = asked(Overview(), [empty_journeys(Overview.columns)]).to_dict()
    assert (answer["customers"], answer["events"], answer["channels"], answer["steps"]) == (0, 0, [], [])
    assert answer["period"] == {"from": None, "to": None}


def test_as_json() -> None:
    answer = asked(Overview(), [journeys_for({"anna": "visit/web call/phone@2h"})]).to_dict()
    assert answer["period"] == {"from": "1970-01-01T00:00:00Z", "to": "1970-01-01T02:00:00Z"}
    assert answer["channels"][0] == {"channel": "phone", "kind": "human", "events": 1, "customers": 1}
    assert [point["events"] for point in answer["over_time"]["points"]] == [1, 0, 1]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("digital", "web, Mobile App, mobileApp, internet, online, E-mail, email, chatbot, kakao, SNS"),
        ("digital", "self-service portal, Kiosk, web_shop, online shop, 모바일 앱, 홈페이지, 챗봇, 비대면"),
        ("human", "phone, Call Center, callcenter, calls, service desk, Store, branch, shop, counter, agent, field"),
        ("human", "visit, chat, live-chat, online chat, post, letter"),
        ("human", "전화, 콜센터, 상담, 매장, 강남 지점, 창구, 방문, 대면, 우편"),
        ("unknown", ", x, channel 7, Referral, application form z, callisto, webber, 기타"),
    ],
)
def test_kinds_of_channels(kind: str, names: str) -> None:
    assert {name: kind_of(name) for name in names.split(", ")} == dict.fromkeys(names.split(", "), kind)
