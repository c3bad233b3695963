"""Segment's SDK for browsers in Chromium, on a page of another origin under a strict CSP."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import console
import pytest

from clients import checks
from clients.checks import EVENTS
from clients.running import CLIENTS, MODULES, NFC, NFD, Service, until
from clients.shop import Shop

ESBUILD = console.CONSOLE / "node_modules" / ".bin" / "esbuild"
Browse = Callable[..., Any]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (MODULES.is_dir() and ESBUILD.exists()), reason="no SDK for browsers: make setup-dev"),
]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = tmp_path_factory.mktemp("bundle") / "next.js"
    path = os.pathsep.join([str(Path(console.find_node() or "node").parent), os.environ.get("PATH", "")])
    given = ["--bundle", "--format=iife", '--define:process.env.NODE_ENV="production"', f"--outfile={made}"]
    command = [str(ESBUILD), str(CLIENTS / "next_page.js"), *given]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PATH": path})
    return Path(made).read_bytes()


def opening(shop: Shop, service: Service, bundle: bytes, key: str | None = None, by_hand: bool = False) -> None:
    shop.csp = shop.csp.replace("; require-trusted-types-for 'script'", "")
    shop.script("/next.js", bundle)
    told = f'data-server="{service.address}" data-key="{key or service.key}"' + ' data-by-hand="yes"' * by_hand
    shop.page("/", "<h1>가게</h1>", f"<script src=/next.js {told}></script>")


SAY = """([events, nfc, nfd]) => {
    const late = new Promise((_, fail) => setTimeout(fail, 30000, new Error("the SDK did not get ready")));
    return Promise.race([late, say()]);
    async function say() {
        for (let number = 0; number < events; number += 1) {
            const text = number % 2 ? nfc : nfd;
            await analytics.track(`주문 ${text}`, {번호: number, 문구: text, 없음: null});
        }
        await analytics.page("매장", "장바구니");
        await analytics.identify("고객-1", {email: "a@example.com"});
        await analytics.group("회사-1", {직원: 7});
        await analytics.track("로그인");
        return (await analytics.user()).anonymousId();
    }
}"""


@pytest.mark.parametrize("by_hand", [False, True], ids=["settings asked for", "settings given"])
def test_everything_arrives_once_and_unchanged(
    service: Service, shop: Shop, browse: Browse, bundle: bytes, by_hand: bool
) -> None:
    opening(shop, service, bundle, by_hand=by_hand)
    page = browse()
    page.goto("/")
    anonymous = page.evaluate(SAY, [EVENTS, NFC, NFD])
    rows = service.settled(EVENTS + 4)
    assert service.quarantined() == []
    tracked = checks.numbered([row for row in rows if row["event"].startswith("주문")])
    assert sorted(tracked) == list(range(EVENTS))
    for number, row in tracked.items():
        text = NFC if number % 2 else NFD
        said = json.loads(row["properties"])
        assert (row["event"], said["문구"], said["없음"]) == (f"주문 {text}", text, None)
        assert (row["customer_kind"], row["customer"], row["channel"]) == ("anonymous", anonymous, "web")
    named = {row["event"]: row for row in rows}
    assert {"Viewed 장바구니 Page", "$identify", "$group"} <= set(named)
    assert json.loads(named["$identify"]["identifiers"]) == {"anonymous": anonymous, "email": "a@example.com"}
    assert {("customer", "고객-1"), ("anonymous", anonymous)} <= checks.names(service.customer("고객-1"))


def test_a_server_that_is_gone_for_a_while_gets_everything_once(
    service: Service, shop: Shop, browse: Browse, bundle: bytes
) -> None:
    opening(shop, service, bundle)
    page = browse()
    page.goto("/")
    page.evaluate("void analytics.track('주문', {번호: 0})")
    until(lambda: len(service.rows()) == 1)
    service.stop(9)
    page.evaluate("for (let number = 1; number < 50; number += 1) void analytics.track('주문', {번호: number})")
    page.wait_for_timeout(1000)
    service.start()
    rows = service.settled(50, 60)
    assert sorted(checks.numbered(rows)) == list(range(50))


def test_a_wrong_key_sends_nothing(service: Service, shop: Shop, browse: Browse, bundle: bytes) -> None:
    opening(shop, service, bundle, key="cxi_wrong", by_hand=True)
    page = browse()
    answers: list[int] = []
    page.on(
        "response",
        lambda one: answers.append(one.status) if "/v1/t" in one.url and one.request.method == "POST" else None,
    )
    page.goto("/")
    with page.expect_response(lambda one: one.url.endswith("/v1/t") and one.status == 401):
        page.evaluate("void analytics.track('주문', {번호: 0})")
    page.wait_for_timeout(3000)
    assert answers == [401]
    assert service.rows() == []
