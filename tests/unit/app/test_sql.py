"""SQL over a workspace: the same numbers as every other answer, and with masked names nothing to find."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.app import names, queries
from cxloop.app.filing_loop import FilingLoop
from cxloop.app.sql import SqlAnswer, customers_in, sql
from cxloop.app.sql_tables import TABLES
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import CxloopError, NoEvents
from cxloop.model.rule import nfc
from cxloop.ports.event_table import Sealing
from cxloop.ports.journal import Request
from cxloop.trust.naming import masked_text
from web import logs

SEALING = Sealing(lambda name: f"~{sum(map(ord, name)):06d}", masked_text)
SECRETS = ("고객-", "A-1", "anna@example.com", "free", "pro", "device-1", "말")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A log that was imported, another one that was taken back, and events that came in live, signing in on the way."""
    folder = tmp_path_factory.mktemp("sql")
    logs.write_shop(folder / "shop.jsonl")
    more = "customer,time,event,owner,said\nanna@example.com,2026-01-05,mail anna@example.com,kim,할 말이 있다\n"
    (folder / "more.csv").write_text(more, "utf-8")
    (folder / "wrong.csv").write_text("customer,time,event\nzoe,2026-01-05,taken back\n", "utf-8")
    opened = wiring.open(folder / "data")
    opened.import_(folder / "shop.jsonl", customer="customer", times=["time"], event="event", channel="channel",
                   case="case", value="value")  # fmt: skip
    opened.import_(folder / "more.csv", customer="customer", times=["time"], event="event", owner="owner", text="said")
    opened.import_(folder / "wrong.csv", customer="customer", times=["time"], event="event")
    opened.undo(3)
    journal = wiring.journal(folder / "data")
    for item in ('"type":"track","event":"live","anonymousId":"device-1","messageId":"1"',
                 '"type":"identify","userId":"고객-7","anonymousId":"device-1","messageId":"2"'):  # fmt: skip
        journal.append([Request("main", "batch", f'{{"batch":[{{{item}}}]}}'.encode(), 1_800_000_000_000_000)])
        FilingLoop(journal, lambda name: opened).step()
    return opened


def rows(workspace: Workspace, query: str, **options: Any) -> list[tuple[Any, ...]]:
    found: SqlAnswer = workspace.sql(query, again=False, **options)
    return list(found.values)


def test_the_tables_agree_with_the_answers(shop: Workspace) -> None:
    overview = shop.overview()
    [[events, customers]] = rows(shop, "SELECT count(*), count(DISTINCT customer) FROM events")
    assert (events, customers) == (overview.events, overview.customers)
    steps = rows(shop, "SELECT event, count(*) n, count(DISTINCT customer) FROM events GROUP BY 1 ORDER BY n DESC, 1")
    assert sorted(steps) == sorted((row.step, row.events, row.customers) for row in overview.steps)
    assert sorted(rows(shop, "SELECT * FROM steps")) == sorted(steps)
    [[journeys, most, cases]] = rows(shop, "SELECT count(*), sum(events), (SELECT count(*) FROM cases) FROM journeys")
    assert (journeys, most, cases) == (overview.customers, overview.events, overview.cases)
    edges = {(edge.from_, edge.to): edge.count for edge in shop.paths().edges}
    assert {(a, b): n for a, b, n in rows(shop, "SELECT from_step, to_step, count FROM transitions")} == edges
    assert {row[0] for row in rows(shop, "SELECT id FROM pains")} == {pain.id for pain in shop.pains().pains}
    cohorts = shop.retention().cohorts
    known = {one.cohort for one in cohorts if one.returned[0] is not None}
    assert {cohort for [cohort] in rows(shop, "SELECT DISTINCT cohort FROM retention_cohorts")} == known
    assert 0 < len(known) < len(cohorts)  # the last week has only begun


def test_events_are_seen_as_the_pages_see_them(tmp_path: Path) -> None:
    """Merged, hidden, typed in two ways, or by bots: a count of an event is the number on its page."""
    nfd = functools.partial(unicodedata.normalize, "NFD")
    odd, many = "it's {source} \\", [f"단계 {number}" for number in range(30)]
    steps = ["방문", nfd("방문"), nfd("주문"), "buy", "핑", nfd("핑"), odd, "crawl", *many]
    rows_ = [f'c{who},2026-01-0{1 + at % 9},"{step}",{("웹", nfd("웹"))[at % 2]}'
             for at, step in enumerate(steps) for who in range(3) if step != "crawl" or who == 2]  # fmt: skip
    (tmp_path / "log.csv").write_text("\n".join(["who,when,what,where", *rows_]), "utf-8")
    opened = wiring.open(tmp_path / "data")
    opened.import_(tmp_path / "log.csv", customer="who", times=["when"], event="what", channel="where")

    def agree(**options: Any) -> list[tuple[Any, ...]]:
        overview = opened.overview()
        steps = [("step", nfc(one.step), one.events, one.customers) for one in overview.steps]
        whole = [
            ("channel", "웹", overview.events, overview.customers),
            ("all", "", overview.events, overview.customers),
        ]
        counted = "count(*), count(DISTINCT customer) FROM events GROUP BY ALL"
        found = rows(opened, f"SELECT 'step', event, {counted} UNION ALL SELECT 'channel', channel, {counted} "
                     "UNION ALL SELECT 'all', '', sum(events), count(*) FROM journeys", **options)  # fmt: skip
        assert sorted(found) == sorted(steps + whole)
        return sorted(step[1:] for step in steps)

    assert {("방문", 6, 3), ("주문", 3, 3), ("핑", 6, 3)} <= {*agree()}
    names.set_label(opened, "buy", "kim", {"merged_into": "주문"})
    names.set_label(opened, odd, "kim", {"merged_into": "buy"})
    names.set_label(opened, "핑", "kim", {"hidden": True})
    for step in many:
        names.set_label(opened, step, "kim", {"merged_into": "방문"})
    assert agree(sealing=SEALING) == [("crawl", 1, 1), ("방문", 96, 3), ("주문", 9, 3)]
    both = (
        "SELECT DISTINCT raw_event, step, n FROM events JOIN steps s(step, n, m) ON event = step WHERE n = 9 ORDER BY 1"
    )
    assert rows(opened, both) == [(name, "주문", 9) for name in ("buy", odd, nfd("주문"))]
    names.set_settings(opened, "kim", {"bots": 'event = "crawl"'})
    assert agree() == [("방문", 64, 2), ("주문", 6, 2)]
    assert rows(opened, "SELECT customer FROM bots") == [("c2",)]
    raw = rows(opened, "SELECT event, count(*) FROM raw_events GROUP BY 1")
    assert (len(raw), sum(count for _, count in raw)) == (len(steps), len(rows_))


def test_what_was_taken_back_is_not_there_and_what_is_live_is(shop: Workspace) -> None:
    assert rows(shop, "SELECT count(*) FROM events WHERE event = 'taken back'") == [(0,)]
    live = "SELECT customer, identifier, identifier_kind, import_number FROM events WHERE event = 'live'"
    assert rows(shop, live) == [("고객-7", "device-1", "anonymous", None)]
    assert rows(shop, "SELECT number, status FROM imports ORDER BY number") == [(1, "done"), (2, "done"), (3, "undone")]
    assert rows(shop, "SELECT identifier, customer FROM aliases") == [("device-1", "고객-7")]
    assert rows(shop, "SELECT count(*) FROM events WHERE event LIKE '$%'") == [(0,)]
    whole = "SELECT e.customer FROM (SELECT events AS e FROM events WHERE event = 'live')"
    assert rows(shop, whole) == [("고객-7",)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_has_the_columns_that_are_documented(shop: Workspace, table: Any) -> None:
    described = rows(shop, f"DESCRIBE {table.name}")
    long = {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}
    assert [row[:2] for row in described] == [(one.name, long.get(one.type, one.type)) for one in table.columns]


def test_masked_tables_hold_nothing_personal(shop: Workspace) -> None:
    """All that there is in all tables, as one text: whatever a query does with it, it has no more than that."""
    told = ""
    for table in TABLES:
        found = sql(shop, f"SELECT * FROM {table.name}", sealing=SEALING, limits=logs_limits(), again=False)
        told += "\n".join(str(row) for row in found.values)
    assert [secret for secret in SECRETS if secret in told.replace("shop.jsonl", "")] == []
    assert SEALING.close("고객-7") in told
    hits = "SELECT count(*) FROM events WHERE text IS NOT NULL OR properties IS NOT NULL OR owner IS NOT NULL"
    assert rows(shop, hits, sealing=SEALING) == [(0,)]
    folder = shop.folder / "sealed"
    kept = b"".join(path.read_bytes() for path in folder.rglob("*.parquet"))
    assert "고객-7".encode() not in kept
    [[first, last]] = rows(shop, "SELECT min(length(customer)), max(length(customer)) FROM events", sealing=SEALING)
    assert (first, last) == (7, 7)
    with pytest.raises(CxloopError) as caught:
        rows(shop, "SELECT error(customer) FROM events WHERE event = 'live'", sealing=SEALING)
    assert "고객" not in str(caught.value)


def logs_limits() -> Any:
    from cxloop.ports.sql import Limits

    return Limits(rows=10_000)


def test_days_are_those_of_the_zone_and_answers_turn_into_frames(shop: Workspace) -> None:
    query = "SELECT DISTINCT time::DATE AS day, time FROM events WHERE event = 'mail anna@example.com'"
    found = shop.sql(query, zone="Asia/Seoul")
    assert found.values == (("2026-01-05", "2026-01-05 09:00:00+09"),)
    frame = found.to_pandas()
    assert (frame["day"][0].isoformat(), frame["time"][0].isoformat()) == ("2026-01-05", "2026-01-05T09:00:00+09:00")
    assert shop.sql("SELECT 1 AS a, 2 AS a").to_arrow().column_names == ["a", "a_2"]
    assert shop.sql("SELECT sum(i) FROM range(3) t(i)").values == ((3,),)


def test_mistakes_say_where(shop: Workspace) -> None:
    with pytest.raises(CxloopError) as caught:
        shop.sql("SELECT event\nFROM events\nWHERE evnt = 'x'")
    told = caught.value.to_dict("ko")
    assert (told["code"], told["line"], told["column"]) == ("sql_wrong", 3, 7)
    assert "/" not in told["message"]
    with pytest.raises(CxloopError) as caught:
        shop.sql("SELECT * FROM evnts")
    assert (caught.value.code, "events" in caught.value.hint("en")) == ("sql_no_table", True)


def test_nobody_can_ask_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoEvents):
        wiring.open(tmp_path).sql("SELECT 1")


def test_whom_a_result_tells_of(shop: Workspace) -> None:
    found = rows(shop, "SELECT customer AS c, event, 1 FROM events WHERE customer IN ('고객-7', '고객-9')")
    assert customers_in(shop, found) == {"고객-7", "고객-9"}


def test_saved_queries_have_versions_and_come_back(tmp_path: Path) -> None:
    workspace = wiring.open(tmp_path)
    made = queries.save_query(workspace, "주간", "SELECT 1", "kim", {"chart": "bar"})
    edited = queries.edit_query(workspace, made.id, "lee", {"query": "SELECT 2"})
    assert (edited.version, edited.query.query, edited.query.chart, edited.by) == (2, "SELECT 2", "bar", "lee")
    assert [one.query.query for one in queries.history(workspace, made.id).queries] == ["SELECT 1", "SELECT 2"]
    assert queries.query_named(workspace, "주간").id == queries.query_named(workspace, "1").id == "1"
    with pytest.raises(BadRecord):
        queries.save_query(workspace, "주간", "SELECT 3", "kim", {})
    queries.remove_query(workspace, made.id, "kim")
    with pytest.raises(UnknownRecord):
        queries.query_named(workspace, "주간")
    assert queries.queries(workspace).queries == ()
    assert queries.restore_query(workspace, made.id, "kim").query.query == "SELECT 2"
    with pytest.raises(UnknownRecord):
        queries.restore_query(workspace, made.id, "kim")
    queries.remove_query(workspace, made.id, "kim")
    queries.save_query(workspace, "주간", "SELECT 3", "kim", {})
    with pytest.raises(BadRecord):
        queries.restore_query(workspace, made.id, "kim")
