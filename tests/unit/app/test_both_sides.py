"""Both sides of a comparison: every report draws them, and whoever is on both is told of and allowed for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from cxloop import wiring
from cxloop.app import names, segments
from cxloop.app.addresses import answer_of
from cxloop.app.comparing import Sides, beside, edges_beside
from cxloop.app.naming import Naming
from cxloop.app.performance import performance
from cxloop.app.workspace import Workspace
from cxloop.questions.intervals import correlated, newcombe, z_test
from cxloop.report.brief import brief
from cxloop.report.files import FORMATS, file_of
from cxloop.report.parts import text_of
from cxloop.report.speech import Speech
from cxloop.report.telling import tell
from cxloop.understand.differing import Share, differing

BEGIN = datetime(2026, 3, 2)
COMPARE = ("segment:Pro", "segment:Helped")
PERIODS = {"from": "2026-03-02", "to": "2026-03-30", "compare_from": "2026-03-20", "compare_to": "2026-04-03"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Customers of plan `pro` ask for help more often."""
    folder = tmp_path_factory.mktemp("shop")
    rng, lines = np.random.default_rng(7), []
    for customer in range(300):
        at, pro = BEGIN + timedelta(minutes=int(rng.integers(0, 40 * 1440))), rng.random() < 0.5
        for _ in range(1 + rng.integers(0, 3)):
            steps = ["visit"] + ["help"] * (rng.random() < (0.5 if pro else 0.2)) + ["buy"] * (rng.random() < 0.5)
            for step in steps:
                at += timedelta(minutes=float(rng.exponential(30)))
                row = {"customer": f"c{customer}", "time": at.isoformat(), "event": step}
                lines.append(row | {"channel": "phone" if step == "help" else "web", "plan": "pro" if pro else "free"})
            at += timedelta(days=float(rng.exponential(6)))
    (folder / "log.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    opened = wiring.open(folder / "data")
    opened.import_(folder / "log.jsonl", customer="customer", times="time", event="event", channel="channel")
    segments.add_segment(opened, "Pro", "kim", having=['event = visit and plan = "pro"'])
    segments.add_segment(opened, "Helped", "kim", having=["help"])
    return opened


PAGES = {
    "overview": ("/", ""), "funnel": ("/funnel", "step=visit&step=help&step=buy"), "paths": ("/journeys", ""),
    "retention": ("/retention", ""), "pains": ("/pains", "outcome=reaches:buy"), "differences": ("/compare", ""),
    "performance": ("/performance", "metric=reaches:buy&unit=week"),
}  # fmt: skip


@pytest.mark.parametrize("question", PAGES)
@pytest.mark.parametrize("by", ["segment", "period"])
def test_every_report_draws_both_sides(shop: Workspace, question: str, by: str) -> None:
    page, query = PAGES[question]
    more = [f"compare={one}" for one in COMPARE] if by == "segment" else [f"{k}={v}" for k, v in PERIODS.items()]
    speech = Speech("en")
    answer = answer_of(shop, page, "&".join([*filter(None, [query]), *more]))
    report = tell(question, answer, speech)
    sides = ["Pro", "Helped"]
    if by == "period":
        sides = ["those between March 2, 2026 and March 30, 2026", "those between March 20, 2026 and April 3, 2026"]
    assert [one.name for one in report.charts[0].series] == sides
    heads = [column.title for column in report.tables[0].columns]
    assert [head for head in heads if head in sides] == sides, heads
    assert any(side in (brief(report, speech)["pictured"] or "") for side in sides)
    for format in FORMATS:
        assert file_of(report, format, speech).content
    assert all(side in file_of(report, "svg", speech).content.decode() for side in sides if by == "segment")
    both = " ".join(text_of(one) for one in report.sure)
    words = "are in both periods" if by == "period" else "are on both sides"
    assert words in both
    assert ("The periods have 11 days in common" in both) == (by == "period")


def names_of(shop: Workspace, **scope: Any) -> set[str]:
    return {one.customer for one in shop.behind("all", limit=10_000, **scope).members}


def test_who_is_on_both_sides_is_counted(shop: Workspace) -> None:
    first, second = (names_of(shop, segment=[name]) for name in ("Pro", "Helped"))
    assert shop.overview(compare=COMPARE).overlap.customers == len(first & second) > 20
    assert shop.overview(compare=["plan = pro", "plan = free"]).overlap.customers == 0
    assert shop.overview(compare="segment:Pro").overlap.customers == 0
    scope, other = ({"begin": PERIODS["from"], "end": PERIODS["to"]}, ("2026-03-20", "2026-04-03"))
    periods = beside(shop, shop.overview, Sides((), *other), scope)["compare"]["overlap"]
    both = names_of(shop, **scope) & names_of(shop, begin=other[0], end=other[1])
    assert periods == {"customers": len(both), "allowed": False, "days": 11.0}
    within = {**scope, "having": ["help"], "where": 'channel = "phone"'}
    apart = edges_beside(shop, shop.paths, Sides((), "2026-03-31", None), within)["compare"]["overlap"]
    both = names_of(shop, **within) & names_of(shop, **{**within, "begin": "2026-03-31", "end": None})
    assert apart == {"customers": len(both), "allowed": False, "days": 0.0}
    per_case = Sides((), "2026-03-20", None)
    assert beside(shop, shop.overview, per_case, {})["compare"]["overlap"]["days"] is None


TELLS: dict[str, tuple[Callable[[Workspace], Any], str, str]] = {
    "shares": (
        lambda shop: shop.retention(compare=COMPARE),
        "109 customers are on both sides. They make no difference, and the intervals allow for that.",
        "고객 109명은 양쪽에 다 들어 있어 차이를 만들지 않으며, 구간은 이를 반영해 계산했습니다.",
    ),
    "metrics": (
        lambda shop: performance(shop, ["reaches:buy"], compare=COMPARE),
        "109 customers are on both sides. The interval takes the sides for independent, and so is wider than it would "
        "have to be.",
        "고객 109명은 양쪽에 다 들어 있습니다. 구간은 양쪽이 서로 독립이라고 보고 계산했으므로 실제보다 넓습니다.",
    ),
}


@pytest.mark.parametrize("kind", TELLS)
def test_how_sure_it_is_with_some_on_both_sides(shop: Workspace, kind: str) -> None:
    ask, english, korean = TELLS[kind]
    answer = ask(shop)
    assert english in [text_of(one) for one in answer.report("en").sure]
    assert korean in [text_of(one) for one in answer.report("ko").sure]


def test_whoever_is_on_both_sides_narrows_the_interval(shop: Workspace) -> None:
    found = {one.what: one for one in shop.differences(COMPARE).differences if one.kind == "step"}
    one = found["buy",]
    sides = shop.overview(compare=COMPARE).answers
    counts = [(next(row.customers for row in side.steps if row.step == "buy"), side.customers) for side in sides]
    low, high = newcombe(*counts[1], *counts[0])
    assert low < one.low < one.high < high
    edges = {(row.from_, row.to): row for row in shop.paths(compare=COMPARE).compare.edges}
    edge = edges["visit", "buy"]
    low, high = newcombe(edge.b_customers, counts[1][1], edge.a_customers, counts[0][1])
    assert low < edge.low < edge.high < high


@pytest.mark.parametrize("lots", [(200, 200, 200), (0, 40, 60), (20, 500, 60), (300, 30, 40)])
@pytest.mark.parametrize("shares", [(0.5, 0.5, 0.5), (0.15, 0.15, 0.15), (0.3, 0.5, 0.4)])
def test_intervals_hold_the_truth_where_sides_overlap(
    lots: tuple[int, int, int], shares: tuple[float, float, float]
) -> None:
    """Of 1,500 simulated pairs of sides, in about 95 of 100 the interval holds the true difference, and where there is
    none, the test finds one in about 5 of 100."""
    rng = np.random.default_rng(5)
    (a_all, both_all, b_all), runs, held, found = lots, 1500, 0, 0
    first, second = a_all + both_all, b_all + both_all
    expected = [share * count for share, count in zip(shares, lots, strict=True)]
    truth = (expected[2] + expected[1]) / second - (expected[0] + expected[1]) / first
    for a, both, b in zip(*(rng.binomial(count, p, runs) for count, p in zip(lots, shares, strict=True)), strict=True):
        share = ((int(a + both), first), (int(b + both), second), (int(both), both_all))
        low, high = newcombe(*share[0], *share[1], correlation=correlated(*share))
        held += low <= truth + 1e-12 and truth - 1e-12 <= high
        found += z_test(*share) < 0.05
    assert 0.93 <= held / runs <= 0.985
    if len(set(shares)) == 1:
        assert found / runs <= 0.07


def test_of_those_on_both_sides_nothing_can_be_told() -> None:
    same = Share("step", ("x",), (60, 100), (60, 100), both=(60, 100))
    little = Share("step", ("y",), (300, 600), (310, 610), both=(299, 598))
    assert differing([same, little]) == ((), 0)
    (one,), _ = differing([Share("step", ("z",), (100, 400), (60, 120), both=(60, 120))])
    assert one.sure


def test_the_same_on_both_sides_are_still_drawn(shop: Workspace) -> None:
    both = shop.paths(compare=["event = visit", "channel = web"])
    assert both.compare.overlap.customers == both.journeys == 300
    assert (both.compare.differences, both.compare.tested) == ((), 0)
    assert all(row.difference == 0 and -0.02 < row.low <= 0 <= row.high < 0.02 for row in both.compare.edges)
    report = both.report("en")
    assert "too few to tell" in text_of(report.says)
    assert "300 customers are on both sides." in text_of(report.sure[1])
    assert [one.name for one in report.charts[0].series] == ["those with visit", "those on web"]


def test_files_call_what_differs_by_its_name(shop: Workspace) -> None:
    names.set_label(shop, "help", "kim", {"en": "Asked for help"})
    names.set_channel(shop, "phone", "kim", {"en": "Telephone"})
    answer = answer_of(shop, "/compare", "compare=segment:Pro")
    (table,) = tell("differences", Naming.of(shop).called("en").answer(answer), Speech("en")).tables
    what = " ".join(row[0] for row in table.rows)
    assert "Asked for help" in what
    assert "Telephone" in what
    assert "phone" not in what.replace("Telephone", "")


def test_groups_go_by_what_people_call_them(shop: Workspace) -> None:
    names.set_label(shop, "help", "kim", {"ko": "상담"})
    names.set_channel(shop, "phone", "kim", {"ko": "전화"})
    called = Naming.of(shop).called("ko").answer
    by = {
        name: called({"breakdown_by": name, "breakdown": [{"value": value}]})["breakdown"][0]["value"]
        for name, value in (("channel", "phone"), ("event", "help"), ("plan", "phone"))
    }
    assert by == {"channel": "전화", "event": "상담", "plan": "phone"}
    answer = answer_of(shop, "/funnel", "step=help&step=buy&breakdown=channel")
    titles = [table.title for table in tell("funnel", called(answer), Speech("ko")).tables]
    assert "채널별: 전화" in titles
