"""Korean particles by the last sound of what stands before them, the same in Python and in the console."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from generate_reference import error_classes

import cxloop
from cxloop.cli.catalogue import TEXTS as CLI
from cxloop.cli.help_texts import HELP
from cxloop.cli.words import say
from cxloop.errors import FileUnknown
from cxloop.particles import PLACE, particle
from cxloop.report.parts import Name
from cxloop.report.speech import Speech
from cxloop.report.texts import TEXTS as REPORT
from cxloop.web.language import catalogue, translate

ISLANDS = Path(cxloop.__file__).parent / "web" / "islands"
BOTH = re.compile(
    r"\((?:은|는|이|가|을|를|과|와|으)\)(?:은|는|이|가|을|를|과|와|로|라|나)?(?![가-힣])|[은이을과]\([는가를와]\)"
)
WORDS = {
    # Hangul: by its final consonant, whatever way it is encoded; letters on their own by their names
    "결제": "를", "주문": "을", "서울": "을", "배송 ": "을", "ㄱ": "을", "ㅏ": "를",
    unicodedata.normalize("NFD", "방문"): "을", unicodedata.normalize("NFD", "검색어"): "를",
    # quotes and brackets are not read, nor what stands in them at the end
    "“결제”": "를", "「주문」": "을", "결제(완료)": "를", "주문 (앱)": "을", "(주문)": "을",
    "`plan`": "을", "배송[2]”": "을",
    # digits as they are read
    "0": "을", "1": "을", "2": "를", "3": "을", "4": "를", "5": "를", "6": "을", "7": "을", "8": "을", "9": "를",
    "1,200": "을", "42": "를", "12.5%": "를",
    # what is spelt, letter by letter
    "CSV": "를", "PDF": "를", "URL": "을", "CRM": "을", "VPN": "을", "HR": "을", "A": "를",
    "orders.csv": "를", "tv": "를",
    "page.html": "을", "logo.png": "를",
    # words
    "web": "을", "app": "을", "shop": "을", "email": "을", "mobile": "을", "phone": "을", "time": "을", "login": "을",
    "form": "을", "ranking": "을", "visit": "을", "checkout": "을", "click": "을", "book": "을", "topic": "을",
    "store": "를", "page": "를", "order placed": "를", "payment": "를", "error": "를", "search": "를", "support": "를",
    "survey": "를", "window": "를", "users": "를", "blog": "를", "week": "를", "link": "를",
    "ORDER": "를", "acme": "를",
    # nobody can tell
    "購入": "을(를)", "…": "을(를)", "": "을(를)", "★": "을(를)", "type": "을(를)", "check": "을(를)", "(": "을(를)",
}  # fmt: skip
OTHERS = [
    ("결제", "은", "는"), ("주문", "은", "은"), ("결제", "이", "가"), ("주문", "과", "과"), ("결제", "과", "와"),
    ("서울", "으로", "로"), ("부산", "으로", "으로"), ("대구", "으로", "로"),
    ("1", "으로", "로"), ("3", "으로", "으로"),
    ("email", "으로", "로"), ("UTF-8", "이라", "이라"), ("utf", "이라", "라"), ("購入", "으로", "(으)로"),
    ("購入", "이라", "(이)라"), ("앱", "이나", "이나"), ("購入", "은", "은(는)"),
]  # fmt: skip


def test_the_particle_fits_how_the_word_is_read() -> None:
    assert {word: particle(word, "을") for word in WORDS} == WORDS
    assert [particle(word, pair) for word, pair, _ in OTHERS] == [form for *_, form in OTHERS]


def test_the_console_reads_the_same() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    asked = [*((word, "을") for word in WORDS), *((word, pair) for word, pair, _ in OTHERS)]
    script = (
        f'import {{ particle }} from "{(ISLANDS / "core" / "particles.js").as_uri()}";'
        f"console.log(JSON.stringify({json.dumps(asked)}.map(([word, pair]) => particle(word, pair))))"
    )
    command = [node, "--no-warnings", "--input-type=module", "-e", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [*WORDS.values(), *(form for *_, form in OTHERS)]


def test_every_way_to_fill_a_text_knows_the_notation() -> None:
    assert FileUnknown(path="주문.pdf").message("ko") == "주문.pdf는 가져올 수 있는 형식이 아닙니다."
    assert translate("ko", "sql.removed", title="이탈") == "“이탈”을 삭제했습니다."
    assert say("sql.saved", "ko", title="서울", id=3) == "“서울”로 저장했습니다(쿼리 3)."
    sentence = Speech("ko").say("behind.edge", people="고객 2명", a=Name("방문"), b=Name("결제"))
    assert sentence == ("고객 2명이 ", Name("방문"), "에서 바로 ", Name("결제"), "로 갔습니다.")


def test_no_text_writes_both_forms_and_each_particle_follows_a_value_of_its_text() -> None:
    texts = [*catalogue("ko").values(), *(korean for _, korean in (*CLI.values(), *HELP.values(), *REPORT.values()))]
    texts += [text for kind in error_classes() for text in (kind.texts["ko"], kind.hints["ko"])]
    assert len(texts) > 2000
    assert [text for text in texts if BOTH.search(text)] == []
    for text in texts:
        values = {name for name, pair in PLACE.findall(text) if not pair}
        assert {name for name, pair in PLACE.findall(text) if pair} <= values, text
