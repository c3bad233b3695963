"""The outcome that is chosen where nobody named one."""

from __future__ import annotations

import pytest

from cxloop.app.outcome_choice import choose


@pytest.mark.parametrize(
    ("steps", "properties", "cases", "expected"),
    [
        ([("visit", 100), ("order placed", 40), ("order cancelled", 50)], [], 0, "reaches:order placed"),
        ([("방문", 100), ("주문 완료", 40)], ["rating"], 0, "reaches:주문 완료"),
        ([("order", 100)], ["stars"], 0, "rating:stars"),
        ([("contact", 100), ("won", 10)], [], 0, "reaches:won"),
        ([("opened", 100), ("closed", 90)], [], 100, "duration"),
        ([("visit", 100)], [], 0, "returns:30"),
        ([("payment error", 30), ("visit", 100)], [], 0, "returns:30"),
    ],
)
def test_chosen_with_a_reason(steps: list[tuple[str, int]], properties: list[str], cases: int, expected: str) -> None:
    outcome, reason = choose(steps, properties, journeys=100, cases=cases)
    assert str(outcome) == expected
    assert reason
