"""Errors around experiments, and one way to refuse an option in both languages."""

from __future__ import annotations

from typing import ClassVar

from cxloop.errors import BadOption, Both, CallerError


class BadValue(CallerError):
    """A text where the number of a metric should be."""

    code = "bad_value"
    texts: ClassVar = {
        "en": 'Row {row} has "{value}" in column "{column}", which is no number.',
        "ko": "{row}번째 행의 “{column}” 열 값 “{value}”은(는) 숫자가 아닙니다.",
    }
    hints: ClassVar = {
        "en": "Leave the cell empty where nothing was measured.",
        "ko": "측정값이 없으면 칸을 비워 두세요.",
    }


def bad_option(option: str, english: str, korean: str) -> BadOption:
    """What is wrong with an option, in both languages.

    >>> str(bad_option("--base", "it is 0", "0입니다"))
    '--base: it is 0.'
    """
    return BadOption(option=option, reason=Both(english, korean))
