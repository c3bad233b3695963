"""The server the clients talk to, and one Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clients.running import Service
from web.conftest import chromium as chromium


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A server of its own for each test, with a key for ingest."""
    served = Service(tmp_path)
    served.start()
    yield served
    served.stop()
