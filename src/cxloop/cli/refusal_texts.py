"""Why rows are refused, in English and Korean."""

from __future__ import annotations

from typing import Final

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "refusal.columns_wrong": ("wrong number of columns", "열 개수가 맞지 않음"),
    "refusal.encoding": ("characters that cannot be read", "읽을 수 없는 글자"),
    "refusal.json_broken": ("broken JSON", "JSON 형식 오류"),
    "refusal.customer_missing": ("no customer and no case", "고객도 건도 없음"),
    "refusal.event_missing": ("no event name", "이벤트 이름 없음"),
    "refusal.time_missing": ("no time", "시각 없음"),
    "refusal.time_unreadable": ("a time that cannot be read", "시각을 읽을 수 없음"),
    "refusal.due_unreadable": ("a due time that cannot be read", "기한을 읽을 수 없음"),
    "refusal.value_unreadable": ("a value that is no number", "숫자가 아닌 금액"),
}
