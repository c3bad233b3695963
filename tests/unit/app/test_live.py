"""Live capture without a server: customers, traces, refusals that were mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from cxloop import wiring
from cxloop.app.customer import customer
from cxloop.app.filing_loop import FilingLoop
from cxloop.app.quarantine import drop, fix, listed, replay
from cxloop.app.schemas import differences, ended, fixed, schemas, shown
from cxloop.errors import UnknownCustomer
from cxloop.listen.errors import BadMessage, UnknownRefusal, UnknownSchema
from cxloop.model.event import event_id
from cxloop.ports.journal import Request

NOW_US = 1_800_000_000_000_000


def file(data: Path, *items: dict[str, Any]) -> Any:
    """Sends messages through the journal into the workspace."""
    workspace, journal = wiring.open(data), wiring.journal(data)
    if items:
        journal.append([Request("main", "batch", json.dumps({"batch": items}).encode(), NOW_US)])
    FilingLoop(journal, lambda name: workspace).step()
    return workspace


def test_history_goes_to_whom_it_belongs(tmp_path: Path) -> None:
    file(tmp_path, *({"type": "track", "event": "visit", "anonymousId": "a1", "messageId": f"m{n}"} for n in range(3)))
    workspace = file(tmp_path, {"type": "track", "event": "visit", "anonymousId": "a2", "messageId": "m9"})
    assert (customer(workspace, "a1").events, workspace.overview().customers) == (3, 2)
    file(tmp_path, {"type": "identify", "userId": "anna", "anonymousId": "a1", "messageId": "i1"})
    workspace = file(tmp_path, {"type": "track", "event": "order", "userId": "anna", "messageId": "m4"})
    for identifier in ("anna", "a1", "anonymous:a1", "customer:anna"):
        found = customer(workspace, identifier)
        assert (found.customer, found.events) == ("anna", 4)
        assert [(one.kind, one.value) for one in found.identifiers] == [("customer", "anna"), ("anonymous", "a1")]
    assert [step.customers for step in workspace.funnel(["visit", "order"]).steps] == [2, 1]
    with pytest.raises(UnknownCustomer):
        customer(workspace, "nobody")


def test_two_customers_never_become_one(tmp_path: Path) -> None:
    """One device, two people: what was done on it before belongs to whoever was first seen on it."""
    signed = [("anna", "2026-01-02T00:00:00Z"), ("ben", "2026-01-01T00:00:00Z")]
    file(tmp_path, {"type": "track", "event": "visit", "anonymousId": "pc", "messageId": "m1"})
    for who, when in signed:
        file(tmp_path, {"type": "identify", "userId": who, "anonymousId": "pc", "messageId": who, "timestamp": when})
    workspace = file(tmp_path, {"type": "alias", "userId": "anna", "previousId": "ben", "messageId": "al"})
    workspace = file(tmp_path, {"type": "track", "event": "order", "userId": "anna", "messageId": "m2"})
    assert (customer(workspace, "ben").events, customer(workspace, "anna").events) == (1, 1)


def test_who_somebody_is_said_in_quarantine(tmp_path: Path) -> None:
    """A sign-in that came with the id of another message says nothing until it is sent in again."""
    file(tmp_path, {"type": "track", "event": "visit", "anonymousId": "a1", "messageId": "m1"})
    workspace = file(tmp_path, {"type": "identify", "userId": "anna", "anonymousId": "a1", "messageId": "m1"})
    assert (listed(workspace).reasons, customer(workspace, "a1").customer) == ({"id_reused": 1}, "a1")
    assert replay(workspace, wiring.journal(tmp_path)).replayed == 1
    assert customer(file(tmp_path), "a1").customer == "anna"


def test_somebody_who_only_said_who_they_are(tmp_path: Path) -> None:
    workspace = file(tmp_path, {"type": "identify", "userId": "anna", "anonymousId": "a1", "messageId": "i1"})
    assert (customer(workspace, "anna").events, customer(workspace, "anonymous:a1").customer) == (0, "anna")


def test_a_new_step_beside_journeys_that_were_counted_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index keeps counts of each partition, numbered by the names of steps there were when it was built."""
    monkeypatch.setattr("cxloop.stores.partition_build.ROWS_A_PARTITION", 4)
    steps = [{"type": "track", "event": name, "userId": f"u{n}", "messageId": f"{name}{n}",
              "timestamp": "2026-01-01"} for n in range(9) for name in ("visit", "cart", "order")]  # fmt: skip
    workspace = file(tmp_path, *steps)
    assert workspace.paths().variants == 1
    workspace = file(tmp_path, {"type": "track", "event": "refund", "userId": "u1", "messageId": "m"})
    index = workspace.indexes.open("customer")
    assert (index.number, index.partitions) == (1, 8)
    paths = workspace.paths()
    edges = {(row.from_, row.to): row.count for row in paths.edges}
    assert edges == {("visit", "cart"): 9, ("cart", "order"): 9, ("order", "refund"): 1}
    assert [(one.steps, one.count) for one in paths.top_variants] == [
        (("visit", "cart", "order"), 8), (("visit", "cart", "order", "refund"), 1),
    ]  # fmt: skip
    assert [row.p90_seconds == 0 for row in paths.edges] == [row.to != "refund" for row in paths.edges]


def test_mended_and_sent_in_again(tmp_path: Path) -> None:
    good = {"type": "track", "event": "order", "userId": "u", "messageId": "m"}
    workspace = file(tmp_path, good, {**good, "event": "other"}, {"type": "track", "userId": "u", "messageId": "bad"})
    journal = wiring.journal(tmp_path)
    assert listed(workspace).reasons == {"id_reused": 1, "event_missing": 1}
    numbers = {one.reason: one.number for one in listed(workspace).messages}
    assert (replay(workspace, journal, reason="event_missing").refused, journal.waiting()) == (1, 0)
    with pytest.raises(BadMessage):
        fix(workspace, numbers["event_missing"], '{"type": "track", "userId": "u"}')
    with pytest.raises(BadMessage):
        fix(workspace, numbers["event_missing"], "{")
    fix(workspace, numbers["event_missing"], json.dumps({**good, "messageId": "bad", "event": "mended"}))
    assert replay(workspace, journal).replayed == 2
    workspace = file(tmp_path)
    assert listed(workspace).waiting == 0
    assert {row.step: row.events for row in workspace.overview().steps} == {"order": 1, "other": 1, "mended": 1}
    with pytest.raises(UnknownRefusal):
        drop(workspace, 999)


def test_what_differs_from_a_schema_comes_in_and_is_told(tmp_path: Path) -> None:
    order = {"type": "track", "event": "order", "userId": "u"}
    with pytest.raises(UnknownSchema):
        fixed(file(tmp_path, {**order, "messageId": "m0", "properties": {"total": 3}}), "orders")
    workspace = file(tmp_path)
    assert (shown(workspace, "order").version, fixed(workspace, "order").version) == (0, 1)
    workspace = file(
        tmp_path,
        *({**order, "messageId": f"m{n}", "properties": {"total": n}} for n in range(1, 4)),
        {**order, "messageId": "bad", "properties": {"total": "3", "colour": "red"}},
        {**order, "messageId": "bad", "properties": {"total": "3", "colour": "red"}},
    )
    found = differences(workspace).differences
    assert [(one.field, one.kind, one.count) for one in found] == [
        ("colour", "field_unknown", 1),
        ("total", "field_type", 1),
    ]
    rows = workspace.table.read(["batch", "sequence", "event_id"]).to_pylist()
    of = {event_id(row["batch"], row["sequence"]): row["event_id"] for row in rows}
    assert {of[one.event_id] for one in found} == {"bad"}
    assert len(rows) == 5
    assert [one.violations for one in schemas(workspace).events] == [1]
    assert fixed(workspace, "order", '{"properties": {"total": {"type": ["string", "number"]}}}').version == 2
    workspace = file(tmp_path, {**order, "messageId": "m9", "properties": {"total": "9", "size": 1}})
    assert differences(workspace).differences == ()
    assert (ended(workspace, "order").schema, shown(workspace, "order", 1).fixed is not None) == (None, True)
    with pytest.raises(UnknownSchema):
        ended(workspace, "order")


HUGE = ("1e400", "-1e999999999", "1" * 5_000)


@pytest.mark.parametrize("number", HUGE, ids=["float", "negative", "integer"])
def test_numbers_beyond_all_bounds_do_not_stop_filing(tmp_path: Path, number: str) -> None:
    """Valid JSON, and larger than anything that can be read: kept as it is, or set aside where it would be a column."""
    text = '{"type":"track","event":"e","userId":"u","messageId":"%s","properties":{"%s":%s,"b":[%s],"c":"x"}}'
    items = ",".join(text % (name, name, number, number) for name in ("a", "revenue", "text"))
    wiring.journal(tmp_path).append([Request("main", "batch", f'{{"batch":[{items}]}}'.encode(), NOW_US)])
    workspace = file(tmp_path)
    [event] = workspace.journey("u").events
    assert event.properties == {"a": number, "b": f"[{number}]", "c": "x"}
    assert workspace.table.read(["properties"])["properties"].to_pylist() == [
        f'{{"a":{number},"b":[{number}],"c":"x"}}'
    ]
    assert listed(workspace).reasons == {"number_unreadable": 2}
    seen = {one.property: one.types for one in workspace.filings.catalogue()}
    assert seen == {"": frozenset(), "a": {"number"}, "b": {"list"}, "c": {"text"}}


def test_a_message_with_a_huge_number_and_a_used_id_comes_in_again(tmp_path: Path) -> None:
    text = '{"batch":[{"type":"track","event":"%s","userId":"u","messageId":"m","properties":{"a":1e400}}]}'
    journal = wiring.journal(tmp_path)
    journal.append([Request("main", "batch", (text % event).encode(), NOW_US) for event in ("one", "two")])
    workspace = file(tmp_path)
    assert replay(workspace, journal).replayed == 1
    assert {event.event for event in file(tmp_path).journey("u").events} == {"one", "two"}


def test_nesting_ends_where_every_reader_can_follow(tmp_path: Path) -> None:
    deep: Any = "한글"
    for _ in range(62):
        deep = [deep]
    good, bad = {"a": deep}, {"a": [deep]}
    items = [{"type": "track", "event": "e", "userId": "u", "properties": one} for one in (good, bad)]
    workspace = file(tmp_path, *items)
    assert [event.properties for event in workspace.journey("u").events] == [good]
    assert json.dumps(workspace.journey("u").to_dict())
    assert listed(workspace).reasons == {"too_deep": 1}


def test_numbers_that_no_database_has_name_nothing(tmp_path: Path) -> None:
    workspace = file(tmp_path, {"type": "track"})
    for number in (1 << 63, -(1 << 63) - 1, 10**40):
        with pytest.raises(UnknownRefusal):
            drop(workspace, number)


def test_filing_can_be_traced(tmp_path: Path) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    file(tmp_path, {"type": "track", "event": "visit", "userId": "u", "messageId": "m1"})
    spans = [span for span in exporter.get_finished_spans() if span.attributes]
    assert [(span.name, dict(span.attributes or {})["cxloop.events"]) for span in spans] == [("cxloop.file", 1)]
