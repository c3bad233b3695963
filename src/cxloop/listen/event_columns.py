"""Columns that say what happened though they are called by no name in use: told from how the name ends, or from a pair
of what was and what is now, and from how their values change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cxloop.listen import names
from cxloop.listen.looks import Look
from cxloop.listen.nameless import changes, is_like_events

_STATES: Final = frozenset({"status", "state", "stage", "step", "phase"})
_SORTS: Final = frozenset({"type", "kind", "category"})
_NEWS: Final = frozenset({"new", "next", "to"})
_ACTS: Final = frozenset(
    "interaction contact event activity action request log touch touchpoint inquiry enquiry call chat visit message "
    "transaction task "
    "상담 문의 접수 민원 처리 활동 이벤트 행동 행위 업무 작업 요청 불만 응대 통화 방문 신청 접점 접촉 연락 거래".split()
)
_KOREAN_STATES: Final = ("단계", "상태")
_KOREAN_SORTS: Final = ("유형", "구분", "종류")
_OF_OTHERS: Final = frozenset("이전 직전 현재 최종 재고 상품 제품 품목 계정 가입".split()) | names.CUSTOMER
"""What has a state that is none of a journey, or one that does not tell when it began."""
_PAIRS: Final = (
    ("from", "to"), ("old", "new"), ("from_value", "to_value"), ("old_value", "new_value"),
    ("from_string", "to_string"), ("from_status", "to_status"), ("old_status", "new_status"),
    ("previous_status", "new_status"), ("from_state", "to_state"), ("old_state", "new_state"), ("이전", "이후"),
    ("변경전", "변경후"), ("변경_전", "변경_후"), ("이전상태", "이후상태"), ("이전상태", "변경상태"),
    ("변경전상태", "변경후상태"), ("이전값", "변경값"), ("이전값", "새값"),
)  # fmt: skip
_MOSTLY: Final = 0.8


def event_column(looks: Sequence[Look], who: Look | None) -> Look | None:
    """The one of these columns that says what happened; None where none surely does. who: the customer or the case, for
    whom what happens changes from row to row: where each has a row alone, a state is but the latest one."""
    if who is None or who.unique == 1.0:
        return None
    now = _now_of_pair(looks, who)
    if now is not None:
        return now
    ranked = [(rank, place) for place, look in enumerate(looks) if (rank := _rank(look.plain)) is not None]
    fitting = (looks[place] for _, place in sorted(ranked))
    return next((look for look in fitting if is_like_events(look) and changes(look, who)), None)


def _rank(plain: str) -> int | None:
    """How likely a column of this name says what happened, the likeliest first; None where it hardly does.

    >>> [_rank(name) for name in ("order_status", "주문상태", "request_type", "상담유형", "product_type", "회원상태")]
    [0, 0, 1, 1, None, None]
    """
    *before, last = plain.split("_")
    if last in _STATES and before and set(before) <= names.CASE | _NEWS:
        return 0
    if last in _SORTS and before and set(before) <= _ACTS:
        return 1
    whole = plain.replace("_", "")
    for rank, endings in enumerate((_KOREAN_STATES, _KOREAN_SORTS)):
        for ending in endings:
            of = whole.removesuffix(ending)
            if of != whole and of and (of not in _OF_OTHERS if rank == 0 else of in _ACTS):
                return rank
    return None


def _now_of_pair(looks: Sequence[Look], who: Look) -> Look | None:
    """What is now, where each row of somebody goes on from what the one before has led to."""
    named = {look.plain: look for look in looks}
    for old, new in _PAIRS:
        if old in named and new in named and is_like_events(named[new]) and _chained(named[old], named[new], who):
            return named[new]
    return None


def _chained(old: Look, new: Look, who: Look) -> bool:
    rows = list(zip(*(look.texts.to_pylist() for look in (who, old, new)), strict=True))
    for ordered in (rows, rows[::-1]):
        reached: dict[str, str] = {}
        goes_on = followed = 0
        for one, was, now in ordered:
            if one is None or now is None:
                continue
            if one in reached:
                followed += 1
                goes_on += reached[one] == was
            reached[one] = now
        if followed and goes_on >= _MOSTLY * followed:
            return True
    return False
