"""What reports say: sentences in two languages, how sure they are, what they leave out."""

from __future__ import annotations

import string
from typing import Any

import pytest

from cxloop.report.beside import nothing
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
    assert said[0] == "With a sample of this size the true share lies between 14.0% and 40.0% (95 %)."
    assert "take it as a hint" in said[1]


def test_what_was_asked_for_is_said_to_be_left_out() -> None:
    asked = {"channel": ["web"], "from": ["2026-03-01"], "lacking": ["call"], "step": ["visit", "pay"]}
    said = [text_of(one) for one in tell("funnel", FUNNEL, Speech("ko"), asked).left_out]
    assert said[0] == "“call” 단계가 없는 여정만 봅니다."
    assert "“web” 채널만 봅니다." in said
    assert "2026년 3월 1일 전은 보지 않습니다." in said


def test_what_a_workspace_hides_is_counted_in_the_right_form() -> None:
    one, two = "Shown under another name: 1 kind of event.", "Hidden: 2 kinds of events."
    for lens, wanted in (
        ({"hidden": 1, "merged": 0, "bots": 0}, ["Hidden: 1 kind of event."]),
        ({"hidden": 2, "merged": 1, "bots": 0}, [two, one]),
    ):
        said = [text_of(one) for one in tell("funnel", {**FUNNEL, "lens": lens}, Speech("en")).left_out]
        assert said[: len(wanted)] == wanted
        assert len([one for one in said if "kind" in one]) == len(wanted)


def test_two_names_in_korean_have_their_particles() -> None:
    three = {
        **FUNNEL,
        "steps": [STEPS[0], {**STEPS[1], "step": "장바구니", "customers": 30}, {**STEPS[1], "step": "결제"}],
    }
    report = tell("funnel", three, Speech("ko"))
    said = " ".join(text_of(one) for one in (report.says, *report.sure, *report.left_out))
    assert "“장바구니”와 “결제” 사이에서" in said
    few = {"groups": ["channel = Desk", "not (channel = Desk)"], "differences": []}
    assert text_of(nothing(few, Speech("ko"))) == "수가 적어 “Desk” 채널을 쓴 쪽과 나머지의 차이를 말할 수 없습니다."


PAIN: dict[str, Any] = {
    "id": "a", "step": "check", "kind": "rework", "channel": "web", "customers": 30, "share": 0.1, "effect": 734_400.0,
    "low": 114_000.0, "high": 1_355_000.0, "q": 0.01, "cost": 1_691_036.0, "cost_unit": "seconds / 30 d", "since": None,
    "hardest_hit": [], "same_as": None, "outcome": "duration", "chance": None,
}  # fmt: skip
PAINS: dict[str, Any] = {
    "outcome": "duration", "tested": 1, "journeys": 300, "steps": 4, "lacking": (), "per": "customer", "pains": [PAIN],
    "identity": "identifiers@0", "worth": (),
}  # fmt: skip


def test_a_pain_has_one_sign_and_its_cost_a_unit() -> None:
    for language, away, cost in (
        ("en", "8 days 12 hours longer than for comparable ones", "19 days 13 hours"),
        ("ko", "비슷한 다른 쪽보다 8일 12시간 깁니다", "19일 13시간"),
    ):
        speech = Speech(language)
        report = tell("pains/{pain}", {**PAINS, "pain": PAIN}, speech)
        assert away in text_of(report.says)
        assert "−" not in text_of(report.sure[0])
        (table,) = report.tables
        written = [
            speech.written(value, column.unit) for value, column in zip(table.rows[0], table.columns, strict=True)
        ]
        assert cost in written
        assert not [one for one in written if one.startswith("−")]
    fewer = {**PAIN, "outcome": "reaches:pay", "effect": -0.05, "low": -0.08, "high": -0.02}
    report = tell("pains/{pain}", {**PAINS, "outcome": "reaches:pay", "pain": fewer}, Speech("en"))
    assert "customers who get to “pay”: 5.0 points less than" in text_of(report.says).replace("Customers", "customers")


@pytest.mark.parametrize(
    ("language", "table", "page"),
    [
        ("en", "no: as first", "for the first time"),
        ("ko", "아니요: 처음 온 쪽도 비슷", "처음 온 쪽보다도"),
    ],
)
def test_why_it_may_be_chance_though_its_interval_is_clear(language: Any, table: str, page: str) -> None:
    one = {**PAIN, "q": 0.945, "cost": None, "chance": "first_time"}
    speech = Speech(language)
    (shown,) = tell("pains", {**PAINS, "pains": [one]}, speech).tables
    assert table in shown.rows[0]
    assert page in text_of(tell("pains/{pain}", {**PAINS, "pain": one}, speech).sure[1])
    assert "q" in text_of(tell("pains", PAINS, speech).sure[1])


def test_what_one_more_is_worth() -> None:
    worth = ({"outcome": "reaches:order", "mean": 98.416, "low": 94.2, "high": 102.6, "journeys": 2377},)
    for language, said in (
        ("en", "“order” counts as 98.4 (94.2 to 103, 95 %)"),
        ("ko", "98.4로 칩니다(95% 구간 94.2–103)"),
    ):
        speech = Speech(language)
        for report in (tell("pains", {**PAINS, "worth": worth}, speech),
                       tell("pains/{pain}", {**PAINS, "pain": PAIN, "worth": worth}, speech)):  # fmt: skip
            assert said in text_of(report.rests_on[-1])


def test_what_may_be_chance_is_headed_so() -> None:
    chance = {**PAINS, "pains": [{**PAIN, "q": 0.5, "cost": None}]}
    for answer, title, said in ((chance, "May be chance", "no"), (PAINS, "Pain points", "yes")):
        (table,) = tell("pains", answer, Speech("en")).tables
        assert table.title == title
        assert table.rows[0][[column.title for column in table.columns].index("Beyond chance")] == said


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


@pytest.mark.parametrize(
    ("language", "once", "twice"),
    [
        (
            "en",
            "Of 30 customers who began long enough ago, 50.0% are back after 1 week.",
            "Of 30 customers who began long enough ago, 50.0% are back after 1 week; "
            "of 8 customers, 25.0% after 2 weeks.",
        ),
        (
            "ko",
            "1주가 다 지난 고객 30명 가운데 그 뒤에 다시 온 비율은 50.0%입니다.",
            "1주가 다 지난 고객 30명 가운데 그 뒤에 다시 온 비율은 50.0%, "
            "2주가 다 지난 고객 8명 가운데서는 25.0%입니다.",
        ),
    ],
)
def test_retention_names_those_who_had_their_time(language: Any, once: str, twice: str) -> None:
    cohort = {"cohort": "2026-03-02", "customers": 100, "shares": [1.0, None]}
    back = ((0, 100, 1.0), (1, 30, 0.5), (2, 8, 0.25))
    curve = [{"period": at, "customers": n, "share": share, "low": 0.1, "high": 0.9} for at, n, share in back]
    plain = {"cohorts": [cohort], "unit": "week", "mode": "bracketed", "identity": "identifiers@0"}
    for much, said in ((2, once), (3, twice)):
        assert text_of(tell("retention", {**plain, "curve": curve[:much]}, Speech(language)).says) == said
