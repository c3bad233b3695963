"""Accounts and the audit log on the command line; what the owner sees of customers is written down."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from unit.cli.conftest import Done

LOOKS = {
    "cxloop journey": ("journey", "anna"),
    "cxloop customer": ("customer", "anna"),
    "cxloop funnel": ("funnel", "visit", "order", "--customers", "1"),
    "cxloop step": ("step", "visit"),
    "cxloop edge": ("edge", "visit", "search"),
    "cxloop imports": ("imports", "refused", "1"),
}
COUNTS = (("overview",), ("paths",), ("funnel", "visit", "order"), ("retention",), ("imports",))


@pytest.fixture
def data(shop: Path, tmp_path: Path) -> Path:
    """A folder of its own, as it was after the import."""
    return Path(shutil.copytree(shop, tmp_path / "data"))


@pytest.fixture
def asked(data: Path, cxloop: Any) -> Any:
    """Runs a command on that folder, by default for JSON."""

    def call(*arguments: str, plain: bool = False) -> Done:
        done: Done = cxloop("--data", data, *(() if plain else ("--json",)), *arguments)
        return done

    return call


@pytest.mark.parametrize("action", LOOKS)
def test_every_look_is_written_down(asked: Any, action: str) -> None:
    before = asked("audit", "list").json["records"]
    assert asked(*LOOKS[action]).status == 0
    newest = asked("audit", "list").json["records"][0]
    assert newest["number"] == (before[0]["number"] if before else 0) + 1
    assert (newest["action"], newest["workspace"], newest["masked"]) == (action, "main", False)
    assert newest["who"].startswith("owner")
    assert bool(newest["customers"]) == (action != "cxloop imports")
    assert "anna" not in json.dumps(newest)


def test_counts_are_not(asked: Any) -> None:
    before = asked("audit", "list").json
    for question in COUNTS:
        assert asked(*question).status == 0
    assert asked("audit", "list").json == before


def test_who_looked_at_a_customer(asked: Any) -> None:
    asked("journey", "ben")
    found = asked("audit", "list", "--customer", "ben").json["records"]
    assert "cxloop journey" in {one["action"] for one in found}
    assert asked("audit", "list", "--customer", "nobody").json["records"] == []


def test_verify_shows_the_head_and_finds_what_was_cut(asked: Any, data: Path, tmp_path: Path) -> None:
    import sqlalchemy as sa

    asked("journey", "anna")
    whole: Done = asked("audit", "verify")
    assert whole.status == 0
    assert whole.json["records"] == whole.json["anchored"] > 0
    kept = tmp_path / "elsewhere.anchor"
    kept.write_bytes((data / "audit.anchor").read_bytes())
    assert json.loads(kept.read_text())["mac"] == whole.json["head"]
    with wiring.door(data).audit.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(sa.text(f"delete from audit_records where number = {whole.json['records']}"))
    for more in ((), ("--anchor", str(kept))):
        broken: Done = asked("audit", "verify", *more)
        assert broken.status == 2
        assert broken.json["error"]["code"] == "audit_broken"
        assert "cut off" in broken.json["error"]["message"]
    assert asked("audit", "verify", "--anchor", str(tmp_path / "none")).status == 2


def test_an_account_from_its_first_link_to_its_end(asked: Any) -> None:
    made = asked(
        "account", "create", "kim@example.com", "--role", "analyst", "--address", "https://console.example.com/"
    )
    assert made.json["link"].startswith("https://console.example.com/sign-in?token=")
    assert made.json["roles"] == {"main": "analyst"}
    assert asked("account", "create", "kim@example.com").json["error"]["code"] == "account_exists"
    assert asked("account", "role", "kim@example.com", "maker").json["roles"] == {"main": "maker"}
    assert asked("account", "role", "kim@example.com", "boss").status == 2
    assert (
        asked("account", "role", "kin@example.com", "viewer").json["error"]["hint"] == 'Did you mean "kim@example.com"?'
    )
    listed = asked("account", "list").json["accounts"]
    assert [(one["account"], one["roles"], one["password"]) for one in listed] == [
        ("kim@example.com", {"main": "maker"}, False)
    ]
    assert asked("account", "disable", "kim@example.com").json["disabled"]
    assert asked("account", "link", "kim@example.com").status == 2
    actions = [one["action"] for one in asked("audit", "list").json["records"]]
    assert "cxloop account create kim@example.com analyst" in actions
    assert "cxloop account disable kim@example.com" in actions


@pytest.mark.parametrize("name", ["owner", "Owner", "a b", "", "-x", "x" * 101, "key:1", "a\x00b"])
def test_names_that_are_none(asked: Any, name: str) -> None:
    assert asked("account", "create", "--", name).status == 2
    assert asked("account", "list").json["accounts"] == []


def test_words_for_people(asked: Any) -> None:
    asked("account", "create", "kim")
    for language, said in (("en", "signs in once"), ("ko", "한 번 로그인")):
        told = asked("account", "link", "kim", "--lang", language, plain=True)
        assert said in told.out
    for command in (("account", "list"), ("audit", "list"), ("audit", "verify")):
        assert asked(*command, "--lang", "ko", plain=True).status == 0
