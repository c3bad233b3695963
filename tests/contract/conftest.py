"""Stores on every database they may live in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxloop.stores.homes import Homes
from servers import postgres, postgres_server

__all__ = ["homes", "postgres", "postgres_server"]


@pytest.fixture(params=["sqlite", "postgresql"])
def homes(request: pytest.FixtureRequest, tmp_path: Path) -> Homes:
    """The databases of an empty data folder."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    return Homes(tmp_path / "data", server)
