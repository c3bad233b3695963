"""Changes that nobody can be left without, told by before and after; and a look at segments of an experiment."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxloop import wiring
from cxloop.app import changes, exploration, flags, performance, verdicts
from cxloop.app.decay import decay
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, Locked, NotReady, VerdictRefused
from cxloop.errors import BadOption, UnknownProperty
from end_to_end.conftest import Clock

BEGIN = datetime(2025, 1, 6, tzinfo=UTC)
WEEKS, CHANGED = 60, 40
START = BEGIN + timedelta(weeks=CHANGED)
PLAN = {"design": "before_after", "metric": "resolution:접수/해결", "sort": "process", "per": "case"}


def desk(folder: Path, teams: dict[str, float], seed: int = 3, trend: float = 0.0) -> Workspace:
    """A helpdesk: from the change on, each team takes so many times as long as before."""
    rng, rows = np.random.default_rng(seed), []
    for week in range(WEEKS):
        for case in range(30):
            for team, faster in teams.items():
                at = BEGIN + timedelta(weeks=week, minutes=int(rng.integers(0, 7 * 1440)))
                hours = rng.gamma(4, 1.0) * (1 + trend * week) * (faster if at >= START else 1.0)
                name = f"{team}-{week}-{case}"
                rows.append({"case": name, "time": at.isoformat(), "event": "접수", "owner": team})
                done = at + timedelta(hours=float(hours))
                rows.append({"case": name, "time": done.isoformat(), "event": "해결", "owner": team})
    return imported(folder, rows)


def imported(folder: Path, rows: list[dict[str, Any]]) -> Workspace:
    path = folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted({name for row in rows for name in row}))
        writer.writeheader()
        writer.writerows(rows)
    opened = wiring.open(folder / "data")
    named = {name: name for name in ("case", "customer", "owner") if name in rows[0]}
    opened.import_(path, times="time", event="event", **named)
    return opened


def started(workspace: Workspace, **more: Any) -> str:
    plan = {**PLAN, "ends": (START + timedelta(weeks=16)).date().isoformat(), **more}
    made = changes.add_change(workspace, "승인 단계를 없앤다", "kim", plan).id
    changes.start_change(workspace, made, "kim")
    return made


def test_a_process_that_got_faster_is_met_and_says_that_it_is_no_experiment(tmp_path: Path, clock: Clock) -> None:
    workspace = desk(tmp_path, {"가": 0.55})
    made = started(workspace, guardrails=("rework",))
    with pytest.raises(Locked):
        changes.edit_change(workspace, made, "kim", {"design": "experiment"})
    with pytest.raises(VerdictRefused) as refused:
        verdicts.verdict(workspace, made)
    assert "0 after" in refused.value.to_dict("en")["message"]
    clock.now = START + timedelta(weeks=8)
    assert verdicts.verdict(workspace, made).reason == "too_early"
    clock.now = START + timedelta(weeks=17)
    found = verdicts.verdict(workspace, made)
    assert (found.outcome, found.final, found.experiment) == ("met", True, False)
    bounds = found.judgement.bounds
    assert bounds is not None
    assert bounds.lift == pytest.approx(0.45, abs=0.12)
    assert 0 < bounds.low < 4 * 3600 * 0.45 < bounds.high
    before, after = found.analysis.arms
    assert (before.arm, after.arm) == ("before", "after")
    assert before.mean == pytest.approx(4 * 3600, rel=0.05)
    assert after.mean == pytest.approx(0.55 * 4 * 3600, rel=0.08)
    assert 30 * (CHANGED - 1) <= before.n < 31 * CHANGED  # the first week is not whole; some cases lie in two
    assert len(found.periods) == CHANGED - 1 + 16
    for arm in (before, after):  # whoever is in several periods counts in each
        assert workspace.behind("arm", made, arm.arm).events == arm.n
    for period in found.periods[::9]:
        assert workspace.behind("arm", made, period.period).customers == period.n
    assert [(one.effect, one.broken) for one in found.judgement.guardrails] == [(0.0, False)]
    verdicts.sign(workspace, made, "kim", "keep")
    clock.now += timedelta(days=31)
    assert [(one.days, one.state, one.method) for one in decay(workspace, made).checks] == [
        (30, "too_few", None), (90, "pending", None),
    ]  # fmt: skip


def test_what_happens_to_everybody_is_taken_out_by_those_it_is_not_about(tmp_path: Path, clock: Clock) -> None:
    workspace = desk(tmp_path, {"가": 0.6, "나": 0.6})
    clock.now = START + timedelta(weeks=17)
    alone = started_before(workspace, clock)
    compared = started_before(workspace, clock, concerns='owner = "가"')
    assert verdicts.verdict(workspace, alone).outcome == "met"
    found = verdicts.verdict(workspace, compared)
    assert found.outcome in ("inconclusive", "not_met")
    assert found.judgement.bounds is not None
    assert found.judgement.bounds.low < 0 < found.judgement.bounds.high


def started_before(workspace: Workspace, clock: Clock, **more: Any) -> str:
    now, clock.now = clock.now, START
    made = started(workspace, **more)
    clock.now = now
    return made


def test_a_trend_that_was_there_before_is_no_effect(tmp_path: Path, clock: Clock) -> None:
    workspace = desk(tmp_path, {"가": 1.0}, trend=-0.012)
    made = started(workspace)
    clock.now = START + timedelta(weeks=17)
    found = verdicts.verdict(workspace, made)
    before, after = found.analysis.arms
    assert after.mean < 0.75 * before.mean
    assert (found.outcome, found.reason) == ("not_met", "below_target")


def test_what_cannot_be_told_is_refused(tmp_path: Path, clock: Clock) -> None:
    workspace = desk(tmp_path, {"가": 1.0})
    for given, field in (({"design": "guess"}, "design"), ({"per": "team"}, "per")):
        with pytest.raises(BadRecord) as refused:
            changes.add_change(workspace, "t", "kim", given)
        assert refused.value.details["field"] == field
    clock.now = BEGIN + timedelta(weeks=3)
    soon = started(workspace)
    clock.now = START + timedelta(weeks=17)
    with pytest.raises(VerdictRefused) as few:
        verdicts.verdict(workspace, soon)
    assert few.value.to_dict("en")["message"].count("2 whole periods before")
    nobody = started_before(workspace, clock, concerns='owner = "다"')
    with pytest.raises(VerdictRefused):
        verdicts.verdict(workspace, nobody)


def test_a_scale_that_goes_below_zero_needs_a_target_in_points(tmp_path: Path, clock: Clock) -> None:
    rows = [{"customer": "c", "time": START.isoformat(), "event": "평가", "nps": "9"}]
    workspace = imported(tmp_path, rows)
    plan = {"metric": "nps:nps", "per": "customer"}
    with pytest.raises(NotReady):
        started(workspace, **plan)
    started(workspace, **plan, points=True, target=0.1)


@pytest.fixture
def tried(tmp_path: Path, clock: Clock) -> Workspace:
    """An experiment that helps new customers, and nobody else."""
    rng, rows = np.random.default_rng(8), []
    for customer in range(6000):
        arm, plan = ("old", "new")[customer % 2], ("새 고객", "단골")[customer // 2 % 2]
        at = START + timedelta(minutes=customer)
        rows.append({"customer": f"c{customer}", "time": at.isoformat(), "event": "방문", "plan": plan})
        seen = {"event": "flag exposed", "flag": "checkout", "variant": arm}
        rows.append({"customer": f"c{customer}", "time": (at + timedelta(minutes=1)).isoformat(), **seen})
        rate = 0.2 + 0.15 * (arm == "new" and plan == "새 고객")
        if rng.random() < rate:
            rows.append({"customer": f"c{customer}", "time": (at + timedelta(minutes=9)).isoformat(), "event": "주문"})
            rows[-1]["plan"] = "주문 고객"  # known only afterwards: no segment of before
    workspace = imported(tmp_path, rows)
    flag = {"state": "ENABLED", "variants": {"new": True, "old": False}, "defaultVariant": "old",
            "targeting": {"bucket": [["new", 50], ["old", 50]]}}  # fmt: skip
    flags.put(workspace, json.dumps(flag), "kim", "checkout")
    plan = {
        "metric": "reaches:주문",
        "flag": "checkout",
        "arms": ("old", "new"),
        "control": "old",
        "ends": "2026-01-31",
    }
    changes.add_change(workspace, "간편 결제", "kim", plan)
    changes.start_change(workspace, "1", "kim")
    clock.now = START + timedelta(days=200)
    return workspace


def test_segments_are_an_exploration(tried: Workspace) -> None:
    found = exploration.explore(tried, "1", "plan")
    assert found.exploration
    told = {one.value: one for one in found.breakdown}
    assert told.keys() == {"새 고객", "단골"}
    assert told["새 고객"].low > 0
    assert told["단골"].low < 0 < told["단골"].high
    assert sum(one.customers for one in found.breakdown) == 6000
    for one in found.breakdown:
        assert tried.behind("arm", "1", by="plan", group=one.value).customers == one.customers
    whole = verdicts.verdict(tried, "1").analysis.arms[1]
    assert told["새 고객"].effect + told["단골"].effect == pytest.approx(2 * (whole.effect or 0), abs=0.01)
    by_rule = exploration.explore(tried, "1", 'plan = "단골"')
    assert {one.value: one.customers for one in by_rule.breakdown} == {
        'plan = "단골"': 3000,
        'not (plan = "단골")': 3000,
    }
    assert tried.behind("arm", "1", by='plan = "단골"', group='plan = "단골"').customers == 3000
    with pytest.raises(UnknownProperty):
        exploration.explore(tried, "1", "never")


def test_an_arm_leads_to_who_is_in_it_and_who_converted(tried: Workspace) -> None:
    for arm in verdicts.verdict(tried, "1").analysis.arms:
        told = tried.behind("arm", "1", arm.arm, limit=1)
        assert (told.customers, told.what, told.metric) == (arm.n, ("간편 결제", arm.arm), "reaches:주문")
        did, did_not = (tried.behind("arm", "1", arm.arm, who=who, limit=3) for who in ("did", "did_not"))
        assert (did.customers, did_not.customers) == (round(arm.mean * arm.n), arm.n - round(arm.mean * arm.n))
        orders = {one.id for one in tried.journey(did.members[0].customer).events if one.event == "주문"}
        assert set(tried.behind("arm", "1", arm.arm, who="did", customer=did.members[0].customer).marked) == orders
    with pytest.raises(BadOption):
        tried.behind("arm", "1", "never")
    with pytest.raises(BadOption):
        tried.behind("arm", "1", "new", metric="reaches:방문")


def test_intervals_of_segments_are_as_wide_as_their_number(tried: Workspace) -> None:
    [one] = [each for each in exploration.explore(tried, "1", "plan").breakdown if each.value == "단골"]
    where = performance.performance(tried, ["reaches:주문"], unit="month", by="plan")
    assert {group.value for group in where.metrics[0].breakdown} >= {"새 고객", "단골"}
    assert one.high - one.low > 2 * 1.96 * np.sqrt(2 * 0.2 * 0.8 / 1500)
