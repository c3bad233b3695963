"""What to call the event of a log in which each row is one of the same kind and no column says which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_KOREAN: Final = re.compile("[\uac00-\ud7a3]")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_PATH: Final = re.compile(r"[/\\]")
_ENDINGS: Final = re.compile(r"(?:\.[A-Za-z]{1,8}\d?)+$")
_LONGEST, _MOST_WORDS = 40, 3
PLAIN: Final = frozenset({"event", "기록"})
"""The words where not even the file's name says anything."""
_EMPTY_WORDS: Final = frozenset(
    """
    a all an and april aug august by clean cleaned copy csv data dataset dec december download dump eng event
    events export exported extract feb february file files final first for from full history in jan january jul
    july jun june kr last list log logs main mar march master may new nov november oct october of old on output
    part query raw records report result rows sample sep september set sheet small table temp test the tmp to
    train tsv txt untitled utf version xlsx pasted
    가져온 거래내역 결과 기록 내려받은 내역 데이터 데이타 로그 목록 복사본 붙여 넣은 사본 새 샘플 엑셀 예제
    월 년 일 원본 이벤트 자료 전체 조회 최신 최종 추출 통합 파일 표 행 현황
    """.split()
)


def event_called(path: str, columns: Iterable[str] = ()) -> str:
    """The file's own name without what says nothing of its content; else "event", in Korean files “기록”.

    >>> event_called("exports/CDNOW_sample.txt"), event_called("purchases 2024-03 (1).csv.gz"), event_called("data.csv")
    ('CDNOW', 'purchases', 'event')
    >>> event_called("주문내역_2024.csv"), event_called("data.csv", ["고객번호"])
    ('주문', '기록')
    """
    name = unicodedata.normalize("NFC", _PATH.split(path)[-1])
    stem = _ENDINGS.sub("", name)
    words = [word.removesuffix("내역") if len(word) > 2 else word for word in _WORDS.findall(stem)]
    told = [word for word in words if word.lower() not in _EMPTY_WORDS and (len(word) > 1 or _KOREAN.match(word))]
    called = " ".join(told)
    if told and len(told) <= _MOST_WORDS and len(called) <= _LONGEST:
        return called
    korean = any(_KOREAN.search(unicodedata.normalize("NFC", text)) for text in (stem, *columns))
    return "기록" if korean else "event"
