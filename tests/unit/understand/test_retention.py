"""Retention, against dates and sets."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.errors import BadOption
from cxloop.model.rule import is_event
from cxloop.testing import journeys_for
from cxloop.understand.retention import Retention
from oracles.logs import Log, asked, logs, parts_of

placed = st.lists(st.integers(0, 2), min_size=7, max_size=7)
HOUR = 3_600_000_000
HALF_DAY = 12 * HOUR


def local(moment: int, zone: str) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).astimezone(ZoneInfo(zone))


def number(moment: int, unit: str, zone: str) -> int:
    day = local(moment, zone).date()
    if unit == "month":
        return (day.year - 1970) * 12 + day.month
    return (day - date(1969, 12, 29)).days // (7 if unit == "week" else 1)  # from a Monday


def over(moment: int, unit: str, zone: str) -> int:
    """The last period that is over, or lacks a twentieth at the most; a date alone is all of its day."""
    now, half_days, left = local(moment, zone), {"day": 2, "week": 14, "month": 2 * 31}[unit], 0
    moment += 2 * HALF_DAY if now.hour == now.minute == 0 else 0
    here = number(moment - 1, unit, zone)
    if unit == "month":
        half_days = 2 * calendar.monthrange(local(moment - 1, zone).year, local(moment - 1, zone).month)[1]
    while number(moment + left * HOUR - 1, unit, zone) == here and number(moment + left * HOUR, unit, zone) == here:
        left += 1
    return here if left * HOUR <= half_days * HALF_DAY / 20 else here - 1


@given(
    logs(span=120, unit=HALF_DAY), placed, st.sampled_from(["day", "week", "month"]),
    st.sampled_from(["UTC", "Asia/Seoul"]), st.sampled_from(["bracketed", "unbounded"]), st.sampled_from([None, "a"]),
    st.sampled_from([None, "a", "b"]), st.integers(0, 6),
)  # fmt: skip
def test_as_sets_say_it(
    log: Log, where: list[int], unit: str, zone: str, mode: str, begins: str | None, back: str | None, periods: int
) -> None:
    question = Retention(unit, mode, begins and is_event(begins), back and is_event(back), zone, periods)
    answer = asked(question, parts_of(log, where), where)
    last = over(max((row.time for rows in log.values() for row in rows), default=0), unit, zone)
    cohorts: dict[int, list[set[int]]] = {}
    for rows in log.values():
        at = next((place for place, row in enumerate(rows) if begins in (None, row.event)), None)
        if at is not None:
            cohort = number(rows[at].time, unit, zone)
            later = {number(row.time, unit, zone) - cohort for row in rows[at:] if back in (None, row.event)}
            cohorts.setdefault(cohort, []).append(later)
    assert [cohort.customers for cohort in answer.cohorts] == [len(cohorts[key]) for key in sorted(cohorts)]
    for found, key in zip(answer.cohorts, sorted(cohorts), strict=True):
        returned = tuple(expected(cohorts[key], period, mode, last - key) for period in range(periods + 1))
        assert found.returned == returned
        for count, share, low, high in zip(found.returned, found.shares, found.low, found.high, strict=True):
            assert (share is None) == (count is None)
            assert count is None or low <= share == count / found.customers <= high


def expected(members: list[set[int]], period: int, mode: str, reach: int) -> int | None:
    if period > reach:
        return None
    if mode == "bracketed":
        return sum(period in later for later in members)
    return sum(any(one >= period for one in later) for later in members)


def test_cohorts_by_name_and_as_json() -> None:
    journeys = journeys_for({"anna": "visit visit@8d", "ben": "visit"})
    answer = asked(Retention("week", periods=2, until=11 * 2 * HALF_DAY - 1), [journeys]).to_dict()
    assert answer["cohorts"][0]["cohort"] == "1969-12-29"
    assert answer["cohorts"][0]["returned"] == [2, 1, None]
    assert answer["cohorts"][0]["shares"] == [1, 0.5, None]
    assert (answer["unit"], answer["mode"], answer["per"]) == ("week", "bracketed", "customer")


@pytest.mark.parametrize("wrong", [{"unit": "year"}, {"mode": "loose"}, {"periods": -1}])
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadOption):
        Retention(**wrong)


def test_a_period_that_has_only_begun_is_not_in_the_curve() -> None:
    """Everybody comes each week on Friday; the log ends on a Wednesday: nobody has stayed away."""
    weekly = {f"c{at}": " ".join([f"born visit@{7 * at + 1}d", *["visit@7d"] * (5 - at)]) for at in range(5)}
    question = Retention("week", begins=is_event("visit"), comes_back=is_event("visit"))
    journeys = journeys_for({**weekly, "late": "born visit@41d"})
    curve = asked(question, [journeys]).curve
    assert [(back.period, back.customers, back.share) for back in curve] == [
        (0, 5, 1.0), (1, 5, 1.0), (2, 4, 1.0), (3, 3, 1.0), (4, 2, 1.0), (5, 1, 1.0)
    ]  # fmt: skip
    later = asked(replace(question, until=46 * 2 * HALF_DAY - 1), [journeys]).curve
    assert [(back.period, back.customers) for back in later][:2] == [(0, 6), (1, 5)]
