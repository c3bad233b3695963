"""Errors speak both languages, down to the reasons inside them."""

from __future__ import annotations

import ast
import importlib
import pickle
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxloop
from cxloop.app.resolve import zone_named
from cxloop.errors import BadOption, BadRule, Both, CxloopError
from cxloop.model.rule import parse
from cxloop.understand.errors import SqlNoTable
from cxloop.web.language import Language, told_on_pages, translate

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


_OF_THE_SERVER = {
    "account_exists", "audit_broken", "bad_signature", "database_forbidden", "folder_unusable", "not_signed_in",
    "state_broken", "too_many_tries", "unknown_account", "unknown_key", "upload_too_large", "wrong_password",
}  # fmt: skip
"""What only whoever runs the server can mend, at its command line."""


def test_on_pages_no_hint_names_a_command() -> None:
    for module in pkgutil.walk_packages(cxloop.__path__, "cxloop."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    kinds, found = list(CxloopError.__subclasses__()), set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        hints = (kind.page_hints or kind.hints).values()
        if any("cxloop " in hint or "--" in hint for hint in hints):
            found.add(kind.code)
    assert found == _OF_THE_SERVER


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_option_is_called_as_its_field_is_on_pages(language: Language) -> None:
    with pytest.raises(BadOption) as caught:
        zone_named("Mars/Base")
    at_the_terminal = caught.value.to_dict(language)
    told = told_on_pages(caught.value, language)
    assert at_the_terminal["message"].startswith("--zone: ")
    assert "--help" in at_the_terminal["hint"]
    assert told["message"].startswith(translate(language, "settings.zone") + ": “Mars/Base”")
    assert told["hint"] == ""
    table = SqlNoTable(table="orders", known=())
    assert "--tables" in table.hint(language)
    assert "--tables" not in told_on_pages(table, language)["hint"]
