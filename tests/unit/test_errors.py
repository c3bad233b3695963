"""Errors speak both languages, down to the reasons inside them."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxloop
from cxloop.errors import BadOption, BadRule, Both
from cxloop.model.rule import parse

SOURCE = Path(cxloop.__file__).parent


def reasons() -> Iterator[tuple[str, ast.expr]]:
    for path in SOURCE.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in ("BadOption", "BadRule"):
                yield from (
                    (f"{path.name}:{call.lineno}", word.value) for word in call.keywords if word.arg == "reason"
                )


def test_every_reason_is_in_both_languages() -> None:
    found = list(reasons())
    assert len(found) > 20
    for place, reason in found:
        passed_on = isinstance(reason, ast.Name)
        said = isinstance(reason, ast.Call) and ast.unparse(reason.func).rpartition(".")[2] in ("Both", "say")
        assert passed_on or said, place


@pytest.mark.parametrize("text", ["event = ", "event", "= 3", "event = a b", "(event = a", "event in 3", "event is so"])
def test_a_rule_is_refused_in_korean(text: str) -> None:
    with pytest.raises(BadRule) as caught:
        parse(text)
    assert any("가" <= sign <= "힣" for sign in caught.value.message("ko").partition(":")[2])
    assert caught.value.message("en").isascii() or "“" in caught.value.message("en")


def test_a_reason_survives_a_process() -> None:
    error = pickle.loads(pickle.dumps(BadOption(option="--x", reason=Both("it is empty", "비어 있습니다"))))
    assert "비어 있습니다" in error.message("ko")
    assert "it is empty" in error.message("en")
