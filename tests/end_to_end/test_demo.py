"""The simulation shows what was planted in it, and what only looks like a pain stays out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cxloop = Callable[..., Any]
Pains = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def pains(tmp_path_factory: pytest.TempPathFactory) -> Pains:
    """Those beyond chance, by workspace."""
    import cxloop
    from cxloop.cli.main import run

    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--no-serve", "--data", str(folder), "--lang", "en"]) == 0
    answers = {name: cxloop.open(folder, name).pains().to_dict()["pains"] for name in ("shop", "helpdesk")}
    return {name: [pain for pain in found if pain["q"] < 0.05] for name, found in answers.items()}


@pytest.mark.parametrize(
    ("workspace", "step", "kind"),
    [
        ("shop", "payment", "error"),
        ("shop", "delivery address", "rework"),
        ("shop", "delivered", "late"),
        ("helpdesk", "forwarded", "ping_pong"),
        ("helpdesk", "resolved", "late"),
    ],
)
def test_planted(pains: Pains, workspace: str, step: str, kind: str) -> None:
    found = [pain for pain in pains[workspace] if (pain["step"], pain["kind"]) == (step, kind)]
    assert len(found) == 1
    assert found[0]["effect"] < 0 < found[0]["cost"]
    assert found[0]["examples"]


@pytest.mark.parametrize(("step", "kind", "month"), [("payment", "error", "2026-09"), ("delivered", "late", "2026-10")])
def test_since_when(pains: Pains, step: str, kind: str, month: str) -> None:
    since = {(pain["step"], pain["kind"]): pain["since"] for pain in pains["shop"]}
    assert str(since[step, kind]).startswith(month)


@pytest.mark.parametrize("step", ["wish list", "picture failed to load", "coupon checked", "picked up", "note"])
def test_look_alikes_stay_out(pains: Pains, step: str) -> None:
    assert [pain for found in pains.values() for pain in found if pain["step"] == step] == []


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
