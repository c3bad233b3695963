"""What differs between two groups: what was planted is found, and chance is not called a difference."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cxloop import wiring
from cxloop.app import segments
from cxloop.app.comparing import Sides, beside
from cxloop.app.performance import performance
from cxloop.app.workspace import Workspace
from cxloop.change.errors import UnknownRecord
from cxloop.errors import BadOption
from cxloop.questions.answer import plain_value
from cxloop.questions.exact import fisher
from cxloop.questions.intervals import newcombe
from cxloop.report.beside import first_of
from cxloop.report.parts import text_of
from cxloop.report.speech import Speech
from cxloop.report.telling import tell
from cxloop.understand.differing import SURE, Share, differing

BEGIN = datetime(2026, 3, 2)
RUNS, LOTS = 60, 40
MOST = 7
"""Of so many runs, a rate of 5 % has no more in 99 of 100 cases; 240 runs with other halves had 11, 4.6 %."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Customers of plan `pro` ask for help more often and wait longer to buy; and each draws a lot."""
    folder = tmp_path_factory.mktemp("shop")
    rng, lines = np.random.default_rng(7), []
    for customer in range(600):
        at, pro = BEGIN + timedelta(minutes=int(rng.integers(0, 40 * 1440))), rng.random() < 0.5
        lot = f"lot {rng.integers(0, LOTS)}"
        for _ in range(1 + rng.integers(0, 3)):
            steps = [("visit", "web"), ("search", str(rng.choice(["web", "app"])))]
            steps += [("help", "phone")] * (rng.random() < (0.5 if pro else 0.2))
            steps += [("cart", "web")] * (rng.random() < 0.7) + [("buy", "web")] * (rng.random() < 0.5)
            for step, channel in steps:
                slow = 60 if pro and step == "buy" else 10
                at += timedelta(minutes=float(rng.exponential(slow)))
                row = {"customer": f"c{customer}", "time": at.isoformat(), "event": step, "channel": channel}
                lines.append(row | {"plan": "pro" if pro else "free", "lot": lot})
            at += timedelta(days=float(rng.exponential(6)))
    (folder / "log.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    opened = wiring.open(folder / "data")
    opened.import_(folder / "log.jsonl", customer="customer", times="time", event="event", channel="channel")
    segments.add_segment(opened, "Pro customers", "kim", having=['event = visit and plan = "pro"'])
    segments.add_segment(opened, "Helped", "kim", having=["help"])
    return opened


def test_chance_is_not_called_a_difference(shop: Workspace) -> None:
    rng, called = np.random.default_rng(3), 0
    for _ in range(RUNS):
        half = ", ".join(f'"lot {lot}"' for lot in rng.permutation(LOTS)[: LOTS // 2])
        called += shop.differences(f"lot in ({half})").sure > 0
    assert called <= MOST


def test_what_was_planted_comes_first(shop: Workspace) -> None:
    found = shop.differences("plan = free", steps=("visit", "cart", "buy"))
    sure = [one for one in found.differences if one.sure]
    assert {("step", ("help",)), ("wait", ("cart", "buy"))} <= {(one.kind, one.what) for one in sure}
    assert [one.sure for one in found.differences] == sorted((one.sure for one in found.differences), reverse=True)
    for those in (sure, found.differences[len(sure) :]):
        sizes = [abs(one.difference) for one in those]
        assert sizes == sorted(sizes, reverse=True)
    assert {one.kind for one in found.differences} >= {"step", "edge", "wait", "channel", "funnel", "retention"}
    assert found.tested == len(found.differences)
    assert sum(found.sizes) == 600


def test_its_shares_are_those_of_the_pages(shop: Workspace) -> None:
    found = {(one.kind, one.what): one for one in shop.differences("plan = free").differences}
    overview = shop.overview(compare="plan = free")
    for side, answer in zip(("a", "b"), overview.answers, strict=True):
        for row in answer.steps:
            if ("step", (row.step,)) in found:
                assert getattr(found["step", (row.step,)], f"{side}_customers") == row.customers
    for row in shop.paths(compare="plan = free").compare.edges:
        if ("edge", (row.from_, row.to)) in found:
            one = found["edge", (row.from_, row.to)]
            assert (one.a, one.b, one.difference) == (row.a, row.b, row.difference)


def test_what_makes_the_groups_is_no_difference(shop: Workspace) -> None:
    found = shop.differences("event = help")
    assert not [one for one in found.differences if "help" in one.what]


def test_a_segment_is_a_side_as_a_rule_is(shop: Workspace) -> None:
    by_rule, by_name = shop.differences("plan = pro"), shop.differences("segment:Pro customers")
    assert by_name.groups == ("segment:Pro customers", "not (segment:Pro customers)")
    assert (by_name.sizes, by_name.differences) == (by_rule.sizes, by_rule.differences)
    both = shop.overview(compare=["segment:Pro customers", "segment:Helped"], segment="Helped")
    assert both.answers[1].to_dict()["steps"] == shop.overview(segment=["Helped"]).to_dict()["steps"]
    assert both.answers[0].customers == shop.overview(segment=["Helped", "Pro customers"]).customers
    assert not [one for one in shop.differences("segment:Helped").differences if "help" in one.what]
    with pytest.raises(UnknownRecord):
        shop.retention(compare="segment:Free customers")
    with pytest.raises(BadOption):
        shop.funnel(["visit", "buy"], compare=["segment:Helped", "plan = pro", "plan = free"])


def test_both_sides_of_a_segment_are_those_who_have_it_and_those_who_lack_it(shop: Workspace) -> None:
    both = shop.overview(compare="segment:Helped")
    within, without = shop.overview(having=["segment:Helped"]), shop.overview(lacking=["segment:Helped"])
    assert [(one.customers, one.steps) for one in both.answers] == [
        (one.customers, one.steps) for one in (within, without)
    ]
    assert within.customers + without.customers == shop.overview().customers
    behind = shop.behind("step", "visit", lacking=["segment:Helped"])
    assert behind.customers == next(row.customers for row in both.answers[1].steps if row.step == "visit")


def test_cases_of_nobody_in_the_segment_are_the_others(tmp_path: Path) -> None:
    rows = ["customer,time,event,case"]
    rows += [
        f"c{n % 7},2026-03-{1 + n % 28:02}T10:00:00Z,{'call' if n % 7 < 3 else 'visit'},o{n % 12}" for n in range(84)
    ]
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    opened = wiring.open(tmp_path / "data")
    opened.import_(tmp_path / "log.csv", customer="customer", times="time", event="event", case="case")
    segments.add_segment(opened, "callers", "kim", having=["call"])
    both = opened.overview(per="case", compare="segment:callers")
    assert sum(one.customers for one in both.answers) == both.customers == 12


WHO = "“Pro customers”"
BOTH = f"Compared: {WHO} (292 customers) and the others (308 customers)."
BOTH_KO = f"{WHO} 고객 292명, 나머지 고객 308명을 비교했습니다."
HELP = f"71.2% of {WHO} and 33.1% of the others: 38.1 points higher for {WHO}, beyond chance."
HELP_KO = f"{WHO} 71.2%, 나머지 33.1%({WHO}가 38.1%p 높음, 우연으로 보기 어려움)."
SAYS = {
    "overview": (
        lambda shop, compare: shop.overview(compare=compare),
        f"{BOTH} What differs most: use “phone”, {HELP}",
        f"{BOTH_KO} 가장 다른 점은 “phone” 채널 이용: {HELP_KO}",
    ),
    "funnel": (
        lambda shop, compare: shop.funnel(["visit", "help", "buy"], compare=compare),
        f"44.5% of {WHO} get from “visit” to “buy”, 19.8% of the others: 24.7 points higher for {WHO}, beyond chance. "
        f"What differs most: going on from “visit” to “help”, {HELP}",
        f"“visit”에서 “buy”까지 간 비율은 {WHO} 44.5%, 나머지 19.8%입니다({WHO}가 24.7%p 높음, 우연으로 보기 어려움). "
        f"가장 다른 구간은 “visit” → “help”: {HELP_KO}",
    ),
    "paths": (
        lambda shop, compare: shop.paths(compare=compare),
        f"{BOTH} What differs most: going from “search” directly to “help”, {HELP}",
        f"{BOTH_KO} 가장 다른 이동은 “search” → “help”: {HELP_KO}",
    ),
    "retention": (
        lambda shop, compare: shop.retention(compare=compare),
        f"29.1% of {WHO} are back after 1 week, 36.7% of the others: 7.6 points lower for {WHO}, which may be chance.",
        f"1주 뒤에 다시 온 비율은 {WHO} 29.1%, 나머지 36.7%입니다({WHO}가 7.6%p 낮음, 우연일 수 있음).",
    ),
    "pains": (
        lambda shop, compare: shop.pains(["reaches:buy"], compare=compare),
        f"What differs most: channel escape at “search” hits 71.2% of {WHO} who get there and 33.1% of the "
        f"others: 38.1 points higher for {WHO}, beyond chance.",
        f"가장 다른 불편은 “search” 단계의 사람에게 도움 청함: 그 단계에 온 고객 가운데 겪은 비율이 {WHO} 71.2%, "
        f"나머지 33.1%입니다({WHO}가 38.1%p 높음, 우연으로 보기 어려움).",
    ),
    "performance": (
        lambda shop, compare: performance(shop, ["reaches:help", "reaches:cart"], unit="month", compare=compare),
        f"Customers who get to “help” in April 2026: 68.1% for {WHO}, 32.5% for the others: "
        f"35.6 points higher for {WHO}, beyond chance.",
        f"“help”까지 가는 고객: 2026년 4월에 {WHO} 68.1%, 나머지 32.5%입니다"
        f"({WHO}가 35.6%p 높음, 우연으로 보기 어려움).",
    ),
}


@pytest.mark.parametrize("question", SAYS)
def test_the_headline_tells_of_both_sides(shop: Workspace, question: str) -> None:
    ask, english, korean = SAYS[question]
    answer = ask(shop, "segment:Pro customers")
    for language, wanted in (("en", english), ("ko", korean)):
        report = answer.report(language)
        assert text_of(report.says) == wanted
        assert ("points" if language == "en" else "%p") in text_of(report.sure[0])


def test_another_name_for_what_makes_the_sides_is_not_what_differs_most(shop: Workspace) -> None:
    both = shop.overview(compare="channel = phone")  # which is that of `help` alone
    (top, *_), _ = both.found
    assert (top.what, top.a, top.b) == (("help",), 1.0, 0.0)
    assert "“help”" not in text_of(both.report("en").says)
    assert "those on “phone”" in text_of(both.report("en").says)


def test_two_halves_of_the_same_are_told_as_chance(shop: Workspace) -> None:
    half = ", ".join(f'"lot {lot}"' for lot in range(LOTS // 2))
    for answer in (shop.overview(compare=f"lot in ({half})"), shop.paths(compare=f"lot in ({half})")):
        assert "which may be chance" in text_of(answer.report("en").says)
    back = shop.retention(compare="segment:Pro customers").report("en").sure
    assert text_of(back[0]).startswith(
        "By itself, the difference lies between −15.0 points and −0.1 points (95 %); but "
    )
    nobody = shop.overview(compare="event = help", where='plan = "pro"', having=["help"])
    assert "too few to tell how those with “help” and the others differ" in text_of(nobody.report("en").says)


def test_a_pain_point_hits_of_both_sides_those_whom_it_hits(shop: Workspace) -> None:
    found = shop.pains(["reaches:buy"], compare="plan = pro")
    by_id = {one.id: one for one in found.pains}
    assert found.compare.differences
    for row in found.compare.differences:
        one = by_id[row.what[0]]
        if one.kind != "drop_off":  # which is of everybody here, not of a group
            assert row.a_customers + row.b_customers == one.customers
    helped = {row.what[0] for row in shop.pains(["reaches:buy"], compare="segment:Helped").compare.differences}
    of_help = {one.id for one in found.pains if "help" in (one.step, *one.others)}
    assert of_help
    assert not helped & of_help


def test_two_periods_are_told_by_their_days(shop: Workspace) -> None:
    sides, scope = Sides((), "2026-03-21", "2026-04-10"), {"begin": "2026-03-02", "end": "2026-03-20"}
    told = [tell(name, beside(shop, ask, sides, scope), Speech("en")) for name, ask in (
        ("overview", shop.overview), ("funnel", partial(shop.funnel, ["visit", "buy"])),
        ("performance", partial(performance, shop, ["reaches:help"])),
    )]  # fmt: skip
    says = [text_of(one.says) for one in told]
    first, second = "those between March 2, 2026 and March 20, 2026", "those between March 21, 2026 and April 10, 2026"
    assert says[0].startswith(f"Compared: {first} (")
    assert f"% of {first} get from “visit” to “buy”, " in says[1]
    assert all(first in one and second in one for one in says)
    assert [series.name for series in told[1].charts[0].series] == [first, second]


def test_two_periods(shop: Workspace) -> None:
    options = {"begin": "2026-03-02", "end": "2026-03-20", "compare_begin": "2026-03-21", "compare_end": "2026-04-10"}
    found = shop.differences(**options)
    assert found.groups == ("2026-03-02 – 2026-03-20", "2026-03-21 – 2026-04-10")
    assert found.sizes[0] == shop.overview(begin="2026-03-02", end="2026-03-20").customers
    with pytest.raises(BadOption):
        shop.differences()


def test_intervals_are_as_wide_as_was_looked_at() -> None:
    many = [Share("step", (f"s{at}",), (50, 100), (50, 100)) for at in range(19)]
    (first, *_), tested = differing([*many, Share("step", ("x",), (20, 100), (60, 100))])
    assert (first.what, tested, first.sure) == (("x",), 20, True)
    assert (first.low, first.high) == newcombe(60, 100, 20, 100, alpha=SURE / 20)
    few, tested = differing([Share("step", ("x",), (2, 9), (3, 9)), Share("step", ("y",), (0, 0), (9, 99))])
    assert (few, tested) == ((), 0)


def test_the_exact_test_is_that_of_scipy() -> None:
    from scipy.stats import fisher_exact

    rng = np.random.default_rng(1)
    for _ in range(200):
        a_all, b_all = rng.integers(1, 60, 2)
        a, b = int(rng.integers(0, a_all + 1)), int(rng.integers(0, b_all + 1))
        known = fisher_exact([[a, a_all - a], [b, b_all - b]]).pvalue
        assert fisher(a, int(a_all), b, int(b_all)) == pytest.approx(known, rel=1e-6)


def test_the_largest_comes_first_and_not_the_surest() -> None:
    """Ten thousand customers make five points surer than a hundred make seventeen."""
    small, large = Share("step", ("x",), (4000, 10_000), (4500, 10_000)), Share("step", ("y",), (29, 100), (46, 100))
    vague = Share("step", ("z",), (5, 12), (9, 12))
    found, _ = differing([vague, small, large])
    assert [(one.what, one.sure) for one in found] == [(("y",), True), (("x",), True), (("z",), False)]
    assert found[1].p < found[0].p < found[2].p
    most = first_of({"differences": plain_value(found)}, "step")
    assert most is not None
    assert most["what"] == ["y"]
