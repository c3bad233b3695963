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
    page_hints: ClassVar = {"en": "“Flags” lists them.", "ko": "‘플래그’에서 목록을 볼 수 있습니다."}


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
        "ko": "그사이 다른 사람이 {what}{what:을} 바꿨습니다.",
    }
    hints: ClassVar = {"en": "Look at it again, then change it.", "ko": "다시 확인한 뒤 바꾸세요."}


class UnknownRecord(Unknown):
    """No opportunity, idea, prototype, change, goal, team or lesson of this number."""

    code, field = "unknown_record", "id"
    texts: ClassVar = {"en": "There is no {what} {id}.", "ko": "{id}번 {what}{what:이} 없습니다."}
    hints: ClassVar = {
        "en": "`cxloop opportunity`, `cxloop idea`, `cxloop change` and `cxloop lesson` list what there is.",
        "ko": "`cxloop opportunity`, `cxloop idea`, `cxloop change`, `cxloop lesson`으로 목록을 볼 수 있습니다.",
    }
    page_hints: ClassVar = {"en": "The board shows what there is.", "ko": "보드에서 있는 것을 볼 수 있습니다."}


class BadRecord(CallerError):
    """What was written cannot be kept."""

    code, about = "bad_record", "field"
    texts: ClassVar = {"en": "{field}: {reason}.", "ko": "{field}: {reason}."}
    hints: ClassVar = {"en": "Mend it and try again.", "ko": "고친 뒤 다시 시도하세요."}


class NotReady(CallerError):
    """A change that cannot start yet."""

    code = "not_ready"
    texts: ClassVar = {
        "en": "Change {id} cannot start: {reason}.",
        "ko": "{id}번 변경은 시작할 수 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "cxloop change set {id} --metric … --flag … --control … --ends DATE",
        "ko": "cxloop change set {id} --metric … --flag … --control … --ends 날짜",
    }
    page_hints: ClassVar = {
        "en": "A change needs a metric, a flag with an arm to compare with, and a date on which it ends.",
        "ko": "변경에는 지표, 플래그와 비교 기준이 될 변형, 끝나는 날짜가 필요합니다.",
    }


class Locked(CallerError):
    """What was set in advance, edited after the start."""

    code = "locked"
    http_status: ClassVar[int] = 409
    texts: ClassVar = {
        "en": "Change {id} has started; {fields} can no longer be changed.",
        "ko": "{id}번 변경은 이미 시작되어 {fields}{fields:을} 바꿀 수 없습니다.",
    }
    hints: ClassVar = {
        "en": "Set in advance, a target means something. End this change and start another one.",
        "ko": "미리 정한 목표라야 의미가 있습니다. 이 변경을 끝내고 새로 시작하세요.",
    }


class VerdictRefused(CallerError):
    """Data that no verdict can rest on."""

    code = "verdict_refused"
    http_status: ClassVar[int] = 409
    texts: ClassVar = {
        "en": "No verdict can rest on change {id}: {reason}.",
        "ko": "{id}번 변경은 판정할 수 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Find out what let one side lose or gain customers, mend it, and start anew.",
        "ko": "한쪽에서 고객이 빠지거나 더해진 까닭을 찾아 고친 뒤 다시 시작하세요.",
    }


class TooLittle(VerdictRefused):
    """Before and after cannot be compared: too few periods, or some in which nobody has a value."""

    code = "too_little"
    hints: ClassVar = {
        "en": "Wait until there is more, or take a metric of which every period has a value.",
        "ko": "데이터가 더 쌓일 때까지 기다리거나, 기간마다 값이 있는 지표를 쓰세요.",
    }
