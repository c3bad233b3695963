"""Teams, and who met customers, over HTTP: who may, what is kept, what is hidden."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app import met, teams
from cxloop.errors import BadOption
from web.running import Reply, Site

NOW = datetime.now(UTC)


@pytest.fixture(scope="session")
def field(workspaces: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A workspace where people met customers: in the field, on the telephone, and in what they answered."""
    rows = [
        ("anna", "visit noted", "field", "kim", 2),
        ("anna", "visit noted", "field", "kim", 3),
        ("ben", "call", "전화", "이", 4),
        ("ben", "inquiry answered", "web", "kim", 5),
        ("cleo", "page", "web", None, 6),
        ("cleo", "call", "전화", None, 7),
        ("dora", "visit noted", "field", "이", 45),
    ]
    log = tmp_path_factory.mktemp("field") / "field.jsonl"
    names = ("customer", "event", "channel", "owner", "time")
    told = [
        dict(zip(names, (*row[:4], (NOW - timedelta(days=row[4])).isoformat()), strict=True)) for row in rows
    ]  # fmt: skip
    log.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    made = wiring.open(workspaces["main"].folder.parent, "field")
    made.import_(log, customer="customer", times=["time"], event="event", channel="channel", owner="owner")
    workspaces["field"] = made
    return made


def posted(site: Site, role: str, body: dict[str, Any]) -> Reply:
    headers = {"origin": site.address, "content-type": "application/json", "cookie": site.signed_in("field", role)}
    return site.ask("POST", "/api/v1/teams", headers, json.dumps(body))


def test_teams_are_set_by_makers_and_read_by_all(site: Site, field: Any) -> None:
    team = {"name": "현장팀", "steps": ["visit noted"], "members": ["kim", "choi"]}
    assert posted(site, "analyst", team).status == 403
    assert json.loads(posted(site, "maker", team).body)["teams"][0]["team"]["members"] == ["kim", "choi"]
    assert posted(site, "maker", {**team, "members": ["kim", "박"]}).status == 200
    assert posted(site, "maker", {"name": " "}).status == 400
    assert posted(site, "maker", {**team, "more": 1}).status == 400
    reply = site.ask("GET", "/api/v1/teams", {"cookie": site.signed_in("field", "viewer")})
    found = json.loads(reply.body)["teams"]
    assert [(one["team"]["name"], one["team"]["members"]) for one in found] == [("현장팀", ["kim", "박"])]


def test_who_met_customers_lately(site: Site, field: Any) -> None:
    teams.set_team(field, "현장팀", "kim", ["visit noted"], ["kim", "박"])
    lately = met.met(field)
    assert [(one.owner, one.customers, one.events) for one in lately.owners] == [
        ("kim", 2, 3), ("이", 1, 1), ("박", 0, 0), (None, 1, 1),
    ]  # fmt: skip
    assert [(one.team, one.customers, one.events) for one in lately.teams] == [("현장팀", 2, 3)]
    assert (lately.customers, lately.events) == (3, 5)
    assert (lately.owners[0].last or "")[:10] == (NOW - timedelta(days=2)).date().isoformat()
    longer = {one.owner: one.customers for one in met.met(field, days=60).owners}
    assert longer["이"] == 2
    with pytest.raises(BadOption):
        met.met(field, days=0)
    seen = site.signed_in("field", "viewer")
    plain = json.loads(site.ask("GET", "/api/v1/met?days=60", {"cookie": seen}).body)
    assert {one["owner"] for one in plain["owners"]} == {"•••", None}, "a viewer sees no names of people"
    assert {one["team"]: one["customers"] for one in plain["teams"]} == {"현장팀": 2}
    assert site.ask("GET", "/api/v1/met?days=0", {"cookie": site.signed_in("field")}).status == 400


def test_nobody_met_anybody_where_there_are_no_events(tmp_path: Path) -> None:
    assert met.met(wiring.open(tmp_path, "new")).owners == ()
