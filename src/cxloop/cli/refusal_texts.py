"""Why rows and messages are refused, in English and Korean."""

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
    "refusal.type_unknown": ("unknown type of message", "알 수 없는 메시지 종류"),
    "refusal.id_missing": ("nobody it belongs to", "누구의 것인지 없음"),
    "refusal.message_too_large": ("too large", "너무 큼"),
    "refusal.field_unreadable": ("a field that cannot be read", "읽을 수 없는 필드"),
    "refusal.field_too_long": ("a field that is too long", "너무 긴 필드"),
    "refusal.control_characters": ("control characters in a name", "이름에 제어 문자"),
    "refusal.number_unreadable": ("a number beyond all bounds", "너무 큰 수"),
    "refusal.too_deep": ("values nested too deeply", "너무 깊이 겹친 값"),
    "refusal.id_reused": ("the id of another message", "다른 메시지의 ID"),
    "refusal.request_unreadable": ("a request that cannot be read", "읽을 수 없는 요청"),
}
