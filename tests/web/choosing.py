"""How tests put a question together: the words on the page, and what is chosen from it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from web.running import ANSWERED

FUNNEL = f"/funnel?{urlencode([('step', '방문'), ('step', '결제 시작'), ('step', '주문 완료')])}"
WORDS = {
    "filter": ("Filter", "필터"),
    "did": ("did a step …", "어떤 단계가 있는 여정만 …"),
    "undo": ("Undo", "되돌리기"),
    "week": ("Last 7 days", "최근 7일"),
    "month": ("Last 30 days", "최근 30일"),
    "all": ("All time", "전체 기간"),
    "old": ("The last event is of", "마지막 이벤트가"),
    "before": ("the previous period", "바로 앞 기간"),
    "case": ("Per case", "건별"),
    "channel": ("a channel against the others …", "한 채널과 나머지 …"),
    "segment": ("a named segment …", "세그먼트 …"),
    "segment_a": ("Segment", "세그먼트"),
    "against": ("against", "비교 대상"),
    "others": ("the others", "나머지"),
    "against_others": ("오류 만난 사람 against the others", "오류 만난 사람 대 나머지"),
    "values": ("Value", "값"),
    "cancel": ("Cancel", "취소"),
    "cancelled": ("Cancelled.", "취소했습니다."),
}


def word(key: str, language: str) -> str:
    return WORDS[key][language == "ko"]


def asked(page: Any) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def answered(page: Any) -> None:
    page.wait_for_timeout(60)  # the question is asked a moment after the last choice
    page.wait_for_function(ANSWERED)


def step(page: Any, number: int, language: str = "en") -> Any:
    return page.get_by_role("combobox", name=f"Step {number}" if language == "en" else f"{number}번 단계", exact=True)


def option(page: Any, name: str) -> Any:
    return page.locator("li[role=option]").filter(has_text=name).first


def button(page: Any, key: str, language: str) -> Any:
    return page.locator("form.choosing").get_by_role("button", name=word(key, language), exact=True)
