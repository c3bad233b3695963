"""Which events say that something failed: by name or by property, English and Korean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import nfc

_FAILED: Final = re.compile(
    r"(?<![a-z])(error|errors|fail|fails|failed|failure|exception|crash|crashed|time[- _]?out|timed[- _]?out|invalid|"
    r"unavailable|not[- _]found|denied|oops)(?![a-z])|오류|에러|실패|장애|먹통|끊김|불능|[가-힣]*안 ?됨$"
)
_REFUSED: Final = re.compile(r"(?<![a-z])(declined|rejected|refused|blocked)(?![a-z])|거절|거부|한도 ?초과")
_MONEY: Final = re.compile(r"(?<![a-z])(pay|payment|card|checkout|transaction|billing)(?![a-z])|결제|카드|승인|이체")
_STATUS: Final = re.compile(
    r"^(.* )?(status|result|outcome|state|success|ok|succeeded|is error|error|has error|errors? ?code|error type|"
    r"status code|response code)$|(상태|결과|성공|성공 ?여부|오류|오류 ?코드|에러|에러 ?코드|실패 ?사유)$"
)
_BAD_VALUE: Final = re.compile(r"^(fail|failed|failure|error|errored|timeout|exception|ko|nok|실패|오류|에러|장애)$")


@lru_cache(4_096)
def words_of(name: str) -> str:
    """A name in lower case, NFC, with camel case and signs opened up, so that words can be found in it.

    >>> words_of("PaymentError"), words_of("결제_실패")
    ('payment error', '결제 실패')
    """
    opened = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", nfc(name))
    return re.sub(r"[_\-./:]+", " ", opened).lower().strip()


def says_failed(event: str) -> bool:
    """Whether an event's name says that something failed.

    >>> [says_failed(name) for name in ("payment_error", "결제 실패", "A_DECLINED", "card declined", "terror film")]
    [True, True, False, True, False]
    """
    words = words_of(event)
    return bool(_FAILED.search(words) or (_REFUSED.search(words) and _MONEY.search(words)))


@lru_cache(8)
def failed_events(events: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which of the events say by their names that something failed, by code, and False for the missing one at -1.

    A log may have a hundred thousand names, and every detector asks, so the answer is kept.

    >>> failed_events(("visit", "payment error")).tolist()
    [False, True, False]
    """
    failed = np.array([says_failed(name) for name in events] + [False], np.bool_)
    failed.setflags(write=False)
    return failed


def named_after(event: str, events: Sequence[str], failed: Callable[[str], bool] = says_failed) -> int:
    """The step an error event is named after: its code among `events`, -1 where its name names none. failed: which of
    them are errors themselves.

    >>> named_after("payment_failed", ["visit", "payment", "payment_failed"]), named_after("error", ["visit", "error"])
    (1, -1)
    """
    rest = re.sub(r"\s+", " ", _REFUSED.sub(" ", _FAILED.sub(" ", words_of(event)))).strip()
    if not rest:
        return -1
    for code, other in enumerate(events):
        if other != event and words_of(other) == rest and not failed(other):
            return code
    return -1


def says_status(property_name: str) -> bool:
    """Whether a property by its name tells success from failure.

    >>> [says_status(name) for name in ("status", "paymentResult", "처리결과", "estate")]
    [True, True, True, False]
    """
    return bool(_STATUS.search(words_of(property_name)))


def failing_values(property_name: str, values: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which values of such a property mean failure; one more entry, False, for the missing value at -1.

    >>> failing_values("status", ["ok", "failed"]).tolist(), failing_values("http_status", ["200", "503"]).tolist()
    ([False, True, False], [False, True, False])
    """
    name = words_of(property_name)
    return np.array([_fails(name, nfc(value).strip().lower()) for value in values] + [False], np.bool_)


def _fails(name: str, value: str) -> bool:
    if re.search(r"success|succeeded|\bok\b|성공", name):
        return value in ("false", "0", "no", "n", "실패", "아니오")
    if re.search(r"http|status code|response code", name) and re.fullmatch(r"\d{3}(\.0)?", value):
        return value[0] in "45"
    if re.search(r"error|오류|에러|실패", name):
        return value not in ("", "0", "false", "no", "n", "none", "null", "ok", "없음", "정상")
    return bool(_BAD_VALUE.match(value))
