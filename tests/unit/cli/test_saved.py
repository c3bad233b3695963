"""Questions kept under a name, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Cxloop = Callable[..., Any]


def test_a_question_is_saved_asked_and_removed(cxloop: Cxloop, shop: Path) -> None:
    address = "http://localhost:8765/funnel?step=visit&step=search&saved=7"
    added = cxloop("--data", shop, "saved", "add", "Checkout", address, "--description", "weekly", "--json")
    assert [(one["saved"]["name"], one["saved"]["query"]) for one in added.json["saved"]] == [
        ("Checkout", "step=visit&step=search")
    ]
    asked = cxloop("--data", shop, "saved", "checkout", "--json")
    assert asked.json == cxloop("--data", shop, "funnel", "visit", "search", "--json").json
    assert "search" in cxloop("--data", shop, "saved", "Checkout").out
    assert "/funnel?step=visit" in cxloop("--data", shop, "saved").out
    again = cxloop("--data", shop, "saved", "add", "checkout", "/retention")
    assert (again.status, "there is one of this name" in again.err) == (2, True)
    assert cxloop("--data", shop, "saved", "add", "x", "/flags").status == 2
    assert cxloop("--data", shop, "saved", "remove", "Checkout", "--json").json["saved"] == []
    assert cxloop("--data", shop, "saved", "Checkout").status != 0


def test_a_saved_journey_is_asked_by_a_sealed_name(cxloop: Cxloop, shop: Path) -> None:
    added = cxloop("--data", shop, "saved", "add", "Anna", "/journeys/of/anna", "--json")
    assert "anna" not in added.json["saved"][0]["saved"]["query"]
    assert cxloop("--data", shop, "saved", "Anna", "--json").json["customer"] == "anna"
    cxloop("--data", shop, "saved", "remove", "Anna")


def test_dashboards_are_listed(cxloop: Cxloop, shop: Path) -> None:
    from cxloop import wiring
    from cxloop.app import dashboards
    from cxloop.understand.dashboard import Tile

    workspace = wiring.open(shop)
    dashboards.add_dashboard(workspace, "Weekly", "kim", tiles=[Tile("1", "/retention", "unit=day", "Who returns")])
    assert "Weekly" in cxloop("--data", shop, "dashboard").out
    assert "/retention?unit=day" in cxloop("--data", shop, "dashboard", "weekly").out
    assert cxloop("--data", shop, "dashboard", "other").status != 0


def test_a_whole_dashboard_is_saved_in_a_file(cxloop: Cxloop, shop: Path, tmp_path: Path) -> None:
    from cxloop import wiring
    from cxloop.app import dashboards
    from cxloop.understand.dashboard import Tile

    tiles = [Tile("1", "/retention", "unit=day", "Who returns"), Tile("2", "/changes/77", title="Gone"), Tile("3", "/")]
    dashboards.add_dashboard(wiring.open(shop), "All of it", "kim", tiles=tiles)
    for name, begin in (("board.pdf", b"%PDF"), ("board.html", b"<!doctype html>")):
        assert name in cxloop("--data", shop, "dashboard", "all of it", "--save", tmp_path / name).err
        assert (tmp_path / name).read_bytes().startswith(begin)
    page = (tmp_path / "board.html").read_text("utf-8")
    assert page.count("<section>") == 3
    places = [page.index(f"<h2>{name}") for name in ("Who returns", "Gone", "Overview")]
    assert places == sorted(places)
    assert "77" in page
    assert cxloop("--data", shop, "dashboard", "all of it", "--save", tmp_path / "tiles.csv").status == 0
    assert "/retention" in (tmp_path / "tiles.csv").read_text("utf-8-sig")


def test_a_query_is_kept_under_a_name_and_taken_along(cxloop: Cxloop, shop: Path, tmp_path: Path) -> None:
    query, file = "SELECT count(*) AS n FROM events", tmp_path / "n.csv"
    cxloop("--data", shop, "sql", query, "--name", "All", "--save", file)
    told = cxloop("--data", shop, "sql", "--saved", "All", "--csv").out
    assert file.read_text("utf-8-sig").split() == told.split()
