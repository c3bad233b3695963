"""A real server over real workspaces."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
import uvicorn

from cxloop import wiring
from cxloop.api.filing_process import FilingProcess
from cxloop.api.live import Live
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.app.filing import _refused
from cxloop.listen.catalogue import observe
from cxloop.listen.filing import Received, sort_out
from cxloop.listen.messages import read_item
from cxloop.listen.shapes import Row, shapes_of
from cxloop.web.rendering import BUILT
from web import logs, looping
from web.running import Site, settled

NOW_US = 1_800_000_000_000_000


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """`main` holds the shop, `hostile` the 200 names, `empty` nothing."""
    folder = tmp_path_factory.mktemp("console")
    logs.write_shop(folder / "shop.jsonl")
    logs.write_hostile(folder / "hostile.jsonl")
    known = {name: wiring.open(folder / "data", name) for name in ("main", "hostile", "empty")}
    mapping: dict[str, Any] = {"customer": "customer", "times": ["time"], "event": "event", "channel": "channel"}
    known["main"].import_(folder / "shop.jsonl", case="case", value="value", **mapping)
    known["hostile"].import_(folder / "hostile.jsonl", text="text", **mapping)
    looping.begin(known["main"])
    looping.hostile(known["hostile"], logs.hostile_names())
    return known


@pytest.fixture(scope="session")
def site(workspaces: dict[str, Any]) -> Iterator[Site]:
    if not (BUILT / "shell.js").exists():
        pytest.skip("the console is not built: npm ci && npm run build in console/")
    door = wiring.door(workspaces["main"].folder.parent)
    sign_in = SignIn(kept=door.sign_ins)
    live = live_of(workspaces, door)
    post = wiring.post(workspaces["main"].folder.parent)
    app = create_app(workspaces, sign_in=sign_in, door=door, live=live, post=post)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)
    live.ending = True
    live.writer.end()


def live_of(workspaces: dict[str, Any], door: Any) -> Live:
    """Capture beside the console: what came in within the last minute, and what of it was refused. Nothing is filed."""
    folder = workspaces["main"].folder.parent
    live = Live(wiring.journal(folder), door.keys, FilingProcess(folder), workspaces.__getitem__, door.seal)
    for workspace in workspaces.values():
        names = (
            logs.hostile_names() if workspace.name == "hostile" else ["쿠폰 사용", "방문", "검색", "상담", "주문 완료"]
        )
        items = [
            json.dumps({"type": "track", "event": name, "userId": "u", "properties": {name: name}}) for name in names
        ]
        requests = [Received(1, "batch", f'{{"batch":[{",".join(items)},{{"type":"what"}}]}}'.encode(), NOW_US)]
        found = sort_out(requests, 1)
        live.traffic.came(workspace.name, [read_item("batch", msgspec.Raw(one.encode())) for one in (*items, "{}")])
        rows = zip(found.events["event"].to_pylist(), found.events["properties"].to_pylist(), strict=True)
        workspace.filings.observe(1, observe(shapes_of(Row(name, text, NOW_US, 0) for name, text in rows)))
        workspace.filings.refuse(1, _refused(found, 1))
    return live


DELAY_MS = int(os.environ.get("CXLOOP_TEST_DELAY_MS", "0"))
"""Answers to pages, and their scripts, wait up to this long, as chance will have it: finds what works only while all is
quick."""

SLOWER = float(os.environ.get("CXLOOP_TEST_SLOWER", "1"))
"""How many times slower the scripts of pages run, for the same purpose."""


def slowed(app: Any) -> Any:
    if not DELAY_MS:
        return app

    async def waits(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("/api/", "/static/")):
            await asyncio.sleep(random.uniform(0, DELAY_MS) / 1000)
        await app(scope, receive, send)

    return waits


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serves on a free port, which it gives, until the context ends."""
    app = slowed(app)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = uvicorn.Config(
        app, port=port, log_level="error", access_log=False, h11_max_incomplete_event_size=1 << 20
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield port
    server.should_exit = True
    thread.join(10)


Visit = Callable[..., Any]


@pytest.fixture
def visit(site: Site, chromium: Any) -> Iterator[Visit]:
    """Opens a page, signed in; whatever the browser complains about fails the test at its end."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def open_page(
        path: str,
        *,
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        workspace: str = "main",
        csp: bool = True,
        failing: bool = False,
        workspaces: tuple[str, ...] = (),
        role: Any = "admin",
    ) -> Any:
        locale = {"en": "en-US", "ko": "ko-KR"}[language]
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            color_scheme=theme,
            base_url=site.address,
            reduced_motion="reduce",
            timezone_id="Asia/Seoul",
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        if not csp:
            context.route("**/*", _without_csp)
        page = context.new_page()
        if SLOWER > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.on("console", lambda message: complaints.append(message.text) if _complains(message, failing) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(f"/sign-in?token={site.sign_in.issue(workspace, role, workspaces)}", wait_until="commit")
        settled(page, path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _complains(message: Any, failing: bool) -> bool:
    """failing: questions may rightly fail here, and Chromium says so by itself."""
    if failing and message.text.startswith("Failed to load resource"):
        return False
    return message.type in ("error", "warning")


def _without_csp(route: Any) -> None:
    if route.request.resource_type != "document":
        route.continue_()
        return
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)
