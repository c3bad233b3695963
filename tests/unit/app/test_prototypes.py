"""Prototypes as records, their links, and the answers that count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app import changes, opportunities, prototypes
from cxloop.app.filing import file_next
from cxloop.app.prototypes import invited_by
from cxloop.app.taking_back import take_back
from cxloop.app.thread import thread
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.prototype import ANSWERED, SEEN, Invited
from cxloop.ports.journal import Request
from cxloop.trust.naming import HIDDEN, masked, named

ASKS = [{"kind": "rating", "text": "useful?"}, {"kind": "text", "text": "missing?"}]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = wiring.open(tmp_path)
    taken = opportunities.take_up(made, "kim", note="a note").id
    opportunities.add_idea(made, taken, "an idea", "lee")
    return made


def filed(workspace: Workspace, *said: tuple[str, str, dict[str, Any]]) -> None:
    """Events that come in by the journal: name, user, properties."""
    journal = wiring.journal(workspace.folder.parent)
    now = workspace.now_ms() * 1000
    for place, (event, user, properties) in enumerate(said):
        message = {
            "type": "track",
            "event": event,
            "userId": user,
            "properties": properties,
            "messageId": f"{now}-{place}",
        }
        body = json.dumps({"batch": [message]}).encode()
        journal.append([Request("main", "batch", body, now + place, "k")])
    while file_next(workspace, journal) is not None:
        pass


def test_the_last_answer_of_each_who_is_invited_counts(workspace: Workspace) -> None:
    given = {"questions": ASKS, "invited": ["anna", "ben", "cho"]}
    made = prototypes.add_prototype(workspace, "1", "", "kim", given)
    assert (made.title, made.invitations, made.seen, made.answered) == ("an idea", 3, 0, 0)
    mine = {"prototype": "1", "idea": "1"}
    filed(
        workspace,
        (SEEN, "anna", mine), (SEEN, "ben", mine), (SEEN, "eve", mine), (ANSWERED, "anna", {**mine, "q1": 1}),
        (ANSWERED, "anna", {**mine, "q1": 5, "q2": "more"}), (ANSWERED, "eve", {**mine, "q1": 1}),
        (ANSWERED, "ben", {**mine, "q1": "5"}), (ANSWERED, "ben", {"prototype": "2", "q1": 1}),
        (ANSWERED, "cho", {**mine, "q1": 3}), ("order", "cho", {**mine, "q1": 3}),
    )  # fmt: skip
    found = prototypes.prototype(workspace, "prototype:1")
    assert (found.seen, found.answered, found.questions[0].mean) == (3, 2, 4.0)
    assert [(one.customer, [(each.rating, each.text) for each in one.said]) for one in found.answers] == [
        ("cho", [(3, None)]), ("anna", [(5, None), (None, "more")]),
    ]  # fmt: skip
    assert prototypes.prototypes(workspace, "1").prototypes[0].answers == ()
    assert opportunities.opportunity(workspace, "1").answered == 2
    hidden = masked(found.to_dict(), lambda name: f"~{len(name)}")
    assert [one["customer"] for one in hidden["answers"]] == ["~3", "~4"]
    said = [(each["rating"], each["text"]) for one in hidden["answers"] for each in one["said"]]
    assert said == [(3, None), (5, None), (None, HIDDEN)]
    assert hidden["questions"] == found.to_dict()["questions"]
    assert set(named(found.to_dict())) == {"anna", "cho"}
    events = [node for node in thread(workspace, "prototype:1").nodes if node.kind == "event"]
    assert {node.id for node in events} == {f"event:{one.event}" for one in found.answers}
    assert all(node.resolved and node.title == ANSWERED for node in events)
    with pytest.raises(BadRecord):
        prototypes.edit_prototype(workspace, "1", "kim", {"questions": ASKS[:1]})
    other = prototypes.edit_prototype(workspace, "1", "kim", {"title": "another", "questions": ASKS, "invited": []})
    assert (other.title, other.invitations, other.answered) == ("another", None, 3)
    assert prototypes.close_prototype(workspace, "1", "kim").state == "closed"


def test_a_prototype_is_taken_back_until_somebody_has_answered(workspace: Workspace) -> None:
    made = prototypes.add_prototype(workspace, "1", "", "kim")
    closed = prototypes.close_prototype(workspace, made.id, "kim")
    take_back(workspace, "prototype", made.id, "kim", closed.version)
    assert prototypes.prototype(workspace, made.id).state == "open"
    asked = prototypes.edit_prototype(workspace, made.id, "kim", {"questions": ASKS})
    filed(workspace, (ANSWERED, "anna", {"prototype": made.id, "idea": "1", "q1": 4}))
    with pytest.raises(BadRecord):
        take_back(workspace, "prototype", made.id, "kim", asked.version)
    other = prototypes.add_prototype(workspace, "1", "", "kim")
    take_back(workspace, "prototype", other.id, "kim", other.version)
    assert [one.id for one in prototypes.prototypes(workspace).prototypes] == [made.id]


def test_a_thread_says_nothing_of_who_was_invited_and_follows_merges(workspace: Workspace) -> None:
    prototypes.add_prototype(workspace, "1", "t", "kim", {"invited": ["anna"]})
    opportunities.add_idea(workspace, "1", "another", "lee")
    opportunities.merge_ideas(workspace, "1", "2", "kim")
    changes.add_change(workspace, "c", "kim", {"ideas": ("2",)})
    walked = thread(workspace, "change:1")
    assert "prototype:1" in {node.id for node in walked.nodes}
    assert "anna" not in json.dumps(walked.to_dict())


def test_codes_open_one_prototype_of_one_workspace(workspace: Workspace) -> None:
    seal = wiring.door(workspace.folder.parent).seal
    prototypes.add_prototype(workspace, "1", "t", "kim", {"invited": ["안나", "anonymous:a-1"]})
    made = prototypes.links(workspace, "1", seal, "https://cx.example/", "cxi_1")
    assert made.open is None
    assert all(
        one.link.startswith("https://cx.example/touch/prototype?key=cxi_1&prototype=1&for=~") for one in made.links
    )
    hidden = masked(made.to_dict(), lambda name: f"~{len(name)}")
    assert {(one["customer"], one["link"]) for one in hidden["links"]} == {("~2", HIDDEN), ("~3", HIDDEN)}
    code = prototypes.code_of(seal, "main", "1", Invited("customer", "안나"))
    assert invited_by(seal, "main", "1", code) == Invited("customer", "안나")
    for workspace_name, id, text in (
        ("other", "1", code), ("main", "2", code), ("main", "1", code[:-1]), ("main", "1", ""), ("main", "1", "안나"),
        ("main", "1", "prototype:1\ncustomer:안나"), ("main", "1", seal.close("안나", "main")),
        ("main", "1", seal.close("customer:안나", "main")),
    ):  # fmt: skip
        assert invited_by(seal, workspace_name, id, text) is None
    prototypes.add_prototype(workspace, "1", "t", "kim")
    assert prototypes.links(workspace, "2", seal, "https://cx.example").open is not None
    with pytest.raises(BadRecord):
        prototypes.links(workspace, "1", seal, "javascript:1")


def test_bad_input(workspace: Workspace) -> None:
    with pytest.raises(UnknownRecord):
        prototypes.add_prototype(workspace, "9", "t", "kim")
    with pytest.raises(UnknownRecord):
        prototypes.prototype(workspace, "1")
    for given in ({"state": "over"}, {"address": "x"}, {"description": "x" * 5001}, {"questions": [{"kind": "x"}]}):
        with pytest.raises(BadRecord):
            prototypes.add_prototype(workspace, "1", "t", "kim", given)
