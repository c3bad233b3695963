"""Pain points as others script against them: keys, order, evidence; and logs that are tiny, huge or odd."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import cxloop
from cxloop.app.workspace import Workspace
from cxloop.errors import BadOutcome, NoAmounts, NoCases, UnknownProperty, UnknownStep
from cxloop.testing import pains_of
from cxloop.understand.pains import Pain, ranked

MINUTE, DAY = 60_000_000, 86_400_000_000
PAIN = Pain(
    "", "step", "error", None, 9, 0.1, -0.1, -0.2, 0.0, 0.5, 1.0, 1.0, "share / 30 d", None, (), (), None, (),
    "reaches:buy",
)  # fmt: skip
OF_ALL = {
    "outcome", "outcomes", "as_of", "identity", "reason", "method", "tested", "pains", "per", "lens", "compare",
    "journeys", "steps", "lacking", "worth",
}  # fmt: skip
OF_EACH = {
    "id", "step", "kind", "channel", "customers", "share", "effect", "low", "high", "p", "q", "cost", "cost_unit",
    "since",
        "hardest_hit", "with", "same_as", "examples", "outcome", "chance",
}  # fmt: skip


def shop(customers: int = 1_500, seed: int = 1, harm: float = 0.35) -> dict[str, list[Any]]:
    """Visits with a payment that fails for one in five, who then buy less often; a third of the failures retry."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[str, int, str, str, float | None]] = []
    for number in range(customers):
        at = int(rng.integers(0, 60 * DAY)) // MINUTE * MINUTE
        who, channel = f"customer {number}", str(rng.choice(["web", "app"]))
        steps = ["visit", *["search"] * int(rng.integers(1, 4)), "cart", "payment"]
        failed = rng.random() < 0.2
        steps += ["payment failed"] * failed
        steps += ["payment"] * bool(failed and rng.random() < 0.3)
        steps += ["order"] * bool(rng.random() < 0.7 - harm * failed)
        for step in steps:
            rows.append((who, at, step, channel, 20.0 if step == "order" else None))
            at += int(rng.integers(1, 20)) * MINUTE
    names = ("customer", "time_us", "event", "channel", "value")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


@pytest.fixture(scope="module")
def log() -> dict[str, list[Any]]:
    return shop()


@pytest.fixture(scope="module")
def answer(log: dict[str, list[Any]]) -> dict[str, Any]:
    return pains_of(log, "reaches:order")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory, log: dict[str, list[Any]]) -> Workspace:
    """The same log in a workspace; every customer is a case as well, and says how happy they are."""
    import pyarrow.csv

    folder = tmp_path_factory.mktemp("shop")
    stars = [str(1 + place % 5) if place % 3 == 0 else "" for place in range(len(log["event"]))]
    when = pa.array(log["time_us"], pa.timestamp("us", "UTC"))
    table = pa.table({**log, "case": log["customer"], "stars": stars}).set_column(1, "time", when)
    pyarrow.csv.write_csv(table, folder / "log.csv")
    workspace = cxloop.open(folder / "data")
    report = workspace.import_(
        folder / "log.csv",
        customer="customer",
        case="case",
        times=["time"],
        event="event",
        channel="channel",
        value="value",
    )
    assert report.imported == len(log["event"])
    return workspace


def test_the_planted_pain_is_found_and_measured(answer: dict[str, Any]) -> None:
    top = answer["pains"][0]
    assert (top["kind"], top["step"], top["with"]) == ("error", "payment", ["payment failed"])
    assert top["low"] <= -0.35 <= top["high"] < 0
    assert top["q"] < 0.001
    assert 0.17 < top["share"] < 0.23


def test_keys(answer: dict[str, Any]) -> None:
    assert set(answer) == OF_ALL
    assert answer["pains"]
    for pain in answer["pains"]:
        assert set(pain) == OF_EACH
        assert isinstance(pain["q"], float)
        assert 0 <= pain["p"] <= pain["q"] <= 1
        assert pain["low"] <= pain["effect"] <= pain["high"]
        assert 0 < pain["share"] <= 1
        assert (pain["cost"] is None) is (pain["q"] >= 0.05)
        assert pain["outcome"] == "reaches:order"
        assert pain["since"] is None or pain["since"] <= answer["as_of"]
    assert answer["tested"] == len(answer["pains"])


def test_order_and_cost(answer: dict[str, Any], log: dict[str, list[Any]]) -> None:
    sure = [pain for pain in answer["pains"] if pain["q"] < 0.05]
    assert sure == answer["pains"][: len(sure)]
    assert [pain["cost"] for pain in sure] == sorted((pain["cost"] for pain in sure), reverse=True)
    months = (max(log["time_us"]) - min(log["time_us"])) / DAY / 30
    top = answer["pains"][0]
    worth = 20.0 if top["cost_unit"].startswith("money") else 1.0
    assert top["cost"] == pytest.approx(-top["customers"] * top["effect"] * worth / months)
    assert [(one["outcome"], one["mean"]) for one in answer["worth"]] == [("reaches:order", 20.0)]


def test_an_order_of_many_lines_is_lost_whole(log: dict[str, list[Any]], answer: dict[str, Any]) -> None:
    """The same orders, each written in four lines: what is lost is the same money."""
    times = [4 if event == "order" else 1 for event in log["event"]]
    lines = {name: [one for one, count in zip(column, times, strict=True) for _ in range(count)]
             for name, column in log.items()}  # fmt: skip
    lines["value"] = [None if one is None else one / 4 for one in lines["value"]]
    found = pains_of(lines, "reaches:order")
    assert found["worth"] == answer["worth"]
    costs = [{(one["kind"], one["step"]): one["cost"] for one in told["pains"]} for told in (found, answer)]
    assert costs[0]["error", "payment"] == pytest.approx(costs[1]["error", "payment"])


@pytest.mark.parametrize(
    ("p", "low", "high", "told", "why"),
    [
        (0.0001, -0.2, -0.1, None, None),
        (0.3, -0.2, 0.1, None, None),
        (1.0, 0.1, 0.2, None, "better"),
        (1.0, 0.1, 0.2, "first_time", "better"),
        (0.9, -0.2, -0.1, "first_time", "first_time"),
        (0.04, -0.2, -0.1, None, "many"),
    ],
)
def test_why_q_and_the_interval_part(p: float, low: float, high: float, told: str | None, why: str | None) -> None:
    one = replace(PAIN, p=p, effect=(low + high) / 2, low=low, high=high, chance=told)
    others = [replace(PAIN, id=str(place), p=0.9) for place in range(9)]
    assert next(pain.chance for pain in ranked([one, *others]) if pain.id == "") == why
    longer = replace(one, outcome="duration", effect=-one.effect, low=-high, high=-low)
    assert next(pain.chance for pain in ranked([longer, *others]) if pain.id == "") == why


def test_who_comes_back_and_fares_no_worse_than_at_first() -> None:
    """Those who come back to a step have lost way, but no more than who is there for the first time."""
    rng = np.random.default_rng(3)
    rows: list[tuple[str, int, str]] = []
    for number in range(1_500):
        at = int(rng.integers(0, 60 * DAY)) // MINUTE * MINUTE
        for step in ["visit", "search", "cart", "pay", *["search"] * int(rng.random() < 0.25), "order"]:
            rows.append((f"customer {number}", at, step))
            at += int(rng.integers(1, 2_000)) * MINUTE
    found = pains_of(dict(zip(("customer", "time_us", "event"), map(list, zip(*rows, strict=True)), strict=True)),
                     "duration")  # fmt: skip
    back = [one for one in found["pains"] if one["kind"] == "rework" and one["low"] > 0]
    assert {one["chance"] for one in back} == {"first_time"}
    assert min(one["q"] for one in back) > 0.05


def test_the_sure_ones_first_most_costly_first() -> None:
    told = [("a", 0.9, 99.0), ("b", 0.001, 5.0), ("c", 0.0001, 1.0), ("d", 0.002, 7.0), ("e", 0.5, 50.0)]
    wide = {"a": 0.9, "e": 0.3}  # what may be chance is ranked by its effect beside its uncertainty
    found = ranked([replace(PAIN, id=name, p=p, cost=cost, high=wide.get(name, 0.0)) for name, p, cost in told])
    assert [(one.id, one.cost) for one in found] == [("d", 7.0), ("b", 5.0), ("c", 1.0), ("e", None), ("a", None)]
    assert [one.q for one in found] == pytest.approx([0.01 / 3, 0.0025, 0.0005, 0.625, 0.9])
    took = [
        replace(PAIN, id=name, outcome="duration", effect=effect) for name, effect in (("less", -1.0), ("more", 1.0))
    ]
    assert [one.id for one in ranked(took)] == ["more", "less"]
    assert ranked([]) == ()


def test_examples_are_journeys_that_were_hit(answer: dict[str, Any], log: dict[str, list[Any]]) -> None:
    hit = {who for who, step in zip(log["customer"], log["event"], strict=True) if step == "payment failed"}
    top = answer["pains"][0]
    assert len(set(top["examples"])) == 5
    assert set(top["examples"]) <= hit
    assert top["customers"] == len(hit)


def test_the_same_log_gives_the_same_answer_whatever_the_order_of_its_rows(
    answer: dict[str, Any], log: dict[str, list[Any]]
) -> None:
    order = np.random.default_rng(0).permutation(len(log["event"]))
    shuffled = {name: [values[place] for place in order] for name, values in log.items()}
    again = pains_of(shuffled, "reaches:order")
    names = ("id", "kind", "step", "customers", "examples")
    assert [[pain[name] for name in names] for pain in again["pains"]] == [
        [pain[name] for name in names] for pain in answer["pains"]
    ]
    assert len({pain["id"] for pain in answer["pains"]}) == len(answer["pains"])


def test_nothing_is_found_where_the_error_does_no_harm() -> None:
    found = pains_of(shop(harm=0.0), "reaches:order")["pains"]
    assert found
    assert all(pain["q"] >= 0.05 for pain in found)


def test_busy_customers_both_repeat_and_buy() -> None:
    rng = np.random.default_rng(2)
    columns: dict[str, list[Any]] = {"customer": [], "time_us": [], "event": []}
    for number in range(3_000):
        busy = rng.random()
        steps = [step for _ in range(1 + int(6 * busy)) for step in ("search", "look")]
        steps += ["order"] * bool(rng.random() < 0.1 + 0.6 * busy)
        for place, step in enumerate(["visit", *steps]):
            columns["customer"].append(str(number))
            columns["time_us"].append(number * 60 * MINUTE + place * MINUTE)
            columns["event"].append(step)
    assert not [pain for pain in pains_of(columns, "reaches:order")["pains"] if pain["q"] < 0.05]


def test_what_nearly_everybody_comes_back_to_is_how_things_go() -> None:
    rng = np.random.default_rng(5)
    for share, tested in ((0.97, False), (0.6, True)):
        columns: dict[str, list[Any]] = {"customer": [], "time_us": [], "event": []}
        for number in range(2_000):
            ways = ["form", "check"] if rng.random() < share else ["ask"]
            steps = ["visit", "form", "check", *ways, "send", *["done"] * bool(rng.random() < 0.5)]
            for place, step in enumerate(steps):
                columns["customer"].append(str(number))
                columns["time_us"].append(number * 60 * MINUTE + place * MINUTE)
                columns["event"].append(step)
        found = pains_of(columns, "reaches:done")["pains"]
        assert any((pain["kind"], pain["step"]) == ("rework", "form") for pain in found) is tested


class TestFacade:
    def test_the_same_as_of_plain_columns(self, ws: Workspace, answer: dict[str, Any]) -> None:
        found = ws.pains("reaches:order").to_dict()
        assert found["pains"][0]["id"] == answer["pains"][0]["id"]
        assert found["pains"][0]["customers"] == answer["pains"][0]["customers"]
        assert found["per"] == "customer"
        assert ws.journey(found["pains"][0]["examples"][0]).events

    def test_per_case(self, ws: Workspace) -> None:
        found = ws.pains("reaches:order", per="case").to_dict()
        assert found["per"] == "case"
        assert found["pains"][0]["step"] == "payment"

    def test_several_outcomes(self, ws: Workspace) -> None:
        outcomes = ["reaches:order", "avoids:payment failed", "returns:2", "value:1", "rating:stars", "duration"]
        found = ws.pains(outcomes).to_dict()
        assert (found["outcome"], found["outcomes"]) == ("reaches:order", outcomes)
        assert {pain["outcome"] for pain in found["pains"]} >= {"reaches:order", "value:1", "duration"}
        assert len({pain["id"] for pain in found["pains"]}) == len(found["pains"]) == found["tested"]
        units = {pain["outcome"]: pain["cost_unit"] for pain in found["pains"]}
        assert (units["value:1"], units["duration"]) == ("money / 30 d", "seconds / 30 d")

    def test_an_outcome_is_chosen_and_named(self, ws: Workspace) -> None:
        found = ws.pains().to_dict()
        assert found["outcome"] == "reaches:order"
        assert "order" in found["reason"]
        assert ws.pains("duration").reason == ""

    def test_a_rule_is_an_outcome_s_step_too(self, ws: Workspace) -> None:
        assert ws.pains('reaches:event = "order" and value > 10').pains

    def test_mistakes_are_named(self, ws: Workspace, tmp_path: Path) -> None:
        with pytest.raises(UnknownStep) as raised:
            ws.pains("reaches:ordr")
        assert "order" in json.dumps(raised.value.to_dict())
        with pytest.raises(UnknownProperty):
            ws.pains("rating:star")
        for text in ("reaches", "returns:soon", "value:-1", "likes:order", ""):
            with pytest.raises(BadOutcome):
                ws.pains(text)
        (tmp_path / "log.csv").write_text("who,when,what\na,2026-01-01,visit\nb,2026-01-02,visit\n", "utf-8")
        plain = cxloop.open(tmp_path / "data")
        plain.import_(tmp_path / "log.csv", customer="who", times=["when"], event="what")
        with pytest.raises(NoAmounts):
            plain.pains("value:30")
        with pytest.raises(NoCases):
            plain.pains("duration", per="case")

    def test_within_a_scope(self, ws: Workspace) -> None:
        found = ws.pains("reaches:order", where='channel = "web"').to_dict()
        assert found["pains"][0]["step"] == "payment"
        assert found["pains"][0]["channel"] == "web"

    def test_small_logs_are_answered_at_once(self, ws: Workspace) -> None:
        ws.pains("reaches:order")
        begin = time.perf_counter()
        ws.pains("reaches:order")
        assert time.perf_counter() - begin < 2.0


OUTCOMES = ["reaches:a", "avoids:a", "returns:3", "value:3", "duration"]


def columns(customers: Any, times: Any, events: Any) -> dict[str, Any]:
    values = np.where(np.arange(len(times)) % 2, np.nan, 1.0)
    return {"customer": customers, "time_us": times, "event": events, "value": values, "channel": ["web"] * len(times)}


def odd_logs() -> dict[str, dict[str, Any]]:
    rng = np.random.default_rng(3)
    at, who = np.sort(rng.integers(0, 30 * DAY, 6_000)), rng.integers(0, 900, 6_000).astype(str)
    letters = rng.choice(list("abcde"), 6_000)
    return {
        "three events": columns(["x", "x", "y"], [0, MINUTE, DAY], ["a", "b", "a"]),
        "one event": columns(["x"], [0], ["a"]),
        "one name": columns(who, at, ["a"] * 6_000),
        "a thousand names": columns(
            who, at, [f"a{number}" if number else "a" for number in rng.integers(0, 1_000, 6_000)]
        ),
        "all at one instant": columns(who, np.zeros(6_000, np.int64), letters),
        "ten years off": columns(who, np.where(np.arange(6_000) == 5_999, at + 3_650 * DAY, at), letters),
        "before 1970": columns(who, at - 20_000 * DAY, letters),
        "a customer each": columns(np.arange(6_000).astype(str), at, letters),
        "one customer": columns(["x"] * 6_000, at, letters),
    }


@pytest.mark.parametrize("name", odd_logs())
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_odd_logs_are_answered(name: str, outcome: str) -> None:
    begin = time.perf_counter()
    found = pains_of(odd_logs()[name], outcome)
    assert set(found) == OF_ALL
    assert outcome != "duration" or all(pain["q"] >= 0.05 for pain in found["pains"]), "there is nothing to find"
    assert all(np.isfinite([pain["effect"], pain["low"], pain["high"], pain["q"]]).all() for pain in found["pains"])
    assert time.perf_counter() - begin < 5.0


@pytest.mark.parametrize("instant", [False, True])
def test_one_giant_journey_among_others(instant: bool) -> None:
    rng, count = np.random.default_rng(4), 100_000
    times = np.zeros(count + 4_000, np.int64) if instant else np.arange(count + 4_000, dtype=np.int64) * 1_000_000
    customers = np.concatenate((np.zeros(count, int), 1 + np.arange(4_000) // 8)).astype(str)
    log = columns(customers, times, rng.choice(list("abcde"), count + 4_000))
    begin = time.perf_counter()
    for outcome in ("reaches:a", "returns:30", "value:30"):
        pains_of(log, outcome)
    assert time.perf_counter() - begin < 10.0


def test_names_that_only_numpy_could_mistake() -> None:
    log = columns(
        [str(number // 3) for number in range(900)], np.arange(900) * MINUTE, ["", "nan", "결제 오류\x00"] * 300
    )
    assert set(pains_of(log, "duration")) == OF_ALL
