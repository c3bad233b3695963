"""The week in one answer, and that it is written once when it is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app import changes, lessons, marks, names
from cxloop.app.books import DIGESTS
from cxloop.app.digest import digest, plan_digest, schedule, write_due
from cxloop.app.opportunities import take_up
from cxloop.change.errors import BadRecord
from cxloop.errors import BadOption
from cxloop.learn.digest import DigestPlan
from cxloop.report.parts import text_of
from cxloop.report.speech import Speech
from cxloop.report.telling import tell
from web import logs

HOUR_MS = 3_600_000
MONDAY_8 = 1_764_547_200_000 - HOUR_MS  # Monday, 1 December 2025, 08:00 in Seoul


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    logs.write_shop(tmp_path / "shop.jsonl")
    ws = wiring.open(tmp_path / "data")
    ws.import_(tmp_path / "shop.jsonl", customer="customer", times=["time"], event="event", channel="channel")
    return ws


def _at(ws: Any, now_ms: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ws, "_now_ms", lambda: now_ms)


def test_it_says_what_the_questions_say(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(shop, MONDAY_8, monkeypatch)
    marks.add_mark(shop, "새 결제", "kim", "2025-11-28", sort="release")
    marks.add_mark(shop, "오래된 일", "kim", "2025-10-01")
    found = digest(shop)
    pains = shop.pains()
    beyond = [one for one in pains.pains if one.q < 0.05 and not one.same_as]
    assert [one.id for one in found.pains] == [one.id for one in beyond[:5]]
    assert found.beyond_chance == len(beyond)
    assert [one.title for one in found.happened] == ["새 결제"]
    said = [text_of(one) for one in tell("digest", found.to_dict(), Speech("ko")).sure]
    assert any("우연으로 보기 어려운 불편 지점" in one for one in said)
    assert "출시: “새 결제”, 2025년 11월 28일." in said


def test_it_is_written_once_when_it_is_due(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(shop, MONDAY_8, monkeypatch)
    plan_digest(shop, "kim", weekday="monday", hour=9, zone="Asia/Seoul", language="ko")
    assert not write_due(shop)
    _at(shop, MONDAY_8 + HOUR_MS, monkeypatch)
    assert write_due(shop)
    assert not write_due(shop)
    _at(shop, MONDAY_8 + 7 * 24 * HOUR_MS, monkeypatch)
    assert not write_due(shop)
    _at(shop, MONDAY_8 + 7 * 24 * HOUR_MS + HOUR_MS, monkeypatch)
    assert write_due(shop)
    assert [one.id for one in DIGESTS.all(shop)] == ["2025-12-01", "2025-12-08"]
    assert schedule(shop).digests[0].title == "이번 주"
    plan_digest(shop, "kim", on=False)
    _at(shop, MONDAY_8 + 30 * 24 * HOUR_MS, monkeypatch)
    assert not write_due(shop)


def test_what_it_tells_of_goes_by_what_people_call_it(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pain = shop.pains().pains[0]
    for at, row in enumerate(shop.overview().steps):
        names.set_label(shop, row.step, "kim", {"en": f"Called {at}"})
    _at(shop, MONDAY_8, monkeypatch)
    plan_digest(shop, "kim", weekday="monday", hour=9, zone="Asia/Seoul")
    _at(shop, MONDAY_8 + HOUR_MS, monkeypatch)
    assert write_due(shop)
    says = " ".join(schedule(shop).digests[0].says)
    assert "Called " in says
    assert pain.step not in says
    taken = take_up(shop, "kim", pain=pain.id).opportunity
    assert (taken.title[:7], taken.step, "“Called" in taken.question) == ("Called ", pain.step, True)


def test_a_plan_made_after_the_hour_waits_for_the_next_week(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(shop, MONDAY_8 + 5 * HOUR_MS, monkeypatch)
    plan_digest(shop, "kim", weekday="monday", hour=9, zone="Asia/Seoul")
    assert not write_due(shop)


def test_a_plan_made_just_before_the_hour_is_kept(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(shop, MONDAY_8 + 2 * HOUR_MS, monkeypatch)  # 01:00 UTC
    plan_digest(shop, "kim", weekday="monday", hour=2)
    _at(shop, MONDAY_8 + 3 * HOUR_MS, monkeypatch)
    assert write_due(shop)


def test_bad_plans_are_refused(shop: Any) -> None:
    for given in ({"weekday": "someday"}, {"zone": "Mars/Olympus"}, {"language": "de"}):
        with pytest.raises(BadOption):
            plan_digest(shop, "kim", **given)
    with pytest.raises(BadRecord):
        plan_digest(shop, "kim", hour=24)


def test_what_waits_and_what_was_learned(shop: Any) -> None:
    made = changes.add_change(shop, "쿠폰함을 위로", "lee", {}).id
    lessons.add_lesson(shop, made, "작은 글씨는 아무도 읽지 않는다", "lee")
    assert digest(shop).lessons == ("작은 글씨는 아무도 읽지 않는다",)


def test_the_hour_is_that_of_the_zone_when_clocks_change() -> None:
    plan = DigestPlan("kim", "", "sunday", 9, "Europe/Berlin")
    assert plan.due(1_774_771_200_000_000) == ("2026-03-29", 1_774_767_600_000_000)  # 10:00 in summer time
    assert (plan.due(1_774_764_000_000_000) or ("", 0))[0] == "2026-03-22"  # 08:00 in summer time
