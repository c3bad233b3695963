"""The outcome to measure pain with where nobody named one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cxloop.model.outcome import Outcome
from cxloop.model.rule import nfc

_BOUGHT: Final = re.compile(
    r"\b(order(ed)?|purchase[ds]?|bought|buy|paid|won|book(ed|ing)?|subscribed?|sign(ed)?[ _-]?up)\b"
    r"|주문 ?완료|구매|결제 ?완료|예약 ?완료|가입 ?완료|계약",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"\b(cancel\w*|fail\w*|error|declin\w*|request\w*|view\w*|start\w*|page|form|search|status)\b"
    r"|취소|실패|오류|조회",
    re.IGNORECASE,
)
_RATED: Final = re.compile(r"^(rating|score|stars?|csat|nps|ces|satisfaction|평점|별점|만족도|점수)$", re.IGNORECASE)
_SINGLE: Final = 1.2


def looks_rated(name: str) -> bool:
    """Whether a property is called as a rating is."""
    return _RATED.search(nfc(name)) is not None


def choose(
    steps: Sequence[tuple[str, int]], properties: Sequence[str], *, journeys: int, cases: int
) -> tuple[Outcome, str]:
    """An outcome and the reason for it. steps: event names with the journeys that have them, of `journeys` in all;
    properties: those that hold numbers.

    What looks like a purchase comes first, if some but not all get there; then a rating; then, where each journey is
    one case, how long it takes; else whether people come back within 30 days.

    >>> choose([("visit", 90), ("order placed", 30)], [], journeys=90, cases=0)[0]
    Outcome(kind='reaches', step='order placed', days=None, property_name=None)
    >>> choose([("opened", 90)], ["score"], journeys=90, cases=90)[0].property_name
    'score'
    """
    bought = [step for step in steps if _BOUGHT.search(nfc(step[0])) and not _NOT_YET.search(nfc(step[0]))]
    reached = [step for step in bought if 0.01 * journeys <= step[1] <= 0.95 * journeys]
    if reached:
        name = max(reached, key=lambda step: step[1])[0]
        return Outcome("reaches", step=name), f"no outcome was named; “{name}” looks like the step that matters"
    rated = next(filter(looks_rated, properties), None)
    if rated is not None:
        return Outcome(
            "rating", property_name=rated
        ), f"no outcome was named; “{rated}” looks like what customers think"
    if cases and journeys and cases <= _SINGLE * journeys:
        return Outcome("duration"), "no outcome was named; each journey is one case, so how long it takes is measured"
    return Outcome("returns", days=30.0), "no outcome was named; whether customers come back within 30 days is measured"
