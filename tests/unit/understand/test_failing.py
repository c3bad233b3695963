"""Which names and values say that something failed, and which only look like it."""

from __future__ import annotations

import unicodedata

import pytest

from cxloop.understand.failing import failing_values, named_after, says_failed, says_status

FAILED = [
    "error",
    "Payment Error",
    "paymentError",
    "PAYMENT_FAILED",
    "login-failure",
    "app.crash",
    "timeout",
    "time out",
    "request timed out",
    "page not found",
    "access denied",
    "invalid coupon",
    "service unavailable",
    "card declined",
    "payment rejected",
    "결제 실패",
    "결제_오류",
    "로그인 에러",
    "통신 장애",
    "앱 먹통",
    "접속 끊김",
    "로그인안됨",
    "결제 거절",
    "한도초과 승인",
    "이체한도 초과",
]
FINE = [
    "visit",
    "A_DECLINED",
    "application rejected",
    "offer refused",
    "terror film",
    "unfailing",
    "errand",
    "infallible",
    "order",
    "refund",
    "주문 완료",
    "결제",
    "취소",
    "반려",
    "가입 거절",
    "문의",
    "cancelled",
    "return requested",
    "crashpad",
    "timeouts policy page",
]


@pytest.mark.parametrize("name", FAILED)
def test_names_of_failures(name: str) -> None:
    assert says_failed(name)
    assert says_failed(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize("name", FINE)
def test_names_that_only_look_like_it(name: str) -> None:
    assert not says_failed(name)


@pytest.mark.parametrize(
    ("error", "step"),
    [
        ("payment_failed", "payment"),
        ("Payment Error", "payment"),
        ("failed login", "login"),
        ("add to cart error", "Add to Cart"),
        ("card declined", "card"),
        ("결제 실패", "결제"),
        ("결제_오류", "결제"),
        ("error", None),
        ("오류", None),
        ("upload failed", None),
    ],
)
def test_the_step_an_error_is_named_after(error: str, step: str | None) -> None:
    events = ["visit", "payment", "login", "Add to Cart", "card", "결제", "payment page", error]
    assert named_after(error, events) == (events.index(step) if step else -1)
    typed_on_mac = [unicodedata.normalize("NFD", name) for name in events]
    assert named_after(typed_on_mac[-1], typed_on_mac) == (events.index(step) if step else -1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("status", True),
        ("payment_status", True),
        ("http_status", True),
        ("result", True),
        ("isError", True),
        ("errorCode", True),
        ("success", True),
        ("처리상태", True),
        ("결제 결과", True),
        ("실패 사유", True),
        ("state", True),
        ("estate", False),
        ("plan", False),
        ("country", False),
        ("results", False),
        ("등급", False),
    ],
)
def test_properties_that_tell_success_from_failure(name: str, said: bool) -> None:
    assert says_status(name) is said
    assert says_status(unicodedata.normalize("NFD", name)) is said


@pytest.mark.parametrize(
    ("name", "failing", "fine"),
    [
        (
            "status",
            ["failed", "FAIL", " error ", "timeout", "실패"],
            ["ok", "open", "cancelled", "failed over", "", "성공"],
        ),
        ("success", ["false", "0", "No", "아니오"], ["true", "1", "yes", ""]),
        ("http_status", ["404", "500", "503.0"], ["200", "301", "40", "4040"]),
        ("error_code", ["E17", "timeout"], ["", "0", "none", "정상", "없음"]),
        ("처리 결과", ["실패", "오류"], ["성공", "보류"]),
    ],
)
def test_values_that_mean_failure(name: str, failing: list[str], fine: list[str]) -> None:
    found = failing_values(name, [*failing, *fine])
    assert found.tolist() == [True] * len(failing) + [False] * (len(fine) + 1)
    assert not found[-1], "a missing value says nothing"
