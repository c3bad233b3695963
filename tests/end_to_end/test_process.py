"""The program as a process of its own: exit status, pipes, signals, the server."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

CXLOOP = [sys.executable, "-c", "from cxloop.cli.main import main; main()"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "data"
    call = [*CXLOOP, "demo", "--data", str(folder), "--no-serve", "--json", "--customers", "600"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    made = {part["workspace"]: part["events"] for part in json.loads(done.stdout)["workspaces"]}
    assert made["shop"] > 5000
    assert made["helpdesk"] > 500
    return folder


@pytest.fixture
def served(demo: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    call = [*CXLOOP, "demo", "--data", str(demo), "--port", "0", "--customers", "600", "--json"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, json.loads(process.stdout.readline())
    if process.poll() is None:
        process.kill()
    process.communicate()


def browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def test_the_link_signs_in_once_and_the_server_ends_quietly(
    served: tuple[subprocess.Popen[str], dict[str, Any]],
) -> None:
    process, said = served
    assert said["address"].startswith("http://127.0.0.1:")
    assert said["simulated"] is True
    assert [part["workspace"] for part in said["workspaces"]] == ["shop", "helpdesk"]
    first = browser()
    page = first.open(said["link"], timeout=30).read().decode()
    assert "simul" in page.lower() or "시뮬" in page
    pains = json.load(first.open(said["address"] + "/api/v1/pains", timeout=60))
    assert pains["pains"]
    assert pains["outcome"] == "reaches:order placed"
    with pytest.raises(urllib.error.HTTPError):
        browser().open(said["link"], timeout=30)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_no_signal_to_end_is_lost_before_the_server_serves(demo: Path, number: signal.Signals) -> None:
    call = [*CXLOOP, "--data", str(demo), "serve", "--port", "0", "--json"]
    for delay in (0.0, 0.01, 0.04):
        with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert "link" in process.stdout.readline()
            time.sleep(delay)
            process.send_signal(number)
            try:
                words = process.communicate(timeout=20)[1]
            finally:
                process.kill()
        assert (process.returncode, words) == (0, "")


def test_a_taken_port_is_said(served: tuple[subprocess.Popen[str], dict[str, Any]], demo: Path) -> None:
    _, said = served
    port = said["address"].rpartition(":")[2]
    done = subprocess.run(
        [*CXLOOP, "--data", str(demo), "serve", "--port", port, "--json"], capture_output=True, text=True
    )
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "bad_option")


def test_a_closed_pipe_is_no_error(demo: Path) -> None:
    call = [*CXLOOP, "--data", str(demo), "--workspace", "shop", "paths", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(call, stdout=closed, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_workers_give_the_same_answers(demo: Path) -> None:
    call = [*CXLOOP, "--data", str(demo), "--workspace", "shop", "paths", "--json"]
    threads, workers = (
        json.loads(subprocess.run([*call, "--engine", engine], capture_output=True, text=True, check=True).stdout)
        for engine in ("threads", "dask")
    )
    assert workers == threads


def test_ctrl_c_leaves_an_import_to_be_finished(tmp_path: Path) -> None:
    rows = (f"c{number % 5000},2026-01-{number % 28 + 1:02d} 09:00,e{number % 7}\n" for number in range(300_000))
    (tmp_path / "log.csv").write_text("who,when,what\n" + "".join(rows), "utf-8")
    columns = ["--customer", "who", "--time", "when", "--event", "what", "--json"]
    call = [*CXLOOP, "--data", str(tmp_path / "data"), "import", str(tmp_path / "log.csv"), *columns]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not (tmp_path / "data/main/state.db").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in words
    done = subprocess.run(call, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    overview = [*CXLOOP, "--data", str(tmp_path / "data"), "overview", "--json"]
    found = json.loads(subprocess.run(overview, capture_output=True, text=True, check=True).stdout)
    assert (found["customers"], found["events"]) == (5000, 300_000)


@pytest.mark.parametrize(("answer", "status", "kept"), [("n\n", 2, False), ("y\n", 0, True)])
def test_an_unsure_guess_is_asked_about_on_a_terminal(tmp_path: Path, answer: str, status: int, kept: bool) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event\na,2026-01-01,visit\n", "utf-8")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [*CXLOOP, "--data", str(tmp_path / "data"), "import", str(tmp_path / "log.csv")])
    shown = b""
    while b"[Y/n]" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, answer.encode())
    with contextlib.suppress(OSError):
        while os.read(terminal, 4096):
            pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == status
    assert (tmp_path / "data/main/events").exists() == kept


def test_the_same_seed_gives_the_same_simulation(tmp_path: Path) -> None:
    from cxloop.demo.simulation import simulate

    first, second = (simulate(tmp_path / name, seed=3, customers=50) for name in ("a", "b"))
    assert [part.path.read_bytes() for part in first] == [part.path.read_bytes() for part in second]
    other = simulate(tmp_path / "c", seed=4, customers=50)
    assert first[0].path.read_bytes() != other[0].path.read_bytes()


def test_a_second_workspace_starts_empty(tmp_path: Path) -> None:
    call = [*CXLOOP, "--data", str(tmp_path / "new"), "--workspace", "air", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = json.loads(process.stdout.readline())
        assert [part["workspace"] for part in said["workspaces"]] == ["air"]
        assert "/imports" in browser().open(said["link"], timeout=30).read().decode()
    finally:
        process.terminate()
        process.communicate()
