"""Access logs of web servers: what each line says, and that no line is lost."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxloop
from cxloop.connectors import access_log
from cxloop.connectors.access_log import AccessLog
from cxloop.connectors.files import open_source

COMMON = '203.0.113.9 - - [10/Oct/2025:13:55:36 +0900] "GET /cart HTTP/1.1" 200 5123'
COMBINED = f'{COMMON} "https://shop.example/" "Mozilla/5.0 (X11; Linux) Firefox/130"'


def rows(folder: Path, *lines: str) -> list[dict[str, Any]]:
    path = folder / "access.log"
    path.write_text("\n".join(lines) + "\n")
    source = open_source(str(path))
    assert source.format == "access-log"
    return [
        {name: value for name, value in row.items() if value is not None}
        for batch in source.batches()
        for row in batch.table.to_pylist()
    ]


def test_common_and_combined(tmp_path: Path) -> None:
    common, combined = rows(tmp_path, COMMON, COMBINED)
    assert common == {
        "time": "10/Oct/2025:13:55:36 +0900", "visitor": "203.0.113.9", "event": "GET /cart", "channel": "web",
        "http_status": 200, "method": "GET", "path": "/cart", "bytes": 5123,
    }  # fmt: skip
    browser = {"referrer": "https://shop.example/", "user_agent": "Mozilla/5.0 (X11; Linux) Firefox/130"}
    assert combined == common | browser


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (COMBINED.replace("- - [", "- kim [", 1), {"visitor": "kim", "address": "203.0.113.9"}),
        (COMBINED.replace("203.0.113.9", "2001:db8::1"), {"visitor": "2001:db8::1"}),
        (COMBINED.replace("203.0.113.9", "::1"), {"visitor": "::1"}),
        (f"shop.example:443 {COMBINED}", {"site": "shop.example:443", "visitor": "203.0.113.9"}),
        (f'{COMBINED} "10.0.0.1" 0.012', {"rest": '"10.0.0.1" 0.012', "http_status": 200}),
        (COMBINED.replace(" 5123", " -"), {"event": "GET /cart"}),
        (
            COMBINED.replace("/cart", "/orders/1042/items/9f1c2b3a-1111-2222-3333-444455556666?step=2&x=%20"),
            {"event": "GET /orders/:id/items/:id", "query": "step=2&x=%20"},
        ),
        (COMBINED.replace("/cart", "/a/%EC%83%81%ED%92%88"), {"event": "GET /a/상품", "path": "/a/상품"}),
        (COMBINED.replace("/cart", "/static/app.3f2a.JS?v=1"), {"event": "static file", "path": "/static/app.3f2a.JS"}),
        (
            COMBINED.replace("Mozilla/5.0", r"a \"b\" \\ \xec\x83\x81"),
            {"user_agent": 'a "b" \\ 상 (X11; Linux) Firefox/130'},
        ),
        (
            COMBINED.replace("GET /cart HTTP/1.1", r"\x16\x03\x01"),
            {"event": "unreadable request", "request": "\x16\x03\x01"},
        ),
        (COMBINED.replace("GET /cart HTTP/1.1", "-"), {"event": "unreadable request", "request": "-"}),
    ],
)  # fmt: skip
def test_what_a_line_says(tmp_path: Path, line: str, found: dict[str, Any]) -> None:
    [row] = rows(tmp_path, line)
    assert {name: row[name] for name in found} == found


def test_the_answer_in_one_command(tmp_path: Path) -> None:
    """Packed, with a line that is none: it is refused with its number, the others come in with their zone."""
    path = tmp_path / "access.log.gz"
    huge = COMBINED.replace(" 5123", f" {'9' * 20}")
    lines = [COMBINED.replace("13:55", f"13:{at:02d}") for at in range(30)]
    path.write_bytes(gzip.compress("\r\n".join([*lines[:3], "", "what?", huge, *lines[3:]]).encode()))
    workspace = cxloop.open(tmp_path / "data")
    report = workspace.import_(path)
    assert (report.imported, report.refused) == (30, 2)
    assert [one.line for one in report.files[0].first_refused] == [5, 6]
    overview = workspace.overview().to_dict()
    assert overview["period"]["from"].startswith("2025-10-10T04:00:36")
    assert workspace.table.read(["customer_kind", "channel"]).to_pylist()[0] == {
        "customer_kind": "address", "channel": "web"
    }  # fmt: skip
    assert workspace.import_(path).imported == 0


def test_a_page_that_fails_hurts(tmp_path: Path) -> None:
    """Who gets a 500 in the cart is found among the pain points without a word about what an error is."""
    lines = []
    for visitor in range(300):
        status = 500 if visitor % 3 == 0 else 200
        paths = ["/", "/cart", *(["/done"] if status == 200 or visitor % 2 else [])]
        for minute, path in enumerate(paths):
            code = status if path == "/cart" else 200
            at = f"{1 + visitor % 25:02d}/Oct/2025:13:{minute:02d}:36 +0900"
            lines.append(f'10.0.{visitor // 250}.{visitor % 250} - - [{at}] "GET {path} HTTP/1.1" {code} 9')
    (tmp_path / "a.log").write_text("\n".join(lines))
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(tmp_path / "a.log")
    first = workspace.pains("reaches:GET /done").to_dict()["pains"][0]
    assert (first["kind"], first["step"]) == ("error", "GET /cart")


def test_other_tables_are_no_access_logs(tmp_path: Path) -> None:
    for text in ("a b c\n1 2 3\n", f"time,line\n1,{COMMON}\n2,x\n3,y\n", "[10/Oct/2025:13:55:36 +0900] x\n" * 3):
        (tmp_path / "a.log").write_text(text)
        assert open_source(str(tmp_path / "a.log")).format == "csv"


LINES = st.one_of(st.just(COMBINED), st.just(COMMON), st.text(max_size=60), st.binary(max_size=40))


@given(st.lists(LINES))
def test_every_line_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str | bytes]) -> None:
    path = tmp_path_factory.mktemp("log") / "access.log"
    raw = [line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line for line in lines]
    raw = [COMBINED.encode(), *(line.replace(b"\n", b" ").replace(b"\r", b" ") for line in raw)]
    path.write_bytes(b"\n".join(raw))
    source = AccessLog(str(path), "utf-8", block_bytes=256)
    there = [number for number, line in enumerate(raw, 1) if line.strip()]
    batches = list(source.batches())
    read = [int(line) for batch in batches for line in batch.lines]
    refused = [one.line for batch in batches for one in batch.refused]
    assert sorted(read + refused) == there
    assert sum(batch.table.num_rows for batch in batches) == len(read)
    assert set(range(1, len(raw) + 1)) & set(read) >= {1}
    assert tuple(batches[0].table.schema.names) == access_log.COLUMNS
