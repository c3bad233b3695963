"""Webhooks over HTTP: admins look after them, and trackers post to them with nothing but a signature."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import payloads
from cxloop import wiring
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.api.webhooks import MOST_BYTES
from cxloop.app import changes, opportunities
from cxloop.trust.addresses import HOSTS_SETTING
from cxloop.trust.signatures import signature
from receiver import Receiver, receiving
from web.conftest import serving
from web.running import Reply, Site

API = "/api/v1/webhooks"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def site(tmp_path: Path, receiver: Receiver) -> Iterator[Site]:
    workspace, door = wiring.open(tmp_path / "data"), wiring.door(tmp_path / "data")
    sign_in, post = SignIn(), wiring.post(tmp_path / "data", {HOSTS_SETTING: receiver.place})
    app = create_app({"main": workspace}, sign_in=sign_in, door=door, post=post)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)


def send(site: Site, path: str, body: Any, role: str = "admin") -> Reply:
    headers = {
        "cookie": site.signed_in("main", role), "origin": site.address, "content-type": "application/json",
    }  # fmt: skip
    return site.ask("POST", path, headers, json.dumps(body))


def signed(tracker: str, secret: str, body: str) -> dict[str, str]:
    """As each tracker does it, by its public description."""
    mac = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    now = int(time.time())
    return {
        "github": {"X-GitHub-Event": "issues", "X-Hub-Signature": "sha1=0", "X-Hub-Signature-256": f"sha256={mac}"},
        "jira": {"X-Hub-Signature": f"sha256={mac}"}, "linear": {"Linear-Signature": mac},
        "gitlab": {"X-Gitlab-Token": secret, "X-Gitlab-Event": "Issue Hook"},
        "plain": {
            "webhook-id": "msg_1", "webhook-timestamp": str(now),
            "webhook-signature": signature(secret, "msg_1", now, body.encode()),
        },
    }[tracker]  # fmt: skip


def test_made_listed_tried_and_removed(site: Site, receiver: Receiver) -> None:
    made = json.loads(send(site, API, {"url": receiver.url, "kinds": ["change"]}).body)
    assert made["secret"].startswith("whsec_")
    assert made["author"] != ""
    listed = site.ask("GET", API, {"cookie": site.signed_in()}).body
    assert made["secret"] not in listed
    assert json.loads(listed)["webhooks"][0]["url"] == receiver.url
    tried = send(site, f"{API}/{made['id']}/test", {})
    assert json.loads(tried.body) == {"id": made["id"], "status": 200, "reason": ""}
    assert receiver.got[0].signed_with(made["secret"])
    assert json.loads(send(site, f"{API}/{made['id']}/resume", {}).body)["state"] == "sending"
    assert send(site, f"{API}/{made['id']}/remove", {}).status == 200
    assert site.json(API) == {"webhooks": []}
    assert made["secret"] not in tried.body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "https://169.254.169.254/"}, "bad_address"), ({"url": "http://localhost/"}, "bad_address"),
        ({"url": "https://a@b/"}, "bad_address"), ({"url": "x", "kinds": ["goal"]}, "bad_option"),
        ({"secret": "mine"}, "bad_option"),
    ],
)  # fmt: skip
def test_what_cannot_be_made(site: Site, body: Any, code: str) -> None:
    reply = send(site, API, body)
    assert (reply.status, json.loads(reply.body)["code"]) == (400, code)
    assert site.json(API) == {"webhooks": []}


def test_only_admins_make_them(site: Site) -> None:
    assert send(site, API, {}, "maker").status == 403


@pytest.mark.parametrize("tracker", payloads.PAGES)
def test_a_tracker_posts_a_ticket(site: Site, tracker: str) -> None:
    made = json.loads(send(site, API, {"label": payloads.LABEL}).body)
    workspace = site.app.state.workspaces["main"]
    owner = changes.add_change(workspace, "결제를 고친다", "kim", {"ticket": payloads.PAGES["plain"]}).id
    body = json.dumps(payloads.payload(tracker, closed=tracker == "plain"))
    headers = signed(tracker, made["secret"], body)
    unsigned = site.ask("POST", made["path"], {}, body)
    assert (unsigned.status, json.loads(unsigned.body)["code"]) == (401, "bad_signature")
    elsewhere = site.ask("POST", made["path"].replace("/1", "/2"), headers, body)
    assert (elsewhere.status, elsewhere.body) == (401, unsigned.body), "an unknown one says the same"
    if tracker != "gitlab":
        assert site.ask("POST", made["path"], headers, f"{body} ").status == 401
    replies = [json.loads(site.ask("POST", made["path"], headers, body).body) for _ in range(2)]
    if tracker == "plain":
        assert replies == [{"changes": [owner], "opportunity": None}, {"changes": [], "opportunity": None}]
        assert changes.change(workspace, owner).change.ticket_state == "closed"
    else:
        assert replies == [{"changes": [], "opportunity": "1"}, {"changes": [], "opportunity": None}]
        [taken] = opportunities.opportunities(workspace).opportunities
        assert payloads.PAGES[tracker] in taken.opportunity.evidence[0].text


def test_nothing_large_and_nothing_unreadable(site: Site) -> None:
    made = json.loads(send(site, API, {}).body)
    token = {"x-gitlab-token": made["secret"]}
    assert site.ask("POST", made["path"], token, "x" * (MOST_BYTES + 1)).status == 413
    assert site.ask("POST", made["path"], token, "x").status == 400
    assert site.ask("POST", made["path"], {**token, "host": "evil.example"}, "{}").status == 421
    assert site.ask("GET", made["path"], token).status == 401
    assert site.ask("POST", made["path"], {**token, "origin": "https://evil.example"}, "{}").status == 200


def test_an_old_signature_opens_nothing(site: Site) -> None:
    made = json.loads(send(site, API, {}).body)
    long_ago = int(time.time()) - 400
    headers = {
        "webhook-id": "msg_1", "webhook-timestamp": str(long_ago),
        "webhook-signature": signature(made["secret"], "msg_1", long_ago, b"{}"),
    }  # fmt: skip
    assert site.ask("POST", made["path"], headers, "{}").status == 401


def test_a_secret_opens_its_own_webhook_only(site: Site, receiver: Receiver) -> None:
    """Whoever is signed in, and what another webhook sends with opens nothing."""
    secret, workspace = site.app.state.post.secret, site.app.state.workspaces["main"]
    taking = json.loads(send(site, API, {"label": payloads.LABEL}).body)
    sending = json.loads(send(site, API, {"url": receiver.url}).body)
    other = json.loads(send(site, API, {"label": payloads.LABEL}).body)
    body = json.dumps(payloads.payload("plain"))
    before = workspace.records.stamp()
    own, admin = taking["secret"], {"cookie": site.signed_in(), "origin": site.address}
    for text in (
        sending["secret"],
        other["secret"],
        secret("empty", "1"),
        secret("main", ""),
        "",
        "whsec_",
        f"{own}=",
        own.lower(),
    ):
        for credential in ({}, admin):
            assert site.ask("POST", taking["path"], {**credential, "x-gitlab-token": text}, body).status == 401
    for name, number in (("main", sending["id"]), ("main", "9"), ("no", "1")):
        shown = {**admin, "x-gitlab-token": secret(name, number)}
        assert site.ask("POST", f"/hooks/{name}/{number}", shown, body).status == 401, name
    assert site.ask("POST", other["path"], {"x-gitlab-token": own}, body).status == 401
    assert workspace.records.stamp() == before
    assert site.ask("POST", taking["path"], {"x-gitlab-token": own}, body).status == 200
    assert workspace.records.stamp() != before
