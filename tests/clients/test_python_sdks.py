"""The SDKs of Segment, RudderStack and PostHog for Python, as they come from the index, against a real server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import posthog
import pytest
import rudderstack.analytics
import segment.analytics

from clients import checks
from clients.checks import EVENTS, names
from clients.running import NFC, NFD, Service


class Errors:
    """What a client reports through its `on_error`."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def __call__(self, error: Any, batch: Any) -> None:
        self.heard.append(error)


def segment_client(service: Service, errors: Errors, **more: Any) -> Any:
    return segment.analytics.Client(
        **{"write_key": service.key, "host": service.address, "on_error": errors, "gzip": True} | more
    )


def rudder_client(service: Service, errors: Errors, **more: Any) -> Any:
    return rudderstack.analytics.Client(
        **{"write_key": service.key, "host": service.address, "on_error": errors} | more
    )


SEGMENT_LIKE = pytest.mark.parametrize("client_of", [segment_client, rudder_client], ids=["segment", "rudder"])
ClientOf = Callable[..., Any]


def say_everything(client: Any) -> None:
    """A visitor who signs in, in both spellings of the same Hangul, with nulls, and every kind of call."""
    for number in range(EVENTS):
        text = NFC if number % 2 else NFD
        properties = {"번호": number, "문구": text, "없음": None, "안": {"값": [1, None, text]}}
        client.track(anonymous_id=f"방문-{number % 7}", event=f"주문 {text}", properties=properties)
    client.identify("고객-0", {"email": "a@example.com", "이름": NFD}, anonymous_id="방문-0")
    client.page("고객-0", "매장", "장바구니", {"url": "/cart", "null": None})
    client.screen("고객-0", "앱", "홈 화면", {})
    client.group("고객-0", "회사-1", {"직원": 7})
    client.alias("방문-1", "고객-1")
    client.flush()


@SEGMENT_LIKE
def test_everything_arrives_once_and_unchanged(service: Service, client_of: ClientOf) -> None:
    errors = Errors()
    client = client_of(service, errors)
    say_everything(client)
    checks.everything(service)
    client.shutdown()
    assert errors.heard == []


def test_posthog_arrives_once_and_unchanged(service: Service) -> None:
    errors = Errors()
    client = posthog.Client(service.key, host=service.address, on_error=errors, flush_interval=0.2, gzip=True)
    for number in range(EVENTS):
        text = NFC if number % 2 else NFD
        client.capture(
            f"주문 {text}", distinct_id=f"고객-{number % 7}", properties={"번호": number, "문구": text, "x": None}
        )
    client.set(distinct_id="고객-0", properties={"email": "a@example.com"})
    client.alias("고객-1", "방문-1")  # the one that is kept, and its other name
    client.group_identify("회사", "회사-1", {"직원": 7}, distinct_id="고객-0")
    client.flush()
    rows = service.settled(EVENTS + 3)
    client.shutdown()
    assert errors.heard == []
    assert service.quarantined() == []
    tracked = {json.loads(row["properties"])["번호"]: row for row in rows if row["event"].startswith("주문")}
    assert sorted(tracked) == list(range(EVENTS))
    for number, row in tracked.items():
        text = NFC if number % 2 else NFD
        said = json.loads(row["properties"])
        assert (row["event"], said["문구"], said["x"]) == (f"주문 {text}", text, None)
        assert (row["customer_kind"], row["customer"]) == ("customer", f"고객-{number % 7}")
    assert ("anonymous", "방문-1") in names(service.customer("고객-1"))
    told = {row["event"]: row for row in rows if row["event"].startswith("$")}
    assert set(told) == {"$identify", "$alias", "$group"}
    assert json.loads(told["$identify"]["properties"]) == {"email": "a@example.com"}
    assert json.loads(told["$identify"]["identifiers"]) == {"email": "a@example.com"}
    assert json.loads(told["$group"]["properties"]) == {"groupId": "회사-1", "traits": {"직원": 7}}


@SEGMENT_LIKE
def test_a_message_that_cannot_come_in_spoils_no_other(service: Service, client_of: ClientOf) -> None:
    errors = Errors()
    client = client_of(service, errors)
    client.track("고객-1", "좋은 일", {})
    client.track("고객-1", "벨\u0007소리", {})
    client.track("고객-1", "다른 좋은 일", {})
    client.flush()
    checks.refused(service)
    client.shutdown()
    assert errors.heard == []


@SEGMENT_LIKE
def test_a_wrong_key_is_told_at_once(service: Service, client_of: ClientOf) -> None:
    errors = Errors()
    client = client_of(service, errors, write_key="cxi_wrong")
    began = time.monotonic()
    client.track("고객-1", "주문", {})
    client.flush()
    client.shutdown()
    assert time.monotonic() - began < 5
    assert [error.status for error in errors.heard] == [401]
    assert "write key" in str(errors.heard[0])


def test_posthog_with_a_wrong_key_is_told_at_once(service: Service) -> None:
    errors = Errors()
    client = posthog.Client("cxi_wrong", host=service.address, on_error=errors, flush_interval=0.2)
    began = time.monotonic()
    client.capture("주문", distinct_id="고객-1")
    client.shutdown()
    assert time.monotonic() - began < 8
    assert [error.status for error in errors.heard] == [401]


@pytest.mark.parametrize("client_of", [segment_client, rudder_client, None], ids=["segment", "rudder", "posthog"])
def test_a_server_that_is_gone_for_a_while_gets_everything_once(service: Service, client_of: ClientOf | None) -> None:
    """Killed in the middle and started again: the SDK's own retries deliver."""
    errors = Errors()
    if client_of is None:
        client: Any = posthog.Client(
            service.key, host=service.address, on_error=errors, flush_interval=0.2, max_retries=10
        )
    else:
        client = client_of(service, errors)
    saying = threading.Thread(target=say_slowly, args=(client, client_of is None))
    saying.start()
    time.sleep(0.6)
    service.stop(9)
    time.sleep(1.5)
    service.start()
    saying.join()
    client.flush()
    checks.slowly(service)
    client.shutdown()
    assert errors.heard == []


def say_slowly(client: Any, posthog_like: bool) -> None:
    for number in range(EVENTS):
        if posthog_like:
            client.capture("주문", distinct_id="고객-1", properties={"번호": number})
        else:
            client.track("고객-1", "주문", {"번호": number})
        time.sleep(0.005)


def test_a_large_batch_of_korean_text_is_let_in(service: Service) -> None:
    """RudderStack's clients fill a compressed batch to 4 MB."""
    errors = Errors()
    client = rudder_client(service, errors)
    for number in range(100):
        client.track("고객-1", "문의", {"번호": number, "text": f"{number} " + "배송이 늦어요 " * 800})
    client.flush()
    rows = service.settled(100)
    client.shutdown()
    assert errors.heard == []
    assert all(row["text"].endswith("배송이 늦어요 ") for row in rows)


@pytest.mark.parametrize("client_of", [segment_client, rudder_client, None], ids=["segment", "rudder", "posthog"])
def test_a_journal_that_cannot_be_written_answers_503_and_gets_everything_once(
    service: Service, client_of: ClientOf | None
) -> None:
    """Somebody else holds the journal: the server says 503 with Retry-After, and the SDK comes again."""
    errors = Errors()
    client: Any = (
        client_of(service, errors)
        if client_of
        else posthog.Client(service.key, host=service.address, on_error=errors, flush_interval=0.2, max_retries=10)
    )
    with service.refusing():
        said = threading.Thread(target=say_slowly, args=(client, client_of is None))
        said.start()
    said.join()
    client.flush()
    checks.slowly(service)
    client.shutdown()
    assert errors.heard == []
