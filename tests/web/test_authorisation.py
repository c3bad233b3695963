"""Every route of the table × every credential that must not open it: refused, and nothing has changed.

Generated from the table, over a server with capture in front, so that a new route is tested as soon as it is declared
and fails until it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.routing import Mount

import payloads
from cxloop import wiring
from cxloop.api import guard
from cxloop.api.filing_process import FilingProcess
from cxloop.api.live import Live
from cxloop.api.release import Released
from cxloop.api.routes import EVALUATE, HANDED_OUT, ROUTES, Declared
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.app import accounts, flags, webhooks
from cxloop.app.door import Door
from cxloop.app.keys import create_key
from cxloop.trust.keys import Key
from cxloop.trust.policy import ROLES, Actor, Need, decide, reaches
from web.conftest import serving
from web.running import Reply, Site
from web.test_door import flattened

try:  # two SQLite libraries in one process would take away each other's locks
    from pysqlite3 import dbapi2 as sqlite
except ImportError:
    import sqlite3 as sqlite

OPEN = [row for row in ROUTES if row.role is None and row.key is None and row.audience != "hook"]
CLOSED = [row for row in ROUTES if row not in OPEN]
BODY = '{"event":"planted","userId":"mallory","context":{"workspace":"main"},"workspace":"main"}'
TICKET = json.dumps(payloads.payload("plain"))
NAMED = {
    "{name:path}": quote("고객-7"),
    "{pain}": "1",
    "/help/images/{path:path}": "/help/images/pains.png",
    "{page:path}": "how-to/import",
    "{path:path}": "dist/shell.js",
    "{number}": "1",
    "{upload}": "0" * 32,
    "{workspace}": "main",
    "{secret}": "planted",
    "{key:path}": "planted",
}
QUERY = f"name={quote('고객-7')}&source={quote('방문')}&target={quote('검색')}&number=1"


@dataclass
class Whole:
    """The server, and one credential of each sort, as the headers that show it."""

    site: Site
    folder: Path
    shown: dict[str, dict[str, str]]

    def ask(self, row: Declared, credential: str, query: str = QUERY) -> Reply:
        path = row.path
        for place, value in NAMED.items():
            path = path.replace(place, value)
        headers = {"origin": self.site.address, **self.shown[credential]}
        if row.method == "GET":
            return self.site.ask("GET", f"{path}?{query}", headers)
        if row.audience == "capture":
            body = f'{{"batch":[{BODY}]}}' if "batch" in path or path.endswith("/b") else BODY
            return self.site.ask(row.method, path, {**headers, "content-type": "application/json"}, body)
        if row.audience == "flags":
            return self.site.ask(row.method, path, {**headers, "content-type": "application/json"}, '{"context":{}}')
        if row.audience == "hook":
            return self.site.ask(row.method, path, {**headers, "content-type": "application/json"}, TICKET)
        if row.audience == "answer":
            path = f"{path}?{query}"
        form = "workspace=main&purpose=planted&new=a+planted+password&name=kim&password=x"
        return self.site.ask(row.method, path, {**headers, "content-type": "application/x-www-form-urlencoded"}, form)

    def state(self) -> str:
        """A hash over every row of every database, the audit log of refusals aside, and the versions of the tables."""
        told = hashlib.sha256()
        for path in sorted(self.folder.rglob("*.db")):
            with closing(sqlite.connect(path)) as connection:
                tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
                for table in sorted(tables):
                    rows = sorted(map(repr, connection.execute(f'select * from "{table}"')))
                    told.update("\n".join([str(path), table, *rows]).encode("utf-8", "surrogatepass"))
        workspaces = self.site.app.state.workspaces.values()
        return told.hexdigest() + ",".join(str(workspace.version()) for workspace in workspaces)


@pytest.fixture(scope="module")
def whole(workspaces: dict[str, Any]) -> Iterator[Whole]:
    folder = workspaces["main"].folder.parent
    door = wiring.door(folder)
    sign_in = SignIn(kept=door.sign_ins)
    post = wiring.post(folder)
    webhooks.add_incoming(workspaces["main"], post, "kim", payloads.LABEL)
    app = create_app(workspaces, sign_in=sign_in, door=door, post=post)
    live = Live(wiring.journal(folder), door.keys, FilingProcess(folder), workspaces.__getitem__, door.seal)
    with serving(live.around(app)) as port:  # filing is not started: what came in stays in the journal, to be counted
        site = Site(app, sign_in, port, door)
        yield Whole(site, folder, credentials(site, door))
    live.writer.end()


def credentials(site: Site, door: Door) -> dict[str, dict[str, str]]:
    now = door.now_ms()

    def key(workspace: str, purpose: Any, **more: Any) -> dict[str, str]:
        made = create_key(door.keys, workspace, purpose, now, **more)
        return {"authorization": f"Bearer {made.key}"}

    revoked = create_key(door.keys, "main", "read", now)
    door.keys.revoke("main", revoked.id, now)
    accounts.create(door, "gone", "main", "admin", site.address)
    path = accounts.link(door, "gone", site.address).link.removeprefix(site.address)
    gone = site.ask("GET", path).headers["set-cookie"].split(";")[0]
    accounts.disable(door, "gone")
    return {
        "nothing": {},
        "a made-up key": {"authorization": "Bearer cxr_made_up"},
        "an empty key": {"authorization": "Bearer "},
        "a made-up session": {"cookie": "cxloop_session=made.up"},
        "a disabled account": {"cookie": gone},
        "a revoked key": {"authorization": f"Bearer {revoked.key}"},
        "an ended key": key("main", "read", days=0),
        "an ingest key": key("main", "ingest"),
        "a flags key": key("main", "flags"),
        "a rules key": key("main", "rules"),
        "a read key": key("main", "read"),
        "another's ingest key": key("empty", "ingest"),
        "another's read key": key("empty", "read"),
        "another's flags key": key("empty", "flags"),
        "another's session": {"cookie": site.signed_in("empty", "admin")},
        **{role: {"cookie": site.signed_in("main", role)} for role in ROLES},
    }


UNKNOWN = (
    "nothing",
    "a made-up key",
    "an empty key",
    "a made-up session",
    "a disabled account",
    "a revoked key",
    "an ended key",
)


def name_of(row: Declared) -> str:
    return f"{row.method} {row.path}"


@pytest.mark.parametrize("row", CLOSED, ids=name_of)
def test_what_may_not_open_it_does_not_and_changes_nothing(whole: Whole, row: Declared) -> None:
    before = whole.state()
    wrong = [purpose for purpose in ("ingest", "flags", "rules", "read") if purpose != row.key]
    refused = dict.fromkeys(UNKNOWN, (401,))
    refused |= {f"a{'n' if purpose == 'ingest' else ''} {purpose} key": (401, 403) for purpose in wrong}
    least = row.role
    refused |= {role: (401, 403) for role in ROLES if least is None or not reaches(role, least)}
    got = {name: whole.ask(row, name).status for name in refused}
    assert {name: status for name, status in got.items() if status not in refused[name]} == {}
    assert whole.state() == before


@pytest.mark.parametrize("row", [row for row in CLOSED if row.audience == "answer"], ids=name_of)
def test_another_workspace_is_out_of_reach(whole: Whole, row: Declared) -> None:
    before = whole.state()
    keys = ("another's read key", "a read key") if row.key == "read" else ()
    for credential in (*keys, "another's session"):
        asked = "main" if credential.startswith("another") else "empty"
        reply = whole.ask(row, credential, f"{QUERY}&workspace={asked}")
        assert reply.status == 404, credential
        assert '"code":"unknown_workspace"' in reply.body, credential
    assert whole.state() == before
    own = [whole.ask(row, credential) for credential in ("another's read key", "another's session")]
    assert all("고객" not in reply.body.replace("고객-7", "") for reply in own if reply.status == 200)


@pytest.mark.parametrize("row", [row for row in CLOSED if row.audience == "capture"], ids=name_of)
def test_a_write_key_writes_into_its_own_workspace_only(whole: Whole, row: Declared) -> None:
    journal = wiring.journal(whole.folder)
    reply = whole.ask(row, "another's ingest key")
    assert reply.status == 200
    assert journal.workspaces() == ["empty"], "whatever the payload says"


@pytest.mark.parametrize("row", [row for row in CLOSED if row.path.startswith(EVALUATE)], ids=name_of)
def test_a_flags_key_evaluates_the_flags_of_its_own_workspace_only(whole: Whole, row: Declared) -> None:
    flags.put(whole.site.app.state.workspaces["main"], '{"state":"ENABLED","variants":{"on":1}}', "kim", "planted")
    own, other = whole.ask(row, "a flags key"), whole.ask(row, "another's flags key")
    assert own.status == 200
    assert "planted" in own.body
    assert other.status == (404 if row.path.endswith("}") else 200)
    assert '"variant"' not in other.body


@pytest.mark.parametrize("row", [row for row in ROUTES if row.key == "read"], ids=name_of)
def test_a_read_key_answers_as_a_viewer(whole: Whole, row: Declared) -> None:
    reply = whole.ask(row, "a read key", f"{QUERY}&purpose=anything")
    assert reply.status in (200, 400, 404), "it passed the door"
    assert "unknown_workspace" not in reply.body
    if reply.status == 200:
        assert "고객-" not in reply.body
        assert row.need.data == "nothing" or '"masked":true' in reply.body


def test_the_least_role_and_those_above_it_come_in(whole: Whole) -> None:
    for row in CLOSED:
        for role in ROLES if row.role is not None and row.method == "GET" else ():
            passed = whole.ask(row, role).status not in (401, 403)
            assert passed == reaches(role, row.role or "admin"), (row.path, role)


@pytest.mark.parametrize("least", ROLES)
@pytest.mark.parametrize("role", [*ROLES, None])
def test_the_policy_denies_by_default(least: Any, role: Any) -> None:
    actor = Actor("anna", {} if role is None else {"main": role})
    decision = decide(Need(least, "personal"), actor, "main", "x")
    assert (decision.refused is None) == (role is not None and ROLES.index(role) >= ROLES.index(least))
    assert decide(Need(least, "personal"), None, "main", "x").refused == "not_signed_in"
    assert decide(Need(least, "personal"), actor, "other", "x").refused == "unknown_workspace"
    for purpose in ("ingest", "flags"):
        key = Actor("key:1", {"main": "admin"}, purpose)  # type: ignore[arg-type]
        assert decide(Need(least, "personal", "read"), key, "main", "x").refused == "not_allowed"


def test_every_route_says_what_it_tells_of_customers() -> None:
    assert [row.path for row in ROUTES if row.data is None] == []
    assert {row.path for row in OPEN} == {
        "/static/{path:path}", "/sign-in", "/sign-in/with", "/sign-in/callback", "/preferences", "/api/v1/health",
        "/healthz", "/readyz", "/shared/{workspace}/{number}/{secret}", *(row.path for row in HANDED_OUT),
    }, "a route that anybody may use is added here on purpose"  # fmt: skip


def test_whatever_tells_of_customers_goes_out_by_the_one_way(whole: Whole) -> None:
    """Where personal fields are hidden and the audit log is written."""
    needs = {(row.method, row.path): row.need.data for row in ROUTES}
    others = [
        route.path
        for route in flattened(whole.site.app.routes)
        if not isinstance(route, Mount | Released)
        and any(needs.get((method, route.path), "personal") != "nothing" for method in route.methods - {"HEAD"})
    ]
    assert others == []


def test_capture_answers_what_is_declared_for_it_and_nothing_else(whole: Whole) -> None:
    for path in ("/v1/forgotten", "/v2/track", "/batch/more", "/v1/track/x"):
        row = Declared("POST", path, None, "capture", "nothing", "ingest")
        assert whole.ask(row, "an ingest key").status in (401, 404), path


def row_of(path: str) -> Declared:
    return next(row for row in ROUTES if row.path == path)


def test_a_dropped_workspace_filter_turns_them_red(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(need: Need, actor: Actor | None, workspace: str | None, purpose: str | None) -> Any:
        if actor is not None and actor.roles:
            actor = replace(actor, roles={workspace or "": next(iter(actor.roles.values()))})
        return decide(need, actor, workspace, purpose)

    monkeypatch.setattr(guard, "decide", without)
    with pytest.raises(AssertionError):
        test_another_workspace_is_out_of_reach(whole, row_of("/api/v1/overview"))


def test_a_signature_that_is_not_checked_turns_them_red(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxloop.api.webhooks.genuine", lambda *_: True)
    monkeypatch.setattr(f"{__name__}.TICKET", "{}")  # it would be taken up
    with pytest.raises(AssertionError):
        test_what_may_not_open_it_does_not_and_changes_nothing(whole, row_of("/hooks/{workspace}/{number}"))


def test_a_key_that_opens_everything_turns_them_red(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Key, "opens", lambda self, text, purpose, now_ms: True)
    for path in ("/v1/track", "/api/v1/overview"):
        with pytest.raises(AssertionError):
            test_what_may_not_open_it_does_not_and_changes_nothing(whole, row_of(path))
