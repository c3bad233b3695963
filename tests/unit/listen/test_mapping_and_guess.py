# ruff: noqa: E501 - tables of examples read better wide
"""What a table's columns are, told from names and contents."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest

from cxloop.connectors.files import open_source
from cxloop.errors import ColumnMissing, ColumnUnclear
from cxloop.listen.guess import guess, guess_partly
from cxloop.listen.mapping import Mapping
from cxloop.listen.names import CUSTOMER, names_one_of

AT = ["2024-03-05 10:00:00", "2024-03-05 10:01:00", "2024-03-06 09:00:00", "2024-03-07 09:00:00"]
WHO = ["u1", "u1", "u2", "u3"]
WHAT = ["search", "buy", "search", "search"]


def parts(table: dict[str, list[object]], given: Mapping | None = None) -> dict[str, object]:
    rows = pa.table(table)
    blank = Mapping().to_dict()
    found = guess(rows.column_names, rows, given or Mapping()).to_dict()
    return {part: value for part, value in found.items() if value != blank[part]}


@pytest.mark.parametrize(
    ("who", "what", "when"),
    [
        ("customer_id", "event", "timestamp"), ("userId", "action", "ts"), ("Customer ID", "Activity", "Complete Timestamp"), ("id_visitor", "event_name", "event_time"),
        ("CLIENT_NO", "STAGE", "DATE"), ("고객번호", "이벤트", "일시"), ("회원ID", "활동", "접수일시"), ("고객ID", "단계", "발생일시"), ("user", "step", "created_at"),
        ("member_number", "eventName", "occurred_at"), ("고객 번호", "활동명", "처리일시"), ("visitor", "concept:name", "time:timestamp"),
    ],
)  # fmt: skip
def test_usual_names(who: str, what: str, when: str) -> None:
    assert parts({who: WHO, when: AT, what: WHAT}) == {"customer": who, "event": what, "times": [[when, None]]}


def test_a_whole_korean_export() -> None:
    table: dict[str, list[object]] = {
        "고객번호": ["1", "1", "2", "3"], "주문번호": ["A", "A", "B", "C"], "접수일시": AT, "처리단계": WHAT, "접수채널": ["앱", "전화", "앱", "매장"],
        "담당자": ["김", "이", "김", "박"], "약속일": ["2024-03-10"] * 4, "결제금액": ["1,200", "₩3,000", "", "500"], "상담내용": ["배송이 늦어서 문의드립니다 확인 부탁"] * 4, "등급": ["A", "B", "A", "A"],
    }  # fmt: skip
    assert parts(table) == {
        "customer": "고객번호", "case": "주문번호", "times": [["접수일시", None]], "event": "처리단계", "channel": "접수채널", "owner": "담당자", "due": "약속일", "value": "결제금액",
        "text": "상담내용",
    }  # fmt: skip


def test_tracking_calls() -> None:
    table: dict[str, list[object]] = {
        "type": ["track"] * 4, "event": WHAT, "userId": WHO, "anonymousId": ["x"] * 4, "messageId": ["m1", "m2", "m3", "m4"], "timestamp": AT, "originalTimestamp": AT, "revenue": [None, 9.5, None, None],
    }  # fmt: skip
    found = parts(table)
    assert found == {
        "customer": "userId",
        "identifiers": [["anonymous", "anonymousId"]],
        "times": [["timestamp", None]],
        "event": "event",
        "id": "messageId",
        "value": "revenue",
    }


def test_a_case_alone_is_enough() -> None:
    assert parts({"Ticket ID": WHO, "at": AT, "Activity": WHAT})["case"] == "Ticket ID"
    assert "customer" not in parts({"Ticket ID": WHO, "at": AT, "Activity": WHAT})


def test_who_works_on_a_case_is_not_its_customer() -> None:
    assert "customer" not in parts(
        {"case_id": ["a", "a", "b", "b"], "user": ["x", "y", "x", "z"], "timestamp": AT, "activity": WHAT}
    )
    assert (
        parts({"case_id": ["a", "a", "b", "b"], "user": ["x", "x", "z", "z"], "timestamp": AT, "activity": WHAT})[
            "customer"
        ]
        == "user"
    )


def test_dates_without_an_event_make_a_wide_table() -> None:
    found = parts(
        {
            "order_id": ["a", "b", "c", "d"],
            "ordered_at": AT,
            "shipped_at": AT,
            "delivered_at": [*AT[:3], None],
            "promised_date": AT,
        }
    )
    assert found == {
        "case": "order_id",
        "times": [["ordered_at", "ordered"], ["shipped_at", "shipped"], ["delivered_at", "delivered"]],
        "due": "promised_date",
    }
    assert parts({"고객번호": WHO, "신청일": AT, "해지일": AT})["times"] == [["신청일", "신청"], ["해지일", "해지"]]


@pytest.mark.parametrize(
    ("table", "option"),
    [
        ({"who": WHO, "what": WHAT}, "--time"),
        ({"customer": WHO, "timestamp": AT, "done": WHAT}, "--event =NAME"),
        ({"ts_min": AT, "ts_max": AT, "user_id": WHO, "done": WHAT}, "--event =NAME"),
        ({"at": AT, "event": WHAT, "colour": ["red"] * 4}, "--customer"),
    ],
)
def test_what_cannot_be_told_names_the_option(table: dict[str, list[object]], option: str) -> None:
    with pytest.raises(ColumnUnclear) as caught:
        parts(table)
    assert option in caught.value.hint("en")
    assert option in caught.value.hint("ko")


def test_what_is_given_is_kept() -> None:
    given = Mapping(customer="b", event_name="visit", times=(("at", None),))
    assert parts({"customer_id": WHO, "b": WHO, "at": AT, "event": WHAT}, given) == {
        "customer": "b",
        "event_name": "visit",
        "times": [["at", None]],
    }


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(ColumnMissing) as caught:
        parts({"customer": WHO, "at": AT}, Mapping(customer="custmer"))
    assert "customer" in caught.value.hint("en")


def test_look_alikes_are_left_alone() -> None:
    found = parts(
        {"customer_segment": ["a", "b", "a", "b"], "user_agent": ["Mozilla"] * 4, "customer_id": WHO, "timestamp": AT, "event": WHAT, "zip_code": ["12345", "54321", "20240", "10001"],
         "source": ["a-long-unique-address-1", "b2", "c3", "d4"], "price_list": ["x"] * 4, "expected_value": ["1"] * 4}
    )  # fmt: skip
    assert found == {"customer": "customer_id", "event": "event", "times": [["timestamp", None]], "channel": "source"}
    assert names_one_of("customer_since", CUSTOMER) == 0


def test_mapping_survives_json_and_fills_what_is_open() -> None:
    full = Mapping(
        customer="a",
        identifiers=(("e-mail", "b"),),
        times=(("c", "won"), ("d", None)),
        zone="Asia/Seoul",
        dates="day-first",
    )
    assert Mapping.from_dict(full.to_dict() | {"new": 1}) == full
    assert full.wide
    assert full.named() == {"a", "b", "c", "d"}
    assert Mapping(event_name="x").over(Mapping(event="concept:name", case="c")) == Mapping(event_name="x", case="c")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("receipt_coselog/receipt.csv.gz", {"case": "case:concept:name", "event": "concept:name", "channel": "case:channel", "due": "case:deadline", "owner": "org:resource"}),
        ("receipt_coselog/receipt.xes.gz", {"case": "case:concept:name", "event": "concept:name", "channel": "case:channel", "due": "case:deadline", "owner": "org:resource"}),
        ("olist_leads/olist_marketing_qualified_leads_dataset.csv", {"customer": "mql_id", "times": [["first_contact_date", "first_contact"]], "channel": "origin"}),
        ("olist_leads/olist_closed_deals_dataset.csv", {"customer": "mql_id", "times": [["won_date", "won"]]}),
        ("cfpb_10k/cfpb_2023_10k.parquet", {"case": "complaint_id", "channel": "submitted_via", "text": "complaint_what_happened"}),
    ],
)  # fmt: skip
def test_real_files_are_understood(reference_data: Path, file: str, expected: dict[str, object]) -> None:
    source = open_source(str(reference_data / file))
    found = guess(source.columns, source.sample(2_000), source.defaults or Mapping()).to_dict()
    assert {part: found[part] for part in expected} == expected


@pytest.mark.parametrize(
    ("column", "taken"), [("한 일", True), ("내용", True), ("What", True), ("구분", False), ("무엇", False)]
)
def test_a_few_pasted_rows_get_no_invented_event(column: str, taken: bool) -> None:
    done = ["방문", "장바구니", "구매", "방문", "문의"]
    days = [f"2026-01-0{day}" for day in range(1, 6)]
    rows = pa.table({"고객": list("김이김박이"), "날짜": days, column: done, "금액": ["0", "0", "12000", "0", "0"]})
    mapping, unclear = guess_partly(rows.column_names, rows, Mapping())
    assert (mapping.event, mapping.event_name, unclear) == ((column, None, ()) if taken else (None, None, ("event",)))
    told = [
        "어제 산 셔츠의 소매가 뜯어져 왔어요",
        "배송이 너무 늦습니다",
        "포장이 좋았어요",
        "색이 달라요",
        "환불 바랍니다",
    ]
    prose = pa.table({"고객": list("김이김박이"), "날짜": days, "내용": told})
    assert guess_partly(prose.column_names, prose, Mapping())[0].text == "내용"


def test_sessions_need_a_name_and_then_come_in(reference_data: Path) -> None:
    source = open_source(str(reference_data / "airbnb_sessions" / "airbnb-session-data.txt"))
    with pytest.raises(ColumnUnclear):
        guess(source.columns, source.sample(), Mapping())
    found = guess(source.columns, source.sample(), Mapping(event_name="session"))
    assert (found.customer, found.times) == ("id_visitor", (("ts_min", None),))


def test_numbers_with_signs_and_fractions_are_no_times() -> None:
    sample = pa.table(
        {
            "user_id": ["a", "b", "a"],
            "created": ["2015-02-24 11:35:52 -0800", "2015-02-24 11:36:52 -0800", "2015-02-25 11:35:52 -0800"],
            "longitude": ["-119.27", "37.5", None],
        }
    )
    mapping = guess(sample.column_names, sample, Mapping(event_name="tweet"))
    assert mapping.times == (("created", None),)


def test_dates_with_dots_are_times() -> None:
    sample = pa.table({"회원ID": ["a", "b"], "이벤트": ["방문", "구매"], "접수": ["2024.03.05", "2024.03.06"]})
    assert guess(sample.column_names, sample, Mapping()).times == (("접수", None),)


MAYBE = ["u1", None, None, "u3"]
PHONES = ["010-1234-5671", "010-1234-5672", None, "02 999 1234"]
MAILS = ["a@x.kr", "b@x.kr", "c@x.kr", None]


@pytest.mark.parametrize(
    ("columns", "customer", "kind", "others"),
    [
        ({"user_pseudo_id": WHO, "user_id": MAYBE}, "user_id", "customer", [["anonymous", "user_pseudo_id"]]),
        ({"user_pseudo_id": WHO, "user_id": [None] * 4}, "user_pseudo_id", "anonymous", []),
        ({"visitorId": WHO, "memberNo": MAYBE}, "memberNo", "customer", [["anonymous", "visitorId"]]),
        ({"visitorId": WHO}, "visitorId", "customer", []),
        ({"device_id": WHO, "device": ["mobile", "pc", "mobile", "pc"], "회원번호": MAYBE}, "회원번호", "customer", [["device", "device_id"]]),
        ({"device_id": WHO}, "device_id", "device", []),
        ({"customer_id": WHO, "phone": PHONES, "email": MAILS, "agent_email": MAILS}, "customer_id", "customer", [["phone", "phone"], ["e-mail", "email"]]),
        ({"고객번호": WHO, "고객연락처": PHONES, "이메일": MAILS}, "고객번호", "customer", [["phone", "고객연락처"], ["e-mail", "이메일"]]),
        ({"customer_id": WHO, "phone": ["iPhone", "Galaxy", "iPhone", "Pixel"], "email": ["yes", "no", "yes", "no"]}, "customer_id", "customer", []),
        ({"email": MAILS, "phone": PHONES}, "email", "e-mail", [["phone", "phone"]]),
        ({"쿠키아이디": WHO, "고객ID": MAYBE}, "고객ID", "customer", [["anonymous", "쿠키아이디"]]),
    ],
)  # fmt: skip
def test_a_number_of_ones_own_goes_before_a_device(
    columns: dict[str, list[object]], customer: str, kind: str, others: list[list[str]]
) -> None:
    found = parts({**columns, "at": AT, "event": WHAT})
    assert (found["customer"], found.get("customer_kind", "customer")) == (customer, kind)
    assert found.get("identifiers", []) == others


def test_who_reports_is_a_customer_unless_they_work_on_it() -> None:
    table: dict[str, list[object]] = {
        "Issue key": ["A-1", "A-1", "A-2", "A-2"], "Changed": AT, "From": [None, "To Do", None, "To Do"],
        "To": ["To Do", "Done", "To Do", "Done"], "Assignee": ["kim", "lee", "kim", "lee"],
    }  # fmt: skip
    found = parts({**table, "Reporter": ["anna", "anna", "ben", "ben"]})
    assert (found["customer"], found["case"], found["event"], found["owner"]) == (
        "Reporter",
        "Issue key",
        "To",
        "Assignee",
    )
    assert "customer" not in parts({**table, "Reporter": ["kim", "kim", "lee", "lee"]})
    named = parts({**table, "Reporter": ["anna", "anna", "ben", "ben"], "Customer": ["x", "x", "y", "y"]})
    assert named["customer"] == "Customer"


def test_times_that_a_case_keeps_are_not_when_its_events_were() -> None:
    opened = ["2024-03-01 09:00"] * 2 + ["2024-03-02 09:00"] * 2
    tickets: dict[str, list[object]] = {"number": ["INC0001", "INC0001", "INC0002", "INC0002"], "opened_at": opened, "incident_state": ["New", "Closed", "New", "Closed"], "sys_updated_at": AT}  # fmt: skip
    assert parts(tickets) == {"case": "number", "times": [["sys_updated_at", None]], "event": "incident_state"}
    issues: dict[str, list[object]] = {"Issue Key": ["A-1", "A-1", "A-2", "A-2"], "Created": opened, "From": ["Open", "Review", "Open", "Review"], "To": ["Review", "Done", "Review", "Done"], "Changed At": AT}  # fmt: skip
    assert parts(issues) == {"case": "Issue Key", "times": [["Changed At", None]], "event": "To"}
    states: dict[str, list[object]] = {"Issue Key": ["A-1", "A-1", "A-2", "A-2"], "Opened": opened, "Closed": ["2024-03-09"] * 4}  # fmt: skip
    assert parts(states)["times"] == [["Opened", "opened"], ["Closed", "closed"]], (
        "where none changes, all are milestones"
    )


def test_codes_of_things_with_several_rows_are_cases() -> None:
    codes: list[object] = ["489434", "489434", "489435", "489435"]
    assert parts({"Invoice": codes, "Customer ID": ["1", "1", "2", "2"], "InvoiceDate": AT})["case"] == "Invoice"
    issues: list[object] = ["Late flight", "Late flight", "Lost bag", "Lost bag"]
    assert "case" not in parts({"Issue": issues, "Customer ID": ["1", "1", "2", "2"], "Date": AT, "event": WHAT})
    assert "case" not in parts({"Order": [1, 2, 1, 2], "Customer ID": ["1", "1", "2", "2"], "Date": AT, "event": WHAT})


def test_who_is_known_by_a_phone_or_an_account_alone() -> None:
    calls: dict[str, list[object]] = {"CallID": ["C1", "C2", "C3", "C4"], "ANI": PHONES, "StartTime": AT, "event": WHAT}  # fmt: skip
    assert parts(calls)["customer"] == "ANI"
    account: dict[str, list[object]] = {"계좌번호": ["110-1", "110-1", "110-2", "110-2"], "거래일자": AT, "거래구분": ["입금", "출금", "입금", "출금"]}  # fmt: skip
    assert (parts(account)["customer"], parts(account)["event"]) == ("계좌번호", "거래구분")


@pytest.mark.parametrize("name", ["Open Data Channel Type", "sales_channel", "channelGrouping", "Original Source"])
def test_names_of_channels(name: str) -> None:
    assert parts({"user_id": WHO, "at": AT, "event": WHAT, name: ["web", "web", "shop", "shop"]})["channel"] == name


@pytest.mark.parametrize(
    "called",
    [
        ["Maria Garcia", "Maria Garcia", "Wei Chen", "Person 3"], ["김민수", "김민수", "이영희", "박서준"],
        [unicodedata.normalize("NFD", name) for name in ("김민수", "김민수", "이영희", "박서준")],
    ],
)  # fmt: skip
def test_an_address_says_more_surely_who_it_is_than_a_name(called: list[object]) -> None:
    mails: list[object] = ["m@a.example", "maria@b.example", "wei@c.example", "p3@d.example"]
    for mail in ("Requester email", "Email"):
        found = parts({"Requester": called, mail: mails, "ts": AT, "event": WHAT})
        assert (found["customer"], found.get("identifiers")) == (mail, None)
    assert parts({"Requester": called, "ts": AT, "event": WHAT})["customer"] == "Requester"
    phones: list[object] = ["010-1234-5671", "010-1234-5672", "010-1234-5673", "010-1234-5674"]
    assert parts({"고객": called, "연락처": phones, "ts": AT, "event": WHAT})["customer"] == "연락처"


@pytest.mark.parametrize(
    ("user", "mails", "customer"),
    [
        (["maria", "maria", "weichen", "person"], ["m@a.example", "m@a.example", "w@c.example", "p@d.example"], "user"),
        (["maria", "maria", "weichen", "person"], ["m@a.example", "maria@b.example", "w@c.example", "p@d.example"], "Email"),
        (["c-1", "c-1", "c-2", "c-3"], ["m@a.example", "maria@b.example", "w@c.example", "p@d.example"], "user"),
    ],
)  # fmt: skip
def test_a_name_that_several_share_is_nobodys(user: list[object], mails: list[object], customer: str) -> None:
    assert parts({"user": user, "Email": mails, "ts": AT, "event": WHAT})["customer"] == customer


def test_names_of_orders_are_cases_and_those_of_people_are_not() -> None:
    made: dict[str, list[object]] = {"created_at": AT, "paid_at": AT, "Email": [f"m{at}@x.example" for at in range(4)]}
    orders: list[object] = ["#1001", "#1001", "#1002", "#1003"]
    assert parts(made | {"Name": orders})["case"] == "Name"
    for called in (["user01", "user01", "user02", "user03"], ["Mug", "Mug", "Cap", "Shirt"]):
        assert "case" not in parts(made | {"Name": [*called]})


def test_when_a_row_was_last_changed_is_no_event_of_its_own() -> None:
    table: dict[str, list[object]] = {"lead": WHO, "created_at": AT, "updated_at": AT, "closed_at": AT}
    assert parts(table)["times"] == [["created_at", "created"], ["closed_at", "closed"]]
    korean: dict[str, list[object]] = {"고객번호": WHO, "접수일시": AT, "최종수정일시": AT, "해결일시": AT}
    assert parts(korean)["times"] == [["접수일시", "접수"], ["해결일시", "해결"]]


def test_who_wrote_it_goes_before_the_number_of_what_was_written() -> None:
    names: list[object] = ["kim", "kim", "lee", "park"]
    table: dict[str, list[object]] = {"post_id": ["9001", "9002", "9003", "9004"], "name": names, "created": AT}
    given = Mapping(event_name="post")
    assert parts(table, given)["customer"] == "name"
    assert parts(table | {"post_id": ["9001", "9001", "9002", "9003"]}, given)["customer"] == "post_id", (
        "a key that comes back"
    )
    assert parts({"글번호": table["post_id"], "닉네임": names, "작성일시": AT}, given)["customer"] == "닉네임"
