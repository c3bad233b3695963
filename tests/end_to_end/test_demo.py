"""The simulation shows what was planted in it, and what only looks like a pain stays out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Cxloop = Callable[..., Any]


PLANTED = [
    ("shop", "payment", "error"),
    ("shop", "delivery address", "rework"),
    ("shop", "delivered", "late"),
    ("helpdesk", "forwarded", "ping_pong"),
    ("helpdesk", "resolved", "late"),
]
SINCE = {("shop", "payment", "error"): "2026-09", ("shop", "delivered", "late"): "2026-10"}
KEYS = {"step", "kind", "channel", "customers", "share", "effect", "low", "high", "q", "cost", "since", "examples"}
LOOK_ALIKES = {"wish list", "picture failed to load", "coupon checked", "picked up", "note"}


def test_what_was_planted_is_found_and_look_alikes_are_not(cxloop: Cxloop, tmp_path: Path) -> None:
    assert cxloop("demo", "--no-serve", "--data", tmp_path, "--lang", "en").status == 0
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for workspace in ("shop", "helpdesk"):
        answer = cxloop("--data", tmp_path, "--workspace", workspace, "pains", "--json").json
        assert answer["reason"]
        assert set(answer["pains"][0]) >= KEYS
        assert answer["simulated"] is True
        beyond_chance = [pain for pain in answer["pains"] if pain["q"] < 0.05]
        costs = [pain["cost"] for pain in beyond_chance]
        assert costs == sorted(costs, reverse=True)
        found |= {(workspace, pain["step"], pain["kind"]): pain for pain in beyond_chance}
    assert [planted for planted in PLANTED if planted not in found] == []
    for planted in PLANTED:
        assert found[planted]["effect"] < 0 < found[planted]["cost"]
        assert found[planted]["examples"]
    assert {place: str(found[place]["since"])[:7] for place in SINCE} == SINCE
    assert {step for _, step, _ in found} & LOOK_ALIKES == set()


def test_in_korean(cxloop: Cxloop, tmp_path: Path) -> None:
    made = cxloop("demo", "--no-serve", "--data", tmp_path, "--customers", "300", "--lang", "ko", "--json")
    assert made.json["simulated"] is True
    shop = ("--data", tmp_path, "--workspace", "shop", "--lang", "ko")
    overview = cxloop(*shop, "overview", "--json").json
    assert {"방문", "결제"} <= {row["step"] for row in overview["steps"]}
    assert {"전화", "채팅"} <= {row["channel"] for row in overview["channels"] if row["kind"] == "human"}
    assert "시뮬레이션" in cxloop(*shop, "paths").out
    assert cxloop(*shop, "funnel", "방문", "결제", "--json").json["simulated"] is True


def test_another_simulation_does_not_get_mixed_in(cxloop: Cxloop, tmp_path: Path) -> None:
    call = ("demo", "--no-serve", "--data", tmp_path, "--lang", "en", "--json", "--customers")
    assert cxloop(*call, "100").status == 0
    again = cxloop(*call, "100")
    assert again.json["workspaces"] == cxloop(*call, "100").json["workspaces"]
    other = cxloop(*call, "101")
    assert (other.status, other.json["error"]["code"]) == (2, "bad_option")
