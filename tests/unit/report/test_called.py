"""What people call events and channels, in what is told, drawn and taken along."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from cxloop.report.called import Called
from cxloop.report.cells import csv_of
from cxloop.report.drawing import draw
from cxloop.report.metrics import metric_name
from cxloop.report.parts import Chart, Column, Table, plain_text, text_of
from cxloop.report.speech import Language, Speech
from cxloop.report.svg import svg
from cxloop.report.telling import tell

NAMES = Called(
    {"view_item": "상품 보기", "cart": "장바구니 담음", "purchase": "구매"}, {"ios": "아이폰 앱", "web": "누리집"}
)
WAITS = {"median_seconds": 3600.0, "p90_seconds": 7200.0, "low": 0.2, "high": 0.4}


def funnel(*steps: str, **more: Any) -> dict[str, Any]:
    rows = [
        {"step": step, "customers": 900 - 300 * at, "share": 1 - at / 3, "share_of_previous": 0.5, **WAITS}
        for at, step in enumerate(steps)
    ]
    plain = {"window_seconds": None, "breakdown": [], "breakdown_by": None, "per": "customer", "identity": "x@0"}
    return {"steps": rows, "median_seconds": 3600.0, "p90_seconds": 7200.0, **plain, **more}


def speech(language: Language = "ko") -> Speech:
    return Speech(language, called=NAMES)


def test_particles_follow_what_is_read() -> None:
    answer = NAMES.answer(funnel("view_item", "cart", "purchase"))
    assert "“상품 보기”와 “장바구니 담음” 사이" in text_of(tell("funnel", answer, speech()).says)
    answer = NAMES.answer(funnel('channel = web and event = "view_item"', "cart", "event = a or event = cart"))
    said = text_of(tell("funnel", answer, speech()).says)
    assert '“상품 보기 (channel = "누리집")”와 “장바구니 담음” 사이' in said
    assert '“event = a or event = "장바구니 담음"” 단계까지' in said


def test_what_was_asked_goes_by_the_same_names() -> None:
    asked = {
        "channel": ["ios"], "having": ["cart", 'event = "view_item" and value > 3'], "where": ["channel in (ios, tv)"],
        "first": ["view_item"], "last": ["purchase"],
    }  # fmt: skip
    said = " ".join(text_of(one) for one in tell("funnel", funnel("a", "b"), speech("en"), asked).left_out)
    assert "“아이폰 앱”" in said
    assert "“상품 보기 (value > 3)”" in said
    assert 'channel in ("아이폰 앱", tv)' in said
    assert ("“장바구니 담음”" in said, "“구매”" in said) == (True, True)
    assert not any(name in said for name in ("ios,", "cart", "view_item", "purchase"))


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("reaches:purchase", "구매까지 가는 고객"),
        ("share:cart/view_item", "장바구니 담음"),
        ('reaches:event = "cart"', "장바구니 담음까지"),
    ],
)
def test_metrics_go_by_the_same_names(metric: str, said: str) -> None:
    assert said in plain_text(metric_name(metric, speech()))


def test_groups_of_a_breakdown_and_of_those_behind_it() -> None:
    plain = {
        "breakdown_by": "channel", "breakdown": [{"value": "ios"}, {"value": "(none)"}],
        "hardest_hit": [{"group": "channel", "value": "web"}, {"group": "plan", "value": "web"}],
    }  # fmt: skip
    named = NAMES.answer(plain)
    assert [one["value"] for one in named["breakdown"]] == ["아이폰 앱", "(none)"]
    assert [one["value"] for one in named["hardest_hit"]] == ["누리집", "web"]
    assert NAMES.answer({"of": "channel", "what": ["ios"], "by": "event", "group": "cart"}) == {
        "of": "channel", "what": ["아이폰 앱"], "by": "event", "group": "장바구니 담음",
    }  # fmt: skip


def test_none_is_said_in_the_readers_language() -> None:
    parts = [{"value": "(none)", "steps": funnel("view_item", "cart")["steps"]}]
    report = tell("funnel", funnel("view_item", "cart", breakdown=parts, breakdown_by="channel"), speech())
    assert report.tables[-1].title == "채널별: (없음)"
    table = Table("", (Column("채널"),), (("(none)",), ("(other)",), ("",)))
    assert csv_of(table, speech()).decode("utf-8-sig").split("\r\n")[1:4] == ["(없음)", "(그 밖)", '""']


def test_decomposed_names_are_drawn_as_syllables() -> None:
    loose = unicodedata.normalize("NFD", "장바구니에 담긴 여러 가지 상품을 살펴봄")
    report = tell("funnel", funnel(loose, "purchase"), speech())
    chart = report.charts[0]
    assert isinstance(chart, Chart)
    drawn = svg(draw(chart, speech(), 240))
    assert "장바구니" in drawn
    assert not any("\u1100" <= sign <= "\u11ff" for sign in drawn + text_of(report.says))
    assert report.tables[0].rows[0][0] == loose, "what is taken along is what came"
    assert speech().written(loose, "text") == unicodedata.normalize("NFC", loose)
