"""Objects within rows become columns, and nothing of them is lost."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxloop.connectors.files import open_source
from cxloop.listen.guess import guess
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise

WHEN = "2025-03-14T13:05:00"


def lines(path: Path, rows: Sequence[dict[str, Any]]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return str(path)


def properties(path: str, mapping: Mapping) -> list[Any]:
    return [
        None if text is None else json.loads(text)
        for batch in open_source(path).batches()
        for text in normalise(batch, mapping).events.column("properties").to_pylist()
    ]


def guessed(path: str) -> dict[str, Any]:
    source = open_source(path)
    return guess(source.columns, source.sample(), Mapping(), path).to_dict()


def test_amplitude(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "export.jsonl",
        [
            {
                "$insert_id": f"i{n}", "event_type": ["search", "buy"][n % 2], "event_time": WHEN,
                "user_id": f"u{n // 2}",
                "event_properties": {"amount": n, "type": "t", "timestamp": WHEN, "cart": {"items": n}},
                "user_properties": {"plan": "pro"}, "groups": {},
            }
            for n in range(6)
        ],
    )  # fmt: skip
    told = guessed(path)
    assert (told["event"], told["customer"], told["times"], told["value"], told["id"]) == (
        "event_type", "user_id", [["event_time", None]], "event_properties.amount", "$insert_id"
    )  # fmt: skip
    assert properties(path, Mapping.from_dict(told))[1] == {
        "event_properties.type": "t", "event_properties.timestamp": WHEN, "event_properties.cart.items": 1,
        "user_properties.plan": "pro", "groups": {},
    }  # fmt: skip


def test_google_analytics_from_bigquery(tmp_path: Path) -> None:
    rows = [
        {
            "event_date": "20250314", "event_timestamp": 1_741_957_500_000_000 + n, "event_name": "vb"[n % 2],
            "user_pseudo_id": f"p{n // 2}", "device": {"category": "mobile", "web_info": {"browser": "Chrome"}},
            "event_params": [
                {"key": "page", "value": {"string_value": "/", "double_value": None}},
                {"key": "value", "value": {"string_value": None, "double_value": 2.5}},
            ],
        }
        for n in range(6)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "ga.parquet")
    for path in (str(tmp_path / "ga.parquet"), lines(tmp_path / "ga.jsonl", rows)):
        told = guessed(path)
        assert (told["event"], told["customer"], told["times"]) == (
            "event_name", "user_pseudo_id", [["event_timestamp", None]]
        )  # fmt: skip
        assert told["value"] == "event_params.value"
        assert properties(path, Mapping.from_dict(told))[0] == {
            "event_date": "20250314", "device.category": "mobile", "device.web_info.browser": "Chrome",
            "event_params.page": "/",
        }  # fmt: skip


def test_mongo_elastic_and_a_helpdesk(tmp_path: Path) -> None:
    mongo = [{"_id": {"$oid": f"{n:024x}"}, "user": {"id": f"u{n % 2}", "email": f"u{n % 2}@x.kr"},
              "action": "ab"[n % 2], "at": {"$date": {"$numberLong": "1741957500000"}}, "tags": [n]}
             for n in range(4)]  # fmt: skip
    told = guessed(path := lines(tmp_path / "mongo.jsonl", mongo))
    assert (told["customer"], told["event"], told["times"]) == ("user.id", "action", [["at", None]])
    [batch] = open_source(path).batches()
    assert str(normalise(batch, Mapping.from_dict(told)).events.column("occurred")[0]) == "2025-03-14 13:05:00+00:00"

    elastic = [{"_source": {"@timestamp": WHEN, "user": {"id": f"u{n % 2}"}, "event": {"action": "ab"[n % 2]}}}
               for n in range(4)]  # fmt: skip
    told = guessed(lines(tmp_path / "elastic.jsonl", elastic))
    assert (told["customer"], told["event"]) == ("_source.user.id", "_source.event.action")

    tickets = [{"id": n, "created_at": WHEN, "event": "ab"[n % 2], "order": {"customer": {"id": n % 2}},
                "via": {"channel": ["mail", "web"][n % 2]}} for n in range(4)]  # fmt: skip
    told = guessed(lines(tmp_path / "tickets.jsonl", tickets))
    assert (told["customer"], told["channel"], told["case"]) == ("order.customer.id", "via.channel", None)


def test_json_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "posthog.csv"
    with path.open("w") as file:
        table = csv.writer(file)
        table.writerow(["event", "distinct_id", "timestamp", "properties"])
        table.writerow(["search", "anna", WHEN, json.dumps({"q": "신발", "page": {"no": 1}})])
        table.writerow(["buy", "ben", WHEN, ""])
        table.writerow(["buy", "carl", WHEN, json.dumps({"amount": 3})])
    told = guessed(str(path))
    assert told["value"] == "properties.amount"
    assert properties(str(path), Mapping.from_dict(told)) == [
        {"properties.q": "신발", "properties.page.no": 1},
        None,
        None,
    ]


def test_what_is_no_object_later_stays_where_it_was(tmp_path: Path) -> None:
    odd: list[Any] = ["text", "7", 7, [1], {"a": 2, "new": {"x": 1}}, {"": 1}, None]
    rows = [{"ts": WHEN, "user_id": "u", "event": "e", "extra": {"a": 1}} for _ in range(20_000)]
    path = lines(
        tmp_path / "a.jsonl", rows + [{"ts": WHEN, "user_id": "u", "event": "e", "extra": each} for each in odd]
    )
    mapping = Mapping(customer="user_id", times=(("ts", None),), event="event")
    found = properties(path, mapping)
    assert found[0] == {"extra.a": 1}
    assert found[20_000:] == [
        {"extra": "text"}, {"extra": "7"}, {"extra": 7}, {"extra": [1]}, {"extra.a": 2, "extra.new.x": 1},
        {"extra.": 1}, None,
    ]  # fmt: skip


def test_names_that_meet_and_keys_without_end(tmp_path: Path) -> None:
    met = [{"ts": WHEN, "user_id": "u", "event": "e", "a": {"b": 1}, "a.b": 2}]
    assert properties(lines(tmp_path / "met.jsonl", met), MAPPING) == [{"a": {"b": 1}, "a.b": 2}]
    within = [{"ts": WHEN, "user_id": "u", "event": "e", "a": {"b": {"c": 1}, "b.c": 2}}]
    assert properties(lines(tmp_path / "within.jsonl", within), MAPPING) == [{"a.b.c": 1, "a.b.c (2)": 2}]
    late = [{"ts": WHEN, "user_id": "u", "event": "e", "a": {"z": 1}} for _ in range(20_000)]
    late += [{"ts": WHEN, "user_id": "u", "event": "e", "a": {"b": 1}, "a.b": 2}]
    assert properties(lines(tmp_path / "late.jsonl", late), MAPPING)[-1] == {"a": {"b": 1}, "a.b": 2}
    prices = [{"ts": WHEN, "user_id": "u", "event": "e", "price": {f"product {n}": n}} for n in range(300)]
    assert open_source(lines(tmp_path / "prices.jsonl", prices)).columns == ("ts", "user_id", "event", "price")


@pytest.mark.parametrize("text", ["{", '{"a":NaN}', '{"a":' * 200 + "1" + "}" * 200, "{'a': 1}", '{"a":"\\ud800"}'])
def test_texts_that_only_look_like_objects(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as file:
        csv.writer(file).writerows([["ts", "user_id", "event", "extra"], [WHEN, "u", "e", text]])
    assert properties(str(path), MAPPING) == [{"extra": text}]


def test_a_text_is_the_text_it_is(tmp_path: Path) -> None:
    """What looks like JSON among texts stays: quotes, numbers, an object that somebody typed."""
    texts = ['"quoted"', "12", "true", "[1]", '{"$gt": 1}', "{}", "hello", "N/A", "-"]
    path = tmp_path / "a.csv"
    with path.open("w") as file:
        csv.writer(file).writerows([["ts", "user_id", "event", "extra"], *([WHEN, "u", "e", text] for text in texts)])
    assert properties(str(path), MAPPING) == [{"extra": text} for text in texts]
    with path.open("a") as file:
        csv.writer(file).writerows([WHEN, "u", "e", json.dumps({"a": number})] for number in range(20))
    assert properties(str(path), MAPPING) == [
        *({"extra": text} for text in texts[:4]),
        {"extra.$gt": 1}, None, {"extra": "hello"}, {"extra": "N/A"}, {"extra": "-"},
        *({"extra.a": number} for number in range(20)),
    ]  # fmt: skip


MAPPING = Mapping(customer="user_id", times=(("ts", None),), event="event")
