"""Errors around experiments, and one way to refuse an option in both languages."""

from __future__ import annotations

from typing import ClassVar, Final

from cxloop.errors import BadOption, Both, CallerError


class BadValue(CallerError):
    """A text where the number of a metric should be."""

    code = "bad_value"
    texts: ClassVar = {
        "en": 'Row {row} has "{value}" in column "{column}", which is no number.',
        "ko": "{row}번째 행의 “{column}” 열 값 “{value}”{value:은} 숫자가 아닙니다.",
    }
    hints: ClassVar = {
        "en": "Leave the cell empty where nothing was measured.",
        "ko": "측정값이 없으면 칸을 비워 두세요.",
    }


_MEASURES: Final = (
    "reaches:STEP, avoids:STEP, returns:DAYS, count:STEP, value, sum:PROPERTY, rating:PROPERTY, share:STEP/STEP, "
    "time:STEP, duration, resolution:STEP/STEP, resolved:45m:STEP/STEP, steps, handovers, rework"
)


class BadMeasure(CallerError):
    """A text that is no metric over journeys."""

    code = "bad_metric"
    texts: ClassVar = {"en": 'The metric "{metric}" cannot be read.', "ko": "“{metric}” 지표를 읽을 수 없습니다."}
    hints: ClassVar = {
        "en": f"Write one of {_MEASURES}; with :down after it where less is better.",
        "ko": f"{_MEASURES} 중 하나를 쓰세요. 적을수록 좋으면 뒤에 :down을 붙이세요.",
    }


def bad_option(option: str, english: str, korean: str) -> BadOption:
    """What is wrong with an option, in both languages.

    >>> str(bad_option("--base", "it is 0", "0입니다"))
    '--base: it is 0.'
    """
    return BadOption(option=option, reason=Both(english, korean))
