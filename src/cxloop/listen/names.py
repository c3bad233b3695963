"""Words that tell, in English and Korean, what part a column plays."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PIECES: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\uac00-\ud7a3]+")

KEYS: Final = frozenset(
    {
        "id",
        "ids",
        "no",
        "nr",
        "num",
        "number",
        "key",
        "code",
        "uuid",
        "guid",
        "pk",
        "hash",
        "ref",
        "reference",
        "identifier",
    }
)
KOREAN_KEYS: Final = ("번호", "아이디", "코드", "식별자", "키", "넘버")

CUSTOMER: Final = frozenset(
    "customer customers client clients cust user users userid member visitor visitors consumer subscriber patient student shopper buyer guest "
    "distinct fullvisitor klant kunde kundennummer kundennr cliente passenger household lead prospect mql person party caller contact requester applicant cardholder policyholder citizen "
    "고객 회원 사용자 이용자 방문자 가입자 환자 구매자 손님 신청자 유저 reporter requestor 요청자 문의자".split()
)
REPORTER: Final = frozenset("reporter requester requestor 요청자".split())
"""Who brought a matter up: a customer, or a colleague."""
CALLED: Final = frozenset(
    "name username user_name screen_name handle nickname author author_name full_name fullname 이름 성명 닉네임 별명 작성자 작성자명 글쓴이 아이디".split()
)
"""What somebody is called, where nothing says better who it is."""
MAIL: Final = frozenset("mail email e address 이메일 메일 고객이메일 회원이메일".split())
ANONYMOUS: Final = frozenset("anonymous anon pseudo cookie visitor visitors fullvisitor 익명 쿠키 방문자".split())
DEVICE: Final = frozenset("device devices 기기 단말 단말기 디바이스".split())
ADVERTISING: Final = frozenset("idfa idfv gaid aaid adid advertising_id".split())
PHONE: Final = frozenset(
    "phone telephone tel mobile cell cellphone msisdn ani 발신번호 전화 전화번호 휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 핸드폰번호 연락처".split()
)
CASE: Final = frozenset(
    "case ticket order claim application complaint request incident invoice booking reservation loan contract issue trace process basket "
    "transaction shipment quote enquiry inquiry session opportunity deal job "
    "주문 접수 신청 문의 민원 청구 계약 예약 티켓 사건 건 거래 세션 대출 상담".split()
)
WEAK_CASE: Final = frozenset("session transaction basket process job 세션 거래".split())
EVENT: Final = (
    "concept:name", "activity", "event", "event_name", "activity_name", "action", "event_type", "stage", "step", "task", "operation", "activity_type",
    "action_type", "event_action", "what_happened", "behavior", "behaviour", "interaction", "interaction_type", "milestone", "status", "order_status", "aktion", "vorgang", "activiteit", "actividad", "event_category", "type", "page", "what",
    "이벤트", "이벤트명", "활동", "활동명", "단계", "처리단계", "진행단계", "행동", "업무", "작업", "행위", "한_일", "한일", "일어난_일", "액션", "동작", "행동명", "활동내용", "활동_내용", "처리내용", "진행상태", "처리상태", "상태", "유형", "내용",
)  # fmt: skip
CHANNEL: Final = (
    "channel", "touchpoint", "submitted_via", "via_channel", "contact_channel", "channel_name", "via", "medium", "contact_method", "intake_channel", "source",
    "origin", "original_source", "lead_source", "platform", "채널", "채널명", "접수채널", "접점", "유입채널", "접수경로", "유입경로", "경로", "매체", "플랫폼",
)  # fmt: skip
CHANNEL_ENDINGS: Final = ("_channel", "channel_type", "channel_name", "channel_grouping")
OWNER: Final = (
    "org:resource", "resource", "owner", "agent", "assignee", "assigned_to", "handler", "operator", "employee", "staff", "advisor", "worker", "rep",
    "sales_rep", "agent_id", "agent_name", "owner_id", "employee_id", "assignee_id", "resource_id", "csr",
    "담당자", "상담사", "상담원", "처리자", "담당", "직원", "담당자명", "담당자_id", "작업자", "접수자",
)  # fmt: skip
VALUE: Final = frozenset(
    "amount price value revenue sales total turnover payment 금액 매출 매출액 가격 결제금액 주문금액 판매금액 거래금액 총액 결제액".split()
)
VALUE_WITH: Final = frozenset(
    "total order net gross sales paid payment usd eur krw won brl gbp in transaction purchase amt event 원 총".split()
)
NO_VALUE: Final = ("할인", "환불", "취소", "쿠폰", "포인트", "수수료", "배송", "반품")
"""Beginnings of amounts that are no worth of an event."""
TEXT: Final = frozenset(
    "text comment comments message narrative description review feedback body content note notes transcript remarks verbatim happened "
    "내용 상담내용 의견 후기 메시지 문의내용 리뷰 메모 비고 본문 코멘트 민원내용 불만내용".split()
)
EVENT_ID: Final = frozenset(
    {"event", "message", "row", "log", "record", "hit", "entry", "insert", "이벤트", "로그", "메시지"}
)

DUE: Final = (
    "promised",
    "promise",
    "deadline",
    "due",
    "sla",
    "planned",
    "estimated",
    "expected",
    "약속",
    "기한",
    "마감",
    "예정",
    "납기",
)
TIME: Final = frozenset(
    "time timestamp date datetime zeit datum zeitstempel fecha ts ds dt at on when day moment occurred created timestampz 일시 시각 시간 날짜 일자 등록일 발생일 접수일 처리일 주문일 생성일".split()
)
KOREAN_TIME: Final = ("일시", "시각", "시간", "날짜", "일자", "일")
GENERIC_TIME: Final = TIME | frozenset(
    "min max start end begin first last event activity log utc local server original sent complete completed updated modified ms us epoch unix "
    "case record row created_at hour year month 이벤트 활동 발생 등록 생성 기록".split()
)
WRITTEN: Final = frozenset("created updated modified recorded logged inserted added registered saved".split())
REVISED: Final = frozenset(
    "updated modified edited last_updated last_modified last_edited last_update last_modification record_updated row_updated "
    "수정 변경 갱신 업데이트 최종수정 최종변경 최종갱신 최근수정 최근변경 마지막수정 마지막변경".split()
)
"""What a time is called that only says when a row was last written."""
BEGINNING: Final = frozenset("start started begin min first created occurred 시작 발생 접수 등록 생성".split())
ENDING: Final = frozenset(
    "end ended finish finished complete completed max last updated modified sent received changed closed 종료 완료 수정 변경 original".split()
)


_CONTAINERS: Final = frozenset(
    "properties props event_properties payload data attributes attrs fields params event_params parameters _source record".split()
)
"""Objects that hold what a row is about without saying what it is."""


def inner(name: str) -> str:
    """The name of a column out of an object, without the objects that only hold it.

    >>> inner("properties.user.id"), inner("user.id"), inner("data")
    ('user.id', 'user.id', 'data')
    """
    held = name.split(".")
    while len(held) > 1 and held[0].lower() in _CONTAINERS:
        held = held[1:]
    return ".".join(held)


def plain(name: str) -> str:
    """A name in lower case, words joined by `_`, the prefix `case:` and the like kept.

    >>> plain("Event Name"), plain("userId"), plain("case:concept:name")
    ('event_name', 'user_id', 'case:concept:name')
    """
    if ":" in name:
        return unicodedata.normalize("NFC", name).strip().lower()
    return "_".join(words(name))


def words(name: str) -> tuple[str, ...]:
    """The words of a name, lower case, NFC.

    >>> words("id_visitor"), words("CustomerID"), words("고객번호")
    (('id', 'visitor'), ('customer', 'id'), ('고객번호',))
    """
    return tuple(piece.lower() for piece in _PIECES.findall(unicodedata.normalize("NFC", name)))


def _parted(word: str, nouns: frozenset[str]) -> tuple[str, ...]:
    # `visitorid`, `ticketno`: a noun and a key written as one
    for key in KEYS:
        if word.endswith(key) and word.removesuffix(key) in nouns:
            return word.removesuffix(key), key
    return (word,)


def names_one_of(name: str, nouns: frozenset[str]) -> int:
    """How surely a column identifies one of `nouns`: 3 noun and key, 2 the noun alone, 0 something else about it.

    >>> names_one_of("id_visitor", CUSTOMER), names_one_of("고객번호", CUSTOMER), names_one_of("customer_segment", CUSTOMER)
    (3, 3, 0)

    Of a column out of an object, the nearest noun says whose it is:

    >>> names_one_of("order.customer.id", CUSTOMER), names_one_of("order.customer.id", CASE)
    (3, 0)
    """
    near = ".".join(inner(name).split(".")[-2:])
    found = {part for word in words(near.removeprefix("case:")) for part in _parted(word, nouns)}
    found -= {"dim", "fk", "the", "unique", "pseudo", "full"}
    korean = next(
        (key for key in KOREAN_KEYS for word in found if word.endswith(key) and word.removesuffix(key) in nouns), None
    )
    if korean is not None and all(word in KEYS or word.endswith(korean) for word in found):
        return 3
    rest = found - KEYS
    if not rest or not rest <= nouns | {word for word in found if word in KOREAN_KEYS}:
        return 0
    return 3 if found & KEYS or found & set(KOREAN_KEYS) else 2
