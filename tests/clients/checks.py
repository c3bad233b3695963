"""What has to come of a visitor who signs in and says the same Hangul in both spellings, with nulls."""

from __future__ import annotations

import json
from typing import Any

from clients.running import NFC, NFD, Service

EVENTS = 300


def everything(service: Service) -> None:
    """Each of the events is there once, as it was said, and the identifiers stand where they should."""
    rows = service.settled(EVENTS + 5)
    assert service.quarantined() == []
    assert len({row["event_id"] for row in rows}) == EVENTS + 5
    tracked = numbered([row for row in rows if row["event"].startswith("주문")])
    assert sorted(tracked) == list(range(EVENTS))
    for number, row in tracked.items():
        text = NFC if number % 2 else NFD
        assert row["event"] == f"주문 {text}"
        said = json.loads(row["properties"])
        assert said == {"번호": number, "문구": text, "없음": None, "안": {"값": [1, None, text]}}
        assert (row["customer_kind"], row["customer"]) == ("anonymous", f"방문-{number % 7}")
    named = {row["event"] for row in rows} - {f"주문 {NFC}", f"주문 {NFD}"}
    assert named == {"$identify", "$group", "$alias", "Viewed 장바구니 Page", "Viewed 홈 화면 Screen"}
    customers(service, {row["event"]: row for row in rows if row["event"][0] in "$V"})


def customers(service: Service, named: dict[str, dict[str, Any]]) -> None:
    """Who is who. An anonymous history counts for its customer."""
    whole, history = service.customer("고객-0"), len(range(0, EVENTS, 7))
    assert {("customer", "고객-0"), ("anonymous", "방문-0")} <= names(whole)
    assert whole["events"] == 2 + history
    assert {named[event]["customer"] for event in named} == {"고객-0", "고객-1"}
    assert json.loads(named["$identify"]["identifiers"]) == {"anonymous": "방문-0", "email": "a@example.com"}
    assert json.loads(named["$identify"]["properties"])["이름"] == NFD
    assert json.loads(named["$group"]["properties"]) == {"groupId": "회사-1", "traits": {"직원": 7}}
    assert (named["$alias"]["customer"], json.loads(named["$alias"]["identifiers"])) == (
        "고객-1",
        {"anonymous": "방문-1"},
    )
    assert service.customer("anonymous:방문-2")["events"] == len(range(2, EVENTS, 7))


def names(customer: Any) -> set[tuple[str, str]]:
    return {(one["kind"], one["value"]) for one in customer["identifiers"]}


def numbered(rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {json.loads(row["properties"])["번호"]: row for row in rows}


def slowly(service: Service) -> None:
    """Every number once, whatever happened to the server meanwhile."""
    rows = service.settled(EVENTS, 40)
    assert sorted(json.loads(row["properties"])["번호"] for row in rows) == list(range(EVENTS))


def refused(service: Service) -> None:
    """The two good messages are there, and the bad one between them is kept with its reason."""
    rows = service.settled(2)
    assert {row["event"] for row in rows} == {"좋은 일", "다른 좋은 일"}
    (held,) = service.quarantined()
    assert held["reason"] == "control_characters"
