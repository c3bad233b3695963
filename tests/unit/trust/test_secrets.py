"""Placeholders stop the server; secrets are compared in one time only; addresses that others reach need a name."""

from __future__ import annotations

import ast
import contextlib
import http.client
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxloop
from cxloop import wiring
from cxloop.app import accounts
from cxloop.cli.main import run
from cxloop.trust.errors import WrongPassword
from cxloop.trust.keys import Key, hash_of

SOURCE = Path(cxloop.__file__).parent
PROVIDER = {
    "CXLOOP_OIDC_ISSUER": "https://id.example",
    "CXLOOP_OIDC_CLIENT_ID": "cxloop",
    "CXLOOP_OIDC_CLIENT_SECRET": "k7-Vq2m-9sTx-4hLw",
    "CXLOOP_OIDC_DEFAULT_ROLE": "viewer",
}
SECRET = re.compile(r"(^|_)(secret|token|password|cookie|mac|seal|hash|signature|verifier|nonce)$")
LOG = "customer,time,event\nanna,2026-01-05 09:00,visit\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_text(LOG)
    assert run(["--data", str(tmp_path / "data"), "import", str(tmp_path / "log.csv"), "--yes", "--json"]) == 0
    return tmp_path / "data"


def served(folder: Path, *more: str, **setting: str) -> tuple[int, dict[str, str]]:
    """What becomes of a server with such settings that may not start: its exit status, and the error."""

    def starts(*_: object) -> None:
        raise AssertionError("it starts")

    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        for name in [name for name in os.environ if name.startswith("CXLOOP_")]:
            patch.delenv(name)
        for name, value in setting.items():
            patch.setenv(name, value)
        patch.setattr("uvicorn.Server.run", starts)
        status = run(["--data", str(folder), "serve", "--port", "0", "--json", *more])
    return status, json.loads(printed.getvalue())["error"]


@pytest.mark.parametrize(
    "text", ["changeme", "CHANGE_ME_NOW", "supersecret", "<client-secret>", "your-client-secret", "xxxxxxxxxx"]
)
def test_a_placeholder_stops_the_server(folder: Path, text: str) -> None:
    for setting in ("CXLOOP_OIDC_CLIENT_SECRET", "CXLOOP_SECRET"):
        status, error = served(folder, **(PROVIDER | {setting: text}))
        assert (status, error["code"], setting in error["message"]) == (2, "placeholder_secret", True)
        assert text not in error["message"]


@pytest.mark.parametrize("left_out", ["CXLOOP_OIDC_CLIENT_ID", "CXLOOP_OIDC_CLIENT_SECRET", "CXLOOP_OIDC_DEFAULT_ROLE"])
def test_half_of_the_settings_stop_it_too(folder: Path, left_out: str) -> None:
    status, error = served(folder, **{name: value for name, value in PROVIDER.items() if name != left_out})
    assert (status, error["code"]) == (2, "setting_missing")


def test_settings_that_cannot_be_meant(folder: Path) -> None:
    for wrong in ({"CXLOOP_OIDC_ISSUER": "http://id.example"}, {"CXLOOP_OIDC_DEFAULT_ROLE": "owner"}):
        status, error = served(folder, **(PROVIDER | wrong))
        assert (status, error["code"]) == (2, "setting_wrong")


def test_an_address_that_others_reach_needs_a_name(folder: Path) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        status, error = served(folder, "--host", host)
        assert (status, "--public-host" in error["message"]) == (2, True)
    status, error = served(folder, "--host", "0.0.0.0", "--public-host", "http://x:1")
    assert (status, "alone" in error["message"]) == (2, True)


def test_it_answers_to_the_names_it_was_given_and_no_other(folder: Path) -> None:
    command = [sys.executable, "-m", "cxloop", "--data", str(folder), "serve", "--port", "0", "--json"]
    command += ["--host", "0.0.0.0", "--public-host", "Console.example.com"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            ready = json.loads(server.stdout.readline())
            assert ready["link"].startswith("http://Console.example.com:")
            port = int(ready["address"].rpartition(":")[2])
            statuses = {}
            for host in ("console.example.com", f"CONSOLE.example.com:{port}", "127.0.0.1", "evil.example", "0.0.0.0"):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", "/api/v1/health", headers={"host": host})
                statuses[host] = connection.getresponse().status
                connection.close()
        finally:
            server.terminate()
    assert list(statuses.values()) == [200, 200, 200, 421, 421]


def test_the_secret_of_a_folder_is_its_owners(tmp_path: Path) -> None:
    one, other = wiring.door(tmp_path), wiring.door(tmp_path)
    assert one.hash_of("main", "anna") == other.hash_of("main", "anna")
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert one.hash_of("main", "anna") != wiring.door(tmp_path / "another").hash_of("main", "anna")
    assert (tmp_path / "secret.key").read_text().strip() not in repr(one)


def compared() -> Iterator[tuple[str, str]]:
    """Every == and != between things that are called like secrets."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                sides = [node.left, *node.comparators]
                columns = any(".c." in ast.unparse(side) for side in sides)  # the database looks a hash up
                named = [ast.unparse(side).rpartition(".")[2] for side in sides]
                if not columns and all(isinstance(side, ast.Name | ast.Attribute) for side in sides):
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", " ".join(named)


def test_nothing_compares_secrets_with_equals() -> None:
    found = [place for place, names in compared() if any(SECRET.search(name) for name in names.split())]
    assert found == []


def test_the_search_for_such_comparisons_finds_one() -> None:
    assert SECRET.search("client_secret")
    assert SECRET.search("hash")
    assert len(list(compared())) > 20


def timed(work: object) -> float:
    """The shortest of some times of this thread's own work: what else the machine does only ever adds to them."""
    took = []
    for _ in range(5):
        began = time.thread_time()
        work()  # type: ignore[operator]
        took.append(time.thread_time() - began)
    return min(took)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(tmp_path: Path) -> None:
    door = wiring.door(tmp_path)
    accounts.create(door, "anna", "main", "viewer", "http://127.0.0.1")
    accounts.create(door, "ben", "main", "viewer", "http://127.0.0.1")
    accounts.set_password(door, "anna", "correct horse battery")

    def trying(name: str) -> float:
        def work() -> None:
            with pytest.raises(WrongPassword):
                accounts.with_password(door, name, "incorrect horse battery")

        return timed(work)

    known, unknown, without = trying("anna"), trying("nobody"), trying("ben")
    assert 0.6 < unknown / known < 1.6
    assert 0.6 < without / known < 1.6


def test_a_key_takes_no_longer_where_more_of_it_is_right() -> None:
    text = "cxr_" + "k" * 43
    key = Key("k1", "main", "read", "", hash_of(text), 0)

    def many(shown: str) -> float:
        return timed(lambda: [key.opens(shown, "read", 1) for _ in range(3000)])

    nothing, nearly = many("x" * 47), many(text[:-1] + "x")
    assert 0.6 < nearly / nothing < 1.6
