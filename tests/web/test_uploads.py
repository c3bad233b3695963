"""The routes for bringing data in, without a browser: who may, how much, and whose a file is."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.api.importing import Job
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.app import accounts
from web.conftest import serving
from web.running import Reply, Site

API = "/api/v1"
CSV = "customer,at,event\nanna,2026-01-01,visit\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("CXLOOP_UPLOAD_MB", "1")
    known = {name: wiring.open(tmp_path / "data", name) for name in ("main", "other")}
    door = wiring.door(tmp_path / "data")
    sign_in = SignIn(kept=door.sign_ins)
    app = create_app(known, sign_in=sign_in, door=door)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)
    app.state.importing.end()


def post(site: Site, path: str, body: Any, cookie: str) -> Reply:
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "application/octet-stream" if isinstance(body, str) else "application/json"
    return site.ask("POST", f"{API}/{path}", {"cookie": cookie, "origin": site.address, "content-type": kind}, text)


def code(reply: Reply) -> str:
    return str(json.loads(reply.body)["code"])


def test_a_file_is_its_workspaces_and_its_senders(site: Site) -> None:
    cookie, other = site.signed_in("main", "maker"), site.signed_in("other", "admin")
    sent = json.loads(post(site, "uploads?name=../../a.csv", CSV, cookie).body)
    assert sent["name"] == "a.csv"
    seen = json.loads(post(site, "imports/preview", {"upload": sent["upload"]}, cookie).body)
    assert seen["expected"]["events"] == 1
    stranger = post(site, "imports/preview", {"upload": sent["upload"]}, other)
    assert (stranger.status, code(stranger)) == (404, "unknown_upload")
    accounts.create(site.door, "lee", "main", "maker", site.address)
    link = accounts.link(site.door, "lee", site.address).link.removeprefix(site.address)
    lee = site.ask("GET", link).headers["set-cookie"].split(";")[0]
    assert code(post(site, "imports/preview", {"upload": sent["upload"]}, lee)) == "unknown_upload"
    file = {"upload": sent["upload"], "mapping": seen["mapping"]}
    assert code(post(site, "imports", {"files": [file]}, lee)) == "unknown_upload"
    assert post(site, f"uploads/{sent['upload']}/drop", {}, lee).status == 200
    assert post(site, "imports/preview", {"upload": sent["upload"]}, cookie).status == 200, "only its sender drops it"
    post(site, f"uploads/{sent['upload']}/drop", {}, cookie)
    assert code(post(site, "imports/preview", {"upload": sent["upload"]}, cookie)) == "unknown_upload"


@pytest.mark.parametrize("id", ["../state.db", "..%2f..", "0" * 32, "", "/etc/passwd"])
def test_no_number_is_a_path(site: Site, id: str) -> None:
    cookie = site.signed_in("main", "maker")
    assert code(post(site, "imports/preview", {"upload": id}, cookie)) == "unknown_upload"


def test_too_large_is_refused_whether_it_says_so_or_not(site: Site, tmp_path: Path) -> None:
    cookie = site.signed_in("main", "maker")
    said = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    said.putrequest("POST", f"{API}/uploads?name=a.csv")
    for name, value in {"cookie": cookie, "origin": site.address, "content-length": str(2 << 20)}.items():
        said.putheader(name, value)
    said.endheaders()
    assert said.getresponse().status == 413, "before anything is sent"
    said.close()
    unsaid = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    parts = (b"x" * 65536 for _ in range(17))
    unsaid.request(
        "POST", f"{API}/uploads?name=a.csv", parts, {"cookie": cookie, "origin": site.address}, encode_chunked=True
    )
    assert unsaid.getresponse().status == 413
    unsaid.close()
    folder = tmp_path / "data" / "main" / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_who_is_told_what_of_an_import(site: Site) -> None:
    job = Job("anna", ["a.csv"], ["0" * 32], 7, simulated=False)
    told = {"error": {"en": {"code": "file_broken", "message": "anna@example.com", "hint": ""}, "ko": {}}}
    job._heard(told)
    assert job.told("en", own=True)["error"]["message"] == "anna@example.com"
    others = job.told("en", own=False)
    assert (others["error"], others["uploads"]) == ({"code": "file_broken"}, [])


def test_what_was_imported_is_written_down(site: Site) -> None:
    cookie = site.signed_in("main", "maker")
    sent = json.loads(post(site, "uploads?name=a.csv", CSV, cookie).body)
    seen = json.loads(post(site, "imports/preview", {"upload": sent["upload"]}, cookie).body)
    assert (
        post(site, "imports", {"files": [{"upload": sent["upload"], "mapping": seen["mapping"]}]}, cookie).status == 200
    )
    assert "POST /api/v1/imports" in [one.entry.action for one in site.door.audit.newest(5, None)]
    while json.loads(site.ask("GET", f"{API}/imports/job", {"cookie": cookie}).body)["job"]["state"] == "running":
        pass
    listed = json.loads(site.ask("GET", f"{API}/imports", {"cookie": cookie}).body)["imports"]
    assert [(one["status"], bool(one["by"])) for one in listed] == [("done", True)]
    again = json.loads(post(site, "imports/preview", {"upload": sent["upload"]}, cookie).body)
    assert again["before"] == 1


def test_queries_are_for_admins_and_public_places(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"host": "127.0.0.1", "port": 5432, "database": "shop", "user": "kim", "password": "x", "query": "select 1"}
    assert post(site, "imports/query", given, site.signed_in("main", "maker")).status == 403
    reply = post(site, "imports/query", given, site.signed_in())
    assert (reply.status, code(reply)) == (403, "database_forbidden")
    monkeypatch.setenv("CXLOOP_POSTGRES_HOSTS", "127.0.0.1:1")
    reply = post(site, "imports/query", given | {"port": 1, "password": "hunter2"}, site.signed_in())
    assert code(reply) == "query_failed"
    assert "hunter2" not in reply.body
