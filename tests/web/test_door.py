"""Nobody gets in without a session, nothing answers that is not in the table, and a link works once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.routing import Mount

from cxloop.api.routes import HANDED_OUT, ROUTES, Declared
from cxloop.api.sign_in import LINK_SECONDS, SESSION_SECONDS, SignIn
from web.running import Site


def registered(app: Any) -> list[tuple[str, str]]:
    """Every (method, path) that the application would answer, as it knows them itself."""
    found = []
    for route in flattened(app.routes):
        path = f"{route.path}/{{path:path}}" if isinstance(route, Mount) else route.path
        methods = {"GET"} if isinstance(route, Mount) else set(route.methods) - {"HEAD"}
        found += [(method, path) for method in methods]
    return found


def flattened(routes: Any) -> list[Any]:
    found = []
    for route in routes:
        nested = getattr(route, "original_router", None)
        if nested is None:
            found.append(route)
        else:
            found += flattened(nested.routes)
    return found


IN_FRONT = [row for row in ROUTES if row.audience in ("capture", "flags") or row in HANDED_OUT]
TABLE = sorted((row.method, row.path) for row in ROUTES if row not in IN_FRONT)
"""Without what is answered in front of the application."""


def test_the_table_and_the_application_agree(site: Site) -> None:
    assert sorted(registered(site.app)) == TABLE


def test_an_undeclared_route_does_not_answer(site: Site) -> None:
    site.app.get("/forgotten")(lambda: {"secret": 1})
    try:
        assert sorted(registered(site.app)) != TABLE
        assert site.ask("GET", "/forgotten").status == 401
        reply = site.ask("GET", "/forgotten", {"cookie": site.signed_in()})
        assert reply.status == 404
        assert "secret" not in reply.body
    finally:
        site.app.router.routes.pop()


@pytest.mark.parametrize("row", [row for row in ROUTES if row.role], ids=lambda row: f"{row.method} {row.path}")
def test_without_a_session_nothing_answers(site: Site, row: Declared) -> None:
    path = row.path.replace("{name:path}", "x").replace("{pain}", "1")
    own = {"origin": site.address, "host": f"127.0.0.1:{site.port}"}
    for cookie in ({}, {"cookie": "cxloop_session=made.up"}, {"cookie": "cxloop_session="}):
        reply = site.ask(row.method, path, own | cookie)
        assert reply.status == 401
        if row.audience in ("answer", "asset"):
            assert '"code":"not_signed_in"' in reply.body
        else:
            assert "cxloop --data DIR serve" in reply.body


def test_a_link_works_once(site: Site) -> None:
    token = site.sign_in.issue()
    first = site.ask("GET", f"/sign-in?token={token}")
    cookie = first.headers["set-cookie"]
    assert first.status == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert token not in cookie
    assert site.ask("GET", "/", {"cookie": cookie.split(";")[0]}).status == 200
    again = site.ask("GET", f"/sign-in?token={token}", {"accept-language": "ko"})
    assert again.status == 403
    assert "새 링크를 받아" in again.body
    assert "set-cookie" not in again.headers
    assert site.ask("HEAD", f"/sign-in?token={site.sign_in.issue()}").headers.get("set-cookie") is None


def test_links_and_sessions_end() -> None:
    now = [0.0]
    sign_in = SignIn(clock=lambda: now[0])
    late = sign_in.issue()
    now[0] = LINK_SECONDS + 1
    assert sign_in.redeem(late) is None
    cookie = sign_in.redeem(sign_in.issue())
    assert sign_in.session(cookie) is not None
    assert sign_in.session(f"{cookie}0") is None
    now[0] += SESSION_SECONDS + 1
    assert sign_in.session(cookie) is None


def test_neither_token_nor_session_is_kept_in_the_clear() -> None:
    sign_in = SignIn()
    token = sign_in.issue()
    assert token not in repr(vars(sign_in))
    cookie = sign_in.redeem(token)
    assert cookie is not None
    assert cookie.split(".")[0] not in repr(vars(sign_in))


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    cookie = {"cookie": site.signed_in()}
    assert site.ask("POST", "/sign-out", cookie | {"origin": site.address}).status == 303
    assert site.ask("GET", "/", cookie).status == 401


def test_a_foreign_host_or_origin_is_refused(site: Site) -> None:
    cookie = {"cookie": site.signed_in()}
    assert site.ask("GET", "/", cookie | {"host": "evil.example"}).status == 421
    assert site.ask("GET", "/", cookie | {"host": f"127.0.0.1.evil.example:{site.port}"}).status == 421
    assert site.ask("GET", "/", cookie | {"host": f"localhost:{site.port}"}).status == 200
    for origin in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {},
        {"origin": f"http://127.0.0.1:{site.port + 1}"},
    ):
        assert site.ask("POST", "/sign-out", cookie | origin).status == 403
    assert site.ask("GET", "/", cookie).status == 200


def test_a_switch_sends_nobody_elsewhere(site: Site) -> None:
    own = {"origin": site.address, "content-type": "application/x-www-form-urlencoded"}
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example"):
        reply = site.ask("POST", "/preferences", own, f"language=ko&back={back}")
        assert reply.status == 303
        assert reply.headers["location"].startswith("/")
        assert not reply.headers["location"].startswith(("//", "/\\"))
    assert "cxloop_language=ko" in reply.headers["set-cookie"]


def test_a_session_opens_the_workspaces_it_lists_and_no_other(site: Site) -> None:
    cookie = {"cookie": site.signed_in("main", workspaces=("main", "empty"))}
    own = cookie | {"origin": site.address, "content-type": "application/x-www-form-urlencoded"}

    def opened() -> str:
        body = site.ask("GET", "/", cookie).body
        return body.partition('data-workspace="')[2].partition('"')[0]

    assert opened() == "main"
    assert site.ask("POST", "/workspace", own, "workspace=empty").status == 303
    assert opened() == "empty"
    assert site.ask("GET", "/api/v1/overview", cookie).status == 404
    assert site.ask("GET", "/api/v1/overview?workspace=main", cookie).status == 200
    for name in ("hostile", "nowhere", "", "..%2Fmain", "%00"):
        reply = site.ask("POST", "/workspace", own, f"workspace={name}")
        assert reply.status == 404, name
        assert opened() == "empty"
    for name in ("hostile", "nowhere", "../main"):
        reply = site.ask("GET", f"/api/v1/overview?workspace={name}", cookie)
        assert (reply.status, '"code":"unknown_workspace"' in reply.body) == (404, True), name
    assert site.ask("POST", "/workspace", cookie | {"origin": "http://evil.example"}, "workspace=main").status == 403


def test_a_session_with_one_workspace_cannot_switch() -> None:
    sign_in = SignIn()
    cookie = sign_in.redeem(sign_in.issue("main"))
    assert not sign_in.switch(cookie, "other")
    assert not sign_in.switch("made.up", "main")
    session = sign_in.session(cookie)
    assert session is not None
    assert (session.workspace, session.workspaces) == ("main", ("main",))


def test_a_time_zone_is_kept_only_where_there_is_one(site: Site) -> None:
    own = {"origin": site.address, "content-type": "application/x-www-form-urlencoded"}
    kept = site.ask("POST", "/preferences", own, "zone=Asia%2FSeoul&back=/")
    assert "cxloop_zone=Asia%2FSeoul" in kept.headers["set-cookie"]
    for zone in ("Mars/Olympus", "../etc/passwd", "%0d%0aset-cookie:a=b"):
        assert "set-cookie" not in site.ask("POST", "/preferences", own, f"zone={zone}&back=/").headers
    seoul = {"cookie": f"{site.signed_in()}; cxloop_zone=Asia%2FSeoul"}
    assert 'data-zone="Asia/Seoul"' in site.ask("GET", "/", seoul).body
    assert 'data-zone="UTC"' in site.ask("GET", "/?zone=Mars/Olympus", {"cookie": site.signed_in()}).body
    assert site.ask("GET", "/api/v1/overview?zone=Mars/Olympus", seoul).status == 400


def test_every_answer_is_shielded(site: Site) -> None:
    for path in ("/", "/sign-in", "/static/dist/shell.js", "/api/v1/overview", "/nowhere", "/static/nowhere.js"):
        headers = site.ask("GET", path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_scripts_name_their_characters(site: Site) -> None:
    assert site.ask("GET", "/static/dist/shell.js").headers["content-type"].endswith("javascript; charset=utf-8")


def test_static_files_stay_in_their_folder(site: Site) -> None:
    for path in ("/static/../rooms.py", "/static/%2e%2e/rooms.py", "/static/..%2frooms.py", "/static//etc/passwd"):
        reply = site.ask("GET", path)
        assert reply.status in (400, 401, 404)


def test_failures_are_json_with_a_way_out(site: Site) -> None:
    cookie = {"cookie": site.signed_in()}
    unknown = site.ask("GET", "/api/v1/step?name=%EA%B2%B0%EC%A0%9C", cookie | {"accept-language": "ko"})
    assert unknown.status == 404
    assert '"code":"unknown_step"' in unknown.body
    assert "결제 시작" in unknown.body
    assert site.ask("GET", "/api/v1/funnel?step=%EB%B0%A9%EB%AC%B8", cookie).status == 400
    assert site.ask("GET", "/api/v1/edge?source=x", cookie).status == 400
    assert site.ask("GET", "/api/v1/paths?from=yesterday", cookie).status == 400
    assert site.ask("GET", "/api/v1/pains/nothing", cookie).status == 404
    assert site.ask("GET", "/nowhere", cookie).status == 404
    assert site.ask("GET", "/api/v1/paths?first=%EB%B0%A9%EB%AC%B8", cookie).status == 400


def test_a_failure_names_the_field_that_is_wrong(site: Site) -> None:
    cookie = {"cookie": site.signed_in()}
    funnel = "funnel?step=%EB%B0%A9%EB%AC%B8&step=%EA%B2%80%EC%83%89"
    for question, field in (
        ("paths?where=plan+%3D", "where"),
        ("paths?where=plann+%3D+1", "where"),
        ("paths?compare=and+or", "compare"),
        ("paths?having=nowhere", "having"),
        ("paths?from=yesterday", "from"),
        (f"{funnel}&breakdown=plann", "breakdown"),
        (f"{funnel}&window=soon", "window"),
        (f"{funnel}&step_window=soon", "step_window"),
        ("pains?outcome=reaches:nowhere", "outcome"),
    ):
        told = json.loads(site.ask("GET", f"/api/v1/{question}", cookie).body)
        assert told["field"] == field, (question, told)


def test_what_the_form_of_a_funnel_asks_is_answered(site: Site) -> None:
    steps = "step=%EB%B0%A9%EB%AC%B8&step=&step=%EA%B2%B0%EC%A0%9C+%EC%8B%9C%EC%9E%91"
    whole = site.json(f"/api/v1/funnel?{steps}&window=any")["steps"]
    short = site.json(f"/api/v1/funnel?{steps}&window=any&step_window=any&step_window=5m")["steps"]
    assert whole[0]["customers"] == short[0]["customers"]
    assert whole[1]["customers"] > short[1]["customers"] > 0
    came = site.json(f"/api/v1/funnel/customers?{steps}&window=any&number=2")
    lost = site.json(f"/api/v1/funnel/customers?{steps}&window=any&number=1&lost=true&limit=7")
    assert came["customers"] == whole[1]["customers"]
    assert lost["customers"] == whole[0]["customers"] - whole[1]["customers"]
    assert len(lost["members"]) == 7


def test_two_periods_side_by_side(site: Site) -> None:
    first, second = "from=2026-01-05&to=2026-01-31", "compare_from=2026-02-01&compare_to=2026-02-28"
    whole = site.json(f"/api/v1/paths?{first}&{second}")
    alone = site.json("/api/v1/paths?from=2026-02-01&to=2026-02-28")
    assert whole["compare"]["journeys"] == [whole["journeys"], alone["journeys"]]
    edge = next(row for row in whole["compare"]["edges"] if row["b_customers"])
    mine = next(row for row in alone["edges"] if (row["from"], row["to"]) == (edge["from"], edge["to"]))
    assert edge["b_customers"] == mine["customers"]
    back = site.json(f"/api/v1/retention?{first}&{second}")["compare"]
    assert [len(answer["cohorts"]) > 0 for answer in back["answers"]] == [True, True]
