"""Errors around what comes in: messages in quarantine, and schemas."""

from __future__ import annotations

from typing import ClassVar

from cxloop.errors import CallerError, Unknown


class UnknownRefusal(Unknown):
    """No such message in quarantine."""

    code, field = "unknown_refusal", "number"
    texts: ClassVar = {
        "en": "There is no message {number} in quarantine.",
        "ko": "격리된 {number}번 메시지가 없습니다.",
    }
    hints: ClassVar = {
        "en": "`cxloop quarantine list` lists them.",
        "ko": "`cxloop quarantine list`로 목록을 볼 수 있습니다.",
    }


class BadMessage(CallerError):
    """A message as somebody mended it would be refused again."""

    code = "bad_message"
    texts: ClassVar = {
        "en": "The message would be refused again: {reason}.",
        "ko": "메시지가 다시 거절됩니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Write the whole message as one JSON object.",
        "ko": "메시지 전체를 JSON 객체 하나로 쓰세요.",
    }


class UnknownSchema(Unknown):
    """No schema, and nothing to make one from."""

    code, field = "unknown_schema", "event"
    texts: ClassVar = {
        "en": 'The event "{event}" has no schema, and none has come in to make it from.',
        "ko": "“{event}” 이벤트에는 스키마가 없고, 만들 바탕이 될 메시지도 들어오지 않았습니다.",
    }
    hints: ClassVar = {
        "en": "`cxloop schema list` lists the events.",
        "ko": "`cxloop schema list`로 이벤트 목록을 볼 수 있습니다.",
    }


class BadSchema(CallerError):
    """What was written cannot be checked against."""

    code = "bad_schema"
    texts: ClassVar = {"en": "The schema cannot be used: {reason}.", "ko": "쓸 수 없는 스키마입니다: {reason}."}
    hints: ClassVar = {
        "en": "A JSON Schema with properties (type, enum), required and additionalProperties.",
        "ko": "properties(type, enum), required, additionalProperties로 된 JSON Schema를 쓰세요.",
    }
