"""What reports say: sentences in two languages, how sure they are, what they leave out."""

from __future__ import annotations

import string
from typing import Any

import pytest

from cxloop.report.parts import text_of
from cxloop.report.speech import Speech
from cxloop.report.telling import tell
from cxloop.report.texts import TEXTS

WAITS = {"median_seconds": 3600.0, "p90_seconds": 7200.0}
STEPS: list[dict[str, Any]] = [
    {"step": "visit", "customers": 40, "share": 1.0, "low": 0.91, "high": 1.0, "share_of_previous": 1.0, **WAITS},
    {"step": "pay", "customers": 10, "share": 0.25, "low": 0.14, "high": 0.4, "share_of_previous": 0.25, **WAITS},
]
FUNNEL: dict[str, Any] = {
    "steps": STEPS, "median_seconds": 3600.0, "p90_seconds": 7200.0, "window_seconds": 604800.0, "breakdown": [],
    "breakdown_by": None, "per": "customer", "identity": "identifiers@0",
}  # fmt: skip


def test_both_languages_have_the_same_places() -> None:
    for key, (english, korean) in TEXTS.items():
        places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, korean)]
        assert places[0] == places[1] or key.startswith("measure."), key


def test_a_small_funnel_says_how_little_it_knows() -> None:
    report = tell("funnel", FUNNEL, Speech("en"))
    assert text_of(report.says).startswith("Of 40 customers at “visit”, 10 customers reach “pay”: 25.0%.")
    said = [text_of(one) for one in report.sure]
    assert said[0] == "With this many customers the true share lies between 14.0% and 40.0% (95 %)."
    assert "take it as a hint" in said[1]


def test_what_was_asked_for_is_said_to_be_left_out() -> None:
    asked = {"channel": ["web"], "from": ["2026-03-01"], "lacking": ["call"], "step": ["visit", "pay"]}
    said = [text_of(one) for one in tell("funnel", FUNNEL, Speech("ko"), asked).left_out]
    assert said[0] == "“call” 단계가 없는 여정만 봅니다."
    assert "“web” 채널만 봅니다." in said
    assert "2026년 3월 1일 전은 보지 않습니다." in said


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_funnel_that_nobody_finishes(language: Any) -> None:
    none = {**FUNNEL, "steps": [STEPS[0], {**STEPS[1], "customers": 0, "share": 0.0, "low": 0.0, "high": 0.09}]}
    report = tell("funnel", none, Speech(language))
    assert "visit" in text_of(report.says)
    assert "–" not in text_of(report.says)


def test_an_answer_that_nobody_taught_it_becomes_tables() -> None:
    flags = {"flags": [{"flag": "checkout", "by": "kim", "definition": {"state": "ENABLED"}, "arms": ["a", "b"]}]}
    (table,) = tell("flags", flags, Speech("en")).tables
    assert [column.title for column in table.columns] == ["flag", "by", "definition.state", "arms"]
    assert table.rows == (("checkout", "kim", "ENABLED", "a, b"),)
