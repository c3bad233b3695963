"""Segments with names, and flags that are for them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxloop import wiring
from cxloop.app import changes, flags, segments
from cxloop.app.books import CHANGES
from cxloop.app.flag_service import FlagSet
from cxloop.app.loop import health
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import UnknownPain, UnknownStep
from cxloop.listen.identity import Link

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
FLAG = {
    "state": "ENABLED", "variants": {"new": True, "old": False}, "defaultVariant": "old",
    "targeting": {"if": [{"in": ["베타", {"var": "segments"}]}, "new"]},
}  # fmt: skip


def shop(folder: Path, extra: list[tuple[str, int, str, str]] = []) -> Workspace:  # noqa: B006
    """Payments fail, and half of those whose payment fails leave. extra: customer, day, event, beta."""
    rng, lines = np.random.default_rng(4), ["customer,time,event,beta"]
    for customer in range(1500):
        at = BEGIN + timedelta(minutes=int(rng.integers(0, 55 * 1440)))
        failed = rng.random() < 0.3
        steps = ["방문", "장바구니", *(["결제 오류"] if failed else []), "결제"]
        steps += ["주문"] if rng.random() < (0.35 if failed else 0.8) else []
        lines += [
            f"c{customer},{(at + timedelta(minutes=place)).isoformat()},{step}," for place, step in enumerate(steps)
        ]
    lines += [f"{who},{(BEGIN + timedelta(days=day)).isoformat()},{event},{beta}" for who, day, event, beta in extra]
    (folder / "log.csv").write_text("\n".join(lines), "utf-8")
    opened = wiring.open(folder / "data")
    opened.import_(folder / "log.csv", customer="customer", times="time", event="event")
    return opened


@pytest.fixture(scope="module")
def pained(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return shop(tmp_path_factory.mktemp("shop"))


def test_whoever_a_pain_point_hits_is_in_its_segment(pained: Workspace) -> None:
    for pain in pained.pains(["reaches:주문"]).pains:
        if pain.kind == "drop_off":
            continue
        made = segments.add_segment(
            pained, f"{pain.kind} {pain.step}", "kim", pain=pain.id, asked={"outcomes": ("reaches:주문",)}
        )
        found = segments.members(pained, made.segment.name)
        assert len(found) == pain.customers == made.members
        assert set(pain.examples) <= found
    assert len(segments.segments(pained).segments) >= 1


def test_by_steps(pained: Workspace) -> None:
    failed = segments.add_segment(pained, "실패", "kim", having=["결제 오류"]).members
    lost = segments.add_segment(pained, "떠남", "kim", having=["결제 오류"], lacking=["주문"]).members
    assert failed is not None
    assert lost is not None
    assert 0 < lost < failed < 1500
    assert segments.members(pained, "떠남") < segments.members(pained, "실패")


def test_what_is_no_segment_is_refused(pained: Workspace) -> None:
    wrongs: list[tuple[dict[str, Any], type[Exception]]] = [
        ({}, BadRecord), ({"having": ["방문"], "beta": "x"}, BadRecord), ({"having": ["없음"]}, UnknownStep),
        ({"pain": "nothing"}, UnknownPain), ({"having": ["방문"], "within_days": 0}, BadRecord),
        ({"beta": " "}, BadRecord),
    ]  # fmt: skip
    for given, error in wrongs:
        with pytest.raises(error):
            segments.add_segment(pained, "새것", "kim", **given)
    segments.add_segment(pained, "한 번", "kim", having=["방문"])
    with pytest.raises(BadRecord):
        segments.add_segment(pained, "한 번", "kim", having=["주문"])
    segments.end_segment(pained, "한 번", "kim")
    with pytest.raises(UnknownRecord):
        segments.members(pained, "한 번")


def test_who_joined_last_is_in_and_who_left_is_out(tmp_path: Path) -> None:
    workspace = shop(
        tmp_path,
        [
            ("anna", 1, "Beta joined", "checkout"), ("ben", 1, "Beta joined", "checkout"),
            ("ben", 2, "Beta left", "checkout"), ("cleo", 1, "Beta joined", "other"),
            ("dan", 1, "Beta left", "checkout"), ("dan", 3, "Beta joined", "checkout"),
        ],
    )  # fmt: skip
    segments.add_segment(workspace, "베타", "kim", beta="checkout")
    assert segments.members(workspace, "베타") == {"anna", "dan"}


def test_nobody_has_joined_yet(pained: Workspace) -> None:
    assert segments.add_segment(pained, "아무도", "kim", beta="soon").members == 0


class TestFlags:
    """Rules over segments, as programs ask for them."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Workspace:
        made = shop(tmp_path, [("anna", 1, "Beta joined", "checkout")])
        segments.add_segment(made, "베타", "kim", beta="checkout")
        flags.put(made, json.dumps(FLAG), "kim", "trial")
        return made

    def test_a_segment_decides(self, workspace: Workspace) -> None:
        served = FlagSet(workspace)
        assert served.evaluate("trial", {"targetingKey": "anna"}).variant == "old"
        served.renew_members()
        assert served.evaluate("trial", {"targetingKey": "anna"}).variant == "new"
        assert served.evaluate("trial", {"targetingKey": "ben"}).variant == "old"
        assert served.evaluate("trial", {}).variant == "old"
        [(_, every)] = served.every({"targetingKey": "anna"})
        assert every.variant == "new"
        assert flags.evaluate(workspace, "trial", {"targetingKey": "anna"}).variant == "new"

    def test_under_whatever_identifier(self, workspace: Workspace) -> None:
        workspace.filings.link(1, [Link("anon-1", "anna", 1)])
        served = FlagSet(workspace)
        served.renew_members()
        assert served.evaluate("trial", {"targetingKey": "anon-1"}).variant == "new"
        assert served.evaluate("trial", {"targetingKey": "zoe", "anonymousId": "anna"}).variant == "new"

    def test_what_a_program_knows_itself_counts_as_well(self, workspace: Workspace) -> None:
        assert FlagSet(workspace).evaluate("trial", {"targetingKey": "ben", "segments": ["베타"]}).variant == "new"

    def test_who_is_in_is_looked_at_again(self, workspace: Workspace, tmp_path: Path) -> None:
        served = FlagSet(workspace)
        served.renew_members()
        more = tmp_path / "more.csv"
        more.write_text(f"customer,time,event,beta\nben,{BEGIN.isoformat()},Beta joined,checkout\n", "utf-8")
        workspace.import_(more, customer="customer", times="time", event="event")
        assert served.evaluate("trial", {"targetingKey": "ben"}).variant == "old"
        served.renew_members()
        assert served.evaluate("trial", {"targetingKey": "ben"}).variant == "new"
        segments.end_segment(workspace, "베타", "kim")
        served.renew()
        served.renew_members()
        assert served.evaluate("trial", {"targetingKey": "ben"}).variant == "old"


def test_flags_that_have_done_their_work_come_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = BEGIN + timedelta(days=60)
    monkeypatch.setattr(wiring, "_now_ms", lambda: int(now.timestamp() * 1000))
    workspace = shop(tmp_path)
    for name, more in (
        ("plain", {"targeting": {}}), ("split", {}), ("off", {"state": "DISABLED"}), ("tried", {}), ("planned", {}),
    ):  # fmt: skip
        flags.put(workspace, json.dumps(FLAG | more), "kim", name)
    plan = {"metric": "reaches:주문", "arms": ("old", "new"), "control": "old", "ends": "2026-12-31"}
    for name in ("tried", "planned"):
        made = changes.add_change(workspace, name, "kim", {**plan, "flag": name}).id
        changes.start_change(workspace, made, "kim")
    assert health(workspace).to_remove == ()
    now += timedelta(days=31)
    told = {one.flag: one.reminder and one.reminder.why for one in flags.flags(workspace).flags}
    assert told == {"plain": "settled", "split": None, "off": "off", "tried": None, "planned": None}
    for id in ("1", "2"):
        entry = CHANGES.get(workspace, id)
        CHANGES.put(workspace, entry, replace(entry.value, state="ended", ended="2026-05-10T00:00:00Z"), "kim")
    changes.add_change(workspace, "again", "kim", {**plan, "flag": "planned"})
    assert set(health(workspace).to_remove) == {"plain", "off", "tried"}
