"""Queries of a real PostgreSQL: what comes back, and what a query cannot do."""

from __future__ import annotations

import csv
import io
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme

from cxloop import wiring
from cxloop.connectors.postgres import Address, address_of, fetch, permitted
from cxloop.errors import BadOption
from cxloop.listen.errors import DatabaseForbidden, QueryFailed
from servers import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]

psycopg = pytest.importorskip("psycopg")
ROWS = """
create table visits (who text, at timestamptz, what text, amount numeric(10, 2), vip boolean, more jsonb);
insert into visits values
  ('고객-1', '2026-03-05 09:00+09', '주문 완료', 12.50, true, '{"a": 1}'),
  ('고객-2', '2026-03-06 10:00+09', '방문, "또"', null, false, null),
  ('고객-2', 'infinity', E'줄\\n바꿈', 1, null, '[]');
"""


@pytest.fixture
def filled(postgres: str) -> str:
    with psycopg.connect(postgres) as connection:
        connection.execute(ROWS)
    return postgres


def asked(url: str, query: str, seconds: float = 20) -> list[list[str]]:
    parts: list[bytes] = []
    fetch(address_of(url), query, parts.append, seconds)
    return list(csv.reader(io.StringIO(b"".join(parts).decode())))


def test_rows_come_back_as_the_server_writes_them(filled: str) -> None:
    table = asked(filled, "select * from visits order by who, amount nulls first;")
    assert table[0] == ["who", "at", "what", "amount", "vip", "more"]
    assert table[1] == ["고객-1", "2026-03-05 00:00:00+00", "주문 완료", "12.50", "true", '{"a": 1}']
    assert table[2][2:5] == ['방문, "또"', "", "false"]
    assert table[3][1:3] == ["infinity", "줄\n바꿈"]


@pytest.mark.parametrize(
    "query",
    [
        "insert into visits (who) values ('x')",
        "with gone as (delete from visits returning *) select * from gone",
        "select 1; delete from visits",
        "select 1; commit; delete from visits",
        "select set_config('transaction_read_only', 'off', false) from visits; delete from visits",
        "drop table visits",
        "copy visits to '/tmp/stolen'",
        "select 1) to stdout; drop table visits; --",
        "select nextval('numbers')",
        "create temp table t as select 1",
        "",
        "nonsense",
    ],
)
def test_no_query_writes(filled: str, query: str) -> None:
    with psycopg.connect(filled) as connection:
        connection.execute("create sequence numbers")
    with pytest.raises(QueryFailed):
        asked(filled, query)
    with psycopg.connect(filled) as connection:
        assert connection.execute("select count(*) from visits").fetchone() == (3,)


def test_one_that_hangs_ends(filled: str) -> None:
    with pytest.raises(QueryFailed, match="timeout"):
        asked(filled, "select pg_sleep(60)", seconds=0.3)


def test_many_rows_come_in_batches(filled: str) -> None:
    parts: list[bytes] = []
    fetch(address_of(filled), "select * from generate_series(1, 12000) as n", parts.append)
    assert len(parts) == 4
    assert b"".join(parts).count(b"\n") == 12_001


def test_the_same_query_again_adds_nothing(filled: str, tmp_path: Path) -> None:
    workspace = wiring.open(tmp_path)
    query = "select who, at, what from visits where at < '2030-01-01'"
    reports = []
    for _ in range(2):
        upload = workspace.sent("visits.csv", lambda receiving: wiring.queried(filled, query, receiving))
        reports.append(workspace.import_(upload, customer="who", times="at", event="what"))
    assert [one.imported for one in reports] == [2, 0]
    assert reports[1].duplicates == 2
    assert workspace.imports()[0]["path"] == "visits.csv"


def test_an_error_keeps_the_password_to_itself() -> None:
    address = address_of("postgresql://kim:hunter2@127.0.0.1:1/shop")
    with pytest.raises(QueryFailed) as failed:
        fetch(address, "select 1", lambda part: None)
    assert "hunter2" not in f"{failed.value} {failed.value.hint()} {address!r}"
    with pytest.raises(BadOption):
        address_of("no url = at all =")


def at(host: str, port: int = 5432) -> Address:
    return Address(host, port, "shop", "kim", "x")


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "[::1]", "0x7f000001", "2130706433",
        "/var/run/postgresql", "", "db.example.com,127.0.0.1", "db.example.com port=1", "unknown.example", "a b",
    ],
)  # fmt: skip
def test_the_console_asks_no_private_place(host: str) -> None:
    known = {"db.example.com": ["93.184.215.14"], "localhost": ["127.0.0.1"]}
    with pytest.raises(DatabaseForbidden):
        permitted(
            at(host), "", lambda name, port: known.get(name, [] if "." not in name or "unknown" in name else [name])
        )


def test_public_places_and_those_that_are_allowed() -> None:
    made = permitted(at("DB.example.com"), "", lambda name, port: ["93.184.215.14"])
    assert (made.pinned, made.sslmode, made.host) == ("93.184.215.14", "verify-full", "db.example.com")
    assert Path(made.roots).is_file()
    with pytest.raises(DatabaseForbidden):
        permitted(at("db.example.com"), "", lambda name, port: ["93.184.215.14", "10.0.0.1"])
    assert permitted(at("db.internal"), "db.internal", lambda name, port: ["10.0.0.1"]).pinned == "10.0.0.1"
    with pytest.raises(DatabaseForbidden):
        permitted(at("db.internal", 5433), "db.internal", lambda name, port: ["10.0.0.1"])
    with pytest.raises(DatabaseForbidden):
        permitted(
            Address("db.internal", 5432, "host=/tmp dbname=x", "kim"), "db.internal", lambda name, port: ["10.0.0.1"]
        )


def test_the_address_of_a_socket_is_for_the_command_line(filled: str) -> None:
    assert "host" in parse_qs(urlsplit(filled).query) or urlsplit(filled).hostname
    assert wiring.called("postgresql://kim:hunter2@db.example.com/shop") == "db.example.com shop.csv"


@pytest.mark.parametrize(
    ("called", "trusted", "came"),
    [("db.example.com", True, True), ("other.example.com", True, False), ("db.example.com", False, False)],
)
def test_nothing_goes_to_a_server_whose_certificate_is_another_ones(
    tmp_path: Path, called: str, trusted: bool, came: bool
) -> None:
    own = trustme.CA()
    believed = own if trusted else trustme.CA()
    believed.cert_pem.write_to_path(tmp_path / "roots.pem")
    with secure_server(own.issue_cert(called)) as (port, heard):
        address = permitted(
            at("db.example.com", port), f"db.example.com:{port}", lambda name, port: ["127.0.0.1"],
            roots=str(tmp_path / "roots.pem"),
        )  # fmt: skip
        with pytest.raises(QueryFailed) as told:
            fetch(address, "select 1", lambda part: None)
    assert (b"kim" in b"".join(heard)) == came
    assert came or "certificate" in str(told.value)


@contextmanager
def secure_server(certificate: Any) -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes up TLS as PostgreSQL does, hears what is said first, and hangs up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    heard: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(8)  # SSLRequest
            connection.sendall(b"S")
            with context.wrap_socket(connection, server_side=True) as secured:
                heard.append(secured.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        thread.join(10)
