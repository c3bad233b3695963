"""The columns that a person names, read against those the file has."""

from __future__ import annotations

import pytest

from cxloop.app.given import mapping_of
from cxloop.errors import BadOption


@pytest.mark.parametrize(
    ("columns", "text", "expected"),
    [
        (["user"], "user", ("user", "customer")),
        (["user"], "user:e-mail", ("user", "e-mail")),
        (["case:concept:name"], "case:concept:name", ("case:concept:name", "customer")),
        (["case:id"], "case:id:card", ("case:id", "card")),
        (["user"], "user:", ("user:", "customer")),
    ],
)
def test_customer_and_kind(columns: list[str], text: str, expected: tuple[str, str]) -> None:
    mapping = mapping_of(columns, customer=text)
    assert (mapping.customer, mapping.customer_kind) == expected


@pytest.mark.parametrize(
    ("columns", "text", "expected"),
    [
        (["at"], "at", ("at", None)),
        (["at"], "at=won deal", ("at", "won deal")),
        (["a=b"], "a=b", ("a=b", None)),
        (["a=b"], "a=b=won", ("a=b", "won")),
        (["at"], "at=x=y", ("at", "x=y")),
    ],
)
def test_times(columns: list[str], text: str, expected: tuple[str, str | None]) -> None:
    assert mapping_of(columns, times=[text]).times == (expected,)


def test_event_by_name_or_column() -> None:
    assert mapping_of(["what"], event="=visit").event_name == "visit"
    assert mapping_of(["=what"], event="=what").event == "=what"
    assert mapping_of(["what"], event="what").event == "what"


@pytest.mark.parametrize(
    "wrong",
    [{"event": "="}, {"identifiers": ["card"]}, {"identifiers": ["=card"]}, {"times": ["at="]}, {"zone": "../etc"}],
)
def test_mistakes(wrong: dict[str, object]) -> None:
    with pytest.raises(BadOption):
        mapping_of(["at", "card"], **wrong)  # type: ignore[arg-type]
