"""What one has written down is taken back; what others build on, or have changed since, is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxloop import wiring
from cxloop.app import changes, goals, marks, opportunities, segments, shares, teams
from cxloop.app.taking_back import LAST, take_back
from cxloop.change.errors import BadRecord, Outdated, UnknownRecord
from cxloop.ports.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return wiring.open(tmp_path, "main")


def taken(workspace: Workspace) -> opportunities.OpportunitySeen:
    return opportunities.take_up(workspace, "kim", note="the coupon cannot be found", title="coupons")


def test_an_edit_is_written_as_it_was_before(workspace: Workspace) -> None:
    made = taken(workspace)
    closed = opportunities.edit_opportunity(workspace, made.id, "kim", {"state": "closed"})
    back = take_back(workspace, "opportunity", made.id, "kim", closed.version)
    assert back.version == 3, "every version stays"
    assert opportunities.opportunity(workspace, made.id).opportunity.state == made.opportunity.state


def test_what_was_new_goes_and_what_was_ended_comes_back(workspace: Workspace) -> None:
    made = taken(workspace)
    take_back(workspace, "opportunity", made.id, "kim", made.version)
    assert opportunities.opportunities(workspace).opportunities == ()
    beta = segments.add_segment(workspace, "testers", "kim", beta="new till")
    segments.end_segment(workspace, "testers", "kim")
    take_back(workspace, "segment", beta.id, "kim", beta.version + 1)
    assert [one.segment.name for one in segments.segments(workspace).segments] == ["testers"]
    link = shares.add_share(workspace, "overview", "", "kim", title="it", days=7, secret="s" * 40).shares[0].id
    shares.end_share(workspace, link, "kim")
    take_back(workspace, "share", link, "kim")
    assert [one.id for one in shares.shares(workspace).shares] == [link]


def test_marks_that_were_set_and_changed(workspace: Workspace) -> None:
    [first] = marks.add_mark(workspace, "outage", "kim", "2026-03-10").marks
    marks.edit_mark(workspace, first.ref.partition(":")[2], "kim", {"title": "the outage"})
    take_back(workspace, "mark", first.ref.partition(":")[2], "kim")
    assert [one.title for one in marks.marks(workspace).marks] == ["outage"]
    marks.add_mark(workspace, "release", "kim", "2026-03-11")
    take_back(workspace, "mark", LAST, "kim")
    assert [one.title for one in marks.marks(workspace).marks] == ["outage"]


def test_the_last_comment_is_ones_own(workspace: Workspace) -> None:
    idea = opportunities.add_idea(workspace, taken(workspace).id, "show it", "kim")
    for by, said in (("kim", "yes"), ("kim", "no"), ("lee", "perhaps")):
        opportunities.comment(workspace, idea.id, said, by)
    take_back(workspace, "comment", LAST, "kim")
    assert [one.said for one in opportunities.idea(workspace, idea.id).comments] == ["yes", "perhaps"]
    with pytest.raises(UnknownRecord):
        take_back(workspace, "comment", LAST, "nobody")


def test_somebody_elses_version_stays(workspace: Workspace) -> None:
    team = teams.set_team(workspace, "till", "kim", ["pay"])
    changed = teams.set_team(workspace, "till", "lee", ["pay", "call"])
    for by, version in (("kim", team.version), ("kim", changed.version), ("lee", team.version)):
        with pytest.raises(Outdated):
            take_back(workspace, "team", team.id, by, version)
    assert teams.teams(workspace).teams[0].team.steps == ("pay", "call")


def test_what_others_build_on_stays(workspace: Workspace) -> None:
    made = taken(workspace)
    idea = opportunities.add_idea(workspace, made.id, "show it", "lee")
    opportunities.comment(workspace, idea.id, "yes", "kim")
    goal = goals.add_goal(workspace, "share", "kim", target=1, by_when="2026-12-31", given={})
    change = changes.add_change(workspace, "it", "kim", {"goal": goal.id})
    for kind, id, by in (("opportunity", made.id, "kim"), ("idea", idea.id, "lee"), ("goal", goal.id, "kim")):
        with pytest.raises(BadRecord):
            take_back(workspace, kind, id, by)
    take_back(workspace, "change", change.id, "kim")
    take_back(workspace, "goal", goal.id, "kim")
    assert goals.goals(workspace).goals == ()


def test_a_started_change_and_a_merged_idea_stay(workspace: Workspace) -> None:
    made = taken(workspace)
    one, two = (opportunities.add_idea(workspace, made.id, text, "kim") for text in ("show it", "show all"))
    opportunities.merge_ideas(workspace, one.id, two.id, "kim")
    with pytest.raises(BadRecord):
        take_back(workspace, "idea", one.id, "kim")


def test_a_name_that_was_taken_meanwhile_stays_with_the_new_one(workspace: Workspace) -> None:
    first = segments.add_segment(workspace, "testers", "kim", beta="new till")
    segments.end_segment(workspace, "testers", "kim")
    segments.add_segment(workspace, "testers", "kim", beta="another")
    with pytest.raises(BadRecord):
        take_back(workspace, "segment", first.id, "kim")
