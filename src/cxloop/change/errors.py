"""Errors around changes: flags, and records that somebody else has changed."""

from __future__ import annotations

from typing import ClassVar, Final

from cxloop.errors import CallerError, Unknown

_EXAMPLE: Final = (
    '{{"state": "ENABLED", "variants": {{"on": true, "off": false}}, "defaultVariant": "off", '
    '"targeting": {{"bucket": [["on", 50], ["off", 50]]}}}}'
)


class UnknownFlag(Unknown):
    """No such flag."""

    code, field = "unknown_flag", "flag"
    texts: ClassVar = {"en": 'There is no flag "{flag}".', "ko": "“{flag}” 플래그가 없습니다."}
    hints: ClassVar = {"en": "`cxloop flag list` lists them.", "ko": "`cxloop flag list`로 목록을 볼 수 있습니다."}


class BadFlag(CallerError):
    """A flag that could not be evaluated as it is written."""

    code = "bad_flag"
    texts: ClassVar = {
        "en": "The flag cannot be used: {place}: {reason}.",
        "ko": "쓸 수 없는 플래그입니다. {place}: {reason}.",
    }
    hints: ClassVar = {
        "en": f"A flag has a state, variants and, where a rule decides, targeting: {_EXAMPLE}",
        "ko": f"플래그에는 state, variants, 그리고 규칙이 정할 때는 targeting이 있습니다: {_EXAMPLE}",
    }


class Outdated(CallerError):
    """Somebody else has changed a record meanwhile."""

    code = "outdated"
    http_status: ClassVar[int] = 409
    texts: ClassVar = {
        "en": "Somebody else has changed {what} meanwhile.",
        "ko": "그사이 다른 사람이 {what}을(를) 바꿨습니다.",
    }
    hints: ClassVar = {"en": "Look at it again, then change it.", "ko": "다시 확인한 뒤 바꾸세요."}
