"""Accounts, sign-ins and the audit log keep the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from cxloop.api.sign_in import InMemory
from cxloop.stores.accounts import SqlAccounts
from cxloop.stores.audit import SqlAudit
from cxloop.stores.homes import Homes
from cxloop.trust.accounts import Account, Session
from cxloop.trust.audit import Entry
from cxloop.trust.openid import Flow

KEY = b"k" * 32


def test_accounts_and_their_roles(homes: Homes) -> None:
    people = SqlAccounts(homes.access())
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
def test_links_and_sessions(homes: Homes, kind: str) -> None:
    kept: Any = SqlAccounts(homes.access()).sign_ins if kind == "sql" else InMemory()
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


def test_a_session_has_the_roles_that_the_account_has_now(homes: Homes) -> None:
    people = SqlAccounts(homes.access())
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


def test_of_many_who_open_a_link_at_once_one_comes_in(homes: Homes) -> None:
    kept = SqlAccounts(homes.access()).sign_ins
    kept.add_link("l", Session("main", {"main": "viewer"}, 100))
    came: list[Session | None] = []
    threads = [threading.Thread(target=lambda: came.append(kept.take_link("l", 1))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 8
    assert len([one for one in came if one is not None]) == 1


def test_a_flow_comes_back_once_and_in_time(homes: Homes) -> None:
    kept = SqlAccounts(homes.access()).sign_ins
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


def test_many_writers_make_one_audit_chain(homes: Homes) -> None:
    logs = [SqlAudit(homes.access(), KEY, homes.folder / f"{n}.anchor") for n in range(3)]

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
