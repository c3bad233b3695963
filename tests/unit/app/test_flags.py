"""Flags as people write them: versions, refusals with their place, the switch; and lots that are remembered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app import changes, flags
from cxloop.app.flag_service import FlagSet
from cxloop.app.workspace import Workspace
from cxloop.change.bucketing import arm_at, bucket
from cxloop.change.errors import BadFlag, Outdated, UnknownFlag
from cxloop.change.flags.flags import Flags
from cxloop.listen.identity import Link
from cxloop.ports.records import Record

TRIAL = {
    "state": "ENABLED",
    "variants": {"new": True, "old": False},
    "defaultVariant": "old",
    "targeting": {"bucket": [["new", 50], ["old", 50]]},
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return wiring.open(tmp_path)


def put(workspace: Workspace, definition: Any, key: str = "trial") -> None:
    flags.put(workspace, json.dumps(definition), "kim", key)


def test_every_change_is_a_version_and_none_is_lost(workspace: Workspace) -> None:
    put(workspace, TRIAL)
    put(workspace, TRIAL)
    assert flags.switch(workspace, "trial", False, "lee").state == "DISABLED"
    assert flags.switch(workspace, "trial", True, "lee").definition == TRIAL
    assert flags.end(workspace, "trial", "kim").state == "ENDED"
    assert [(one.version, one.state, one.by) for one in flags.history(workspace, "trial").flags] == [
        (1, "ENABLED", "kim"), (2, "DISABLED", "lee"), (3, "ENABLED", "lee"), (4, "ENDED", "kim"),
    ]  # fmt: skip
    assert flags.flags(workspace).flags == ()
    assert flags.flag(workspace, "trial", 1).definition == TRIAL
    for gone in (flags.end, flags.switch, flags.evaluate):
        with pytest.raises(UnknownFlag):
            gone(workspace, "trial", *({flags.end: ("kim",), flags.switch: (True, "kim")}.get(gone, ({},))))
    put(workspace, TRIAL)
    assert flags.flag(workspace, "trial").version == 5


def test_what_was_written_last_is_taken_back(workspace: Workspace) -> None:
    put(workspace, TRIAL)
    put(workspace, {**TRIAL, "defaultVariant": "new"})
    with pytest.raises(Outdated):
        flags.take_back(workspace, "trial", "lee", 2)
    with pytest.raises(Outdated):
        flags.take_back(workspace, "trial", "kim", 1)
    assert flags.take_back(workspace, "trial", "kim", 2).definition == TRIAL
    put(workspace, TRIAL, "fresh")
    assert flags.take_back(workspace, "fresh", "kim", 1).state == "ENDED"
    assert [one.flag for one in flags.flags(workspace).flags] == ["trial"]
    put(workspace, TRIAL, "needed")
    changes.add_change(workspace, "it", "kim", {"flag": "needed", "arms": ("old", "new"), "control": "old"})
    with pytest.raises(BadFlag):
        flags.take_back(workspace, "needed", "kim", 1)
    with pytest.raises(UnknownFlag):
        flags.take_back(workspace, "nothing", "kim")


def test_a_file_of_flagd_comes_in_whole_or_not_at_all(workspace: Workspace) -> None:
    rule, use = {"==": [{"var": "plan"}, "pro"]}, {"if": [{"$ref": "pro"}, "new"]}
    written = {"flags": {"새 화면": {**TRIAL, "targeting": use}, "trial": TRIAL}, "$evaluators": {"pro": rule}}
    assert [one.flag for one in flags.put(workspace, json.dumps(written), "kim").flags] == ["새 화면", "trial"]
    assert flags.evaluate(workspace, "새 화면", {"plan": "pro"}).value is True
    assert flags.evaluate(workspace, "새 화면", {}).variant == "old"
    written["flags"]["broken"] = {**TRIAL, "targeting": {"if": [{"is": [1, 2]}, "new"]}}
    written["flags"]["trial"] = {**TRIAL, "defaultVariant": "new"}
    with pytest.raises(BadFlag) as told:
        flags.put(workspace, json.dumps(written), "kim")
    assert told.value.details["place"] == "flags.broken.targeting.if[0].is"
    assert [one.version for one in flags.flags(workspace).flags] == [1, 1]
    with pytest.raises(BadFlag):
        flags.put(workspace, json.dumps({"$evaluators": {"pro": {"is": [1]}}}), "kim")


@pytest.mark.parametrize(
    ("targeting", "place"),
    [
        ({"bucket": []}, "targeting.bucket"),
        ({"bucket": [["new", 0], ["old", 0]]}, "targeting.bucket"),
        ({"bucket": [["new", 1], ["new", 1]]}, "targeting.bucket"),
        ({"bucket": [["new", -1], ["old", 2]]}, "targeting.bucket[0]"),
        ({"bucket": [["new", True], ["old", 2]]}, "targeting.bucket[0]"),
        ({"bucket": ["salt", ["new", 1], [{"var": "x"}, 2]]}, "targeting.bucket[2]"),
        ({"bucket": [["new", {"var": "x"}]]}, "targeting.bucket[0]"),
    ],
)
def test_a_lot_that_cannot_be_drawn_is_refused_with_its_place(workspace: Workspace, targeting: Any, place: str) -> None:
    with pytest.raises(BadFlag) as told:
        put(workspace, {**TRIAL, "targeting": targeting})
    assert told.value.details["place"] == f"flags.trial.{place}"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"flags": 3}', "{}", "[" * 100_000, '{"a":"' + "x" * 300_000 + '"}'])
def test_what_is_no_file_of_flags_is_refused(workspace: Workspace, text: str) -> None:
    with pytest.raises(BadFlag):
        flags.put(workspace, text, "kim")


@pytest.mark.parametrize("key", ["", "a\nb", "x" * 201])
def test_a_name_has_to_be_one(workspace: Workspace, key: str) -> None:
    with pytest.raises(BadFlag):
        put(workspace, TRIAL, key)


def test_whoever_is_slower_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    put(workspace, TRIAL)
    old = workspace.records.one("flag", "trial")
    put(workspace, {**TRIAL, "defaultVariant": "new"})
    monkeypatch.setattr(type(workspace.records), "one", lambda *_: old)
    with pytest.raises(Outdated):
        put(workspace, {**TRIAL, "state": "DISABLED"})


def test_a_version_that_somebody_else_wrote_is_not_written_over(workspace: Workspace) -> None:
    text = json.dumps(TRIAL)
    flags.put(workspace, text, "kim", "trial", 0)
    for seen in (0, 2):
        with pytest.raises(Outdated):
            flags.put(workspace, '{"state": "ENABLED", "variants": {"on": 1.0}}', "lee", "trial", seen)
    assert (
        flags.put(workspace, '{"state": "ENABLED", "variants": {"on": 1.0}}', "lee", "trial", 1).flags[0].version == 2
    )
    assert flags.flag(workspace, "trial").written == '{"state":"ENABLED","variants":{"on":1.0}}'
    flags.end(workspace, "trial", "lee")
    assert flags.put(workspace, text, "kim", "trial", 0).flags[0].version == 4


def test_a_definition_is_tried_before_it_is_kept(workspace: Workspace) -> None:
    rules = [{"==": [{"var": "plan"}, "pro"]}, "new", {"$ref": "adult"}, {"bucket": [["new", 50], ["old", 50]]}]
    rule = json.dumps({"flags": {}, "$evaluators": {"adult": {">": [{"var": "age"}, 17]}}})
    flags.put(workspace, rule, "kim")
    text = json.dumps({**TRIAL, "targeting": {"if": rules}})

    def says(**context: Any) -> tuple[Any, ...]:
        found = flags.evaluate(workspace, "fresh", context, text)
        return found.variant, found.reason, found.rule

    assert says(plan="pro") == ("new", "TARGETING_MATCH", 1)
    assert says(age=20, targetingKey="anna")[1:] == ("TARGETING_MATCH", 2)
    assert says(age=3) == ("old", "DEFAULT", None)
    assert flags.evaluate(workspace, "fresh", {"age": 20}, text).error == "TARGETING_KEY_MISSING"
    assert flags.flags(workspace).flags == ()
    assert workspace.assignments.counts("fresh") == {}
    with pytest.raises(BadFlag):
        flags.evaluate(workspace, "fresh", {}, '{"state": "ENABLED"}')


def test_without_memory_the_lot_is_our_own_bucket() -> None:
    flags = Flags({"flags": {"trial": TRIAL}}, lambda: 0)
    for at in range(50):
        drawn = flags.evaluate("trial", {"targetingKey": f"u{at}"})
        assert drawn.variant == ["new", "old"][arm_at(bucket("trial", f"u{at}"), [50, 50])]
        assert drawn.reason == "TARGETING_MATCH"
    assert flags.evaluate("trial", {}).code == "TARGETING_KEY_MISSING"
    assert flags.evaluate("trial", {"targetingKey": ""}).code == "TARGETING_KEY_MISSING"


class TestLots:
    def served(self, workspace: Workspace) -> FlagSet:
        return FlagSet(workspace)

    def keep(self, served: FlagSet) -> list[Any]:
        drawn, happened = served.lots.taken()
        served.workspace.assignments.keep(drawn)
        return happened

    def test_a_sign_in_that_was_seen_keeps_the_variant(self, workspace: Workspace) -> None:
        put(workspace, TRIAL)
        served, bare = self.served(workspace), Flags({"flags": {"trial": TRIAL}}, lambda: 0)
        before = {f"a{at}": served.evaluate("trial", {"targetingKey": f"a{at}"}).value for at in range(30)}
        self.keep(served)
        workspace.filings.link(1, [Link(name, f"user-{name}", 5) for name in before])
        after = {name: served.evaluate("trial", {"targetingKey": f"user-{name}"}).value for name in before}
        assert after == before
        alone = {name: bare.value("trial", False, {"targetingKey": f"user-{name}"}) for name in before}
        assert alone != before, "without memory some would have moved"

    def test_what_a_flag_would_say_is_what_it_says(self, workspace: Workspace) -> None:
        put(workspace, TRIAL)
        guests = [f"a{at}" for at in range(30)]
        asked = [{"targetingKey": f"user-{name}", "anonymousId": name} for name in guests]
        served = self.served(workspace)
        before = [served.evaluate("trial", {"targetingKey": name}).variant for name in guests]
        self.keep(served)
        assert [flags.evaluate(workspace, "trial", context).variant for context in asked] == before
        assert [self.served(workspace).evaluate("trial", context).variant for context in asked] == before

    def test_an_upgrade_of_the_hash_moves_nobody(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        put(workspace, TRIAL)
        served = self.served(workspace)
        before = {at: served.evaluate("trial", {"targetingKey": f"u{at}"}).value for at in range(40)}
        self.keep(served)
        monkeypatch.setattr("cxloop.change.flags.operators.bucket", lambda salt, unit: 1 - bucket(salt, unit))
        served = self.served(workspace)
        assert {at: served.evaluate("trial", {"targetingKey": f"u{at}"}).value for at in range(40)} == before
        new = {at: served.evaluate("trial", {"targetingKey": f"n{at}"}).value for at in range(40)}
        assert new != {at: arm_at(bucket("trial", f"n{at}"), [50, 50]) == 0 for at in range(40)}

    def test_a_variant_without_weight_is_nobodys(self, workspace: Workspace) -> None:
        put(workspace, TRIAL)
        served = self.served(workspace)
        assert {served.evaluate("trial", {"targetingKey": f"u{at}"}).value for at in range(30)} == {True, False}
        self.keep(served)
        put(workspace, {**TRIAL, "targeting": {"bucket": [["new", 0], ["old", 1]]}})
        assert served.renew()
        assert {served.evaluate("trial", {"targetingKey": f"u{at}"}).value for at in range(30)} == {False}

    def test_each_thing_happens_once(self, workspace: Workspace) -> None:
        put(workspace, TRIAL)
        served = self.served(workspace)
        served.every({"targetingKey": "anna"})
        assert [one.event for one in self.keep(served)] == ["$flag_assigned"]
        for _ in range(3):
            served.evaluate("trial", {"targetingKey": "anna"})
        happened = self.keep(served)
        assert [one.event for one in happened] == ["$flag_evaluated"]
        again = self.served(workspace)
        again.evaluate("trial", {"targetingKey": "anna"})
        assert [one.message()["messageId"] for one in self.keep(again)] == [happened[0].message()["messageId"]]

    def test_only_a_change_of_a_flag_changes_the_version(self, workspace: Workspace) -> None:
        put(workspace, TRIAL)
        served = self.served(workspace)
        version = served.version
        workspace.records.write(Record("idea", "1", 1, "{}", "kim", 1))
        assert not served.renew()
        put(workspace, {**TRIAL, "state": "DISABLED"})
        assert served.renew()
        assert served.version != version
        assert served.evaluate("trial", {"targetingKey": "anna"}).reason == "DISABLED"
