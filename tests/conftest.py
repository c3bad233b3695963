"""What all tests share: the real data, repeatable random tests, no way out to the network, no skips in CI."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "here")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with real data: CXLOOP_REFERENCE_DATA, else ../shared/data beside the project."""
    folder = Path(os.environ.get("CXLOOP_REFERENCE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no real data: set CXLOOP_REFERENCE_DATA to the folder that holds it")
    return folder.resolve()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from browser import CHROMIUM, browsing

    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let tests talk to this machine only: a test that needs the internet would pass today and fail tomorrow."""
    plain = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in OWN_ADDRESSES:
            raise OSError(f"tests stay on this machine; {address[0]} is not it")
        plain(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = plain  # type: ignore[method-assign]


def own_addresses() -> set[str]:
    """Every name under which this machine may call itself; Dask's workers use its host address."""
    try:
        return HERE | {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None)}
    except OSError:
        return HERE


OWN_ADDRESSES = own_addresses()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: it proves nothing, and nobody reads the list of skips."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if IN_CI and skipped and not hasattr(session.config, "workerinput"):
        session.config.stash[REFUSED] = len(skipped)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say why the run failed although no test did."""
    refused = config.stash.get(REFUSED, 0)
    if refused:
        terminalreporter.write_line(f"CI refuses skipped tests: {refused} skipped", red=True)


REFUSED = pytest.StashKey[int]()
